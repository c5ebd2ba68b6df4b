"""A new rule that hurts one group is seen before anybody meets it: the report names the group, with its interval."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairdesk.house.importing import import_past
from fairdesk.house.replay_reports import compared, make_report
from fairdesk.replay import records

GOODWILL = """\
format: 1
name: goodwill
title: Who decides on a refund
hit: first
effective_from: 2027-01-01
review_by: 2027-12-31
owner: Head of customer service
reason: Small amounts are not worth a customer's time.

inputs:
  - {name: amount, type: number, unit: EUR, label: amount asked back, from: order, allowed: ">= 0"}
  - {name: days, type: whole number, unit: days, label: days since delivery, from: order, allowed: ">= 0"}

outputs:
  - {name: decision, label: what happens, allowed: [pay, person, refuse]}
  - {name: reason, label: why, allowed: [small, large, late, rule_input]}

on_refusal: {decision: person, reason: rule_input}

rules:
  - {id: G01, says: The amount is small and it is paid at once., when: {amount: "[0..40]", days: "<= 30"}, then: {decision: pay, reason: small}}
  - {id: G02, says: It came too late to be paid back., when: {days: "> 30"}, then: {decision: refuse, reason: late}}
  - {id: G03, says: A larger amount is a person's decision., when: {}, then: {decision: person, reason: large}}
"""


@pytest.fixture
def year(desk):
    """Two regions ask for the same amounts; parcels to the islands take longer, so their customers ask later."""
    lines = []
    for n in range(240):
        island = n % 4 == 0
        facts = {"amount": 10 + n % 40, "days": (18 if island else 5) + n % 10}
        said = {"author": "customer", "text": "I want my money back", "facts": facts}
        lines.append(
            {"id": f"R-{n}", "channel": "web", "language": "en", "turns": [said],
             "groups": {"region": "islands" if island else "mainland", "shop": f"shop {n % 3}"}}
        )  # fmt: skip
    lines.append({**lines[0], "id": "R-few", "groups": {"region": "abroad"}})
    told = import_past(desk.house, [json.dumps(each).encode() + b"\n" for each in lines])
    assert 241 == told.added
    return desk


def test_the_group_that_a_shorter_time_would_hurt_is_named(year, tmp_path: Path):
    old, new = tmp_path / "goodwill.yaml", tmp_path / "shorter.yaml"
    old.write_text(GOODWILL)
    new.write_text(GOODWILL.replace("<= 30", "<= 20").replace("> 30", "> 20"))

    made = make_report(year.house, compared(year.house, new, str(old)), by="Rio")

    report = made.report
    assert ["region: islands"] == report["hurt"]
    groups = {f"{each['by']}: {each['group']}": each for each in report["groups"] if "n" in each}
    assert "pay: small" == report["moves"][0]["from"]
    assert "refuse: late" == report["moves"][0]["to"]
    assert "denied" == report["moves"][0]["harm"]
    islands = groups["region: islands"]
    assert 0.2 < islands["difference"]["low"] < islands["difference"]["share"] < islands["difference"]["high"]
    # Which shop it was makes no difference, and the report does not find one. One customer abroad, of whom no shop is
    # told, stays out of sight and without a name, and with each of the two the largest group, which would give them away.
    assert not any(groups[f"shop: shop {n}"]["hurt"] for n in range(2))
    hidden = {each["by"]: each["suppressed"] for each in report["groups"] if "suppressed" in each}
    assert {"region": 2, "shop": 2} == hidden
    assert "abroad" not in made.summary

    kept = records.report(report["id"])
    assert ["region: islands"] == json.loads(kept.summary)["hurt"]


def test_a_rule_that_changes_nothing_hurts_nobody(year, tmp_path: Path):
    file = tmp_path / "goodwill.yaml"
    file.write_text(GOODWILL)

    report = make_report(year.house, compared(year.house, file, str(file))).report

    assert ([], [], 0) == (report["hurt"], report["moves"], report["changed"])
    assert 241 == report["turns"]
