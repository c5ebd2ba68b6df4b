"""Breaches as the house keeps them: sealed, by officers alone, a passed clock told once, a change never overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.database import rows
from fairdesk.house.background import Background
from fairdesk.nouns import BadInput, Overtaken, Refused
from fairdesk.rights import records as rights

TOLD = {"what": "A list of Petronella's customers went to the wrong person."}


@pytest.fixture
def breach(desk) -> str:
    return desk.house.record_breach(desk.pia, desk.house.now() - timedelta(hours=80), TOLD, "likely", 12)


def test_its_words_are_sealed(desk, breach):
    assert not [1 for (sealed,) in rows("SELECT sealed FROM rights_breach") if b"Petronella" in bytes(sealed)]
    assert TOLD["what"] == desk.house.breach(desk.pia, breach).told["what"]


def test_a_passed_clock_is_told_once(desk, breach):
    for _ in range(2):
        Background(desk.house).round()

    assert [(1,)] == rows("SELECT count(*) FROM desk_deed WHERE kind = 'breach_late'")


@pytest.mark.parametrize("name", ["ada", "rio", "otto"])
def test_only_who_works_requests_sees_or_writes_one(desk, breach, name):
    who = getattr(desk, name)

    for act in (
        lambda: desk.house.breaches(who),
        lambda: desk.house.breach(who, breach),
        lambda: desk.house.record_breach(who, desk.house.now(), TOLD),
        lambda: desk.house.change_breach(who, breach, TOLD, "high", 1),
    ):
        with pytest.raises(Refused):
            act()


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(desk, breach):
    before = rights.breach(breach)
    desk.house.change_breach(desk.cleo, breach, TOLD, "high", 13)

    with pytest.raises(Overtaken):
        rights.change_breach(before)


def test_a_closed_record_stays_as_it_is(desk, breach):
    done = {**TOLD, "decision": "told late: it was found on a Sunday"}
    with pytest.raises(Refused, match="authority"):
        desk.house.change_breach(desk.pia, breach, done, "likely", 12, close=True)
    desk.house.change_breach(desk.pia, breach, done, "likely", 12, authority_told=True, close=True)

    with pytest.raises(BadInput, match="closed"):
        desk.house.change_breach(desk.pia, breach, TOLD, "unlikely", 0)
    desk.house.close_the_day()
    assert () == desk.house.verify().problems
