"""A scam in progress at 23:00: fixed words at once, somebody on call is woken, and a person answers in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fairdesk.clock import now
from fairdesk.database import writing
from fairdesk.desk.timeline import State
from fairdesk.identity import records as identity
from fairdesk.identity.opening import read_day
from fairdesk.nouns import Voice
from fairdesk.privacy.restriction import THE_HOUSE
from fairdesk.sensitive import records as sensitive
from tests.desk.test_first_human import promising
from tests.house.in_force import put_in_force
from tests.letters import Kept
from tests.people import COMPANY, Desk

AT_ELEVEN = (now() + timedelta(days=1)).replace(hour=23, minute=0)
SCAM = "I am being scammed right now. Somebody says he is from my bank and has me send him all my savings."
STOP = "Please stop and put the telephone down. I am a person, and I stay here with you until this is over."


@pytest.fixture
def night(desk: Desk, monkeypatch) -> list[datetime]:
    """Eleven at night: the desk is closed since six, Ben is on call, nobody else is there."""
    clock = [AT_ELEVEN]
    monkeypatch.setattr(desk.house.knowing, "now", lambda: clock[0])
    desk.house.knowing.alarms_leave, desk.house.carrier = True, Kept()
    put_in_force("first_human", promising())
    with writing():
        identity.keep_company(replace(COMPANY, hours=(read_day("09:00-18:00"),) * 5 + ((), ())), AT_ELEVEN)
        identity.set_on_duty(desk.ada, False, AT_ELEVEN)
    desk.house.put_on_call(
        THE_HOUSE, desk.ben, AT_ELEVEN - timedelta(hours=5), AT_ELEVEN + timedelta(hours=10), "ben@on-call.example"
    )
    return clock


def test_she_is_told_to_stop_somebody_is_woken_and_answers_in_time(desk, night):
    dana = desk.customer()
    turn = desk.says(dana, SCAM)

    assert ("fraud", "sensitive") == (turn.concern, turn.handover)
    (words,) = [entry for entry in desk.sees(dana).entries if entry.voice is Voice.PREPARED]
    assert [] == desk.answers(dana)
    assert words.text

    desk.house.raise_alarms()
    desk.house.send_letters()
    seen, (woken,) = desk.sees(dana), desk.house.carrier.to("ben@on-call.example")
    assert (True, True) == (seen.on_call, 0 < seen.promised_minutes <= 15)
    assert not [
        word for word in ("scam", "fraud", "bank", dana.conversation, "savings") if word in woken.text.lower()
    ]

    night[0] += timedelta(minutes=9)
    desk.house.take_over(dana.conversation, desk.ben)
    desk.house.reply(
        dana.conversation, desk.ben, STOP, desk.house.case(dana.conversation, desk.ben).version, "by hand"
    )

    assert State.PERSON is desk.sees(dana).state
    assert None is sensitive.running_in(dana.conversation, night[0]), "the clock has stopped"
    ((taken, allowed),) = sensitive.measured("fraud")
    assert taken <= allowed
    desk.house.close_the_day()
    assert not desk.house.verify().problems
