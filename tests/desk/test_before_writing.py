"""That nobody is there is said before a customer writes, with the next opening; and how long a person took lately."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from fairdesk.desk.timeline import State
from fairdesk.nouns import Duty
from tests.web.fake_house import TALK, Visit
from tests.web.visiting import Visitor

pytest_plugins = ["tests.web.visiting"]

MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)
CLOSED = Duty(open=False, opens_at=MONDAY, people=0, waiting=0, median_wait_seconds=None)
NOBODY = "Nobody of our team is here right now."


def test_the_first_page_says_it_before_the_message_field(visit: Visit, dana: Visitor):
    visit.house.duty = CLOSED

    page = dana.opens("/")

    assert "Next opening: Monday, 08:00 (Dublin)." in page.text
    assert page.text.index(NOBODY) < page.text.index("Your message")
    assert (
        '<time datetime="2026-03-09T08:00:00+00:00" data-show="day">' in page.html
    )  # a script puts it in their zone


def test_so_does_the_composer_of_a_conversation_with_the_assistant(visit: Visit, dana: Visitor):
    visit.house.duty, visit.house.state = CLOSED, State.ASSISTANT

    page = dana.opens(f"/c/{TALK}")

    assert page.text.index(NOBODY) < page.text.index("Your message")


def test_hours_without_anybody_there_promise_no_time(visit: Visit, dana: Visitor):
    visit.house.duty = replace(CLOSED, open=True, opens_at=None)

    page = dana.opens("/")

    assert NOBODY in page.text
    assert "Next opening" not in page.text


def test_nothing_is_said_while_people_are_here_but_how_long_one_took(dana: Visitor):
    page = dana.opens("/")

    assert NOBODY not in page.text
    assert "In the last 7 days, half of our customers had a person within 4 min (n = 23)." in page.text


def test_who_waits_while_it_is_closed_reads_the_opening(visit: Visit, dana: Visitor):
    visit.house.duty, visit.house.state = CLOSED, State.WAITING

    assert "Next opening: Monday, 08:00 (Dublin)." in dana.opens(f"/c/{TALK}").text
