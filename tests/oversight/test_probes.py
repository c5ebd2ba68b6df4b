"""Each fault can be planted, the same seed plants the same, and exactly one thing is wrong."""

from __future__ import annotations

import pytest

from fairdesk.oversight.probes import SAYS, Fault, planted, with_fault

ASKED, TEXT = "How long does it take for [EMAIL_1]?", "A refund takes up to 5 working days. We pay 20 EUR."


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("fault", Fault)
def test_each_fault_can_be_planted(fault, language):
    made = with_fault(ASKED, TEXT, language, fault, "seed")

    assert fault is made.fault
    assert (ASKED, TEXT) != (made.asked, made.text)
    assert (ASKED == made.asked) != (TEXT == made.text)
    assert SAYS[fault]


def test_a_wrong_value_changes_one_number_and_nothing_else():
    for seed in range(40):
        made = with_fault(ASKED, TEXT, "en", Fault.WRONG_VALUE, str(seed))
        different = [(a, b) for a, b in zip(TEXT.split(), made.text.split(), strict=True) if a != b]
        assert 1 == len(different)
        assert "[EMAIL_1]" in made.asked


def test_the_same_seed_plants_the_same_and_others_plant_all():
    assert planted(ASKED, TEXT, "en", "7") == planted(ASKED, TEXT, "en", "7")
    assert set(Fault) == {planted(ASKED, TEXT, "en", str(seed)).fault for seed in range(200)}


def test_where_no_phrase_is_written_a_number_can_still_be_wrong():
    assert Fault.WRONG_VALUE is planted(ASKED, TEXT, "uk", "1").fault
    assert planted(ASKED, "No number here.", "uk", "1") is None
