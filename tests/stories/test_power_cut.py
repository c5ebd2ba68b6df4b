"""The power is cut at every step of keep and deliver: no message is lost, none is sent twice, the ledger verifies."""

from __future__ import annotations

import uuid

import pytest

from fairdesk.desk import records
from fairdesk.house.background import Background
from fairdesk.nouns import RawText
from tests.people import PulledPlug

QUESTION = "How long does a refund take?"
STEPS = ["received", "before keep", "in keep", "after keep", "before deliver", "in deliver", "after deliver"]


@pytest.mark.parametrize("step", STEPS)
def test_after_the_restart_she_has_exactly_one_answer(desk, step):
    dana = desk.customer()
    desk.pull_the_plug(step)
    with pytest.raises(PulledPlug):
        desk.house.say(dana.conversation, dana.id, RawText(QUESTION), uuid.uuid4().hex)

    desk.restart()
    records.let_go_of_claims()
    Background(desk.house).round()
    desk.settle(dana)
    Background(desk.house).round()

    assert 1 == len(desk.answers(dana))
    assert [QUESTION] == [entry.text for entry in desk.sees(dana).entries if entry.voice == "customer"]
    assert () == desk.house.verify().problems


@pytest.mark.parametrize("step", STEPS[1:])
def test_the_browser_that_sends_again_changes_nothing(desk, step):
    dana, client_id = desk.customer(), uuid.uuid4().hex
    desk.pull_the_plug(step)
    with pytest.raises(PulledPlug):
        desk.house.say(dana.conversation, dana.id, RawText(QUESTION), client_id)
    desk.restart()
    records.let_go_of_claims()

    desk.house.say(dana.conversation, dana.id, RawText(QUESTION), client_id)
    Background(desk.house).round()
    desk.settle(dana)
    Background(desk.house).round()

    assert 1 == len(desk.answers(dana))
    assert 2 == len(desk.sees(dana).entries)
