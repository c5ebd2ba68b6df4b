"""Stops of a topic, a model, a version of a guideline: only what they cover goes to people, at once and in every thread."""

from __future__ import annotations

import threading

import pytest

from fairdesk.database import close
from fairdesk.desk.timeline import State
from fairdesk.house.replaying_in_bulk import job_of, replay_in_bulk
from fairdesk.nouns import RawText, Release, Route, Voice
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"
PARCELS = "---\ntitle: Parcels\n---\n\nParcels leave our shop on working days before noon.\n"
OTHER = "When do parcels leave your shop on working days?"
MANY = 50


@pytest.fixture
def both(desk: Desk) -> Desk:
    desk.knows(PARCELS, "parcels")
    return desk


class TestATopic:
    def test_goes_to_people_and_every_other_is_answered(self, both):
        both.house.stop_ai(both.ada, "topic:returns", "the rule changes today")
        dana, sam = both.customer(), both.customer()

        turn, other = both.says(dana, QUESTION), both.says(sam, OTHER)

        assert (Route.PERSON, None, "paused") == (turn.route, turn.release, turn.handover)
        assert turn.draft.text, "what was drafted is kept for whoever answers"
        assert [] == both.answers(dana)
        assert State.WAITING is both.sees(dana).state
        assert "handed_over" in both.events(dana), "the customer is told"
        assert Release.SEND is other.release

    def test_stopped_while_the_answer_is_made(self, both):
        dana = both.customer()
        both.meanwhile("before keep", lambda: both.house.stop_ai(both.ada, "topic:returns", "wrong"))

        both.says(dana, QUESTION)

        assert [] == both.answers(dana)
        assert "answer_discarded" in both.events(dana)

    def test_stopped_before_the_kept_text_leaves(self, both):
        dana = both.customer()
        both.meanwhile("before deliver", lambda: both.house.stop_ai(both.ada, "topic:returns", "wrong"))

        both.says(dana, QUESTION)

        assert [] == both.answers(dana)
        assert "answer_held_back" in both.events(dana)
        assert State.WAITING is both.sees(dana).state

    def test_two_start_it_again_and_a_replay_gives_the_same_digests(self, both):
        stop = both.house.stop_ai(both.ada, "topic:returns", "wrong")
        both.says(both.customer(), QUESTION)
        assert not both.house.start_ai(both.ada, stop)
        assert both.house.start_ai(both.ben, stop)
        dana = both.customer()

        assert Release.SEND is both.says(dana, QUESTION).release
        outcome = replay_in_bulk(both.house, job_of(both.house))
        assert (2, ()) == (outcome.turns, outcome.changed)
        assert () == both.house.verify().problems


def test_a_version_of_a_guideline(both):
    version = both.house.knowing.guidelines_in_force(both.house.now())["release"]
    both.house.stop_ai(both.ada, f"guideline:{version}", "it promises too much")

    assert "paused" == both.says(both.customer(), QUESTION).handover


@pytest.mark.parametrize("scope", ["model:small", "model:small@3"])
def test_a_model_and_one_version_of_it(both, scope):
    both.house.knowing.models = ("small@3",)
    both.house.stop_ai(both.ada, scope, "it invents")
    assert "paused" == both.says(both.customer(), QUESTION).handover

    both.house.knowing.models = ("small@4",)
    answered = both.says(both.customer(), QUESTION)
    assert (scope == "model:small@3") == (answered.release is Release.SEND)


def test_while_fifty_conversations_run_nothing_of_an_ai_is_kept_after_the_stop(desk: Desk):
    """Each customer asks again and again in a thread of their own; no answer is released after the stop was."""
    customers = [desk.customer() for _ in range(MANY)]
    stopped, over = threading.Event(), threading.Event()

    def asks(who: Customer, number: int) -> None:
        try:
            turn = 0
            while not over.is_set():
                turn, last = turn + 1, stopped.is_set()
                desk.house.say(who.conversation, who.id, RawText(QUESTION), f"{number}-{turn}-{'x' * 8}")
                desk.settle(who)
                if last:
                    return
        finally:
            close()

    threads = [threading.Thread(target=asks, args=(who, number), daemon=True) for number, who in enumerate(customers)]
    for each in threads:
        each.start()
    while sum(bool(desk.answers(who)) for who in customers) < MANY // 2:
        pass
    desk.house.stop_ai(desk.ada, "all", "a drill")
    at = desk.house.now()
    stopped.set()
    for each in threads:
        each.join(120)
    over.set()

    late = [
        entry
        for who in customers
        for entry in desk.sees(who).entries
        if entry.voice is Voice.ASSISTANT and entry.at > at
    ]
    assert [] == late
    assert {State.WAITING} == {desk.sees(who).state for who in customers}
    assert () == desk.house.verify().problems
