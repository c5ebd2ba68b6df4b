"""Cards, telephones, ids, orders and IBANs, each beside the amounts, dates and things that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.privacy import checksums
from fairdesk.privacy.detect import PatternDetector, Span
from tests.privacy.test_checksums import CARDS, IBANS


def spans(text: str) -> tuple[Span, ...]:
    return PatternDetector().spans(text, "en")


def found(text: str) -> list[tuple[str, str]]:
    return [(s.kind, text[s.start : s.end]) for s in spans(text)]


class TestCards:
    @pytest.mark.parametrize("digits", CARDS)
    @pytest.mark.parametrize("mark", ["", " ", "-"])
    def test_are_found_in_groups_or_solid_without_a_word(self, digits: str, mark: str) -> None:
        card = mark.join(digits[i : i + 4] for i in range(0, len(digits), 4))

        assert [("CARD", card)] == found(f"it is {card} thanks")

    def test_keep_brand_and_last_four(self) -> None:
        assert spans("4111 1111 1111 1111")[0].detail == "Visa ending 1111"

    def test_with_a_wrong_check_digit_are_still_hidden_by_the_word(self) -> None:
        (card,) = spans("my card is 4111111111111112")

        assert ("CARD", "") == (card.kind, card.detail)

    def test_with_a_wrong_check_digit_are_still_hidden_by_their_groups(self) -> None:
        assert [("CARD", "4000-0000-0024-2498")] == found("transaction 4000-0000-0024-2498.")

    def test_stop_before_the_expiry_and_after_an_amount(self) -> None:
        assert ("CARD", "4111 1111 1111 1111") in found("4111 1111 1111 1111 12/27")
        assert ("CARD", "4111 1111 1111 1111") in found("2 4111 1111 1111 1111")

    def test_last_four_alone_are_no_card(self) -> None:
        assert found("my new card ends in 4417, why did it fail 3 times at 10:42?") == []


class TestIbans:
    @pytest.mark.parametrize("compact", IBANS)
    def test_are_found_solid_grouped_and_in_lower_case(self, compact: str) -> None:
        grouped = " ".join(compact[i : i + 4] for i in range(0, len(compact), 4))
        for written in (compact, grouped, grouped.lower()):
            assert [("IBAN", written)] == found(f"pay to {written} and tell me")

    def test_keep_their_country(self) -> None:
        assert spans("DE89 3704 0044 0532 0130 00")[0].detail == "DE"

    def test_with_wrong_check_digits_are_still_hidden(self) -> None:
        assert [("IBAN", "DE00370400440532013000")] == found("IBAN DE00370400440532013000")
        assert [("IBAN", "GB99370400440532013000")] == found("it is GB99370400440532013000.")


class TestTelephones:
    @pytest.mark.parametrize(
        "phone",
        [
            "+44 20 7946 0958", "+1 (202) 555-0143", "(202) 555-0143", "202-555-0143", "202.555.0143 ext 12", "+33 (0)1 99 00 12 34",
            "01 99 00 12 34", "0171 2345678", "+49-30-23125-678", "+34 936112799", "0049 30 23125678", "(11) 91234-5678",
            "202-555-0143x12", "+39 06 99 40 80 67",
        ],
    )  # fmt: skip
    def test_are_found_by_their_shape(self, phone: str) -> None:
        assert [("PHONE", phone)] == found(f"it is {phone}, thanks")

    @pytest.mark.parametrize(
        "text",
        [
            "call me on 449 4898",
            "mein Handy: 228622467",
            "电话 13912345678",
            "449 4898 office",
            "my number is 381198971",
        ],
    )
    def test_are_found_by_the_words_around(self, text: str) -> None:
        assert ["PHONE"] == [kind for kind, _ in found(text)]

    def test_do_not_take_the_next_number_along(self) -> None:
        assert [("PHONE", "+34 936 112 799")] == found("ring +34 936 112 799 2 times")

    def test_survive_the_marks_that_address_books_copy(self) -> None:
        text = "ring \u202a+44 20 7946 0958\u202c"

        assert [("PHONE", "+44 20 7946 0958")] == found(text)


class TestIds:
    @pytest.mark.parametrize(
        "number",
        [
            "536-90-4399", "529.982.247-25", "RSSMRA85T10A562S", "12345678Z", "X2482300W", "AB 12 34 56 C", "2 95 10 99 126 111 93",
            "36574261809", "44051401359",
        ],
    )  # fmt: skip
    def test_are_found_without_a_word(self, number: str) -> None:
        assert [("NATIONAL_ID", number)] == found(f"it is {number}, thanks")

    @pytest.mark.parametrize(
        "text",
        [
            "my SSN is 123456789", "BSN: 111222333", "NIF 501964843", "passport number X1234567", "Steuer-ID 12345678901",
            "codice fiscale RSSMRA85T10A562T", "social security number 123 45 6789", "DNI 12345678A", "身份证号110105194912310021",
        ],
    )  # fmt: skip
    def test_with_a_wrong_or_no_checksum_are_hidden_by_the_word(self, text: str) -> None:
        assert ["NATIONAL_ID"] == [kind for kind, _ in found(text)]


class TestOrders:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("Where is order 4711-0923?", "4711-0923"),
            ("order #15882", "#15882"),
            ("Wo ist meine Bestellung 4711-0923", "4711-0923"),
            ("Kundennummer 88347", "88347"),
            ("ma commande CMD-2025-66367", "CMD-2025-66367"),
            ("el pedido 998877", "998877"),
            ("pedido nº 998", "998"),
            ("numero d'ordine 445566", "445566"),
            ("bestelling 778899", "778899"),
            ("zamówienie 12345", "12345"),
            ("замовлення 12345", "12345"),
            ("طلب رقم 12345", "12345"),
            ("订单号88347123", "88347123"),
            ("it is AB-123456", "AB-123456"),
            ("tracking 1Z999AA10123456784", "1Z999AA10123456784"),
            ("RR123456785DE has not moved", "RR123456785DE"),
            ("330-6100000-1234567 please", "330-6100000-1234567"),
            ("booking reference QXZKPW, two seats", "QXZKPW"),
            ("4711-0923 is my order number", "4711-0923"),
            ("88219", "88219"),
        ],
    )
    def test_are_found_by_word_or_shape(self, text: str, number: str) -> None:
        assert [("ACCOUNT", number)] == found(text)

    @pytest.mark.parametrize(
        "text",
        [
            "does the Jordan trainers come in size 10 or 12? and is item SN21575186 in stock",
            "My invoice INV-70537 says 289.22 EUR incl. 19% VAT, is that right?",
            "Is the serial number 4499-C still under warranty? I bought it 2024-11-21",
            "error code 0x80070057 when I open the app, build 22631.4037",
            "The promo code SAVE20 does not work with gift card GC-2231-88",
            "we are a team of 1200 people and need 15 seats, what would it cost for 2027?",
            "my order of 2024 cost $1200 and 4500 EUR",
            "can i get 2 for 15.99 instead of 3 for 21.50? that's 25% more per 100 g",
            "what are your opening hours on Sunday 24/12?",
            "in 1716-1717, and on 20240115, ISO-27001 and COVID-19",
            "0x80070057 3840x2160 10:42 1,000,000 100 000 000",
        ],
    )
    def test_amounts_dates_and_things_stay(self, text: str) -> None:
        assert found(text) == []


@given(st.text("0123456789", min_size=15, max_size=15), st.sampled_from(["", " ", "-"]))
def test_every_valid_card_of_a_known_brand_is_hidden(digits: str, mark: str) -> None:
    body = "4" + digits[1:]
    number = next(body + last for last in "0123456789" if checksums.luhn(body + last))
    card = mark.join(number[i : i + 4] for i in range(0, 16, 4))

    assert [("CARD", card)] == found(f"x {card} y")
