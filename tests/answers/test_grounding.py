"""A text stands in its evidence word for word, or it does not."""

from __future__ import annotations

import pytest

from fairdesk.answers.grounding import grounded
from fairdesk.nouns import Evidence


def evidence(quote: str) -> Evidence:
    return Evidence("p", "a", "v", "T", (), "x", "en", quote, 1.0)


QUOTE = evidence("We refund within 10 days.\n\n- Cards: 5 days\n- Cash: 1.5 %")


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("We refund within 10 days.", True),
        ("We refund  within\n10 days. - Cards: 5 days", True),
        ("We refund within 12 days.", False),
        ("We refund within 1", False),
        ("- Cash: 1.5", True),
        ("- Cash: 1", False),
        ("we refund within 10 days.", False),
        ("", False),
        ("  ", False),
    ],
)
def test_word_for_word_and_number_for_number(text: str, stands: bool) -> None:
    assert stands is grounded(text, (evidence("Something else."), QUOTE))


def test_nothing_stands_in_no_evidence() -> None:
    assert not grounded("We refund within 10 days.", ())


def test_pieces_of_two_quotes_are_not_one_text() -> None:
    assert not grounded("One. Two.", (evidence("One."), evidence("Two.")))
