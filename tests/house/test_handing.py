"""What became of hand-overs: waits of people, questions asked twice, and that nothing stands between a wish and people."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from fairdesk.clock import now
from fairdesk.database import execute, row, rows, writing
from fairdesk.desk import records
from fairdesk.house import handing
from fairdesk.house.handing import as_json
from fairdesk.house.knowing import Knowing
from fairdesk.language import OFFERED
from fairdesk.nouns import ColleagueId, ConversationId, CustomerId, Refused
from tests.people import Desk

WISHES = Path(__file__).parents[1] / "oversight" / "wishes_indirect.jsonl"
LINES = [json.loads(line) for line in WISHES.read_text("utf-8").splitlines()]
FIRST = {code: next(x["text"] for x in LINES if x["lang"] == code and x["asks"]) for code in OFFERED}


def answered(desk: Desk, *replies: tuple[str, ...]) -> None:
    """Let customers give an order number, ask for a person, and be answered."""
    for words in replies:
        who = desk.customer()
        desk.says(who, "My order ORDER-20931 came broken.")
        desk.says(who, "a person please")
        desk.house.take_over(who.conversation, desk.ada)
        for text in words:
            desk.house.reply(who.conversation, desk.ada, text, 99, past=["order"])


class TestAskedAgain:
    def test_counts_conversations_and_not_questions(self, desk: Desk, monkeypatch) -> None:
        monkeypatch.setattr("fairdesk.explainability.running.FEWEST", 2)
        answered(desk, ("Your order number, please?", "I need your order number."), ("It leaves today.",))

        found = desk.house.handed_over(desk.cleo).asked_again

        assert (50.0, 2) == (found.value, found.n)
        assert found.low is not None
        assert found.low < 50.0

    def test_of_few_cases_nothing_is_said(self, desk: Desk) -> None:
        answered(desk, ("Your order number, please?",))

        found = desk.house.handed_over(desk.cleo)

        assert (None, 1) == (found.asked_again.value, found.asked_again.n)
        assert "value" in as_json(found)["asked_again_percent"]

    def test_the_ledger_holds_the_same_count(self, desk: Desk) -> None:
        answered(desk, ("Your order number, please?",), ("It leaves today.",))

        assert (1, 2) == records.asked_again(now() - timedelta(days=1))
        entries = [bytes(entry) for (entry,) in rows("SELECT entry FROM accountability_waiting")]
        assert 1 == sum(b"asked_again" in entry for entry in entries)


class TestEscapeDepth:
    @pytest.mark.parametrize("language", OFFERED)
    def test_a_wish_is_a_hand_over_in_the_same_turn(self, desk: Desk, language: str) -> None:
        who = desk.customer(language)

        turn = desk.says(who, FIRST[language])

        assert "asked_for_person" == turn.handover
        assert [0] == records.escape_depths(now() - timedelta(days=1))

    def test_a_wish_that_was_passed_over_would_be_seen(self, desk: Desk) -> None:
        who = desk.customer()
        desk.says(who, "How long does a refund take?")
        desk.says(who, "Who pays for the post?")
        with writing():
            execute(
                "UPDATE desk_turn SET facts = replace(facts, '\"asks_for_person\": false', '\"asks_for_person\": true')"
            )

        assert [2, 1] == sorted(records.escape_depths(now() - timedelta(days=1)), reverse=True)
        assert 2 == desk.house.count_handed_over().deepest

    def test_after_a_case_is_closed_a_customer_meets_people_and_no_loop(self, desk: Desk) -> None:
        answered(desk, ("It leaves today.",))
        (talk,) = (ConversationId(each) for (each,) in [row("SELECT id FROM desk_conversation")])
        desk.house.resolve(talk, desk.ada)
        customer = CustomerId(records.conversation(talk).customer)

        desk.house.say(talk, customer, "It has not come.", "again-again")  # type: ignore[arg-type]
        desk.house.answer_arrivals(talk)

        assert "waiting" == records.conversation(talk).state
        assert [] == [line for line in records.items(talk) if line.voice == "assistant"]


class TestWaits:
    def test_place_and_people_are_kept_when_a_wait_begins(self, desk: Desk) -> None:
        for _ in range(2):
            who = desk.customer()
            desk.says(who, "a person please")

        assert [(1, 1), (1, 2)] == sorted(
            [row("SELECT waiting_people, waiting_place FROM desk_conversation ORDER BY waiting_place LIMIT 1 OFFSET %s", n)
             for n in (0, 1)], key=str)  # fmt: skip

    def test_a_sensitive_case_stands_before_the_others(self, desk: Desk) -> None:
        desk.says(desk.customer(), "a person please")
        dana = desk.customer()

        desk.says(dana, "My mother died last week. What happens to her account?")

        assert (1,) == row("SELECT waiting_place FROM desk_conversation WHERE id = %s", dana.conversation)

    def test_measured_waits_make_the_honest_wait(self, desk: Desk) -> None:
        answered(desk, *[("It leaves today.",)] * 5)
        assert 5 == len(records.waits())

        assert 5 == Knowing().duty(now()).pace_measured


def test_only_who_may_read_the_desk_reads_the_figures(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.house.handed_over(ColleagueId(4711))


def test_what_customers_are_told_is_reused_for_a_minute(desk: Desk, monkeypatch) -> None:
    at = [1000.0]
    monkeypatch.setattr(handing.time, "monotonic", lambda: at[0])
    assert 0 == desk.house.first_reply().n
    answered(desk, ("It leaves today.",))
    assert 0 == desk.house.first_reply().n

    at[0] += handing.KEPT_SECONDS + 1

    assert 1 == desk.house.first_reply().n
