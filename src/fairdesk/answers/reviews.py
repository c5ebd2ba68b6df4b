"""Read reviewed answers from a file, and compare groups of customers in them: how many are answered, how many wrong. Pure.

cases = read_cases(text, "reviews.jsonl")       # lines {"confidence": 0.93, "correct": true, "topic": "refunds"}
groups_in(cases, promises, "language")          # a line for each language
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairdesk.answers.promise import ALL, Case, Promise
from fairdesk.intervals import exact
from fairdesk.nouns import BadInput

OWN = ("confidence", "correct", "topic", "person")
"""What a line must and may say of itself; every other text in it names a group."""
FEWEST_SHOWN = 5
"""Of a group of fewer people no figure is shown: it might tell of one customer, however many answers of theirs there are."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group: of `reviewed` answers so many are sent alone, and so many of those are wrong; intervals of 95 %, exact."""

    name: str
    value: str
    reviewed: int
    answered: int
    wrong: int
    target: float

    @property
    def answered_between(self) -> tuple[float, float] | None:
        """Between which shares the share of answers sent alone lies."""
        return exact(self.answered, self.reviewed)

    @property
    def wrong_between(self) -> tuple[float, float] | None:
        """Between which shares the share of wrong ones among them lies; None if none was sent."""
        return exact(self.wrong, self.answered)

    @property
    def worse(self) -> bool:
        """Whether it is evident that more than the target is wrong in this group, whatever holds of all together."""
        between = self.wrong_between
        return between is not None and between[0] > self.target


def groups_in(cases: Sequence[Case], promises: Mapping[str, Promise], name: str) -> list[Group]:
    """Return each group called *name* (say, each language), the largest first, at the thresholds of *promises*."""
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    people: dict[str, set[str]] = defaultdict(set)
    target = next((promise.target for promise in promises.values()), 0.0)
    for number, case in enumerate(cases):
        if value := case.groups.get(name):
            people[value].add(case.person or f"#{number}")
            sent = is_sent(case, promises)
            tally = counted[value]
            tally[0], tally[1], tally[2] = tally[0] + 1, tally[1] + sent, tally[2] + (sent and not case.correct)
    found = [
        Group(name, value, reviewed, answered, wrong, target)
        for value, (reviewed, answered, wrong) in counted.items()
        if len(people[value]) >= FEWEST_SHOWN
    ]
    return sorted(found, key=lambda group: (-group.reviewed, group.value))


def is_sent(case: Case, promises: Mapping[str, Promise]) -> bool:
    """Whether an answer reaches the threshold of its topic's promise."""
    promise = promises.get(case.topic)
    return promise is not None and promise.threshold is not None and case.confidence >= promise.threshold


def read_cases(text: str, name: str) -> list[Case]:
    """Read reviewed answers, a JSON object a line. Raises BadInput naming file, line and what it should be."""
    lines = ((number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    return [_case(line, f"{name}, line {number}") for number, line in lines]


def _case(line: str, place: str) -> Case:
    try:
        told = json.loads(line)
    except json.JSONDecodeError as wrong:
        raise BadInput(f"{place} is no JSON: {wrong.msg}") from wrong
    if not isinstance(told, dict):
        raise BadInput(f"{place} should be an object such as " + '{"confidence": 0.93, "correct": true}')
    sure, correct, topic = told.get("confidence"), told.get("correct"), told.get("topic", ALL)
    person = told.get("person", "")
    if isinstance(sure, bool) or not isinstance(sure, int | float) or not 0 <= sure <= 1:
        raise BadInput(f"{place}: confidence should be a number from 0 to 1")
    if correct not in (True, False):
        raise BadInput(f"{place}: correct should be true or false")
    if not isinstance(topic, str) or not topic:
        raise BadInput(f"{place}: topic should be a text; leave it out where there is none")
    if not isinstance(person, str):
        raise BadInput(f"{place}: person should be a text; leave it out where nobody knows")
    return Case(float(sure), bool(correct), topic, _groups(told), person)


def _groups(told: Mapping[str, Any]) -> dict[str, str]:
    return {key: value for key, value in told.items() if key not in OWN and isinstance(value, str) and value}
