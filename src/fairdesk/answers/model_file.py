"""Read the file that names several language models, to be compared.

[small]
url = "http://127.0.0.1:8000/v1"
model = "a-model"
price_in = 0.1          # of a million tokens; may be left out, as `key` and `price_out` may
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from fairdesk.answers.language_model import Access
from fairdesk.nouns import BadInput


class Named(NamedTuple):
    """A model, and the price of a million tokens in and out (0: not known)."""

    access: Access
    price_in: float = 0.0
    price_out: float = 0.0


def models_in(file: Path) -> dict[str, Named]:
    """Return the models that *file* names. Raises BadInput naming the file, the model, and what it lacks."""
    try:
        found = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadInput(f"{file.name} is no TOML: {wrong}") from wrong
    if not found:
        raise BadInput(f"{file.name} names no model; write a table [small] with url and model for each")
    return {name: _named(f"{file.name}, {name}", told) for name, told in found.items()}


_WORDS: Mapping[str, type | tuple[type, ...]] = {
    "url": str, "model": str, "key": str, "price_in": (int, float), "price_out": (int, float),
}  # fmt: skip


def _named(where: str, told: object) -> Named:
    if not isinstance(told, dict) or not {"url", "model"} <= told.keys() <= _WORDS.keys():
        raise BadInput(f"{where}: it should be a table with url and model, and no more than {', '.join(_WORDS)}")
    if wrong := [word for word, value in told.items() if not isinstance(value, _WORDS[word])]:
        raise BadInput(f"{where}: {', '.join(wrong)} should be a text in quotes, or of a price a number")
    access = Access(told["url"], told["model"], told.get("key", ""))
    return Named(access, told.get("price_in", 0.0), told.get("price_out", 0.0))
