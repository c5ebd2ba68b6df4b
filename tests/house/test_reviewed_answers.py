"""Only what doubt alone may hold back is reviewed: whatever else stands against a draft, it tells nothing of what is sent."""

from __future__ import annotations

import pytest

from fairdesk.guidelines.compile import Guideline, compile_table
from fairdesk.guidelines.table import parse, shipped
from fairdesk.house.reviewed_answers import sent_if_sure
from fairdesk.nouns import Facts

DOUBTED: Facts = {
    "answerer_ok": True, "in_time": True, "answer_found": True, "confidence": 0.1, "evidence_valid": True, "grounded": True,
    "unclear_before": 1, "promise": "cold", "above_promise": False, "topic": "returns",
}  # fmt: skip


@pytest.fixture(scope="module")
def release() -> Guideline:
    return compile_table(parse(shipped("release"), "release.yaml"))


@pytest.mark.parametrize("promise", ["none", "cold", "kept", "closed"])
def test_a_doubted_draft_would_be_sent_if_the_assistant_were_sure(release: Guideline, promise: str) -> None:
    assert sent_if_sure({**DOUBTED, "promise": promise}, release)


@pytest.mark.parametrize("fact", ["answerer_ok", "in_time", "answer_found", "evidence_valid", "grounded", "ready"])
def test_what_is_held_back_by_something_else_would_not(release: Guideline, fact: str) -> None:
    assert not sent_if_sure({**DOUBTED, fact: False}, release)


def test_a_turn_of_which_too_little_is_known_would_not(release: Guideline) -> None:
    assert not sent_if_sure({name: fact for name, fact in DOUBTED.items() if name != "grounded"}, release)
