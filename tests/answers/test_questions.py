"""A message is parted where it asks another thing, and left alone where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.questions import MOST, questions
from fairdesk.language import OFFERED
from fairdesk.nouns import MaskedText

TWO = {
    "en": ("How do I return shoes", "how long does a refund take?", "and"),
    "es": ("¿Cómo devuelvo los zapatos", "cuánto tarda el reembolso?", "y"),
    "fr": ("Comment renvoyer des chaussures", "combien de temps prend le remboursement ?", "et"),
    "de": ("Wie schicke ich Schuhe zurück", "wie lange dauert die Erstattung?", "und"),
    "pt": ("Como devolvo os sapatos", "quanto tempo demora o reembolso?", "e"),
    "it": ("Come restituisco le scarpe", "quanto tempo ci vuole per il rimborso?", "e"),
    "nl": ("Hoe stuur ik schoenen terug", "hoe lang duurt de terugbetaling?", "en"),
    "pl": ("Jak zwrócić buty", "ile trwa zwrot pieniędzy?", "i"),
    "uk": ("Як повернути взуття", "скільки триває повернення коштів?", "і"),
    "ar": ("كيف أعيد الحذاء", "كم يستغرق استرداد المبلغ؟", "و"),
    "zh": ("怎么退鞋子", "退款要多久？", "，"),
}
NO_GAP = ("zh", "ar")


def shown(text: str, language: str = "en") -> list[str]:
    return [one.shown for one in questions(MaskedText(text), language)]


def searched(text: str, language: str = "en") -> list[str]:
    return [one.searched for one in questions(MaskedText(text), language)]


def test_every_language_of_the_desk_is_tried():
    assert set(OFFERED) == set(TWO)


@pytest.mark.parametrize("language", TWO)
class TestTwoQuestions:
    def test_joined_in_one_sentence(self, language):
        first, second, joint = TWO[language]
        gap = "" if language in NO_GAP else " "

        before = "" if language == "zh" else " "
        assert [first, second] == shown(f"{first}{before}{joint}{gap}{second}", language)

    def test_in_a_sentence_each(self, language):
        first, second, _ = TWO[language]
        first += "？" if language == "zh" else "؟" if language == "ar" else "?"

        assert [first, second] == shown(f"{first} {second}", language)

    def test_one_alone_is_left_as_it_is(self, language):
        first, second, _ = TWO[language]

        assert [] == shown(first, language) == shown(second, language)


class TestOneQuestion:
    @pytest.mark.parametrize(
        "text",
        [
            "When and where can I pick it up?",  # one thing, asked twice
            "When I opened the box, the mug was broken. What can I do?",  # a sentence that begins like a question
            "I want to return the shoes. Can you do this?",  # nothing informative in the second
            "Can I return the shoes and get my money back?",  # one sentence, two verbs
            "Where is the parcel from Mr. Smith?",
            "How nice! Where is my parcel?",
            "What if I have no licence and did not fail the test?",
            "Thanks, and how are you?",
            "",
            "?",
            "?? !! ??",
        ],
    )
    def test_is_not_parted(self, text):
        assert [] == shown(text)

    def test_a_letter_is_not_parted(self):
        assert [] == shown("How do I return shoes? How long does a refund take? " * 50)


class TestWhatIsSearched:
    def test_what_is_said_before_a_question_belongs_to_it(self):
        text = "Hello. I bought shoes on Monday. Can I return them? The parcel is late. Where is it sent from? It is red."

        assert ["Can I return them?", "Where is it sent from?"] == shown(text)
        assert [
            "Hello. I bought shoes on Monday. Can I return them?",
            "The parcel is late. Where is it sent from? It is red.",
        ] == searched(text)

    def test_the_last_holds_what_comes_after(self):
        asked = [f"How do I return shoes number {n}?" for n in range(MOST + 2)]

        found = shown(" ".join(asked))

        assert MOST == len(found)
        assert asked[: MOST - 1] == found[:-1]
        assert " ".join(asked[MOST - 1 :]) == found[-1]

    def test_a_question_without_its_mark(self):
        asked = ["how do i return shoes", "how long does a refund take"]

        assert asked == shown(" and ".join(asked)) == shown("\n".join(asked))

    def test_no_cut_goes_through_a_placeholder(self):
        text = "Where is order [ACCOUNT_1 a? and how b]? Can I change the address [ADDRESS_1 No. 1]?"

        assert [text[:40], text[41:]] == shown(text)


@given(st.text(alphabet="ab İß?.! \n,[]_1ACOUNTandhowi", max_size=80), st.sampled_from(sorted(OFFERED)))
def test_pieces_stand_in_the_message_in_their_order(text, language):
    found = questions(MaskedText(text), language)

    at = 0
    for one in found:
        assert one.shown in one.searched
        place = text.find(one.searched, at)
        assert place >= at
        at = place + len(one.searched)
    assert len(found) != 1
    assert len(found) <= MOST
