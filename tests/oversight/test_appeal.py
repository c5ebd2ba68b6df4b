"""Where an appeal stands is read off the conversation's events, and a form names one of two ends."""

from __future__ import annotations

import pytest

from fairdesk.nouns import BadInput
from fairdesk.oversight.appeal import ASKED, Appeal, Outcome, appeals, outcome_named

ONE, TWO = {"act": "one", "answer": 1}, {"act": "two", "answer": 0}


def test_nothing_disputed_is_no_appeal():
    assert () == appeals([("handed_over", {"reason": "unsure"})])


def test_it_is_open_until_a_person_decides():
    assert (Appeal("one", 1), Appeal("two", 0, Outcome.CHANGED)) == appeals(
        [(ASKED, ONE), (ASKED, TWO), ("appeal_changed", TWO)]
    )
    assert appeals([(ASKED, ONE)])[0].open
    assert not appeals([(ASKED, ONE), ("appeal_upheld", ONE)])[0].open


def test_what_was_decided_can_be_disputed_again():
    assert appeals([(ASKED, ONE), ("appeal_upheld", ONE), (ASKED, ONE)])[0].open


def test_a_form_names_an_outcome():
    assert Outcome.UPHELD is outcome_named("upheld")
    with pytest.raises(BadInput, match="stays as it was"):
        outcome_named("")
