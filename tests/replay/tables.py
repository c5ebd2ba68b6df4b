"""Two routing tables unlike the shipped one."""

from __future__ import annotations

from dataclasses import replace

from fairdesk.desk.turn import Rules
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.table import parse, shipped
from tests.desk.test_turn import RULES


def with_row(old: str, new: str) -> Rules:
    """Return the shipped rules with one row of the routing table said otherwise."""
    text = shipped("routing")
    assert old in text
    return replace(RULES, routing=compile_table(parse(text.replace(old, new), "routing")))


EVERYBODY_TO_PEOPLE = with_row("{route: assistant, reason: routine}", "{route: person, reason: language}")
WISHES_TO_THE_ASSISTANT = with_row(
    "{route: person, reason: asked_for_person}", "{route: assistant, reason: asked_for_person}"
)
