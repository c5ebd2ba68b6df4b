"""The desk audits its own assistant: one act of each person, groups that are told and never guessed, no sensitive matter."""

from __future__ import annotations

import json
import random
import re
import uuid
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from fairdesk.cli import main
from fairdesk.clock import new_id
from fairdesk.consent.purposes import Purpose
from fairdesk.database import execute, micros, row, writing
from fairdesk.explainability.reading_ease import lix
from fairdesk.fairness.as_html import parts
from fairdesk.fairness.disclosed import QUESTIONS
from fairdesk.fairness.own_acts import GROUPS, NO_GROUPS, OUTCOMES, QUANTITIES, STRATA, TOLD_GROUPS, Asked
from fairdesk.house import own_numbers, own_outcomes
from fairdesk.house.own_numbers import OF_ANSWERS
from fairdesk.identity.records import addresses
from fairdesk.nouns import BadInput
from fairdesk.sensitive.care import check
from fairdesk.web import doors
from tests.house.pages import table
from tests.house.test_deciding_money import BROKEN, LATE, decides, settles
from tests.house.test_groups import QUESTION, asks, reviews
from tests.people import Desk

ARTICLE = "---\ntitle: Wie lange dauert eine Erstattung\n---\n\nEine Erstattung dauert bis zu fünf Tage.\n"
GERMAN = "Wie lange dauert eine Erstattung?"


def ask(desk: Desk, outcome: str = "answered", groups: str = "language", **more: str) -> Asked:
    return desk.house.audit_asked(groups, outcome, **more)


def rates(desk: Desk, outcome: str = "answered", **more: str) -> dict[str, tuple[int, float]]:
    """Return of each group how many people, and the share of yes."""
    (view,) = desk.house.own_audit(ask(desk, outcome, **more))["views"]
    told = {each["name"]: each["rates"]["selection_rate"] for each in view["groups"]}
    return {name: (rate["n"], round(rate["share"], 3)) for name, rate in told.items()}


def firsts_of(desk: Desk, outcome: str) -> list[own_outcomes.Read]:
    """Return the acts of which an outcome can be said."""
    now = desk.house.now()
    day = (now - timedelta(days=2)).date()
    read = own_outcomes.acts_read(desk.house, (outcome,), day, now.date() + timedelta(days=1), day, now)
    return [each for some in read for each in some if not each.earlier]


def world(desk: Desk, chances: dict[str, float], people: int, concern: str = "none") -> None:
    """Let so many people write in each language; the assistant answers each with the chance of their language."""
    chance, at = random.Random(7), micros(desk.house.now()) - 10**9
    with writing():
        for language, likely in chances.items():
            for n in range(people):
                talk, sent = uuid.uuid4().hex, chance.random() < likely
                execute(
                    "INSERT INTO desk_conversation (id, customer_id, channel, language, created_at, changed_at, version, items,"
                    " state, mode, reason, unclear, assignee_name, work_micros, waited_micros) VALUES"
                    " (%s, %s, %s, %s, %s, %s, 0, 0, 'open', 'automated', '', 0, '', 0, %s)",
                    talk, f"of-{talk}", ("web", "email")[n % 2], language, at, at, 60_000_000 if n % 3 else None,
                )  # fmt: skip
                execute(
                    "INSERT INTO desk_turn (act, conversation_id, number, at, route, release, handover, facts, digest, sealed)"
                    " VALUES (%s, %s, 1, %s, 'assistant', %s, %s, %s, '', %s)",
                    new_id(), talk, at, "send" if sent else "hand_over", "" if sent else "not_found",
                    json.dumps({"concern": concern, "intent": ("refund", "parcel")[n % 2]}), b"",
                )  # fmt: skip


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """Eight people ask in English and are answered; six in German, whom no article answers."""
    asks(desk, QUESTION, "en", 8)
    asks(desk, GERMAN, "de", 6)
    return desk


