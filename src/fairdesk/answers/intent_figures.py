"""Measure an intent model on labelled messages: how often it is right, knows what it does not know, and can be promised.

    figures(readings, ["card_arrival", "oos", ...])   ->   {"n": 5500, "accuracy_in_scope": 0.93, ...}

Everything is a share between 0 and 1; `interval` holds 95 % intervals: Wilson's for shares (Journal of the American
Statistical Association 22, 1927), Hanley and McNeil's for the area under the curve (Radiology 143, 1982).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fairdesk.answers.classify import OUT_OF_SCOPE, Reading
from fairdesk.intervals import SURE as _Z
from fairdesk.intervals import wilson

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Whole = np.ndarray[Any, np.dtype[np.int64]]

BINS = 15
"""Of the calibration error, equally wide (Guo et al., On Calibration of Modern Neural Networks, ICML 2017)."""
SPLITS = 200
TARGETS = (0.05, 0.02)
SURE = (0.95, 0.90)
"""How sure the promise is: what the desk promises, and what others have been measured at."""
STARTS = (0.05, 0.2, 0.5)
"""Shares of the sample at which a fixed sequence of tests begins, each with a third of the doubt that is allowed."""


def figures(readings: Sequence[Reading], truth: Sequence[str], splits: int = SPLITS) -> dict[str, Any]:
    """Return the figures of readings against what the messages really ask; label OUT_OF_SCOPE for none of the model's."""
    import numpy as np

    inside = np.array([label != OUT_OF_SCOPE for label in truth])
    right = np.array([one.label == label for one, label in zip(readings, truth, strict=True)])
    scope = np.array([one.in_scope for one in readings])
    sure = np.array([one.probability for one in readings])
    confidence = np.array([one.confidence for one in readings])
    said = np.array([one.said for one in readings])
    exact = right & inside & (said != OUT_OF_SCOPE) | ~inside & (said == OUT_OF_SCOPE)
    found: dict[str, Any] = {"n": len(truth), "n_in_scope": int(inside.sum()), "n_oos": int((~inside).sum())}
    interval: dict[str, Any] = {}
    for name, hits in (("accuracy", exact), ("accuracy_in_scope", right[inside])):
        found[name], interval[name] = _share(hits)
    if inside.any():
        found["ece"] = calibration_error(sure[inside], right[inside])
    if inside.any() and not inside.all():
        found["oos_auroc"], interval["oos_auroc"] = area(scope[inside], scope[~inside])
        found["fpr_at_95_in_scope"], interval["fpr_at_95_in_scope"] = _share(
            scope[~inside] >= np.quantile(scope[inside], 0.05, method="lower")
        )
        found["oos_recall"], interval["oos_recall"] = _share(said[~inside] == OUT_OF_SCOPE)
        found["in_scope_refused"], interval["in_scope_refused"] = _share(said[inside] == OUT_OF_SCOPE)
    found.update(promises(confidence, ~(right & inside), inside, splits))
    return {**found, "interval": interval}


def _share(hits: Flags) -> tuple[float | None, tuple[float, float] | None]:
    if not len(hits):
        return None, None
    found = wilson(int(hits.sum()), len(hits))
    return found.value, (found.low, found.high)


def calibration_error(probability: Numbers, right: Flags) -> float:
    """Return the mean distance of probability and share of right ones over BINS equal bins, weighed by their size."""
    import numpy as np

    place = np.minimum((probability * BINS).astype(int), BINS - 1)
    sure, came = (np.bincount(place, weights, BINS) for weights in (probability, right.astype(float)))
    return float(np.abs(sure - came).sum() / len(right))


def area(inside: Numbers, outside: Numbers) -> tuple[float, tuple[float, float]]:
    """Return the chance that a message in scope scores higher than one out of scope (ties count half), and its interval."""
    import numpy as np

    scores = np.concatenate([inside, outside])
    values, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    m, n = len(inside), len(outside)
    a = float((ranks[:m].sum() - m * (m + 1) / 2) / (m * n))
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    spread = math.sqrt(max(0.0, a * (1 - a) + (m - 1) * (q1 - a * a) + (n - 1) * (q2 - a * a)) / (m * n))
    return a, (max(0.0, a - _Z * spread), min(1.0, a + _Z * spread))


