"""The tables that come with the desk are in force from the first start, with the parts they came with."""

from __future__ import annotations

import re
from contextlib import contextmanager

from fairdesk.clock import now
from fairdesk.database import execute, row, writing
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.life import Stage
from fairdesk.guidelines.parts import digest
from fairdesk.guidelines.table import shipped, version_of
from fairdesk.house import first_tables, resting
from fairdesk.house.first_tables import put_in_force
from fairdesk.nouns import Route
from tests.house.test_approving import PLAINER, QUESTION, deeds, replayed
from tests.house.test_explaining_money import LATE, dana, otherwise, refused
from tests.meanwhile import Other

__all__ = ["dana"]


def in_force_deeds() -> int:
    found = row("SELECT count(*) FROM desk_deed WHERE kind = 'guideline_in_force'")
    assert found
    return int(found[0])


def newer_package(monkeypatch, desk) -> None:
    """The word lists of triage are others, as after an update."""
    newer = {**resting.shipped_parts(), "triage": "newer"}
    monkeypatch.setattr(resting, "parts_of_the_desk", lambda settings: newer)
    monkeypatch.setattr(first_tables, "shipped_parts", lambda: newer)
    desk.restart()


def test_at_the_first_start_they_rest_on_the_parts_there_are(desk):
    for name in ("routing", "release"):
        life = guidelines.life_in_force(name, now())
        assert (version_of(shipped(name)), "fairdesk") == (life.proposal.version, life.proposer)
        assert desk.house.resting.digest(name) == digest(life.rests_on) != ""


def test_another_start_changes_nothing(desk):
    before = in_force_deeds()
    desk.restart()

    assert before == in_force_deeds()


def test_two_servers_that_start_at_once_put_each_in_force_once(desk, monkeypatch):
    with writing():
        execute("DELETE FROM guidelines_proposal WHERE name = 'routing'")
    before, other = in_force_deeds(), Other(lambda: put_in_force(desk.house, "routing"))
    look = guidelines.life_in_force

    def both_look(name, at):
        try:
            return look(name, at)
        finally:
            other.goes_first()

    monkeypatch.setattr(guidelines, "life_in_force", both_look)
    put_in_force(desk.house, "routing")
    other.ends()

    assert before + 1 == in_force_deeds()
    assert 1 == len(guidelines.lives("routing"))


def test_a_newer_package_brings_its_own_parts_for_its_own_tables(desk, monkeypatch):
    newer_package(monkeypatch, desk)
    put_in_force(desk.house, "routing")

    assert [Stage.IN_FORCE, Stage.SUPERSEDED] == [life.proposal.stage for life in guidelines.lives("routing")]
    assert 1 == len(guidelines.lives("release"))
    assert Route.ASSISTANT is desk.says(desk.customer(), QUESTION).route


def test_but_not_for_a_table_that_the_company_approved(desk, monkeypatch):
    desk.house.approve_guideline(desk.pia, replayed(desk, "routing", PLAINER))
    newer_package(monkeypatch, desk)

    assert ("triage",) == desk.house.guideline_parts_changed("routing")
    assert Route.PERSON is desk.says(desk.customer(), QUESTION).route


def test_nor_for_another_model_that_a_setting_chose(desk, monkeypatch):
    own = resting.shipped_parts()
    monkeypatch.setattr(resting, "parts_of_the_desk", lambda settings: {**own, "tagger": "gliner"})
    monkeypatch.setattr(first_tables, "shipped_parts", lambda: own)
    desk.restart()

    assert ("tagger",) == desk.house.guideline_parts_changed("routing")
    assert Route.PERSON is desk.says(desk.customer(), QUESTION).route


def left_by_an_older_package(desk, name: str, text: str) -> None:
    """The desk was set up with another text of a shipped table."""
    with writing():
        guidelines.add_version(name, version_of(text), text, now(), now(), "fairdesk", "shipped with the desk")
        execute("UPDATE guidelines_proposal SET version = %s WHERE name = %s", version_of(text), name)
    desk.restart()


