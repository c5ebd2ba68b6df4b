"""Replays a proposed guideline by columns, signs the report, and keeps it with the cases it points at: one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairdesk.clock import new_id, random_id
from fairdesk.database import row, writing
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.floor import OF_WHOM
from fairdesk.guidelines.table import Table, parse, shipped
from fairdesk.house.books import Books
from fairdesk.house.column_engines import Engine, engine
from fairdesk.house.knowing import GUIDELINES, compiled
from fairdesk.house.replay_rows import Chosen, Gathered, gather
from fairdesk.nouns import BadInput, CustomerId, NotFound
from fairdesk.oversight.records import overrides
from fairdesk.replay import columns
from fairdesk.replay import records as replay
from fairdesk.replay.harm import HELPED
from fairdesk.replay.report import (
    ALIKE,
    ASSUMED_MINUTES,
    CLEAREST,
    FEWEST_MEASURED,
    MOST_LISTED,
    Counted,
    Group,
    Pair,
    check_comparable,
    clear_case,
    exact,
    fingerprint,
    hash_of,
    judged_pairs,
    note_text,
    report,
)

EVERY_TURN = Chosen()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two tables to compare, and the name under which the desk keeps the guideline."""

    name: str
    current: Table
    proposed: Table


@dataclass(frozen=True, slots=True)
class Signed:
    """A report that was kept: its id, its values, its exact text and the signed note over its hash."""

    id: str
    report: dict[str, Any]
    summary: str
    note: str


def compared(house: Books, proposed: Path, against: str = "current") -> Comparison:
    """Return a proposed file and what it is to be compared with: "current", a kept version, or another file.

    Raises BadInput saying which of the two cannot be used and why.
    """
    new = parse(_text_of(proposed), proposed.name)
    name = next((each for each in GUIDELINES if parse(shipped(each), each).name == new.name), new.name)
    old = _against(house, name, against)
    if problem := check_comparable(old, new):
        raise BadInput(f"{proposed.name} cannot be compared with {against}: {problem}")
    return Comparison(name, old, new)


def _against(house: Books, name: str, against: str) -> Table:
    if against == "current":
        kept = guidelines.in_force(name, house.now())
        if kept is None:
            raise BadInput(f"no guideline {name} is in force; name the file to compare with: --against FILE")
        return compiled(kept[0]).table
    path = Path(against)
    if path.is_file():
        return parse(_text_of(path), path.name)
    version = guidelines.by_version(against)
    if version is None:
        raise NotFound(f"{against!r} is no file and no version of a guideline that was kept here")
    return parse(version.text, version.file)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")  # exact: the version is the hash of the bytes
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{path.name} is not UTF-8 text") from wrong


def make_report(
    house: Books,
    both: Comparison,
    chosen: Chosen = EVERY_TURN,
    by: str = "command line",
    *,
    wanted: str = "",
    step: Callable[[int], None] = lambda _done: None,
    beside: Mapping[str, Any] | None = None,
) -> Signed:
    """Replay, count, judge, sign and keep; *beside*: what else the report says, under names of its own.

    A process that dies before the end has kept nothing: ask again.
    """
    with engine(wanted) as run:
        counted = count(house, both, chosen, run, step)
        listed = _listed(run)
    return _keep(house, both, chosen, by, counted, listed, beside or {})


def count(
    house: Books, both: Comparison, chosen: Chosen, run: Engine, step: Callable[[int], None] = lambda _done: None
) -> Counted:
    """Load the turns into an engine, decide them under both tables, and count what changes."""
    names = columns.inputs((both.current, both.proposed))
    for statement in columns.create(names):
        run.run(statement)
    found = Gathered()
    run.load("turns", gather(house, chosen, columns.values(names), found, step))
    run.load("convs", found.convs)
    run.load("told", found.told)
    run.load("overridden", [(act,) for act in sorted(overrides.all_acts())])
    run.run(columns.move(both.current, both.proposed, _shared(both)))
    return _counted(run, both, found)


