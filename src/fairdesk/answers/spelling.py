"""Read a word that no article has as one that they have: one slip away, or two that were written together.

    read_as("pasword", {"password": 12}, "en")           ->   ("password",)
    read_as("versandkost", {"versand": 3, "kost": 5}, "de")   ->   ("versand", "kost")

A slip is a letter too many, too few, or two exchanged; another letter in its place only in long words, because "charge"
and "change" are both words (the four slips of Damerau, "A technique for computer detection and correction of spelling
errors", CACM 7(3), 1964). The first letter stands, as it nearly always does. What is known is tried, never changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from fairdesk.answers.analysis import stem

SHORTEST, SHORTEST_REPLACED, SHORTEST_PART = 5, 8, 4
_LETTERS = {"uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءئؤ"}
_LATIN = "abcdefghijklmnopqrstuvwxyzß"
_JOINTS = {"de": ("", "s", "es", "n", "en", "er", "e"), "nl": ("", "s", "en", "e")}


def read_as(term: str, known: Mapping[str, int], language: str) -> tuple[str, ...]:
    """Return the terms of *known* that an unknown *term* is read as, () if none. The more frequent one is taken."""
    if len(term) < SHORTEST or not term.isalpha() or language == "zh":
        return ()
    near = [one for one in _slips(term, language) if one in known]
    if near:
        return (min(near, key=lambda one: (-known[one], one)),)
    return _parts(term, known, language)


@lru_cache(maxsize=1024)
def _slips(term: str, language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_each_slip(term, _LETTERS.get(language, _LATIN))))


def _each_slip(term: str, letters: str) -> Iterator[str]:
    for at in range(1, len(term) + 1):
        before, after = term[:at], term[at:]
        yield from (before + letter + after for letter in letters)
        if after:
            yield before + after[1:]
            if len(after) > 1:
                yield before + after[1] + after[0] + after[2:]
            if len(term) >= SHORTEST_REPLACED:
                yield from (before + letter + after[1:] for letter in letters)


def _parts(term: str, known: Mapping[str, int], language: str) -> tuple[str, ...]:
    joints = _JOINTS.get(language, ("",))
    for at in range(SHORTEST_PART, len(term) - SHORTEST_PART + 1):
        right = stem(term[at:], language)
        if right not in known:
            continue
        for joint in joints:
            left = term[:at].removesuffix(joint) if joint else term[:at]
            if len(left) >= SHORTEST_PART and (joint == "" or term[:at].endswith(joint)):
                found = next((one for one in (left, stem(left, language)) if one in known), "")
                if found:
                    return found, right
    return ()
