"""Turn a text into a point of meaning with a small BERT that the operator put into a folder; numpy alone, no network.

    embed = Embedder(Path("all-MiniLM-L6-v2"))
    embed(["my card never came"])      ->   float32, texts x 384, each row of length 1

The folder holds config.json, vocab.txt (or tokenizer.json) and model.safetensors, as sentence encoders of the MiniLM kind
are published. Devlin et al., BERT, NAACL 2019 (post-norm, learned positions); Reimers & Gurevych, Sentence-BERT, EMNLP
2019 (mean over the tokens). The safetensors format: a length of 8 bytes, a head in JSON, then the numbers.
"""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

CONFIG, WEIGHTS, VOCABULARY, TOKENIZER = "config.json", "model.safetensors", "vocab.txt", "tokenizer.json"
LONGEST = 128
"""Tokens of a message that are read, with the two that stand around it."""
LONGEST_WORD = 100
AT_ONCE = 32
_KINDS = {"F32": "<f4", "F16": "<f2"}


class Embedder:
    """A sentence encoder. Safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        try:
            self._config = json.loads((folder / CONFIG).read_bytes())
            self._words = _vocabulary(folder)
            self._tensors = _tensors(folder / WEIGHTS)
            self.size = int(self._config["hidden_size"])
            self._heads = int(self._config["num_attention_heads"])
            self._layers = [self._layer(number) for number in range(int(self._config["num_hidden_layers"]))]
            self._open = [self._word_at(name) for name in ("[CLS]", "[SEP]", "[UNK]")]
        except FileNotFoundError as missing:
            raise BadInput(
                f"{folder} is no sentence encoder: {Path(str(missing.filename)).name} is missing"
            ) from missing
        except (OSError, ValueError, KeyError, TypeError) as wrong:
            raise BadInput(f"{folder} is no sentence encoder of the kind that can be read ({wrong})") from wrong
        self.version = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()[:16]

    def __call__(self, texts: Sequence[str]) -> Array:
        """Return a row of length 1 for each text."""
        import numpy as np

        read = [self.tokens(text) for text in texts]
        found = np.zeros((len(texts), self.size), np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(read[place]))  # alike lengths pad least
        for begins in range(0, len(order), AT_ONCE):
            places = order[begins : begins + AT_ONCE]
            found[places] = self._forward([read[place] for place in places])
        return found

    # --- words to tokens ---
    def tokens(self, text: str) -> list[int]:
        """Return the numbers of a text's word pieces between [CLS] and [SEP]: the longest known piece first."""
        begin, end, _ = self._open
        found = [number for word in _split(text) for number in self._pieces(word)]
        return [begin, *found[: LONGEST - 2], end]

    def _pieces(self, word: str) -> list[int]:
        found, at = [], 0
        while at < len(word) <= LONGEST_WORD:
            mark = "##" if at else ""
            ends = (end for end in range(len(word), at, -1) if mark + word[at:end] in self._words)
            if (end := next(ends, 0)) == 0:
                return [self._open[2]]
            found.append(self._words[mark + word[at:end]])
            at = end
        return found or [self._open[2]]

    def _word_at(self, name: str) -> int:
        return self._words[name]

    # --- tokens to a point ---
    def _tensor(self, name: str) -> Array:
        return self._tensors[name] if name in self._tensors else self._tensors[f"bert.{name}"]

    def _layer(self, number: int) -> dict[str, tuple[Array, Array]]:
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "mixed": "attention.output.dense", "norm": "attention.output.LayerNorm",
            "wide": "intermediate.dense", "narrow": "output.dense", "last": "output.LayerNorm",
        }  # fmt: skip
        return {
            short: (
                self._tensor(f"encoder.layer.{number}.{long}.weight"),
                self._tensor(f"encoder.layer.{number}.{long}.bias"),
            )
            for short, long in names.items()
        }

    def _forward(self, read: Sequence[Sequence[int]]) -> Array:
        import numpy as np

        longest = max(map(len, read))
        real = np.array([[1.0] * len(one) + [0.0] * (longest - len(one)) for one in read], np.float32)
        ids = np.array([[*one, *[0] * (longest - len(one))] for one in read])
        states = (
            self._tensor("embeddings.word_embeddings.weight")[ids]
            + self._tensor("embeddings.position_embeddings.weight")[:longest]
            + self._tensor("embeddings.token_type_embeddings.weight")[0]
        )
        states = self._normed(states, "embeddings.LayerNorm")
        blind = (real[:, None, None, :] - 1) * np.float32(1e4)
        for layer in self._layers:
            mixed = _linear(self._attended(states, layer, blind), *layer["mixed"])
            states = _norm(states + mixed, *layer["norm"], self._small)
            wide = _gelu(_linear(states, *layer["wide"]))
            states = _norm(states + _linear(wide, *layer["narrow"]), *layer["last"], self._small)
        mean = (states * real[:, :, None]).sum(axis=1) / real.sum(axis=1, keepdims=True)
        return np.asarray(mean / np.sqrt((mean * mean).sum(axis=1, keepdims=True)))

    def _attended(self, states: Array, layer: dict[str, tuple[Array, Array]], blind: Array) -> Array:
        import numpy as np

        texts, longest, size = states.shape
        query, key, value = (
            _linear(states, *layer[name]).reshape(texts, longest, self._heads, -1).transpose(0, 2, 1, 3)
            for name in ("query", "key", "value")
        )
        weights = query @ key.transpose(0, 1, 3, 2) / np.float32(math.sqrt(size / self._heads)) + blind
        weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        return np.asarray((weights @ value).transpose(0, 2, 1, 3).reshape(texts, longest, size))

    @property
    def _small(self) -> float:
        return float(self._config.get("layer_norm_eps", 1e-12))

    def _normed(self, states: Array, name: str) -> Array:
        return _norm(states, self._tensor(f"{name}.weight"), self._tensor(f"{name}.bias"), self._small)


