"""The guardrail: answers that do not help stop the assistant; two people start it again, and it begins to count anew."""

from __future__ import annotations

import pytest

from fairdesk.desk.timeline import State
from fairdesk.house.background import Background
from fairdesk.oversight import records as oversight
from fairdesk.oversight.guardrail import THE_DESK
from tests.meanwhile import Other

QUESTION = "How long does a refund take?"


@pytest.fixture
def unhappy(desk):
    """Twenty customers ask, and nine say that the answer did not help."""
    for number in range(20):
        who = desk.customer()
        desk.says(who, QUESTION)
        if number < 9:
            desk.house.did_not_help(who.conversation, who.id, desk.last_act(who))


def test_it_stops_the_assistant_and_says_why(desk, unhappy):
    Background(desk.house).round()

    (stop,) = desk.house.stops(desk.ada)
    assert ("all", THE_DESK) == (stop.scope, oversight.in_force()[0].by)
    assert "did not help. (20 messages)" in stop.reason
    dana = desk.customer()
    desk.says(dana, QUESTION)
    assert [] == desk.answers(dana)
    assert State.WAITING is desk.sees(dana).state
    assert desk.house.verify().problems == ()


def test_it_stops_once_and_two_people_start_it_again(desk, unhappy):
    assert ("all",) == desk.house.watch_automation()
    assert () == desk.house.watch_automation()
    (stop,) = desk.house.stops(desk.ada)

    assert not desk.house.start_ai(desk.ada, stop.id)
    assert desk.house.start_ai(desk.ben, stop.id)

    assert () == desk.house.watch_automation(), "what they looked into does not stop it again"
    dana = desk.customer()
    desk.says(dana, QUESTION)
    assert desk.answers(dana)


def test_two_servers_that_watch_at_once_stop_it_once(desk, unhappy, monkeypatch):
    other, look = Other(desk.house.watch_automation), oversight.in_force

    def both_look():
        try:
            return look()
        finally:
            other.goes_first()

    monkeypatch.setattr(oversight, "in_force", both_look)
    desk.house.watch_automation()
    other.ends()

    assert 1 == len(look())


def test_a_desk_that_does_as_it_should_goes_on(desk):
    for _ in range(3):
        desk.says(desk.customer(), QUESTION)

    assert () == desk.house.watch_automation()
    assert () == desk.house.stops(desk.ada)
