"""Kept turns decided again: the same under the guidelines of then, and what another table would have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairdesk.database import execute, writing
from fairdesk.desk import records
from fairdesk.guidelines.table import shipped
from fairdesk.house.forgetting import forget
from fairdesk.house.replaying import replay_all
from fairdesk.nouns import BadInput, DeskError
from tests.people import Desk

QUESTIONS = ("How long does a refund take?", "human", "Do you sell canoes?", "my father's funeral")


@pytest.fixture
def told(desk: Desk) -> Desk:
    for question in QUESTIONS:
        desk.says(desk.customer(), question)
    return desk


def proposed(at: Path, old: str, new: str, name: str = "routing.yaml") -> Path:
    text = shipped(name.split(".")[0])
    assert old in text
    file = at / name
    file.write_text(text.replace(old, new))
    return file


class TestAsItWas:
    def test_every_turn_gives_the_same_digest(self, told: Desk):
        outcome = replay_all(told.house)

        assert (len(QUESTIONS), (), 0, 0) == (outcome.turns, outcome.changed, outcome.searched, outcome.unknown)

    def test_also_after_the_world_went_on(self, told: Desk):
        """New articles, a stop, a refusal, a turn after: what was decided rests on what was known then."""
        told.knows("---\ntitle: Refunds\n---\n\nRefunds take a year now, sorry.\n", "newer")
        told.house.stop_ai(told.ada, "all", "drill")

        assert () == replay_all(told.house).changed

    def test_a_failed_or_slow_answer_fails_again(self, desk: Desk, monkeypatch):
        for fault in (RuntimeError, TimeoutError):
            with monkeypatch.context() as down:
                down.setattr(desk.house, "answer", lambda *_, fault=fault: (_ for _ in ()).throw(fault()))
                desk.says(desk.customer(), QUESTIONS[0])

        outcome = replay_all(desk.house)

        assert (2, (), 0) == (outcome.turns, outcome.changed, outcome.searched)

    def test_who_was_erased_is_left_out(self, told: Desk):
        dana = told.customer()
        told.says(dana, QUESTIONS[0])

        forget(told.house, dana.id, "asked")

        assert (len(QUESTIONS), ()) == (replay_all(told.house).turns, replay_all(told.house).changed)

    def test_whose_key_alone_is_gone_is_counted_apart(self, told: Desk):
        dana = told.customer()
        told.says(dana, QUESTIONS[0])
        told.house.keys.destroy(dana.id, told.house.now())

        outcome = replay_all(told.house)

        assert (len(QUESTIONS), 1) == (outcome.turns, outcome.unknown)

    def test_an_edited_turn_is_not_replayed_as_if_nothing_were(self, told: Desk):
        with writing():
            execute("UPDATE desk_turn SET sealed = %s WHERE act = %s", b"\x01" * 40, next(records.turns()).act)

        with pytest.raises(DeskError):
            replay_all(told.house)


class TestAnotherTable:
    def test_what_people_would_have_got_instead(self, told: Desk, tmp_path: Path):
        file = proposed(
            tmp_path, "then: {route: assistant, reason: routine}", "then: {route: person, reason: language}"
        )

        outcome = replay_all(told.house, file)

        assert "routing.yaml" == outcome.guideline
        assert {("assistant: send", "person: language"), ("person: no_article", "person: language")} == set(
            outcome.moves
        )
        assert 0 == outcome.searched

    def test_what_the_assistant_would_have_answered_is_searched_and_counted(self, told: Desk, tmp_path: Path):
        file = proposed(
            tmp_path, "when: {asks_for_person: true}\n    then: {route: person, reason: asked_for_person}",
            "when: {asks_for_person: true}\n    then: {route: assistant, reason: routine}",
        )  # fmt: skip

        outcome = replay_all(told.house, file)

        assert 1 == outcome.searched
        assert {("person: asked_for_person", "person: no_article")} == set(outcome.moves)

    def test_the_live_desk_is_not_touched(self, told: Desk, tmp_path: Path):
        file = proposed(
            tmp_path, "then: {route: assistant, reason: routine}", "then: {route: person, reason: language}"
        )
        before = told.house.desk_state(), len(records.deeds())

        replay_all(told.house, file)

        assert before == (told.house.desk_state(), len(records.deeds()))
        assert "" == told.says(told.customer(), QUESTIONS[0]).handover

    def test_a_file_of_another_name_is_none_of_ours(self, told: Desk, tmp_path: Path):
        with pytest.raises(BadInput, match="routing, release"):
            replay_all(told.house, proposed(tmp_path, "R09", "R09", "routing.yaml").rename(tmp_path / "pricing.yaml"))

    def test_a_broken_table_names_file_and_row(self, told: Desk, tmp_path: Path):
        file = proposed(tmp_path, "when: {asks_for_person: true}", "when: {asks_for_person: maybe}")

        with pytest.raises(BadInput, match=r"routing\.yaml, line \d+, rules 4"):
            replay_all(told.house, file)

    def test_bytes_that_are_no_text_are_named(self, told: Desk, tmp_path: Path):
        (tmp_path / "routing.yaml").write_bytes(b"\xff\xfe")

        with pytest.raises(BadInput, match=r"routing\.yaml"):
            replay_all(told.house, tmp_path / "routing.yaml")
