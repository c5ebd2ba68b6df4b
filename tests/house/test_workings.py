"""The page is made from what runs: change anything that decides, and its version changes; figures come from what is kept."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import fairdesk
from fairdesk.clock import now
from fairdesk.database import writing
from fairdesk.explainability.running import Figure, as_json, version_of
from fairdesk.guidelines.table import shipped
from fairdesk.house.automating import outcomes_since
from fairdesk.house.knowing import DECISIONS, GUIDELINES
from fairdesk.house.workings import (
    FILES,
    LOOKED_BACK,
    SETTINGS,
    files_that_decide,
    measured,
    of_groups,
    settings_that_decide,
    wrong_in_samples,
)
from fairdesk.identity import records as identity
from fairdesk.oversight.acceptance import Plan
from fairdesk.oversight.appeal import Outcome
from fairdesk.oversight.estimating import Looked
from fairdesk.oversight.lots import Lot
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

    def test_waits_for_a_person_are_told_with_and_without_the_assistant(self, desk: Desk):
        helped, alone = self.served(desk, 1)[0], desk.customer()
        desk.house.refuse_ai(alone.conversation, alone.id)
        desk.says(alone, QUESTION)
        for who in (helped, alone):
            desk.house.ask_for_person(who.conversation, who.id, "button")
            desk.house.take_over(who.conversation, desk.ada)
            desk.house.reply(who.conversation, desk.ada, "I am here.", 99)

        found = list(measured(now()))

        assert [1, 1, 2] == [
            figure(found, *of).n for of in (("person", "assistant"), ("person", "people"), ("first_answer", "people"))
        ]

    def test_what_people_closed_and_was_opened_again_is_their_error_told_of_a_team_alone(self, desk: Desk):
        team = [desk.ada, desk.ben, *(desk._colleague(name, name.title(), "colleague") for name in ("eve", "fay"))]
        customers = [desk.customer() for _ in range(21)]
        for number, who in enumerate(customers):
            desk.says(who, "I want to talk to a human")
            colleague = team[number % len(team)]
            desk.house.take_over(who.conversation, colleague)
            desk.house.reply(who.conversation, colleague, "It takes five days.", 99)
            desk.house.resolve(who.conversation, colleague)
        for who in customers[:3]:
            desk.says(who, "One more thing")
        told = figure(measured(now()), "wrong", "people")
        assert (21, None) == (told.n, told.value), "four people are no team"

        gil = desk._colleague("gil", "Gil", "colleague")
        desk.house.take_over(customers[0].conversation, gil)
        desk.house.reply(customers[0].conversation, gil, "Here it is.", 99)
        told = figure(measured(now()), "wrong", "people")

        assert (21, pytest.approx(100 * 3 / 21)) == (told.n, told.value)

    def test_groups_are_told_as_the_board_compares_them(self, desk: Desk):
        for language in ["en"] * 20 + ["de"] * 6:
            desk.says(desk.customer(language), QUESTION)

        told = {each.of: each for each in of_groups(now() - LOOKED_BACK, now()) if each.name == "answered_alone"}

        assert {"language:en": 20, "language:de": 6} == {of: each.n for of, each in told.items()}
        assert ("language", "en") == replace(desk.house.running(), figures=tuple(told.values())).groups[0][:2]
        assert (True, False) == (told["language:en"].published, told["language:de"].published)

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


class TestTheWeeklySamples:
    """The error of the assistant: each week's strata weighted, and weeks of which something was not looked at left out."""

    @staticmethod
    def week(number: int, *strata: Looked) -> Lot:
        monday = datetime(2026, 10, 5, tzinfo=UTC) + timedelta(weeks=number)
        size = sum(each.size for each in strata)
        return Lot(
            f"l{number}", "all", "all", monday, monday + timedelta(weeks=1), monday, size, size, Plan(20, 1), "v1", strata
        )  # fmt: skip

    def test_an_answer_stands_for_as_many_as_it_was_drawn_from(self):
        found = wrong_in_samples(
            [
                self.week(0, Looked("questioned", 10, 10, 5), Looked("calm", 490, 10, 0)),
                self.week(1, Looked("calm", 500, 20, 1)),
                self.week(2, Looked("questioned", 50, 50, 50), Looked("calm", 900, 0, 0)),
            ]
        )

        assert (40, pytest.approx(100 * (5 + 500 / 20) / 1000)) == (found.n, found.value)
        assert (date(2026, 10, 5), date(2026, 10, 19)) == (found.first, found.last)
        assert found.low < found.value < found.high

    def test_of_few_or_none_nothing_is_said(self):
        few = wrong_in_samples([self.week(0, Looked("calm", 30, 19, 1))])

        assert (19, None) == (few.n, few.value)
        assert (0, None, None) == ((none := wrong_in_samples([])).n, none.value, none.first)


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
