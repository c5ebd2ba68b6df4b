"""A suggestion says how sure it is in words, is there while it is wanted, and what became of it is told from the words."""

from __future__ import annotations

import pytest

from fairdesk.desk.suggestion import ASSISTED, EDITED, REJECTED, Suggestion, code_of, is_open
from fairdesk.nouns import Voice

ASKED, ANSWERED = (Voice.CUSTOMER, ""), (Voice.PERSON, "")


@pytest.mark.parametrize(
    ("confidence", "says"), [(0.93, "Quite sure"), (0.8, "Quite sure"), (0.6, "Fairly"), (0.2, "Not sure")]
)
def test_how_sure_is_said_in_words(confidence, says):
    assert Suggestion("Yes.", (), confidence).says.startswith(says)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([], False),
        ([ASKED], True),
        ([ASKED, (Voice.NOTE, ""), (Voice.EVENT, "taken_over")], True),
        ([ASKED, ANSWERED], False),
        ([ASKED, (Voice.EVENT, REJECTED)], False),
        ([ASKED, ANSWERED, ASKED], True),
    ],
)
def test_it_is_there_until_somebody_answered_or_rejected_it(lines, wanted):
    assert wanted is is_open(lines)


def test_spaces_make_no_other_words():
    assert ASSISTED == code_of("Yes,  of\ncourse.", " Yes, of course. ")
    assert EDITED == code_of("Yes.", "Yes, of course.")
