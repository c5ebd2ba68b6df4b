"""What is suggested to a colleague: taken as it is, changed or rejected, each counted; the words are the colleague's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.desk import records
from fairdesk.desk.suggestion import ASSISTED, EDITED, REJECTED
from fairdesk.desk.timeline import Mode, Suggestion
from fairdesk.nouns import BadInput, Overtaken, Refused, Voice
from fairdesk.oversight.override import REASONS
from tests.people import Customer, Desk


@pytest.fixture
def dana(desk: Desk) -> Customer:
    """Dana wants a person, asks what an article answers, and Ada has her conversation; replies leave at once."""
    desk.house.settings = replace(desk.house.settings, undo_seconds=0.0)
    dana = desk.customer()
    desk.house.refuse_ai(dana.conversation, dana.id)
    desk.says(dana, "How long does a refund take?")
    desk.house.take_over(dana.conversation, desk.ada)
    return dana


def suggested(desk: Desk, who: Customer) -> Suggestion | None:
    return desk.house.case(who.conversation, desk.ada).suggestion


def send(desk: Desk, who: Customer, words: str) -> None:
    desk.house.send(who.conversation, desk.ada, words, 99, suggested=True)


def codes(who: Customer) -> list[str]:
    return [line.code for line in records.items(who.conversation) if line.voice is Voice.PERSON]


def test_it_shows_where_it_stands_and_how_sure(desk, dana):
    found = suggested(desk, dana)

    assert found
    assert "5 working days" in found.text
    assert "Sending things back" == found.evidence[0].title
    assert found.says


def test_sent_as_it_is_it_is_a_persons_and_counted_as_assisted(desk, dana):
    found = suggested(desk, dana)
    assert found
    send(desk, dana, found.text)

    (said,) = (entry for entry in desk.sees(dana).entries if entry.voice is Voice.PERSON)
    assert ("Ada", found.text) == (said.who, said.text)
    assert [ASSISTED] == codes(dana)
    assert Mode.ASSISTED is desk.house.case(dana.conversation, desk.ada).mode
    assert suggested(desk, dana) is None


def test_changed_it_is_counted_apart_and_without_it_not_at_all(desk, dana):
    found = suggested(desk, dana)
    assert found
    send(desk, dana, found.text + " I have looked: yours left today.")
    desk.house.reply(dana.conversation, desk.ada, "Anything else?", 99)

    assert [EDITED, ""] == codes(dana)


def test_a_reply_of_ones_own_alone_is_worked_by_people(desk, dana):
    desk.house.reply(dana.conversation, desk.ada, "About a week.", 99)

    assert Mode.HUMAN is desk.house.case(dana.conversation, desk.ada).mode


@pytest.mark.parametrize("reason", REASONS)
def test_rejected_for_each_of_nine_reasons_the_customer_sees_nothing(desk, dana, reason):
    before = desk.sees(dana).entries
    desk.house.reject_suggestion(dana.conversation, desk.ada, reason, "it is about shoes")

    (line,) = (line for line in records.items(dana.conversation) if line.code == REJECTED)
    assert line.released_at is None
    entries = desk.house.case(dana.conversation, desk.ada).entries
    assert [reason] == [entry.values["reason"] for entry in entries if entry.code == REJECTED]
    assert before == desk.sees(dana).entries
    assert suggested(desk, dana) is None
    with pytest.raises(Overtaken):
        desk.house.reject_suggestion(dana.conversation, desk.ada, reason, "again")
    desk.says(dana, "Who pays for the post?")
    assert suggested(desk, dana), "the next question has its own"


def test_what_is_no_reason_and_another_without_words_are_refused(desk, dana):
    assert 9 == len(REASONS)
    for reason in ("", "because", "other"):
        with pytest.raises(BadInput):
            desk.house.reject_suggestion(dana.conversation, desk.ada, reason, " ")
    with pytest.raises(Refused):
        desk.house.reject_suggestion(dana.conversation, desk.ben, "tone")


def test_nothing_is_suggested_in_a_sensitive_matter_nor_while_drafts_are_compared(desk, dana):
    desk.house.settings = replace(desk.house.settings, answers_before_promise="shadow")
    assert suggested(desk, dana) is None
    desk.house.settings = replace(desk.house.settings, answers_before_promise="assistant")
    desk.says(dana, "My father died. How long does his refund take?")

    assert suggested(desk, dana) is None


def test_it_may_wait_to_be_taken_back_and_stays_counted(desk, dana):
    from datetime import timedelta

    desk.house.settings = replace(desk.house.settings, undo_seconds=10.0)
    found = suggested(desk, dana)
    assert found
    send(desk, dana, found.text)
    from fairdesk.desk.records import unsent

    (waits,) = unsent.unsent_in(dana.conversation)
    at = desk.house.now() + timedelta(seconds=10)
    desk.house.knowing.now = lambda: at
    desk.house.let_leave(waits.id)

    assert [ASSISTED] == codes(dana)
