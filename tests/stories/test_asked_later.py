"""Another use of Dana's words is asked about when the conversation is over, once, and never in a sensitive matter."""

from __future__ import annotations

import pytest

from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose
from fairdesk.nouns import NotFound


def resolved(desk, text: str):
    dana = desk.customer()
    desk.says(dana, text)
    desk.house.take_over(dana.conversation, desk.ada)
    desk.house.resolve(dana.conversation, desk.ada)
    return dana


def test_nothing_is_asked_while_the_conversation_runs(desk):
    dana = desk.customer()
    desk.says(dana, "human")

    assert "" == desk.sees(dana).asks


def test_when_it_is_over_one_purpose_is_asked_about(desk):
    assert "improve" == desk.sees(resolved(desk, "human")).asks


@pytest.mark.parametrize(("yes", "kept"), [(True, "granted"), (False, "refused")])
def test_yes_and_no_are_kept_with_the_words_that_were_shown(desk, yes, kept):
    dana = resolved(desk, "human")

    desk.house.answer_purpose(dana.conversation, dana.id, "improve", yes)

    chosen = consent.state(dana.id)[Purpose.IMPROVE]
    assert kept == chosen.choice
    assert desk.house.notice("improve", "en").text == consent.text_shown(chosen.notice_version)
    assert "" == desk.sees(dana).asks, "asked once"


def test_a_yes_can_be_taken_back(desk):
    dana = resolved(desk, "human")
    desk.house.answer_purpose(dana.conversation, dana.id, "improve", True)
    assert ("improve",) == desk.house.agreed(dana.id)

    desk.house.answer_purpose(dana.conversation, dana.id, "improve", False)

    assert () == desk.house.agreed(dana.id)
    assert "withdrawn" == consent.state(dana.id)[Purpose.IMPROVE].choice


def test_in_a_sensitive_matter_nothing_is_asked(desk):
    assert "" == desk.sees(resolved(desk, "It was for my father's funeral")).asks


def test_a_stranger_cannot_answer_for_her(desk):
    dana, sam = resolved(desk, "human"), desk.customer()

    with pytest.raises(NotFound):
        desk.house.answer_purpose(dana.conversation, sam.id, "improve", True)
