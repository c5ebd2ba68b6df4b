"""What a replay found, as figures and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fairdesk.nouns import ActId
from fairdesk.replay.replay import Replayed, outcome


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

    def as_json(self) -> dict[str, Any]:
        """Return the figures for programs."""
        return {
            "guideline": self.guideline,
            "turns": self.turns,
            "changed": len(self.changed),
            "searched": self.searched,
            "unknown": self.unknown,
            "moves": [{"from": a, "to": b, "turns": n} for (a, b), n in sorted(self.moves.items())],
            "acts": [{"act": act, "before": before, "after": after} for act, before, after in self.changed],
        }


def compare(replayed: Iterable[tuple[ActId, Replayed]], guideline: str, unknown: int = 0) -> Outcome:
    """Return the figures of a replay. Without a proposed guideline any difference in the digest counts as changed."""
    turns = searched = 0
    changed, moves = [], Counter[tuple[str, str]]()
    for act, one in replayed:
        turns += 1
        searched += one.searched
        differs = one.changed if guideline else not one.same
        if differs:
            before, after = (": ".join(part for part in outcome(turn) if part) for turn in (one.before, one.after))
            changed.append((act, before, after))
            moves[before, after] += 1
    return Outcome(guideline, turns, searched, tuple(changed), dict(moves), unknown)


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
    if found.searched:
        lines.append(f"{found.searched} of them had no draft then; the articles of that moment were searched.")
    if found.unknown:
        lines.append(f"{found.unknown} turns were left out: their key is gone, or they may only be stored.")
    return "\n".join(lines)
