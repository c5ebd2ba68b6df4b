"""Somebody is angry, or close to tears, and asks something ordinary: they get the answer, and a person is offered."""

from __future__ import annotations

import pytest
from django.test import Client

from fairdesk.desk import records as desk_records
from fairdesk.guidelines.table import shipped
from fairdesk.house.replaying import replay_all
from fairdesk.nouns import Release, Voice
from fairdesk.sensitive.triage import triage
from fairdesk.web import doors

OFFER = "Would you rather have a person for this?"
ANGRY = "HOW LONG DOES A REFUND TAKE?? THIS IS RIDICULOUS, I AM FURIOUS"


@pytest.mark.parametrize("text", [ANGRY, "You are useless idiots. How long does a refund take?"])
def test_the_answer_still_goes_out_and_a_person_is_offered_below_it(desk, text):
    doors.open_door(desk.house)
    browser = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="en")
    where = browser.post("/c/new", {"text": text})["Location"].partition("#")[0]
    desk.house.answer_arrivals(where.removeprefix("/c/"))
    (act,) = desk_records.turns_of(where.removeprefix("/c/"))
    turn = desk.house.kept_turn(act)[1]
    assert ("none", Release.SEND, "") == (turn.concern, turn.release, turn.handover)

    shown = browser.get(where).content.decode()

    assert "5 working days" in shown
    assert 1 == shown.count(OFFER)
    pressed = browser.post(f"{where}/person")
    assert 302 == pressed.status_code
    assert "waiting" == desk_records.conversation(where.removeprefix("/c/")).state


class TestARuleOfTheCompany:
    """A company may give whoever is upset a person at once; no table takes the offer of one away."""

    RULE = (
        "  - id: R10\n    says: People answer whoever is upset.\n    when: {upset: true}\n    then: {route: %s}\n"
        "  - id: R09"
    )

    def approve(self, desk, then):
        table = shipped("routing").replace("  - id: R09", self.RULE % then)
        id = desk.house.propose_guideline(desk.cleo, "routing", table, "Fewer people who have to ask.")
        desk.house.replay_proposal(desk.cleo, id)
        desk.house.approve_guideline(desk.pia, id)

    def test_brings_a_person_and_is_told_as_nothing_else_than_that(self, desk):
        desk.says(desk.customer(), ANGRY)
        self.approve(desk, "person, reason: named")
        dana = desk.customer()
        turn = desk.says(dana, ANGRY)

        assert ("none", "named") == (turn.concern, turn.handover)
        (event,) = (each for each in desk.sees(dana).entries if each.code == "handed_over")
        assert {"reason": "named"} == event.values
        (row,) = desk.house.queue(desk.ada, "waiting").rows
        assert "upset" not in repr(row)
        assert "angry" not in repr(row)
        assert (2, ()) == ((again := replay_all(desk.house)).turns, again.changed), "each under the rule of its time"

    def test_cannot_take_the_offer_away(self, desk):
        self.approve(desk, "assistant, reason: routine")
        dana = desk.customer()
        desk.says(dana, ANGRY)

        (answer,) = (each for each in desk.sees(dana).entries if each.voice is Voice.ASSISTANT)
        assert {"offers_person": True} == answer.values


def test_who_asks_calmly_is_not_asked(desk):
    dana = desk.customer()
    desk.says(dana, "HOW LONG DOES A REFUND TAKE")

    (answer,) = (each for each in desk.sees(dana).entries if each.voice is Voice.ASSISTANT)
    assert not answer.values


def test_anger_is_no_sensitive_matter(desk):
    """It is a fact of triage and of two guidelines: no concern, no order in the list, no colleague's page."""
    dana = desk.customer()
    turn = desk.says(dana, ANGRY)

    assert "none" == turn.concern
    read_it = {part.step for part in turn.because.under if "upset" in part.facts}
    assert {"triage", "route", "review_first"} == read_it
    assert "release" in {part.step for part in turn.because.under}, "it decided, and was not told"
    assert "assistant" == turn.route, "as it comes, no rule asks for it"
    assert triage(turn.asked.text, "en").upset
    desk.house.ask_for_person(dana.conversation, dana.id, "button")
    (waiting,) = desk.house.queue(desk.ada, "waiting").rows
    calm = desk.customer()
    desk.says(calm, "How long does a refund take?")
    desk.house.ask_for_person(calm.conversation, calm.id, "button")
    other = next(row for row in desk.house.queue(desk.ada, "waiting").rows if row.conversation == calm.conversation)
    assert (waiting.concern, waiting.urgency) == (other.concern, other.urgency)


def test_the_turn_still_verifies(desk):
    dana = desk.customer()
    desk.says(dana, ANGRY)
    desk.house.close_the_day()

    assert () == tuple(desk.house.verify().problems)
