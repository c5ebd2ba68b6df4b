"""Cards and bank accounts beside what only looks like them; more of both in test_numbers.py."""

import pytest

from fairdesk.privacy.detect import PatternDetector


def found(text: str) -> list[tuple[str, str]]:
    return [(s.kind, text[s.start : s.end]) for s in PatternDetector().spans(text, "en")]


@pytest.mark.parametrize("mark", [" ", "-", "."])
def test_a_card_in_groups_with_any_mark(mark: str) -> None:
    card = mark.join(("4111", "1111", "1111", "1111"))

    assert [("CARD", card)] == found(f"it was {card}, thanks")


def test_a_card_of_no_brand_in_four_groups_is_hidden_all_the_same() -> None:
    assert [("CARD", "9999 1111 2222 3333")] == found("9999 1111 2222 3333")


@pytest.mark.parametrize(
    "iban", ["DE89 3704 0044 0532 0130", "XX89 3704 0044 0532 0130 00", "DE89-3704-0044-0532-0130-00"]
)
def test_an_announced_iban_of_a_wrong_length_or_country_is_hidden(iban: str) -> None:
    assert [("IBAN", iban)] == found(f"my IBAN is {iban}.")


def test_an_iban_of_a_valid_checksum_needs_no_word() -> None:
    assert [("IBAN", "NL91ABNA0417164300")] == found("NL91ABNA0417164300 please")
