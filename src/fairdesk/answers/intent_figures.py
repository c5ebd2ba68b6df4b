"""Measure an intent model on labelled messages: how often it is right, knows what it does not know, and can be promised.

    figures(readings, ["card_arrival", "oos", ...])   ->   {"n": 5500, "accuracy_in_scope": 0.93, ...}

Everything is a share between 0 and 1; `interval` holds 95 % intervals: Wilson's for shares (Journal of the American
Statistical Association 22, 1927), Hanley and McNeil's for the area under the curve (Radiology 143, 1982).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Any

from fairdesk.answers.classify import OUT_OF_SCOPE, Reading
from fairdesk.answers.languages import guessed
from fairdesk.answers.promise import ALL, Case, certified, risk_coverage
from fairdesk.intervals import SURE as _Z
from fairdesk.intervals import simultaneous, wilson

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Whole = np.ndarray[Any, np.dtype[np.int64]]

BINS = 15
"""Of the calibration error, equally wide (Guo et al., On Calibration of Modern Neural Networks, ICML 2017)."""
FEWEST_OF_A_LANGUAGE = 20
SPLITS = 200
TARGETS = (0.05, 0.02)
SURE = (0.95, 0.90)
"""How sure the promise is: what the desk promises, and what others have been measured at."""


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


def by_language(readings: Sequence[Reading], truth: Sequence[str], texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return of each language, as far as it can be guessed, how often the topic is right, of messages in scope.

    The intervals hold together with 95 % (Sidak). One with fewer than FEWEST_OF_A_LANGUAGE messages is told with the rest, as "".
    """
    right = Counter[str]()
    sizes = Counter(guessed(text) for text, label in zip(texts, truth, strict=True) if label != OUT_OF_SCOPE)
    told = {code: code if sizes[code] >= FEWEST_OF_A_LANGUAGE else "" for code in sizes}
    for one, label, text in zip(readings, truth, texts, strict=True):
        if label != OUT_OF_SCOPE:
            right[told[guessed(text)]] += one.label == label
    of = Counter[str]()
    for code, n in sizes.items():
        of[told[code]] += n
    z = simultaneous(0.95, len(of))
    shares = {code: wilson(right[code], n, z) for code, n in of.most_common()}
    return {
        code: {"n": of[code], "right": one.value, "interval": (one.low, one.high)} for code, one in shares.items()
    }


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

    Half of the messages, drawn at random, set the threshold, as the desk's own promise does (promise.py); the other half
    is answered. Means over *splits* draws. `broken_at_5` is the share of draws in which the other half had more errors than
    promised, noise of that half included.
    """
    import numpy as np

    draw = np.random.default_rng(5)
    each = [_one_split(draw.permutation(len(wrong)), confidence, wrong, inside) for _ in range(splits)]
    found: dict[str, Any] = {"splits": splits}
    for target, sure in ((target, sure) for target in TARGETS for sure in SURE):
        name = f"{round(target * 100)}" + ("" if sure == SURE[0] else f"_sure_{round(sure * 100)}")
        answered, errors = zip(*(one[target, sure] for one in each), strict=True) if each else ((), ())
        found[f"answered_at_{name}"] = fmean(answered) if each else None
        found[f"broken_at_{name}"] = fmean(error > target for error in errors) if each else None
    return found


def _one_split(
    order: Whole, confidence: Numbers, wrong: Flags, inside: Flags
) -> dict[tuple[float, float], tuple[float, float]]:
    """Return of each target and sureness the share answered in scope, and the error among all answered."""
    learned, other = order[: len(order) // 2], order[len(order) // 2 :]
    pairs = zip(confidence[learned].tolist(), wrong[learned].tolist(), strict=True)
    curve = risk_coverage(Case(sure, not failed) for sure, failed in pairs)
    found = {}
    for target, sure in ((target, sure) for target in TARGETS for sure in SURE):
        threshold = certified(curve, ALL, target, sure, 1 - sure).threshold
        answered = confidence[other] >= (math.inf if threshold is None else threshold)
        error = float(wrong[other][answered].mean()) if answered.any() else 0.0
        found[target, sure] = float(answered[inside[other]].mean()), error
    return found