def _counted(run: Engine, both: Comparison, found: Gathered) -> Counted:
    pairs = judged_pairs(run.rows(columns.PAIRS), both.current, both.proposed)
    run.load("verdicts", [pair.as_verdict() for pair in pairs])
    run.run(columns.SIDES)
    groups = tuple(sorted((Group(*each) for each in run.rows(columns.GROUPS)), key=lambda each: (each.by, each.name)))
    minutes, measured = minutes_of_people()
    tests, otherwise = run.rows(columns.OVERRIDDEN)[0]
    return Counted(
        pairs, groups, _one(run, "SELECT count(*) FROM sides"), found.unknown, _one(run, columns.IMPORTED), _helped(run, pairs),
        minutes, measured, int(tests), int(otherwise),
    )  # fmt: skip


def _shared(both: Comparison) -> frozenset[str]:
    """Return the inputs that every turn has. A table of more than these concerns only the turns that have some of its own.

    Routing concerns every turn: a new input that no turn has must show as a refusal, not as nothing to decide.
    """
    if any(each.name == "route" for each in both.proposed.outputs):
        return frozenset(each.name for table in (both.current, both.proposed) for each in table.inputs)
    return frozenset((*(each.name for each in parse(shipped("routing"), "routing").inputs), *OF_WHOM))


def minutes_of_people() -> tuple[float, int]:
    """Return the minutes a person worked on a conversation, and on how many that was measured (0: it is assumed)."""
    found = row("SELECT count(*), sum(work_micros) FROM desk_conversation WHERE work_micros > 0")
    handled, worked = (int(found[0]), int(found[1] or 0)) if found else (0, 0)
    if handled < FEWEST_MEASURED:
        return ASSUMED_MINUTES, 0
    return round(worked / handled / 60_000_000, 2), handled


def _helped(run: Engine, pairs: Iterable[Pair]) -> int:
    if not any(pair.code in HELPED for pair in pairs):
        return 0
    return _one(run, f"SELECT count(DISTINCT customer) FROM ({columns.CHANGED}) x WHERE code IN ({_HELPED})")


def _one(run: Engine, sql: str) -> int:
    return int(run.rows(sql)[0][0])


# --- the turns a report points at -----------------------------------------------------------------------------------
_HELPED = ", ".join(f"'{code}'" for code in HELPED)
_KINDS = (
    ("clearest", "v.code <> 'reason_only'", CLEAREST, ALIKE),
    ("sensitive", "v.sensitive = 1", MOST_LISTED, MOST_LISTED),
    ("task", f"v.code IN ({_HELPED})", MOST_LISTED, MOST_LISTED),
)
Listed = dict[str, list[tuple[Any, ...]]]


def _listed(run: Engine) -> Listed:
    found = {kind: run.rows(columns.cases(where, most, alike)) for kind, where, most, alike in _KINDS}
    # Somebody writes to a person once, whatever became of how many of their conversations.
    found["task"] = list({each[2]: each for each in reversed(found["task"])}.values())[::-1]
    return found


def _keep(
    house: Books,
    both: Comparison,
    chosen: Chosen,
    by: str,
    counted: Counted,
    listed: Listed,
    beside: Mapping[str, Any],
) -> Signed:
    id, at = new_id(), house.now()
    cases: list[replay.Case] = []
    told: dict[str, list[Any]] = {kind: [] for kind, *_ in _KINDS}
    for kind, found in listed.items():
        for number, (turn, conversation, customer, code, before, after) in enumerate(found, 1):
            salt = random_id()
            cases.append(replay.Case(id, kind, number, CustomerId(customer), conversation, turn, code, salt))
            mark = fingerprint(salt, turn)
            told[kind].append(
                clear_case(mark, code, before, after, both.current, both.proposed) if kind == "clearest" else mark
            )
    about = {
        **beside, "id": id, "at": at.isoformat(), "by": by, "since": chosen.since and chosen.since.isoformat(),
        "topic": chosen.topic, "sample": chosen.sample, "cases": told,
    }  # fmt: skip
    made = report(counted, both.current, both.proposed, about)
    summary = exact(made)
    hash, versions = hash_of(summary), (both.proposed.version, both.current.version)
    note = house.signer.sign(note_text(id, *versions, hash))
    with writing():
        replay.keep_report(id, both.name, *versions, at, by, summary, hash, note)
        for case in cases:
            replay.add_case(case)
        house.memory.add_deed(
            at, "replayed", "person", {"report": id, "proposed": versions[0], "current": versions[1], "hash": hash}
        )
    # A crash before the commit leaves nothing of a report; after it the report, its cases and its entry are all there.
    return Signed(id, made, summary, note)
