"""Writes a question as people type it who are in a hurry, on a telephone, or who speak to it. Pure.

    typed("Can I change the delivery address?", "en")       # (("capitals", "CAN I ..."), ...)

What probes of the answers try too comes from them (`answers/wordings.py`): one rule, one place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from fairdesk.answers.wordings import slipped, wordings

SHARED = frozenset({"lower case", "capitals", "no marks", "more marks", "a slip"})
"""The rules of other wordings that are ways of typing."""
_SHORT: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en": (("you", "u"), ("your", "ur"), ("are", "r"), ("to", "2"), ("for", "4"), ("please", "pls"), ("and", "n"),
           ("something", "smth"), ("because", "cuz"), ("want", "wanna")),
    "de": (("und", "u"), ("nicht", "nich"), ("eine", "ne"), ("einen", "nen"), ("bitte", "bt")),
    "es": (("que", "q"), ("por", "x"), ("para", "pa"), ("también", "tb"), ("porque", "xq")),
    "fr": (("que", "k"), ("pour", "pr"), ("quand", "qd"), ("est", "é")),
}  # fmt: skip
"""How words are shortened in messages, by language."""
_HESITATES = {"en": "um so ", "de": "äh also ", "es": "eh pues ", "fr": "euh alors "}
_EMOJI = " 🙏☂️"


def typed(question: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return the question in each style that changes it, with the style's name."""
    shared = [(one.rule, one.text) for one in wordings(question, language) if one.rule in SHARED]
    own = [(name, style(question, language)) for name, style in _OWN]
    return tuple((name, text) for name, text in (*shared, *own) if text and text != question)


Style = Callable[[str, str], str]


def _emoji(question: str, _language: str) -> str:
    return question + _EMOJI


def _two_slips(question: str, language: str) -> str:
    once = slipped(question, language)
    if not once:
        return ""
    # The second letter falls out of another word than the one that was slipped in.
    words = [found for found in re.finditer(r"[^\W\d_]{5,}", once) if once[slice(*found.span())] in question]
    if not words:
        return ""
    at = words[0].start() + 2
    return once[:at] + once[at + 1 :]


def _dictated(question: str, language: str) -> str:
    """Return the question as a telephone writes down what it hears: no marks, no capitals, a word to think by."""
    if language not in _HESITATES:
        return ""
    said = re.sub(r"[^\w\s'’-]", "", question).lower()
    return _HESITATES[language] + said


def _shortened(question: str, language: str) -> str:
    said = question.lower()
    for long, short in _SHORT.get(language, ()):
        said = re.sub(rf"(?<![\w-]){long}(?![\w-])", short, said)
    return "" if said == question.lower() else said.rstrip("?.!")


def _without_accents(question: str, language: str) -> str:
    """Return the question as a keyboard without accents types it; nothing where these are letters of their own."""
    if language in ("ar", "zh", "uk"):
        return ""
    apart = unicodedata.normalize("NFD", question)
    return unicodedata.normalize("NFC", "".join(one for one in apart if not unicodedata.combining(one)))


def _drawn_out(question: str, language: str) -> str:
    return {"en": "Heyyy ", "de": "Heyyy ", "es": "Holaaa ", "fr": "Saluuut "}.get(language, "") + question


_OWN: tuple[tuple[str, Style], ...] = (
    ("emoji", _emoji),
    ("two slips", _two_slips),
    ("dictated", _dictated),
    ("shortened", _shortened),
    ("no accents", _without_accents),
    ("drawn out", _drawn_out),
)
STYLES = (*sorted(SHARED), *(name for name, _ in _OWN))
