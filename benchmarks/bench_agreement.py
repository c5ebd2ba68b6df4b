"""How often the interval of alpha holds the true figure, of few pairs of verdicts that are mostly the same.

python benchmarks/bench_agreement.py

Printed for each case: alpha of endlessly many pairs, then the share of 95 % intervals that hold it, with Wilson's interval:
that of the desk (over kinds of pairs, begun with half a pair) and that of resampled pairs.
"""

from __future__ import annotations

import random
from collections import Counter

from fairdesk.intervals import wilson
from fairdesk.oversight.agreement import agreement, agreement_of_pairs

RUNS = 400
CASES = ((0.03, 0.02), (0.1, 0.05), (0.3, 0.1))
"""Share of wrong answers, and how often somebody who judges is wrong."""


def truth(wrong: float, err: float) -> float:
    """Return alpha of endlessly many pairs."""
    says_wrong = wrong * (1 - err) + (1 - wrong) * err
    return 1 - err * (1 - err) / (says_wrong * (1 - says_wrong))


def pairs(dice: random.Random, n: int, wrong: float, err: float) -> list[tuple[str, str]]:
    """Return the verdicts of two who judge n answers alone."""
    made = []
    for _ in range(n):
        is_wrong = dice.random() < wrong
        one, other = (is_wrong != (dice.random() < err) for _ in range(2))
        made.append(("wrong" if one else "right", "wrong" if other else "right"))
    return made


def held(n: int, wrong: float, err: float) -> tuple[str, str]:
    """Return for both intervals how often they hold the true figure."""
    dice, true, ours, resampled = random.Random(11), truth(wrong, err), 0, 0
    for run in range(RUNS):
        made = pairs(dice, n, wrong, err)
        one = agreement_of_pairs(Counter(made), ("right", "wrong", "unclear"), seed=run)
        other = agreement(made, seed=run)
        ours += one is not None and one.low <= true <= one.high
        resampled += other is not None and other.low <= true <= other.high
    return _share(ours), _share(resampled)


def _share(count: int) -> str:
    found = wilson(count, RUNS)
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"


def main() -> None:
    """Print the table."""
    print(f"{RUNS} runs each, seed 11")
    for wrong, err in CASES:
        for n in (20, 40, 100):
            ours, resampled = held(n, wrong, err)
            print(
                f"{wrong:.0%} wrong, {err:.0%} judged wrongly, {n:3} pairs: alpha {truth(wrong, err):.3f};"
                f" held by the desk's interval in {ours}, by resampled pairs in {resampled}",
                flush=True,
            )


if __name__ == "__main__":
    main()
