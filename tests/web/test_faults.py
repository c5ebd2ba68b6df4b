"""The disk is full, the database is held, damaged or gone: nothing is sent, the words come back, people can be reached."""

from __future__ import annotations

import resource
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.server import RunningDesk, running_desk
from tests.web.guests import Guest, Program

QUESTION = "Wie kann ich einen Schirm zurückgeben?"
WORDS = "Meine Worte mit <Zeichen> & ümläut"
TELEPHONE, EMAIL = "+00 000 555 0101", "help@nobodys-umbrellas.example"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk that things happen to."""
    with running_desk(tmp_path_factory.mktemp("faults")) as desk:
        yield desk


@pytest.fixture
def dana(own: RunningDesk) -> Guest:
    """A customer with an answered question, in German."""
    guest = Guest(own.address, "de")
    guest.opens("/")
    guest.says(QUESTION)
    assert 'data-state="assistant"' in guest.page.html
    return guest


@pytest.fixture
def newcomer(own: RunningDesk) -> Guest:
    """Somebody who has opened the page."""
    guest = Guest(own.address, "de")
    guest.opens("/")
    return guest


@contextmanager
def full_disk(desk: RunningDesk) -> Iterator[None]:
    """Let the server's writes past the first kilobyte of any file fail, as a full disk does (EFBIG for ENOSPC).

    Database, write-ahead log, key file and log file alike; works for root, who no file mode stops.
    """
    number, none = desk.process.pid, resource.RLIM_INFINITY
    resource.prlimit(number, resource.RLIMIT_FSIZE, (1024, none))
    try:
        yield
    finally:
        resource.prlimit(number, resource.RLIMIT_FSIZE, (none, none))


@contextmanager
def unreadable(desk: RunningDesk) -> Iterator[None]:
    """Take the database away from the server while it runs, and give it back."""
    address = desk.environment["FAIRDESK_DATABASE"]
    if address == "sqlite":
        _rename(desk, "desk_conversation", "taken_away")
        _rename(desk, "identity_token", "taken_away_too")
        try:
            yield
        finally:
            _rename(desk, "taken_away", "desk_conversation")
            _rename(desk, "taken_away_too", "identity_token")
        return
    name = urlsplit(address).path.strip("/")
    elsewhere = address.replace(f"/{name}", "/postgres", 1)
    with psycopg.connect(elsewhere, autocommit=True) as keeper:
        keeper.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        keeper.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            keeper.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def _rename(desk: RunningDesk, table: str, to: str) -> None:
    with sqlite3.connect(desk.data / "fairdesk.db", timeout=20) as database:
        database.execute(f"ALTER TABLE {table} RENAME TO {to}")


def nothing_was_sent(guest: Guest, words: str = WORDS) -> None:
    """Check the page of a message that could not be kept."""
    assert 503 == guest.status
    assert "Retry-After" in guest.response.headers
    assert "de" == guest.page.roots["lang"]
    assert TELEPHONE in guest.page.html
    assert EMAIL in guest.page.html
    assert words in {form.fields.get("text") for form in guest.page.forms} | set(_readonly(guest))


def _readonly(guest: Guest) -> list[str]:
    return [
        unescape(part.partition(">")[2].partition("</textarea>")[0])
        for part in guest.page.html.split("<textarea")[1:]
    ]


sqlite_only = pytest.mark.skipif(
    "__import__('os').environ.get('FAIRDESK_TEST_DATABASE', 'sqlite') != 'sqlite'",
    reason="PostgreSQL's files are not the server's: its faults are those of TestUnreadable",
)


@sqlite_only
class TestDiskFull:
    def test_a_message_comes_back_and_can_be_sent_when_there_is_room(self, own, dana):
        client_id = uuid.uuid4().hex
        with full_disk(own):
            dana.says(WORDS, client_id)
            nothing_was_sent(dana)
            form = dana.page.form_with("Senden" if "Senden" in dana.page.buttons else "Send")

        dana._arrive(dana.http.post(form.action, data=form.fields))

        assert 200 == dana.status
        assert 1 == dana.words().count(WORDS)
        assert 0 == own.command("ledger", "verify").returncode

    def test_a_first_message_comes_back_and_opens_one_conversation_later(self, own, newcomer):
        with full_disk(own):
            newcomer.says(WORDS)
            nothing_was_sent(newcomer)
            form = newcomer.page.form_with("Senden" if "Senden" in newcomer.page.buttons else "Send")

        newcomer._arrive(newcomer.http.post(form.action, data=form.fields))
        newcomer._arrive(newcomer.http.post(form.action, data=form.fields))

        assert newcomer.at.startswith("/c/")
        assert 1 == newcomer.words().count(WORDS)

    @pytest.mark.parametrize("act", ["person", "people-only", "assistant"])
    def test_a_wish_that_cannot_be_kept_shows_the_other_ways(self, own, dana, act):
        with full_disk(own):
            dana.posts(f"{dana.conversation}/{act}")

        assert 503 == dana.status
        assert TELEPHONE in dana.page.html
        assert EMAIL in dana.page.html

    def test_a_wish_for_a_person_before_any_message_shows_the_other_ways(self, own, newcomer):
        with full_disk(own):
            newcomer.posts("/c/new", person="1")

        assert 503 == newcomer.status
        assert TELEPHONE in newcomer.page.html

    def test_programs_are_told_and_may_try_again(self, own):
        program = Program(own.address)
        with full_disk(own):
            refused = program.sends("Hello there", "hello-hello")
            started = program.http.post("/conversations", json={})

        assert [503, 503] == [refused.status_code, started.status_code]
        assert {"application/problem+json"} == {each.headers["Content-Type"] for each in (refused, started)}
        assert "Retry-After" in refused.headers
        assert [] == program.said()
        assert 201 == program.sends("Hello there", "hello-hello").status_code
        assert ["Hello there"] == program.said("customer")

    def test_what_can_be_read_is_still_shown(self, own, dana):
        with full_disk(own):
            dana.opens(dana.conversation)

        assert 200 == dana.status
        assert QUESTION in dana.words()

    def test_no_trace_and_no_words_are_written_anywhere(self, own, dana):
        with full_disk(own):
            dana.says(WORDS)

        assert "Traceback" not in own.log.read_text()
        assert WORDS not in own.log.read_text() + own.logged
        assert "Traceback" not in own.logged

    def test_the_assistants_answer_that_cannot_be_kept_is_not_sent_and_comes_when_there_is_room(self, serve_desk):
        """The message was kept, the disk fills while the answer is made: nothing is shown that was not kept."""
        slow = serve_desk(FAIRDESK_SLOW_ANSWER_SECONDS="1", FAIRDESK_MODEL_SECONDS="1.5")
        program = Program(slow.address)
        assert 201 == program.sends("How long do I have to send an umbrella back?").status_code

        with full_disk(slow):
            time.sleep(1.5)
            assert [] == program.said("assistant")

        for _ in range(200):
            if program.said("assistant"):
                break
            time.sleep(0.1)
        assert 1 == len(program.said("assistant"))
        assert 0 == slow.command("ledger", "verify").returncode


@sqlite_only
class TestHeld:
    def test_a_database_that_somebody_else_writes_for_long_is_told(self, own, dana):
        holder = sqlite3.connect(own.data / "fairdesk.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            dana.says(WORDS)
        finally:
            holder.execute("ROLLBACK")
            holder.close()

        nothing_was_sent(dana)

    @pytest.mark.parametrize("kind", ["first", "later"])
    def test_keys_that_cannot_be_written_open_nothing(self, own, dana, newcomer, kind):
        """A first message needs a new key; a later one only reads its own, and goes through."""
        holder = sqlite3.connect(own.data / "keys.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        guest = newcomer if kind == "first" else dana
        try:
            guest.says(WORDS)
        finally:
            holder.execute("ROLLBACK")
            holder.close()

        if kind == "first":
            nothing_was_sent(guest)
        else:
            assert 200 == guest.status


class TestUnreadable:
    def test_a_message_comes_back_and_the_desk_recovers_by_itself(self, own, dana):
        conversation = dana.conversation
        form = {"csrfmiddlewaretoken": dana.token(), "text": WORDS, "client_id": uuid.uuid4().hex}
        with unreadable(own):
            for _ in range(10):  # more often than there are threads: each must let go of what broke
                dana._arrive(dana.http.post(f"{conversation}/say", data=form))
                nothing_was_sent(dana)

        dana.opens(conversation)
        assert WORDS not in dana.words()
        for n in range(10):
            dana.says(f"{n} {WORDS}")
            assert 200 == dana.status
        assert 10 == sum(WORDS in said for said in dana.words())

    def test_pages_programs_and_streams_say_it_calmly(self, own, dana):
        program = Program(own.address)
        with unreadable(own):
            pages = [dana.http.get(path) for path in ("/", dana.conversation, "/what-we-keep", "/healthz")]
            api = [
                program.http.get(f"/conversations/{program.id}"),
                program.sends("x"),
                program.http.get(f"/conversations/{program.id}/events"),
            ]

        assert {503} == {page.status_code for page in pages[1:2] + pages[3:]}
        assert TELEPHONE in pages[1].text
        assert [503] * 3 == [each.status_code for each in api]
        assert {"application/problem+json"} == {each.headers["Content-Type"] for each in api}
        assert not any("Traceback" in each.text for each in pages + api)
        assert 200 == program.http.get(f"/conversations/{program.id}").status_code


class TestLeavingAtOnce:
    """Nobody is held on a page because the desk cannot read or write."""

    @pytest.mark.parametrize("trouble", [pytest.param(full_disk, marks=sqlite_only), unreadable])
    def test_works_whatever_is_wrong(self, own, dana, trouble):
        with trouble(own):
            left = dana.http.get("/exit", follow_redirects=False)

        assert (302, "https://www.wikipedia.org/") == (left.status_code, left.headers["location"])
        assert "no-store" == left.headers["cache-control"]
        assert "no-referrer" == left.headers["referrer-policy"]
        assert "fairdesk" not in dana.http.cookies
        assert QUESTION not in dana.http.get("/").text
