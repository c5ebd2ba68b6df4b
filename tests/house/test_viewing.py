"""Who else has a conversation open: true within a second, of now alone, and nobody's history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.clock import now
from fairdesk.database import rows
from fairdesk.desk.timeline import Viewer
from fairdesk.house.background import Background
from fairdesk.house.viewing import LASTS
from fairdesk.nouns import NotFound, Refused, Restricted
from tests.people import Customer, Desk


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, "Do you sell canoes?")
    return dana


@pytest.fixture
def later(desk: Desk, monkeypatch):
    at = [now()]  # it stands still otherwise: a busy machine must not make a reply leave before its time
    monkeypatch.setattr(desk.house.knowing, "now", lambda: at[0])

    def pass_by(**time: float) -> None:
        at[0] += timedelta(**time)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: at[0])

    return pass_by


def test_two_see_each_other_and_who_writes_and_not_themselves(desk, dana):
    assert () == desk.house.here(dana.conversation, desk.ada)

    assert (Viewer("Ada"),) == desk.house.here(dana.conversation, desk.ben, writes=True)

    assert (Viewer("Ben", writes=True),) == desk.house.here(dana.conversation, desk.ada)
    desk.house.here(dana.conversation, desk.ben)
    assert (Viewer("Ben"),) == desk.house.who_else(dana.conversation, desk.ada)


def test_who_says_nothing_any_more_is_gone_after_seconds(desk, dana, later):
    desk.house.here(dana.conversation, desk.ben)
    later(seconds=LASTS.total_seconds() - 1)
    assert (Viewer("Ben"),) == desk.house.who_else(dana.conversation, desk.ada)

    later(seconds=1)

    assert () == desk.house.who_else(dana.conversation, desk.ada)
    assert LASTS <= timedelta(seconds=10)


def test_who_says_it_again_stays_and_is_written_down_rarely(desk, dana, later, monkeypatch):
    from fairdesk.desk.records import viewers

    written = []
    really = viewers.come
    monkeypatch.setattr(viewers, "come", lambda *row: (written.append(row), really(*row)))
    for _ in range(20):
        desk.house.here(dana.conversation, desk.ben)
        assert (Viewer("Ben"),) == desk.house.who_else(dana.conversation, desk.ada)
        later(seconds=1.5)

    assert 1 < len(written) <= 10


def test_nothing_is_left_of_who_came_and_went(desk, dana, later):
    desk.house.here(dana.conversation, desk.ben)
    desk.house.gone(dana.conversation, desk.ben)
    assert [] == rows("SELECT * FROM desk_viewer")
    before = desk.house.desk_state()
    desk.house.here(dana.conversation, desk.ada, writes=True)
    later(minutes=1)

    Background(desk.house).round()

    assert [] == rows("SELECT * FROM desk_viewer")
    assert before == desk.house.desk_state(), "no line, no entry, no change: looking leaves nothing but the kept look"


def test_who_may_not_read_or_see_is_told_nothing(desk, dana):
    desk.house.here(dana.conversation, desk.ada)
    with pytest.raises(Refused):
        desk.house.here(dana.conversation, 4711)
    with pytest.raises(NotFound):
        desk.house.here("nothing", desk.ben)
    desk.house.restrict(dana.id, True, desk.house.now(), dana.conversation)

    with pytest.raises(Restricted):
        desk.house.here(dana.conversation, desk.ben)


def test_in_one_conversation_nobody_hears_of_another(desk, dana):
    sam = desk.customer()
    desk.house.here(sam.conversation, desk.ada)

    assert () == desk.house.here(dana.conversation, desk.ben)
