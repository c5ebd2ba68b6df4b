"""The sentence encoder gives what a plain, slow reading of the formulas gives, and reads nothing but its folder."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from fairdesk.answers.embedding import Embedder, _tensors
from fairdesk.nouns import BadInput
from tests.answers.encoder import HEADS, LAYERS, SIZE, WORDS, write_encoder

TEXTS = ["My card never came?", "where is the parcel", "Refunds, refunded. 我我", "", "zeppelin"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_encoder(tmp_path / "encoder")


def slowly(folder: Path, tokens: list[int]) -> np.ndarray:
    """One text, one head, one token at a time, in double precision."""
    tensors = {name: numbers.astype(float) for name, numbers in _tensors(folder / "model.safetensors").items()}

    def linear(x, name):
        return tensors[f"{name}.weight"] @ x + tensors[f"{name}.bias"]

    def norm(x, name):
        return (x - x.mean()) / math.sqrt(x.var() + 1e-12) * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]

    states = [
        norm(
            tensors["embeddings.word_embeddings.weight"][token]
            + tensors["embeddings.position_embeddings.weight"][place]
            + tensors["embeddings.token_type_embeddings.weight"][0],
            "embeddings.LayerNorm",
        )
        for place, token in enumerate(tokens)
    ]
    width = SIZE // HEADS
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            [linear(x, f"{at}.attention.self.{n}") for x in states] for n in ("query", "key", "value")
        )
        mixed = []
        for one in query:
            parts = []
            for head in range(HEADS):
                part = slice(head * width, (head + 1) * width)
                weights = np.exp([one[part] @ other[part] / math.sqrt(width) for other in key])
                parts.append(sum(w * v[part] for w, v in zip(weights / weights.sum(), value, strict=True)))
            mixed.append(linear(np.concatenate(parts), f"{at}.attention.output.dense"))
        states = [norm(x + m, f"{at}.attention.output.LayerNorm") for x, m in zip(states, mixed, strict=True)]
        wide = [linear(x, f"{at}.intermediate.dense") for x in states]
        wide = [np.array([u * (1 + math.erf(u / math.sqrt(2))) / 2 for u in x]) for x in wide]
        states = [
            norm(x + linear(w, f"{at}.output.dense"), f"{at}.output.LayerNorm")
            for x, w in zip(states, wide, strict=True)
        ]
    mean = np.mean(states, axis=0)
    return mean / np.linalg.norm(mean)


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_what_the_formulas_say(folder: Path, text: str) -> None:
    embed = Embedder(folder)

    assert embed([text])[0] == pytest.approx(slowly(folder, embed.tokens(text)), abs=2e-5)


def test_a_text_among_others_is_the_same_as_alone(folder: Path) -> None:
    embed = Embedder(folder)
    together = embed([*TEXTS, "my " * 200])

    assert (6, SIZE) == together.shape
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    for number, text in enumerate(TEXTS):
        assert embed([text])[0] == pytest.approx(together[number], abs=1e-5)
    assert (0, SIZE) == embed([]).shape


def test_words_become_pieces_the_longest_known_first(folder: Path) -> None:
    embed = Embedder(folder)
    named = dict(enumerate(WORDS))

    assert ["[CLS]", "refund", "##s", ",", "refund", "##ed", "?", "我", "[UNK]", "[SEP]"] == [
        named[token] for token in embed.tokens("Refunds, réfunded? 我 zeppelin")
    ]
    assert 128 == len(embed.tokens("my " * 500))
    assert [1] == embed.tokens("m" * 101)[1:-1]


def test_the_tokens_are_those_of_the_tokenizers_library(folder: Path) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    theirs = tokenizers.BertWordPieceTokenizer(str(folder / "vocab.txt"))

    for text in [*TEXTS, "naïve café—ok", "x\u200by\tmy\ncard", "e-mail: a.b@c.d", "привіт", "m" * 120]:
        assert theirs.encode(text).ids == Embedder(folder).tokens(text)


def test_half_precision_a_prefix_and_the_other_form_of_vocabulary_are_read_too(tmp_path: Path) -> None:
    plain = Embedder(write_encoder(tmp_path / "plain"))(TEXTS)
    other = write_encoder(tmp_path / "other", prefix="bert.", kind="F16")
    (other / "vocab.txt").unlink()
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    (other / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}), "utf-8")

    assert Embedder(other)(TEXTS) == pytest.approx(plain, abs=0.01)


def test_its_version_is_its_weights(tmp_path: Path) -> None:
    one, same, other = (
        Embedder(write_encoder(tmp_path / name, seed=seed)) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )

    assert one.version == same.version != other.version


@pytest.mark.parametrize("missing", ["config.json", "vocab.txt", "model.safetensors"])
def test_a_folder_that_is_not_whole_is_refused_by_name(folder: Path, missing: str) -> None:
    (folder / missing).unlink()

    with pytest.raises(BadInput, match="is no sentence encoder: "):
        Embedder(folder)


def test_weights_of_another_kind_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"\x80\x04nonsense")
    with pytest.raises(BadInput, match="is no sentence encoder of the kind"):
        Embedder(folder)
