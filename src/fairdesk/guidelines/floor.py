"""The floor that no guideline may go below: what the desk promises, held against a proposed table before it can be approved.

    below(parse(text, "routing.yaml"))      # () or each promise it would break, with a case that shows it

Promise 3 says that a wish for a person reaches a person, promise 6 that a stopped assistant is silent, promise 7 that a
refusal holds, promise 9 that doubt goes to a person. Which table holds them is a company's choice; that it holds them
is not. The answer is exact: it is a question about all cases of the table (boxes.py), not about examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fairdesk.guidelines.boxes import Box, Space, TooLarge, common, left_over
from fairdesk.guidelines.cells import Cell, Kind, read_cell
from fairdesk.guidelines.checks import TANGLED, Finding, Flaw
from fairdesk.guidelines.scorer import READ_A_SCORE, SOURCE
from fairdesk.guidelines.table import HitPolicy, Table, parse, shipped
from fairdesk.nouns import NotFound


@dataclass(frozen=True, slots=True)
class Must:
    """Where input *name* passes *test*, the output of the table must be one of *only*."""

    name: str
    test: str
    only: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Floor:
    """What a table of one name must hold: the output that counts, what a refusal must say, and each case."""

    output: str
    refusal: str
    musts: tuple[Must, ...]


OF_WHOM: Mapping[str, str] = {"language": "language of the page", "channel": "channel the customer wrote by"}
"""Inputs that no table asks for as it comes, and that those of ASK_OF_WHOM may: what a difference can be mended by.

