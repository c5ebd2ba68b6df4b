"""Say one question in other words, by rule: what a person might as well have typed, in each language the desk offers.

    wordings("How long does a refund take?", "en")    (Wording("wording", "lower case", "how long does a refund take?"), ...)

Each rule changes one thing and never what is asked: case, marks, courtesy, a short form, the order of words, one or many,
a slip of the finger to a neighbouring key, and the shape in which a channel brings it. The same question gives the same
wordings, whenever and wherever it is asked. What the rules do to meaning is docs/consistency.md's to say.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("wordings.toml")
WORDING, CHANNEL = "wording", "channel"

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MARKS = re.compile(r"[^\w\s'’%€$£-]|(?<!\w)['’]|['’](?!\w)")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_AZERTY = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_QWERTZ = ("qwertzuiop", "asdfghjkl", "yxcvbnm")
_CYRILLIC = ("йцукенгшщзх", "фівапролджє", "ячсмитьбю")
_ARABIC = ("ضصثقفغعهخحج", "شسيبلاتنمك", "ئءؤرىةوزظ")
_ROWS: Mapping[str, tuple[str, ...]] = {"fr": _AZERTY, "de": _QWERTZ, "uk": _CYRILLIC, "ar": _ARABIC}
LEAST_LETTERS = 6
"""Words this long are slipped in; a slip in a shorter one is often another word."""
_PLURALS = {"en": "s", "es": "s", "fr": "s", "pt": "s"}
"""What makes many of one, in languages where that is one letter."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question in other words: of which kind (WORDING or CHANNEL), by which rule, and the words."""

    kind: str
    rule: str
    text: str


def wordings(question: str, language: str) -> tuple[Wording, ...]:
    """Return the other wordings of a question, each once, in the order of the rules; none that is the question itself."""
    told = _told().get(language, {})
    found = {question}
    made = []
    for kind, rule, say in _RULES:
        text = say(question, language, told)
        if text and text not in found:
            found.add(text)
            made.append(Wording(kind, rule, text))
    return tuple(made)


def slipped(question: str, language: str) -> str:
    """Return a question with one letter of its longest word typed on the key beside it; "" if it has no long word."""
    rows = _ROWS.get(language, _KEYBOARD)
    places = {letter: (row, at) for row in rows for at, letter in enumerate(row)}
    long = [found for found in _WORD.finditer(question) if len(found.group()) >= LEAST_LETTERS]
    long.sort(key=lambda found: -len(found.group()))
    for found in long:
        # Not the first letter: nobody's eye, and no search, forgives that.
        inner = [at for at in range(found.start() + 1, found.end()) if question[at].lower() in places]
        if inner:
            at = inner[zlib.crc32(question.encode()) % len(inner)]
            row, key = places[question[at].lower()]
            beside = row[key + 1] if key + 1 < len(row) else row[key - 1]
            return question[:at] + beside + question[at + 1 :]
    return ""


# --- the rules ----------------------------------------------------------------------------------------------------------
Told = Mapping[str, Any]
Rule = Callable[[str, str, Told], str]


def _lower(question: str, _language: str, _told: Told) -> str:
    return question.lower()


def _upper(question: str, _language: str, _told: Told) -> str:
    return question.upper()


def _without_marks(question: str, _language: str, _told: Told) -> str:
    return " ".join(_MARKS.sub(" ", question).split())


def _more_marks(question: str, _language: str, _told: Told) -> str:
    return question.rstrip("?？؟!. ") + "???"


def _before(question: str, _language: str, told: Told) -> str:
    return told["before"] + question if told else ""


def _behind(question: str, _language: str, told: Told) -> str:
    return question + told["behind"] if told else ""


def _shortened(question: str, _language: str, told: Told) -> str:
    """Return the question with each form that has a shorter one in it, or the longer one."""
    said = question
    for pair in told.get("short", ()):
        long, short = pair.split("=")
        for one, other in ((long, short), (short, long)):
            found = re.search(rf"(?<!\w){re.escape(one)}(?!\w)", said.replace("’", "'"), re.I)
            if found:
                first = other[0].upper() if said[found.start()].isupper() else other[0]
                said = said[: found.start()] + first + other[1:] + said[found.end() :]
                break
    return "" if said == question else said


def _turned(question: str, language: str, _told: Told) -> str:
    """Return the question with its end first, as people write who say the matter before what they want to know of it."""
    if language == "zh":
        return ""
    words = question.rstrip("?？؟!. ").split()
    if len(words) < 4:
        return ""
    cut = len(words) - len(words) // 3
    return f"{' '.join(words[cut:])}, {' '.join(words[:cut])}?"


def _one_or_many(question: str, language: str, _told: Told) -> str:
    """Return the question with its last long word in the other number, where one letter makes it."""
    ending = _PLURALS.get(language, "")
    words = [found for found in _WORD.finditer(question) if len(found.group()) >= 5] if ending else []
    for found in reversed(words):
        word = found.group()
        if word.lower().endswith(("ss", "us", "is", "'s", "’s", "ing", "ed", "ly")):
            continue
        other = word[:-1] if word.lower().endswith(ending) else word + ending
        if not word.lower().endswith(("y", "x", "z", "ch", "sh", "es")):
            return question[: found.start()] + other + question[found.end() :]
    return ""


def _slip(question: str, language: str, _told: Told) -> str:
    return slipped(question, language)


def _letter(question: str, _language: str, told: Told) -> str:
    """Return the question as an e-mail brings it: a salutation, lines that end as mail's do, a farewell."""
    return f"{told['letter'][0]}\r\n\r\n{question}\r\n\r\n{told['letter'][1]}\r\n" if told else ""


def _from_a_program(question: str, _language: str, _told: Told) -> str:
    """Return the question as programs send it: spaces at its ends and between words that no person types."""
    return "  " + question.replace(" ", "\u00a0", 1) + "\t\n"


_RULES: tuple[tuple[str, str, Rule], ...] = (
    (WORDING, "lower case", _lower),
    (WORDING, "capitals", _upper),
    (WORDING, "no marks", _without_marks),
    (WORDING, "more marks", _more_marks),
    (WORDING, "a greeting before it", _before),
    (WORDING, "thanks behind it", _behind),
    (WORDING, "short form", _shortened),
    (WORDING, "other order", _turned),
    (WORDING, "one or many", _one_or_many),
    (WORDING, "a slip", _slip),
    (CHANNEL, "as an e-mail", _letter),
    (CHANNEL, "as a program sends it", _from_a_program),
)
RULES = tuple(rule for _, rule, _ in _RULES)


@cache
def _told() -> Mapping[str, Told]:
    return tomllib.loads(FILE.read_text("utf-8"))
