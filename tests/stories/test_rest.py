"""Ada answers two people in grief in a row: her own page tells her kindly to rest. Nobody else learns of it, nothing is kept."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fairdesk.nouns import ColleagueId
from fairdesk.web import doors
from tests.house.test_alarming import later  # noqa: F401  the fixture by which time passes
from tests.house.test_writing_aids import SOURCE, all_there_is
from tests.people import Desk

GRIEF = "My father died last week and the contract is in his name."
KIND = "I close his contract today. You need to do nothing. I will write to you by noon."
REMINDER = "Time for a break"


def browser_of(desk: Desk, who: ColleagueId) -> Client:
    """Return a browser in which a colleague is signed in."""
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def answered(desk: Desk, who: ColleagueId, words: str = GRIEF) -> str:
    """Let a customer write and a colleague answer and close; return the conversation."""
    dana = desk.customer()
    desk.says(dana, words)
    desk.house.take_over(dana.conversation, who)
    desk.house.reply(dana.conversation, who, KIND, desk.house.case(dana.conversation, who).version)
    desk.house.resolve(dana.conversation, who)
    return dana.conversation


@pytest.fixture
def ada(desk: Desk) -> Client:
    doors.open_door(desk.house)
    return browser_of(desk, desk.ada)


def test_after_two_heavy_cases_she_reads_it_and_after_a_rest_no_more(desk, ada, later):  # noqa: F811
    answered(desk, desk.ada)
    assert REMINDER not in ada.get("/desk").content.decode()
    later(minutes=10)
    case = answered(desk, desk.ada)

    for page in ("/desk", f"/desk/c/{case}", "/desk/my-work"):
        assert REMINDER in ada.get(page).content.decode(), page
    later(minutes=20)
    assert REMINDER not in ada.get("/desk").content.decode()


def test_ordinary_cases_are_none(desk, ada):
    for _ in range(3):
        answered(desk, desk.ada, "human")

    assert REMINDER not in ada.get("/desk").content.decode()


def test_the_button_gives_her_nothing_new(desk, ada):
    for _ in range(2):
        answered(desk, desk.ada)

    ada.post("/desk/my-work", {"presence": "away"})

    assert "away" == desk.house.my_work(desk.ada).presence
    assert REMINDER not in ada.get("/desk").content.decode()


def test_nobody_else_sees_it_and_nothing_is_kept(desk, ada):
    """Managers, officers and auditors read no word of it on any page of theirs, and looking leaves no row behind."""
    for _ in range(2):
        case = answered(desk, desk.ada)
    others = [browser_of(desk, who) for who in (desk.ben, desk.cleo, desk.rio)]
    assert REMINDER in ada.get("/desk").content.decode()
    before = all_there_is()

    assert desk.house.my_work(desk.ada).rest
    for other in others:
        for page in (
            "/desk",
            f"/desk/c/{case}",
            "/desk/my-work",
            "/desk/month",
            "/desk/first-human",
            "/desk/handovers",
        ):
            assert REMINDER not in other.get(page).content.decode(), page
    users = {
        file.name for file in SOURCE.rglob("*.py") if re.search(r"own_replies|break_due", file.read_text("utf-8"))
    }

    assert {"breaks.py", "handed.py", "assigning.py"} == users, "no list, figure or report asks for it"
    assert before.keys() == all_there_is().keys()
    assert {name for name, kept in all_there_is().items() if kept != before[name]} <= {
        "desk_viewer",
        "privacy_look",
        "django_session",
    }
