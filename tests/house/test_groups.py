"""Groups are counted by people over what really happened: their first message, their first reviewed answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.consent.purposes import Purpose
from fairdesk.database import writing
from fairdesk.house.groups import live_groups, people_of
from fairdesk.identity.records import addresses
from fairdesk.oversight.compared import OTHERS
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"


def asks(desk: Desk, question: str, language: str = "en", times: int = 1) -> list[Customer]:
    people = [desk.customer(language) for _ in range(times)]
    for dana in people:
        desk.says(dana, question)
        desk.house.answer_purpose(dana.conversation, dana.id, str(Purpose.IMPROVE), True)
    return people


def reviews(desk: Desk, verdict: str) -> None:
    while found := desk.house.answer_sample(desk.rio):
        desk.house.keep_answer_review(desk.rio, found.act, verdict)


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """Twelve people ask in English and are answered; six in German, whom no article answers; two in Polish."""
    asks(desk, QUESTION, "en", 12)
    asks(desk, "Wie lange dauert eine Erstattung?", "de", 6)
    asks(desk, "Ile trwa zwrot?", "pl", 2)
    return desk


def test_each_person_counts_once_with_their_first_message(asked: Desk) -> None:
    (dana,) = asks(asked, QUESTION)
    asked.says(dana, "And the post?")
    english, others = live_groups("language", asked.house.now() - timedelta(days=1))

    assert ("en", 13, 1.0) == (english.value, english.people, english.answered.value)
    assert (OTHERS, 8, 0.0) == (others.value, others.people, others.answered.value)
    assert english.answered_apart.low > 0


def test_one_person_in_two_browsers_is_one(asked: Desk) -> None:
    dana, sam = asks(asked, QUESTION, times=2)
    with writing():
        addresses.join((dana.id, sam.id), "a-person", asked.house.now())

    assert 13 == live_groups("language", asked.house.now() - timedelta(days=1))[0].people
    assert {dana.id: "a-person", sam.id: "a-person", "x": "x"} == people_of({dana.id, sam.id, "x"})


def test_wrong_answers_are_those_that_were_sent_and_reviewed(asked: Desk) -> None:
    asked.knows(
        "---\ntitle: Wie lange dauert eine Erstattung\n---\n\nEine Erstattung dauert bis zu fünf Tage.\n",
        "erstattung",
        "de",
    )
    asks(asked, "Wie lange dauert eine Erstattung?", "de", 5)
    reviews(asked, "wrong")

    groups = {group.value: group for group in live_groups("language", asked.house.now() - timedelta(days=1))}
    assert 12 == groups["en"].reviewed
    assert groups["en"].wrong is not None
    assert 1.0 == groups["en"].wrong.value


def test_the_board_shows_them(asked: Desk) -> None:
    live = asked.house.board(asked.rio).live

    assert ("language", "en", 12, "100.0 %") == (live[0].name, live[0].value, live[0].people, live[0].answered)
    assert {"language"} == {row.name for row in live}, "one channel alone is compared with nobody"


def test_what_is_older_does_not_count(asked: Desk) -> None:
    assert () == live_groups("language", asked.house.now() + timedelta(days=1))
