"""A sensitive matter reaches a person in time: a death told once and settled, and a scam that goes on at eleven at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.clock import now
from fairdesk.database import writing
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.house.background import Background
from fairdesk.identity import records as identity
from fairdesk.identity.opening import read_day
from fairdesk.nouns import Voice
from fairdesk.privacy.restriction import THE_HOUSE
from fairdesk.sensitive import records as sensitive
from tests.letters import Kept
from tests.people import COMPANY, Desk

DEATH = "My mother died on Monday. She has two accounts with you and they must be closed."
SCAM = "Somebody on the phone says I must send money now, I think it is a scam"
ELEVEN_AT_NIGHT = datetime(2026, 12, 2, 23, tzinfo=UTC)


class TestBereavement:
    """Told once; from the first words to closed accounts nobody asks again, sends an offer or a survey."""

    def test_from_the_first_word_to_closed_accounts(self, desk: Desk):
        dana = desk.customer()
        desk.says(dana, DEATH)

        first = desk.sees(dana)
        assert ["customer", "prepared"] == [entry.voice for entry in first.entries if entry.voice is not Voice.EVENT]
        assert "nobody will ask you to start again" in first.entries[1].text
        assert "1 person is here. We cannot say yet how long it takes." == first.wait_says, "as everybody reads it"
        (clock,) = sensitive.running(desk.house.now())
        assert timedelta(hours=1) == clock.due_at - clock.at, "colleagues have the hour before them"

        case = desk.house.case(dana.conversation, desk.ada)
        assert DEATH == case.brief["asked"], "whoever takes it over has read it"
        assert () == case.suggestions, "nobody in grief gets a passage about vouchers"

        desk.house.take_over(dana.conversation, desk.ada)
        self.replies(desk, dana, desk.ada, "I am Ada, and I close both accounts myself. I will write here by noon.")
        assert () == sensitive.running(desk.house.now())

        # Next day somebody else goes on: the brief says what was promised and told.
        desk.house.note(dana.conversation, desk.ada, "One account is closed; the other needs the branch.")
        desk.house.let_go(desk.cleo, desk.ada)
        told = [entry.text for entry in desk.house.case(dana.conversation, desk.ben).entries]
        assert DEATH in told
        assert any("the other needs the branch" in each for each in told)
        desk.house.take_over(dana.conversation, desk.ben)
        self.replies(desk, dana, desk.ben, "Both accounts are closed. I will send you the confirmation today.")
        desk.house.resolve(dana.conversation, desk.ben)

        last = desk.sees(dana)
        assert State.RESOLVED is last.state
        assert "" == last.asks, "no survey and no other question about her words"
        said = [entry.text for entry in last.entries if entry.voice in (Voice.PERSON, Voice.PREPARED)]
        assert 1 == sum("condolences" in each.lower() for each in said), "once is enough"
        assert [] == desk.answers(dana), "the assistant wrote nothing"

    def replies(self, desk: Desk, dana, who, words: str) -> None:
        desk.house.reply(dana.conversation, who, words, records.conversation(dana.conversation).items)


class TestScamAtNight:
    """The desk is closed since six; Ben is on call, and the money has not gone yet."""

    @pytest.fixture
    def night(self, desk: Desk, monkeypatch):
        passed = [ELEVEN_AT_NIGHT - now()]
        monkeypatch.setattr(desk.house.knowing, "now", lambda: now() + passed[0])
        with writing():
            identity.keep_company(replace(COMPANY, hours=(read_day("09:00-18:00"),) * 7), now())
        desk.house.knowing.alarms_leave = True
        desk.house.carrier = Kept()
        return passed

    def test_who_is_on_call_comes_before_the_money_goes(self, desk: Desk, night):
        desk.house.put_on_call(
            THE_HOUSE, desk.ben, ELEVEN_AT_NIGHT - timedelta(hours=5), ELEVEN_AT_NIGHT + timedelta(hours=9),
            "ben@on-call.example",
        )  # fmt: skip
        dana = desk.customer()
        turn = desk.says(dana, SCAM)
        assert "fraud" == turn.concern

        seen = desk.sees(dana)
        assert "Please send no more money" in seen.entries[1].text
        assert "on call" not in seen.wait_says, "that somebody was woken would tell which matter it is"

        Background(desk.house).round()
        desk.house.close()  # the letter has left
        (letter,) = desk.house.carrier.to("ben@on-call.example")
        assert "scam" not in letter.text + letter.subject
        assert "fraud" not in letter.text + letter.subject
        assert 1 == len(desk.house.alarms(desk.ben)), "and it is in the header of every page"

        night[0] += timedelta(minutes=6)
        desk.house.take_over(dana.conversation, desk.ben)
        desk.house.reply(
            dana.conversation, desk.ben, "Hang up now. I will stay here, and I block the payment.", 99, "it is urgent"
        )

        ((taken, allowed),) = sensitive.measured("fraud")
        assert taken < allowed == 900
        assert () == desk.house.alarms(desk.ben)

    def test_with_nobody_on_call_nothing_is_promised_and_managers_see_it_at_once(self, desk: Desk, night):
        dana = desk.customer()
        desk.says(dana, SCAM)
        desk.house.raise_alarms()

        said = desk.sees(dana).wait_says
        assert said.startswith("We are closed now. We open on Thursday at 09:00")
        assert "within" not in said
        assert 1 == len(desk.house.alarms(desk.cleo))
