"""The views of a conversation: what a customer may see has no room for what they may not, and every event is told."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from pathlib import Path

import pytest

import fairdesk
from fairdesk.desk import timeline
from fairdesk.desk.timeline import EVENTS, Case, Desk, Entry, Mode, Queue, QueueRow, State, Stop, Timeline, Why

SOURCE = Path(fairdesk.__file__).parent


@pytest.mark.parametrize("view", [Entry, Timeline, Why, QueueRow, Queue, Case, Stop])
def test_a_view_stays_as_it_was_handed_out(view):
    assert view.__dataclass_params__.frozen
    assert hasattr(view, "__slots__")


def test_a_customers_view_has_no_place_for_what_is_the_desks():
    fields = {each.name for each in dataclasses.fields(Timeline)}

    assert not fields & {"brief", "consents", "suggestions", "assignee", "concern", "reason", "mode", "minutes"}


def test_states_and_modes_are_what_the_database_holds():
    """Rows of released versions hold these words; to change one is a migration."""
    assert ["assistant", "waiting", "person", "resolved"] == list(State)
    assert ["automated", "assisted", "human", "ai_made"] == list(Mode)


def written_codes() -> set[str]:
    """Every event code that the house writes, read from its source."""
    found = set()
    for file in (SOURCE / "house").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("add_event", "hand_over"):
                for argument in node.args:
                    found |= {
                        part.value
                        for part in ast.walk(argument)
                        if isinstance(part, ast.Constant)
                        and isinstance(part.value, str)
                        and part.value.isidentifier()
                    }
    return found - {"asked_for_person" * 2}


def test_every_event_that_is_written_is_told_of():
    codes = written_codes()

    assert {"taken_over", "handed_over", "resolved", "answer_held_back"} <= codes, "the search finds what is there"
    assert set() == codes - EVENTS.keys()


def test_every_event_is_a_sentence():
    assert all(says.endswith(".") for says in EVENTS.values())
    assert all(code == code.lower() for code in EVENTS)


def test_the_house_offers_all_that_pages_may_ask():
    from fairdesk.house.opening import House

    for name, asked in inspect.getmembers(Desk, inspect.isfunction):
        if name.startswith("_"):
            continue
        offered = list(inspect.signature(getattr(House, name)).parameters.values())
        wanted = list(inspect.signature(asked).parameters.values())
        assert [each.name for each in wanted] == [each.name for each in offered][: len(wanted)], name
        assert all(each.default is not each.empty for each in offered[len(wanted) :]), name


def test_the_module_decides_nothing_by_a_clock():
    assert "now()" not in inspect.getsource(timeline)
