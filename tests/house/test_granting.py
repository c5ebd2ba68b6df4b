"""A flow is asked for by one person and granted by another; nobody puts one in force alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from fairdesk.desk import records
from fairdesk.flows import records as flows
from fairdesk.house import first_tables
from fairdesk.nouns import NotFound, Refused

FILE = Path(first_tables.__file__).parent / "demo_flows" / "cancel_order.yaml"


@pytest.fixture
def shop_rules(shop):
    """A desk whose guidelines the flows of the demo rest on."""
    for name in flows.in_force():
        shop.desk.house.retire_flow(name)
    return shop.desk


def asked(desk, who=None):
    desk.house.ask_for_flow(who or desk.cleo, FILE.read_text("utf-8"), FILE.name)
    ((found, _),) = desk.house.waiting_for_a_second(desk.otto)
    return found


def test_one_asks_and_another_grants(shop_rules):
    desk = shop_rules
    waits = asked(desk)
    assert {} == flows.in_force()
    assert [False, True] == [desk.house.waiting_for_a_second(who)[0][1] for who in (desk.cleo, desk.pia)]

    desk.house.grant(desk.pia, waits.id)

    assert {"cancel_order": waits.version} == flows.in_force()
    assert () == desk.house.waiting_for_a_second(desk.cleo)
    assert ["asked_for", "flow_in_force"] == [kind for _, kind, _ in records.deeds()][-2:]
    with pytest.raises(NotFound):
        desk.house.grant(desk.pia, waits.id)


def test_nobody_alone_and_nobody_without_the_right(shop_rules):
    desk = shop_rules
    waits = asked(desk)
    for who in (desk.cleo, desk.ada, desk.rio, desk.otto):
        with pytest.raises(Refused):
            desk.house.grant(who, waits.id)
    with pytest.raises(Refused):
        asked(desk, desk.ada)

    assert {} == flows.in_force()


def test_who_is_alone_grants_a_day_later(shop_rules, monkeypatch):
    desk = shop_rules
    desk.house.let_go(desk.cleo, desk.pia)
    waits = asked(desk)
    with pytest.raises(Refused, match="being alone here"):
        desk.house.grant(desk.cleo, waits.id)

    tomorrow = desk.house.now() + timedelta(hours=24)
    monkeypatch.setattr(desk.house, "now", lambda: tomorrow)
    desk.house.grant(desk.cleo, waits.id)

    assert "cancel_order" in flows.in_force()


def test_what_is_taken_back_cannot_be_granted_and_a_new_version_replaces_the_old(shop_rules):
    desk = shop_rules
    first = asked(desk)
    second = asked(desk, desk.pia)
    with pytest.raises(NotFound):
        desk.house.grant(desk.cleo, first.id)

    desk.house.ask_no_more(desk.pia, second.id)

    with pytest.raises(NotFound):
        desk.house.grant(desk.cleo, second.id)
    assert {} == flows.in_force()
