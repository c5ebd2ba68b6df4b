"""Local help stays true: its owner is told before a line runs out, checks it again, and customers read what was checked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fairdesk.clock import now
from fairdesk.database import writing
from fairdesk.house.replaying import replay_all
from fairdesk.identity import records as identity
from fairdesk.nouns import BadInput, Refused
from fairdesk.web import doors
from tests.house.test_alarming import deeds, later  # noqa: F401  the fixture by which time passes
from tests.people import COMPANY, Desk

CRISIS = "I want to end my life"
CHECKED = ("IE", "999", "1800 247 247", "Pieta", ("pieta.ie", "hse.ie"))


def said(desk: Desk) -> str:
    """Return the first words that somebody in a crisis reads now."""
    dana = desk.customer()
    desk.says(dana, CRISIS)
    return desk.sees(dana).entries[1].text


class TestTheTask:
    def test_a_line_that_runs_out_is_told_to_its_owner_alone_until_it_is_checked(self, desk, later):  # noqa: F811
        assert "" == desk.house.helpline_task(desk.cleo)
        later(days=400)
        assert "expired" == desk.house.helpline_task(desk.cleo)
        assert "" == desk.house.helpline_task(desk.ada)

        desk.house.confirm_helpline(desk.cleo, *CHECKED)

        assert "" == desk.house.helpline_task(desk.cleo)
        later(days=61)
        assert "runs_out_soon" == desk.house.helpline_task(desk.cleo)

    def test_a_company_without_a_country_has_one_too(self, desk):
        with writing():
            identity.keep_company(replace(COMPANY, country=""), now())

        assert "no_country" == desk.house.helpline_task(desk.cleo)


class TestACheck:
    def test_is_what_customers_read_from_then_on_and_no_longer_than_ninety_days(self, desk, later):  # noqa: F811
        assert "116 123" in said(desk)

        desk.house.confirm_helpline(desk.cleo, *CHECKED)

        shown = said(desk)
        assert "Pieta" in shown
        assert "1800 247 247" in shown
        assert "999" in shown
        assert "116 123" not in shown
        later(days=91)
        ran_out = said(desk)
        assert "1800 247 247" not in ran_out
        assert "findahelpline.com" in ran_out

    def test_turns_before_and_after_it_are_decided_again_as_they_were(self, desk):
        said(desk)
        desk.house.confirm_helpline(desk.cleo, *CHECKED)
        said(desk)
        desk.house.confirm_helpline(desk.cleo, "IE", "112", "50808", "Text About It", ("a", "b"))

        assert (2, ()) == ((again := replay_all(desk.house)).turns, again.changed)

    def test_is_in_the_ledger(self, desk):
        desk.house.confirm_helpline(desk.cleo, *CHECKED)

        (kept,) = deeds(desk, "helpline_confirmed")
        assert ("IE", "1800 247 247", "pieta.ie; hse.ie") == (kept["country"], kept["line"], kept["sources"])
        desk.house.close_the_day()
        assert () == tuple(desk.house.verify().problems)

    def test_is_its_owners_alone(self, desk):
        with pytest.raises(Refused):
            desk.house.confirm_helpline(desk.ada, *CHECKED)

    def test_with_one_source_nothing_is_kept(self, desk):
        with pytest.raises(BadInput):
            desk.house.confirm_helpline(desk.cleo, *CHECKED[:4], ("pieta.ie",))

        assert "116 123" in said(desk)


class TestThePage:
    def test_lists_what_runs_out_and_takes_a_check(self, desk, later):  # noqa: F811
        doors.open_door(desk.house)
        cleo = browser_of(desk, desk.cleo)
        later(days=400)
        first = cleo.get("/desk/helplines").content.decode()
        assert first.index('id="IE"') < first.index('id="AR"'), "the company's country comes first"
        assert "has run out, not shown" in first
        assert "Owner: manager." in first
        assert '<a href="/desk/helplines">Check it</a>' in cleo.get("/desk").content.decode()
        form = cleo.get("/desk/helplines?check=IE").content.decode()
        assert 'value="116 123"' in form

        typed = {"country": "ie", "emergency": "999", "line": "1800 247 247", "name": "Pieta", "source": "pieta.ie"}
        refused = cleo.post("/desk/helplines", typed)
        kept = cleo.post("/desk/helplines", {**typed, "source_2": "hse.ie"})

        assert 422 == refused.status_code
        assert 'value="1800 247 247"' in refused.content.decode(), "the words are still there"
        assert "/desk/helplines#IE" == kept["Location"]
        assert "1800 247 247" in cleo.get("/desk/helplines").content.decode()

    def test_others_read_it_and_change_nothing(self, desk):
        doors.open_door(desk.house)
        ada = browser_of(desk, desk.ada)

        assert "I checked it today" not in ada.get("/desk/helplines?check=IE").content.decode()
        assert 403 == ada.post("/desk/helplines", {"country": "IE"}).status_code


def browser_of(desk: Desk, who: int) -> Client:
    """Return a browser in which a colleague is signed in."""
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
    return browser
