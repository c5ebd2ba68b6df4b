"""A search that lost its tolerance for how people write is caught by pairs, on the proposal's page, before it is switched on."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fairdesk.answers import wanted
from fairdesk.fairness.pairs import Question
from fairdesk.guidelines.table import shipped
from fairdesk.house import fairness_probing, probing_proposals
from fairdesk.house.background import Background
from fairdesk.nouns import Route
from fairdesk.web import doors
from tests import model_server as ms
from tests.people import Desk
from tests.stories.test_model_writes import written_by

QUESTIONS = (
    Question("How long does a refund take after delivery?", "en", "returns", "article"),
    Question("Who pays for the return label?", "en", "returns", "article"),
)


WRITING = ("dialect", "second language", "typing")


@pytest.fixture(autouse=True)
def few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fairness_probing, "own_questions", lambda _house: QUESTIONS)
    monkeypatch.setattr(probing_proposals, "OF_A_PROPOSAL", 10_000)
    monkeypatch.setattr(probing_proposals, "ALL", WRITING)


def page(desk: Desk, who: int, id: str) -> str:
    doors.open_door(desk.house)
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/desk/guidelines/proposals/{id}").content.decode()


def tried(desk: Desk, id: str) -> dict[str, Any] | None:
    """Let the worker try what was replayed, and return what pairs say of a proposal."""
    for each in desk.house.proposals_without_pairs():
        desk.house.ask_pairs_of(each)
    life, _ = desk.house.guideline_proposal(desk.cleo, id)
    found = probing_proposals.proposal_probed(life.proposal.report)
    return found["told"] if found else None


def a_search_without_tolerance(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put another answerer in the place of the one that was approved: it reads no misspelt word as the one that is meant."""
    monkeypatch.setattr(wanted, "read_as", lambda *_given: ())
    monkeypatch.setattr(desk.house.resting, "_fixed", {**desk.house.resting.now(), "answerer": "quicker"})
    desk.house.resting._digest.cache_clear()


def test_before_it_is_switched_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.house.probe_fairness(WRITING, why="night")
    a_search_without_tolerance(desk, monkeypatch)

    # Nobody approved this search: people answer. Somebody proposes it, and replays it.
    silent = desk.says(desk.customer(), "Who pays for the return label?")
    id = desk.house.propose_guideline(desk.cleo, "release", shipped("release"), "a search that is quicker")
    desk.house.replay_proposal(desk.cleo, id)
    before, told, html = page(desk, desk.cleo, id), tried(desk, id), page(desk, desk.cleo, id)

    assert "The pairs are being asked" in before
    assert Route.PERSON is silent.route
    groups = {(each["dimension"], each["group"]) for each in told["differences"] if each["pair"] in told["new"]}
    assert ("second language", "spelt by ear") in groups
    assert (
        f"<strong>{len(told['new'])} of {told['pairs']} pairs</strong> would be treated otherwise, and are not now"
        in html
    )
    assert "How long does a refound take after delivry?" in html


def test_a_night_with_the_other_search_does_not_make_it_the_usual(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.house.probe_fairness(WRITING)
    a_search_without_tolerance(desk, monkeypatch)
    desk.house.probe_fairness(WRITING, why="night")

    id = desk.house.propose_guideline(desk.cleo, "release", shipped("release"), "a search that is quicker")
    desk.house.replay_proposal(desk.cleo, id)

    assert tried(desk, id)["new"]


def test_a_changed_table_is_tried_before_and_after(desk: Desk) -> None:
    harsher = shipped("release").replace("owner: ", "owner: The ", 1)

    id = desk.house.propose_guideline(desk.cleo, "release", harsher, "another owner")
    desk.house.replay_proposal(desk.cleo, id)

    told = tried(desk, id)
    assert [] == told["new"]
    assert told["before"] == {"differ": told["differ"], "pairs": told["pairs"]}
    assert "none would be treated otherwise that is treated alike now" in page(desk, desk.cleo, id)


def test_a_table_of_other_things_is_not_tried(desk: Desk) -> None:
    text = shipped("retention").replace("owner: ", "owner: The ", 1)

    id = desk.house.propose_guideline(desk.cleo, "retention", text, "another owner")
    desk.house.replay_proposal(desk.cleo, id)

    assert tried(desk, id) is None


def test_the_worker_tries_it_by_itself_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing_proposals, "OF_A_PROPOSAL", 5)
    id = desk.house.propose_guideline(
        desk.cleo, "release", shipped("release").replace("owner: ", "owner: The ", 1), "Why"
    )
    desk.house.replay_proposal(desk.cleo, id)
    assert (id,) == desk.house.proposals_without_pairs()

    Background(desk.house)._pairs_asked()

    assert () == desk.house.proposals_without_pairs()
    assert 5 == tried(desk, id)["pairs"]
    desk.house.replay_proposal(desk.cleo, id)
    assert (id,) == desk.house.proposals_without_pairs()


class TestWithALanguageModel:
    """What a model writes differs each time; whether it serves a way of writing worse does not."""

    def test_one_that_answers_a_dialect_less_is_told_by_pairs(self, desk: Desk) -> None:
        pytest.importorskip("openai", reason="the extra llm is not installed")

        def told(data: dict) -> str:
            number = next(one["number"] for one in data["passages"] if "refund" in one["text"])
            said = "Once your parcel has reached us, the refund takes up to five working days."
            if any(written in data["question"] for written in ("do a refund", "refound")):
                said = "We will refund you 50 dollars today, guaranteed."  # no passage says so, and a person has to answer
            return ms.answer((said, number))

        with written_by(desk, ms.says(told)) as server:
            report = desk.house.probe_fairness(WRITING[:2], with_model=True)

        differ = {each["group"] for each in report["differences"]}
        by_name = {each["name"]: each for each in report["dimensions"]}
        assert {"no third person s", "spelt by ear"} <= differ
        assert by_name["dialect"]["worse"] >= 1 > by_name["dialect"]["better"]
        assert all("words" not in each["outcomes"] for each in report["differences"]), "it writes anew each time"
        assert by_name["dialect"]["needed"] > by_name["dialect"]["pairs"], "so few pairs show no gap of a point"
        assert len(server.asked) >= report["pairs"]
        assert () == desk.house.fairness_runs(desk.cleo), "nothing is kept: nights are held beside nights"
