"""A kept turn is decided again by what was known then: the draft as it was, the failure as it was, nothing new asked."""

from __future__ import annotations

import pytest

from fairdesk.desk.turn import decide
from fairdesk.nouns import Asked, Draft, Release, Situation
from fairdesk.replay.replay import again, outcome
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

        assert (kept, False) == again(kept, RULES, never)


class TestUnderAnotherTable:
    def test_what_people_get_now_had_its_draft_and_loses_it(self):
        kept = decide(ASKED, KNOWN, drafts(SURE), RULES)

        after, searched = again(kept, EVERYBODY_TO_PEOPLE, never)

        assert (("person", "language"), False) == (outcome(after), searched)

    def test_where_there_was_no_draft_one_is_searched_once(self):
        kept, asked = decide(says("human"), KNOWN, never, RULES), []

        def search(question: Asked, situation: Situation) -> Draft:
            asked.append(question)
            return SURE

        after, searched = again(kept, WISHES_TO_THE_ASSISTANT, search)

        assert [says("human")] == asked
        assert (True, Release.SEND) == (searched, after.release)

    def test_a_search_that_fails_is_a_hand_over_there_too(self):
        kept = decide(says("human"), KNOWN, never, RULES)

        after, _ = again(kept, WISHES_TO_THE_ASSISTANT, fails(RuntimeError))

        assert "error" == after.handover


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
