"""What fits a number: its pattern and its check digit."""

from __future__ import annotations

import pytest

from fairdesk.flows.flow import luhn
from tests.flows.a_flow import flow


@pytest.mark.parametrize("number", ["NU-20931-2", "79927398713", "4111 1111 1111 1111"])
def test_a_right_check_digit(number):
    """The second is the example of ISO/IEC 7812-1's annex as commonly printed, the third a test card's."""
    assert luhn(number)


@pytest.mark.parametrize("number", ["NU-20931-3", "NU-20913-2", "79927398710", "", "0", "no digits"])
def test_a_wrong_one(number):
    assert not luhn(number)


def test_a_number_fits_as_people_write_it():
    slot = flow().slots["order"]

    assert slot.fits(" nu-20931-2 ")
    assert not slot.fits("NU-20931-3")
    assert not slot.fits("NU-209312")
