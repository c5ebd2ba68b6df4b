"""Two near readings: when there are two, what is asked, and what is taken for a choice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.answers.readings import NEAR, as_chosen, chosen, label, question, rival, taken_from, two_readings
from fairdesk.language import OFFERED
from fairdesk.nouns import Because, Draft, Evidence, MaskedText, Part

CARD = Evidence("en/card@1#0", "card", "1", "Your bank card", ("Blocking",), "blocking", "en", "Press Block.", 1.0)
GIFT = replace(CARD, passage="en/gift@1#0", article="gift", title="Your gift voucher", score=0.9)
MORE = replace(CARD, passage="en/card@1#1", heading=("A new one",), score=0.5)
WHICH = (CARD, GIFT)
DRAFT = Draft("Press Block.", WHICH, 0.3, Because("answer", "answer.found", {"rival": 0.9}))


class TestTwoReadings:
    @pytest.mark.parametrize(("score", "near"), [(1.0, 1.0), (NEAR, NEAR), (NEAR - 0.01, 0.0), (0.0, 0.0)])
    def test_are_near_from_a_share_on(self, score, near):
        assert near == pytest.approx(rival((CARD, replace(GIFT, score=score))))

    def test_one_alone_or_nothing_has_no_rival(self):
        assert 0 == rival(()) == rival((CARD,)) == rival((replace(CARD, score=0.0), replace(GIFT, score=0.0)))

    def test_are_the_two_best(self):
        assert WHICH == two_readings(replace(DRAFT, evidence=(*WHICH, MORE)))

    @pytest.mark.parametrize(
        "draft",
        [
            None,
            replace(DRAFT, because=Because("answer", "answer.found", {"confidence": 0.3})),
            replace(DRAFT, evidence=(CARD, replace(GIFT, title=CARD.title))),
            replace(DRAFT, evidence=(CARD,)),
            replace(DRAFT, parts=(Part(MaskedText("What?"), DRAFT),)),
        ],
        ids=["nothing", "one is ahead", "the same name", "one passage", "several questions"],
    )
    def test_are_none(self, draft):
        assert () == two_readings(draft)


@pytest.mark.parametrize("language", OFFERED)
def test_each_language_asks_in_its_own_words_and_hears_first_and_second(language):
    from fairdesk.answers.readings import _places

    assert question(WHICH, language).endswith(f"\n\n1. {label(CARD)}\n2. {label(GIFT)}")
    assert (language == "en") == question(WHICH, language).startswith("Our AI assistant")
    assert {0, 1} == set(_places(language).values())
    first, second = ([words for words, at in _places(language).items() if at == place] for place in (0, 1))
    assert not set(first) & set(second)
    assert {CARD.passage} == {chosen(MaskedText(words), WHICH, language).passage for words in first}
    assert {GIFT.passage} == {chosen(MaskedText(words), WHICH, language).passage for words in second}


class TestAChoice:
    @pytest.mark.parametrize(
        "said", ["1", "1.", "The first!", "FIRST ONE", label(CARD), "card", "the bank card please"]
    )
    def test_of_the_first(self, said):
        assert CARD == chosen(MaskedText(said), WHICH, "en")

    @pytest.mark.parametrize("said", ["2", "the second one.", "voucher", label(GIFT)])
    def test_of_the_second(self, said):
        assert GIFT == chosen(MaskedText(said), WHICH, "en")

    @pytest.mark.parametrize(
        "said",
        ["", "blocking", "both", "neither", "3", "the first card I had was blue", "How long does a refund take?"],
    )
    def test_is_none(self, said):
        assert chosen(MaskedText(said), WHICH, "en") is None

    def test_of_a_name_that_is_part_of_the_other(self):
        short, long = replace(CARD, heading=()), replace(GIFT, title="Your bank card abroad", heading=())

        assert short == chosen(MaskedText("Your bank card"), (short, long), "en")
        assert long == chosen(MaskedText("abroad"), (short, long), "en")

    def test_is_answered_from_its_article_alone_the_chosen_passage_first(self):
        assert (MORE, CARD) == taken_from((CARD, GIFT, MORE), MORE)

    def test_stands_in_the_reason(self):
        assert {"rival": 0.9, "chosen": 2} == as_chosen(DRAFT, WHICH, GIFT).because.facts
