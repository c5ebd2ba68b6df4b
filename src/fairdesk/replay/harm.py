"""What a change of outcome means to the customer, in one declared order: the worst comes first. Pure.

    judged({"route": "person", "reason": "sensitive"}, {"route": "assistant", "reason": "routine"}, signs, table)

The order is a decision of people, written down here to be argued with. It says nothing of a single person's case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from fairdesk.guidelines.table import Table
from fairdesk.nouns import Release, Route


class Side(StrEnum):
    """What a change does to the customer."""

    LOSES = "loses"
    GAINS = "gains"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Harm:
    """One kind of change: its code, its side, and what it means in a sentence."""

    code: str
    side: Side
    says: str


_L, _G, _N = Side.LOSES, Side.GAINS, Side.NEITHER
ORDER: tuple[Harm, ...] = (
    Harm("sensitive_to_assistant", _L, "A sensitive matter that a person had goes to the assistant."),
    Harm("wish_unheard", _L, "Somebody who asked for a person meets the assistant."),
    Harm("refusal_unheard", _L, "Somebody who chose people only meets the assistant."),
    Harm("denied", _L, "The table decides less for the customer than it did: a value further down its list."),
    Harm("unsure_sent", _L, "A draft that was held back is sent."),
    Harm("person_lost", _L, "Somebody who would have had a person is told that the assistant is unsure."),
    Harm("answer_lost", _L, "A question that was answered at once waits for a person, or is not answered."),
    Harm(
        "to_assistant", _N, "A routine message goes to the assistant instead of a person; nobody knows how it ends."
    ),
    Harm(
        "person_instead",
        _G,
        "The answer went wrong then; now a person has it, or the assistant says that it is unsure.",
    ),
    Harm("granted", _G, "The table decides more for the customer than it did: a value further up its list."),
    Harm("other", _N, "Another outcome that is neither better nor worse by itself."),
    Harm("reason_only", _N, "The same outcome for another reason."),
)
"""From the worst to the least."""

BY_CODE: Mapping[str, Harm] = {each.code: each for each in ORDER}
RANK: Mapping[str, int] = {each.code: place for place, each in enumerate(ORDER)}
HELPED = ("person_instead", "granted")
"""Changes that would have helped a customer then: somebody should write to them."""


class Signs(NamedTuple):
    """What was known of a turn beside the table's outputs. `failed`: 1 the answer went wrong, 0 it did not, -1 unknown."""

    sensitive: bool
    asked: bool
    refused: bool
    failed: int


def judged(before: Mapping[str, str], after: Mapping[str, str], signs: Signs, table: Table) -> str:
    """Return the code of a change from one row of outputs to another of *table*; "" if nothing changed."""
    if before == after:
        return ""
    if all(before[column] == after[column] for column in before if column != "reason"):
        return "reason_only"
    if "route" in after:
        return _routed(before["route"], after["route"], signs)
    if "release" in after:
        return _released(before["release"], after["release"], signs)
    if "look" in after:
        return _looked_at(before["look"], after["look"])
    column = table.outputs[0]
    if before[column.name] == after[column.name]:
        return "other"
    places = [_place(column.allowed, each[column.name]) for each in (before, after)]
    return "denied" if places[1] > places[0] else "granted"


def _routed(then: str, now: str, signs: Signs) -> str:
    if then == now:
        return "other"  # another of the table's outputs changed, such as who of the people takes it
    if now == Route.PERSON:
        return "person_instead" if signs.failed == 1 else "answer_lost"
    if signs.sensitive:
        return "sensitive_to_assistant"
    if signs.asked:
        return "wish_unheard"
    return "refusal_unheard" if signs.refused else "to_assistant"


def _released(then: str, now: str, signs: Signs) -> str:
    if now == Release.SEND:
        return "unsure_sent"
    if then == Release.SEND:
        return "person_instead" if signs.failed == 1 else "answer_lost"
    return "person_lost" if then == Release.HAND_OVER else "other"


def _looked_at(then: str, now: str) -> str:
    if then == now:
        return "other"
    return "answer_lost" if now == "first" else "unsure_sent"


def _place(allowed: tuple[str, ...], value: str) -> int:
    # What a collecting table joins from several values is as good as the best of them.
    return min((allowed.index(each) for each in value.split(", ") if each in allowed), default=len(allowed))


def work(outputs: Mapping[str, str]) -> bool:
    """Whether these outputs give a person something to do."""
    return (
        outputs.get("route") == Route.PERSON
        or outputs.get("release") == Release.HAND_OVER
        or outputs.get("look") == "first"
        or ("person" in outputs.values())
    )


def outcome(outputs: Mapping[str, str]) -> str:
    """Return outputs as one short text: "person: sensitive"."""
    return ": ".join(outputs.values())
