"""An intent model says what a message asks, how sure that is, and why, in parts that sum to its score."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.classify import OUT_OF_SCOPE, IntentModel
from tests.answers.topics import small_model


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return IntentModel(small_model())


@pytest.mark.parametrize(
    ("text", "label"),
    [("where is my parcel now", "track_parcel"), ("Please send me a refund!", "get_refund"), ("I FORGOT my password", "reset_password")],
)  # fmt: skip
def test_it_reads_what_a_message_asks(model: IntentModel, text: str, label: str) -> None:
    reading = model.read(text)

    assert label == reading.label == reading.said
    assert reading.probability > reading.second_probability >= 0
    assert reading.second != reading.label


def test_a_message_of_strange_words_is_less_likely_in_scope(model: IntentModel) -> None:
    known, strange = model.read("where is my parcel"), model.read("zeppelins hover above xylophones")

    assert known.in_scope > strange.in_scope
    assert known.confidence > strange.confidence


def test_unknown_words_make_it_less_sure(model: IntentModel) -> None:
    assert (
        model.read("where is my parcel").probability > model.read("where is my parcel quixotic zymurgy").probability
    )


@given(st.text(max_size=80))
def test_the_parts_of_a_score_sum_to_it_and_shares_are_shares(text: str) -> None:
    model = IntentModel(small_model())
    reading, score = model.read(text), model.why(text)

    assert score.adds_up
    assert score.name == reading.label
    assert 0 <= reading.second_probability <= reading.probability <= 1
    assert 0 <= reading.in_scope <= 1
    assert math.isfinite(reading.confidence)


def test_any_topic_can_be_explained(model: IntentModel) -> None:
    text = "where is my parcel"
    (scores,) = model.measured([text]).words

    for number, label in enumerate(model.labels):
        score = model.why(text, label)
        assert score.adds_up
        assert score.value == pytest.approx(float(scores[number]), abs=1e-12)
    assert model.why(text).parts["parcel"] > 0 > model.why(text, "reset_password").parts["parcel"]


def test_reading_many_is_reading_each(model: IntentModel) -> None:
    texts = ["where is my parcel", "", "refund please", "où est mon colis"]

    assert [model.read(text) for text in texts] == model.read_many(texts)
    assert [] == model.read_many([])


def test_a_topic_or_language_with_few_examples_is_not_ready(model: IntentModel) -> None:
    assert model.read("where is my parcel", "en").ready
    assert not model.read("where is my parcel", "fr").ready
    few = model.read("delete my account for ever", "en")
    assert ("close_account", False) == (few.label, few.ready)


def test_what_is_refused_is_called_out_of_scope() -> None:
    model = IntentModel(small_model(oos=True))

    assert OUT_OF_SCOPE == model.read("zeppelins hover above xylophones").said
    assert "track_parcel" == model.read("where is my parcel").said
