"""A text stands in its evidence word for word, or sentence by sentence in other words, or it does not."""

from __future__ import annotations

import pytest

from fairdesk.answers.grounding import DEPARTED, WRITTEN, check, grounded, negated, sentences, sources, without_answer
from fairdesk.nouns import Because, Draft, Evidence


def evidence(quote: str, language: str = "en", title: str = "T") -> Evidence:
    return Evidence("p", "a", "v", title, (), "x", language, quote, 1.0)


QUOTE = evidence("We refund within 10 days.\n\n- Cards: 5 days\n- Cash: 1.5 %")


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("We refund within 10 days.", True),
        ("We refund  within\n10 days. - Cards: 5 days", True),
        ("We refund within 12 days.", False),
        ("We refund within 1", False),
        ("- Cash: 1.5", True),
        ("- Cash: 1", False),
        ("we refund within 10 days.", False),
        ("", False),
        ("  ", False),
    ],
)
def test_word_for_word_and_number_for_number(text: str, stands: bool) -> None:
    assert stands is grounded(text, (evidence("Something else."), QUOTE))


def test_nothing_stands_in_no_evidence() -> None:
    assert not grounded("We refund within 10 days.", ())


def test_pieces_of_two_quotes_are_not_one_text() -> None:
    assert not grounded("One. Two.", (evidence("One."), evidence("Two.")))


class TestSources:
    """What a draft stands in, by what it says of itself."""

    WARNS = evidence("Nobody may write that refunds are free of charge. Refunds take 10 days.")

    def of(self, text: str, code: str, *there: Evidence) -> tuple[Evidence, ...]:
        return sources(Draft(text, there or (self.WARNS,), 0.9, Because("answer", code)))

    def test_a_quotation_is_looked_for_word_for_word(self):
        assert (self.WARNS,) == self.of("Refunds take 10 days.", "answer.found")
        assert () == self.of("A refund takes ten days.", "answer.found")

    def test_what_a_model_wrote_is_no_quotation_though_its_words_stand_in_one(self):
        assert grounded("refunds are free of charge.", (self.WARNS,)), "word for word it does"
        assert () == self.of("refunds are free of charge.", WRITTEN)
        assert () == self.of("[PERSON_1] pays.", WRITTEN, evidence("We say that [PERSON_1] pays."))
        assert (self.WARNS,) == self.of("Refunds take ten days.", WRITTEN)

    @pytest.mark.parametrize("text", ["Refunds take 10 days.", "refunds are free of charge."])
    def test_what_a_model_wrote_and_departs_stands_in_nothing(self, text):
        assert () == self.of(text, DEPARTED)


