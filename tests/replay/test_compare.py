"""The figures of a replay count every turn once, and say what changed from what to what."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from fairdesk.desk.turn import decide
from fairdesk.nouns import ActId
from fairdesk.replay.compare import Outcome, as_text, compare
from fairdesk.replay.replay import Replayed, outcome
from tests.desk.test_turn import ASKED, KNOWN, NOTHING, RULES, SURE, drafts, fails, never, says

SENT = decide(ASKED, KNOWN, drafts(SURE), RULES)
NONE = decide(ASKED, KNOWN, drafts(NOTHING), RULES)
SLOW = decide(ASKED, KNOWN, fails(TimeoutError), RULES)
WISH = decide(says("human"), KNOWN, never, RULES)
OTHER_WORDS = decide(says("Who pays?"), KNOWN, drafts(SURE), RULES)

turns = st.sampled_from([SENT, NONE, SLOW, WISH, OTHER_WORDS])
replays = st.lists(st.builds(Replayed, turns, turns, st.booleans()), max_size=20)


def numbered(found: list[Replayed]) -> list[tuple[ActId, Replayed]]:
    return [(ActId(str(number)), one) for number, one in enumerate(found)]


class TestCounting:
    @given(replays)
    def test_under_another_table_it_counts_what_the_customer_met(self, found):
        told = compare(numbered(found), "routing.yaml", unknown=3)

        assert (len(found), sum(one.searched for one in found), 3) == (told.turns, told.searched, told.unknown)
        assert [str(number) for number, one in enumerate(found) if outcome(one.before) != outcome(one.after)] == [
            act for act, _, _ in told.changed
        ]
        assert len(told.changed) == sum(told.moves.values())
        assert told.moves == Counter((before, after) for _, before, after in told.changed)

    @given(replays)
    def test_under_the_same_it_counts_every_other_digest(self, found):
        told = compare(numbered(found), "")

        assert sum(not one.same for one in found) == len(told.changed)

    def test_the_same_outcome_for_another_reason_counts_only_without_a_table(self):
        one = numbered([Replayed(SENT, OTHER_WORDS, False)])

        assert (0, 1) == (len(compare(one, "routing.yaml").changed), len(compare(one, "").changed))

    def test_nothing_is_nothing(self):
        assert Outcome("", 0, 0) == compare([], "")


class TestTelling:
    def test_as_json_is_json_and_whole(self):
        told = json.loads(json.dumps(compare(numbered([Replayed(SENT, WISH, True)]), "routing.yaml", 2).as_json()))

        assert {
            "guideline": "routing.yaml", "turns": 1, "changed": 1, "searched": 1, "unknown": 2,
            "moves": [{"from": "assistant: send", "to": "person: asked_for_person", "turns": 1}],
            "acts": [{"act": "0", "before": "assistant: send", "after": "person: asked_for_person"}],
        } == told  # fmt: skip

    def test_all_the_same_is_said_in_one_line(self):
        assert "2 turns decided again: every one gives the same digest." == as_text(
            compare(numbered([Replayed(SENT, SENT, False)] * 2), "")
        )

    def test_a_difference_is_not_overlooked(self):
        said = as_text(compare(numbered([Replayed(SENT, NONE, False)]), ""))

        assert "1 come out OTHERWISE" in said
        assert "assistant: send  ->  person: no_article" in said

    def test_many_are_cut_and_it_says_so(self):
        said = as_text(compare(numbered([Replayed(SENT, WISH, True)] * 23), "routing.yaml", 1))

        assert "23 would have come out otherwise" in said
        assert "and 3 more (--json lists all)" in said
        assert "23 of them had no draft then" in said
        assert "1 turns were left out: their key is gone" in said