def _linear(states: Array, weight: Array, bias: Array) -> Array:
    return states @ weight.T + bias


def _norm(states: Array, weight: Array, bias: Array, small: float) -> Array:
    import numpy as np

    centred = states - states.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(small))
    return np.asarray(centred / spread * weight + bias)


def _gelu(x: Array) -> Array:
    """Return x Phi(x), with the error function after Abramowitz & Stegun 7.1.26 (1964), right to 1.5e-7."""
    import numpy as np

    size = np.abs(x) * np.float32(math.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * size)
    powers = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return np.asarray(0.5 * x * (1 + np.sign(x) * (1 - powers * np.exp(-size * size))), np.float32)


# --- what stands in the folder --------------------------------------------------------------------------------------
def _vocabulary(folder: Path) -> dict[str, int]:
    if (folder / VOCABULARY).is_file():
        return {word: number for number, word in enumerate((folder / VOCABULARY).read_text("utf-8").split("\n"))}
    return {
        str(word): int(number)
        for word, number in json.loads((folder / TOKENIZER).read_bytes())["model"]["vocab"].items()
    }


def _tensors(path: Path) -> dict[str, Array]:
    import numpy as np

    body = path.read_bytes()
    begins = 8 + int.from_bytes(body[:8], "little")
    head = json.loads(body[8:begins])
    found = {}
    for name, about in head.items():
        if name != "__metadata__" and about["dtype"] in _KINDS:
            start, end = about["data_offsets"]
            numbers = np.frombuffer(body[begins + start : begins + end], _KINDS[about["dtype"]])
            found[name] = numbers.reshape(about["shape"]).astype(np.float32)
    return found


def _split(text: str) -> list[str]:
    """Return the words of an uncased BERT: without case and accents, signs and Chinese characters for themselves."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    spaced = "".join(f" {c} " if _alone(c) else c if not _is_control(c) else "" for c in bare)
    return spaced.split()


def _alone(c: str) -> bool:
    return (
        unicodedata.category(c)[0] == "P"
        or c in "$+<=>^`|~"
        or "\u4e00" <= c <= "\u9fff"
        or "\u3400" <= c <= "\u4dbf"
    )


def _is_control(c: str) -> bool:
    return c not in "\t\n\r" and unicodedata.category(c)[0] == "C"
