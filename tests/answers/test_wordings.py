"""Other wordings change how a question is said, never what is asked, and are the same whenever it is asked."""

from __future__ import annotations

import pytest

from fairdesk.answers.wordings import CHANNEL, RULES, WORDING, slipped, wordings
from fairdesk.language import OFFERED

ASKED = "How long does a refund take if I don't have the parcels?"


def said(question: str, language: str = "en") -> dict[str, str]:
    return {one.rule: one.text for one in wordings(question, language)}


def test_each_rule_changes_one_thing():
    assert {
        "lower case": "how long does a refund take if i don't have the parcels?",
        "capitals": "HOW LONG DOES A REFUND TAKE IF I DON'T HAVE THE PARCELS?",
        "no marks": "How long does a refund take if I don't have the parcels",
        "more marks": "How long does a refund take if I don't have the parcels???",
        "a greeting before it": f"Hello, a quick question: {ASKED}",
        "thanks behind it": f"{ASKED} Thanks in advance!",
        "short form": "How long does a refund take if I do not have the parcels?",
        "other order": "don't have the parcels, How long does a refund take if I?",
        "one or many": "How long does a refund take if I don't have the parcel?",
        "as an e-mail": f"Dear customer service,\r\n\r\n{ASKED}\r\n\r\nKind regards\r\n",
        "as a program sends it": f"  {ASKED.replace(' ', chr(160), 1)}\t\n",
    } == {rule: text for rule, text in said(ASKED).items() if rule != "a slip"}


def test_a_slip_is_one_letter_typed_on_the_key_beside_it_in_the_longest_word():
    slip = slipped("Where is my replacement?", "en")

    assert "Where is my r" == slip[:13]
    assert 1 == sum(a != b for a, b in zip(slip, "Where is my replacement?", strict=True))
    assert slip == slipped("Where is my replacement?", "en")
    assert "" == slipped("Is it in?", "en")


@pytest.mark.parametrize("language", OFFERED)
def test_every_language_has_its_courtesies_and_its_letter(language):
    found = said("x" * 7, language)

    assert {"a greeting before it", "thanks behind it", "as an e-mail"} <= found.keys()


@pytest.mark.parametrize(("language", "question"), [("zh", "退款需要多长时间？"), ("ar", "كم يستغرق استرداد المبلغ؟"), ("uk", "Скільки триває повернення?")])  # fmt: skip
def test_other_scripts_get_no_rule_that_does_not_fit_them(language, question):
    found = said(question, language)

    assert not {"short form", "one or many"} & found.keys()
    assert all(text != question for text in found.values())


def test_no_wording_comes_twice_and_all_rules_are_known():
    found = wordings("refunds?", "en")

    assert len(found) == len({one.text for one in found})
    assert {one.rule for one in found} <= set(RULES)
    assert {WORDING, CHANNEL} == {one.kind for one in found}


def test_of_short_words_none_is_made_many():
    assert "one or many" not in said("is it on us?")
    assert "one or many" not in said("delivering boxes quickly")
