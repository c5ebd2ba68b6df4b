"""Which public health scheme a number belongs to, by its form."""

import pytest

from fairdesk.privacy.detect import PatternDetector
from fairdesk.privacy.health import scheme


@pytest.mark.parametrize(
    ("compact", "country"),
    [
        ("9434765919", "GB"), ("A123456780", "DE"), ("a123456780", "DE"), ("80380000801234567890", "EU"),
        ("BBBB999999999900", "ES"), ("123456789", "PT"), ("1EG4TE5MK73", "US"), ("5876543212AB", "CA"),
        ("NH905423", ""), ("12345", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_number_has_the_form_of_its_scheme_or_of_none(compact: str, country: str) -> None:
    assert country == scheme(compact)


@pytest.mark.parametrize(
    ("text", "kind"), [("NHS number 943 476 5919", "HEALTH_ID"), ("National health id: NH-905423", "ACCOUNT")]
)
def test_a_number_of_no_scheme_is_hidden_all_the_same(text: str, kind: str) -> None:
    assert [kind] == [span.kind for span in PatternDetector().spans(text, "en")]
