"""Live updates over real HTTP: who may listen, what is heard, and that nothing stays behind when listeners leave."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.server import RunningDesk
from tests.web.guests import Event, Guest, Program, events, signed_in

QUESTION = "How long do I have to send an umbrella back?"
MOST_DESCRIPTORS = 22 * 4 + 12
"""Two files of the database and two of the keys for each of 22 threads, and a dozen others."""


@contextmanager
def listening(guest: Guest, path: str, last: int | None = None):
    """Hear a page's stream with the browser's cookies."""
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    with guest.http.stream("GET", path, headers=headers) as stream:
        assert stream.status_code == 200, stream.status_code
        yield events(stream)


@pytest.fixture
def dana(served: RunningDesk) -> Guest:
    """A customer with an answered question."""
    guest = Guest(served.address)
    guest.opens("/")
    guest.says(QUESTION)
    return guest


class TestAPagesStream:
    def test_says_that_something_changed_and_up_to_which_number_but_no_words(self, dana):
        with listening(dana, f"{dana.conversation}/events") as heard:
            first = next(heard)

        assert (
            Event("changed", "2", {"state": "assistant", "writing": False, "assistant_on": True, "last": 2}) == first
        )

    def test_hears_what_is_kept_afterwards(self, dana):
        with listening(dana, f"{dana.conversation}/events", last=2) as heard:
            next(heard)
            dana.says("And who pays for the post?")
            numbers = []
            while not numbers or numbers[-1] < 4:
                numbers.append(next(heard).data["last"])

        assert sorted(set(numbers)) == numbers or numbers == sorted(numbers)
        assert 4 == numbers[-1]

    def test_hears_that_the_assistant_was_stopped(self, serve_desk):
        own = serve_desk()
        guest, ada = Guest(own.address), signed_in(own.address, own.sign_in["Ada"])
        guest.opens("/")
        guest.says(QUESTION)

        with listening(guest, f"{guest.conversation}/events", last=2) as heard:
            before = next(heard).data["assistant_on"]
            ada.opens("/desk/stop")
            ada.posts("/desk/stop", scope="all", reason="a drill")
            after = next(heard).data["assistant_on"]

        assert (True, False) == (before, after)

    def test_is_nobody_elses(self, served, dana):
        sam = Guest(served.address)
        sam.opens("/")
        sam.says(QUESTION)

        assert 404 == sam.http.get(f"{dana.conversation}/events").status_code
        assert 404 == Guest(served.address).http.get(f"{dana.conversation}/events").status_code

    def test_is_heard_by_every_listener(self, dana):
        with ThreadPoolExecutor(8) as threads:
            ready = threading.Barrier(9)

            def hear(_n: int) -> int:
                with listening(dana, f"{dana.conversation}/events", last=2) as heard:
                    next(heard)
                    ready.wait(10)
                    return next(event.data["last"] for event in heard if event.data["last"] >= 4)

            found = [threads.submit(hear, n) for n in range(8)]
            ready.wait(10)
            dana.says("And who pays for the post?")
            assert [4] * 8 == [each.result(20) for each in found]


class TestTheDesksStream:
    def test_hears_that_a_conversation_waits(self, dana, colleagues):
        with listening(colleagues["Ada"], "/desk/events") as heard:
            threading.Timer(0.5, lambda: dana.posts(f"{dana.conversation}/person")).start()

            assert "changed" == next(heard).kind

    def test_hears_what_another_process_kept(self, served, colleagues):
        with listening(colleagues["Ben"], "/desk/events") as heard:
            asked = threading.Thread(target=served.command, args=("ask", "I want to talk to a human"))
            asked.start()

            assert "changed" == next(heard).kind
            asked.join()

    def test_is_for_colleagues(self, served, dana):
        assert 403 == dana.http.get("/desk/events").status_code
        assert 403 == Guest(served.address).http.get("/desk/events").status_code


class TestAProgramsStream:
    def test_heard_in_pieces_while_messages_arrive_loses_and_doubles_nothing(self, served):
        """Sixteen messages from four threads; the listener hangs up after every event and goes on with its id."""
        program = Program(served.address)
        with ThreadPoolExecutor(4) as threads:
            sent = [threads.submit(program.sends, f"{QUESTION} {n}") for n in range(16)]
            heard: list[int] = []
            while not heard or any(not each.done() for each in sent) or program.reads(heard[-1])["entries"]:
                with program.listens(heard[-1] if heard else None) as told:
                    event = next(told)
                    heard += [int(event.id)] if event.kind == "entry" else []

        assert [entry["number"] for entry in program.reads()["entries"]] == heard
        assert {201} == {each.result().status_code for each in sent}


class TestWhatStaysBehind:
    def test_300_streamed_turns_leave_no_descriptor_open(self, serve_desk):
        """One connection a stream would leak (measured upstream); ours belong to threads of fixed number, two each."""
        own = serve_desk()
        program = Program(own.address)

        def turn(n: int) -> str:
            mine = Program(own.address) if n % 30 == 0 else program
            number = mine.sends(f"{QUESTION} {n}").json()["number"]
            with mine.listens(number - 1) as heard:
                return next(event for event in heard if event.kind == "entry").data["text"]

        held, texts = [], []
        for lot in (range(150), range(150, 300)):
            with ThreadPoolExecutor(4) as threads:
                texts += threads.map(turn, lot)
            held.append(len(os.listdir(f"/proc/{own.process.pid}/fd")))

        assert [f"{QUESTION} {n}" for n in range(300)] == texts
        # A thread of the pools may have met its first work in the second half.
        assert held[1] - held[0] <= 20, held
        assert held[1] <= MOST_DESCRIPTORS, held
