"""Draft an answer by quoting: the best passage word for word, cut where a sentence or a list item ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fairdesk.answers.abstain import Sureness
from fairdesk.answers.analysis import words_of
from fairdesk.answers.grounding import grounded
from fairdesk.answers.readings import RIVAL, rival
from fairdesk.nouns import Because, Draft, Evidence, Facts, MaskedText

LONGEST_QUOTE = 700
SHOWN = 3

_SENTENCE_END = re.compile(r"[。！？]|(?<![\d])(?<!\b\w)[.!?؟](?=\s)|(?=\n)")


def draft(question: MaskedText, language: str, ranked: Sequence[Evidence], sureness: Sureness | None) -> Draft:
    """Propose the best passage as the answer, with the best passages of up to three articles as evidence.

    `ranked` is best first, as search returns it. Nothing found: no text, no evidence, confidence 0; no *sureness*
    (no informative word of the question is in the best passage): confidence 0.
    """
    if not ranked:
        return Draft(
            "", (), 0.0, Because("answer", "answer.nothing", {"confidence": 0.0, "passages": 0, "articles": 0})
        )
    sure = round(sureness.confidence, 4) if sureness else 0.0
    counted = {"passages": len(ranked), "articles": len({found.article for found in ranked})}
    nearest = _nearest(ranked)
    near: Facts = {RIVAL: round(share, 4)} if (share := rival(nearest)) else {}
    facts = {"confidence": sure, **counted, **(sureness.facts if sureness else {}), **near}
    matched = words_of(question, ranked[0].terms, language)
    return Draft(
        text=quoted(ranked[0].quote),
        evidence=nearest,
        confidence=sure,
        because=Because("answer", "answer.found", facts, words=matched),
    )


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Return the start of *text*, at most *longest* characters, ending where a sentence, a list item or a line ends."""
    if len(text) <= longest:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, longest + 1) if found.end() <= longest]
    whole = text[: ends[-1]] if ends else text[:longest].rsplit(None, 1)[0]
    return _without_open_end(whole.rstrip())


def _without_open_end(text: str) -> str:
    # "Do one of these:" without what follows would be a question, not an answer.
    body, _, last = text.rpartition("\n")
    return body.rstrip() if body.strip() and last.endswith((":", "：")) else text


def _nearest(ranked: Sequence[Evidence]) -> tuple[Evidence, ...]:
    best: dict[str, Evidence] = {}
    for found in ranked:
        best.setdefault(found.article, found)
    return tuple(best.values())[:SHOWN]


__all__ = ["draft", "grounded", "quoted"]
