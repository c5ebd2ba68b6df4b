"""Flows' files, states and errands on a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.database import writing
from fairdesk.flows import records
from fairdesk.nouns import ActId, ConversationId, CustomerId, NotFound

AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
KIM, LOU = CustomerId("kim"), CustomerId("lou")


def state(conversation: str, customer: CustomerId = KIM, ended: str = "") -> records.StateRow:
    return records.StateRow(ConversationId(conversation), customer, "cancel", ended, b"sealed")


@pytest.mark.usefixtures("desk")
class TestTexts:
    def test_one_version_of_a_name_is_in_force_and_every_one_stays_readable(self):
        with writing():
            assert records.add("cancel", "v1", "one", AT)
            assert not records.add("cancel", "v1", "one", AT + timedelta(seconds=1))
            assert records.add("cancel", "v2", "two", AT + timedelta(seconds=2))

        assert {"cancel": "v2"} == records.in_force()
        assert ("one", "two") == (records.text_of("v1"), records.text_of("v2"))
        with writing():
            assert records.retire("cancel", AT)
            assert not records.retire("cancel", AT)
        assert {} == records.in_force()

    def test_an_unknown_version(self):
        with pytest.raises(NotFound):
            records.text_of("v9")


@pytest.mark.usefixtures("desk")
class TestStates:
    def test_those_under_way_are_a_person_s_own_and_not_over(self):
        with writing():
            records.keep_state(state("a"), AT, AT + timedelta(hours=1))
            records.keep_state(state("b", ended="done"), AT, AT + timedelta(hours=1))
            records.keep_state(state("c", LOU), AT, AT + timedelta(hours=1))
            records.keep_state(state("d"), AT + timedelta(minutes=1), AT + timedelta(hours=1))

        assert ["d", "a"] == [each.conversation for each in records.under_way((KIM,), AT)]
        assert [] == list(records.under_way((KIM,), AT + timedelta(hours=2)))

    def test_a_no_to_the_assistant_ends_a_customers_own_and_tells_what_it_reached(self):
        with writing():
            records.keep_state(state("a"), AT, AT + timedelta(hours=1))
            records.keep_state(state("b", ended="done"), AT, AT + timedelta(hours=1))
            records.keep_state(state("c", LOU), AT, AT + timedelta(hours=1))
            records.add_errand(ActId("act"), ConversationId("b"), KIM, b"sealed", AT)

            assert {} == records.withdraw(KIM, "improve")
            assert {"flows_state": 1, "flows_errand": 1} == records.withdraw(KIM, "ai_answer")
            assert {"flows_state": 0, "flows_errand": 1} == records.withdraw(KIM, "ai_answer")

        ended = [records.state_of(ConversationId(each)).ended for each in "abc"]
        assert ["refused_ai", "done", ""] == ended

    def test_it_ends_once(self):
        with writing():
            records.keep_state(state("a"), AT, AT + timedelta(hours=1))
            records.end(ConversationId("a"), "with_person", AT)
            records.end(ConversationId("a"), "other", AT)

        assert "with_person" == records.state_of(ConversationId("a")).ended
        assert records.state_of(ConversationId("z")) is None

    def test_forgetting_takes_all_of_one_and_nothing_of_another(self):
        with writing():
            for name, who in (("a", KIM), ("c", LOU)):
                records.keep_state(state(name, who), AT, AT)
                records.add_errand(ActId(name), ConversationId(name), who, b"sealed", AT)

            assert {"flows_state": 1, "flows_errand": 1} == records.holdings(KIM)
            assert 2 == len(list(records.all_about(KIM)))
            assert 2 == records.forget(KIM)

        assert ({"flows_state": 0, "flows_errand": 0}, 2) == (
            records.holdings(KIM),
            sum(records.holdings(LOU).values()),
        )


@pytest.mark.usefixtures("desk")
class TestErrands:
    def test_one_process_has_it_at_a_time_and_the_try_counts_before_it_is_made(self):
        with writing():
            records.add_errand(ActId("a"), ConversationId("a"), KIM, b"sealed", AT)
            first = records.claim(ActId("a"), AT, AT + timedelta(seconds=60))

            assert (1, b"sealed") == (first.tries, first.sealed)
            assert records.claim(ActId("a"), AT, AT + timedelta(seconds=60)) is None
            assert () == records.due(AT)
            records.try_again(ActId("a"), AT, timedelta(seconds=20))
            assert (ActId("a"),) == records.due(AT + timedelta(seconds=20))
            assert records.drop_errand(ActId("a"))
            assert not records.drop_errand(ActId("a"))
