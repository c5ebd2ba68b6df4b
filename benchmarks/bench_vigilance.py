"""How soon somebody who misses faults is noticed, and how seldom somebody who does not: the sequential test, simulated.

    python benchmarks/bench_vigilance.py

Figures of our own alone: no peer measures this. Fixed seeds, so it prints the same each time.
"""

from __future__ import annotations

import random

from fairdesk.intervals import wilson
from fairdesk.oversight.vigilance import Counts, Vigilance, after_probe, probe_is_due

RUNS = 10_000
SKILLS = (0.95, 0.90, 0.85, 0.80, 0.75, 0.70, 0.60)
ITEMS = 20_000


def lived(skill: float, dice: random.Random) -> tuple[bool, int]:
    """Return whether the test calls somebody tired, and after how many probes."""
    counts, probes = Counts(), 0
    while counts.test is Vigilance.OPEN:
        counts, probes = after_probe(counts, dice.random() < skill), probes + 1
    return counts.test is Vigilance.TIRED, probes


def told(skill: float) -> str:
    """Return a line of the table."""
    dice = random.Random(11)
    lives = [lived(skill, dice) for _ in range(RUNS)]
    share = wilson(sum(tired for tired, _ in lives), RUNS)
    probes = sum(n for _, n in lives) / RUNS
    return (
        f"finds {skill:.2f} of faults: told so {share.value:6.1%} (95 % {share.low:.1%} to {share.high:.1%}),"
        f" after {probes:.1f} probes"
    )


def met(real: float) -> str:
    """Return how many faults somebody meets where so many drafts are wrong by themselves."""
    dice, seeded, faults = random.Random(5), 0, 0
    for looked_at in range(1, ITEMS):
        faults += dice.random() < real
        seeded += probe_is_due(looked_at, seeded, faults, dice)
    return f"{real:.0%} wrong by themselves: {seeded / ITEMS:.1%} seeded, {(seeded + faults) / ITEMS:.1%} met"


def main() -> None:
    """Print both tables."""
    print(f"Sequential test, {RUNS} lives each, seed 11")
    for skill in SKILLS:
        print(told(skill))
    d = Counts(18, 2, 6, 54)
    print(f"18 of 20 probes found, 6 false alarms of 60: d' {d.sensitivity:.2f}, criterion {d.criterion:.2f}")
    print(f"Probes over {ITEMS} items, seed 5")
    for real in (0.0, 0.01, 0.03, 0.05, 0.10):
        print(met(real))


if __name__ == "__main__":
    main()
