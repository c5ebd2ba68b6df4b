"""Read what a language model returned: sentences, each with the numbers of the passages it cites, or nothing else.

    cited('{"sentences": [{"text": "Ten days.", "passages": [1]}]}', 3)      (Cited("Ten days.", (1,)),)
    cited("Ten days. [1]", 3)                                                the same

Servers ignore a wanted response format without saying so, so both forms are read, and whatever is neither is refused.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

MOST_SENTENCES = 8
LONGEST = 1200
"""Characters of all sentences together."""


class Malformed(ValueError):
    """What came back is no answer in either form; the message says how, without its words."""


class Cited(NamedTuple):
    """One sentence, and the numbers (from 1) of the passages that it cites."""

    text: str
    passages: tuple[int, ...]


# Both read text of single blanks: with runs of them, what stands before a mark would be tried from every blank anew.
_MARK = re.compile(r" ?\[\d{1,2}\]")
_MARKED = re.compile(r"(?P<text>[^\[\]]+?) ?(?P<marks>(?:\[\d{1,2}\] ?)+)(?P<end>[.!?。！？]?) ?")


def cited(told: str, passages: int) -> tuple[Cited, ...]:
    """Return the sentences of *told*; () if it says that the passages do not answer. Raises Malformed.

    *passages*: how many the model was given; a number beyond them is no citation.
    """
    bare = _unfenced(told.strip())
    if not bare:
        raise Malformed("it is empty")
    found = _from_json(bare) if bare[0] in "{[" and not bare.startswith("[1") else _from_marks(bare)
    if len(found) > MOST_SENTENCES or sum(len(one.text) for one in found) > LONGEST:
        raise Malformed("it is longer than an answer may be")
    if any(not one.passages or not all(1 <= number <= passages for number in one.passages) for one in found):
        raise Malformed("a sentence cites no passage that was given")
    return found


_SENTENCE = re.compile(r'"text"\s*:\s*"((?:[^"\\]|\\.)*)')


def so_far(told: str) -> str:
    """Return the sentences of an answer that has not ended yet, as a person reads them: the last one may be half."""
    if told.lstrip().startswith(("{", "[{", "```")):
        told = " ".join(map(_unescaped, _SENTENCE.findall(told)))
    return " ".join(_MARK.sub("", " ".join(told.split())).split())


def _unescaped(part: str) -> str:
    try:
        return str(json.loads(f'"{part}"'))
    except ValueError:  # it ends within a sign that is written with several
        return part.rpartition("\\")[0]


def _unfenced(text: str) -> str:
    """Return what stands between the fences of a block of code, or the text itself."""
    first, line_end, body = text.partition("\n")
    if line_end and re.fullmatch("```[a-z]*", first.rstrip()) and body.endswith("```"):
        return body.removesuffix("```").strip()
    return text


def _from_json(text: str) -> tuple[Cited, ...]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise Malformed("it is no JSON") from wrong
    listed = told.get("sentences") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        raise Malformed("it has no list of sentences")
    return tuple(_sentence(one) for one in listed)


def _sentence(one: object) -> Cited:
    said, numbers = (one.get("text"), one.get("passages")) if isinstance(one, dict) else (None, None)
    # Some put the number into the sentence too: it is no part of the answer, and no citation.
    text = _MARK.sub("", " ".join(said.split())).strip() if isinstance(said, str) else ""
    if not text:
        raise Malformed("a sentence has no text")
    if not isinstance(numbers, list) or not all(type(number) is int for number in numbers):
        raise Malformed("a sentence has no list of passage numbers")
    return Cited(text, tuple(dict.fromkeys(numbers)))


def _from_marks(text: str) -> tuple[Cited, ...]:
    found, at, text = [], 0, " ".join(text.split())
    while at < len(text):
        part = _MARKED.match(text, at)
        if part is None:
            raise Malformed("it is neither JSON nor text with the number of a passage after each sentence")
        numbers = tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", part["marks"])))
        found.append(Cited(part["text"].strip() + part["end"], numbers))
        at = part.end()
    return tuple(found)
