"""Check digits, against python-stdnum and the numbers that card networks and banks publish for tests."""

import pytest
import stdnum.iban
import stdnum.luhn
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.privacy import checksums

# Published test numbers of the card networks' sandboxes.
CARDS = {
    "4111111111111111": "Visa",
    "4012888888881881": "Visa",
    "5555555555554444": "Mastercard",
    "2223003122003222": "Mastercard",
    "378282246310005": "American Express",
    "6011111111111117": "Discover",
    "30569309025904": "Diners Club",
    "3530111333300000": "JCB",
    "6200000000000005": "UnionPay",
}

# Examples of the IBAN registry (ISO 13616).
IBANS = [
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "FR1420041010050500013M02606",
    "ES9121000418450200051332",
    "IT60X0542811101000000123456",
    "NL91ABNA0417164300",
    "PL61109010140000071219812874",
    "PT50000201231234567890154",
    "MT84MALT011000012345MTLCAST001S",
    "NO9386011117947",
]


@given(st.text("0123456789", min_size=1, max_size=40))
def test_luhn_agrees_with_stdnum(digits: str) -> None:
    assert stdnum.luhn.is_valid(digits) == checksums.luhn(digits)


@pytest.mark.parametrize(("digits", "brand"), CARDS.items())
def test_knows_the_test_cards_and_their_brand(digits: str, brand: str) -> None:
    assert checksums.luhn(digits)
    assert brand == checksums.card_brand(digits)


@pytest.mark.parametrize("compact", IBANS)
def test_knows_the_registry_s_ibans_and_no_neighbour(compact: str) -> None:
    neighbour = compact[:-1] + ("0" if compact[-1] != "0" else "1")

    assert checksums.iban(compact)
    assert not checksums.iban(neighbour)


@given(st.sampled_from(IBANS), st.integers(0, 33), st.sampled_from("0123456789"))
def test_no_changed_iban_passes_that_stdnum_refuses(compact: str, place: int, digit: str) -> None:
    place %= len(compact)
    changed = compact[:place] + digit + compact[place + 1 :]

    # stdnum also checks each bank's own digits, so it is the stricter of the two.
    assert checksums.iban(changed) or not stdnum.iban.is_valid(changed)


def test_an_iban_of_another_length_is_none() -> None:
    assert not checksums.iban("DE8937040044053201300")
    assert not checksums.iban("ZZ89370400440532013000")


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("36574261809", "DE"),
        ("12345678Z", "ES"),
        ("X2482300W", "ES"),
        ("295109912611193", "FR"),
        ("RSSMRA85T10A562S", "IT"),
        ("44051401359", "PL"),
        ("52998224725", "BR"),
        ("AB123456C", "GB"),
        ("11010519491231002X", "CN"),
    ],
)
def test_knows_personal_numbers_by_their_own_checksum(number: str, country: str) -> None:
    changed = {"GB": "QQ123456C"}.get(
        country,
        number[:4] + str((int(number[4]) + 1) % 10) + number[5:] if number[4].isdigit() else "RSSMRA85T10A562T",
    )

    assert country == checksums.national_id(number)
    assert checksums.national_id(changed) == ""


@pytest.mark.parametrize(("number", "country"), [("111222333", "NL"), ("501964843", "PT"), ("536904399", "US")])
def test_nine_digits_are_an_id_only_when_announced(number: str, country: str) -> None:
    assert checksums.national_id(number) == ""
    assert country == checksums.announced_id(number)


@pytest.mark.parametrize("text", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"])
def test_internet_addresses(text: str) -> None:
    assert checksums.ip(text)


@pytest.mark.parametrize("text", ["256.1.1.1", "d3:d1:b4:d2:47:f6", "10:42:30", "", "1.2.3"])
def test_what_only_looks_like_an_internet_address(text: str) -> None:
    assert not checksums.ip(text)
