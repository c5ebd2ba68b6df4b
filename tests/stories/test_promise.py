"""A promise about answers: made from what people reviewed, kept by the rule, and taken back by the desk itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairdesk.consent.purposes import Purpose
from fairdesk.database import rows
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.house.background import Background
from fairdesk.nouns import Refused
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"
ENOUGH = 14
"""So many right answers prove with 95 % confidence that at most a fifth is wrong."""


@pytest.fixture
def careful(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk where people answer until a promise is in force: at most a fifth of the answers is wrong."""
    from fairdesk.house import customers

    monkeypatch.setattr(customers, "QUICK_SECONDS", 20.0)
    made = Desk(folder, answers_before_promise="people", promise_target=0.2)
    yield made
    made.house.close()


def asks(desk: Desk, times: int = 1) -> list[Customer]:
    """So many customers ask, and say yes to reviews of what they are answered."""
    people = []
    for _ in range(times):
        people.append(who := desk.customer())
        desk.says(who, QUESTION)
        desk.house.answer_purpose(who.conversation, who.id, str(Purpose.IMPROVE), True)
    return people


def reviews(desk: Desk, verdict: str, times: int) -> None:
    for _ in range(times):
        found = desk.house.answer_sample(desk.rio)
        assert found is not None
        desk.house.keep_answer_review(desk.rio, found.act, verdict)


def promises(desk: Desk) -> Desk:
    asks(desk, ENOUGH)
    reviews(desk, "right", ENOUGH)
    assert ("all",) == desk.house.make_promises(desk.cleo)
    return desk


def test_people_answer_until_enough_answers_were_reviewed(careful: Desk) -> None:
    (dana,) = asks(careful)

    assert [] == careful.answers(dana)
    assert "not_promised_yet" == careful.house.kept_turn(careful.last_act(dana))[1].handover
    assert {} == careful.house.promise_now().promises


def test_once_promised_the_assistant_answers_what_is_sure_enough_and_people_the_rest(careful: Desk) -> None:
    promises(careful)
    (dana,) = asks(careful)
    sam = careful.customer()
    careful.says(sam, "And the post?")

    assert careful.answers(dana)
    assert "kept" == records.turn(careful.last_act(dana)).facts["promise"]
    assert [] == careful.answers(sam)
    assert "below_promise" == careful.house.kept_turn(careful.last_act(sam))[1].handover


def test_wrong_answers_close_the_gate_by_themselves_and_it_opens_only_after_new_reviews_and_two_people(
    careful: Desk,
) -> None:
    promises(careful)
    asks(careful, 8)
    reviews(careful, "wrong", 8)

    Background(careful.house).round()

    (stop,) = careful.house.stops(careful.ada)
    assert "topic:all" == stop.scope
    assert "8 of 8 reviewed answers were wrong: more than the 20% promised." == stop.reason
    (dana,) = asks(careful)
    assert [] == careful.answers(dana)
    assert State.WAITING is careful.sees(dana).state
    assert "gate_closed" == careful.house.kept_turn(careful.last_act(dana))[1].handover
    assert "promise_broken" in {kind for (kind,) in rows("SELECT kind FROM desk_deed")}
    with pytest.raises(Refused, match="review enough answers given since"):
        careful.house.start_ai(careful.ada, stop.id)

    asks(careful, ENOUGH)
    reviews(careful, "right", ENOUGH + 1)
    assert ("all",) == careful.house.make_promises(careful.cleo)
    (sam,) = asks(careful)
    assert [] == careful.answers(sam), "two people open it, no figure alone"
    assert not careful.house.start_ai(careful.ada, stop.id)
    assert careful.house.start_ai(careful.ben, stop.id)

    (kim,) = asks(careful)
    assert careful.answers(kim)
    assert () == careful.house.watch_promises(), "what was looked into does not close it again"
    assert not careful.house.verify().problems


def test_other_traffic_closes_the_gate_before_anybody_reviewed_a_wrong_answer(careful: Desk) -> None:
    promises(careful)
    for _ in range(60):
        careful.says(careful.customer(), "refund and the post and anything else")

    assert ("all",) == careful.house.watch_promises()
    (stop,) = careful.house.stops(careful.ada)
    assert "not like those that were reviewed" in stop.reason


def test_a_desk_that_promises_nothing_answers_as_its_guideline_says_and_still_stops_what_is_mostly_wrong(
    desk: Desk,
) -> None:
    (dana,) = asks(desk)
    assert desk.answers(dana)
    asks(desk, 5)
    reviews(desk, "wrong", 6)

    assert ("all",) == desk.house.watch_promises()
    (sam,) = asks(desk)
    assert [] == desk.answers(sam)
