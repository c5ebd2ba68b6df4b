"""By when a person answers in a sensitive matter: sooner in danger, promised only if a company says so, fail-closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.desk.first_human import (
    EVERYBODY,
    FEWEST,
    NOBODY,
    ON_CALL,
    ON_DUTY,
    Clock,
    clock_of,
    first_human_facts,
    kept_of,
    minutes_left,
    promise_sentence,
    time_left,
)
from fairdesk.guidelines.checks import check
from fairdesk.guidelines.compile import Guideline, compile_table
from fairdesk.guidelines.table import parse, shipped
from fairdesk.language import OFFERED
from fairdesk.sensitive.topics import ACUTE, MATTERS

AT = datetime(2026, 3, 2, 23, tzinfo=UTC)
OPENS = AT + timedelta(hours=10)
GUIDELINE = compile_table(parse(shipped("first_human"), "first_human.yaml"))
TOPICS = [str(topic) for topic in MATTERS]
DANGER = sorted(map(str, ACUTE))


def promising() -> str:
    """Return the guideline of a company that promises a time wherever somebody can come, but in a crisis at the desk."""
    text = shipped("first_human")
    for rule in ("F02", "F04", "F06", "F07", "F11", "F12"):
        before, named, after = text.partition(f"  - id: {rule}\n")
        text = before + named + after.replace("promised_from: never", 'promised_from: "90"', 1)
    return text


PROMISING = compile_table(parse(promising(), "first_human.yaml"))


def open_desk(topic: str, kept: float = 1.0, comes: str = ON_DUTY, guideline: Guideline = GUIDELINE) -> Clock:
    return clock_of(guideline, first_human_facts(topic, "unsaid", True, comes), AT, None, kept)


def at_night(topic: str, comes: str, immediacy: str = "unsaid") -> Clock:
    return clock_of(GUIDELINE, first_human_facts(topic, immediacy, False, comes), AT, OPENS, 1.0)


class TestTheTable:
    def test_it_has_no_gap_and_no_rule_that_is_never_reached(self):
        assert () == check(GUIDELINE.table)

    @pytest.mark.parametrize("topic", TOPICS)
    @pytest.mark.parametrize("desk_open", [True, False])
    @pytest.mark.parametrize("immediacy", ["now", "soon", "unsaid"])
    def test_nothing_is_promised_where_nobody_can_come(self, topic, desk_open, immediacy):
        facts = first_human_facts(topic, immediacy, desk_open, NOBODY)

        assert not clock_of(PROMISING, facts, AT, OPENS, 1.0).promised

    @pytest.mark.parametrize("topic", TOPICS)
    @pytest.mark.parametrize("desk_open", [True, False])
    @pytest.mark.parametrize("comes", [ON_DUTY, ON_CALL])
    @pytest.mark.parametrize("immediacy", ["now", "soon", "unsaid"])
    def test_as_it_comes_no_time_is_told_in_any_matter(self, topic, desk_open, comes, immediacy):
        """A time that one matter shows and another does not tells which of them it is."""
        facts = first_human_facts(topic, immediacy, desk_open, comes)

        assert not clock_of(GUIDELINE, facts, AT, OPENS, 1.0).promised

    @pytest.mark.parametrize("topic", DANGER)
    def test_out_of_hours_who_is_on_call_is_alarmed_at_once_for_somebody_in_danger(self, topic):
        clock = at_night(topic, ON_CALL)

        assert (AT, ON_CALL, 900, False) == (clock.alarm_at, clock.alarmed, clock.seconds, clock.promised)

    @pytest.mark.parametrize("topic", DANGER)
    def test_and_everybody_if_nobody_is(self, topic):
        assert (AT, EVERYBODY) == ((clock := at_night(topic, NOBODY)).alarm_at, clock.alarmed)

    def test_a_scam_that_names_a_time_wakes_somebody_and_another_waits_for_the_morning(self):
        for told in ("now", "soon"):
            assert (AT, AT + timedelta(minutes=15)) == (
                (now := at_night("fraud", ON_CALL, told)).alarm_at,
                now.due_at,
            )
        assert OPENS + timedelta(minutes=15) == at_night("fraud", ON_CALL).due_at

    @pytest.mark.parametrize(("topic", "hours"), [("bereavement", 1), ("hardship", 1), ("illness", 4), ("legal", 4)])
    def test_what_can_wait_for_the_morning_counts_from_the_opening(self, topic, hours):
        clock = at_night(topic, ON_CALL)

        assert OPENS + timedelta(hours=hours) == clock.due_at
        assert not clock.promised, "who comes in the morning is not known at night"

    def test_without_an_opening_it_counts_from_now(self):
        facts = first_human_facts("legal", "unsaid", False, NOBODY)

        assert AT + timedelta(hours=4) == clock_of(GUIDELINE, facts, AT, None, 1.0).due_at

    def test_a_supervisor_is_alarmed_before_the_time_is_over(self):
        for topic in TOPICS:
            assert open_desk(topic).alarm_at < open_desk(topic).due_at

    def test_a_company_may_promise_and_even_then_not_sixty_seconds(self):
        promised = [topic for topic in TOPICS if open_desk(topic, guideline=PROMISING).promised]

        assert [topic for topic in TOPICS if topic != "crisis"] == promised

    def test_what_was_not_kept_lately_is_not_promised_again(self):
        assert open_desk("fraud", kept=0.9, guideline=PROMISING).promised
        assert not open_desk("fraud", kept=0.89, guideline=PROMISING).promised

    def test_what_cannot_be_decided_runs_as_a_crisis_and_alarms_everybody(self):
        clock = open_desk("a matter nobody knows")

        assert (60, AT, EVERYBODY, False) == (clock.seconds, clock.alarm_at, clock.alarmed, clock.promised)
        assert "first_human.refused" == clock.because.code


class TestWords:
    @pytest.mark.parametrize(
        ("seconds", "told"),
        [
            (59, "59 s left"),
            (720, "12 min left"),
            (7 * 3600 + 1, "7.0 h left"),
            (0, "over by 0 s"),
            (-180, "over by 3 min"),
        ],
    )
    def test_colleagues_read_how_much_is_left(self, seconds, told):
        assert told == time_left(AT + timedelta(seconds=seconds), AT)

    def test_a_customer_reads_whole_minutes_never_too_few(self):
        assert 5 == minutes_left(AT + timedelta(seconds=241), AT)
        assert 0 == minutes_left(AT, AT)
        assert "A person answers you here within 5 minutes." == promise_sentence(5, False, "en")
        assert "A person answers you here within 1 minute." == promise_sentence(1, False, "en")
        assert "A person answers you here within 4 hours." == promise_sentence(240, False, "en")

    def test_out_of_hours_it_says_that_somebody_was_told(self):
        assert promise_sentence(15, True, "en").startswith(
            "We are closed, but a person is on call and has been told."
        )

    @pytest.mark.parametrize("language", [code for code in OFFERED if code != "en"])
    def test_in_every_language(self, language):
        for left in (1, 2, 5, 15, 60, 120, 240):
            said = promise_sentence(left, True, language)
            assert str(left if left < 120 else left // 60) in said or left == 1 or language == "ar"
            assert "{" not in said
            assert "person answers" not in said


class TestFigures:
    def test_nearest_rank_percentiles_with_n(self):
        kept = kept_of("fraud", [(seconds, 900.0) for seconds in range(1, 101)])

        assert (100, 100, 50, 95) == (kept.n, kept.in_time, kept.p50, kept.p95)

    def test_too_few_have_no_slow_end(self):
        assert kept_of("fraud", [(60.0, 900.0)] * (FEWEST - 1)).p95 is None
        assert kept_of("fraud", [(60.0, 900.0)] * FEWEST).p95 == 60

    def test_late_ones_are_counted_as_late(self):
        assert 1 == kept_of("crisis", [(60.0, 60.0), (61.0, 60.0)]).in_time
        assert (0, 0.0, None) == ((none := kept_of("crisis", [])).n, none.p50, none.p95)
