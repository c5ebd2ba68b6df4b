"""How well somebody tells faults from what is right: d' and criterion, a sequential test, how often a probe comes. Pure.

    Counts(hits=18, misses=2, false_alarms=6, passes=54).sensitivity        # 2.42

Rejecting everything does not pay: d' counts false alarms too. Of signal detection (Green and Swets 1966), with the
log-linear correction for shares of 0 and 1 (Hautus, Behavior Research Methods 27:46, 1995). The sequential test is
Wald's (1945): is it somebody who finds 90 of 100 faults, or one who finds 70?
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import NormalDist

ATTENTIVE, TIRED = 0.90, 0.70
ERROR = 0.05
_HIT, _MISS = math.log(TIRED / ATTENTIVE), math.log((1 - TIRED) / (1 - ATTENTIVE))
_UPPER, _LOWER = math.log((1 - ERROR) / ERROR), math.log(ERROR / (1 - ERROR))

MOST_SEEDED = 0.05
"""At most this share of what somebody looks at are probes."""
MEANT = 0.075
"""Share of items with a fault, real or seeded, that one should meet: 5 to 10 of 100 keep people awake."""

STAMPED, STAMPED_OVER, WEAK = 0.98, 200, 1.5
FEWEST_PROBES = 20
"""Of fewer probes d' says nothing of a team."""
FEWEST_SAID = 10
"""Of fewer answers no share of probes that were known is shown."""
SEEN_THROUGH = 0.6
"""Where more of the probes than this are known for what they are, they measure little."""
READ_A_SECOND = 238 / 60
"""Words that people read silently in a second (Brysbaert, Journal of Memory and Language 109:104047, 2019)."""


class Vigilance(StrEnum):
    """Where the sequential test stands."""

    OPEN = "open"
    STEADY = "steady"
    TIRED = "tired"
    """What follows is shorter sessions, a refresher, a second reader; never a measure against somebody."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What somebody did: probes found and missed, real items kept back and let go, and looks; no time of any of it.

    `short`: looks at what was let go that took less than half of the time it takes to read it. A real item that was kept
    back counts as a false alarm; where it was wrong indeed, d' comes out too small, never too large.
    """

    hits: int = 0
    misses: int = 0
    false_alarms: int = 0
    passes: int = 0
    short: int = 0
    test: Vigilance = Vigilance.OPEN
    found: int = 0
    """Hits since the test was last begun."""
    missed: int = 0
    high: int = 0
    """Drafts of high risk that were looked at; of them so many let go, and so many of these sooner than they can be read."""
    high_let_go: int = 0
    high_unread: int = 0
    knew: int = 0
    """Probes that somebody said to have known for one, and those they took for a draft."""
    took_for_real: int = 0

    @property
    def sensitivity(self) -> float:
        """d': how far faults and right items lie apart for this person, in standard deviations."""
        hit, alarm = self._shares
        return _z(hit) - _z(alarm)

    @property
    def criterion(self) -> float:
        """c: above 0 somebody lets go in doubt, below 0 they keep back."""
        hit, alarm = self._shares
        return -(_z(hit) + _z(alarm)) / 2

    @property
    def _shares(self) -> tuple[float, float]:
        probes, real = self.hits + self.misses, self.false_alarms + self.passes
        return (self.hits + 0.5) / (probes + 1), (self.false_alarms + 0.5) / (real + 1)

    @property
    def let_go(self) -> int:
        """Items that were approved, probes among them."""
        return self.passes + self.misses

    @property
    def looks(self) -> int:
        """Items that were looked at."""
        return self.let_go + self.hits + self.false_alarms

    @property
    def said(self) -> int:
        """Probes of which somebody said whether they knew."""
        return self.knew + self.took_for_real

    @property
    def stamps(self) -> bool:
        """Whether nearly everything is let go by somebody who does not tell faults apart, or does not read."""
        if self.looks < STAMPED_OVER or self.let_go <= STAMPED * self.looks:
            return False
        unproven = self.hits + self.misses == 0
        return self.short * 2 > self.let_go or (not unproven and self.sensitivity < WEAK)


def after_probe(counts: Counts, found: bool) -> Counts:
    """Return the counts after a probe was found or missed; a test that ended begins anew."""
    fresh = counts.test is not Vigilance.OPEN
    hits, misses = (0, 0) if fresh else (counts.found, counts.missed)
    hits, misses = hits + found, misses + (not found)
    return replace(
        counts, hits=counts.hits + found, misses=counts.misses + (not found), found=hits, missed=misses,
        test=sequential(hits, misses),
    )  # fmt: skip


def after_item(counts: Counts, let_go: bool, short: bool, *, high: bool = False, unread: bool = False) -> Counts:
    """Return the counts after a real item was let go or kept back. `unread`: sooner than it can be read once."""
    return replace(
        counts, passes=counts.passes + let_go, false_alarms=counts.false_alarms + (not let_go),
        short=counts.short + (let_go and short), high=counts.high + high, high_let_go=counts.high_let_go + (high and let_go),
        high_unread=counts.high_unread + (high and let_go and unread),
    )  # fmt: skip


def after_saying(counts: Counts, knew: bool) -> Counts:
    """Return the counts after somebody said whether they knew a probe for one."""
    return replace(counts, knew=counts.knew + knew, took_for_real=counts.took_for_real + (not knew))


def looks_stamped(team: Counts) -> bool:
    """Whether a team lets nearly all drafts of high risk go that it looked at, without reading or without noticing faults.

    A draft of high risk cannot be let go before a sixth of a second for each word: what counts as unread here is less than
    the time that reading it once takes. Over 200 drafts at least.
    """
    if team.high < STAMPED_OVER or team.high_let_go <= STAMPED * team.high:
        return False
    blind = team.hits + team.misses >= FEWEST_PROBES and team.sensitivity < WEAK
    return blind or team.high_unread * 2 > team.high_let_go


def sequential(hits: int, misses: int) -> Vigilance:
    """Return what the sequential test says after so many probes."""
    ratio = hits * _HIT + misses * _MISS
    if ratio >= _UPPER:
        return Vigilance.TIRED
    return Vigilance.STEADY if ratio <= _LOWER else Vigilance.OPEN


def expected_seconds(words: int) -> float:
    """Return how long a text takes to read."""
    return words / READ_A_SECOND


def probe_is_due(looked_at: int, seeded: int, real_faults: int, dice: random.Random) -> bool:
    """Whether the next item is to be a probe: at random gaps, only as many as are missing, and never above the cap."""
    if seeded + 1 > MOST_SEEDED * (looked_at + 1):
        return False
    wanted = min(MEANT - real_faults / looked_at, MOST_SEEDED)
    # As many as the cap left unused since then may follow, but each at its own chance: nobody can count the gaps.
    return dice.random() < max(wanted, 0.0) * 2


def _z(share: float) -> float:
    return NormalDist().inv_cdf(share)
