"""Write a text as people type: all lower case, all capitals, without accents or punctuation, with slips of the finger.

A text is a list of pieces (words, type or None); every change is made piece by piece, so spans stay right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from tools.tagger.drawing import Draw

Piece = tuple[str, str | None]

KEEP_CASE = {"SECRET", "URL", "USERNAME", "EMAIL"}
"""What is not typed in another case than its own, even where everything else is."""


def as_typed(draw: Draw, pieces: list[Piece]) -> list[Piece]:
    """Change a text in none, one or more of the ways people type."""
    pieces = _in_case(draw, pieces)
    if draw.chance(0.05):
        pieces = [(bare(words), kind) for words, kind in pieces]
    if draw.chance(0.06):
        pieces = [(words if kind else _unpunctuated(words), kind) for words, kind in pieces]
    if draw.chance(0.06):
        pieces = [(words if kind else _slip(draw, words), kind) for words, kind in pieces]
    return pieces


def _in_case(draw: Draw, pieces: list[Piece]) -> list[Piece]:
    way = draw.weighted([("own", 0.76), ("lower", 0.17), ("upper", 0.025), ("lower start", 0.045)])
    if way == "lower":
        return _mapped(pieces, str.lower)
    if way == "upper":
        return _mapped(pieces, str.upper)
    if way == "lower start" and pieces[0][1] is None:
        return [(pieces[0][0][:1].lower() + pieces[0][0][1:], None), *pieces[1:]]
    return pieces


def _mapped(pieces: list[Piece], change: Callable[[str], str]) -> list[Piece]:
    return [(words if kind in KEEP_CASE else change(words), kind) for words, kind in pieces]


def bare(text: str) -> str:
    """Return *text* without accents, in its case."""
    text = (
        text.replace("ł", "l")
        .replace("Ł", "L")
        .replace("ø", "o")
        .replace("Ø", "O")
        .replace("ß", "ss")
        .replace("ı", "i")
    )
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _unpunctuated(words: str) -> str:
    return re.sub(r"[.,!?;'’]+(?=\s|$)", "", words)


def _slip(draw: Draw, words: str) -> str:
    spots = [found.start() for found in re.finditer(r"(?<=\w)\w{2}(?=\w)", words)]
    if not spots:
        return words
    at = draw.pick(spots)
    if draw.chance(0.5):
        return words[:at] + words[at + 1] + words[at] + words[at + 2 :]
    return words[:at] + words[at + 1 :]
