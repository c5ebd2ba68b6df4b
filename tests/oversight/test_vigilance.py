"""Telling faults apart: the figures of the literature, by simulation with fixed seeds, and what an alarm needs."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from fairdesk.oversight.vigilance import (
    MOST_SEEDED,
    Counts,
    Vigilance,
    after_item,
    after_probe,
    expected_seconds,
    looks_stamped,
    probe_is_due,
    sequential,
)

RUNS = 4000


def lived(skill: float, seed: int) -> tuple[float, float]:
    """Return how often somebody of this skill is flagged, and after how many probes the test ends."""
    dice, flagged, probes = random.Random(seed), 0, 0
    for _ in range(RUNS):
        counts = Counts()
        while counts.test is Vigilance.OPEN:
            counts = after_probe(counts, dice.random() < skill)
            probes += 1
        flagged += counts.test is Vigilance.TIRED
    return flagged / RUNS, probes / RUNS


def test_the_textbooks_d_prime():
    assert pytest.approx(2.42, abs=0.005) == Counts(18, 2, 6, 54).sensitivity


def test_rejecting_everything_does_not_pay():
    everything = Counts(hits=20, misses=0, false_alarms=60, passes=0)

    assert abs(everything.sensitivity) < 0.6
    assert everything.criterion < -1.5
    assert Counts(18, 2, 6, 54).sensitivity > everything.sensitivity


def test_a_criterion_says_which_way_somebody_leans():
    assert Counts(5, 15, 0, 60).criterion > 0 > Counts(20, 0, 30, 30).criterion


def test_shares_of_all_and_nothing_are_numbers():
    assert 0.0 == Counts().sensitivity
    assert Counts(1, 0, 0, 1).sensitivity > 0


@pytest.mark.parametrize(("skill", "least", "most"), [(0.70, 0.95, 1.0), (0.90, 0.0, 0.05)])
def test_the_sequential_test_flags_the_tired_and_leaves_the_attentive(skill, least, most):
    flagged, probes = lived(skill, 11)

    assert least <= flagged <= most
    assert 10 <= probes <= 36


def test_it_ends_neither_on_one_probe_nor_before():
    assert Vigilance.OPEN is sequential(0, 1)
    assert Vigilance.TIRED is sequential(0, 3)
    assert Vigilance.STEADY is sequential(12, 0)


def test_a_test_that_ended_begins_anew_and_counts_go_on():
    counts = Counts()
    for _ in range(3):
        counts = after_probe(counts, found=False)
    assert Vigilance.TIRED is counts.test

    counts = after_probe(counts, found=True)

    assert (Vigilance.OPEN, 1, 0) == (counts.test, counts.found, counts.missed)
    assert (1, 3) == (counts.hits, counts.misses)


class TestHowOften:
    def met(self, real: float, seed: int = 5, items: int = 20_000) -> tuple[float, float, list[int]]:
        dice, seeded, faults, gaps, last = random.Random(seed), 0, 0, [], 0
        for looked_at in range(1, items):
            faults += dice.random() < real
            if probe_is_due(looked_at, seeded, faults, dice):
                seeded += 1
                gaps.append(looked_at - last)
                last = looked_at
            assert seeded <= MOST_SEEDED * looked_at + 1
        return seeded / items, (faults + seeded) / items, gaps

    @pytest.mark.parametrize("real", [0.01, 0.03, 0.05])
    def test_people_meet_a_fault_in_five_to_ten_of_a_hundred(self, real):
        seeded, met, _ = self.met(real)

        assert seeded <= MOST_SEEDED
        assert 0.05 <= met <= 0.10

    def test_where_enough_is_wrong_by_itself_none_is_seeded(self):
        assert self.met(0.12)[0] < 0.001

    def test_the_gaps_cannot_be_counted(self):
        gaps = self.met(0.01)[2]

        assert len(set(gaps)) > 20
        assert max(gaps.count(gap) for gap in set(gaps)) < 0.25 * len(gaps)


class TestStamping:
    BUSY = Counts(hits=0, misses=10, false_alarms=0, passes=240)

    def test_who_lets_everything_go_and_finds_nothing(self):
        assert self.BUSY.stamps

    def test_who_finds_the_faults_does_not_stamp_however_much_they_let_go(self):
        assert not Counts(hits=4, misses=0, false_alarms=0, passes=240).stamps

    def test_nor_does_anybody_of_whom_too_little_is_known(self):
        assert not replace(self.BUSY, passes=100).stamps
        assert not Counts(passes=400).stamps

    def test_who_does_not_read_stamps(self):
        counts = Counts()
        for _ in range(220):
            counts = after_item(counts, let_go=True, short=True)
        assert counts.stamps

    def test_who_keeps_back_three_of_a_hundred_does_not(self):
        assert not replace(self.BUSY, false_alarms=8).stamps


def test_reading_takes_a_minute_for_238_words():
    assert pytest.approx(60.0) == expected_seconds(238)


TEAM = Counts(high=200, high_let_go=197, high_unread=99, hits=10, misses=10, passes=180)


@pytest.mark.parametrize(
    ("team", "stamped"),
    [
        (TEAM, True),
        (replace(TEAM, high=199, high_let_go=199), False),
        (replace(TEAM, high_let_go=196), False),
        (replace(TEAM, high_unread=98), False),
        (replace(TEAM, high_unread=0, hits=2, misses=18, false_alarms=3), True),
        (replace(TEAM, high_unread=0, hits=2, misses=17, false_alarms=3), False),
    ],
)  # fmt: skip
def test_a_team_stamps_where_it_lets_all_go_unread_or_without_noticing(team, stamped):
    assert stamped is looks_stamped(team)
