"""A model's words are kept if they stand in what they cite; else the quotation is sent, or a person takes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest

from fairdesk.answers.answer import answer, check_answerer
from fairdesk.answers.articles import Article
from fairdesk.answers.grounding import DEPARTED, WRITTEN, sources
from fairdesk.answers.language_model import ModelFault, Told
from fairdesk.answers.prompt import PROMPT
from fairdesk.answers.written import Writer
from fairdesk.nouns import Draft, MaskedText
from tests.answers.test_answer import Shelf
from tests.model_server import answer as sentences

QUESTION = "When does the money for my return arrive?"
QUOTED = "We refund you within 5 days of getting the parcel."


class Model:
    """Returns one text, whatever it is asked, and remembers that."""

    def __init__(self, text: str | Exception) -> None:
        self.text = text
        self.asked: list[Sequence[Mapping[str, str]]] = []

    def __call__(self, messages: Sequence[Mapping[str, str]]) -> Told:
        self.asked.append(messages)
        if isinstance(self.text, Exception):
            raise self.text
        return Told(self.text, 1000, 100, 1, 0.5)


@pytest.fixture
def drafted(shop: list[Article], at: datetime):
    def drafted(text: str | Exception, question: str = QUESTION, **prices: float) -> tuple[Draft, Model]:
        model, shelf = Model(text), Shelf(shop)
        return answer(MaskedText(question), "en", (), at, shelf, Writer(model, "m", **prices)), model

    return drafted


class TestWhatStandsInItsPassages:
    TEXT = sentences(("The refund comes five days after we get the parcel, at the latest.", 1))

    def test_is_kept_with_its_passage_and_what_it_cost(self, drafted):
        made, _ = drafted(self.TEXT, price_in=2.0, price_out=10.0)

        assert (WRITTEN, "The refund comes five days after we get the parcel, at the latest.") == (
            made.because.code,
            made.text,
        )
        assert [QUOTED] == [one.quote for one in made.evidence] == [one.quote for one in sources(made)]
        facts = made.because.facts
        assert ("m", PROMPT, 1000, 100, 0.003) == tuple(
            facts[name] for name in ("language_model", "prompt", "tokens_in", "tokens_out", "cost")
        )

    def test_is_as_sure_as_search_is_of_that_passage(self, drafted):
        kept, _ = drafted(self.TEXT)
        _, model = drafted(self.TEXT)
        listed = json.loads(model.asked[0][1]["content"])["passages"]
        label = next(one["number"] for one in listed if "Print the label" in one["text"])
        other, _ = drafted(sentences(("Print the label from your account.", label)))
        quotation, _ = drafted(ModelFault("unreached"))

        assert kept.confidence == quotation.confidence
        assert other.confidence < kept.confidence

    @pytest.mark.parametrize("answer", ["Yes.", "No.", "That is correct.", "Of course, you can."])
    def test_is_kept_without_a_yes_or_no_that_no_passage_says(self, drafted, answer):
        made, _ = drafted(sentences((answer, 1), ("Yes, the refund comes five days after we get the parcel.", 1)))

        assert (WRITTEN, "The refund comes five days after we get the parcel.") == (made.because.code, made.text)

    def test_keeps_the_contract(self, shop, at):
        shelf = Shelf(shop)
        writer = Writer(Model(self.TEXT), "m")
        check_answerer(lambda q, lang, h, t: answer(q, lang, h, t, shelf, writer), [MaskedText(QUESTION)], "en", at)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (ModelFault("too_slow"), "too_slow"),
        (ModelFault("resting"), "resting"),
        ("I think it is five days.", "malformed"),
        ('{"sentences": []}', "no_answer"),
        (sentences(("The refund comes nine days after we get the parcel.", 1)), "departed"),
        (sentences(("The refund comes five weeks after we get the parcel.", 1)), "departed"),
        (sentences(("Yes.", 1), ("Of course.", 1)), "departed"),
        (sentences(("Bring the parcel to any post office.", 1)), "departed"),
        (sentences((QUOTED, 1), ("Elephants are remarkably large animals of the savannah.", 1)), "departed"),
    ],
)
def test_otherwise_the_quotation_is_what_it_was_and_says_why(drafted, text, why):
    made, _ = drafted(text)

    assert (QUOTED, "answer.found", why) == (made.text, made.because.code, made.because.facts["model_fault"])


def test_words_without_care_are_not_sent_however_true(shop, at):
    """The sentence stands in its passage; what the house says of its care is asked first, and named."""
    said = "The refund comes five days after we get the parcel."
    asked: list[tuple[str, str]] = []

    def careless(text: str, language: str) -> list[str]:
        asked.append((text, language))
        return ["blame"]

    writer = Writer(Model(sentences((said, 1))), "m", careless=careless)
    made = answer(MaskedText(QUESTION), "en", [], at, Shelf(shop), writer)

    assert [(said, "en")] == asked
    assert (QUOTED, "careless", "blame") == (
        made.text,
        *(made.because.facts[name] for name in ("model_fault", "care")),
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("We guarantee the refund within 5 days of getting the parcel.", "promise"),
        ("We refund you within 5 days of getting the parcel and add a voucher.", "promise"),
        ("I am a human, and we refund you within 5 days of getting the parcel.", "human"),
        ("We refund you, [PERSON_1], within 5 days of getting the parcel.", "placeholder"),
        ("We refund you within 5 days of <a href=x>getting the parcel</a>.", "markup"),
    ],
)
def test_what_only_a_person_may_send_goes_to_one_and_is_named(drafted, said, code):
    made, _ = drafted(sentences((said, 1)))

    assert DEPARTED == made.because.code
    assert () == sources(made)
    assert 1 == made.because.facts[f"missing_{code}"]
    assert any(word.startswith(f"{code}: ") for word in made.because.words)


def test_a_model_is_not_asked_where_nothing_near_was_found(drafted):
    made, model = drafted(sentences(("Anything.", 1)), question="zeppelin")

    assert ("", []) == (made.text, model.asked)
