"""The report of a replay: what would change, first by harm; who loses and who gains, with intervals. Pure.

A report holds figures, rule ids and the sentences of rules; no word and no id of anybody. A turn it points at stands in
it as a fingerprint alone.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairdesk.guidelines.compile import REFUSED
from fairdesk.guidelines.table import HitPolicy, Table
from fairdesk.intervals import Share, newcombe, simultaneous, wilson
from fairdesk.replay.harm import BY_CODE, RANK, Side, Signs, judged, outcome, work

FORMAT = 2
"""In 1 each suppressed group had a line with its name."""
FEWEST = 20
"""Groups with fewer conversations are not shown."""
CONFIDENCE = 0.95
CLEAREST = 20
ALIKE = 5
"""Clearest cases that change in the same way."""
MOST_LISTED = 1000
ASSUMED_MINUTES = 6.0
"""Minutes of a person's work a handled conversation, where the desk has measured too few."""
FEWEST_MEASURED = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """How many turns had these places before and after, with these signs, and what that means."""

    before: int
    after: int
    signs: Signs
    turns: int
    code: str

    def as_verdict(self) -> tuple[Any, ...]:
        """Return the row of the table `verdicts`."""
        side = BY_CODE[self.code].side if self.code else Side.NEITHER
        rank = RANK[self.code] if self.code else len(RANK)
        return (
            self.before, self.after, int(self.signs.sensitive), int(self.signs.asked), int(self.signs.refused),
            self.signs.failed, self.code, rank, int(side is Side.LOSES), int(side is Side.GAINS),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """A group: what it is told apart by, its name, its conversations, and how many of them lose or gain."""

    by: str
    name: str
    conversations: int
    loses: int
    gains: int


@dataclass(frozen=True, slots=True)
class Counted:
    """All that a replay counted, before it is told."""

    pairs: tuple[Pair, ...]
    groups: tuple[Group, ...]
    conversations: int
    unknown: int
    imported: int
    helped: int
    minutes: float
    minutes_from: int
    """How many handled conversations the minutes were measured on; 0: assumed."""
    overridden: int = 0
    """Turns among them whose answer a colleague overrode; and of how many of these the outcome is another now."""
    overridden_otherwise: int = 0


def judged_pairs(counted: Iterable[Sequence[int]], current: Table, proposed: Table) -> tuple[Pair, ...]:
    """Return each pair of places with its meaning; *counted*: before, after, the four signs, how many."""
    found = []
    for before, after, sensitive, asked, refused, failed, turns in counted:
        signs = Signs(bool(sensitive), bool(asked), bool(refused), failed)
        code = judged(outputs_at(current, before), outputs_at(proposed, after), signs, proposed)
        found.append(Pair(before, after, signs, turns, code))
    return tuple(sorted(found, key=lambda each: (each.before, each.after, each.signs)))


def outputs_at(table: Table, place: int) -> Mapping[str, str]:
    """Return what a table says where the rule at *place* applies; below 0 it refuses."""
    return table.on_refusal if place < 0 else table.rules[place].outputs


def check_comparable(current: Table, proposed: Table) -> str:
    """Return why two tables cannot be compared by their columns; "" if they can."""
    if HitPolicy.COLLECT in (current.hit, proposed.hit):
        return "a collecting table joins several rules; only tables that name one can be replayed by columns"
    if [each.name for each in current.outputs] != [each.name for each in proposed.outputs]:
        return "the two tables decide different things: their outputs have other names"
    return ""


# --- the report -----------------------------------------------------------------------------------------------------
def report(counted: Counted, current: Table, proposed: Table, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report as plain values; *about* names the moment, who made it, and the turns that were chosen."""
    turns, groups = sum(pair.turns for pair in counted.pairs), told_groups(counted.groups)
    return {
        "format": FORMAT,
        "guideline": proposed.name,
        "title": proposed.title,
        "proposed": proposed.version,
        "current": current.version,
        **about,
        "turns": turns,
        "conversations": counted.conversations,
        "imported_turns": counted.imported,
        "unknown_turns": counted.unknown,
        "changed": sum(pair.turns for pair in counted.pairs if pair.code),
        "refused": {
            "before": sum(pair.turns for pair in counted.pairs if pair.before == REFUSED),
            "after": sum(pair.turns for pair in counted.pairs if pair.after == REFUSED),
        },
        "moves": _moves(counted.pairs, current, proposed),
        "groups": groups,
        "hurt": [f"{each['by']}: {each['group']}" for each in groups if each.get("hurt")],
        "intervals": {
            "of": "conversations",
            "confidence": CONFIDENCE,
            "together": 3 * sum("n" in each for each in groups),
            "fewest": FEWEST,
        },
        "work": _work(counted, current, proposed),
        "sensitive_changed": sum(pair.turns for pair in counted.pairs if pair.code and pair.signs.sensitive),
        "helped_customers": counted.helped,
        "overrides": {"turns": counted.overridden, "otherwise": counted.overridden_otherwise},
    }


def _moves(pairs: Iterable[Pair], current: Table, proposed: Table) -> list[dict[str, Any]]:
    counts: dict[tuple[int, str, str, str], int] = {}
    for pair in pairs:
        if pair.code:
            before, after = outputs_at(current, pair.before), outputs_at(proposed, pair.after)
            move = (RANK[pair.code], pair.code, outcome(before), outcome(after))
            counts[move] = counts.get(move, 0) + pair.turns
    return [
        {"harm": code, "side": str(BY_CODE[code].side), "from": before, "to": after, "turns": turns}
        for (_, code, before, after), turns in sorted(
            counts.items(), key=lambda each: (each[0][0], -each[1], each[0])
        )
    ]


def _work(counted: Counted, current: Table, proposed: Table) -> dict[str, Any]:
    to_people = from_people = 0
    for pair in counted.pairs:
        before, after = work(outputs_at(current, pair.before)), work(outputs_at(proposed, pair.after))
        to_people += pair.turns if after and not before else 0
        from_people += pair.turns if before and not after else 0
    return {
        "turns_to_people": to_people,
        "turns_from_people": from_people,
        "minutes_each": counted.minutes,
        "measured_on": counted.minutes_from,
        "hours": round((to_people - from_people) * counted.minutes / 60, 1),
    }


# --- groups ---------------------------------------------------------------------------------------------------------
def told_groups(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Return each group with its intervals, the one that loses most against the others first; of others how many."""
    hidden = suppressed(groups)
    shown = [each for each in groups if (each.by, each.name) not in hidden]
    z = simultaneous(CONFIDENCE, 3 * len(shown))
    told = [
        _told(each, [other for other in groups if other.by == each.by and other is not each], z) for each in shown
    ]
    told.sort(key=lambda each: (-each["difference"]["low"] if each["difference"] else 2.0, each["by"], each["group"]))
    # Not their names: that there is somebody at all of such a place or language can say who.
    return told + [{"by": by, "suppressed": n} for by, n in sorted(Counter(by for by, _ in hidden).items())]


def suppressed(groups: Sequence[Group]) -> frozenset[tuple[str, str]]:
    """Return the groups not to show: those below FEWEST, and the largest where a small one could be had by subtraction."""
    hidden = set()
    for by in {each.by for each in groups}:
        mine = sorted((each for each in groups if each.by == by), key=lambda each: (each.conversations, each.name))
        few = [each for each in mine if each.conversations < FEWEST]
        if few and (len(few) == 1 or sum(each.conversations for each in few) < FEWEST):
            # The largest, not the next: whoever is few enough to be overlooked stays in sight.
            few = [*few, *(mine[-1:] if mine[-1] not in few else [])]
        hidden |= {(by, each.name) for each in few}
    return frozenset(hidden)


def _told(group: Group, others: Sequence[Group], z: float) -> dict[str, Any]:
    rest = sum(each.conversations for each in others)
    difference = None
    if rest >= FEWEST:
        lost = sum(each.loses for each in others)
        difference = newcombe(group.loses, group.conversations, lost, rest, z)
    return {
        "by": group.by,
        "group": group.name,
        "n": group.conversations,
        "loses": _plain(wilson(group.loses, group.conversations, z)),
        "gains": _plain(wilson(group.gains, group.conversations, z)),
        "difference": _plain(difference) if difference else None,
        "hurt": bool(difference and difference.low > 0),
    }


def _plain(share: Share) -> dict[str, float]:
    return {"share": round(share.value, 6), "low": round(share.low, 6), "high": round(share.high, 6)}


# --- cases ----------------------------------------------------------------------------------------------------------
def fingerprint(salt: str, turn: str) -> str:
    """Return what stands in a report for a turn: with the salt it can be shown which, without it nothing can."""
    return hashlib.sha256(f"{salt}|{turn}".encode()).hexdigest()


def clear_case(mark: str, code: str, before: int, after: int, current: Table, proposed: Table) -> dict[str, Any]:
    """Return a case as it stands in the report: what it was and would be, each with its rule and sentence."""
    return {
        "fingerprint": mark,
        "harm": code,
        "before": _reason(current, before),
        "after": _reason(proposed, after),
    }


def _reason(table: Table, place: int) -> dict[str, str]:
    says = "The table refuses: an input is missing, or is not what it should be."
    rule = table.rules[place] if place >= 0 else None
    return {
        "outcome": outcome(outputs_at(table, place)),
        "rule": rule.id if rule else "",
        "says": rule.says if rule else says,
    }


# --- exact text, hash and note --------------------------------------------------------------------------------------
NOTE_BEGINS = "fairdesk replay report 1"


def exact(made: Mapping[str, Any]) -> str:
    """Return a report in its one spelling, which is what is hashed and kept."""
    return json.dumps(made, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hash_of(summary: str) -> str:
    """Return the SHA-256 of a report's exact text."""
    return hashlib.sha256(summary.encode()).hexdigest()


def note_text(id: str, proposed: str, current: str, hash: str) -> str:
    """Return the text that the ledger's key signs for a report."""
    return f"{NOTE_BEGINS}\n{id}\n{proposed}\n{current}\n{hash}\n"
