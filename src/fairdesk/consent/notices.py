"""Versioned notices: what a customer reads before choosing, in every language offered.

    shown = notice("ai_answer", "de", company="Muster")
    shown.short, shown.version

The words stand in `texts/<language>.toml`. A version is the hash of the exact text shown, the company's name and the
storage time included: change a comma and it is another notice, so a choice always points at the words it was about
(GDPR Article 7(1)). Each claim in the words is one the software keeps: what is masked is named, and so is what is not.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fairdesk.consent.purposes import Purpose, purpose_named
from fairdesk.language import offered

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the long text: its title and its words."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The exact words of one notice. `short` are its two lines; `sections` the long text, one step behind."""

    name: str
    language: str
    version: str
    short: tuple[str, str]
    sections: tuple[Section, ...]
    outside: str = ""
    """The digest of the outside model that these words tell of; "" if they tell of none, or of another purpose."""

    @property
    def text(self) -> str:
        """All words, as they are kept and hashed: the short lines, then each section's title and text."""
        return _as_text(self.short, self.sections)


@dataclass(frozen=True, slots=True)
class Outside:
    """An outside language model: its machine, whose it is, in which country, and what protects the text there.

    `safeguard` is the ground of the transfer in the company's own words (GDPR Articles 45 and 46).
    """

    host: str = ""
    recipient: str = ""
    country: str = ""
    safeguard: str = ""

    @property
    def digest(self) -> str:
        """A short digest of all four: another recipient, country or safeguard is another one. "" if there is no model."""
        told = "\n".join((self.host, self.recipient, self.country, self.safeguard))
        return version_of(told) if told.strip() else ""


INSIDE = Outside()
"""No outside model: everything is answered on the company's own machines."""


def notice(name: str, language: str, *, company: str = "", days: int = 90, outside: Outside = INSIDE) -> Notice:
    """Return the notice of a purpose in *language* (the nearest one offered).

    *days* is how long conversations are kept. Where an *outside* language model is configured, the notice of answering
    says that the masked text goes there, to whom, and what protects it. Raises BadInput for an unknown name.
    """
    purpose = purpose_named(name)
    code = offered(language)
    texts = _texts(code)
    found = texts[purpose.value]
    values = {
        "company": company or texts["nameless"], "days": days, "model_host": outside.host or outside.recipient,
        "recipient": outside.recipient, "country": outside.country, "safeguard": outside.safeguard,
    }  # fmt: skip
    lines = [line.format(**values) for line in found["short"]]
    told = outside.digest if purpose is Purpose.AI_ANSWER else ""
    if told and outside.recipient:
        lines[1] += ("" if code == "zh" else " ") + texts["outside"]["short"].format(**values)
    short = (lines[0], lines[1])
    parts = found["sections"] + (_outside(texts, outside) if told else [])
    sections = tuple(Section(part["title"].format(**values), part["text"].format(**values)) for part in parts)
    return Notice(purpose.value, code, version_of(_as_text(short, sections)), short, sections, told)


def _outside(texts: Mapping[str, Any], outside: Outside) -> list[dict[str, str]]:
    told = texts["outside"]
    return [{"title": told["title"], "text": f"{told['text']} {told['who']}" if outside.recipient else told["text"]}]


def check_texts(language: str) -> Mapping[str, str]:
    """Return the words of the check of understanding in *language*, beside the notices they are about."""
    return dict(_texts(offered(language))["check"])


def read_notice(name: str, language: str, text: str) -> Notice:
    """Return a notice from its kept words: the inverse of `Notice.text`."""
    short, *parts = text.split("\n\n")
    lines = short.split("\n")
    sections = tuple(Section(*part.split("\n", 1)) for part in parts)
    return Notice(name, language, version_of(text), (lines[0], lines[1]), sections)


def version_of(text: str) -> str:
    """Return the version of a text: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _as_text(short: tuple[str, str], sections: tuple[Section, ...]) -> str:
    return "\n".join([*short, *(f"\n{part.title}\n{part.text}" for part in sections)])


@cache
def _texts(language: str) -> Mapping[str, Any]:
    return tomllib.loads((TEXTS / f"{language}.toml").read_text("utf-8"))
