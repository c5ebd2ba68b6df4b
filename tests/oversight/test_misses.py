"""What the mask misses: numbers alone, and a figure only when there are enough."""

import pytest

from fairdesk.nouns import BadInput
from fairdesk.oversight.misses import KINDS, Misses, checked


def test_what_is_nought_is_left_out() -> None:
    assert {"PERSON": 2} == checked({"PERSON": "2", "EMAIL": "0"})
    assert {} == checked(dict.fromkeys(KINDS, "0"))


@pytest.mark.parametrize("written", ["-1", "two", "51", "1.5", "٣", ""])
def test_what_is_no_number_is_named_with_its_kind(written: str) -> None:
    with pytest.raises(BadInput, match="Name of a person: write a number"):
        checked({"PERSON": written})


def test_a_kind_that_nobody_knows_is_refused() -> None:
    with pytest.raises(BadInput, match="kind"):
        checked({"DOG": "1"})


def test_a_figure_of_few_is_not_public_and_one_of_none_is_no_figure() -> None:
    few, enough = Misses(19, 1, {}, None, None, (0.0, 0.2)), Misses(20, 1, {}, None, None, (0.0089, 0.2361))

    assert (False, True) == (few.published, enough.published)
    assert ("5.0 %", "0.9 % to 23.6 %") == (enough.percent, enough.between)
    assert (None, "", "") == ((none := Misses(0, 0, {}, None, None, None)).share, none.percent, none.between)
