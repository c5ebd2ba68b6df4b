"""Join what is proposed for each question of a message into one draft: each answer under its question.

    together([Part(question, draft), ...])

It is as sure as its least sure part, and a promise is kept of it only if it is kept of each: who asked two things and got
one wrong answer got a wrong answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fairdesk.nouns import Because, Draft, Evidence, Part

CODE = "answer.several"


def together(parts: Sequence[Part]) -> Draft:
    """Return one draft for all questions of a message. The best passage of each part stands first in its evidence.

    It has a text only if each part has one: half an answer would look like a whole one.
    """
    least = weakest(parts)
    because = Because(
        "answer",
        CODE,
        {**least.because.facts, "questions": len(parts)},
        words=least.because.words,
        under=tuple(part.draft.because for part in parts),
    )
    best = [found for part in parts for found in part.draft.evidence[:1]]
    others = [found for part in parts for found in part.draft.evidence[1:]]
    text = text_of(parts) if all(part.draft.text for part in parts) else ""
    return Draft(text, each_once((*best, *others)), least.confidence, because, tuple(parts))


def weakest(parts: Sequence[Part]) -> Draft:
    """Return the draft of the least sure part."""
    return min((part.draft for part in parts), key=lambda draft: draft.confidence)


def text_of(parts: Sequence[Part]) -> str:
    """Return the answers one after the other, each under the customer's own (masked) question, which ">" marks."""
    return "\n\n".join(f"> {' '.join(part.question.split())}\n\n{part.draft.text}" for part in parts)


def apart(parts: Sequence[Part]) -> bool:
    """Whether the parts want answers of their own: one passage that says something to each of them is one answer."""
    passages = {part.draft.evidence[0].passage for part in parts if part.draft.confidence}
    return len(passages) != 1 or not all(part.draft.confidence for part in parts)


def each_once(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the passages without those that came before."""
    first: dict[str, Evidence] = {}
    for found in evidence:
        first.setdefault(found.passage, found)
    return tuple(first.values())
