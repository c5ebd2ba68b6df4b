"""Part a message into its questions, in every language the desk offers.

    asked = questions(MaskedText("I bought shoes. How do I return them, and how long does a refund take?"), "en")
    [one.shown for one in asked]     ->   ["How do I return them", "how long does a refund take?"]
    asked[0].searched                ->   "I bought shoes. How do I return them"

A sentence is a question by its mark, or by how it begins; "and how ..." within one begins another. What is said before a
question is searched with it. A piece without an informative word ("when and where ...?") is none of its own. One question
is left as it is: () is returned. Words of questions.toml only part; what is asked is told by search alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fairdesk.answers.analysis import terms
from fairdesk.nouns import MaskedText, piece

FILE = Path(__file__).with_name("questions.toml")
MOST = 3
"""Questions of one message that are answered apart; the last holds whatever comes after."""
LONGEST = 2_000
"""Characters: a longer message is a letter, not a few questions."""

_PLACEHOLDER = re.compile(r"\[[a-z][a-z_]*_\d+(?: [^\[\]\n]{1,60})?\]")
"""As it stands in small letters."""
_SENTENCE = re.compile(r"(?:[^.!?؟？。！\n]|[.!?](?=[^\s\"'”»)\]]))*(?:[.!?؟？。！]+[\"'”»)\]]*|\n|$)")
_SHORT = re.compile(r"\b(?:mr|mrs|ms|dr|prof|st|nr|no|sr|sra|dott|mme|hr|fr|bzw|ca|np|ul)\.(?=\s)")
_MARKS = "?؟？"
_COMMAS = re.compile(r"[,،，;]")
_FEWEST_WORDS = 3
"""Words of a question without its mark: "how nice" asks nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of several: its own words, and the words that are searched, with what was said before it."""

    shown: MaskedText
    searched: MaskedText


def questions(text: MaskedText, language: str) -> tuple[Question, ...]:
    """Return the questions of a masked message in their order, two to MOST; () if it asks one thing, or none."""
    if len(text) > LONGEST:
        return ()
    # A placeholder is one word here, whatever it holds, and no cut goes through it.
    bare = _SHORT.sub(_filled, _PLACEHOLDER.sub(_filled, _lowered(text)))
    asked = [
        (start, end)
        for start, end in _pieces(bare, language)
        if _is_question(bare[start:end], language) and terms(text[start:end], language)
    ]
    if len(asked) < 2:
        return ()
    if len(asked) > MOST:
        asked[MOST - 1 :] = [(asked[MOST - 1][0], len(text))]
    begins = [0, *(end for _, end in asked[:-1])]
    ends = [*(end for _, end in asked[:-1]), len(text)]
    return tuple(
        Question(_trimmed(text, start, end), _trimmed(text, begin, until))
        for begin, (start, end), until in zip(begins, asked, ends, strict=True)
    )


def _filled(found: re.Match[str]) -> str:
    return "x" * len(found[0])


def _lowered(text: str) -> str:
    """Return *text* in small letters, letter for letter: places stay what they are."""
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _pieces(bare: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where sentences begin and end; a question that another is joined to ends where that begins."""
    for sentence in _SENTENCE.finditer(bare):
        start, end = sentence.span()
        if not sentence[0].strip():
            continue
        if _is_question(sentence[0], language):
            for cut in _joints(sentence[0], language):
                if terms(bare[start : sentence.start() + cut[0]], language) and terms(
                    bare[sentence.start() + cut[1] : end], language
                ):
                    yield start, sentence.start() + cut[0]
                    start = sentence.start() + cut[1]
        yield start, end


def _joints(sentence: str, language: str) -> Sequence[tuple[int, int]]:
    """Return where a question ends and the next, joined to it, begins."""
    if language == "zh":
        return _joints_in_chinese(sentence)
    return [found.span("joint") for found in _joined(language).finditer(sentence)]


def _joints_in_chinese(sentence: str) -> list[tuple[int, int]]:
    asks, places, begin = _asks("zh"), [], 0
    for joint in _joined("zh").finditer(sentence):
        if asks.search(sentence, begin, joint.start()) and asks.search(sentence, joint.end()):
            places.append(joint.span())
            begin = joint.end()
    return places


def _is_question(sentence: str, language: str) -> bool:
    """Whether a sentence, or a piece of one, asks: by its mark, or by how it begins if nothing else tells."""
    bare = sentence.strip()
    if bare.rstrip("\"'”»)]").endswith(tuple(_MARKS)):
        return True
    if language == "zh":
        return bool(_asks("zh").search(bare))
    begins = _asks(language).match(bare)
    return bool(begins) and not _COMMAS.search(bare.rstrip(",;،")) and len(bare.split()) >= _FEWEST_WORDS


def _trimmed(text: MaskedText, start: int, end: int) -> MaskedText:
    bare = text[start:end]
    start += len(bare) - len(bare.lstrip(" \n\t,;،，；"))
    return piece(text, start, start + len(bare.strip(" \n\t,;،，；")))


@cache
def _asks(language: str) -> re.Pattern[str]:
    listed = _listed().get(language, {}).get("asks", ["\0"])
    if language == "zh":
        return re.compile("|".join(map(re.escape, listed)))
    return re.compile(rf"(?:{_any(_listed().get(language, {}).get('and', ()))}\s*)?{_any(listed, edge=True)}")


@cache
def _joined(language: str) -> re.Pattern[str]:
    """Return what stands between two questions of one sentence; the second begins after it."""
    told = _listed().get(language, {})
    if language == "zh":
        return re.compile("[，,；;]?(?:" + "|".join(map(re.escape, told["and"])) + ")")
    gap = r"\s*" if language == "ar" else r"\s+"
    joined = (
        rf"(?P<joint>(?:\s*[,;،]\s*|\s+){_any(told.get('and', ()))}{gap})(?={_any(told.get('asks', ()), edge=True)})"
    )
    return re.compile(joined)


def _any(listed: Sequence[str], *, edge: bool = False) -> str:
    words = sorted((re.escape(word).replace(r"\ ", r"\s+") for word in listed), key=len, reverse=True)
    return (
        "(?:" + "|".join(word + (r"(?!\w)" if edge and word[-1].isalnum() else "") for word in words or ["\0"]) + ")"
    )


@cache
def _listed() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(FILE.read_text("utf-8"))
