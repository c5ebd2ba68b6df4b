"""What colleagues can do, and what they cannot: roles, whose a conversation is, stops that two people end, time kept."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from fairdesk.clock import now
from fairdesk.database import close, writing
from fairdesk.desk import records
from fairdesk.desk.timeline import Mode, State
from fairdesk.house import colleagues
from fairdesk.identity import records as identity
from fairdesk.nouns import BadInput, ColleagueId, NotFound, Overtaken, Refused
from fairdesk.oversight.pause import SOLO_WAIT
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"


@pytest.fixture
def dana(desk: Desk) -> Customer:
    """Dana has written, and Ada has her conversation."""
    dana = desk.customer()
    desk.says(dana, QUESTION)
    desk.house.take_over(dana.conversation, desk.ada)
    return dana


@pytest.fixture
def later(desk: Desk, monkeypatch):
    """Let time pass."""
    gone = [timedelta()]
    monkeypatch.setattr(desk.house.knowing, "now", lambda: now() + gone[0])

    def pass_by(time: timedelta) -> None:
        gone[0] += time

    return pass_by


class TestRoles:
    @pytest.mark.parametrize(
        "deed",
        [
            lambda d, c: d.house.take_over(c.conversation, d.otto),
            lambda d, c: d.house.reply(c.conversation, d.otto, "Hello", 99),
            lambda d, c: d.house.note(c.conversation, d.otto, "Hello"),
            lambda d, c: d.house.resolve(c.conversation, d.otto),
            lambda d, c: d.house.return_to_ai(c.conversation, d.otto),
            lambda d, c: d.house.stop_ai(d.otto, "all", ""),
            lambda d, c: d.house.start_ai(d.otto, "any"),
            lambda d, c: d.house.take_over(c.conversation, d.pia),
            lambda d, c: d.house.case(c.conversation, ColleagueId(4711)),
            lambda d, c: d.house.queue(ColleagueId(4711), "waiting"),
            lambda d, c: d.house.stops(ColleagueId(0)),
        ],
    )
    def test_whose_role_does_not_allow_it_is_refused_and_nothing_changes(self, desk, dana, deed):
        before = desk.house.desk_state()

        with pytest.raises(Refused):
            deed(desk, dana)

        assert before == desk.house.desk_state()

    def test_an_account_switched_off_opens_nothing(self, desk, dana):
        from django.contrib.auth.models import User

        User.objects.filter(pk=desk.ben).update(is_active=False)

        with pytest.raises(Refused):
            desk.house.case(dana.conversation, desk.ben)


class TestTakeOver:
    def test_taking_what_is_mine_already_changes_nothing(self, desk, dana):
        before = desk.house.desk_state()

        desk.house.take_over(dana.conversation, desk.ada)

        assert before == desk.house.desk_state()

    def test_of_two_at_once_one_has_it(self, desk):
        dana = desk.customer()
        desk.says(dana, QUESTION)
        told: list[str] = []
        begin = threading.Barrier(2)

        def take(colleague: ColleagueId) -> None:
            begin.wait()
            try:
                desk.house.take_over(dana.conversation, colleague)
                told.append("mine")
            except Overtaken as other:
                told.append(str(other))
            finally:
                close()

        both = [threading.Thread(target=take, args=(who,)) for who in (desk.ada, desk.ben)]
        for each in both:
            each.start()
        for each in both:
            each.join()

        assert 1 == told.count("mine")
        assert ["taken_over"] == desk.events(dana)


class TestReply:
    @pytest.mark.parametrize("text", ["", " \n"])
    def test_nothing_is_not_sent(self, desk, dana, text):
        with pytest.raises(BadInput):
            desk.house.reply(dana.conversation, desk.ada, text, 99)

    def test_too_much_is_not_sent(self, desk, dana):
        with pytest.raises(BadInput, match="20001"):
            desk.house.note(dana.conversation, desk.ada, "x" * 20_001)

    def test_the_first_reply_measures_the_wait_and_later_ones_do_not(self, desk):
        from fairdesk.database import row

        dana = desk.customer()
        desk.house.ask_for_person(dana.conversation, dana.id, "button")
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.reply(dana.conversation, desk.ada, "Hello", 99)
        waited = row("SELECT waited_micros, waiting_since FROM desk_conversation")

        desk.house.reply(dana.conversation, desk.ada, "Again", 99)

        assert waited
        assert waited[0] > 0
        assert waited[1] is None
        assert waited == row("SELECT waited_micros, waiting_since FROM desk_conversation")


class TestResolve:
    def test_not_over_a_message_that_is_being_looked_at(self, desk, dana):
        """Dana writes while Ada closes: her message must not end in a closed conversation unseen."""
        met = []

        def close_it() -> None:
            with pytest.raises(Overtaken, match="wrote just now"):
                desk.house.resolve(dana.conversation, desk.ada)
            met.append(1)

        desk.meanwhile("before keep", close_it)
        desk.says(dana, "One more thing")

        assert [1] == met
        assert State.PERSON is desk.sees(dana).state

    def test_closed_work_time_stands_still(self, desk, dana, later):
        later(timedelta(minutes=2))
        desk.house.resolve(dana.conversation, desk.ada)
        later(timedelta(hours=1))

        assert 2.0 == pytest.approx(desk.house.case(dana.conversation, desk.ada).minutes, abs=0.1)


class TestModes:
    def mode(self, desk, dana) -> Mode:
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.reply(dana.conversation, desk.ada, "Hello", 99)
        return desk.house.case(dana.conversation, desk.ada).mode

    def test_nobody_needed(self, desk):
        dana = desk.customer()
        desk.says(dana, QUESTION)

        assert Mode.AUTOMATED is desk.house.case(dana.conversation, desk.ada).mode

    def test_after_an_answer_it_is_assisted(self, desk):
        dana = desk.customer()
        desk.says(dana, QUESTION)

        assert Mode.ASSISTED is self.mode(desk, dana)

    def test_without_one_it_is_human(self, desk):
        dana = desk.customer()
        desk.says(dana, "human")

        assert Mode.HUMAN is self.mode(desk, dana)

    def test_after_an_answer_that_did_not_help_the_ai_made_the_work(self, desk):
        dana = desk.customer()
        desk.says(dana, QUESTION)
        desk.house.did_not_help(dana.conversation, dana.id, desk.last_act(dana))

        assert Mode.AI_MADE is self.mode(desk, dana)


class TestMinutes:
    def test_a_page_left_open_overnight_is_no_work(self, desk, dana, later):
        later(timedelta(hours=14))
        desk.house.note(dana.conversation, desk.ada, "back again")

        assert colleagues.LONGEST_WORK_GAP_MICROS / 60_000_000 == desk.house.case(dana.conversation, desk.ada).minutes


class TestStops:
    @pytest.mark.parametrize(
        "scope", ["everything", "channel:", "", "topic:fraud", "model:any", "guideline:none", "conversation:none"]
    )
    def test_a_scope_that_nothing_obeys_is_refused(self, desk, scope):
        """A stop that stops nothing would be worse than none."""
        with pytest.raises((BadInput, NotFound)):
            desk.house.stop_ai(desk.ada, scope, "")

        assert () == desk.house.stops(desk.ada)

    @pytest.mark.parametrize("scope", ["all", "channel:web", "customer:{0.id}", "conversation:{0.conversation}"])
    def test_each_scope_that_is_taken_silences_the_assistant(self, desk, scope):
        dana = desk.customer()
        desk.house.stop_ai(desk.ada, scope.format(dana), "drill")

        assert "paused" == desk.says(dana, QUESTION).handover

    def test_another_channel_goes_on(self, desk):
        desk.house.stop_ai(desk.ada, "channel:email", "drill")

        assert "" == desk.says(desk.customer(), QUESTION).handover

    def test_the_stop_says_who_may_be_the_second(self, desk):
        stop = desk.house.stop_ai(desk.ada, "all", "drill")
        desk.house.start_ai(desk.ada, stop)

        assert [False] == [each.may_start for each in desk.house.stops(desk.ada)]
        assert [(True, "Ada")] == [(each.may_start, each.start_asked_by) for each in desk.house.stops(desk.ben)]

    def test_live_pages_are_woken_by_stop_question_and_start(self, desk):
        """Nothing else on the desk changed: the stop itself must be a change."""
        dana, seen = desk.customer(), []

        def look() -> None:
            seen.append((desk.house.desk_state(), desk.house.conversation_state(dana.conversation)))

        beats = [desk.house.pulse.wait(-1, 0)]
        look()
        stop = desk.house.stop_ai(desk.ada, "all", "drill")
        look()
        for who in (desk.ada, desk.ben):
            beats.append(desk.house.pulse.wait(-1, 0))
            desk.house.start_ai(who, stop)
            look()

        assert all(before != after for before, after in zip(seen[:-1], seen[1:], strict=True))
        assert sorted(set(beats)) == beats

    def test_a_firm_of_one_waits_a_day(self, desk, later):
        """Otto may read the desk but not start the assistant: Ada alone could, so she may be the second, a day later."""
        from django.contrib.auth.models import User

        User.objects.exclude(pk__in=(desk.ada, desk.otto)).update(is_active=False)
        stop = desk.house.stop_ai(desk.ada, "all", "drill")
        desk.house.start_ai(desk.ada, stop)
        with pytest.raises(Refused):
            desk.house.start_ai(desk.ada, stop)

        later(SOLO_WAIT)

        assert desk.house.start_ai(desk.ada, stop)

    def test_with_two_people_no_day_is_long_enough(self, desk, later):
        stop = desk.house.stop_ai(desk.ada, "all", "drill")
        desk.house.start_ai(desk.ada, stop)
        later(SOLO_WAIT * 2)

        with pytest.raises(Refused):
            desk.house.start_ai(desk.ada, stop)

    def test_each_step_is_in_the_ledger(self, desk):
        stop = desk.house.stop_ai(desk.ada, "all", "drill")
        desk.house.start_ai(desk.ada, stop)
        desk.house.start_ai(desk.ben, stop)

        kinds = [kind for _, kind, _ in records.deeds()]
        assert ["assistant_stopped", "start_asked", "assistant_started"] == kinds[-3:]
        assert () == desk.house.verify().problems


def test_returning_clears_the_concern_that_called_people(desk):
    dana = desk.customer()
    desk.says(dana, "It was for my father's funeral")
    desk.house.take_over(dana.conversation, desk.ada)

    desk.house.return_to_ai(dana.conversation, desk.ada)

    assert "none" == desk.house.case(dana.conversation, desk.ada).concern
    assert "" == desk.says(dana, QUESTION).handover


def test_who_is_on_duty_is_counted_in_what_customers_are_told(desk):
    with writing():
        identity.set_on_duty(desk.ben, True, now())
    dana = desk.customer()
    desk.says(dana, "human")

    assert 2 == desk.sees(dana).duty.people
