"""Let what helped the same person before decide between readings that come equally near, and say so.

    ranked, because = remembered(ranked, [Helped("returns", "Sending things back", "2026-03")])

With the customer's yes alone (purpose `personalise`): an article that answered an earlier question of theirs earns a little
more wherever the question finds it at all. How often it helped does not count: one answer is as good as ten. The gain
stands among the terms of the passage, so that its score is still their sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fairdesk.nouns import Because, Draft, Evidence, Facts

GAIN = 0.3
"""Share of the best score that a passage of such an article earns besides.

It parts what comes equally near (readings.NEAR), so that nobody is asked which of the two they mean; an article that is
further behind stays behind.
"""
TERM = "(helped before)"
"""Stands among the terms of a passage; no word of a question is written so."""


@dataclass(frozen=True, slots=True)
class Helped:
    """An article that answered an earlier question of the same person: its id and title, and the month, as 2026-03."""

    article: str
    title: str
    month: str


def remembered(ranked: Sequence[Evidence], helped: Sequence[Helped]) -> tuple[tuple[Evidence, ...], Because | None]:
    """Return passages in the order that earlier help gives them, and the reason if it is the first passage's.

    `ranked` is best first, `helped` newest first.
    """
    mine = {one.article: one for one in reversed(helped)}
    if not ranked or not any(found.article in mine for found in ranked):
        return tuple(ranked), None
    gain = GAIN * ranked[0].score
    lifted = [_lifted(found, gain) if found.article in mine else found for found in ranked]
    lifted.sort(key=lambda found: (-found.score, found.passage))
    if (known := mine.get(lifted[0].article)) is None:
        return tuple(lifted), None
    moved = lifted[0].passage != ranked[0].passage
    facts: Facts = {"title": known.title, "month": known.month, "moved": moved}
    return tuple(lifted), Because("history", "history.helped_before", facts)


def with_reason(draft: Draft, because: Because | None) -> Draft:
    """Return a draft whose reason rests on what helped before, if something did."""
    if because is None:
        return draft
    return replace(draft, because=replace(draft.because, under=(*draft.because.under, because)))


def _lifted(found: Evidence, gain: float) -> Evidence:
    return replace(found, score=found.score + gain, terms={**found.terms, TERM: gain})
