"""What a placeholder may say: enough to help, nothing that leads to anybody."""

from datetime import date

import pytest

from fairdesk.nouns import RawText
from fairdesk.privacy.detail import age_band, country_of_phone
from fairdesk.privacy.detect import PatternDetector
from fairdesk.privacy.mask import Vault, mask

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("+351 912 345 678", "PT"), ("00351912345678", "PT"), ("(+34) 912 345 678", "ES"), ("+1 202 555 0143", "North America"),
        ("+44 (0)20 7946 0958", "GB"), ("+7 495 123 45 67", "RU or KZ"), ("0171 2345678", ""), ("449 4898", ""), ("+999 123 4567", ""),
    ],
)  # fmt: skip
def test_a_telephone_says_its_country_where_its_code_does(written: str, country: str) -> None:
    assert country == country_of_phone(written)


@pytest.mark.parametrize(
    ("written", "band"),
    [
        ("1987-01-13", "adult"), ("13.01.1987", "adult"), ("April 30, 1966", "adult"), ("3 de mayo de 2015", "minor"),
        ("5/6/12", "minor"), ("1990年3月5日", "adult"),
        ("22.11.2008", "adult"), ("23.11.2008", "minor"), ("2008-11-23", "minor"),
        ("11/12/2008", ""),  # the 12th of November: adult; the 11th of December: not yet
        ("01/02/20", "minor"), ("01/02/27", "adult"),
        ("1890-01-01", ""), ("2030-01-01", ""), ("31.31.1990", ""), ("soon", ""), ("3 May", ""),
    ],
)  # fmt: skip
def test_a_birth_says_adult_or_minor_only_where_that_is_certain(written: str, band: str) -> None:
    assert band == age_band(written, TODAY)


def test_placeholders_keep_what_the_assistant_needs() -> None:
    text = "Card 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00, +351 912 345 678, born 3 May 2015"

    asked, _ = mask(RawText(text), "en", Vault.empty(), PatternDetector(), 60, today=TODAY)

    assert (
        "Card [CARD_1 Visa ending 1111], IBAN [IBAN_1 DE], [PHONE_1 PT], born [DATE_OF_BIRTH_1 minor]" == asked.text
    )


def test_a_placeholder_stays_what_it_was_when_the_customer_grows_up() -> None:
    born = "I was born on 23.11.2008"
    _, vault = mask(RawText(born), "en", Vault.empty(), PatternDetector(), 60, today=TODAY)

    asked, _ = mask(RawText(born), "en", vault, PatternDetector(), 60, today=date(2026, 11, 23))

    assert "I was born on [DATE_OF_BIRTH_1 minor]" == asked.text
