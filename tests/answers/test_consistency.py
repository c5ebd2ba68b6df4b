"""The same question should get the same answer: what counts as one, and how the shares are counted."""

from __future__ import annotations

import pytest

from fairdesk.answers.consistency import Figure, Given, Pair, Source, figures, question_of
from fairdesk.intervals import wilson

ONE, TWO = Source("passage", "en/a@1#0", "en"), Source("turn", "ab12", "en")
SENT = Given("send", "en/a", "1", "A")


def pair(source: Source, base: Given, other: Given, rule: str = "capitals", kind: str = "wording") -> Pair:
    return Pair(source, kind, rule, "asked", "ASKED", base, other)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (SENT, True),
        (Given("send", "en/a", "1", "renamed meanwhile"), True),
        (Given("send", "en/a", "2", "A"), False),
        (Given("send", "en/b", "1", "B"), False),
        (Given("unclear"), False),
        (Given("hand_over:no_article"), False),
    ],
)
def test_the_same_answer_leaves_from_the_same_version_of_an_article(other, same):
    assert same == pair(ONE, SENT, other).same


def test_two_that_both_go_to_a_person_are_not_counted():
    asked = pair(ONE, Given("hand_over:no_article"), Given("unclear"))

    assert not asked.counts
    assert ({}, {}, Figure(0, 0)) == figures([asked])


def test_shares_are_counted_by_kind_and_rule_and_a_question_is_steady_if_all_its_wordings_are():
    kinds, rules, questions = figures(
        [
            pair(ONE, SENT, SENT),
            pair(ONE, SENT, Given("unclear"), "a slip"),
            pair(TWO, SENT, SENT),
            pair(TWO, SENT, SENT, "as an e-mail", "channel"),
        ]
    )

    assert {"wording": Figure(2, 3), "channel": Figure(1, 1)} == kinds
    assert {"capitals": Figure(2, 2), "a slip": Figure(0, 1), "as an e-mail": Figure(1, 1)} == rules
    assert Figure(1, 2) == questions


def test_a_share_has_wilsons_interval_and_one_of_nothing_is_none():
    assert wilson(9, 10) == Figure(9, 10).share
    assert Figure(0, 0).share is None


@pytest.mark.parametrize(
    ("title", "heading", "asked"),
    [
        ("Returns", (), "Returns"),
        ("Returns", ("Who pays?",), "Who pays?"),
        ("Returns", ("By post", "The label"), "Returns: The label"),
        ("Returns", ("Returns",), "Returns"),
    ],
)
def test_a_heading_that_is_a_question_stands_alone(title, heading, asked):
    assert asked == question_of(title, heading)
