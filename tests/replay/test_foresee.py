"""Turns a proposed guideline leaves alone are known from typed facts; the result is that of deciding every turn whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.table import parse, shipped
from fairdesk.house.replaying import replay_all
from fairdesk.house.replaying_in_bulk import KeptTurns
from fairdesk.replay.foresee import Typed, stays
from tests.people import Desk

ROUTINE = "then: {route: assistant, reason: routine}"
ASKED = "when: {asks_for_person: true}\n    then: {route: person, reason: asked_for_person}"
CHANGES = {
    "nothing changes": ("routing", "R09", "R09"),
    "all go to people": ("routing", ROUTINE, "then: {route: person, reason: language}"),
    "a wish is not heard": ("routing", ASKED, ASKED.replace("person, reason: asked_for_person", "assistant, reason: routine")),
    "another reason": ("routing", ASKED, ASKED.replace("reason: asked_for_person", "reason: language")),
    "surer than sure": ("release", '">= 0.5"', '">= 0.97"'),
}  # fmt: skip
SAID = (
    "How long does a refund take?",
    "a person please",
    "Do you sell canoes?",
    "my father's funeral",
    "refund label?",
)


@pytest.fixture
def told(desk: Desk) -> Desk:
    for question in SAID:
        desk.says(desk.customer(), question)
    dana = desk.customer()
    desk.says(dana, SAID[0])
    desk.says(dana, "Do you sell boats?")
    return desk


def table(at: Path, change: str) -> Path:
    name, old, new = CHANGES[change]
    text = shipped(name)
    assert old in text
    file = at / f"{name}.yaml"
    file.write_text(text.replace(old, new))
    return file


@pytest.mark.parametrize("change", CHANGES)
def test_the_quick_way_finds_what_the_whole_way_finds(told: Desk, tmp_path: Path, change: str):
    file = table(tmp_path, change)

    whole, quick = replay_all(told.house, file, whole=True), replay_all(told.house, file)

    assert whole == quick
    assert 7 == quick.turns
    assert (change == "nothing changes") == (quick.changed == ())


def test_a_turn_whose_key_is_gone_is_counted_apart_in_both_ways(told: Desk, tmp_path: Path):
    dana = told.customer()
    told.says(dana, SAID[0])
    told.house.keys.destroy(dana.id, told.house.now())
    file = table(tmp_path, "nothing changes")

    assert 1 == replay_all(told.house, file).unknown
    assert replay_all(told.house, file, whole=True) == replay_all(told.house, file)


def test_only_what_changes_is_opened(told: Desk, tmp_path: Path, monkeypatch):
    asked = []
    before = KeptTurns.rows
    monkeypatch.setattr(KeptTurns, "rows", lambda turns, acts: asked.extend(acts) or before(turns, acts))

    replay_all(told.house, table(tmp_path, "a wish is not heard"))

    assert 1 == len(set(asked))


class TestStays:
    routing = compile_table(parse(shipped("routing"), "routing.yaml"))
    release = compile_table(parse(shipped("release"), "release.yaml"))

    def test_a_missing_fact_is_a_refusal_and_so_a_change(self):
        assert not stays(Typed("assistant", "send", "", {}), self.routing)

    def test_what_a_person_took_has_nothing_to_release(self):
        assert stays(Typed("person", "", "asked_for_person", {}), self.release)
