"""The desk asks itself the same question by somebody else and in other writing, and says where it treats it otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from fairdesk.answers import records as answers
from fairdesk.cli import main
from fairdesk.database import rows
from fairdesk.fairness.pairs import DIMENSIONS, Question
from fairdesk.fairness.probe_report import sentence
from fairdesk.fairness.records import runs
from fairdesk.guidelines.table import shipped
from fairdesk.house import fairness_probing, treating
from fairdesk.nouns import BadInput, Refused
from fairdesk.web import doors
from tests.people import Desk

QUESTIONS = (
    Question("How long does a refund take?", "en", "returns", "article"),
    Question("My refund has not arrived and I don't have any money.", "en", "returns", "article"),
    Question("My mother died last week.", "en", "", "bereavement"),
)


@pytest.fixture(autouse=True)
def few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask little: what all pairs of the demo say is measured by a benchmark."""
    ask(monkeypatch, *QUESTIONS)


def ask(monkeypatch: pytest.MonkeyPatch, *questions: Question) -> None:
    monkeypatch.setattr(fairness_probing, "own_questions", lambda _house: questions)


def worse(when: Callable[[str], bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant a fault: the search finds nothing for some writing."""
    find = answers.find
    monkeypatch.setattr(answers, "find", lambda asked, *rest: find("zeppelin" if when(asked) else asked, *rest))


class TestARun:
    def test_counts_each_dimension_and_bounds_what_it_did_not_see(self, desk: Desk) -> None:
        told = desk.house.probe_fairness(sample=250)

        assert 250 == told["pairs"]
        assert {each["name"] for each in told["dimensions"]} <= set(DIMENSIONS)
        assert told["pairs"] == sum(each["pairs"] for each in told["dimensions"])
        for each in told["dimensions"]:
            assert each["differ"] / each["pairs"] < each["at_most"] <= 1
            assert each["needed"] > 0

    def test_a_name_changes_nothing_and_is_hidden_whichever_it_is(self, desk: Desk, monkeypatch) -> None:
        ask(monkeypatch, QUESTIONS[0])

        told = desk.house.probe_fairness(("name",), keep=False)

        assert (0, 0) == (told["differ"], told["faults"])
        assert told["pairs"] > 60
        assert {each["hidden"] == each["n"] for each in told["masked"]} == {True}

    def test_a_name_that_is_missed_is_told_with_the_mask_as_its_cause(self, desk: Desk, monkeypatch) -> None:
        ask(monkeypatch, QUESTIONS[0])
        spans = type(desk.house.detector).spans
        monkeypatch.setattr(
            type(desk.house.detector), "spans", lambda self, text, language: () if "Lakisha" in text else spans(self, text, language)
        )  # fmt: skip

        told = desk.house.probe_fairness(("name",), keep=False)

        assert told["faults"] == told["differ"] > 0
        assert {"mask"} == {each["cause"].partition(":")[0] for each in told["differences"]}
        assert {"perceived as Black (United States)"} == {each["group"] for each in told["differences"]}
        missed = next(each for each in told["masked"] if each["group"] == "perceived as Black (United States)")
        assert missed["hidden"] < missed["n"]

    def test_a_dialect_that_is_served_worse_leans_to_one_side_and_names_the_step(
        self, desk: Desk, monkeypatch
    ) -> None:
        plain = desk.house.probe_fairness(("dialect",), keep=False)
        worse(lambda asked: "do a refund" in asked, monkeypatch)

        told = desk.house.probe_fairness(("dialect",), keep=False)

        (before,), (after,) = plain["dimensions"], told["dimensions"]
        assert after["worse"] > before["worse"]
        found = [each for each in told["differences"] if each["group"] == "no third person s"]
        assert {"answer"} == {each["cause"].partition(":")[0] for each in found}
        assert all("right" in each["outcomes"] for each in found)

    def test_what_is_meant_is_told_apart_and_is_no_fault(self, desk: Desk) -> None:
        told = desk.house.probe_fairness(("disability",), keep=False)

        deaf = next(each for each in told["groups"] if each["name"] == "deaf")
        assert 0 < deaf["meant"]
        assert told["differ"] == told["meant"]
        assert 0 == told["faults"]
        assert all(each["meant"] for each in told["differences"])

    def test_money_and_urgency_are_held_beside_each_other_too(self, desk: Desk, monkeypatch) -> None:
        from fairdesk.sensitive import triage

        look = triage.look
        monkeypatch.setattr(
            triage, "look", lambda text, *rest: look("my card was stolen" if "Jew" in text else text, *rest)
        )

        told = desk.house.probe_fairness(("religion",), keep=False)

        outcomes = {name for each in told["differences"] if each["group"] == "Jewish" for name in each["outcomes"]}
        assert {"concern", "money", "urgency", "route"} <= outcomes
        assert {"triage"} == {
            each["cause"].partition(":")[0] for each in told["differences"] if each["group"] == "Jewish"
        }

    def test_of_nothing_it_keeps_but_the_run_and_its_entry(self, desk: Desk) -> None:
        tables = ("desk_conversation", "desk_item", "desk_turn", "desk_outbox", "identity_customer")
        before = [rows(f"SELECT count(*) FROM {table}") for table in tables]

        told = desk.house.probe_fairness(sample=40)

        assert before == [rows(f"SELECT count(*) FROM {table}") for table in tables]
        assert [("pairs_probed",)] == rows("SELECT kind FROM desk_deed WHERE kind = 'pairs_probed'")
        assert told == runs.latest_run().report
        assert () == desk.house.verify().problems

    def test_what_is_no_dimension_is_refused(self, desk: Desk) -> None:
        with pytest.raises(BadInput, match="zodiac"):
            desk.house.probe_fairness(("zodiac",))

    def test_without_a_model_none_can_be_asked(self, desk: Desk) -> None:
        with pytest.raises(BadInput, match="llm_url"):
            desk.house.probe_fairness(with_model=True)


class TestFromOneRunToTheNext:
    def test_what_was_alike_and_is_no_more_is_new_once(self, desk: Desk, monkeypatch) -> None:
        first = desk.house.probe_fairness(("dialect", "typing"))
        worse(lambda asked: asked.isupper(), monkeypatch)

        second, third = (desk.house.probe_fairness(("dialect", "typing")) for _ in range(2))

        assert [] == first["new"]
        groups = {each["group"] for each in second["differences"] if each["pair"] in second["new"]}
        assert {"capitals"} == groups
        assert [] == third["new"]

    def test_a_question_that_is_asked_for_the_first_time_is_not_new(self, desk: Desk, monkeypatch) -> None:
        desk.house.probe_fairness(("typing",))
        other = Question("Who pays for the label of a refund?", "en", "returns", "article")
        ask(monkeypatch, *QUESTIONS, other)
        worse(lambda asked: "LABEL" in asked, monkeypatch)

        assert [] == desk.house.probe_fairness(("typing",))["new"]

    def test_a_smaller_run_before_says_nothing_of_pairs_it_did_not_ask(self, desk: Desk, monkeypatch) -> None:
        small = desk.house.probe_fairness(("typing",), sample=15)
        worse(str.isupper, monkeypatch)

        told = desk.house.probe_fairness(("typing",))

        capitals = {each["pair"] for each in told["differences"] if each["group"] == "capitals"}
        assert {pair for pair in capitals if pair <= small["upto"]["typing"]} == set(told["new"]) < capitals

    def test_the_latest_are_kept(self, desk: Desk, monkeypatch) -> None:
        monkeypatch.setattr(runs, "KEPT", 2)
        for _ in range(3):
            desk.house.probe_fairness(sample=3)

        assert 2 == len(desk.house.kept_fairness_runs())


class TestQuestions:
    def test_are_those_of_articles_of_a_companys_file_and_first_messages_that_matter(self, desk: Desk) -> None:
        (desk.folder / "questions.toml").write_text('[[question]]\narticle = "returns"\ntexts = ["May I swap it?"]')

        found = treating.own_questions(desk.house)

        texts = {each.text for each in found}
        assert {
            "May I swap it?",
            "Can you tell me how long a refund takes?",
            "I do not want to live any more.",
        } <= texts
        assert "returns" == next(each.article for each in found if each.text.startswith("Can you tell me how long"))

    def test_a_file_that_cannot_be_used_is_named(self, desk: Desk) -> None:
        (desk.folder / "questions.toml").write_text("[[question]]")

        with pytest.raises(BadInput, match="questions.toml, question 1"):
            treating.own_questions(desk.house)


class TestDoors:
    def test_who_may_not_read_the_ledger_reads_no_run(self, desk: Desk) -> None:
        desk.house.probe_fairness(sample=3)

        assert 1 == len(desk.house.fairness_runs(desk.otto))
        with pytest.raises(Refused):
            desk.house.fairness_runs(desk.ada)

    def test_the_commands_say_what_was_found_and_by_their_status_whether_it_is_allowed(
        self, desk: Desk, monkeypatch
    ) -> None:
        def ran(*words: str):
            return CliRunner().invoke(main, ["--data", str(desk.folder), "probe", *words])

        assert 2 == ran("show").exit_code
        fine = ran("run", "--dimension", "name", "--sample", "30", "--json")
        assert (0, 30) == (fine.exit_code, json.loads(fine.stdout)["pairs"])
        assert "of 30 pairs were treated otherwise" in ran("show").output
        worse(lambda asked: "76 years" in asked, monkeypatch)

        told = ran("run", "--dimension", "age")

        assert 1 == told.exit_code
        assert "age (76): route, release" in told.output
        assert 1 == ran("run", "--dimension", "age", "--allow", "0").exit_code
        assert 0 == ran("run", "--dimension", "age", "--allow", "99").exit_code

    def test_what_is_proposed_in_a_file_is_held_beside_what_is_in_force(self, desk: Desk) -> None:
        def ran(*words: str) -> dict[str, Any]:
            told = CliRunner().invoke(
                main, ["--data", str(desk.folder), "probe", "run", "--json", "--sample", "90", *words]
            )
            return json.loads(told.stdout)

        stricter = desk.folder / "release.yaml"
        stricter.write_text(
            re.sub(r'confidence: "?>= 0\.\d+"?', 'confidence: ">= 0.97"', shipped("release"), count=1)
        )
        other = desk.folder / "other" / "en"
        other.mkdir(parents=True)
        (other / "fees.md").write_text("---\ntitle: Fees\n---\n\nNothing costs a fee.\n")

        by_table, by_articles = ran("--guideline", str(stricter)), ran("--articles", str(other.parent))

        assert by_table["before"]["pairs"] == by_articles["before"]["pairs"] == 90
        assert by_table["groups"] != by_articles["groups"]
        assert () == desk.house.kept_fairness_runs()


class TestANight:
    def at_night(self, desk: Desk) -> None:
        desk.house.probe_fairness(("typing",), why=runs.NIGHT)
        desk.house.watch_incidents()

    def test_what_is_new_opens_one_incident_with_the_entry_as_its_evidence(self, desk: Desk, monkeypatch) -> None:
        self.at_night(desk)
        assert () == desk.house.all_incidents()
        worse(str.isupper, monkeypatch)

        self.at_night(desk)
        self.at_night(desk)

        (incident,) = desk.house.all_incidents()
        assert "pairs" == incident.found
        assert "typing, capitals; answer" in incident.what
        assert 1 == len(incident.evidence.acts)

    def test_what_somebody_tried_by_hand_opens_none(self, desk: Desk, monkeypatch) -> None:
        self.at_night(desk)
        worse(str.isupper, monkeypatch)
        desk.house.probe_fairness(("typing",))

        desk.house.watch_incidents()

        assert () == desk.house.all_incidents()


class TestThePage:
    def arrives(self, desk: Desk, who: int, address: str = "/desk/fairness/probes") -> HttpResponse:
        doors.open_door(desk.house)
        client = Client(HTTP_HOST="localhost")
        client.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(address)  # type: ignore[return-value]

    def test_before_the_first_run_says_so(self, desk: Desk) -> None:
        assert "No pair was asked here yet" in self.arrives(desk, desk.otto).content.decode()
        assert 404 == self.arrives(desk, desk.otto, "/desk/fairness/probes.json").status_code

    def test_shows_the_figures_and_marks_what_is_new(self, desk: Desk, monkeypatch) -> None:
        desk.house.probe_fairness(("typing",))
        worse(str.isupper, monkeypatch)
        told = desk.house.probe_fairness(("typing",))

        html = self.arrives(desk, desk.otto).content.decode()

        assert sentence(told) in html
        assert f"{len(told['new'])} pair" in html
        assert "HOW LONG DOES A REFUND TAKE?" in html
        assert told == json.loads(self.arrives(desk, desk.otto, "/desk/fairness/probes.json").content)
        assert "/desk/fairness/probes" in self.arrives(desk, desk.otto, "/desk/fairness").content.decode()

    def test_is_for_whoever_may_read_the_ledger(self, desk: Desk) -> None:
        statuses = [
            self.arrives(desk, who).status_code for who in (desk.ada, desk.rio, desk.pia, desk.otto, desk.cleo)
        ]

        assert [403, 200, 200, 200, 200] == statuses
