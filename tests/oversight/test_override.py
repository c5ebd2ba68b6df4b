"""Nine reasons, and five of one within a week on a topic are no single mistake any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.nouns import ActId, BadInput, ConversationId, CustomerId
from fairdesk.oversight.override import LONGEST, REASONS, WEEK, Override, Reason, checked, reason_named, repeated

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def overridden(number: int, ago: timedelta, reason: Reason = Reason.WRONG_FACT, topic: str = "returns") -> Override:
    return Override(ActId(f"a{number}"), ConversationId("c"), CustomerId("d"), NOW - ago, reason, topic, "web")


FIVE = [overridden(n, timedelta(days=n)) for n in range(5)]


def test_there_are_nine_reasons_and_each_has_a_label():
    assert 9 == len(Reason)
    assert list(Reason) == list(REASONS)


def test_a_form_names_one_and_another_reason_needs_words():
    assert Reason.TONE is reason_named("tone", "")
    assert Reason.OTHER is reason_named("other", "it names a shop that closed")
    for written, words in (("", ""), ("slow_colleague", "x"), ("other", "  ")):
        with pytest.raises(BadInput):
            reason_named(written, words)


class TestFiveInAWeek:
    def test_of_one_reason_on_one_topic_are_told_with_their_acts(self):
        ((topic, reason, found),) = repeated(FIVE, NOW, {})

        assert ("returns", Reason.WRONG_FACT) == (topic, reason)
        assert {each.act for each in FIVE} == {each.act for each in found}

    @pytest.mark.parametrize("other", [
        overridden(9, timedelta(0), reason=Reason.TONE), overridden(9, timedelta(0), topic="delivery"),
        overridden(9, WEEK), overridden(9, timedelta(days=9)),
    ])  # fmt: skip
    def test_four_and_one_of_another_kind_are_not(self, other: Override):
        assert [] == list(repeated([*FIVE[1:], other], NOW, {}))

    def test_what_people_looked_into_is_not_told_again(self):
        looked = {("returns", "wrong_fact"): NOW - timedelta(days=3)}

        assert [] == list(repeated(FIVE, NOW, looked))
        assert list(repeated([*FIVE, overridden(7, timedelta(0)), overridden(8, timedelta(0))], NOW, looked))


@pytest.mark.parametrize("reason", ["", "because", "OTHER"])
def test_another_is_no_reason(reason):
    with pytest.raises(BadInput):
        checked(reason, "some words")


@pytest.mark.parametrize("words", ["", " ", "\n\t"])
def test_other_needs_words_and_the_rest_do_not(words):
    with pytest.raises(BadInput):
        checked("other", words)
    assert "" == checked("tone", words)


def test_words_are_one_line_of_bounded_length():
    assert "a b" == checked("other", " a\n b ")
    assert LONGEST == len(checked("other", "x" * 2 * LONGEST))
