"""The tables: in the form the scanner looks things up."""

import re

import stdnum.numdb

from fairdesk.privacy import announcing, patterns


def test_words_are_lower_case_and_of_a_known_kind() -> None:
    known = {
        "ACCOUNT",
        "PHONE",
        "CARD",
        "IBAN",
        "NATIONAL_ID",
        "SECRET",
        "DATE_OF_BIRTH",
        "VEHICLE",
        "ADDRESS",
        announcing.HEALTH,
        announcing.POSTCODE,
        announcing.CODE,
        announcing.NUMBER,
        announcing.THING,
    }

    assert known == set(announcing.WORDS.values())
    assert [] == [word for word in announcing.WORDS if word != word.lower()]


def test_each_offered_language_has_a_word_for_an_order_a_telephone_and_a_birth() -> None:
    said = {
        "en": ("order", "phone", "birth"), "es": ("pedido", "teléfono", "nacimiento"),
        "fr": ("commande", "téléphone", "naissance"), "de": ("bestellung", "telefon", "geburtsdatum"),
        "pt": ("encomenda", "telemóvel", "nascimento"), "it": ("ordine", "cellulare", "nascita"),
        "nl": ("bestelling", "telefoonnummer", "geboortedatum"), "pl": ("zamówienie", "telefonu", "urodzenia"),
        "ar": ("الطلب", "هاتف", "ميلاد"), "uk": ("замовлення", "телефон", "народження"), "zh": ("订单", "电话", "出生"),
    }  # fmt: skip
    table = announcing.WORDS | announcing.UNSPACED

    for language, words in said.items():
        assert ("ACCOUNT", "PHONE", "DATE_OF_BIRTH") == tuple(table.get(word) for word in words), language


def test_iban_lengths_agree_with_the_registry_in_stdnum() -> None:
    registry = stdnum.numdb.get("iban")
    listed = {}
    for country in patterns.IBAN_LENGTHS:
        form = registry.info(country)[0][1].get("bban", "")
        listed[country] = 4 + sum(map(int, re.findall(r"(\d+)!", form)))

    assert {
        country: length for country, length in listed.items() if length > 4
    }.items() <= patterns.IBAN_LENGTHS.items()
    assert len([length for length in listed.values() if length > 4]) > 60


def test_brand_ranges_begin_and_end_with_as_many_digits() -> None:
    assert [] == [brand for brand, first, last, _ in patterns.BRANDS if len(first) != len(last) or first > last]


def test_every_word_before_a_secret_or_a_login_passes_the_gate_before_it() -> None:
    def stopped(words: tuple[str, ...], stems: tuple[str, ...]) -> list[str]:
        return [word for word in words if not any(stem in word for stem in stems)]

    assert [] == stopped(patterns.PASSWORD_WORDS, patterns.PASSWORD_STEMS)
    assert [] == stopped(patterns.LOGIN_WORDS + patterns.PERHAPS_LOGIN_WORDS, patterns.LOGIN_STEMS)


def test_each_calling_code_is_the_beginning_of_no_other() -> None:
    """E.164 codes are prefix-free, so the longest match is the only one."""
    codes = patterns.CALLING_CODES

    assert [] == [(one, other) for one in codes for other in codes if one != other and other.startswith(one)]


def test_months_are_numbered_in_each_language() -> None:
    assert {1, 12} == {patterns.MONTH_NUMBERS["enero"], patterns.MONTH_NUMBERS["dezember"]}
    assert set(range(1, 13)) == set(patterns.MONTH_NUMBERS.values())
    assert 5 == patterns.MONTH_NUMBERS["mei"] == patterns.MONTH_NUMBERS["maggio"] == patterns.MONTH_NUMBERS["mai"]
