"""Several answerers over the same kept turns: what each would have let leave, what of it stood in its passages, what it cost.

    told = compared({"then": [made(turn), ...], "small": [made(turn), ...]}, unknown=0)
    as_text(told)

Pure. Of a turn nothing is held but codes, counts and a hash of the words, so that a comparison says no word of anybody.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Any

from fairdesk.answers.grounding import WRITTEN
from fairdesk.intervals import wilson
from fairdesk.nouns import Facts, Turn
from fairdesk.replay.compare import ANSWERED
from fairdesk.replay.job import said
from fairdesk.replay.replay import Kept


@dataclass(frozen=True, slots=True)
class Made:
    """What one answerer made of one turn: what the customer met, a hash of the draft, its code, and what a model cost."""

    said: str
    words: str
    code: str
    facts: Facts

    @property
    def asked(self) -> bool:
        """Whether a language model was asked."""
        return "language_model" in self.facts

    @property
    def fault(self) -> str:
        """Why a model's words were not used: a code of docs/language-model.md, or "" if they were, or none was asked."""
        return str(self.facts.get("model_fault", "")) or ("" if self.code == WRITTEN or not self.asked else "blocked")


_COUNTED = ("language_model", "model_fault", "tokens_in", "tokens_out", "cost", "model_seconds")


def made(turn: Turn | Kept) -> Made:
    """Return of a decided turn what a comparison needs."""
    if turn.draft is None:
        return Made(said(turn), "", "", {})
    facts = turn.draft.because.facts
    return Made(
        said(turn),
        hashlib.sha256(turn.draft.text.encode()).hexdigest(),
        turn.draft.because.code,
        {name: facts[name] for name in _COUNTED if name in facts},
    )


# --- figures --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Column:
    """The figures of one answerer.

    `asked`: turns for which a model was asked; `stood`: those whose words stood in the passages they cite; `faults`: why
    those of the others were not used, by code. `seconds`: the median of a model's answers; None if none came.
    """

    turns: int
    sent: int
    handed_over: int
    unclear: int
    asked: int
    stood: int
    faults: Mapping[str, int]
    tokens_in: int
    tokens_out: int
    cost: float
    seconds: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the figures for programs, with the share that stood and its 95 % interval."""
        share = wilson(self.stood, self.asked) if self.asked else None
        stood = share and {"share": share.value, "low": share.low, "high": share.high, "n": self.asked}
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {**plain, "faults": dict(self.faults), "stood_share": stood}


@dataclass(frozen=True, slots=True)
class Difference:
    """How two answerers part: turns that come out otherwise, from what to what, and those answered in other words."""

    one: str
    other: str
    moves: Mapping[tuple[str, str], int]
    other_words: int

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        moves = [{"from": a, "to": b, "turns": n} for (a, b), n in sorted(self.moves.items())]
        changed = sum(self.moves.values())
        return {
            "one": self.one,
            "other": self.other,
            "changed": changed,
            "moves": moves,
            "other_words": self.other_words,
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of each answerer by its name, of each two their differences, and how many turns were left out."""

    columns: Mapping[str, Column]
    differences: tuple[Difference, ...]
    unknown: int

    def as_json(self) -> dict[str, Any]:
        """Return the whole for programs."""
        return {
            "answerers": {name: column.as_json() for name, column in self.columns.items()},
            "differences": [each.as_json() for each in self.differences],
            "unknown": self.unknown,
        }


def compared(by: Mapping[str, Sequence[Made]], unknown: int) -> Compared:
    """Return the figures of answerers over the same turns, in the same order; *unknown* turns could not be opened."""
    differences = tuple(_difference(one, other, by[one], by[other]) for one, other in combinations(by, 2))
    return Compared({name: column(each) for name, each in by.items()}, differences, unknown)


def column(turns: Sequence[Made]) -> Column:
    """Count what one answerer made."""
    asked = [one for one in turns if one.asked]
    seconds = [float(one.facts["model_seconds"]) for one in asked if "model_seconds" in one.facts]
    sent = sum(one.said == ANSWERED for one in turns)
    handed_over = sum(one.said.startswith("person") for one in turns)
    return Column(
        turns=len(turns),
        sent=sent,
        handed_over=handed_over,
        unclear=len(turns) - sent - handed_over,
        asked=len(asked),
        stood=sum(one.code == WRITTEN for one in asked),
        faults=Counter(one.fault for one in asked if one.fault),
        tokens_in=int(_sum(asked, "tokens_in")),
        tokens_out=int(_sum(asked, "tokens_out")),
        cost=round(_sum(asked, "cost"), 6),
        seconds=round(median(seconds), 3) if seconds else None,
    )


def _sum(turns: Sequence[Made], name: str) -> float:
    return sum(float(one.facts.get(name, 0)) for one in turns)


def _difference(one: str, other: str, first: Sequence[Made], second: Sequence[Made]) -> Difference:
    pairs = list(zip(first, second, strict=True))
    moves = Counter((a.said, b.said) for a, b in pairs if a.said != b.said)
    other_words = sum(a.said == b.said == ANSWERED and a.words != b.words for a, b in pairs)
    return Difference(one, other, moves, other_words)


# --- for people -----------------------------------------------------------------------------------------------------
def as_text(found: Compared) -> str:
    """Return the figures as a table, an answerer a column, and below it how each two part."""
    named = [("", list(found.columns)), *_lines(list(found.columns.values()))]
    first = max(len(label) for label, _ in named)
    wide = max(12, *(len(cell) for _, cells in named for cell in cells))
    lines = [
        "  ".join((label.ljust(first), *(cell.rjust(wide) for cell in cells))).rstrip() for label, cells in named
    ]
    for each in found.differences:
        changed = sum(each.moves.values())
        lines += [
            "",
            f"{each.one} and {each.other}: {changed} come out otherwise, {each.other_words} in other words.",
        ]
        lines += [f"  {n:5d}  {before}  ->  {after}" for (before, after), n in sorted(each.moves.items())]
    if found.unknown:
        lines += ["", f"{found.unknown} turns were left out: their key is gone, or they may only be stored."]
    return "\n".join(lines)


def _lines(columns: Sequence[Column]) -> list[tuple[str, list[str]]]:
    def row(label: str, *values: object) -> tuple[str, list[str]]:
        return label, [str(value) for value in values]

    faults = sorted({fault for each in columns for fault in each.faults})
    return [
        row("turns", *(each.turns for each in columns)),
        row("sent", *(each.sent for each in columns)),
        row("handed over", *(each.handed_over for each in columns)),
        row("asked again", *(each.unclear for each in columns)),
        row("a model was asked", *(each.asked for each in columns)),
        row("its words stood in its passages", *(_share(each) for each in columns)),
        *(row(f"not used: {fault}", *(each.faults.get(fault, 0) for each in columns)) for fault in faults),
        row("tokens in", *(each.tokens_in for each in columns)),
        row("tokens out", *(each.tokens_out for each in columns)),
        row("cost", *(f"{each.cost:g}" if each.cost else "-" for each in columns)),
        row("seconds, median", *("-" if each.seconds is None else each.seconds for each in columns)),
    ]


def _share(each: Column) -> str:
    if not each.asked:
        return "-"
    found = wilson(each.stood, each.asked)
    return f"{each.stood} ({100 * found.low:.0f} to {100 * found.high:.0f} %)"
