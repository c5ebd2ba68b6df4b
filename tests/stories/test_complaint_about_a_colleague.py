"""A customer complains of discrimination by who answered them: that colleague never has the case again, somebody else does."""

from __future__ import annotations

import pytest

from fairdesk.database import execute, writing
from fairdesk.desk.timeline import State
from fairdesk.nouns import Refused, Voice
from tests.people import Customer, Desk

COMPLAINT = "You treat me worse because I am black. This is discrimination."


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, "I want to talk to a person")
    desk.house.take_over(dana.conversation, desk.ada)
    desk.house.reply(dana.conversation, desk.ada, "What is it now?", 99)
    return dana


def test_it_goes_back_to_people_and_only_an_independent_one_takes_it(desk, dana):
    turn = desk.says(dana, COMPLAINT)
    assert "discrimination" == turn.concern

    case = desk.house.case(dana.conversation, desk.ben)
    assert (State.WAITING, "sensitive", "") == (case.state, case.reason, case.assignee)
    with pytest.raises(Refused, match="it may be about you"):
        desk.house.take_over(dana.conversation, desk.ada)
    with pytest.raises(Refused):
        desk.house.reply(dana.conversation, desk.ada, "I did not.", 99)

    desk.house.take_over(dana.conversation, desk.ben)
    said = [entry.text for entry in desk.sees(dana).entries if entry.voice is Voice.PERSON]
    assert ["What is it now?"] == said, "what was said stays as it was said"
    assert () == desk.house.verify().problems


def test_the_independent_person_keeps_it_when_the_customer_says_it_again(desk, dana):
    desk.says(dana, COMPLAINT)
    desk.house.take_over(dana.conversation, desk.ben)

    desk.says(dana, COMPLAINT)

    assert desk.house.case(dana.conversation, desk.ben).mine


def test_alone_at_the_desk_the_same_person_may(desk, dana):
    desk.says(dana, COMPLAINT)
    with writing():
        execute("UPDATE auth_user SET is_active = %s WHERE username <> 'ada'", False)

    desk.house.take_over(dana.conversation, desk.ada)
