"""Training learns, is repeatable, says what it learned from, and refuses what teaches nothing."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fairdesk.answers.classify import MEANING, SCOPE, SCOPE_MEANING, IntentModel
from fairdesk.answers.embedding import Embedder
from fairdesk.answers.intent_examples import read_examples
from fairdesk.answers.intent_figures import figures
from fairdesk.answers.intent_training import FEWEST, composition, train
from fairdesk.nouns import BadInput
from tests.answers import topics
from tests.answers.encoder import write_encoder
from tests.conftest import shared_data


def test_the_same_examples_teach_the_same() -> None:
    one, other = train(topics.examples()), train(topics.examples())

    assert np.array_equal(one.weights, other.weights)
    assert (one.temperature, one.scope, one.card) == (other.temperature, other.scope, other.card)


def test_the_composition_is_counted_and_too_few_stay_with_people() -> None:
    card = composition(topics.examples(oos=True))

    assert {
        "track_parcel": 24,
        "get_refund": 24,
        "reset_password": 24,
        "change_address": 24,
        "close_account": 3,
    } == card["topics"]
    assert 30 == card["n_oos"]
    assert 99 + 30 == card["n"] == sum(card["languages"].values())
    assert FEWEST > 3
    assert ["close_account"] == card["draft_only"]
    assert ["en"] == card["languages_ready"]


def test_messages_out_of_scope_are_used_but_are_no_topic() -> None:
    learned = train(topics.examples(oos=True))

    assert sorted(topics.TOPICS | topics.FEW) == list(learned.labels)
    assert learned.refuse_below > 0 == train(topics.examples()).refuse_below


def test_the_name_of_a_topic_is_an_example_of_it() -> None:
    model = IntentModel(topics.small_model())

    assert "change_address" == model.read("change address").label
    assert "address" in model.why("change address").parts


def test_a_language_with_few_examples_counts_more_if_asked() -> None:
    """Four Polish messages among a hundred English ones: weighed, the model is surer of one more like them."""
    polish = [("Gdzie jest moja paczka?", "track_parcel"), ("Gdzie jest paczka, czy jest w drodze?", "track_parcel"),
              ("Czy mogę dostać zwrot pieniędzy?", "get_refund"), ("Kiedy będzie mój zwrot?", "get_refund")]  # fmt: skip
    english = topics.examples()
    mixed = replace(
        english,
        texts=(*english.texts, *(text for text, _ in polish)),
        labels=(*english.labels, *(label for _, label in polish)),
    )
    alike, weighed = train(mixed), train(mixed, weigh_languages=True)

    assert (None, True) == (alike.card.get("languages_weighed"), weighed.card.get("languages_weighed"))
    for asked, label in (("Gdzie jest moja paczka teraz?", "track_parcel"), ("Kiedy dostać zwrot?", "get_refund")):
        readings = [IntentModel(each).read(asked) for each in (alike, weighed)]
        assert [label, label] == [one.label for one in readings]
        assert readings[0].probability < readings[1].probability


def test_one_topic_is_nothing_to_tell_apart() -> None:
    with pytest.raises(BadInput, match="at least two"):
        train(read_examples(b'{"text": "a", "label": "x"}\n{"text": "b", "label": "oos"}', "f"))


def test_two_topics_with_one_example_each_are_enough_to_begin() -> None:
    learned = train(read_examples(b'{"text": "my parcel", "label": "x"}\n{"text": "my refund", "label": "y"}', "f"))

    assert "y" == IntentModel(learned).read("refund").label
    assert ["x", "y"] == learned.card["draft_only"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "no examples"),
        (b"nonsense", "line 1 is not JSON"),
        (b'{"text": "a", "label": "x"}\n{"text": "SECRET"}', "line 2 should look like"),
        (b'{"text": 1, "label": "x"}', "line 1 should look like"),
        (b'{"text": "a", "label": " "}', "line 1 has a label"),
        (b'{"text": "a", "label": "x\\ny"}', "line 1 has a label"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_by_line_and_never_quoted(body: bytes, problem: str) -> None:
    with pytest.raises(BadInput, match=problem) as refused:
        read_examples(body, "examples.jsonl")
    assert "SECRET" not in str(refused.value)


def test_meaning_is_learned_too_where_there_is_an_encoder(tmp_path: Path) -> None:
    encoder = Embedder(write_encoder(tmp_path / "encoder"))
    learned = train(topics.examples(), encoder=encoder)
    model, text = IntentModel(learned, embed=encoder), "where is my parcel"

    assert learned.meaning is not None
    assert encoder.version == learned.meaning.encoder
    assert len(learned.scope) == len(learned.scope_names) == len(SCOPE) + len(SCOPE_MEANING) + 1
    assert "track_parcel" == model.read(text).label
    for label in model.labels:
        score = model.why(text, label)
        assert score.adds_up
        assert score.parts[MEANING]
    # What the encoder says counts: with another one the score is another.
    other = IntentModel(learned, embed=Embedder(write_encoder(tmp_path / "other", seed=2)))
    assert model.why(text, "track_parcel").value != other.why(text, "track_parcel").value


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairdesk.answers.intent_training.find_spec", lambda _name: None)

    with pytest.raises(BadInput, match=r"pip install 'fairdesk\[train\]'"):
        train(topics.examples())


def test_real_bank_messages_with_ten_examples_a_topic() -> None:
    """Far below the figure that docs/figures.md names, so that it fails only where something is broken."""
    with shared_data("assistant", "intents", "banking77_train.jsonl").open() as file:
        rows = [json.loads(line) for line in file]
    chosen = sorted({row["label"] for row in rows})[:12]
    held: Counter[str] = Counter()
    learned, other = [], []
    for row in (row for row in rows if row["label"] in chosen):
        held[row["label"]] += 1
        (learned if held[row["label"]] <= 10 else other).append(row)
    model = IntentModel(train(read_examples("\n".join(map(json.dumps, learned)).encode(), "f")))
    found = figures(model.read_many([row["text"] for row in other]), [row["label"] for row in other], splits=0)

    print(f"accuracy {found['accuracy']:.3f}, n = {found['n']}")
    assert found["accuracy"] > 0.75
