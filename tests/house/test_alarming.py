"""A sensitive matter reaches a person in time: the clock runs, alarms are raised once, nothing of it names the matter."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from fairdesk.clock import now
from fairdesk.database import row, rows, writing
from fairdesk.desk import records
from fairdesk.house.background import Background
from fairdesk.house.forgetting import forget
from fairdesk.house.memory import HOUSE_KEY, place_of_deed
from fairdesk.identity import records as identity
from fairdesk.identity.opening import read_day
from fairdesk.nouns import ActId
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.restriction import THE_HOUSE
from fairdesk.sensitive import records as sensitive
from tests.desk.test_first_human import promising
from tests.house.in_force import put_in_force
from tests.letters import Kept
from tests.people import COMPANY, Customer, Desk

ABUSE = "My husband hits me and controls all my money."
SCAM = "I was scammed, they took all my savings."
GRIEF = "My father died last week and the contract is in his name."
KIND = "I am here now. I will look after this myself and write to you here by noon."


@pytest.fixture
def later(desk: Desk, monkeypatch):
    """Let time pass on this desk."""
    passed = [timedelta()]
    monkeypatch.setattr(desk.house.knowing, "now", lambda: now() + passed[0])

    def move(**by: float) -> None:
        passed[0] += timedelta(**by)

    return move


def deeds(desk: Desk, kind: str) -> list[dict[str, object]]:
    """Return what was kept of deeds of a kind, the first one first."""
    found = rows("SELECT act, sealed FROM desk_deed WHERE kind = %s ORDER BY at, act", kind)
    key = desk.house.keys.house_key(HOUSE_KEY)
    return [json.loads(unseal(key, bytes(sealed), place_of_deed(act))) for act, sealed in found]


def answers(desk: Desk, who: Customer, words: str = KIND) -> None:
    desk.house.take_over(who.conversation, desk.ada)
    desk.house.reply(who.conversation, desk.ada, words, records.conversation(who.conversation).items, "it is right")


def closed(desk: Desk) -> None:
    """The desk is open for a minute a week, which is not now."""
    local = now().astimezone()
    day = (local.weekday() + 3) % 7
    hours = tuple(read_day("10:00-10:01") if each == day else () for each in range(7))
    with writing():
        identity.keep_company(replace(COMPANY, hours=hours), now())


def on_call(desk: Desk, who, reach: str = "ben@on-call.example") -> None:
    desk.house.put_on_call(THE_HOUSE, who, now() - timedelta(hours=1), now() + timedelta(hours=9), reach)


@pytest.fixture
def mails(desk: Desk) -> Kept:
    """The desk with a mail server: alarms leave it."""
    desk.house.knowing.alarms_leave = True
    desk.house.carrier = Kept()
    return desk.house.carrier


class TestTheClock:
    def test_it_runs_from_the_message_to_the_first_reply_of_a_person(self, desk, later):
        dana = desk.customer()
        desk.says(dana, ABUSE)
        clock = sensitive.running_in(dana.conversation, desk.house.now())
        later(minutes=3)

        desk.house.take_over(dana.conversation, desk.ada)
        assert sensitive.running_in(dana.conversation, desk.house.now()), "a takeover is no answer"
        answers(desk, dana)

        assert ("abuse", timedelta(minutes=5), False) == (clock.topic, clock.due_at - clock.at, clock.promised)
        assert sensitive.running_in(dana.conversation, desk.house.now()) is None
        ((taken, allowed),) = sensitive.measured("abuse")
        assert 180 <= taken < 240
        assert 300 == allowed

    def test_an_ordinary_question_has_none(self, desk):
        dana = desk.customer()
        desk.says(dana, "I want to talk to a person")

        assert () == sensitive.running(desk.house.now())

    def test_more_messages_do_not_wind_it_back(self, desk, later):
        dana = desk.customer()
        desk.says(dana, GRIEF)
        first = sensitive.running_in(dana.conversation, desk.house.now())
        later(minutes=30)
        desk.says(dana, "It was my father's funeral yesterday. Is anybody there?")

        assert first == sensitive.running_in(dana.conversation, desk.house.now())

    def test_a_more_urgent_matter_has_its_own_and_is_due_first(self, desk):
        dana = desk.customer()
        desk.says(dana, GRIEF)
        desk.says(dana, "I want to end my life")

        clocks = sensitive.running(desk.house.now())

        assert ["crisis", "bereavement"] == [clock.topic for clock in clocks]
        assert clocks[0] == sensitive.running_in(dana.conversation, desk.house.now())

    def test_it_runs_again_when_an_open_matter_waits_again(self, desk, later):
        dana = desk.customer()
        desk.says(dana, GRIEF)
        answers(desk, dana)
        desk.house.resolve(dana.conversation, desk.ada)
        later(days=2)

        desk.says(dana, "You sent a bill to my dead father again")

        clock = sensitive.running_in(dana.conversation, desk.house.now())
        assert "bereavement" == clock.topic
        assert desk.house.now() - clock.at < timedelta(minutes=1)

    def test_closing_without_a_reply_measures_nothing(self, desk):
        dana = desk.customer()
        desk.says(dana, GRIEF)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.resolve(dana.conversation, desk.ada)

        assert () == sensitive.running(desk.house.now())
        assert [] == sensitive.measured("bereavement")

    def test_the_reason_is_kept_with_the_hand_over(self, desk):
        dana = desk.customer()
        desk.says(dana, ABUSE)
        line = next(each for each in records.items(dana.conversation) if each.code == "handed_over")

        kept = desk.house.memory.read_line(dana.conversation, desk.house.keys.of(dana.id), line)

        assert "first_human.danger" == kept.because.code
        assert {"reason": "sensitive"} == kept.values, "no time is told: it would tell the matter"

    def test_and_the_time_if_the_company_promises_one(self, desk):
        put_in_force("first_human", promising())
        dana = desk.customer()
        desk.says(dana, SCAM)
        line = next(each for each in records.items(dana.conversation) if each.code == "handed_over")

        kept = desk.house.memory.read_line(dana.conversation, desk.house.keys.of(dana.id), line)

        assert 900 == kept.values["within_seconds"]

    def test_what_people_took_names_nobody_and_outlives_the_customer(self, desk):
        dana = desk.customer()
        desk.says(dana, GRIEF)
        answers(desk, dana)
        forget(desk.house, dana.id, "asked")

        assert ["id", "topic", "day", "taken", "allowed"] == columns("sensitive_first_human")
        assert 1 == len(sensitive.measured("bereavement"))

    def test_and_is_deleted_after_a_year(self, desk, later):
        dana = desk.customer()
        desk.says(dana, GRIEF)
        answers(desk, dana)

        with writing():
            sensitive.delete_expired(desk.house.now() + timedelta(days=367))

        assert [] == sensitive.measured("bereavement")


def columns(table: str) -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


class TestAlarms:
    def test_one_when_half_the_time_is_over_and_one_when_all_is(self, desk, later):
        dana = desk.customer()
        desk.says(dana, ABUSE)
        told = []
        for minutes in (2, 1, 3, 60):
            later(minutes=minutes)
            told.append(desk.house.raise_alarms())

        assert [0, 1, 1, 0] == told
        assert ["soon", "over"] == [deed["step"] for deed in deeds(desk, "person_alarmed")]

    def test_a_desk_that_slept_raises_the_second_alone(self, desk, later):
        dana = desk.customer()
        desk.says(dana, ABUSE)
        later(hours=3)

        assert (1, 0) == (desk.house.raise_alarms(), desk.house.raise_alarms())
        assert ["over"] == [deed["step"] for deed in deeds(desk, "person_alarmed")]

    def test_none_after_a_person_answered(self, desk, later):
        dana = desk.customer()
        desk.says(dana, ABUSE)
        answers(desk, dana)
        later(hours=3)

        assert 0 == desk.house.raise_alarms()

    def test_two_workers_raise_it_once(self, desk, later):
        dana = desk.customer()
        desk.says(dana, ABUSE)
        later(minutes=4)
        clock = sensitive.running_in(dana.conversation, desk.house.now())
        with writing():
            first = sensitive.note_alarm(clock, desk.house.now())
            second = sensitive.note_alarm(clock, desk.house.now())

        assert (1, 0) == (first, second)

    def test_the_worker_asks_what_is_due(self, desk, later):
        dana = desk.customer()
        desk.says(dana, ABUSE)
        later(minutes=4)

        Background(desk.house).round()

        assert 1 == len(deeds(desk, "person_alarmed"))

    def test_the_ledger_never_names_the_matter(self, desk, later):
        dana = desk.customer()
        desk.says(dana, ABUSE)
        later(minutes=4)
        desk.house.raise_alarms()

        entries = b" ".join(bytes(entry) for (entry,) in rows("SELECT entry FROM accountability_waiting"))
        assert b"person_alarmed" in entries
        assert b"abuse" not in entries

    def test_managers_and_who_is_on_call_see_it_on_every_page_and_nobody_else(self, desk, later):
        dana = desk.customer()
        desk.says(dana, ABUSE)
        before = desk.house.desk_state()
        on_call(desk, desk.ben)
        later(minutes=4)
        desk.house.raise_alarms()

        assert desk.house.desk_state() != before, "live pages look again"
        assert 1 == len(desk.house.alarms(desk.cleo)) == len(desk.house.alarms(desk.ben))
        assert () == desk.house.alarms(desk.ada) == desk.house.alarms(desk.otto)
        assert desk.house.alarms(desk.cleo)[0].endswith(" left")

    def test_it_is_gone_when_a_person_answered(self, desk, later):
        dana = desk.customer()
        desk.says(dana, ABUSE)
        later(minutes=4)
        desk.house.raise_alarms()
        answers(desk, dana)

        assert () == desk.house.alarms(desk.cleo)


class TestOnCall:
    def test_at_night_somebody_in_danger_wakes_who_is_on_call_within_the_round(self, desk, mails):
        closed(desk)
        on_call(desk, desk.ben)
        dana = desk.customer()
        desk.says(dana, ABUSE)

        desk.house.raise_alarms()
        desk.house.post_letters()
        desk.house.close()

        (letter,) = mails.to("ben@on-call.example")
        assert "Somebody waits for a person" == letter.subject
        assert "/desk/first-human" in letter.text
        for told in ("abuse", "husband", "money", dana.conversation, "sensitive"):
            assert told not in letter.text + letter.subject + letter.html

    def test_the_customer_reads_what_everybody_reads(self, desk, mails):
        closed(desk)
        on_call(desk, desk.ben)
        dana, sam = desk.customer(), desk.customer()
        desk.says(dana, ABUSE)
        desk.says(sam, "I want to talk to a person")

        assert desk.sees(dana).wait_says == desk.sees(sam).wait_says

    def test_or_that_who_is_on_call_was_told_if_the_company_promises_it(self, desk, mails):
        put_in_force("first_human", promising())
        closed(desk)
        on_call(desk, desk.ben)
        dana = desk.customer()
        desk.says(dana, ABUSE)

        assert (
            "We are closed, but a person is on call and has been told. A person answers you here within 15 minutes."
            == desk.sees(dana).wait_says
        )

    @pytest.mark.parametrize("missing", ["nobody on call", "a telephone", "no mail server", "no certificate", "over"])
    def test_nothing_is_promised_that_nobody_can_hold(self, desk, mails, later, missing):
        put_in_force("first_human", promising())
        closed(desk)
        if missing != "nobody on call":
            on_call(desk, desk.ben, "+353 1 555 0101" if missing == "a telephone" else "ben@on-call.example")
        if missing == "no mail server":
            desk.house.knowing.alarms_leave = False
        if missing == "no certificate":
            for held in desk.house.care_certificates(desk.cleo):
                if held.colleague == desk.ben:
                    desk.house.end_care_certificate(desk.cleo, held.id)
        if missing == "over":
            later(hours=10)
        dana = desk.customer()
        desk.says(dana, ABUSE)

        said = desk.sees(dana).wait_says
        assert "within" not in said
        assert "on call" not in said
        assert said.startswith("We are closed now.")

    def test_a_broken_promise_is_not_repeated(self, desk, mails, later):
        put_in_force("first_human", promising())
        desk.house.knowing.alarms_leave = True
        dana = desk.customer()
        desk.says(dana, SCAM)
        assert "within 15 minutes" in desk.sees(dana).wait_says

        later(minutes=16)

        assert "within" not in desk.sees(dana).wait_says
        sam = desk.customer()
        desk.says(sam, SCAM)
        assert "within" not in desk.sees(sam).wait_says, "the latest clock of this matter was not kept"

    def test_the_page_says_it_in_the_readers_language(self, desk):
        put_in_force("first_human", promising())
        dana = desk.customer("de")
        desk.says(dana, "Mein Mann schlägt mich und ich habe Angst vor ihm.")

        assert "5 Minuten" in desk.sees(dana).wait_says


class TestTheDeskSeesIt:
    def test_the_list_shows_what_is_left_as_text(self, desk):
        dana = desk.customer()
        desk.says(dana, ABUSE)

        first = desk.house.queue(desk.ada, "waiting").rows[0]

        assert "5 min left" == first.left
        assert first.due_at

    def test_figures_have_their_n_and_no_slow_end_below_twenty(self, desk):
        dana = desk.customer()
        desk.says(dana, GRIEF)
        answers(desk, dana)

        grief = next(each for each in desk.house.first_human_figures() if each.topic == "bereavement")

        assert (1, 1, None) == (grief.n, grief.in_time, grief.p95)

    def test_who_may_not_open_it_does_not_read_the_matter(self, desk):
        dana = desk.customer()
        desk.says(dana, ABUSE)
        for held in desk.house.care_certificates(desk.cleo):
            if held.colleague == desk.ben:
                desk.house.end_care_certificate(desk.cleo, held.id)

        (ben,), (ada,) = desk.house.first_humans(desk.ben), desk.house.first_humans(desk.ada)

        assert ("", "abuse") == (ben.topic, ada.topic)
        assert "Ada" in ben.openers
        assert "Ben" not in ben.openers


def test_a_restricted_conversation_shows_nothing_of_its_clock(desk):
    dana = desk.customer()
    desk.says(dana, ABUSE)
    desk.house.restrict(dana.id, True, desk.house.now(), dana.conversation)

    listed = desk.house.queue(desk.ada, "all").rows[0]

    assert ("", None) == (listed.left, listed.due_at)
    assert "" == desk.house.first_humans(desk.ada)[0].topic


def test_the_migration_left_no_clock_on_what_was_there(desk):
    dana = desk.customer()
    with writing():
        sensitive.add("old", dana.conversation, dana.id, "crisis", ActId("act"), now())

    assert () == sensitive.running(now())
    assert row("SELECT count(*) FROM sensitive_concern")[0] == 1
