"""Rates drawn towards the whole, the more so the fewer they rest on: for a ranking, never for a claim. Pure.

The group with the worst raw rate is mostly a small one with bad luck. Under a beta-binomial model each rate becomes
(hits + s m) / (n + s), with the mean m and the strength s by moments: J. C. Kleinman, J. Am. Stat. Assoc. 68 (1973) 46;
C. N. Morris, J. Am. Stat. Assoc. 78 (1983) 47. An interval of a shrunken rate needs a theory of its own, so none is given.
"""

from __future__ import annotations

import numpy as np

from fairdesk.fairness.cube import Floats


def shrunken(hits: Floats, n: Floats) -> Floats:
    """Return each rate drawn towards the whole; all alike if they differ no more than chance has it. NaN of nobody."""
    there = n > 0
    found = np.full(n.shape, np.nan)
    if not there.any():
        return found
    k, size = hits[there], n[there]
    mean, total, groups = k.sum() / size.sum(), size.sum(), len(size)
    spread = mean * (1 - mean)
    apart = float((size * (k / size - mean) ** 2).sum())
    freedom = total - (size * size).sum() / total - (groups - 1)
    correlation = (apart - spread * (groups - 1)) / (spread * freedom) if spread > 0 and freedom > 0 else 0.0
    if correlation <= 0:
        found[there] = mean
    elif correlation >= 1:
        found[there] = k / size
    else:
        strength = (1 - correlation) / correlation
        found[there] = (k + strength * mean) / (size + strength)
    return found
