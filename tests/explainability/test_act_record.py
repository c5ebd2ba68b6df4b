"""The record of an act is read off what was kept: few reasons, exact sums, nobody's words, and a form that is described."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from fairdesk.explainability.act_record import (
    MOST_REASONS,
    Told,
    Valued,
    as_json,
    decided_by_rule,
    principal,
    record_of,
    role_of_ai,
)
from fairdesk.nouns import ActId, Because, Change, Otherwise, Release, Route, Score, Turn
from tests.desk.test_turn import ASKED, KNOWN
from tests.explainability.test_wording import turn as reason

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "act-record.schema.json").read_text("utf-8"))
ACT = ActId("act-1")
CHANGE = Change("ai_refused", "the customer chose people only", "", "customer", False, True, "true")
TOLD = Told(
    tested={"route": (Valued("concern", "sensitive matter", "none", "triage"),)},
    scores=(
        Score("confidence", 1.0, {"start": -3.4, "lead": 4.4}),
        Score("rank", 2.0, {"parcel": 2.0}, in_words=True),
    ),
    otherwise=Otherwise("route", "9a77", (CHANGE,), {"route": "person"}, "R05"),
    versions={"guideline.routing": "9a77"},
)


def turn(route: Route = Route.ASSISTANT, release: Release | None = Release.SEND, handover: str = "") -> Turn:
    code = "turn.handed_over" if handover else "turn.answered"
    return Turn(ASKED, KNOWN, {}, route, release, None, None, handover, "none", reason(code))


class TestTheRecord:
    def test_has_the_form_that_its_schema_describes(self):
        jsonschema.validate(as_json(record_of(ACT, turn(), TOLD)), SCHEMA)
        jsonschema.validate(as_json(record_of(ACT, turn(), Told())), SCHEMA)

    def test_that_form_is_strict(self):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**as_json(record_of(ACT, turn(), TOLD)), "words": "mine"}, SCHEMA)

    def test_gives_at_most_four_reasons_those_that_decided_first(self):
        record = record_of(ACT, turn(), TOLD)

        assert ["route", "answer", "release", "mask"] == [each.step for each in record.reasons]
        assert MOST_REASONS == len(record.reasons)
        assert "none" == record.reasons[0].values[0].value

    def test_leaves_out_a_score_whose_parts_do_not_sum_to_it(self):
        wrong = replace(TOLD, scores=(Score("confidence", 1.0, {"lead": 1.0 + 2e-9}),))

        assert () == record_of(ACT, turn(), wrong).scores
        assert 2 == len(record_of(ACT, turn(), TOLD).scores)

    def test_names_no_word_of_the_customer(self):
        assert "parcel" not in json.dumps(as_json(record_of(ACT, turn(), TOLD)))

    def test_holds_each_guideline_s_decision_and_nothing_that_no_guideline_decided(self):
        told = as_json(record_of(ACT, turn(), TOLD))

        assert ["route", "release"] == [each["step"] for each in told["decisions"]]
        assert not decided_by_rule(Because("triage", "triage.none", version="9a77"))
        assert decided_by_rule(Because("route", "route.refused", version="9a77"))


@pytest.mark.parametrize(
    ("route", "release", "role"),
    [
        (Route.ASSISTANT, Release.SEND, "answered"),
        (Route.ASSISTANT, Release.UNCLEAR, "showed_articles"),
        (Route.ASSISTANT, Release.HAND_OVER, "looked"),
        (Route.PERSON, None, "kept_out"),
        (Route.ASSISTANT, None, "small_talk"),
    ],
)
def test_the_role_of_the_ai_is_what_it_did(route, release, role):
    assert role == role_of_ai(turn(route, release))


def test_a_question_back_is_a_role_of_its_own():
    asked = replace(turn(Route.ASSISTANT, Release.UNCLEAR), because=Because("turn", "turn.asked_which"))

    assert "asked_which" == role_of_ai(asked)


def test_a_step_without_a_rule_tells_what_it_measured():
    (found,) = principal(Because("turn", "t", under=(Because("mask", "mask.ok", {"hidden": 2, "model": "x"}),)), {})

    assert [("hidden", 2, "mask")] == [(each.input, each.value, each.source) for each in found.values]
