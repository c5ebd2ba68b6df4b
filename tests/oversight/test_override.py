"""Nine reasons, a closed list: what is not in it is no reason, and the last one needs words."""

from __future__ import annotations

import pytest

from fairdesk.nouns import BadInput
from fairdesk.oversight.override import LONGEST, REASONS, checked


def test_there_are_nine():
    assert [
        "wrong_fact", "outdated_policy", "wrong_person", "tone", "sensitive_missed", "unfair", "privacy", "exception", "other",
    ] == list(REASONS)  # fmt: skip


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
