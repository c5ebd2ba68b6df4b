"""What a replay found, as figures and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from typing import Any

from fairdesk.nouns import ActId
from fairdesk.replay.job import Line

ANSWERED = "assistant: send"
"""What a turn says that the assistant answered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A replay over many turns. `changed` lists each act that came out otherwise, before and after."""

    guideline: str
    """The proposed file, or "" for the guidelines that decided then."""
    turns: int
    searched: int
    changed: tuple[tuple[ActId, str, str], ...] = ()
    moves: dict[tuple[str, str], int] = field(default_factory=dict)
    unknown: int = 0
    """Turns that could not be decided again: their key is gone."""
    other_words: int = 0
    """Turns that are answered then and now, but not in the same words; told where all is answered anew."""
    overridden: int = 0
    """Answers among them that a colleague overrode: the test cases; and how many of them come out otherwise."""
    overridden_otherwise: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the figures for programs."""
        return {
            "guideline": self.guideline,
            "turns": self.turns,
            "changed": len(self.changed),
            "searched": self.searched,
            "unknown": self.unknown,
            "other_words": self.other_words,
            "overrides": {"turns": self.overridden, "otherwise": self.overridden_otherwise},
            "moves": [{"from": a, "to": b, "turns": n} for (a, b), n in sorted(self.moves.items())],
            "acts": [{"act": act, "before": before, "after": after} for act, before, after in self.changed],
        }


def compare(
    lines: Iterable[Line], proposes: str, *, anew: bool = False, overridden: Set[ActId] = frozenset()
) -> Outcome:
    """Return the figures of a replay. *overridden*: the answers that colleagues overrode.

    Where nothing is proposed any difference in the digest counts as changed. *anew*: every answer was made again.
    """
    turns = searched = unknown = other_words = tests = 0
    changed = []
    for line in lines:
        if not line.before:
            unknown += 1
            continue
        turns += 1
        searched += line.searched
        tests += line.act in overridden
        other_words += anew and line.before == line.after == ANSWERED and not line.same
        if (line.before != line.after) if proposes else not line.same:
            changed.append((line.act, line.before, line.after))
    moves = Counter((before, after) for _, before, after in changed)
    otherwise = sum(act in overridden for act, _, _ in changed)
    return Outcome(
        proposes, turns, searched, tuple(changed), dict(moves), unknown, other_words, tests, otherwise
    )  # fmt: skip


def as_text(found: Outcome) -> str:
    """Return the figures as lines for people."""
    if not found.guideline:
        head = f"{found.turns} turns decided again: " + (
            "every one gives the same digest." if not found.changed else f"{len(found.changed)} come out OTHERWISE."
        )
    else:
        head = f"{found.guideline} over {found.turns} kept turns: {len(found.changed)} would have come out otherwise."
    lines = [head]
    lines += [f"  {n:5d}  {before}  ->  {after}" for (before, after), n in sorted(found.moves.items())]
    lines += [f"  {act}  {before}  ->  {after}" for act, before, after in found.changed[:20]]
    if len(found.changed) > 20:
        lines.append(f"  ... and {len(found.changed) - 20} more (--json lists all)")
    if found.guideline and found.overridden:
        lines.append(
            f"Of {found.overridden} answers that colleagues overrode, {found.overridden_otherwise} come out otherwise."
        )
    if found.other_words:
        lines.append(f"{found.other_words} more would have been answered in other words.")
    if found.searched:
        lines.append(f"{found.searched} of them had no draft then; the articles of that moment were searched.")
    if found.unknown:
        lines.append(f"{found.unknown} turns were left out: their key is gone, or they may only be stored.")
    return "\n".join(lines)