class TestWorlds:
    def test_a_language_that_is_answered_less_is_found_and_named(self, desk: Desk) -> None:
        world(desk, {"en": 0.7, "de": 0.7, "uk": 0.45}, 150)
        report = desk.house.own_audit(ask(desk, groups="language,channel", strata="topic"))

        claimed = {
            group["name"] for group in report["views"][0]["groups"] if group["rates"]["selection_rate"]["claim"]
        }
        assert "uk" in claimed
        found = {
            each["name"]: each["within"] for each in report["views"][0]["strata"] if (each["p_holm"] or 1) < 0.05
        }
        assert found["uk"] < 0, "and where like is compared with like"

    def test_where_all_are_answered_alike_nothing_is_claimed(self, desk: Desk) -> None:
        world(desk, {"en": 0.6, "de": 0.6, "uk": 0.6}, 150)
        report = desk.house.own_audit(ask(desk, groups="language,channel", quantities="wait_minutes"))

        told = [group for view in report["views"] for group in view["groups"]]
        assert not [group["name"] for group in told if group["rates"]["selection_rate"]["claim"]]
        assert {1.0} == {round(group["quantities"]["wait_minutes"]["mean"], 9) for group in told}

    def test_it_reads_a_few_acts_at_a_time_and_each_once(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        world(desk, {"en": 0.6, "de": 0.6}, 40)
        whole = desk.house.own_audit(ask(desk))
        few = own_outcomes._ACTS.replace(f"LIMIT {own_outcomes.MOST_AT_ONCE}", "LIMIT 7")
        monkeypatch.setattr(own_outcomes, "_ACTS", few)

        now = desk.house.now()
        day, tomorrow = date(2020, 1, 1), now.date() + timedelta(days=1)
        read = own_outcomes.acts_read(desk.house, ("answered",), day, tomorrow, day, now)
        assert [7] * 11 + [3] == [len(some) for some in read]
        assert whole == desk.house.own_audit(ask(desk))


class TestWhoCounts:
    def test_everybody_once_as_on_the_board(self, asked: Desk) -> None:
        dana, sam, alone = asks(asked, QUESTION, times=3)
        asked.says(dana, "And the post?")
        asked.says(alone, QUESTION)
        with writing():
            addresses.join((dana.id, sam.id), "a-person", asked.house.now())

        assert {"en": (10, 1.0), "de": (6, 0.0)} == rates(asked)
        on_the_board = {each.value: each.people for each in asked.house.board(asked.cleo).live}
        assert {"en": 10, "de": 6} == on_the_board

    def test_acts_before_the_day_do_not_count(self, asked: Desk) -> None:
        tomorrow = (asked.house.now() + timedelta(days=1)).date()
        with pytest.raises(BadInput, match="nobody yet"):
            rates(asked, since=f"{tomorrow}")

    def test_who_restricted_the_use_of_their_data_does_not(self, asked: Desk) -> None:
        (dana,) = asks(asked, QUESTION)
        asked.house.restrict(dana.id, True, asked.house.now())

        assert (8, 1.0) == rates(asked)["en"]

    def test_a_small_group_is_told_nowhere_and_no_smaller_one_can_be_asked_for(self, asked: Desk) -> None:
        asks(asked, "Ile trwa zwrot?", "pl", 2)
        report = asked.house.own_audit(ask(asked))

        assert (14, ["language"]) == (report["rows"], report["left_out"])
        assert '"pl"' not in json.dumps(report)
        with pytest.raises(BadInput, match="fewer than 5"):
            asked.house.own_audit(ask(asked), 2)


class TestOutcomes:
    def test_handed_over_is_of_all_and_answered_of_those_it_was_to_answer(self, asked: Desk) -> None:
        asks(asked, "I want to talk to a human", "en", 2)

        assert (8, 1.0) == rates(asked)["en"]
        assert (10, 0.2) == rates(asked, "handed_over")["en"]

    def test_wrong_is_what_reviewers_say_of_sent_answers(self, asked: Desk) -> None:
        asked.knows(ARTICLE, "erstattung", "de")
        asks(asked, GERMAN, "de", 5)
        reviews(asked, "wrong")
        with writing():
            execute("UPDATE oversight_answer_review SET verdict = 'right' WHERE language = 'en'")

        assert {"en": (8, 0.0), "de": (5, 1.0)} == rates(asked, "reviewed_wrong")

    def test_what_people_corrected_and_customers_disputed_is_counted_of_the_act(self, asked: Desk) -> None:
        act, customer = row(
            "SELECT t.act, c.customer_id FROM desk_turn t JOIN desk_conversation c ON c.id = t.conversation_id"
            " WHERE t.release = 'send' ORDER BY t.act LIMIT 1"
        )  # type: ignore[misc]
        asked.house.appeal(act, customer)

        assert {"en": (8, 0.125), "de": (6, 0.0)} == rates(asked, "appealed")

    def test_how_it_ended_is_known_of_what_has_ended(self, asked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(BadInput, match="nobody yet"):
            rates(asked, "gave_up")
        real = asked.house.knowing.now
        monkeypatch.setattr(asked.house.knowing, "now", lambda: real() + timedelta(hours=73))

        assert {"en": (8, 0.0), "de": (6, 1.0)} == rates(asked, "gave_up")

    @pytest.mark.parametrize("outcome", OUTCOMES)
    def test_each_can_be_read_of_any_database(self, asked: Desk, outcome: str) -> None:
        counted = [act.outcome for act in asked.house._acts(ask(asked, outcome))]

        assert set(counted) <= {True, False, None}
        none_of_it = {"reviewed_wrong", "upheld", "granted", "identity_demanded"}
        assert (outcome in none_of_it) is (not counted), (
            "nobody has reviewed or disputed anything, or asked for money or data"
        )

    def test_a_reply_is_measured_only_of_who_said_yes_to_that(self, asked: Desk) -> None:
        asked.knows(ARTICLE, "erstattung", "de")
        agreed = [*asks(asked, QUESTION, "en", 5), *asks(asked, GERMAN, "de", 5)]
        for dana in agreed:
            asked.house.answer_purpose(dana.conversation, dana.id, str(Purpose.RESEARCH), True)
        report = asked.house.own_audit(ask(asked, quantities=",".join(OF_ANSWERS)))

        english = next(group for group in report["views"][0]["groups"] if group["name"] == "en")["quantities"]
        text = asked.answers(agreed[0])[0]
        assert {5} == {told["n"] for told in english.values()}
        assert [len(text), pytest.approx(lix(text)), 11.0] == [english[name]["mean"] for name in OF_ANSWERS]
        assert ["no_next_step"] == [one.rule.code for one in check(text, "en", "bereavement", by_machine=True)]

    def test_money_is_granted_or_not_by_conversation_and_its_sum_is_of_who_said_yes_to_that(
        self, asked: Desk
    ) -> None:
        for language, form in (("en", BROKEN), ("de", LATE)):
            for _ in range(5):
                dana = asked.customer(language)
                asked.says(dana, "I want to talk to a human")
                asked.house.take_over(dana.conversation, asked.ada)
                decision = decides(asked, dana, form)
                asked.house.answer_purpose(dana.conversation, dana.id, str(Purpose.RESEARCH), True)
                if decision.outcome == "granted":
                    decides(asked, dana, {**form, "amount": "12"})
                else:
                    settles(asked, dana, decision.number)
        report = asked.house.own_audit(ask(asked, "granted"))
        assert {"en": (5, 1.0), "de": (5, 0.0)} == rates(asked, "granted"), "nobody asked the others' money"
        read = own_numbers.numbers_of(asked.house, firsts_of(asked, "granted"), ("money_granted",))

        assert 10 == report["rows"]
        assert [None] * 5 + [42.0] * 5 == sorted(
            (one.get("money_granted") for one in read.values()), key=lambda n: n or 0
        )

    def test_who_must_show_more_of_who_they_are_is_counted_of_requests(self, asked: Desk) -> None:
        for language, known_by in (("en", "session"), ("de", "none")):
            for _ in range(5):
                dana = asked.customer(language)
                asked.says(dana, QUESTION)
                asked.house.file_request(dana.id, "export", language=language, known_by=known_by)
                asked.house.file_request(dana.id, "erase", language=language, known_by="session")

        assert {"en": (5, 0.0), "de": (5, 1.0)} == rates(asked, "identity_demanded")
        today = asked.house.now()
        with writing():  # the first one was three days ago
            execute(
                "UPDATE rights_request SET filed_at = %s WHERE kind = 'export'", micros(today - timedelta(days=3))
            )
        day, tomorrow = today.date(), today.date() + timedelta(days=1)
        for back, known in ((0, {False}), (9, {True})):
            (read,) = own_outcomes.acts_read(
                asked.house, ("identity_demanded",), day, tomorrow, day - timedelta(days=back), today
            )
            assert ({"erase"}, 10, known) == ({r.topic for r in read}, len(read), {bool(r.earlier) for r in read})


class TestSensitive:
    def test_a_conversation_in_a_sensitive_matter_is_left_out_whole(self, asked: Desk) -> None:
        (dana,) = asks(asked, QUESTION)
        before = rates(asked, "handed_over")["en"]
        asked.says(dana, "My father died last week, please close his contract.")

        assert (9, 0.0) == before
        assert (8, 0.0) == rates(asked, "handed_over")["en"]

    def test_no_report_differs_by_which_matter_it_was(self, asked: Desk) -> None:
        reports = []
        for matter in ("illness", "abuse"):
            world(asked, {"de": 0.5}, 6, matter)
            reports.append([asked.house.own_audit(ask(asked, strata="topic")), asked.house.own_audit(ask(asked))])

        assert reports[0] == reports[1]


class TestDoors:
    def arrives(self, desk: Desk, who: int, address: str) -> HttpResponse:
        doors.open_door(desk.house)
        client = Client(HTTP_HOST="localhost")
        client.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(address)  # type: ignore[return-value]

    def test_page_json_and_command_say_the_same(self, asked: Desk) -> None:
        since = (asked.house.now() - timedelta(days=2)).date()
        page, told = (
            self.arrives(asked, asked.otto, f"/desk/fairness{form}?groups=language&outcome=handed_over&since={since}")
            for form in ("", ".json")
        )
        ran = CliRunner().invoke(
            main,
            [
                "--data",
                str(asked.folder),
                "audit",
                "--own",
                "--outcome",
                "handed_over",
                "--since",
                f"{since}",
                "--json",
            ],
        )

        report = json.loads(told.content)
        assert report == json.loads(ran.output)
        assert (14, "de", "en") == (report["rows"], *(each["name"] for each in report["views"][0]["groups"]))
        html = page.content.decode()
        assert "".join(parts(report)) in html
        assert 1 == html.count("<h1>")

    def test_where_nothing_can_be_compared_the_page_says_so(self, desk: Desk) -> None:
        page = self.arrives(desk, desk.cleo, "/desk/fairness?outcome=upheld")

        assert 200 == page.status_code
        assert "Nothing can be compared" in page.content.decode()

    @pytest.mark.parametrize("form", ["", ".json"])
    def test_who_may_not_read_the_books_reads_no_audit(self, asked: Desk, form: str) -> None:
        statuses = [
            self.arrives(asked, who, f"/desk/fairness{form}").status_code
            for who in (asked.ada, asked.rio, asked.pia, asked.otto, asked.cleo)
        ]
        assert [403, 200, 200, 200, 200] == statuses

    def test_what_is_no_choice_is_refused(self, asked: Desk) -> None:
        for wrong in (
            "groups=ethnicity",
            "groups=origin",
            "outcome=nice",
            "since=soon",
            "strata=language",
            "quantity=mood",
        ):
            assert 422 == self.arrives(asked, asked.cleo, f"/desk/fairness?{wrong}").status_code, wrong


class TestNobodyIsGuessed:
    NEVER = re.compile(
        r"ethnic|race$|racial|gender|\bsex$|religio|skin|nationality|origin_of|sexual|disab", re.IGNORECASE
    )

    def test_no_table_has_a_column_for_what_somebody_is(self, desk: Desk) -> None:
        with connection.cursor() as cursor:
            columns = {
                f"{table}.{column.name}"
                for table in connection.introspection.table_names(cursor)
                for column in connection.introspection.get_table_description(cursor, table)
            }
        assert len(columns) > len(apps.get_models())
        assert not [each for each in columns if self.NEVER.search(each.partition(".")[2])]

    def test_the_audit_offers_none_and_refuses_what_is_not_offered(self, desk: Desk) -> None:
        assert {"language", "channel"} == set(GROUPS)
        assert QUESTIONS.keys() == TOLD_GROUPS.keys(), "the rest is what people tell, each of themselves"
        assert not [each for each in (*STRATA, *QUANTITIES, *OUTCOMES) if self.NEVER.search(each)]
        for name in ("ethnicity", "origin", "country", *NO_GROUPS):
            with pytest.raises(BadInput, match=name):
                ask(desk, groups=name)

    def test_the_document_lists_what_can_be_asked_and_nothing_else(self) -> None:
        told = {head: table("fairness.md", "The desk's own acts", head) for head in ("group", "outcome", "quantity")}
        assert set(QUESTIONS) == set(table("fairness.md", "Groups that people tell", "group"))
        assert [set(GROUPS), set(OUTCOMES), set(QUANTITIES)] == [set(each) for each in told.values()]
        says = {name: f"{text[:1].upper()}{text[1:]}." for name, text in OUTCOMES.items()}
        assert says == {name: cells[0] for name, cells in told["outcome"].items()}
