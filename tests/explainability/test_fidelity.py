"""Explanations are true: of a real desk's acts, each is decided again from its record alone, and each change it names flips it.

Asked of every kind of outcome on a real desk; and a broken explanation is found.
"""

from __future__ import annotations

import copy
import json
import random
from dataclasses import replace
from statistics import fmean

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairdesk.answers import records as answers
from fairdesk.clock import now
from fairdesk.explainability.act_record import ActRecord, as_json
from fairdesk.explainability.audiences import Audience, told
from fairdesk.house.fidelity import flips, recomputed
from fairdesk.language import OFFERED
from fairdesk.nouns import MaskedText
from tests.explainability.deletion import QUESTIONS, deletion
from tests.explainability.test_act_record import SCHEMA
from tests.people import Customer, Desk

BETTER_THAN_RANDOM = 1.3


def record(desk: Desk, who: Customer) -> ActRecord:
    found = desk.house.why(desk.last_act(who), who.id).record
    assert found is not None
    return found


def of_every_kind(desk: Desk) -> dict[str, ActRecord]:
    """Bring about every kind of outcome that customers can, and return the record of each."""
    found = {}
    for kind, text in {
        "answered": "How long does a refund take?",
        "no_article": "Do zebras play chess?",
        "asked_for_person": "I want to talk to a human",
        "sensitive": "My father died last week and I must cancel his order",
        "refused_ai": "How long does a refund take?",
        "paused": "Who pays for the post?",
        "with_person": "How long does a refund take?",
    }.items():
        who = desk.customer()
        if kind == "refused_ai":
            desk.house.refuse_ai(who.conversation, who.id)
        if kind == "with_person":
            desk.house.ask_for_person(who.conversation, who.id, "button")
        stop = desk.house.stop_ai(desk.ada, "all", "a test") if kind == "paused" else ""
        desk.says(who, text)
        found[kind] = record(desk, who)
        if stop:
            desk.house.start_ai(desk.ada, stop)
            desk.house.start_ai(desk.ben, stop)
    return found


@pytest.fixture
def kinds(desk: Desk) -> dict[str, ActRecord]:
    return of_every_kind(desk)


class TestOfEveryKindOfOutcome:
    def test_the_record_alone_decides_itself_again(self, desk, kinds):
        guideline = desk.house.knowing.guideline

        assert dict.fromkeys(kinds, True) == {
            kind: recomputed(as_json(each), guideline) for kind, each in kinds.items()
        }

    def test_the_change_that_is_named_flips_the_decision(self, desk, kinds):
        flipped = {kind: flips(as_json(each), desk.house.knowing.guideline) for kind, each in kinds.items()}

        # Of a death nobody could have changed anything; nor while a person already has the conversation.
        assert {"sensitive", "with_person"} <= {kind for kind, holds in flipped.items() if holds is None}
        assert {True, None} == set(flipped.values())
        assert {"answered", "asked_for_person", "paused", "no_article"} <= {
            kind for kind, holds in flipped.items() if holds
        }

    def test_every_sum_is_exact(self, kinds):
        (sure, rank) = kinds["answered"].scores

        assert abs(sum(sure.parts.values()) - sure.value) < 1e-9
        assert abs(sum(rank.parts.values()) - rank.value) < 1e-9

    def test_the_contributions_are_those_of_the_confidence_that_decided(self, kinds):
        import math

        (sure, _) = kinds["answered"].scores

        assert kinds["answered"].confidence == round(1 / (1 + math.exp(-sum(sure.parts.values()))), 4)

    def test_each_has_the_form_of_its_schema(self, kinds):
        for each in kinds.values():
            jsonschema.validate(json.loads(json.dumps(as_json(each))), SCHEMA)

    def test_what_decided_is_named_with_its_hash(self, kinds):
        versions = kinds["answered"].versions

        assert {
            "guideline.routing",
            "guideline.release",
            "guideline.review_first",
            "masking",
            "triage",
            "triage_model",
            "notice",
            "articles",
        } == set(versions)

    def test_a_rule_names_the_values_it_tested_and_where_they_came_from(self, kinds):
        routed, release = kinds["asked_for_person"].reasons[0], kinds["answered"].reasons[2]

        assert [("asks_for_person", True, "wish")] == [(v.input, v.value, v.source) for v in routed.values]
        assert ["confidence"] == [v.input for v in release.values]


class TestABrokenExplanationIsFound:
    def test_another_rule_another_fact_another_outcome(self, desk, kinds):
        guideline, whole = desk.house.knowing.guideline, as_json(kinds["answered"])
        for break_it in (
            lambda r: r["decisions"][0].update(rule="R01"),
            lambda r: r["decisions"][0]["facts"].update(ai_refused=True),
            lambda r: r["decisions"][1]["failed"].pop("S01"),
            lambda r: r["outcome"].update(route="person"),
        ):
            broken = copy.deepcopy(whole)
            break_it(broken)
            assert not recomputed(broken, guideline)

    def test_a_change_that_changes_nothing(self, desk, kinds):
        broken = as_json(kinds["answered"])
        broken["otherwise"]["changes"][0]["to"] = False

        assert flips(broken, desk.house.knowing.guideline) is False


class TestNothingOfAnotherPersonIsInside:
    @settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(planted=st.lists(st.text("bdfgklmprtvz", min_size=9, max_size=12), min_size=2, max_size=2, unique=True))
    def test_whatever_two_customers_write(self, desk, planted):
        mine, theirs = planted
        dana, sam = desk.customer(), desk.customer()
        for who, word in ((dana, mine), (sam, theirs)):
            desk.says(who, f"How long does a refund take? I wrote {word} on it, {word}@example.org")
            desk.says(who, f"And {word}?")

        for who, other in ((dana, theirs), (sam, mine)):
            found = record(desk, who)
            said = [json.dumps(told(found, each, language)) for each in Audience for language in OFFERED]
            assert not any(other in each for each in said)

    def test_and_an_auditor_s_holds_not_even_one_s_own_words(self, desk):
        dana = desk.customer()
        desk.says(dana, "How long does a refund take? zkrwbq zkrwbq@example.org")

        alone = json.dumps(as_json(record(desk, dana)))

        assert "zkrwbq" not in alone
        assert '"term 1"' in alone

    def test_a_leak_would_be_found(self, desk):
        dana = desk.customer()
        desk.says(dana, "How long does a refund take?")
        leaking = replace(record(desk, dana), versions={"notice": "zkrwbq"})

        assert "zkrwbq" in json.dumps(told(leaking, Audience.AUDITOR, "en"))


class TestDeletingWordsInTheOrderOfTheExplanation:
    def test_hurts_more_than_at_random(self, desk):
        from importlib.resources import files

        for name in ("account", "care", "delivery", "orders", "payment", "refunds", "repairs", "returns"):
            desk.knows((files("fairdesk.house") / "demo_articles" / "en" / f"{name}.md").read_text("utf-8"), name)
        dice, areas = random.Random(3), []
        for question in map(MaskedText, QUESTIONS):
            candidates, statistics = answers.find(question, "en", (), now())
            areas.append(deletion(question, candidates, statistics, dice))

        ours, at_random = (fmean(each) for each in zip(*areas, strict=True))
        assert ours > BETTER_THAN_RANDOM * at_random
