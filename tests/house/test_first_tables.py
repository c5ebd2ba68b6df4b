"""The tables that come with the desk are in force from the first start, with the parts they came with."""

from __future__ import annotations

from fairdesk.clock import now
from fairdesk.database import execute, row, writing
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.life import Stage
from fairdesk.guidelines.parts import digest
from fairdesk.guidelines.table import shipped, version_of
from fairdesk.house import first_tables, resting
from fairdesk.house.first_tables import put_in_force
from fairdesk.nouns import Route
from tests.house.test_approving import PLAINER, QUESTION, replayed
from tests.meanwhile import Other


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
