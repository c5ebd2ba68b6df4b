"""What pages show of a guideline: its rules by the labels of the inputs, and what somebody must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.counting import counted
from fairdesk.guidelines.life import Origin, Proposal, Stage
from fairdesk.guidelines.reviews import Review
from fairdesk.guidelines.shown import Overview, case_in_words, in_words, rows_of, tasks_of
from fairdesk.nouns import ColleagueId
from tests.guidelines.tables import NEGATED, refunds
from tests.guidelines.test_compile import SMALL

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
PROPOSAL = Proposal("p1", "refunds", "v", Origin.CHANGE, Stage.IN_FORCE, ColleagueId(3), NOON)
FINE = Overview("refunds", refunds(), PROPOSAL, Review.FINE, (), False, None)


def test_a_rule_is_read_by_the_labels_of_its_inputs():
    first, second, last = rows_of(refunds(), counted(compile_table(refunds()), [SMALL]))

    assert (("days since delivery", "[0..30] days"), ("why", "damaged")) == first.tests
    assert ("known customer", "yes") in second.tests
    assert ((), (("refund", "person"),), 0) == (last.tests, last.outputs, last.met)
    assert (0, 1) == (first.met, second.met)
    assert None is rows_of(NEGATED)[0].met


@pytest.mark.parametrize(("test", "says"), [("true", "yes"), ("not(none)", "anything but none"), (">= 3", ">= 3")])
def test_a_test_is_put_into_words(test, says):
    assert says == in_words(test)


def test_so_is_a_case():
    assert "known customer: yes; why: late" == case_in_words({"known": True, "topic": "late"}, refunds())


class TestTasks:
    def test_there_is_none_for_a_guideline_that_is_fine(self):
        assert [] == list(tasks_of(FINE))

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"parts_changed": ("wish", "triage")}, "hears a wish for a person and the word lists that find"),
            ({"review": Review.OVERDUE}, "its review was due by 1 January 2027"),
            ({"proposal": replace(PROPOSAL, confirm_by=NOON)}, "a second must confirm it by 1 June 12:00 UTC"),
        ],
    )
    def test_each_thing_that_is_not_fine_is_one(self, changes, says):
        (task,) = tasks_of(replace(FINE, **changes))

        assert says in task.says

    def test_a_confirmed_roll_back_is_none(self):
        done = replace(PROPOSAL, confirm_by=NOON, second=ColleagueId(5))

        assert [] == list(tasks_of(replace(FINE, proposal=done)))
