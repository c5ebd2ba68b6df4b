"""A desk with a trained model says what each message asks; without one all is as it was."""

from __future__ import annotations

import pytest

from fairdesk.answers.intent_file import write
from fairdesk.guidelines.parts import parts_of
from fairdesk.house.understanding import FOLDER, Understanding
from fairdesk.nouns import Asked, Because, Draft, MaskedText, Unavailable
from tests.answers.topics import small_model
from tests.people import Desk

ASKED = Asked(MaskedText("how do i get a refund"), "en")
DRAFT = Draft("", (), 0.0, Because("answer", "answer.nothing", {"confidence": 0.0}))


def test_without_a_model_nothing_is_added(tmp_path, desk: Desk):
    assert DRAFT is Understanding(tmp_path).of(DRAFT, ASKED)
    turn = desk.says(desk.customer(), "How long does a refund take?")
    assert turn.draft is not None
    assert "intent" not in turn.draft.because.facts
    assert "intents" not in desk.house.resting.now()


def test_a_message_that_could_not_be_masked_is_not_read(tmp_path):
    write(small_model(), tmp_path / FOLDER)

    assert DRAFT is Understanding(tmp_path).of(DRAFT, Asked(MaskedText(""), "en", failure="error"))


def test_the_topic_stands_in_the_reason_and_the_guideline_rests_on_the_model(desk: Desk):
    write(small_model(), desk.settings.data / FOLDER)
    desk.restart()
    turn = desk.says(desk.customer(), "How do I get a refund?")

    assert "get_refund" == desk.house.understanding.of(DRAFT, ASKED).because.facts["intent"]
    version = desk.house.understanding.version
    assert version == desk.house.resting.now()["intents"] == parts_of("release", desk.house.resting.now())["intents"]
    assert "intents" not in parts_of("routing", desk.house.resting.now())
    # Nobody approved it yet: people answer.
    assert "guideline:release" in turn.situation.paused
    assert turn.draft is None


def test_a_model_that_changes_under_a_running_desk_is_refused(tmp_path):
    write(small_model(), tmp_path / FOLDER)
    opened = Understanding(tmp_path)
    write(small_model(oos=True), tmp_path / FOLDER)

    with pytest.raises(Unavailable, match="start it again"):
        opened.of(DRAFT, ASKED)
