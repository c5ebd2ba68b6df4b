"""Say how a draft reads: warm or cool, polite or curt, by which of its words. Help for whoever writes; nobody is graded.

    reads("Unfortunately, why did you wait?", "en")
        # -> Reading(warm="cool", cool=(Part("office language", "Unfortunately"), ...), warms=(), ...)

Two straight lines through some thirty strategies that a person can read (tone/<language>.toml), those of politeness after
Danescu-Niculescu-Mizil et al. (ACL 2013), those of warmth after EPITOME (Sharma et al., EMNLP 2020). A strategy counts
once, however often it is used; what each weighs was learned by tools/train_tone.py (tone/weights.json, tone/card.md).
There is a file for English alone; of a draft in another language nothing is said.
"""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "tone"
WEIGHTS = "weights.json"
HEADS = ("warm", "polite")
MOST_SHOWN = 4
"""Strategies that are shown of each side."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDS = re.compile(r"[.!?:;\n]")
_APOSTROPHE = re.compile(r"['’]")


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way to say things: its code, what is shown of it, and to which side it may count for each head (+ or -)."""

    code: str
    says: str
    sides: Mapping[str, str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One head as it was learned: where it starts, what each strategy adds, and below and above which scores it speaks."""

    start: float
    weights: Mapping[str, float]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Part:
    """A strategy that a draft uses, and the draft's own words that show it."""

    says: str
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How a draft reads. `warm`: warm, cool or "" (in between); `polite`: polite, curt or ""; then what pulls each way."""

    warm: str
    polite: str
    warms: tuple[Part, ...]
    cools: tuple[Part, ...]
    politer: tuple[Part, ...]
    curter: tuple[Part, ...]


@cache
def strategies(language: str) -> tuple[Strategy, ...]:
    """Return the strategies of a language, read once; () if there is no file for it."""
    file = FOLDER / f"{language}.toml"
    if not file.is_file():
        return ()
    return tuple(
        Strategy(code, told["says"], {head: told[head] for head in HEADS if head in told}, _pattern(told["words"]))
        for code, told in tomllib.loads(file.read_text("utf-8")).items()
    )


@cache
def lines() -> Mapping[str, Line]:
    """Return what was learned, head by head."""
    kept = json.loads((FOLDER / WEIGHTS).read_bytes())["heads"]
    return {head: Line(one["start"], one["weights"], one["low"], one["high"]) for head, one in kept.items()}


def found(text: str, language: str) -> Mapping[str, str]:
    """Return the strategies that a text uses, each with the words of the text that show it first."""
    if not (known := strategies(language)):
        return {}
    tokens = list(_TOKEN.finditer(text))
    read, starts = _read(text, tokens)
    shown = {}
    for one in known:
        if hit := one.pattern.search(read):
            first, last = (bisect_right(starts, at) - 1 for at in (hit.start(), hit.end() - 1))
            shown[one.code] = text[tokens[first].start() : tokens[last].end()]
    return shown


def score(used: Mapping[str, str], head: str) -> float:
    """Return the sum of a head's start and what each strategy used adds to it."""
    line = lines()[head]
    return line.start + sum(line.weights.get(code, 0.0) for code in used)


def reads(text: str, language: str) -> Reading | None:
    """Return how a draft reads; None if there are no lists for its language, or it uses none of the strategies."""
    used = found(text, language)
    if not used:
        return None
    return Reading(
        _word(score(used, "warm"), lines()["warm"], "cool", "warm"),
        _word(score(used, "polite"), lines()["polite"], "curt", "polite"),
        *(tuple(_parts(used, language, head, side)) for head in HEADS for side in (1, -1)),
    )


def _word(value: float, line: Line, low: str, high: str) -> str:
    return low if value < line.low else high if value > line.high else ""


def _parts(used: Mapping[str, str], language: str, head: str, side: int) -> Iterator[Part]:
    """Yield the strategies that pull a draft to one side, the strongest first."""
    weights, says = lines()[head].weights, {one.code: one.says for one in strategies(language)}
    pulls = sorted((side * weights.get(code, 0.0), code) for code in used)
    for weight, code in pulls[: -MOST_SHOWN - 1 : -1]:
        if weight > 0:
            yield Part(says[code], used[code])


def _read(text: str, tokens: list[re.Match[str]]) -> tuple[str, list[int]]:
    """Return a text as it is compared, a sentence a line, and where each of its tokens begins there."""
    written: list[str] = []
    starts: list[int] = []
    at = end = 0
    for token in tokens:
        gap = "\n" if _ENDS.search(text, end, token.start()) else " "
        word = _APOSTROPHE.sub("", token.group().lower())
        starts.append(at + 1)
        written += (gap if starts[1:] else "\n", word)
        at, end = at + 1 + len(word), token.end()
    return "".join(written), starts


def _pattern(expressions: list[str]) -> re.Pattern[str]:
    """Compile a strategy's expressions. ^ at a beginning: it begins a sentence; a|b: either; * at an end: this beginning."""
    return re.compile("|".join(map(_expression, expressions)), re.MULTILINE)


def _expression(written: str) -> str:
    parts = ("|".join(_word_of(each) for each in part.split("|")) for part in written.split())
    return ("^" if written.startswith("^") else r"\b") + " ".join(f"(?:{part})" for part in parts) + r"\b"


def _word_of(written: str) -> str:
    bare = written.lstrip("^")
    return re.escape(bare[:-1]) + r"\w*" if bare.endswith("*") else re.escape(bare)
