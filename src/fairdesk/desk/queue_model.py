"""The wait of somebody at a place of the queue, as a distribution: M/M/n with everybody busy, from measured waits.

    pace = measured([(240.0, 2, 1), (300.0, 2, 3)])           waits in seconds, people on duty, place when it began
    between(pace, place=3, people=2, share=0.8)                the seconds within which 8 of 10 such waits end

With n people, each of whom takes the next customer after an exponential time with mean 1/m, place p waits a sum of p
exponential times of mean 1/(n m): gamma with shape p (the conditional wait of Erlang C; A. K. Erlang 1917; Gans, Koole
and Mandelbaum, M&SOM 5 (2003) 79). The mean is not known but measured over k waits, so the wait over its estimate is
F-distributed with 2p and 2k degrees of freedom: few measurements give a wide interval and not a wrong one. Customers
who leave the queue make it shorter (Erlang A); that is not counted on. More urgent cases that pass at a rate u turn the
queue into a random walk with drift n m - u, whose first passage has the mean p / (n m - u) and the variance
p (n m + u) / (n m - u)^3; a gamma with these two stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairdesk.intervals import f_quantile

FEWEST = 5
"""Measured waits; of fewer nothing is said."""
LONGEST = 6 * 3600
"""Seconds: a longer wait lasted over a closing time, and says nothing of the pace of people who are there."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long one person takes on average until the next customer is taken, over so many measured waits."""

    seconds: float
    measured: int


def measured(waits: Iterable[tuple[float, int, int]]) -> Pace | None:
    """Return the pace that waits show: each its seconds, people on duty and place when it began; None for too few.

    A wait times its people has the mean place / m, so the sum of the ones over the sum of the others estimates 1 / m.
    """
    counted = [(wait * people, place) for wait, people, place in waits if people > 0 and 0 <= wait <= LONGEST]
    if len(counted) < FEWEST:
        return None
    return Pace(sum(spent for spent, _ in counted) / sum(place for _, place in counted), len(counted))


def between(pace: Pace, place: int, people: int, share: float, passing: float = 0.0) -> tuple[float, float] | None:
    """Return the seconds between which *share* of such waits end, as many outside on either side.

    *passing*: more urgent cases a second. None where they come as fast as people can take them: no wait can be told.
    """
    out = people / pace.seconds if pace.seconds else float("inf")
    drift = out - passing
    if people < 1 or drift <= 0:
        return None
    mean, shape = place / drift, place * drift / (out + passing) if passing else float(place)
    low, high = (f_quantile(part, 2 * shape, 2 * pace.measured) for part in ((1 - share) / 2, (1 + share) / 2))
    return mean * low, mean * high
