"""What a model has written so far is shown on the side: whatever goes wrong with that, the answer comes."""

from __future__ import annotations

import pytest

from fairdesk.database import rows, writing
from fairdesk.desk import records
from fairdesk.desk.turn import Message
from fairdesk.house.growing import EVERY_SECONDS, Growing
from fairdesk.nouns import RawText, Unavailable
from fairdesk.privacy.records import KeyDestroyed
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"


@pytest.fixture
def dana(desk: Desk) -> Customer:
    return desk.customer()


@pytest.fixture
def waiting(desk: Desk, dana: Customer) -> Message:
    """A message that waits for its turn: nobody has begun to answer it."""
    number, _ = desk.house._write_down(dana.conversation, dana.id, RawText(QUESTION), "1")
    ((_, act),) = records.arrivals_of(dana.conversation)
    return Message(act, dana.conversation, dana.id, number, RawText(QUESTION), "en", "web", desk.house.now())


def grown(dana: Customer) -> list[bytes | None]:
    found = rows("SELECT growing FROM desk_arrival WHERE conversation_id = %s", dana.conversation)
    return [bytes(each) if each is not None else None for (each,) in found]


def test_it_is_kept_no_more_often_than_somebody_can_read(desk, dana, waiting):
    now = [0.0]
    grows = Growing(waiting, desk.house.keys, desk.house.pulse, clock=lambda: now[0])
    grows("It takes")
    first = grown(dana)
    grows("It takes five")

    assert first == grown(dana) != [None]
    now[0] = EVERY_SECONDS
    grows("It takes five days")
    assert first != grown(dana)


@pytest.mark.parametrize("fault", [Unavailable("the disk is full"), KeyDestroyed("erased")])
def test_a_fault_of_it_is_no_fault_of_the_answer(desk, dana, waiting, monkeypatch, fault):
    def breaks(*_: object) -> None:
        raise fault

    monkeypatch.setattr(records, "grow", breaks)
    Growing(waiting, desk.house.keys, desk.house.pulse)("It takes five days")

    assert [None] == grown(dana)


def test_of_what_has_its_turn_nothing_is_kept(desk, dana, waiting):
    with writing():
        records.drop_arrival(dana.conversation, waiting.number)
    Growing(waiting, desk.house.keys, desk.house.pulse)("It takes five days")

    assert [] == grown(dana)


def test_a_crash_while_it_grows_leaves_the_message_and_the_next_start_answers_it(desk, dana, waiting):
    Growing(waiting, desk.house.keys, desk.house.pulse)("It takes five days")
    assert [None] != grown(dana)

    desk.restart()
    desk.settle(dana)

    assert 1 == len(desk.answers(dana))
    assert [] == grown(dana)
