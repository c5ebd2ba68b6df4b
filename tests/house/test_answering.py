"""What the articles of a moment say: read with the words before, and as they were at that moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fairdesk.answers import records as answers
from fairdesk.clock import now
from fairdesk.house.answering import from_articles
from fairdesk.house.understanding import Understanding
from fairdesk.nouns import ActId, NotFound
from tests.people import RETURNS, Desk


def test_the_words_before_are_read_too(desk: Desk):
    ada, ben = desk.customer(), desk.customer()
    desk.says(ada, "How long does a refund take?")
    after = desk.says(ada, "And after how many days?")
    alone = desk.says(ben, "And after how many days?")

    one, other = (
        from_articles(desk.house.keys, each.asked, each.situation, each.situation.at) for each in (after, alone)
    )
    assert after.situation.turns_before
    assert one.text != other.text
    assert after.draft is None or after.draft.text == one.text


def test_the_articles_are_those_of_the_moment(desk: Desk):
    turn, before = desk.says(desk.customer(), "How long does a refund take?"), now()
    desk.knows(RETURNS.replace("up to 5 working days", "up to 30 working days"))

    then, today = (
        from_articles(desk.house.keys, turn.asked, turn.situation, at)
        for at in (before, now() + timedelta(seconds=1))
    )
    assert "5 working days" in then.text
    assert "30 working days" in today.text


def test_of_small_talk_no_model_of_intents_is_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """It knows only what a company's questions are about: whatever it said of a thank-you would be made up."""
    turn = desk.says(desk.customer(), "thanks")
    taught = Understanding(desk.folder)
    monkeypatch.setattr(taught, "of", lambda *_: 1 / 0)

    proposed = from_articles(desk.house.keys, turn.asked, turn.situation, now(), taught)

    assert {"small_talk": "thanks"} == proposed.because.facts


def test_which_articles_hold_is_read_once_however_many_languages_are_searched(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    turn, read = desk.says(desk.customer(), "Can I pay a zeppelin with PayPal?"), []
    known = answers.knowledge_at
    monkeypatch.setattr(answers, "knowledge_at", lambda at: read.append(at) or known(at))

    from_articles(desk.house.keys, turn.asked, turn.situation, turn.situation.at)

    assert [turn.situation.at] == read


def test_what_was_said_before_and_is_gone_is_not_passed_over(desk: Desk):
    """The answer would be of another question than the customer asked."""
    turn = desk.says(desk.customer(), "How long does a refund take?")
    lost = replace(turn.situation, turns_before=(ActId("erased"),))

    with pytest.raises(NotFound):
        from_articles(desk.house.keys, turn.asked, lost, turn.situation.at)
    helped = replace(turn.situation, remembered=(ActId("erased"),))
    assert turn.draft == from_articles(desk.house.keys, turn.asked, helped, turn.situation.at)
