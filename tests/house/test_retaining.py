"""What is due goes, category by category, and the ledger has the counts."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from fairdesk.database import rows
from fairdesk.desk import records
from fairdesk.guidelines.table import shipped
from fairdesk.house.memory import HOUSE_KEY, place_of_deed
from fairdesk.house.retaining import delete_what_is_due
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.retention import category
from fairdesk.rights.requests import Stage
from fairdesk.sensitive import records as sensitive
from tests.house.in_force import put_in_force
from tests.people import PulledPlug


def later(desk, days: int):
    return desk.house.now() + timedelta(days=days, seconds=1)


def kinds() -> list[str]:
    return [kind for (kind,) in rows("SELECT kind FROM desk_deed ORDER BY act")]


def test_nothing_due_is_nothing_said(desk):
    dana = desk.customer()
    desk.says(dana, "It was for my father's funeral")

    assert 0 == sum(delete_what_is_due(desk.house, desk.house.now()).values())
    assert "retention_swept" not in kinds()


def test_labels_of_concern_go_before_the_conversation(desk):
    dana = desk.customer()
    desk.says(dana, "It was for my father's funeral")

    gone = delete_what_is_due(desk.house, later(desk, category("concerns").days))

    assert {"concerns": 1} == {name: count for name, count in gone.items() if count}
    assert "retention_swept" == kinds()[-1]


def test_an_ended_request_goes_after_three_years_and_an_open_one_never(desk):
    dana = desk.customer()
    open_one = desk.house.file_request(dana.id, "erase")
    ended = desk.house.file_request(dana.id, "contest", "I disagree")
    desk.house.withdraw_request(ended, dana.id)

    assert 0 == delete_what_is_due(desk.house, later(desk, category("requests").days - 1))["requests"]
    assert 1 == delete_what_is_due(desk.house, later(desk, category("requests").days))["requests"]
    assert [(open_one, Stage.RECEIVED)] == rows("SELECT id, stage FROM rights_request")


def test_who_has_an_open_request_is_not_erased_by_time_alone(desk):
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")
    request = desk.house.file_request(dana.id, "contest", "I disagree")

    assert 0 == delete_what_is_due(desk.house, later(desk, 91))["conversations"]
    desk.house.withdraw_request(request, dana.id)
    assert 1 == delete_what_is_due(desk.house, later(desk, 91))["conversations"]


def test_links_to_sign_in_go_a_month_after_they_ran_out(desk):
    from fairdesk.house.setting_up import link_for

    link_for(desk.house, "ada")

    assert 0 == delete_what_is_due(desk.house, later(desk, 30))["sign_in_links"]
    assert 1 == delete_what_is_due(desk.house, later(desk, 32))["sign_in_links"]


def test_the_ledger_names_the_rules_and_the_version_that_deleted(desk):
    dana = desk.customer()
    desk.says(dana, "It was for my father's funeral")
    delete_what_is_due(desk.house, later(desk, 31))

    act, kind, sealed = records.deeds()[-1]
    told = json.loads(unseal(desk.house.keys.house_key(HOUSE_KEY), sealed, place_of_deed(act)))
    assert ("retention_swept", "K01 K07 K05 K03 K04 K08") == (kind, told["rules"])
    assert desk.house.knowing.rule_for("retention", desk.house.now()).table.version == told["guideline"]


def test_a_crash_before_the_last_deed_leaves_no_deletion_without_its_rule(desk, monkeypatch):
    desk.says(desk.customer(), "How long does a refund take?")
    monkeypatch.setattr(sensitive, "delete_expired", _power_cut)
    with pytest.raises(PulledPlug):
        delete_what_is_due(desk.house, later(desk, 91))

    ((act, sealed),) = [(act, sealed) for act, kind, sealed in records.deeds() if kind == "erased"]
    told = json.loads(unseal(desk.house.keys.house_key(HOUSE_KEY), sealed, place_of_deed(act)))
    version = desk.house.knowing.rule_for("retention", desk.house.now()).table.version
    assert f"kept as long as promised {version} K01 K07 K05 K03 K04 K08" == told["reason"]


def _power_cut(*_: object) -> int:
    raise PulledPlug


def test_a_shorter_guideline_in_force_deletes_sooner(desk):
    desk.says(desk.customer(), "How long does a refund take?")
    put_in_force("retention", shipped("retention").replace('days: "90"', 'days: "30"'))

    assert 1 == delete_what_is_due(desk.house, later(desk, 31))["conversations"]
