"""What a masked message means where a flow waits, in two languages."""

from __future__ import annotations

from datetime import date

import pytest

from fairdesk.flows.flow import Slot, SlotType
from fairdesk.flows.hearing import day_in, day_said, something_else, stops, value_of, which_begins, yes_or_no
from tests.flows.a_flow import asked, flow

FLOW = flow()
OTHER = flow(("name: cancel", "name: where"), ('["cancel my order"]', '["where is my order"]'))
TODAY = date(2026, 11, 29)


class TestBeginning:
    @pytest.mark.parametrize(
        "text", ["cancel my order", "Please CANCEL my last order!", "Hi. Can you cancel my order [ACCOUNT_1]?"]
    )
    def test_the_words_of_a_phrase_in_their_order(self, text):
        assert FLOW is which_begins(text, "en", [OTHER, FLOW])

    @pytest.mark.parametrize(
        "text",
        ["my order: cancel", "cancel", "I order a lot", "cancel one two three four five my order", "",
         "How do I cancel? I was told that it depends on where my order is"],
    )  # fmt: skip
    def test_other_words_begin_nothing(self, text):
        assert which_begins(text, "en", [FLOW]) is None

    def test_in_its_language_alone(self):
        assert FLOW is which_begins("Bestellung bitte stornieren", "de", [FLOW])
        assert which_begins("cancel my order", "de", [FLOW]) is None
        assert which_begins("cancel my order", "fr", [FLOW]) is None

    def test_of_two_the_closest(self):
        assert OTHER is which_begins("where is my order, or shall I cancel all of my order", "en", [FLOW, OTHER])

    def test_two_that_fit_alike_begin_nothing(self):
        twin = flow(("name: cancel", "name: twin"))

        assert which_begins("cancel my order", "en", [FLOW, twin]) is None


class TestShortAnswers:
    @pytest.mark.parametrize(
        ("text", "language", "means"),
        [
            ("yes", "en", "yes"), ("Yes, please.", "en", "yes"), ("That's right", "en", "yes"), ("no!", "en", "no"),
            ("please don't", "en", "no"), ("Ja", "de", "yes"), ("Nein danke", "de", "no"), ("maybe", "en", ""),
            ("sure?", "en", ""), ("sure about what", "en", ""), ("yes but wait", "en", ""), ("ok, and then?", "en", ""),
            ("yes, do it now, thank you", "en", "yes"), ("Ja, bitte stornieren", "de", "yes"), ("ja aber nur eine", "de", ""),
            ("please", "en", ""), ("not sure", "en", ""), ("now", "en", ""), ("", "en", ""),
            ("yes but before that I would like to know a lot more", "en", ""),
        ],
    )  # fmt: skip
    def test_yes_and_no(self, text, language, means):
        assert means == yes_or_no(text, language)

    @pytest.mark.parametrize(
        ("text", "language"), [("never mind", "en"), ("Forget it, thanks", "en"), ("Schon gut", "de")]
    )
    def test_stop(self, text, language):
        assert stops(text, language)

    @pytest.mark.parametrize("text", ["cancel my order", "stopping by tomorrow?", "yes"])
    def test_no_stop(self, text):
        assert not stops(text, "en")

    def test_a_question_is_something_else(self):
        assert something_else("why?")
        assert something_else("tell me about your shop")
        assert not something_else("dunno really")


class TestDays:
    @pytest.mark.parametrize(
        ("text", "language", "day"),
        [
            ("on 2026-11-02", "en", "2026-11-02"), ("2 November", "en", "2026-11-02"), ("Nov 2nd", "en", "2026-11-02"),
            ("2nd of december", "en", ""), ("3 December", "en", "2025-12-03"), ("2.11.2026", "de", "2026-11-02"),
            ("am 3. März 2026", "de", "2026-03-03"), ("gestern", "de", "2026-11-28"), ("today", "en", "2026-11-29"),
            ("31.2.2026", "de", ""), ("2 or 3 November", "en", "2026-11-03"), ("12/11/2026", "en", "2026-11-12"),
            ("between 2026-11-02 and 2026-11-05", "en", ""), ("soon", "en", ""),
        ],
    )  # fmt: skip
    def test_the_one_day_a_message_names(self, text, language, day):
        assert day == day_in(text, language, TODAY)

    def test_it_is_said_as_people_write_it(self):
        assert ("2 November 2026", "2. November 2026") == (day_said("2026-11-02", "en"), day_said("2026-11-02", "de"))
        assert "open" == day_said("open", "en")


class TestValues:
    def test_a_personal_detail_is_its_placeholder_and_never_words(self):
        slot = FLOW.slots["order"]

        assert "[ACCOUNT_2]" == value_of(slot, asked("not [ACCOUNT_1] but [ACCOUNT_2]"), "en", TODAY)
        assert "" == value_of(slot, asked("NU-20931-2"), "en", TODAY)

    @pytest.mark.parametrize(
        ("text", "amount"),
        [("19.90", "19.90"), ("EUR 12,5", "12.50"), ("7", "7.00"), ("5 or 6", ""), ("much", ""), ("[ACCOUNT_1]", "")],
    )
    def test_an_amount(self, text, amount):
        assert amount == value_of(Slot("amount", SlotType.AMOUNT), asked(text), "en", TODAY)

    def test_a_choice_is_the_one_option_named(self):
        slot = FLOW.slots["why"]

        assert "late" == value_of(slot, asked("It came much too late."), "en", TODAY)
        assert "" == value_of(slot, asked("too late, and other things"), "en", TODAY)


class TestPhrases:
    def test_words_may_stand_for_each_other(self):
        wide = flow(('["cancel my order"]', '["cancel|canceling order|purchase"]'))

        assert wide is which_begins("help with canceling purchase 12", "en", [wide])
        assert which_begins("canceling my flight", "en", [wide]) is None

    def test_a_question_about_the_rule_does_not_begin_it(self):
        wide = flow(
            ("facts: {agreed: false}", 'unless: {en: ["how long", "cancellation fee"]}\nfacts: {agreed: false}')
        )

        assert wide is which_begins("cancel my order", "en", [wide])
        assert which_begins("how long can I cancel my order?", "en", [wide]) is None
