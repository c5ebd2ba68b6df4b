"""What pages show of a guideline: its rules by the labels of the inputs, and what somebody must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.counting import counted
from fairdesk.guidelines.life import Origin, Proposal, Stage
from fairdesk.guidelines.reviews import Review
from fairdesk.guidelines.scorer_file import read_file
from fairdesk.guidelines.shown import Overview, case_in_words, in_words, rows_of, steps_of, tasks_of
from fairdesk.nouns import ColleagueId
from tests.guidelines.scorers import WHOLE, text
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


class TestAScorer:
    def test_each_value_says_what_it_adds(self):
        steps = steps_of(read_file(text(), "s"))

        told = {(step.of, step.value): step.adds for step in steps}
        assert {
            ("amount", "below 20 EUR"): 1.0,
            ("amount", "20 to below 100 EUR"): 0.1,
            ("amount", "100 or more EUR"): -2.0,
            ("trouble", "late"): -0.4,
            ("known", "yes"): 0.1,
            ("amount and trouble", "below 50 EUR, broken"): 0.05,
            ("amount and trouble", "50 or more EUR, late"): 0.2,
        }.items() <= told.items()
        assert 3 + 3 + 2 + 2 + 4 == len(steps)
        assert {None} == {step.now for step in steps}

    def test_stands_beside_the_one_in_force(self):
        other = {**WHOLE["terms"][0], "axes": [{"input": "amount", "cuts": [20, 90]}], "scores": [2.0, 0.1, -2.0]}
        steps = steps_of(read_file(text(terms=[other, *WHOLE["terms"][1:]]), "s"), read_file(text(), "s"))

        told = {step.value: (step.adds, step.now) for step in steps if step.of == "amount"}
        assert (2.0, 1.0) == told["below 20 EUR"]
        assert ((0.1, None), (None, 0.1)) == (told["20 to below 90 EUR"], told["20 to below 100 EUR"])

    def test_of_one_step_adds_it_to_every_value(self):
        flat = {"axes": [{"input": "amount", "cuts": []}], "scores": [0.5]}

        assert ("amount", "any EUR", 0.5) == (
            (step := steps_of(read_file(text(terms=[flat]), "s"))[0]).of, step.value, step.adds,
        )  # fmt: skip


class TestTasks:
    def test_there_is_none_for_a_guideline_that_is_fine(self):
        assert [] == list(tasks_of(FINE))

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            (
                {"parts_changed": ("wish", "triage")},
                "hears a wish for a person and the word lists and the model that find",
            ),
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
