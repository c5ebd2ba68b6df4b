"""A month in figures is counted from what is kept: each conversation once, the page and the JSON the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fairdesk.clock import now
from fairdesk.database import execute, writing
from fairdesk.desk.outcomes import Replies, as_dict
from fairdesk.desk.records import unsent
from fairdesk.desk.records.outcomes import replies_between
from fairdesk.nouns import Refused
from tests.people import Desk

QUESTION = "How long does a refund take?"


def settle(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let three days go by, within the month or not."""
    real = desk.house.knowing.now
    monkeypatch.setattr(desk.house.knowing, "now", lambda: real() + timedelta(hours=73))


def counts(desk: Desk) -> dict[str, int]:
    return {part.name: part.count for part in desk.house.month(desk.cleo, f"{now():%Y-%m}").outcomes}


@pytest.fixture
def lived(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    thanks, content, unhappy, lost, talks = (desk.customer() for _ in range(5))
    desk.says(thanks, QUESTION)
    desk.says(thanks, "Thank you so much!")
    desk.says(content, QUESTION)
    desk.says(unhappy, QUESTION)
    desk.house.did_not_help(unhappy.conversation, unhappy.id, desk.last_act(unhappy))
    desk.says(lost, "Can I pay with seashells on the moon?")
    desk.says(talks, "I want to talk to a human")
    desk.house.take_over(talks.conversation, desk.ada)
    desk.house.reply(talks.conversation, desk.ada, "I am here. What can I do?", 99)
    desk.house.resolve(talks.conversation, desk.ada)
    desk.customer()  # opened the page and wrote nothing
    return desk


def test_each_conversation_has_one_outcome(lived: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = lived.house.month(lived.cleo)
    assert (5, 6, 4) == (before.conversations, before.messages, before.open), "only the closed one has ended"
    settle(lived, monkeypatch)

    assert {"confirmed": 1, "contained": 1, "handed_over": 1, "gave_up": 2} == counts(lived)


def test_a_customer_who_writes_again_opens_what_was_closed(lived: Desk) -> None:
    conversation, customer = _closed(lived)
    assert (1, 0.0) == (lived.house.month(lived.cleo).closed, lived.house.month(lived.cleo).reopened.value)
    from fairdesk.nouns import RawText

    lived.house.say(conversation, customer, RawText("One more thing: " + QUESTION), "again")

    assert 1.0 == lived.house.month(lived.cleo).reopened.value


def _closed(desk: Desk):
    from fairdesk.database import rows

    ((conversation, customer),) = rows("SELECT id, customer_id FROM desk_conversation WHERE state = 'resolved'")
    return conversation, customer


def test_one_colleagues_time_is_nobodys_to_read(lived: Desk) -> None:
    told = as_dict(lived.house.month(lived.cleo))

    assert (None, None, None) == (told["people_hours"], told["hours_per_conversation"], told["cost"])


def test_how_replies_came_about_is_counted_by_nobodys_name(desk: Desk) -> None:
    who = desk.customer()
    desk.says(who, QUESTION)
    desk.house.ask_for_person(who.conversation, who.id, "button")
    desk.says(who, QUESTION)
    desk.house.take_over(who.conversation, desk.ada)
    suggested = desk.house.case(who.conversation, desk.ada).suggestion.text
    desk.house.send(who.conversation, desk.ada, suggested, 99, suggested=True)
    desk.house.reply(who.conversation, desk.ada, "And tell me when it is there.", 99)
    for reply in unsent.due(now() + timedelta(hours=1)):
        desk.house.settings = replace(desk.house.settings, undo_seconds=0.0)
        with writing():
            execute("UPDATE desk_unsent SET leaves_at = 0")
        desk.house.let_leave(reply)

    found = replies_between(now() - timedelta(days=1), now() + timedelta(days=1))
    assert Replies(as_suggested=1, own=1) == found


def test_a_stranger_to_the_desk_reads_nothing(lived: Desk) -> None:
    with pytest.raises(Refused):
        lived.house.month(987_654)


def test_an_erased_customer_is_counted_no_more(lived: Desk) -> None:
    n = lived.house.month(lived.cleo).conversations
    from fairdesk.database import writing
    from fairdesk.desk import records

    _, customer = _closed(lived)
    with writing():
        records.forget(customer)

    assert n - 1 == lived.house.month(lived.cleo).conversations
