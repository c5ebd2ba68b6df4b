"""The process is killed with -9 on the way of a message: after the restart nothing is lost, doubled or unprovable.

The same as test_power_cut, but with a real process that really dies: no `finally`, no rollback, no flushed buffer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fairdesk.consent.purposes import Purpose
from fairdesk.database import rows
from fairdesk.desk import records
from fairdesk.house.background import Background
from fairdesk.nouns import RawText, Voice
from fairdesk.rights.requests import Stage
from tests.people import Customer, Desk

QUESTION = "How long does a refund take? Write to dana@example.org."
STEPS = ["received", "before keep", "in keep", "after keep", "before deliver", "in deliver", "after deliver"]
KILLED, LIVED = -9, 0
MOST_STATEMENTS = 600

all_of_them = pytest.param(1, marks=pytest.mark.long, id="1")
few_or_all = pytest.mark.parametrize("every", [11, all_of_them])
fewer_or_all = pytest.mark.parametrize("every", [37, all_of_them])
"""On a change before some statements, for each costs a process its life; `make test-long` dies before every one."""

Dies = Callable[..., int]


@pytest.fixture
def dies(desk: Desk) -> Iterator[Dies]:
    """Run a job on the desk's folder in a process that is killed; returns its exit status."""
    command = [sys.executable, "-m", "tests.killed", str(desk.folder), os.environ["FAIRDESK_DATABASE"]]
    folder = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def run(at: object, **job: object) -> int:
            process.stdin.write(json.dumps({"at": at, "text": QUESTION, "client_id": uuid.uuid4().hex, **job}) + "\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield run
        process.stdin.close()


def open_again(desk: Desk) -> None:
    """Start the desk anew on what the dead process left, and let it do what is due."""
    desk.restart()
    desk.house.begin()
    Background(desk.house).round()
    for (conversation,) in rows("SELECT DISTINCT conversation_id FROM desk_arrival"):
        desk.house.answer_arrivals(conversation)
    Background(desk.house).round()


@pytest.mark.parametrize("step", STEPS)
def test_a_message_that_was_kept_has_exactly_one_answer_after_the_restart(desk, dies, step):
    dana = desk.customer()

    assert KILLED == dies(step, customer=dana.id, conversation=dana.conversation)
    open_again(desk)

    assert [Voice.CUSTOMER, Voice.ASSISTANT] == [entry.voice for entry in desk.sees(dana).entries]
    assert QUESTION == desk.sees(dana).entries[0].text
    assert () == desk.house.verify().problems


@pytest.mark.parametrize("step", STEPS)
def test_asking_for_a_person_is_heard_exactly_once(desk, dies, step):
    dana = desk.customer()

    status = dies(step, customer=dana.id, conversation=dana.conversation, text="I want to talk to a human")
    open_again(desk)

    # A hand-over puts nothing into the outbox: its delivery has no inside to die in.
    assert (LIVED if step in ("in deliver", "after deliver") else KILLED) == status
    assert ["asked_for_person"] == desk.events(dana)
    assert "waiting" == desk.sees(dana).state
    assert () == desk.house.verify().problems


@few_or_all
def test_before_the_statements_of_a_message(desk, dies, every):
    """The browser has no answer, so it sends the same form again: the message stands there once, answered once."""
    for statement in range(1, MOST_STATEMENTS, every):
        dana, client_id = desk.customer(), uuid.uuid4().hex
        status = dies(statement, customer=dana.id, conversation=dana.conversation, client_id=client_id)
        open_again(desk)
        desk.house.say(dana.conversation, dana.id, RawText(QUESTION), client_id)

        seen = [entry.voice for entry in desk.sees(dana).entries]
        assert [Voice.CUSTOMER, Voice.ASSISTANT] == seen, f"killed before statement {statement}"
        if status == LIVED:
            break

    assert LIVED == status, "the way of a message has more statements than were tried"
    assert statement > 20, "the statements were not counted"
    assert () == desk.house.verify().problems


@few_or_all
def test_before_the_statements_of_a_first_visit(desk, dies, every):
    """Also while the customer and their key are being made: what is left can be opened, answered and proven."""
    for statement in range(1, MOST_STATEMENTS, every):
        before = _messages()
        status = dies(statement)
        open_again(desk)

        assert _messages() - before in (0, 1)
        if status == LIVED:
            break

    assert LIVED == status
    assert _messages() == len(rows("SELECT act FROM desk_turn"))
    assert [] == records.all_outgoing()
    assert () == desk.house.verify().problems
    assert [] == rows(
        "SELECT 1 FROM desk_item WHERE voice = 'assistant' GROUP BY conversation_id HAVING count(*) > 1"
    )


@few_or_all
@pytest.mark.parametrize("kind", ["object", "restrict"])
@pytest.mark.parametrize("words", ["", "And tell me why."])
def test_before_the_statements_of_what_is_done_at_once(desk, dies, kind, words, every):
    """Whenever it dies, what was filed was done and what was done was filed; asked again, it is done once."""
    for statement in range(1, MOST_STATEMENTS, every):
        dana = desk.customer()
        desk.house.choose(dana.id, Purpose.IMPROVE, True, language="en")
        scope = ["improve"] if kind == "object" else [dana.conversation]
        status = dies(statement, call=["file_request", [dana.id, kind, words], {"scope": scope}])
        open_again(desk)

        filed = desk.house.my_requests(dana.id)
        assert bool(filed) is _done(desk, dana, kind) is (status == LIVED), f"killed before statement {statement}"
        desk.house.file_request(dana.id, kind, words, scope=scope)
        assert _done(desk, dana, kind)
        if status == LIVED:
            break
        assert 1 == len(desk.house.my_requests(dana.id))

    assert LIVED == status, "a request has more statements than were tried"
    assert statement > 20, "the statements were not counted"
    assert () == desk.house.verify().problems


def _done(desk: Desk, dana: Customer, kind: str) -> bool:
    if kind == "object":
        return not desk.house.agreed(dana.id)
    return desk.house.needs_glass(dana.conversation, desk.ada)


@few_or_all
def test_before_the_statements_of_a_correction(desk, dies, every):
    """Whenever it dies, the note stands there once, and the request is closed with it or open without it."""
    for statement in range(1, MOST_STATEMENTS, every):
        dana = desk.customer()
        request = desk.house.file_request(dana.id, "correct", "The name is wrong.")
        desk.house.work_request(request, desk.pia, "accept")
        status = dies(statement, call=["carry_out", [request, desk.pia, "The name is Dana."], {}])
        open_again(desk)

        noted = len(rows("SELECT 1 FROM desk_item WHERE conversation_id = %s AND voice = 'note'", dana.conversation))
        done = desk.house.request_of(request, dana.id).stage == Stage.DONE
        assert (int(done), status == LIVED) == (noted, done), f"killed before statement {statement}"
        if status == LIVED:
            break
        desk.house.carry_out(request, desk.pia, "The name is Dana.")
        assert [(1,)] == rows(
            "SELECT count(*) FROM desk_item WHERE conversation_id = %s AND voice = 'note'", dana.conversation
        )

    assert LIVED == status
    assert statement > 10, "the statements were not counted"
    assert () == desk.house.verify().problems


@fewer_or_all
def test_before_the_statements_of_an_erasure_of_which_a_hold_keeps_a_part(desk, dies, every):
    """Whenever it dies, the held conversation is kept whole and as restricted as it was, and the rest goes."""
    for statement in range(1, MOST_STATEMENTS, every):
        dana = desk.customer()
        desk.says(dana, QUESTION)
        other = desk.house.start(dana.id, "en")
        desk.house.restrict(dana.id, True, desk.house.now())
        request = approved(desk, dana)
        desk.house.place_hold(desk.pia, dana.id, dana.conversation, "a claim", desk.house.now() + timedelta(days=9))
        status = dies(statement, erase=request)
        open_again(desk)

        left = rows("SELECT id FROM desk_conversation WHERE customer_id = %s", dana.id)
        assert [(dana.conversation,)] == left, f"killed before statement {statement}: {other}"
        assert [("held",)] == rows("SELECT stage FROM rights_request WHERE id = %s", request)
        assert desk.house.needs_glass(dana.conversation, desk.ada)
        if status == LIVED:
            break

    assert LIVED == status, "an erasure has more statements than were tried"
    assert statement > 30, "the statements were not counted"
    desk.house.close_the_day()
    assert () == desk.house.verify().problems


def approved(desk: Desk, dana: Customer) -> str:
    request = desk.house.file_request(dana.id, "erase")
    for who, move in ((desk.pia, "accept"), (desk.pia, "dry_run"), (desk.pia, "approve"), (desk.cleo, "approve")):
        desk.house.work_request(request, who, move)
    return request


@fewer_or_all
def test_before_the_statements_of_an_erasure(desk, dies, every):
    """Whenever it dies, the next round goes on: in the end all is gone, proven once, and the ledger verifies."""
    for statement in range(1, MOST_STATEMENTS, every):
        dana = desk.customer()
        desk.says(dana, QUESTION)
        request = approved(desk, dana)
        status = dies(statement, erase=request)
        open_again(desk)

        found = rows("SELECT stage, customer_id FROM rights_request WHERE id = %s", request)
        assert [("done", "")] == found, f"killed before statement {statement}"
        assert [] == rows("SELECT id FROM desk_conversation WHERE customer_id = %s", dana.id)
        if status == LIVED:
            break

    assert LIVED == status, "an erasure has more statements than were tried"
    assert statement > 60, "the statements were not counted"
    assert [] == rows("SELECT request_id FROM rights_running")
    desk.house.close_the_day()
    assert () == desk.house.verify().problems


def _messages() -> int:
    return int(rows("SELECT count(*) FROM desk_item WHERE voice = 'customer'")[0][0])
