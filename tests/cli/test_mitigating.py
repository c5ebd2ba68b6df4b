"""Mending a difference from the command line: shown by replay, proposed by one, approved by another, listed, kept on, ended."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from fairdesk.cli import main
from tests.house.test_mitigating import world
from tests.people import Desk

pytestmark = pytest.mark.once


def test_a_difference_goes_from_claim_to_force_and_back_with_two_people(desk: Desk):
    world(desk, {"en": (0.9, 0.7), "pl": (0.3, 0.45, 0.45, 0.6)})
    day, later = (f"{desk.house.now().date() + timedelta(days=days)}" for days in (30, 60))
    polish, by = ("--group", "language=pl"), ("--by", "cleo", "--why", "Too few are answered.")

    def run(*words: str, status: int = 0) -> Result:
        ran = CliRunner().invoke(main, ["--data", str(desk.folder), *words])
        assert status == ran.exit_code, (words, ran.output, ran.exception)
        return ran

    shown = run("mitigate", "show", *polish, "--threshold", "0.4").output
    assert "answered of those who write in Polski: 25.0% of 12; everybody else 100.0%." in shown
    cost = "6 of the group and 0 others would have met something else; +0 answers for people, +0 hours a week."
    assert cost in shown, "an unsure answer is no person's"
    assert "    group   25.0% (" in shown
    offers = json.loads(run("mitigate", "show", *polish, "--json").output)
    assert ["draft", "threshold", "threshold_for_all", "rule", "weights", "examples"] == [
        one["kind"] for one in offers
    ]
    for group, status in (("gender=woman", 3), ("language=de", 7), ("polish", 3)):
        run("mitigate", "show", "--group", group, status=status)

    run("mitigate", "propose", "draft", *polish, "--until", "2020-01-01", *by, status=7)
    made = json.loads(run("mitigate", "propose", "draft", *polish, "--until", day, *by, "--json").output)
    run("guideline", "approve", made["proposal"], "--by", "cleo", status=3)
    run("guideline", "approve", made["proposal"], "--by", "pia")
    assert (
        f"in force: A person looks first at answers in Polski. To be looked at again on {day}."
        in run("mitigate", "list").output
    )

    run("mitigate", "keep", made["mitigation"], "--until", later, *by, status=3)
    assert (
        later
        in run("mitigate", "keep", made["mitigation"], "--until", later, "--by", "pia", "--why", "Not yet.").output
    )
    ended = run("mitigate", "end", made["mitigation"], *by).output.split()[0]
    run("guideline", "approve", ended, "--by", "pia")
    (line,) = json.loads(run("mitigate", "list", "--json").output)
    assert ("ended", made["mitigation"], later) == (line["stands"], line["id"], line["review_by"])
    assert line["promised"]["rates"] == next(one["effect"]["rates"] for one in offers if one["kind"] == "draft")
