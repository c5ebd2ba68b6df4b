"""The worker does what is due, once, and one thing that fails keeps nothing else from being done."""

from __future__ import annotations

import json
import logging
import uuid
from datetime import timedelta

import pytest

from fairdesk.answers import records as answers
from fairdesk.clock import now
from fairdesk.database import row, writing
from fairdesk.desk import records
from fairdesk.house.background import TRIED_AGAIN_AFTER, Background
from fairdesk.house.preparing import JsonLines
from fairdesk.nouns import RawText, Unavailable
from fairdesk.sensitive import records as sensitive
from tests.people import Customer, Desk, PulledPlug

QUESTION = "How long does a refund take?"


@pytest.fixture
def worker(desk: Desk) -> Background:
    return Background(desk.house)


def left_at(desk: Desk, step: str) -> Customer:
    """A customer whose message was at this step when the power was cut."""
    dana = desk.customer()
    desk.pull_the_plug(step)
    with pytest.raises(PulledPlug):
        desk.house.say(dana.conversation, dana.id, RawText(QUESTION), uuid.uuid4().hex)
    desk.house.plug = lambda _step: None
    return dana


def fails(faults: list[Exception]) -> None:
    raise faults.pop()


def pass_the_claim(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(desk.house.knowing, "now", lambda: now() + desk.house.claim_time * 2)


class TestARound:
    def test_sends_what_was_kept_and_not_sent(self, desk, worker):
        dana = left_at(desk, "after keep")
        assert [] == desk.answers(dana)

        worker.round()
        worker.round()

        assert 1 == len(desk.answers(dana))

    def test_reads_new_articles_so_that_no_customer_waits_for_it(self, desk, worker, monkeypatch):
        desk.knows("# Zeppelins\n\nA zeppelin takes nine days to Ireland.", "zeppelins")
        worker.round()
        monkeypatch.setattr(answers, "_grown", lambda *_: pytest.fail("it was read while a customer waited"))

        found = desk.says(desk.customer(), "How many days does a zeppelin take?").draft.evidence

        assert "zeppelins" == found[0].article

    def test_leaves_a_message_to_whoever_has_claimed_it(self, desk, worker):
        dana = left_at(desk, "received")

        worker.round()

        assert 1 == len(records.arrivals_of(dana.conversation))

    def test_a_fault_of_a_moment_costs_seconds_and_not_the_whole_claim(self, desk, worker, monkeypatch):
        dana, faults = left_at(desk, "received"), [Unavailable("the disk is busy")]
        pass_the_claim(desk, monkeypatch)
        monkeypatch.setattr(desk.house.turns, "submit", lambda work, *given: work(*given))
        answer = desk.house.answer_arrivals
        monkeypatch.setattr(
            desk.house, "answer_arrivals", lambda which: answer(which) if not faults else fails(faults)
        )
        worker.round()
        assert [] == desk.answers(dana)
        seconds_later = desk.house.now() + TRIED_AGAIN_AFTER * 2
        monkeypatch.setattr(desk.house.knowing, "now", lambda: seconds_later)

        worker.round()

        assert 1 == len(desk.answers(dana))
        assert [] == records.arrivals_of(dana.conversation)

    def test_answers_it_when_the_claim_has_run_out(self, desk, worker, monkeypatch):
        dana = left_at(desk, "received")
        pass_the_claim(desk, monkeypatch)

        worker.round()
        desk.house.turns.submit(int).result()
        desk.settle(dana)

        assert 1 == len(desk.answers(dana))

    def test_of_two_workers_one_takes_an_abandoned_message(self, desk, worker, monkeypatch):
        left_at(desk, "received")
        pass_the_claim(desk, monkeypatch)
        begun = []
        monkeypatch.setattr(
            desk.house.turns, "submit", lambda work, conversation, *_claim: begun.append(conversation)
        )

        worker.round()
        Background(desk.house).round()

        assert 1 == len(begun)

    def test_gives_entries_their_place(self, desk, worker):
        desk.says(desk.customer(), QUESTION)

        worker.round()

        assert row("SELECT count(*) FROM accountability_waiting") == (0,)

    def test_deletes_concerns_that_outlived_their_time(self, desk, worker):
        dana, long_ago = desk.customer(), now() - timedelta(days=31)
        with writing():
            sensitive.add("c1", dana.conversation, dana.id, "bereavement", "a1", long_ago)
            sensitive.add("c2", dana.conversation, dana.id, "bereavement", "a2", now())

        worker.round()

        assert row("SELECT count(*), max(id) FROM sensitive_concern") == (1, "c2")


class TestWhatFails:
    def test_a_text_that_cannot_leave_holds_up_no_other(self, desk, worker, monkeypatch):
        stuck, dana = left_at(desk, "after keep"), left_at(desk, "after keep")
        deliver = desk.house.deliver

        def sometimes(act: str) -> None:
            if act == desk.last_act(stuck):
                raise Unavailable("not now")
            deliver(act)

        with monkeypatch.context() as broken:
            broken.setattr(desk.house, "deliver", sometimes)
            worker.round()
        assert [] == desk.answers(stuck)
        assert 1 == len(desk.answers(dana))
        assert row("SELECT count(*) FROM accountability_waiting") == (0,)

        worker.round()

        assert 1 == len(desk.answers(stuck))

    def test_it_is_logged_by_id_without_a_word(self, desk, worker, monkeypatch, caplog):
        dana = left_at(desk, "after keep")

        def fails(_act: str) -> None:
            raise Unavailable(f"cannot send {QUESTION!r}")

        monkeypatch.setattr(desk.house, "deliver", fails)
        worker.round()

        lines = [JsonLines().format(record) for record in caplog.records if record.name == "fairdesk.background"]
        assert [(desk.last_act(dana), "Unavailable")] == [
            (json.loads(line)["act"], json.loads(line)["error"]) for line in lines
        ]
        assert QUESTION not in "".join(lines)

    def test_a_round_that_breaks_does_not_end_the_worker(self, desk, worker, monkeypatch, caplog):
        from fairdesk.house import background

        done = []

        def breaks() -> None:
            done.append(1)
            if len(done) == 1:
                raise RuntimeError("a bug")
            worker._ended.set()

        monkeypatch.setattr(background, "SECONDS", 0.001)
        monkeypatch.setattr(worker, "round", breaks)
        with caplog.at_level(logging.ERROR):
            worker.start()
            worker._thread.join(timeout=30)

        assert 2 == len(done)
        assert "RuntimeError" == caplog.records[0].error


def test_it_ends_when_told(worker):
    worker.start()
    worker.stop()

    assert not worker._thread.is_alive()


def test_ending_what_never_began_is_harmless(worker):
    worker.stop()
