"""What the house shows, and to whom: cursors that skip nothing, views without what is not theirs, reasons, places in line."""

from __future__ import annotations

import pytest

from fairdesk.clock import now
from fairdesk.database import execute, writing
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.nouns import ActId, NotFound, Refused, Voice
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, f"{QUESTION} I am dana@example.org")
    return dana


def hold_back_the_answer(desk: Desk, who: Customer) -> int:
    """Put the answer back into the outbox, as it stands between keep and deliver; return its number."""
    act = desk.last_act(who)
    (line,) = [each for each in records.items_of_act(act) if each.voice is Voice.ASSISTANT]
    with writing():
        execute("UPDATE desk_item SET released_at = NULL WHERE id = %s", line.id)
        records.add_outgoing(act, who.conversation, line.number, "web", now())
    return line.number


class TestTheCursor:
    """`after` is the last number a page has. What appears later must have a higher one."""

    def test_nothing_is_shown_that_stands_after_a_text_not_yet_sent(self, desk, dana):
        number = hold_back_the_answer(desk, dana)
        desk.house.ask_for_person(dana.conversation, dana.id, "button")

        before = desk.sees(dana).entries
        desk.house.deliver(desk.last_act(dana))
        after = desk.house.timeline(dana.conversation, dana.id, before[-1].number).entries

        assert number > before[-1].number
        assert ["asked_for_person", "answer_held_back"] == [entry.code for entry in after]

    def test_a_page_that_asks_again_and_again_misses_nothing(self, desk, dana):
        """Every view while things happen, put together, is the whole conversation."""
        got: list[int] = []

        def look() -> None:
            after = got[-1] if got else 0
            got.extend(entry.number for entry in desk.house.timeline(dana.conversation, dana.id, after).entries)

        for step in ("received", "before keep", "after keep", "before deliver", "in deliver", "after deliver"):
            if step == "in deliver":
                continue  # inside the transaction this thread would read its own uncommitted writes
            desk.meanwhile(step, look)
            desk.says(dana, QUESTION)
            look()
            desk.house.note(dana.conversation, desk.ada, "a note in between")

        assert [entry.number for entry in desk.sees(dana).entries] == got

    def test_a_text_held_back_for_good_blocks_nothing(self, desk):
        dana = desk.customer()
        desk.meanwhile("before deliver", lambda: desk.house.take_over(dana.conversation, desk.ada))
        desk.says(dana, QUESTION)
        desk.house.reply(dana.conversation, desk.ada, "Hello", 99)

        assert "Hello" == desk.sees(dana).entries[-1].text
        assert "Hello" == desk.house.case(dana.conversation, desk.ada).entries[-1].text

    def test_what_a_colleague_has_not_seen_is_not_counted_as_seen(self, desk, dana):
        """Her next message stands behind an answer that has not left: the colleague's version ends before both."""
        desk.house.take_over(dana.conversation, desk.ada)
        number = hold_back_the_answer(desk, dana)
        desk.says(dana, "One more thing")

        case = desk.house.case(dana.conversation, desk.ada)

        assert number > case.version
        assert case.version == case.entries[-1].number


class TestTheCustomersView:
    def test_notes_and_texts_not_sent_are_in_no_part_of_it(self, desk, dana):
        desk.house.note(dana.conversation, desk.ada, "only for us")
        hold_back_the_answer(desk, dana)

        told = repr(desk.sees(dana))

        assert "only for us" not in told
        assert "working days" not in told

    def test_her_own_words_come_back_whole(self, desk, dana):
        assert f"{QUESTION} I am dana@example.org" == desk.sees(dana).entries[0].text

    def test_what_the_assistant_saw_is_only_in_the_colleagues_view(self, desk, dana):
        assert "" == desk.sees(dana).entries[0].masked
        assert f"{QUESTION} I am [EMAIL_1]" == desk.house.case(dana.conversation, desk.ada).entries[0].masked

    def test_answers_are_counted(self, desk, dana):
        desk.says(dana, "Who pays for the post?")

        assert [0, 1, 0, 2] == [entry.answer for entry in desk.sees(dana).entries]

    def test_a_message_is_pending_until_it_has_its_turn(self, desk):
        dana, seen = desk.customer(), []
        desk.meanwhile("before keep", lambda: seen.append(desk.sees(dana)))

        desk.says(dana, QUESTION)

        assert (True, True) == (seen[0].writing, seen[0].entries[0].pending)
        after = desk.sees(dana)
        assert (False, False) == (after.writing, after.entries[0].pending)

    def test_places_in_the_queue_are_those_of_the_queue(self, desk):
        first, second = desk.customer(), desk.customer()
        desk.says(first, "human")
        desk.says(second, "human")
        assert [1, 2] == [desk.sees(who).position for who in (first, second)]

        desk.house.take_over(first.conversation, desk.ada)

        assert [0, 1] == [desk.sees(who).position for who in (first, second)]
        assert "" == desk.sees(first).wait_says