There are no others about a customer. What somebody told of themselves for an audit is no input of any decision.
"""
ASK_OF_WHOM = ("release", "review_first")

_PERSON = ("person",)

FLOORS: Mapping[str, Floor] = {
    "route": Floor(
        "route",
        "person",
        (
            Must(
                "masking_ok", "false", _PERSON, "What could not be masked is read by people alone (promises 1 and 9)."
            ),
            Must(
                "triage_ok", "false", _PERSON, "If the look for sensitive matters failed, a person looks (promise 9)."
            ),
            Must("concern", "not(none)", _PERSON, "A sensitive matter reaches a person (promise 10)."),
            Must("asks_for_person", "true", _PERSON, "Who asks for a person gets one (promise 3)."),
            Must("ai_refused", "true", _PERSON, "Who chose people only is answered by people (promise 7)."),
            Must("ai_paused", "true", _PERSON, "A stopped assistant does not answer (promise 6)."),
            Must("with_person", "true", _PERSON, "The assistant does not talk over a person (promise 6)."),
        ),
    ),
    "release": Floor(
        "release",
        "hand_over",
        (
            Must(
                "answerer_ok",
                "false",
                ("hand_over",),
                "If looking for an answer failed, a person answers (promise 9).",
            ),
            Must("in_time", "false", ("hand_over",), "If the answer came too late, a person answers (promise 9)."),
            Must(
                "answer_found", "false", ("unclear", "hand_over"), "What no article answers is not sent (promise 9)."
            ),
            Must("evidence_valid", "false", ("hand_over",), "An expired article is not shown (promise 9)."),
            Must("grounded", "false", ("hand_over",), "What says more than its passages is not shown (promise 9)."),
            Must("promise", "closed, cold", ("hand_over",), "Where no promise holds, people answer (promise 9)."),
        ),
    ),
    **{
        name: Floor(
            "decision",
            "person",
            (
                Must(
                    "concern",
                    "not(none)",
                    _PERSON,
                    "Money in a sensitive matter is a person's decision (promise 10).",
                ),
            ),
        )
        for name in ("refund", "goodwill")
    },
}
"""By the name that stands in the table: what it may not do, whatever else it says."""


def below(table: Table) -> tuple[Finding, ...]:
    """Return each promise that *table* would break; () if it breaks none, or none rests on a table of its name."""
    floor = FLOORS.get(table.name)
    if floor is None:
        return ()
    if strange := tuple(_unreadable(table, floor)):
        return strange
    tests = [{must.name: _cell(table, must)} for must in floor.musts]
    space = Space.of(table, tests)
    try:
        found = (
            _breach(table, floor.output, must, space, space.region(test))
            for must, test in zip(floor.musts, tests, strict=True)
        )
        return tuple(breach for breach in found if breach)
    except TooLarge:
        return (TANGLED,)


def misfits(table: Table, name: str) -> tuple[Finding, ...]:
    """Return why *table* cannot stand in the place called *name*: the desk gives other inputs or knows other outputs."""
    try:
        known = parse(shipped(name), f"{name}.yaml")
    except NotFound:
        return ()
    return tuple(Finding(Flaw.FRAME, (), {}, says) for says in _misfits(table, known))


def _misfits(table: Table, known: Table) -> Iterator[str]:
    if table.hit is HitPolicy.COLLECT:
        yield "It collects what several rules say; the desk needs exactly one answer."
    if table.name != known.name:
        yield f"Its name is {table.name}; the reasons of this place begin with {known.name}, so it must stay {known.name}."
    given = {column.name: column.kind for column in known.inputs}
    given |= dict.fromkeys(OF_WHOM if known.name in ASK_OF_WHOM else (), Kind.TEXT)
    for column in table.inputs:
        if column.source.startswith(SOURCE):
            if known.name not in READ_A_SCORE:
                yield f"It reads the score {column.name}, and the desk scores nothing here: every case would be refused."
            elif column.kind is not Kind.NUMBER:
                yield f"It reads the score {column.name} as a {column.kind}; a score is a number."
        elif column.name not in given:
            yield f"It reads {column.name}, which the desk does not give: every case would be refused."
        elif column.kind is not given[column.name]:
            yield f"It reads {column.name} as a {column.kind}; the desk gives a {given[column.name]}."
    understood = {column.name: set(column.allowed) for column in known.outputs}
    for output in table.outputs:
        if unknown := set(output.allowed) - understood.get(output.name, set()):
            yield f"Its output {output.name} says {', '.join(sorted(unknown))}, which the desk does not understand."
    for name in understood.keys() - {output.name for output in table.outputs}:
        yield f"It has no output {name}, which the desk needs."


def _unreadable(table: Table, floor: Floor) -> Iterator[Finding]:
    """Yield why the floor cannot even be asked about: then nothing is promised."""
    kinds = {column.name: column.kind for column in table.inputs}
    if floor.output not in {output.name for output in table.outputs}:
        yield _told(f"It has no output {floor.output}, so nothing would be decided.")
        return
    if table.on_refusal[floor.output] != floor.refusal:
        yield _told(f"What it refuses must be {floor.refusal} (promise 9), not {table.on_refusal[floor.output]}.")
    for must in floor.musts:
        wanted = Kind.BOOLEAN if must.test in ("true", "false") else Kind.TEXT
        if kinds.get(must.name) is not wanted:
            yield _told(f"It does not read {must.name} (a {wanted}). {must.says}")


def _told(says: str) -> Finding:
    return Finding(Flaw.FLOOR, (), {}, says)


def _cell(table: Table, must: Must) -> Cell:
    kind = next(column.kind for column in table.inputs if column.name == must.name)
    return read_cell(must.test, kind)


def _breach(table: Table, output: str, must: Must, space: Space, region: Box) -> Finding | None:
    """Return the first rule that decides a case of *region* otherwise than it must, with such a case; None if none does."""
    earlier: list[Box] = []
    for rule in table.rules:
        box = space.box(rule.cells)
        if rule.outputs[output] not in must.only:
            # Of a unique table a case with two rules is refused; that there is one is an overlap, told elsewhere.
            left = left_over(common(region, box), earlier if table.hit is HitPolicy.FIRST else [])
            if left:
                says = f"{must.says} {rule.id} says {rule.outputs[output]} in this case."
                return Finding(Flaw.FLOOR, (rule.id,), space.example(left[0]), says)
        earlier.append(box)
    return None