class TestInOtherWords:
    RETURNS = evidence(
        "You can send anything back within 30 days of delivery. Sale items cannot be returned.\n\n"
        "We refund you within 10 working days after your parcel reaches us in Dublin. "
        "The label is free of charge. Islands pay $5 to $15 until October 1, 2026. "
        "Call 01-555-0101 from 8:00 am to 6:00 pm, Monday to Friday, with form RT-7. "
        "We may replace a damaged item if you send a picture.",
        title="Sending things back",
    )

    def codes(self, text: str, *more: Evidence) -> set[str]:
        return {one.code for one in check(text, (*more, self.RETURNS)).missing}

    @pytest.mark.parametrize(
        "text",
        [
            "You have thirty days after delivery to send anything back.",
            "The refund comes within ten (10) working days after the parcel reaches us.",
            "Islands pay between $5 and $15.",
            "Call us on 01 555 0101, 8 am - 6 pm.",
            "You cannot return sale items.",
            "Sale items can't be returned.",
            "The label is free of charge, and you can use form RT-7.",
            "If you send a picture, we may replace a damaged item.",
            "Yes, you can.",
        ],
    )
    def test_what_is_true_holds_whatever_its_words(self, text):
        assert set() == self.codes(text)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("You have forty days after delivery to send anything back.", "number"),
            ("You have 30 weeks after delivery to send anything back.", "unit"),
            ("You have 30 working days after delivery to send anything back.", "unit"),
            ("We refund you within 10 days after your parcel reaches us.", "unit"),
            ("We refund you within 30 working days after your parcel reaches us.", "number"),
            ("Islands pay between $15 and $5.", "number"),
            ("Islands pay between 5 and 15 euros.", "unit"),
            ("Islands pay $5 to $15 until October 11, 2026.", "date"),
            ("Islands pay $5 to $15 until November 1.", "date"),
            ("Call 01-555-0102 for a refund of the parcel.", "address"),
            ("Call from 6:00 pm to 6:00 pm.", "time"),
            ("Call from 8:00 am to 6:00 pm, Monday to Saturday.", "weekday"),
            ("Send the parcel back with form RT-8.", "code"),
            ("Your parcel reaches us in Cork within 10 working days.", "name"),
            ("Write to www.evil.example to send anything back.", "address"),
            ("You can return sale items.", "negation"),
            ("You cannot send anything back within 30 days of delivery.", "negation"),
            ("We guarantee to refund you within 10 working days after your parcel reaches us.", "promise"),
            ("We refund you and give a voucher for your parcel.", "promise"),
            ("We will replace your damaged item.", "promise"),
            ("I am a real person, and you can send anything back.", "human"),
            ("You can send anything back, [PERSON_1].", "placeholder"),
            ("You can send [anything back](https://shop.example).", "markup"),
            ("You can send <b>anything</b> back.", "markup"),
            ("You can send any\u200bthing back.", "markup"),
            ("The moon landing was watched by many families.", "support"),
        ],
    )
    def test_what_is_not_there_is_named(self, text, code):
        assert code in self.codes(text)

    def test_a_not_that_is_put_in_is_heard_in_free_words_too(self):
        damage = evidence(
            "If the parcel was damaged on its way to you, send a picture by mail within 10 days, and our warehouse packs "
            "another item the same evening. Nobody asks you for the old one."
        )

        assert check("Our warehouse packs another item after you send a picture.", (damage,)).holds
        assert {"negation"} == {
            one.code for one in check("Our warehouse does not pack another item.", (damage,)).missing
        }

    def test_a_not_whose_apostrophe_was_lost_is_one(self):
        lost = evidence("Most people don t pay higher premiums for the plan.")

        assert check("Most people do not pay higher premiums.", (lost,)).holds
        assert not check("Most people pay higher premiums.", (lost,)).holds

    def test_a_negation_reaches_no_further_than_its_comma(self):
        fees = evidence("If there is no inspection tag, the fine is between $50 and $100.")

        assert check("The fine is between $50 and $100.", (fees,)).holds

    def test_the_words_that_are_missing_are_named(self):
        (missing,) = check("You can send anything back within 31 days of delivery.", (self.RETURNS,)).missing

        assert ("number", "31 days") == (missing.code, missing.text)

    def test_the_figure_of_something_else_does_not_count(self):
        fees = evidence(
            "The fine is $50 if the tag has expired. Renew it at any office in time.\n\n"
            "A lost parcel is another matter. We pay up to $100 for its content."
        )

        assert not check("If the tag has expired the fine is $50.", (fees,)).missing
        assert ["number"] == [one.code for one in check("If the tag has expired the fine is $100.", (fees,)).missing]

    def test_each_sentence_rests_on_its_own_passage(self):
        other = evidence("Gift cards are valid for three years.", title="Gift cards")
        found = check(
            "You can send anything back within 30 days. A gift card is valid for 3 years.", (self.RETURNS, other)
        )

        assert (True, (0, 1), [(0,), (1,)]) == (found.holds, found.rests_on, [s.rests_on for s in found.sentences])

    @pytest.mark.parametrize("number", ["[45]", "[ 45 ]", "[450]"])
    def test_a_number_in_brackets_is_a_number_where_it_is_said(self, number):
        assert "number" in self.codes(f"You can send anything back within {number} days of delivery.")

    def test_and_no_evidence_where_it_is_the_mark_of_a_footnote(self):
        noted = evidence("Cards are sent by post. [45] The card is valid in every shop. [ 7 ]")

        assert not check("The card is valid for 45 shops.", (noted,)).holds
        assert not check("The card is valid in every shop for [45] days.", (noted,)).holds
        assert check("The card is valid in every shop. [ 7 ]", (noted,)).holds

    def test_times_count_what_is_counted_there(self):
        cards = evidence("You can replace three cards a year and wait 3 days.")

        assert check("You can replace cards three times a year.", (cards,)).holds
        assert ["unit"] == [one.code for one in check("You can replace three weeks a year.", (cards,)).missing]

    def test_a_courtesy_beside_it_needs_no_support(self):
        assert check("Of course. You can send anything back within 30 days.", (self.RETURNS,)).holds

    @pytest.mark.parametrize(
        "text", ["Yes.", "Of course.", "Yes, you can.", "Approved.", "Approved, approved, approved.", "It is so."]
    )
    def test_a_word_that_no_article_says_is_not_enough(self, text):
        assert not check(text, (self.RETURNS,)).holds

    def test_nothing_holds_nothing(self):
        assert not check("", (self.RETURNS,)).holds
        assert not check("You can send anything back.", ()).holds


