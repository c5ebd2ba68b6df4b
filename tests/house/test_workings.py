"""The page is made from what runs: change anything that decides, and its version changes; figures come from what is kept."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import fairdesk
from fairdesk.clock import now
from fairdesk.database import writing
from fairdesk.explainability.running import Figure, as_json, version_of
from fairdesk.guidelines.table import shipped
from fairdesk.house.automating import outcomes_since
from fairdesk.house.knowing import DECISIONS, GUIDELINES
from fairdesk.house.workings import FILES, LOOKED_BACK, SETTINGS, files_that_decide, measured, settings_that_decide
from fairdesk.identity import records as identity
from fairdesk.oversight.appeal import Outcome
from fairdesk.settings import Settings
from tests.guidelines.test_nearest_scored import by_score, scorer_text
from tests.house.in_force import put_in_force
from tests.house.test_approving import PLAINER, at_work, replayed
from tests.people import Customer, Desk

PACKAGE = Path(fairdesk.__file__).parent
QUESTION = "How long does a refund take?"


def figure(found, name: str, of: str) -> Figure:
    return next(each for each in found if (each.name, each.of) == (name, of))


class TestItsVersion:
    @pytest.mark.parametrize("patterns", FILES.values(), ids=lambda patterns: patterns[0])
    def test_changes_with_a_byte_of_any_file_that_decides(self, tmp_path, patterns):
        def copied(name: str) -> Path:
            for file in (each for pattern in patterns for each in PACKAGE.glob(pattern)):
                to = tmp_path / name / file.relative_to(PACKAGE)
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, to)
            return tmp_path / name

        same, other = copied("same"), copied("other")
        last = max((each for pattern in patterns for each in other.glob(pattern)), key=str)
        last.write_bytes(last.read_bytes() + b"\n")

        assert version_of(files_that_decide(same)) != version_of(files_that_decide(other))

    def test_every_pattern_names_files(self):
        assert [] == [
            pattern for patterns in FILES.values() for pattern in patterns if not list(PACKAGE.glob(pattern))
        ]

    @pytest.mark.parametrize("name", SETTINGS)
    def test_changes_with_a_setting_that_matters(self, name):
        other = replace(Settings(), **{name: 1.5 if name.endswith("seconds") else "another"})

        assert version_of(settings_that_decide(Settings())) != version_of(settings_that_decide(other))

    def test_changes_with_a_guideline_and_the_old_one_stands_in_its_history(self, desk: Desk):
        before = desk.house.running()
        text = shipped("routing").replace("Who takes a message", "Who takes it")
        put_in_force("routing", text)

        after = desk.house.running()

        assert before.version != after.version
        assert ("Who takes it", before.rules[0].version) == (after.rules[0].title, after.rules[0].earlier[0][0])

    @pytest.mark.parametrize("name", DECISIONS)
    def test_changes_with_a_guideline_about_money_or_service(self, desk: Desk, name):
        before = desk.house.running()
        put_in_force(name, shipped(name) + "# one more line\n")

        after = desk.house.running()

        assert before.version != after.version
        assert {name} == {
            new.name for old, new in zip(before.rules, after.rules, strict=True) if old.version != new.version
        }

    def test_names_every_guideline_with_its_title_owner_and_dates(self, desk: Desk):
        rules = desk.house.running().rules

        assert (*GUIDELINES, *DECISIONS) == tuple(rule.name for rule in rules)
        assert "Who decides on a refund" in {rule.title for rule in rules}
        assert all(rule.title and rule.owner and rule.version and rule.since < rule.review_by for rule in rules)

    def test_changes_with_a_scorer_that_a_guideline_reads(self, desk: Desk):
        put_in_force("goodwill", by_score())
        before = desk.house.running().version
        put_in_force("scorer.goodwill_score", scorer_text())

        assert before != desk.house.running().version

    def test_what_is_only_proposed_is_not_told_as_in_force(self, desk: Desk):
        before = desk.house.running()
        text = shipped("refund").replace("Who decides on a refund", "Who decides")

        desk.house.propose_guideline(desk.cleo, "refund", text, "plainer")

        assert before.version == desk.house.running().version
        assert before.rules == desk.house.running().rules

    def test_changes_with_an_article(self, desk: Desk):
        before = desk.house.running().version
        desk.knows("# Gifts\n\nA card never expires.", "gifts")

        assert before != desk.house.running().version

    def test_stays_while_nothing_changes(self, desk: Desk):
        before = desk.house.running().version
        desk.says(desk.customer(), QUESTION)

        assert before == desk.house.running().version


class TestItsFigures:
    def served(self, desk: Desk, times: int) -> list[Customer]:
        found = []
        for _ in range(times):
            who = desk.customer()
            desk.says(who, QUESTION)
            found.append(who)
        return found

    def test_are_counted_from_conversations(self, desk: Desk):
        customers = self.served(desk, 22)
        for who in customers[:2]:
            desk.house.did_not_help(who.conversation, who.id, desk.last_act(who))

        found = list(measured(now()))

        assert 22 == figure(found, "first_answer", "assistant").n
        assert (figure(found, "first_answer", "assistant").value or 0) < 5
        wrong = figure(found, "did_not_help", "assistant")
        assert (22, pytest.approx(100 * 2 / 22)) == (wrong.n, wrong.value)

    def test_an_answer_counts_once_however_often_it_did_not_help(self, desk: Desk):
        """Given back to the assistant each time, somebody says of the one answer again that it did not help."""
        customers = self.served(desk, 20)
        for _ in range(2):
            for who in customers:
                desk.house.did_not_help(who.conversation, who.id, desk.last_act(who))
                desk.house.take_over(who.conversation, desk.ada)
                desk.house.return_to_ai(who.conversation, desk.ada)

        found = figure(measured(now()), "did_not_help", "assistant")

        assert (20, 100.0) == (found.n, found.value)
        (channel,) = outcomes_since(now() - timedelta(hours=1)).values()
        assert (20, 20) == (channel.sent, channel.unhelpful)

    def test_what_is_said_of_an_answer_before_the_window_is_not_counted_in_it(self, desk: Desk):
        """Twenty old answers did not help, as people say today; the twenty of today nobody complains of."""
        old = self.served(desk, 20)
        since = now()
        self.served(desk, 20)
        for who in old:
            desk.house.did_not_help(who.conversation, who.id, desk.last_act(who))

        found = figure(measured(since + LOOKED_BACK), "did_not_help", "assistant")

        assert (20, 0.0) == (found.n, found.value)
        assert 0 == outcomes_since(since)["web"].unhelpful

    def test_of_few_cases_only_their_number_is_told(self, desk: Desk):
        who = self.served(desk, 1)[0]
        desk.house.ask_for_person(who.conversation, who.id, "button")
        desk.house.take_over(who.conversation, desk.ada)
        desk.house.reply(who.conversation, desk.ada, "I am here.", 99)
        desk.house.resolve(who.conversation, desk.ada)
        desk.says(who, "One more thing")
        found = list(measured(now()))

        assert (1, None) == (figure(found, "first_answer", "people").n, figure(found, "first_answer", "people").value)
        assert (1, 0) == (figure(found, "reopened", "assistant").n, figure(found, "reopened", "people").n)

    def test_an_appeal_that_changed_something_is_counted(self, desk: Desk):
        who = self.served(desk, 1)[0]
        desk.house.appeal(desk.last_act(who), who.id)
        desk.house.take_over(who.conversation, desk.ada)
        desk.house.decide_appeal(desk.last_act(who), desk.ada, Outcome.CHANGED, "You are right.")

        assert 1 == figure(measured(now()), "contested_and_changed", "assistant").n

    def test_what_is_older_than_the_window_is_not_counted(self, desk: Desk):
        self.served(desk, 1)

        assert 0 == figure(measured(now() + timedelta(days=91)), "first_answer", "assistant").n

    def test_name_the_part_of_the_ledger_they_rest_on(self, desk: Desk):
        self.served(desk, 1)
        desk.house.close_the_day()

        assert desk.house.running().entries > 0

    def test_are_not_computed_at_each_visit(self, desk: Desk, monkeypatch):
        desk.house.running()

        def again(_at):
            raise AssertionError("computed again")

        monkeypatch.setattr("fairdesk.house.workings.measured", again)
        desk.house.running()


def test_that_one_person_approves_is_told_once_it_happened_or_where_nobody_else_works(desk: Desk, monkeypatch):
    assert not desk.house.running().one_approves
    with writing():
        identity.switch_off(desk.pia)
    assert not desk.house.running().one_approves
    id = replayed(desk, "routing", PLAINER)
    at_work(monkeypatch, now() + timedelta(hours=25))
    desk.house.approve_guideline(desk.cleo, id)

    assert desk.house.running().one_approves
    assert as_json(desk.house.running())["one_person_approves"]


def test_that_one_person_approves_is_told_in_a_firm_of_one(desk: Desk):
    with writing():
        for other in (desk.ada, desk.ben, desk.rio, desk.pia, desk.otto):
            identity.switch_off(other)

    assert desk.house.running().one_approves
