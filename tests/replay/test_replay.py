"""A kept turn is decided again by what was known then: the draft as it was, the failure as it was, nothing new asked."""

from __future__ import annotations

import pytest

from fairdesk.desk.turn import decide
from fairdesk.nouns import Asked, Draft, Release, Situation
from fairdesk.replay.replay import Replayed, again, outcome
from tests.desk.test_turn import ASKED, KNOWN, NOTHING, RULES, SURE, drafts, fails, never, says
from tests.replay.tables import EVERYBODY_TO_PEOPLE, WISHES_TO_THE_ASSISTANT


class TestAsItWas:
    @pytest.mark.parametrize(
        ("asked", "answer"),
        [
            (ASKED, drafts(SURE)),
            (ASKED, drafts(NOTHING)),
            (ASKED, fails(TimeoutError)),
            (ASKED, fails(RuntimeError)),
            (says("human"), never),
            (says("my father's funeral"), never),
        ],
        ids=["sent", "nothing found", "too slow", "failed", "wish", "sensitive"],
    )
    def test_it_comes_out_the_same_without_asking_anything(self, asked, answer):
        kept = decide(asked, KNOWN, answer, RULES)

        replayed = again(kept, RULES, never)

        assert replayed.same
        assert not replayed.changed
        assert not replayed.searched
        assert kept == replayed.after


class TestUnderAnotherTable:
    def test_what_people_get_now_had_its_draft_and_loses_it(self):
        kept = decide(ASKED, KNOWN, drafts(SURE), RULES)

        replayed = again(kept, EVERYBODY_TO_PEOPLE, never)

        assert (True, False, False) == (replayed.changed, replayed.same, replayed.searched)
        assert "language" == replayed.after.handover

    def test_where_there_was_no_draft_one_is_searched_once(self):
        kept, asked = decide(says("human"), KNOWN, never, RULES), []

        def search(question: Asked, situation: Situation) -> Draft:
            asked.append(question)
            return SURE

        replayed = again(kept, WISHES_TO_THE_ASSISTANT, search)

        assert [says("human")] == asked
        assert (True, Release.SEND) == (replayed.searched, replayed.after.release)

    def test_a_search_that_fails_is_a_hand_over_there_too(self):
        kept = decide(says("human"), KNOWN, never, RULES)

        replayed = again(kept, WISHES_TO_THE_ASSISTANT, fails(RuntimeError))

        assert "error" == replayed.after.handover

    def test_another_reason_alone_is_no_change_for_the_customer(self):
        """The digest differs, because the reason does; what the customer met is the same."""
        kept = decide(ASKED, KNOWN, drafts(SURE), RULES)
        other = decide(says("Who pays?"), KNOWN, drafts(SURE), RULES)

        assert (False, False) == ((found := Replayed(kept, other, False)).same, found.changed)


@pytest.mark.parametrize(
    ("answer", "met"),
    [
        (drafts(SURE), ("assistant", "send")),
        (drafts(NOTHING), ("person", "no_article")),
        (fails(TimeoutError), ("person", "too_slow")),
    ],
)
def test_an_outcome_is_what_the_customer_met(answer, met):
    assert met == outcome(decide(ASKED, KNOWN, answer, RULES))
