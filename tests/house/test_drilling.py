"""The drill stops conversations that really run, keeps what it took, leaves nobody behind, and a failed one is an incident."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.accountability.incidents import Found
from fairdesk.database import rows, writing
from fairdesk.nouns import Refused
from fairdesk.oversight import records as oversight
from fairdesk.oversight.drill import Drill
from fairdesk.oversight.records import drills


def test_it_is_held_on_the_real_way_and_leaves_no_stop_and_nobody(desk):
    held = desk.house.hold_drill()

    assert (4, 0) == (held.talks, held.after)
    assert held.took < timedelta(seconds=20), "each conversation was silenced by the stop"
    assert (held,) == desk.house.drills(desk.otto)
    assert () == oversight.in_force()
    assert [(0,)] == rows("SELECT count(*) FROM desk_conversation")
    assert [(1,)] == rows("SELECT count(*) FROM desk_deed WHERE kind = 'drill_held'")
    assert () == desk.house.verify().problems


def test_customers_are_answered_meanwhile(desk):
    dana = desk.customer()
    with writing():
        oversight.stop("s", "channel:drill", desk.ada, "Ada", "a drill", desk.house.now())

    desk.says(dana, "How long does a refund take?")

    assert 1 == len(desk.answers(dana))


def test_nothing_is_measured_while_all_is_stopped(desk):
    desk.house.stop_ai(desk.ada, "all", "a reason")

    with pytest.raises(Refused):
        desk.house.hold_drill()
    assert () == desk.house.latest_drills()


@pytest.mark.parametrize(("took", "after", "ago"), [(2000, 0, 0), (5, 1, 0), (5, 0, 15)])
def test_a_failed_or_missed_one_is_an_incident(desk, took, after, ago):
    at = desk.house.now() - timedelta(days=ago)
    with writing():
        drills.add(Drill("d1", at, 4, timedelta(milliseconds=took), after))

    (number,) = desk.house.watch_incidents()

    assert Found.DRILL is desk.house.incident(desk.cleo, number).found
    assert () == desk.house.watch_incidents()
