"""The pages of incidents, over the real house: a list with clocks, a form, and what keeps one from being closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.accountability.pages import incidents as pages
from tests.answers.test_pages import Visitor
from tests.people import Desk


def text(response) -> str:
    return response.content.decode()


def visitor(desk: Desk, who) -> Visitor:
    found = Visitor(desk.house.now(), True, house=desk.house)
    found.colleague = desk.house.colleague(who)
    return found


@pytest.fixture
def typed(desk: Desk) -> dict[str, str]:
    number = desk.house.open_incident(desk.ada, "<b>A wrong amount</b> was told.", "fault")
    kept = desk.house.incident(desk.cleo, number)
    return {"seen": str(kept.version), "severity": "fault", "owner": str(int(kept.owner)), "cause": "An old article.",
            "correction": "Replaced.", "acts": "", "first": "1", "last": "9", "close": "1"}  # fmt: skip


def test_a_colleague_opens_one_and_sees_its_clock(desk):
    ada = visitor(desk, desk.ada)
    opened = ada.sends(
        pages.listed, what="Two parcels went astray.", severity="fault", known_at="", acts="", breach=""
    )

    assert "/desk/incidents/1?said=opened" == opened["Location"]
    shown = text(ada.opens(pages.listed))
    assert "Two parcels went astray." in shown
    assert "due" in shown
    assert "Close the incident" not in text(ada.opens(pages.one, 1)), "she may not work on it"


def test_one_who_only_reads_has_no_form(desk, typed):
    shown = text(visitor(desk, desk.otto).opens(pages.listed))

    assert "Open the incident" not in shown
    assert "&lt;b&gt;A wrong amount" in shown, "what is written is shown, not run"


def test_what_is_missing_is_said_and_what_was_typed_stays(desk, typed):
    cleo = visitor(desk, desk.cleo)
    refused = cleo.sends(pages.one, 1, **{**typed, "correction": ""})

    assert 403 == refused.status_code
    assert "the correction is not written down" in text(refused)
    assert "An old article." in text(refused)


def test_with_all_of_it_it_closes(desk, typed):
    assert cleo_closes(desk, typed).endswith("/desk/incidents/1?said=closed")
    assert "closed" in text(visitor(desk, desk.ada).opens(pages.listed))


def cleo_closes(desk: Desk, typed: dict[str, str]) -> str:
    return str(visitor(desk, desk.cleo).sends(pages.one, 1, **typed)["Location"])


@pytest.mark.parametrize(
    "wrong", [{"first": "9", "last": "1"}, {"acts": "<a>"}, {"severity": "bad"}, {"owner": "999"}]
)
def test_what_cannot_be_read_is_named(desk, typed, wrong):
    assert 422 == visitor(desk, desk.cleo).sends(pages.one, 1, **{**typed, **wrong}).status_code


def test_the_front_names_those_that_need_somebody_and_lists_say_what_is_late(desk, typed):
    desk.house.open_incident(desk.pia, "It hurt somebody.", "serious", known_at=desk.house.now() - timedelta(days=16))

    assert "late since" in text(visitor(desk, desk.ada).opens(pages.listed))
    assert 2 == len(desk.house.incident_tasks(desk.cleo))