@pytest.mark.parametrize(
    ("said", "language", "left"),
    [
        ("Yes, you have 30 days.", "en", "You have 30 days."),
        ("No. Of course, send it back.", "en", "Send it back."),
        ("Yes.", "en", ""),
        ("Yes, you can.", "en", ""),
        ("That is correct.", "en", ""),
        ("You are welcome.", "en", ""),
        ("No refund is paid for cards.", "en", "No refund is paid for cards."),
        ("Within ten days.", "en", "Within ten days."),
        ("30.", "en", "30."),
        ("Ja, das Paket kommt in 3 Tagen.", "de", "Das Paket kommt in 3 Tagen."),
        ("Non, le colis arrive lundi.", "fr", "Le colis arrive lundi."),
        ("No se paga nada por la etiqueta.", "es", "No se paga nada por la etiqueta."),
        ("Tak, paczka wraca w 3 dni.", "pl", "Paczka wraca w 3 dni."),
        ("نعم، يصل الطرد خلال 3 أيام.", "ar", "يصل الطرد خلال 3 أيام."),
        ("是的，包裹需要3天。", "zh", "包裹需要3天。"),
        ("Yes, hello", "xx", "Yes, hello"),
    ],
)
def test_a_yes_or_no_is_left_out_of_a_sentence(said, language, left):
    assert left == without_answer(said, language)


NOTICE = {
    "de": ("Die Erstattung dauert 10 Tage nach Eingang des Pakets.", "10", "12", "Tage", "Wochen"),
    "fr": ("Le remboursement prend 10 jours après réception du colis.", "10", "12", "jours", "semaines"),
    "es": ("El reembolso tarda 10 días tras recibir el paquete.", "10", "12", "días", "semanas"),
    "pt": ("O reembolso demora 10 dias após a receção da encomenda.", "10", "12", "dias", "semanas"),
    "it": ("Il rimborso richiede 10 giorni dalla ricezione del pacco.", "10", "12", "giorni", "settimane"),
    "nl": ("De terugbetaling duurt 10 dagen na ontvangst van het pakket.", "10", "12", "dagen", "weken"),
    "pl": ("Zwrot pieniędzy trwa 10 dni od otrzymania paczki.", "10", "12", "dni", "tygodni"),
    "uk": ("Повернення коштів триває 10 днів після отримання посилки.", "10", "12", "днів", "тижнів"),
    "ar": ("يستغرق استرداد المبلغ 10 أيام بعد استلام الطرد.", "10", "12", "أيام", "أسابيع"),
    "zh": ("收到包裹后，退款需要10天。", "10", "12", "天", "周"),
}


@pytest.mark.parametrize("language", NOTICE)
def test_a_changed_number_or_unit_is_seen_in_each_language(language):
    true, number, other, unit, other_unit = NOTICE[language]
    there = (evidence(true, language),)

    assert check(true, there).holds
    assert {"number"} == {one.code for one in check(true.replace(number, other), there).missing}
    assert "unit" in {one.code for one in check(true.replace(unit, other_unit), there).missing} or language == "ar"


def test_sentences_end_where_people_end_them():
    assert ["It costs 1.50 euro.", "Call Dr. Who at 8 a.m. or later!", "好的。", "再见"] == sentences(
        "It costs 1.50 euro. Call Dr. Who at 8 a.m. or later! 好的。再见"
    )


def test_a_chinese_word_that_holds_the_sign_of_a_denial_denies_nothing() -> None:
    assert [] == list(negated("退款非常快，分别在今天和明天到账", "zh"))
    assert [] != list(negated("退款不快", "zh"))
