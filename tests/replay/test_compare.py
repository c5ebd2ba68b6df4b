"""The figures of a replay count every turn once, and say what changed from what to what."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from fairdesk.nouns import ActId
from fairdesk.replay.compare import Outcome, as_text, compare
from fairdesk.replay.job import Line

MET = ("assistant: send", "person: no_article", "person: too_slow", "person: asked_for_person")

lines = st.lists(
    st.builds(
        Line, st.uuids().map(str), st.sampled_from(("", *MET)), st.sampled_from(MET), st.booleans(), st.booleans()
    )
)


def numbered(*found: Line) -> list[Line]:
    return [one._replace(act=ActId(str(number))) for number, one in enumerate(found)]


SAME = Line(ActId("0"), "assistant: send", "assistant: send", same=True)
OTHER_REASON = SAME._replace(same=False)
NO_ARTICLE = Line(ActId("0"), "assistant: send", "person: no_article")
TO_A_PERSON = Line(ActId("0"), "assistant: send", "person: asked_for_person", searched=True)
GONE = Line(ActId("0"))


class TestCounting:
    @given(lines)
    def test_under_another_table_it_counts_what_the_customer_met(self, found: list[Line]):
        told = compare(found, "routing.yaml")

        opened = [one for one in found if one.before]
        assert (len(opened), len(found) - len(opened)) == (told.turns, told.unknown)
        assert sum(one.searched for one in opened) == told.searched
        assert [one.act for one in opened if one.before != one.after] == [act for act, _, _ in told.changed]
        assert told.moves == Counter((before, after) for _, before, after in told.changed)

    @given(lines)
    def test_under_the_same_it_counts_every_other_digest(self, found: list[Line]):
        assert sum(not one.same for one in found if one.before) == len(compare(found, "").changed)

    def test_the_same_outcome_for_another_reason_counts_only_without_a_table(self):
        assert (0, 1) == (
            len(compare([OTHER_REASON], "routing.yaml").changed),
            len(compare([OTHER_REASON], "").changed),
        )

    def test_an_answer_in_other_words_counts_where_all_is_answered_anew(self):
        other = numbered(OTHER_REASON, SAME, TO_A_PERSON)

        assert (1, 0) == (compare(other, "help", anew=True).other_words, compare(other, "help").other_words)
        assert 1 == len(compare(other, "help", anew=True).changed)
        assert "1 more would have been answered in other words." in as_text(compare(other, "help", anew=True))

    def test_answers_that_colleagues_overrode_are_the_test_cases(self):
        found = numbered(SAME, TO_A_PERSON, NO_ARTICLE, GONE)
        told = compare(
            found, "routing.yaml", overridden={ActId("0"), ActId("1"), ActId("3"), ActId("of another desk")}
        )

        assert (2, 1) == (told.overridden, told.overridden_otherwise)
        assert "Of 2 answers that colleagues overrode, 1 come out otherwise." in as_text(told)
        assert "overrode" not in as_text(compare(found, "routing.yaml"))

    def test_nothing_is_nothing(self):
        assert Outcome("", 0, 0) == compare([], "")


class TestTelling:
    def test_as_json_is_json_and_whole(self):
        told = json.loads(json.dumps(compare(numbered(TO_A_PERSON, GONE, GONE), "routing.yaml").as_json()))

        assert {
            "guideline": "routing.yaml", "turns": 1, "changed": 1, "searched": 1, "unknown": 2, "other_words": 0,
            "overrides": {"turns": 0, "otherwise": 0},
            "moves": [{"from": "assistant: send", "to": "person: asked_for_person", "turns": 1}],
            "acts": [{"act": "0", "before": "assistant: send", "after": "person: asked_for_person"}],
        } == told  # fmt: skip

    def test_all_the_same_is_said_in_one_line(self):
        assert "2 turns decided again: every one gives the same digest." == as_text(compare(numbered(SAME, SAME), ""))

    def test_a_difference_is_not_overlooked(self):
        said = as_text(compare([NO_ARTICLE], ""))

        assert "1 come out OTHERWISE" in said
        assert "assistant: send  ->  person: no_article" in said

    def test_many_are_cut_and_it_says_so(self):
        said = as_text(compare(numbered(*[TO_A_PERSON] * 23, GONE), "routing.yaml"))

        assert "23 would have come out otherwise" in said
        assert "and 3 more (--json lists all)" in said
        assert "23 of them had no draft then" in said
        assert "1 turns were left out: their key is gone" in said