NEW = version_of(shipped("refund"))
SILENT = re.sub(r"    changeable: .*\n", "", shipped("refund"))
"""The table as it was before inputs said who could have changed them."""
SHORTER = shipped("refund").replace('order_age_days: "<= 30", amount', 'order_age_days: "<= 14", amount')


@contextmanager
def older_package(monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(first_tables, "shipped", lambda name: SILENT if name == "refund" else shipped(name))
        yield


def stages(name: str) -> list[tuple[str, Stage]]:
    return [(life.proposal.version, life.proposal.stage) for life in guidelines.lives(name)]


class TestANewerText:
    def test_that_decides_the_same_is_carried_and_reasons_say_what_would_have_changed_them(
        self, desk, dana, monkeypatch
    ):
        with older_package(monkeypatch):
            left_by_an_older_package(desk, "refund", SILENT)
            before = refused(desk, dana, LATE)
        desk.restart()
        after = refused(desk, dana, LATE)

        assert [(NEW, Stage.IN_FORCE), (version_of(SILENT), Stage.SUPERSEDED)] == stages("refund")
        assert () == otherwise(desk, dana, before)
        assert ("If your order had been at most 30 days old, a rule would have paid at once.",) == otherwise(
            desk, dana, after
        )
        assert [each.because.under[0].rule for each in (before, after)] == ["F07", "F07"]
        desk.restart()
        assert 2 == len(stages("refund"))
        assert () == desk.house.verify().problems

    def test_that_decides_otherwise_is_proposed_once_to_people_here(self, desk):
        left_by_an_older_package(desk, "refund", SHORTER)

        assert [(NEW, Stage.PROPOSED), (version_of(SHORTER), Stage.IN_FORCE)] == stages("refund")
        assert ["guideline_proposed"] == [kind for kind, _ in deeds(desk)]
        (task,) = desk.house.guideline_tasks(desk.pia)
        assert "came with fairdesk" in task.says
        desk.house.withdraw_guideline(desk.pia, task.proposal, "Fourteen days are our terms.")
        desk.restart()
        assert [Stage.WITHDRAWN, Stage.IN_FORCE] == [stage for _, stage in stages("refund")]

    def test_that_was_proposed_comes_into_force_by_a_person_who_saw_its_replay(self, desk):
        left_by_an_older_package(desk, "refund", SHORTER)
        (task,) = desk.house.guideline_tasks(desk.pia)

        desk.house.replay_proposal(desk.cleo, task.proposal)
        desk.house.approve_guideline(desk.pia, task.proposal)

        assert [(NEW, Stage.IN_FORCE), (version_of(SHORTER), Stage.SUPERSEDED)] == stages("refund")

    def test_never_takes_the_place_of_a_text_that_the_company_approved(self, desk, monkeypatch):
        own = SILENT.replace("Head of customer service", "Dora")
        with older_package(monkeypatch):
            left_by_an_older_package(desk, "refund", SILENT)
            desk.house.approve_guideline(desk.pia, replayed(desk, "refund", own))
        desk.restart()

        assert [(version_of(own), Stage.IN_FORCE), (version_of(SILENT), Stage.SUPERSEDED)] == stages("refund")

    def test_does_not_approve_what_a_setting_changed(self, desk, monkeypatch):
        silent = re.sub(r"    changeable: .*\n", "", shipped("routing"))
        own = resting.shipped_parts()
        monkeypatch.setattr(resting, "parts_of_the_desk", lambda settings: {**own, "tagger": "gliner"})
        monkeypatch.setattr(first_tables, "shipped_parts", lambda: own)
        left_by_an_older_package(desk, "routing", silent)

        assert version_of(shipped("routing")) == guidelines.life_in_force("routing", now()).proposal.version
        assert ("tagger",) == desk.house.guideline_parts_changed("routing")
