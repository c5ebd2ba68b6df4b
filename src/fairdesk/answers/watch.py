"""Watch a promise in force: evidence that more than the target is wrong, and that traffic is no longer as it was reviewed.

    errors = Errors(target=0.05)
    for review in reviews: errors.add(review.correct)
    errors.broken          # True: with 95 % confidence the promise does not hold

Evidence is an e-process, a bet against the promise that cannot be expected to win while the promise holds: that it ever
reaches 1 / doubt has at most the chance `doubt` (Ville 1939), so one may look after every answer, for ever. The bets on
errors are those of Waudby-Smith and Ramdas (J. R. Stat. Soc. B 86:1, 2024), for shares equal to likelihood ratios. The bets on
traffic are a conformal test martingale (Vovk, Nouretdinov, Gammerman, ICML 2003): each confidence's rank among all before it
is uniform while traffic stays the same. Each bet is placed for several alternatives and begun anew every so often, with
stakes that sum to one, so that what comes after a long good time is noticed too. Pure.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypedDict

DOUBT = 0.05
TIMES_THE_TARGET = (1.5, 2.0, 3.0, 5.0, 8.0)
"""Which errors are bet on."""
HIGHEST = 0.9
TAILS = (0.02, 0.05, 0.1, 0.2, 0.4)
SHARES = (0.1, 0.3)
"""Which shifts are bet on: such a share of messages newly lies in such a tail, of the least or of the most sure."""
AT_ONCE = 0.5
"""The part of the stake laid on the very first answer."""
BLOCK = 25
"""Bets begin anew so many answers apart."""


@dataclass(frozen=True, slots=True)
class Bet:
    """What a bet multiplies its stake by: at an answer that hits, and at one that does not."""

    hit: float
    miss: float


class Kept(TypedDict):
    """Where a watch over errors stands, as it is kept."""

    target: float
    doubt: float
    seen: int
    evidence: float
    highest: float
    running: list[float]
    not_laid: float


class Bets:
    """Several bets side by side, each begun anew from time to time. `evidence` is worth at most 1 on average."""

    def __init__(self, many: int, doubt: float) -> None:
        self.doubt = doubt
        self.seen = 0
        self.evidence = 1.0
        self.highest = 1.0
        self._running = [0.0] * many
        self._not_laid = 1.0

    def add(self, factors: Sequence[float]) -> None:
        """Go one answer further: each bet is multiplied by its factor."""
        stake = self._stake()
        self.seen += 1
        self._not_laid -= stake
        self._running = [(so_far + stake) * factor for so_far, factor in zip(self._running, factors, strict=True)]
        self.evidence = sum(self._running) / len(self._running) + self._not_laid
        self.highest = max(self.highest, self.evidence)

    def _stake(self) -> float:
        """Return the part of the stake laid on this answer: half at once, the rest block by block in ever smaller parts."""
        block, within = divmod(self.seen, BLOCK)
        if within:
            return 0.0
        later = (1 - AT_ONCE) / ((block + 1) * (block + 2))
        return later + (AT_ONCE if block == 0 else 0.0)

    @property
    def broken(self) -> bool:
        """Whether the evidence has ever reached what it reaches by chance with `doubt` at most."""
        return self.highest >= 1 / self.doubt


class Errors(Bets):
    """Evidence that more than *target* of the reviewed answers are wrong."""

    def __init__(self, target: float, doubt: float = DOUBT) -> None:
        self.target = target
        self._bets = tuple(against(target, min(HIGHEST, target * times)) for times in TIMES_THE_TARGET)
        super().__init__(len(self._bets), doubt)

    @classmethod
    def from_kept(cls, kept: Kept) -> Errors:
        """Return the watch as it stood when it was kept."""
        watch = cls(kept["target"], kept["doubt"])
        watch.seen, watch.evidence, watch.highest = kept["seen"], kept["evidence"], kept["highest"]
        watch._running, watch._not_laid = [*kept["running"]], kept["not_laid"]
        return watch

    def kept(self) -> Kept:
        """Return where the watch stands, to be kept: it is moved on, and never begun again over reviews that changed."""
        return {
            "target": self.target, "doubt": self.doubt, "seen": self.seen, "evidence": self.evidence,
            "highest": self.highest, "running": [*self._running], "not_laid": self._not_laid,
        }  # fmt: skip

    def add_review(self, correct: bool) -> None:
        """Take the next reviewed answer into account, in the order in which they were given."""
        self.add([bet.miss if correct else bet.hit for bet in self._bets])


class Traffic(Bets):
    """Evidence that how sure the assistant is of new messages is no longer spread as it was in *before*."""

    def __init__(self, before: Iterable[float], doubt: float = DOUBT, seed: int = 1) -> None:
        self._bag = sorted(before)
        self._chance = random.Random(seed)  # noqa: S311  breaks ties; the same sequence gives the same evidence
        self._bets = [(tail, against(tail, tail + share * (1 - tail))) for tail in TAILS for share in SHARES]
        super().__init__(2 * len(self._bets), doubt)

    def add_message(self, confidence: float) -> None:
        """Take the next message into account."""
        place = self._place(confidence)
        low = [bet.hit if place <= tail else bet.miss for tail, bet in self._bets]
        high = [bet.hit if 1 - place <= tail else bet.miss for tail, bet in self._bets]
        self.add([*low, *high])

    def _place(self, confidence: float) -> float:
        """Return where among all so far it stands, from 0 (the least sure) to 1; uniform while nothing changed."""
        below, upto = bisect_left(self._bag, confidence), bisect_right(self._bag, confidence)
        insort(self._bag, confidence)
        return (below + self._chance.random() * (upto - below + 1)) / len(self._bag)


def against(share: float, other: float) -> Bet:
    """Return the bet that hits have the chance *other*, not *share*; its factor is 1 on average under *share*, less below it."""
    return Bet(other / share, (1 - other) / (1 - share))