class TestTheColleaguesLists:
    def test_each_conversation_is_in_the_list_of_its_state(self, desk, dana):
        waiting, mine, closed = desk.customer(), desk.customer(), desk.customer()
        desk.says(waiting, "human")
        for who in (mine, closed):
            desk.says(who, "human")
            desk.house.take_over(who.conversation, desk.ada)
        desk.house.resolve(closed.conversation, desk.ada)

        found = {
            view: [row.conversation for row in desk.house.queue(desk.ada, view).rows]
            for view in ("waiting", "mine", "assistant", "resolved")
        }

        assert {
            "waiting": [waiting.conversation],
            "mine": [mine.conversation],
            "assistant": [dana.conversation],
            "resolved": [closed.conversation],
        } == found
        assert 4 == desk.house.queue(desk.ada, "all").counts["all"] == len(desk.house.queue(desk.ada, "all").rows)
        assert 0 == desk.house.queue(desk.ben, "mine").counts["mine"]

    def test_an_unknown_list_is_the_waiting_one(self, desk):
        dana = desk.customer()
        desk.says(dana, "human")

        assert [dana.conversation] == [row.conversation for row in desk.house.queue(desk.ada, "drop table").rows]

    def test_suggestions_are_passages_for_the_latest_question(self, desk, dana):
        case = desk.house.case(dana.conversation, desk.ada)

        assert "How long a refund takes" == case.suggestions[0].heading[-1]

    def test_a_conversation_without_a_message_can_be_opened(self, desk):
        case = desk.house.case(desk.customer().conversation, desk.ada)

        assert ((), (), 0) == (case.entries, case.suggestions, case.version)
        assert State.ASSISTANT is case.state


class TestReasons:
    def test_a_stranger_and_an_unknown_act_are_told_the_same(self, desk, dana):
        sam = desk.customer()
        told = []
        for act, customer in ((desk.last_act(dana), sam.id), (ActId("unknown"), sam.id)):
            for ask in (desk.house.why, desk.house.receipt):
                with pytest.raises(NotFound) as refused:
                    ask(act, customer)
                told.append(str(refused.value).replace("conversation", "act"))

        assert 1 == len(set(told))

    def test_the_reason_in_full_is_for_who_may_read(self, desk, dana):
        assert desk.house.why(desk.last_act(dana), dana.id) == desk.house.why_in_full(desk.last_act(dana), desk.otto)
        with pytest.raises(Refused):
            desk.house.why_in_full(desk.last_act(dana), 4711)

    def test_the_receipt_is_ready_when_the_act_has_its_place(self, desk, dana):
        assert not desk.house.why(desk.last_act(dana), dana.id).receipt_ready

        desk.house.close_the_day()

        assert desk.house.why(desk.last_act(dana), dana.id).receipt_ready

    def test_nothing_has_become_of_nothing(self, desk):
        dana = desk.customer()

        with pytest.raises(NotFound, match="yet"):
            desk.house.latest_act(dana.conversation, dana.id)


class TestUrgency:
    def test_the_list_says_how_urgent_and_why(self, desk):
        early, dana = desk.customer(), desk.customer()
        desk.says(early, "a human please")
        desk.says(dana, "It was for my father's funeral")

        first, second = desk.house.queue(desk.ada, "waiting").rows

        assert (dana.conversation, "soon") == (first.conversation, first.urgency)
        assert "heavy" in first.urgency_says
        assert (early.conversation, "today") == (second.conversation, second.urgency)
        assert [2, 1] == [desk.sees(each).position for each in (early, dana)]

    def test_who_takes_it_keeps_the_reason_of_its_place(self, desk):
        dana = desk.customer()
        desk.says(dana, "a human please")
        assert "today" == desk.house.case(dana.conversation, desk.ada).urgency

        desk.house.take_over(dana.conversation, desk.ada)

        line = next(line for line in records.items(dana.conversation) if line.code == "taken_over")
        kept = desk.house.memory.read_line(dana.conversation, desk.house.keys.of(dana.id), line).because
        assert kept is not None
        assert ("urgency.ordinary", "U09") == (kept.code, kept.rule)
        assert desk.house.knowing.rule_for("urgency", desk.house.now()).table.version == kept.version

    def test_a_list_shows_nothing_of_what_is_restricted(self, desk):
        dana = desk.customer()
        desk.says(dana, "a human please")
        desk.house.restrict(dana.id, True, desk.house.now())

        (row,) = desk.house.queue(desk.ada, "waiting").rows

        assert ("", "") == (row.urgency, row.urgency_says)
