"""A desk with a trained model says what each message asks; without one all is as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fairdesk.answers.classify import Learned
from fairdesk.answers.intent_file import write
from fairdesk.guidelines.parts import parts_of
from fairdesk.house import customers
from fairdesk.house.understanding import FOLDER, Understanding
from fairdesk.nouns import Asked, Because, Draft, MaskedText, Release, Unavailable
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

    assert "get_refund" == desk.house.intents.of(DRAFT, ASKED).because.facts["intent"]
    version = desk.house.intents.version
    assert version == desk.house.resting.now()["intents"] == parts_of("release", desk.house.resting.now())["intents"]
    assert "intents" not in parts_of("routing", desk.house.resting.now())
    # Nobody approved it yet: people answer.
    assert "guideline:release" in turn.situation.paused
    assert turn.draft is None


def opened_with(learned: Learned, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk that had the model at its first start, so that its first guidelines rest on it."""
    monkeypatch.setattr(customers, "QUICK_SECONDS", 20.0)
    write(learned, folder / FOLDER)
    return Desk(folder)


def test_an_answer_says_what_was_asked(folder: Path, monkeypatch: pytest.MonkeyPatch):
    desk = opened_with(small_model(), folder, monkeypatch)
    turn = desk.says(desk.customer(), "How long does a refund take?")

    assert Release.SEND is turn.release
    assert turn.draft is not None
    said = turn.draft.because.facts
    assert ("get_refund", True, desk.house.intents.version) == tuple(
        said[k] for k in ("intent", "intent_ready", "intents")
    )
    desk.house.close()


def test_what_it_was_taught_too_little_of_is_left_to_people(folder: Path, monkeypatch: pytest.MonkeyPatch):
    learned = small_model()
    few = replace(learned, card={**learned.card, "draft_only": ["get_refund"]})
    desk = opened_with(few, folder, monkeypatch)
    turn = desk.says(desk.customer(), "How long does a refund take?")

    assert (Release.HAND_OVER, "not_promised_yet") == (turn.release, turn.handover)
    assert turn.draft is not None
    assert turn.draft.text  # a person sees the draft, and sends it or not
    desk.house.close()


def test_a_model_that_changes_under_a_running_desk_is_refused(tmp_path):
    write(small_model(), tmp_path / FOLDER)
    opened = Understanding(tmp_path)
    write(small_model(oos=True), tmp_path / FOLDER)

    with pytest.raises(Unavailable, match="start it again"):
        opened.of(DRAFT, ASKED)
