"""The plan accepts as often as the textbook says, and a lot is judged as soon as nothing can change it."""

from __future__ import annotations

import random

import pytest

from fairdesk.nouns import ActId
from fairdesk.oversight.acceptance import EVERY, Plan, Standing, first_places, judge, passes, passing

DEFAULT = Plan(125, 3)


class TestHowOftenItPasses:
    @pytest.mark.parametrize(
        ("plan", "expected"),
        [
            (Plan(50, 1), (0.91, 0.64, 0.28, 0.08)),
            (Plan(80, 2), (0.95, 0.68, 0.23, 0.04)),
            (DEFAULT, (0.96, 0.62, 0.12, 0.008)),
            (Plan(200, 5), (0.98, 0.62, 0.06, 0.001)),
        ],
    )
    def test_the_plans_have_their_known_chances(self, plan, expected):
        for (_, chance), known in zip(passing(plan), expected, strict=True):
            assert known == pytest.approx(chance, abs=0.006)

    def test_a_lot_with_five_percent_wrong_rarely_passes_and_a_good_one_nearly_always(self):
        assert passes(DEFAULT, 0.05) <= 0.125
        assert passes(DEFAULT, 0.01) >= 0.96

    def test_of_a_small_lot_the_chance_is_exact(self):
        """All are looked at: whether it passes is a fact."""
        assert (1.0, 0.0) == (passes(Plan(EVERY, 3), 0.05, size=60), passes(Plan(EVERY, 2), 0.05, size=60))
        assert () == passing(Plan(EVERY, 3))

    def test_drawn_lots_pass_as_often_as_computed(self):
        chance, wrong = random.Random(6), [1] * 20 + [0] * 380
        drawn = sum(sum(chance.sample(wrong, 125)) <= 3 for _ in range(4_000)) / 4_000

        assert drawn == pytest.approx(passes(DEFAULT, 0.05, size=400), abs=0.02)


class TestJudging:
    @pytest.mark.parametrize(
        ("reviewed", "wrong", "left", "standing"),
        [
            (0, 0, 125, Standing.OPEN),
            (90, 4, 35, Standing.REJECTED),  # early: what is left cannot mend it
            (122, 0, 3, Standing.ACCEPTED),  # early: what is left cannot spoil it
            (121, 0, 4, Standing.OPEN),
            (124, 3, 1, Standing.OPEN),
            (125, 3, 0, Standing.ACCEPTED),
            (100, 1, 0, Standing.ACCEPTED),  # the others may not be looked at any more
            (0, 0, 0, Standing.LAPSED),
            (0, 0, 2, Standing.OPEN),  # nothing was looked at: nothing is accepted
        ],
    )
    def test_a_lot_stands_where_its_counts_say(self, reviewed, wrong, left, standing):
        assert standing == judge(DEFAULT, reviewed, wrong, left)

    def test_judging_early_changes_no_verdict(self):
        chance = random.Random(11)
        for _ in range(500):
            answers = [chance.random() < 0.03 for _ in range(125)]
            early = next(
                found
                for n in range(126)
                if (found := judge(DEFAULT, n, sum(answers[:n]), 125 - n)) is not Standing.OPEN
            )
            assert early is (Standing.ACCEPTED if sum(answers) <= 3 else Standing.REJECTED)


class TestWhatIsLookedAtFirst:
    def test_as_many_sent_ones_as_asked_for_and_the_drafts_between(self):
        answers = [
            (ActId("a"), True),
            (ActId("b"), False),
            (ActId("c"), True),
            (ActId("d"), False),
            (ActId("e"), True),
        ]

        assert {"a", "b", "c"} == first_places(answers, 2)
        assert frozenset() == first_places(answers, 0)
        assert {"a", "b", "c", "d", "e"} == first_places(answers, 9)

    def test_the_drafts_among_them_are_as_many_as_their_share(self):
        """Or what is promised of all drafts would rest on the sent ones alone."""
        chance = random.Random(2)
        answers = [(ActId(str(n)), chance.random() < 0.7) for n in range(20_000)]
        sent = dict(answers)
        found = first_places(answers, 5_000)

        assert sum(sent[each] for each in found) / len(found) == pytest.approx(0.7, abs=0.02)
