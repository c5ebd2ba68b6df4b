"""One claim held against those of the evidence: it is there, or what is wrong with it is named."""

from __future__ import annotations

import pytest

from fairdesk.answers.claims import claims
from fairdesk.answers.claims_held import comparable, in_a_row, lacks, says_pair


@pytest.mark.parametrize(
    ("said", "there", "code"),
    [
        ("10 days", "ten days", ""),
        ("10 days", "12 days", "number"),
        ("10 days", "10 weeks", "unit"),
        ("10 days", "10", "unit"),
        ("10", "10 weeks", ""),
        ("one of these", "", ""),
        ("five of these", "", "number"),
        ("three times", "three cards", ""),
        ("one time", "one card", "unit"),
        ("3 May", "3 May 2024", ""),
        ("3 May 2024", "3 May", "date"),
        ("form 44", "form MV-44", "number"),
        ("form MV-44", "form MV-45", "code"),
    ],
)
def test_a_claim_is_there_or_what_is_wrong_is_named(said, there, code):
    (claim,) = claims(said, "en")

    assert code == lacks(claim, claims(there, "en"))


def test_a_figure_is_compared_with_figures_and_a_time_with_times():
    (figure, time) = (*claims("10 days", "en"), *claims("at 8 am", "en"))

    assert comparable(figure, claims("ten", "en")[0])
    assert not comparable(figure, time)
    assert comparable(time, time)


def test_two_in_a_row_are_two_in_a_row():
    text = "from 8 am to 6 pm"
    ((one, other),) = in_a_row(text, claims(text, "en"))

    assert says_pair(one, other, claims("open 8:00 am - 6:00 pm", "en"))
    assert not says_pair(one, other, claims("open 6 pm to 8 am", "en"))
