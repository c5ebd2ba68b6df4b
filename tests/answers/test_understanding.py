"""What a message asks stands in the reason of its answer, as typed facts."""

from __future__ import annotations

from dataclasses import replace

from fairdesk.answers.classify import IntentModel
from fairdesk.answers.understanding import facts, ready, understood
from fairdesk.nouns import Because, Draft
from tests.answers.topics import small_model

DRAFT = Draft(
    "We pay within 5 days.", (), 0.8, Because("answer", "answer.found", {"confidence": 0.8}, words=("refund",))
)


def test_the_facts_are_added_and_nothing_else_changes() -> None:
    reading = IntentModel(small_model()).read("how do i get a refund", "en")
    after = understood(DRAFT, reading, "3f9c")

    assert {**DRAFT.because.facts, **facts(reading, "3f9c")} == after.because.facts
    assert ("get_refund", "3f9c", True) == tuple(
        after.because.facts[name] for name in ("intent", "intents", "intent_ready")
    )
    assert DRAFT == replace(after, because=replace(after.because, facts=DRAFT.because.facts))


def test_each_fact_is_one_a_guideline_can_read() -> None:
    said = facts(IntentModel(small_model(oos=True)).read("zeppelins hover"), "3f9c")

    assert {"intent": str, "intent_sure": float, "in_scope": float, "intent_ready": bool, "intents": str} == {
        name: type(value) for name, value in said.items()
    }
    assert "oos" == said["intent"]


def test_a_draft_is_ready_unless_the_model_had_too_few_examples() -> None:
    model = IntentModel(small_model())

    assert ready(None)
    assert ready(DRAFT)
    assert ready(understood(DRAFT, model.read("how do i get a refund", "en"), "v"))
    assert not ready(understood(DRAFT, model.read("how do i get a refund", "pl"), "v"))
    assert not ready(understood(DRAFT, model.read("delete my account for ever", "en"), "v"))
