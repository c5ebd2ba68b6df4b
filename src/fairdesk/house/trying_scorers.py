"""Tries a proposed scorer on the decisions about money that are kept: what it would score, and what would come out otherwise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fairdesk.clock import new_id
from fairdesk.database import rows, writing
from fairdesk.desk import records as desk
from fairdesk.guidelines.compile import Guideline
from fairdesk.guidelines.life import ReportSeen
from fairdesk.guidelines.records import Kept
from fairdesk.guidelines.scorer import Scorer, read_scorer, scored_facts
from fairdesk.house.books import Books
from fairdesk.house.explaining_money import all_read, decision_in
from fairdesk.house.trying import report_seen
from fairdesk.money.claim import DRAFTED, GRANTED, KINDS, Decision
from fairdesk.nouns import Facts
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.replay import records as replay
from fairdesk.replay.harm import BY_CODE, RANK, Side, Signs, judged, outcome
from fairdesk.replay.report import ASSUMED_MINUTES, Counted, Group, exact, hash_of, note_text, report


@dataclass(slots=True)
class Tried:
    """What trying counted: decisions, how many of them could be scored and lie above, what moved, and for whom."""

    decisions: int = 0
    scored: int = 0
    above: int = 0
    unknown: int = 0
    moves: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    sides: dict[str, tuple[desk.ConversationRow, set[Side]]] = field(default_factory=dict)


def scorer_tried(house: Books, current: str, proposed: Kept, by: str) -> ReportSeen:
    """Score every kept decision of a rule anew, decide it again by the tables in force, and return the report that was kept.

    *current*: the version that the report compares with. Decisions whose key is gone, or that may only be stored, are
    counted as unknown. A table that does not read this score decides as it did.
    """
    scorer, at, id = read_scorer(proposed.text, proposed.file), house.now(), new_id()
    guidelines = {kind: house.knowing.rule_for(kind, at) for kind in KINDS}
    found = _tried(house, scorer, guidelines)
    about: dict[str, Any] = {
        "id": id, "at": at.isoformat(), "by": by, "since": None, "topic": "", "sample": 0,
        "cases": {"clearest": [], "sensitive": [], "task": []},
    }  # fmt: skip
    table = guidelines[KINDS[0]].table
    empty = Counted((), tuple(_groups(found)), len(found.sides), found.unknown, 0, 0, ASSUMED_MINUTES, 0)
    summary = exact({
        **report(empty, table, table, about),
        "guideline": proposed.name, "title": scorer.file.title, "proposed": proposed.version, "current": current,
        "turns": found.decisions, "changed": found.moves.total(), "moves": _moves(found.moves),
        "scored": found.scored, "above": found.above,
    })  # fmt: skip
    hash = hash_of(summary)
    note = house.signer.sign(note_text(id, proposed.version, current, hash))
    with writing():
        replay.keep_report(id, proposed.name, proposed.version, current, at, by, summary, hash, note)
    return report_seen(id)


def _tried(house: Books, scorer: Scorer, guidelines: Mapping[str, Guideline]) -> Tried:
    found, at = Tried(), house.now()
    in_force = {kind: house.knowing.scorers_for(each, at) for kind, each in guidelines.items()}
    for row, decision in _by_rule(house, found):
        facts = all_read(decision.because)
        scored = scorer.score(facts)
        found.decisions += 1
        found.scored += scored.score is not None
        found.above += scored.above
        guideline, known = guidelines[decision.kind], in_force[decision.kind]
        before, after = (_outputs(guideline, facts, each) for each in (known, {**known, scorer.name: scorer}))
        signs = Signs(facts.get("concern", "none") != "none", False, False, -1)
        code = judged(before, after, signs, guideline.table)
        sides = found.sides.setdefault(row.id, (row, set()))[1]
        if code:
            found.moves[code, outcome(before), outcome(after)] += 1
            sides.add(BY_CODE[code].side)
    return found


def _by_rule(house: Books, found: Tried) -> Iterator[tuple[desk.ConversationRow, Decision]]:
    """Yield what a rule granted or drafted; what a person decided on a draft is that draft once more."""
    for conversation, number in rows(
        "SELECT conversation_id, number FROM desk_item WHERE code IN (%s, %s) ORDER BY id", GRANTED, DRAFTED
    ):
        row = desk.conversation(conversation)
        if house.is_restricted(row):
            found.unknown += 1
            continue
        try:
            decision = decision_in(house, row, desk.item(conversation, number))
        except KeyDestroyed:
            found.unknown += 1
            continue
        if decision.by == "rule":
            yield row, decision


def _outputs(guideline: Guideline, facts: Facts, scorers: Mapping[str, Scorer]) -> Mapping[str, str]:
    return guideline.decide(scored_facts(guideline.table.inputs, facts, scorers)[0]).outputs


def _moves(moves: Counter[tuple[str, str, str]]) -> list[dict[str, Any]]:
    ordered = sorted(moves.items(), key=lambda each: (RANK[each[0][0]], -each[1], each[0]))
    return [
        {"harm": code, "side": str(BY_CODE[code].side), "from": before, "to": after, "turns": turns}
        for (code, before, after), turns in ordered
    ]


def _groups(found: Tried) -> Iterator[Group]:
    """Yield each language and channel with its conversations, and in how many of them somebody loses or gains."""
    sides = defaultdict[tuple[str, str], list[set[Side]]](list)
    for row, mine in found.sides.values():
        sides["language", row.language].append(mine)
        sides["channel", row.channel].append(mine)
    for (by, name), all_of_them in sides.items():
        loses = sum(Side.LOSES in mine for mine in all_of_them)
        gains = sum(Side.GAINS in mine and Side.LOSES not in mine for mine in all_of_them)
        yield Group(by, name, len(all_of_them), loses, gains)
