"""Addresses in one writing: many writings of one agree, two addresses never do."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.privacy.addresses import normal_email, normal_phone


class TestEmail:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Kim@Example.ORG", "kim@example.org"),
            (" kim@example.org\n", "kim@example.org"),
            ("kim@bücher.example", "kim@xn--bcher-kva.example"),
            ("kim@BÜCHER.example", "kim@bücher.example"),
            ("kim@bu\u0308cher.example", "kim@b\u00fccher.example"),
            ("jose\u0301@example.org", "jos\u00e9@example.org"),
            ("kim@example.org.", "kim@example.org"),
            ("kim@例え.example", "kim@xn--r8jz45g.example"),
        ],
    )
    def test_two_writings_of_one(self, one: str, other: str) -> None:
        assert normal_email(one) == normal_email(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("kim+shop@example.org", "kim@example.org"),
            ("k.im@example.org", "kim@example.org"),
            ("kim@example.org", "kim@example.com"),
            ("kim@mail.example.org", "kim@example.org"),
            ("jose@example.org", "jos\u00e9@example.org"),
            ("\u212bsa@example.org".replace("\u212b", "A"), "\u00e5sa@example.org"),
        ],
    )
    def test_two_addresses_stay_two(self, one: str, other: str) -> None:
        assert normal_email(one) != normal_email(other)

    @pytest.mark.parametrize(
        "odd", ["", "@", "kim", "a@b@c", "kim@" + "x" * 70 + ".example", "kim@..", '"a b"@example.org']
    )
    def test_what_is_no_address_is_left_as_one_writing(self, odd: str) -> None:
        assert normal_email(odd) == normal_email(f" {odd.upper()} ")

    @given(st.text(max_size=40))
    def test_is_done_once(self, text: str) -> None:
        assert normal_email(text) == normal_email(normal_email(text))

    @given(st.text(st.characters(codec="utf-8"), max_size=20), st.sampled_from(["example.org", "bücher.example"]))
    def test_composed_or_not_is_the_same(self, name: str, domain: str) -> None:
        whole = f"{name}@{domain}"

        assert normal_email(unicodedata.normalize("NFD", whole)) == normal_email(whole)

    def test_against_another_implementation(self) -> None:
        """The idna package (IDNA 2008) agrees on names that both standards read alike."""
        idna = pytest.importorskip("idna")

        for domain in ("bücher.example", "例え.example", "παράδειγμα.example", "пример.example"):
            assert f"kim@{idna.encode(domain).decode()}" == normal_email(f"kim@{domain}")


class TestPhone:
    @pytest.mark.parametrize(
        ("written", "code", "normal"),
        [
            ("+49 30 1234567", "", "+49301234567"),
            ("+49 (0)30 1234-567", "", "+49301234567"),
            ("0049 30/1234567", "", "+49301234567"),
            ("(030) 1234 567", "49", "+49301234567"),
            ("+1 (202) 555-0143", "", "+12025550143"),
            ("202.555.0143", "1", "+12025550143"),
            ("+\uff14\uff19 30 1234567", "", "+49301234567"),
        ],
    )
    def test_every_writing_of_one_number(self, written: str, code: str, normal: str) -> None:
        assert normal == normal_phone(written, code)

    @pytest.mark.parametrize("odd", ["", "030 1234567", "+123", "+1234567890123456", "call me", "+0301234567"])
    def test_what_cannot_be_called_from_abroad_is_none(self, odd: str) -> None:
        assert "" == normal_phone(odd)

    @given(st.text(max_size=30), st.sampled_from(["", "49", "1"]))
    def test_is_nothing_or_e164(self, text: str, code: str) -> None:
        found = normal_phone(text, code)

        assert found == "" or (
            found[0] == "+" and found[1:].isdigit() and found[1:].isascii() and 7 <= len(found) - 1 <= 15
        )
        assert found == "" or found == normal_phone(found)
