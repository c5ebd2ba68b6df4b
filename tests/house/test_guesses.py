"""Wrong tokens slow down whoever tries many, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from fairdesk.house import guesses
from fairdesk.house.guesses import Guesses
from fairdesk.identity.codes import WRONG_TOKENS, Limit, TooMany
from fairdesk.web import doors
from tests.letters import HERE

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
THREE = Limit(3, timedelta(minutes=10))
ELSEWHERE = "198.51.100.7"


def tries(guessed: Guesses, *tokens: str, where: str = HERE, at: datetime = AT) -> None:
    for token in tokens:
        guessed.check(where, at)
        guessed.wrong(where, token, at)


class TestGuesses:
    def test_after_the_third_wrong_one_this_network_waits(self):
        guessed = Guesses(THREE)
        tries(guessed, "a", "b", "c")

        with pytest.raises(TooMany) as told:
            guessed.check(HERE, AT)
        assert AT + timedelta(minutes=10) == told.value.until
        guessed.check(ELSEWHERE, AT)
        guessed.check(HERE, AT + timedelta(minutes=10))

    def test_the_same_wrong_one_again_counts_once(self):
        """The browser of an erased customer sends its cookie with every page."""
        guessed = Guesses(THREE)
        tries(guessed, *["old"] * 50)

        guessed.check(HERE, AT)

    def test_who_cannot_be_told_apart_is_not_counted(self):
        guessed = Guesses(THREE)
        tries(guessed, "a", "b", "c", "d", where="")

    def test_memory_has_an_end(self, monkeypatch):
        monkeypatch.setattr(guesses, "MOST_NETWORKS", 5)
        guessed = Guesses(THREE)
        for n in range(50):
            tries(guessed, "a", where=f"192.0.2.{n}")

        assert 5 == len(guessed._wrong)

    def test_what_is_past_is_let_go(self):
        guessed = Guesses(THREE)
        for n in range(20):
            tries(guessed, str(n), at=AT + n * timedelta(minutes=5))

        assert 2 >= len(guessed._wrong[HERE])


class TestAtTheDoor:
    @pytest.fixture
    def stranger(self, desk) -> Client:
        doors.open_door(desk.house)
        return Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="en", REMOTE_ADDR=HERE)

    def test_a_page_and_the_api_say_wait(self, desk, stranger):
        for n in range(WRONG_TOKENS.most):
            stranger.cookies["fairdesk"] = f"guess-{n}"
            assert 200 == stranger.get("/").status_code

        told = stranger.get("/")
        assert (429, True) == (told.status_code, b"Please wait a little" in told.content)
        api = stranger.get("/api/v1/conversations/x", HTTP_AUTHORIZATION="Bearer guess")
        assert (429, "application/problem+json") == (api.status_code, api["Content-Type"])

    def test_others_are_served_as_ever(self, desk, stranger):
        for n in range(WRONG_TOKENS.most + 1):
            desk.house.guesses.wrong(HERE, str(n), desk.house.now())
        dana = desk.customer()
        other = Client(HTTP_HOST="localhost", REMOTE_ADDR=ELSEWHERE)
        other.cookies["fairdesk"] = dana.token

        assert 200 == other.get(f"/c/{dana.conversation}").status_code
        assert 200 == stranger.get("/").status_code
