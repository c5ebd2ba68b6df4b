"""A flow is asked for by one person and granted by another; nobody puts one in force alone."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from fairdesk.desk import records
from fairdesk.flows import records as flows
from fairdesk.house import first_tables
from fairdesk.house.memory import HOUSE_KEY, place_of_deed
from fairdesk.nouns import BadInput, NotFound, Refused
from fairdesk.privacy.keys import unseal

FILE = Path(first_tables.__file__).parent / "demo_flows" / "cancel_order.yaml"


@pytest.fixture
def shop_rules(shop):
    """A desk whose guidelines the flows of the demo rest on."""
    for name in flows.in_force():
        shop.desk.house.retire_flow(name)
    return shop.desk


def asked(desk, who=None):
    desk.house.ask_for_flow(who or desk.cleo, FILE.read_text("utf-8"), FILE.name, "many ask for it")
    ((found, _),) = desk.house.waiting_for_a_second(desk.otto)
    return found


def test_one_asks_and_another_grants(shop_rules):
    desk = shop_rules
    waits = asked(desk)
    assert {} == flows.in_force()
    assert [False, True] == [desk.house.waiting_for_a_second(who)[0][1] for who in (desk.cleo, desk.pia)]

    desk.house.grant(desk.pia, waits.id, "tried it")

    assert {"cancel_order": waits.version} == flows.in_force()
    assert () == desk.house.waiting_for_a_second(desk.cleo)
    key = desk.house.keys.house_key(HOUSE_KEY)
    told = [(kind, json.loads(unseal(key, sealed, place_of_deed(act)))) for act, kind, sealed in records.deeds()][-2:]
    assert [("asked_for", "many ask for it"), ("flow_in_force", "tried it")] == [(k, d["why"]) for k, d in told]
    (both,) = desk.house.agreed_to(desk.otto)
    assert ("Cleo", "many ask for it", "Pia", "tried it") == (both.by_name, both.why, both.agreed_by, both.agreed_why)
    with pytest.raises(NotFound):
        desk.house.grant(desk.pia, waits.id, "tried it")


def test_neither_asks_nor_agrees_without_a_reason(shop_rules):
    desk = shop_rules
    with pytest.raises(BadInput, match="say why"):
        desk.house.ask_for_flow(desk.cleo, FILE.read_text("utf-8"), FILE.name, " \n ")
    waits = asked(desk)
    for why in ("", "x" * 501):
        with pytest.raises(BadInput):
            desk.house.grant(desk.pia, waits.id, why)

    assert {} == flows.in_force()
    assert () == desk.house.agreed_to(desk.pia)


def test_the_front_of_the_desk_says_it_to_who_may_agree_and_to_nobody_else(shop_rules):
    desk = shop_rules
    waits = asked(desk)

    told = {name: desk.house.agree_tasks(getattr(desk, name)) for name in ("cleo", "pia", "ada", "otto")}

    assert {"cleo": (), "pia": (waits,), "ada": (), "otto": ()} == told


def test_nobody_alone_and_nobody_without_the_right(shop_rules):
    desk = shop_rules
    waits = asked(desk)
    for who in (desk.cleo, desk.ada, desk.rio, desk.otto):
        with pytest.raises(Refused):
            desk.house.grant(who, waits.id, "tried it")
    with pytest.raises(Refused):
        asked(desk, desk.ada)

    assert {} == flows.in_force()


def test_who_is_alone_grants_a_day_later(shop_rules, monkeypatch):
    desk = shop_rules
    desk.house.let_go(desk.cleo, desk.pia)
    waits = asked(desk)
    with pytest.raises(Refused, match="being alone here"):
        desk.house.grant(desk.cleo, waits.id, "tried it")

    tomorrow = desk.house.now() + timedelta(hours=24)
    monkeypatch.setattr(desk.house, "now", lambda: tomorrow)
    desk.house.grant(desk.cleo, waits.id, "tried it")

    assert "cancel_order" in flows.in_force()


def test_what_is_taken_back_cannot_be_granted_and_a_new_version_replaces_the_old(shop_rules):
    desk = shop_rules
    first = asked(desk)
    second = asked(desk, desk.pia)
    with pytest.raises(NotFound):
        desk.house.grant(desk.cleo, first.id, "tried it")

    desk.house.ask_no_more(desk.pia, second.id)

    with pytest.raises(NotFound):
        desk.house.grant(desk.cleo, second.id, "tried it")
    assert {} == flows.in_force()