# --- what can be promised -------------------------------------------------------------------------------------------
def promises(confidence: Numbers, wrong: Flags, inside: Flags, splits: int = SPLITS) -> dict[str, Any]:
    """Return what share of the messages in scope is answered where the error among all answered is promised.

    Half of the messages, drawn at random, set the threshold (Learn then Test: Angelopoulos et al., Annals of Applied
    Statistics 19(2), 2025, with fixed sequences of binomial tests); the other half is answered. Means over *splits* draws.
    `broken_at_5` is the share of draws in which the other half had more errors than promised, noise of that half included.
    """
    import numpy as np

    found: dict[str, Any] = {"splits": splits}
    for target in TARGETS:
        for sure in SURE:
            draw = np.random.default_rng(5)
            each = np.array([_one_split(draw.permutation(len(wrong)), confidence, wrong, inside, target, 1 - sure)
                             for _ in range(splits)])  # fmt: skip
            name = f"{round(target * 100)}" + ("" if sure == SURE[0] else f"_sure_{round(sure * 100)}")
            found[f"answered_at_{name}"] = float(each[:, 0].mean()) if splits else None
            found[f"broken_at_{name}"] = float((each[:, 1] > target).mean()) if splits else None
    return found


def _one_split(
    order: Whole, confidence: Numbers, wrong: Flags, inside: Flags, target: float, doubt: float
) -> tuple[float, float]:
    learned, other = order[: len(order) // 2], order[len(order) // 2 :]
    answered = confidence[other] >= threshold(confidence[learned], wrong[learned], target, doubt)
    error = float(wrong[other][answered].mean()) if answered.any() else 0.0
    return float(answered[inside[other]].mean()), error


def threshold(confidence: Numbers, wrong: Flags, target: float, doubt: float) -> float:
    """Return the lowest confidence from which at most *target* of the answers are wrong, 1 - *doubt* sure; inf if none.

    Messages are added from the surest down; a test after each asks whether so few errors would be seen if the error
    were at the target. A sequence ends at its first test that fails; three of them share the doubt.
    """
    import numpy as np

    order = np.argsort(-confidence, kind="stable")
    ranked, size = confidence[order], len(order)
    most = allowed(size, target, doubt / len(STARTS))
    failed = np.cumsum(wrong[order]) > most
    # Equal confidences are answered together: only the last of them is a threshold.
    real = np.append(ranked[1:] < ranked[:-1], True) if size else np.zeros(0, bool)
    fewest, last = int((most < 0).sum()), -1
    for share in STARTS:
        begins = max(int(size * share), fewest)
        fails = np.flatnonzero(failed[begins:] & real[begins:])
        whole = np.flatnonzero(real[begins : begins + fails[0] if len(fails) else size])
        last = max(last, begins + int(whole[-1]) if len(whole) else -1)
    return float(ranked[last]) if last >= 0 else math.inf


@lru_cache(maxsize=64)
def allowed(size: int, target: float, doubt: float) -> Whole:
    """Return for n = 1 to *size* the most errors c with P(Binomial(n, target) <= c) <= doubt; -1 where not even none is."""
    import numpy as np

    n = np.arange(1, size + 1)[:, None]
    k = np.arange(int(size * target) + 1)[None, :]
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, size + 1)))])
    rest = np.maximum(n - k, 0)
    log = logs[n] - logs[np.minimum(k, n)] - logs[rest] + k * math.log(target) + rest * math.log1p(-target)
    tail = np.cumsum(np.where(k <= n, np.exp(log), 0.0), axis=1)
    most: Whole = (tail <= doubt).sum(axis=1) - 1
    return most
