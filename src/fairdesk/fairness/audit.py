"""From counts to the report of an audit, as plain values. Pure.

A group is compared with everybody else. All intervals of rates hold together, and so do all of differences; a claim is what Holm's
correction leaves over all groups and rates, a watch list what Benjamini and Hochberg's does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import numpy as np

from fairdesk.fairness.columns import CONFIDENCE, MIN_CELL
from fairdesk.fairness.cube import NO, YES, Cube, Floats
from fairdesk.fairness.days import watched
from fairdesk.fairness.disclosure import bounds
from fairdesk.fairness.looking import Corrected, Seen, correct, look
from fairdesk.fairness.many import holm, interval, newcombe
from fairdesk.fairness.power import smallest_gap
from fairdesk.fairness.quantities import QUANTILES
from fairdesk.fairness.rates import METRICS, name_of, rates
from fairdesk.fairness.shrinkage import shrunken
from fairdesk.fairness.small_groups import without_small_groups
from fairdesk.fairness.spread import FOUR_FIFTHS, spread
from fairdesk.fairness.strata import pooled, reversal
from fairdesk.intervals import simultaneous

FORMAT = 1


def audit(cube: Cube, min_cell: int = MIN_CELL, confidence: float = CONFIDENCE) -> dict[str, Any]:
    """Return the report. Groups below *min_cell* are not told, nor what they could be worked out from.

    Raises BadInput if fewer than two groups of a column are that large.
    """
    merged = without_small_groups(cube, min_cell)
    cube = merged.cube
    seen = look(cube, min_cell)
    intervals = sum(int(each.shown.sum()) for each in seen) + sum(
        len(QUANTILES) * int(each.listed.sum()) * len(each.sums) for each in seen
    )
    z = simultaneous(confidence, intervals)
    corrected, tests = correct(seen)
    alpha = 1 - confidence
    views = [_told(cube, one, fix, z, tests, alpha) for one, fix in zip(seen, corrected, strict=True)]
    return {
        "format": FORMAT,
        "columns": _columns(cube),
        "rows": cube.rows,
        "undecided": cube.undecided,
        "labelled": cube.labelled,
        "weighted": cube.weights is not None,
        "min_cell": min_cell,
        "together": merged.together,
        "left_out": list(merged.left_out),
        "confidence": confidence,
        "intervals": intervals,
        "tests": tests,
        "overall": _overall(cube),
        "views": views,
        "days": watched(cube, seen, alpha),
    }


def _columns(cube: Cube) -> dict[str, Any]:
    of = cube.columns
    return {
        "groups": list(of.groups), "outcome": of.outcome, "outcome_is": of.outcome_is, "label": of.label,
        "label_is": of.label_is, "strata": of.strata, "weight": of.weight, "quantities": list(of.quantities),
    }  # fmt: skip


# --- telling --------------------------------------------------------------------------------------------------------
def _told(cube: Cube, seen: Seen, fix: Corrected, z: float, tests: int, alpha: float) -> dict[str, Any]:
    view, hits = (
        seen.view,
        np.where(seen.shown & seen.view.told[:, None], seen.rates.share * seen.rates.effective, 0.0),
    )
    sizes = np.where(seen.shown & view.told[:, None], seen.rates.effective, 0.0)
    drawn = np.stack([shrunken(hits[:, m], sizes[:, m]) for m in range(len(METRICS))], axis=1)
    measured = _measured(seen, fix, drawn, z, alpha)
    groups = [
        {
            "group": dict(zip(view.by, view.levels[level], strict=True)),
            "name": name_of(view.levels[level]),
            "told": bool(view.told[level]),
            "rows": int(view.counts[level].sum()),
            "rates": measured(level),
            "quantities": dict(_of_quantities(cube, seen, fix, level, z, alpha)),
        }
        for level in map(int, np.flatnonzero(seen.listed))
    ]
    return {
        "by": list(view.by),
        "groups": groups,
        "hidden": int((~seen.listed).sum()),
        "hidden_labels": int((seen.listed & ~seen.shown[:, -1]).sum()) if cube.labelled else 0,
        "spread": dict(_spreads(seen, sizes)),
        "worst": dict(_worst(seen, drawn)),
        "untold": _untold(cube, seen),
        "strata": list(_strata(cube, seen, fix, z, alpha)),
        "power": dict(_powers(cube, sizes, tests, alpha)),
    }


def _measured(seen: Seen, fix: Corrected, drawn: Floats, z: float, alpha: float) -> Callable[[int], dict[str, Any]]:
    share, n = seen.rates.share, seen.rates.effective
    low, high = interval(share, n, z)
    gap_low, gap_high = newcombe(share, n, seen.rest.share, seen.rest.effective, z)
    gap = share - seen.rest.share
    # Of whom nothing is shown is not told by the ratio either.
    best = [
        float(np.nanmax(np.where(seen.shown[:, m] & seen.view.told, share[:, m], np.nan), initial=0))
        for m in range(len(METRICS))
    ]

    def of(level: int) -> dict[str, Any]:
        told = {}
        for m, metric in enumerate(METRICS):
            if not seen.shown[level, m]:
                continue
            at = level, m
            compared = not math.isnan(seen.p[at])
            told[metric.code] = {
                "share": float(share[at]), "low": float(low[at]), "high": float(high[at]), "n": int(seen.rates.of[at]),
                "shrunken": _number(drawn[at]),
                "ratio_to_best": float(share[at]) / best[m] if best[m] > 0 else None,
                "difference": {"share": float(gap[at]), "low": float(gap_low[at]), "high": float(gap_high[at])}
                if compared else None,
                "p": _number(seen.p[at]), "p_holm": _number(fix.claims[at]), "p_bh": _number(fix.watched[at]),
                "claim": bool(fix.claims[at] < alpha), "watch": bool(fix.watched[at] < alpha),
            }  # fmt: skip
        return told

    return of


def _of_quantities(
    cube: Cube, seen: Seen, fix: Corrected, level: int, z: float, alpha: float
) -> Iterator[tuple[str, dict[str, Any]]]:
    for n, (name, heaps) in enumerate(seen.sums.items()):
        if heaps.n[level] <= 0:
            continue
        ranked = heaps.ranked(level) if cube.weights is None and seen.view.told[level] else None
        at = level, len(METRICS) + n
        quantiles = {f"{part:g}": heaps.quantile(level, part, z) for part in QUANTILES}
        yield (
            name,
            {
                "n": int(round(heaps.n[level])),
                "mean": float(heaps.mean[level]),
                "quantiles": {
                    part: {"value": one.value, "low": one.low, "high": one.high}
                    for part, one in quantiles.items()
                    if one
                },
                "more_often": ranked and ranked.more,
                "p": ranked and ranked.p,
                "p_holm": _number(fix.claims[at]),
                "claim": bool(fix.claims[at] < alpha),
                "watch": bool(fix.watched[at] < alpha),
            },
        )


def _spreads(seen: Seen, sizes: Floats) -> Iterator[tuple[str, dict[str, Any]]]:
    names = [name_of(level) for level in seen.view.levels]
    for m, metric in enumerate(METRICS):
        found = spread(seen.rates.share[:, m], sizes[:, m])
        if found is not None:
            yield metric.code, {
                "difference": found.difference, "ratio": found.ratio,
                "lowest": names[found.lowest], "highest": names[found.highest],
                "by_chance": found.by_chance, "by_chance_at_most": found.by_chance_at_most, "p": found.p,
                "four_fifths": found.ratio is not None and found.ratio >= FOUR_FIFTHS,
            }  # fmt: skip


def _worst(seen: Seen, drawn: Floats, most: int = 5) -> Iterator[tuple[str, list[str]]]:
    """Yield the groups that are worst off by shrunken rate; none where all are drawn together, for none can be told apart."""
    for m, metric in enumerate(METRICS):
        column = -drawn[:, m] if metric.worst_is_high else drawn[:, m]
        there = np.flatnonzero(~np.isnan(column))
        if len(there) > 2 and float(np.ptp(column[there])) > 1e-12:
            order = there[np.argsort(column[there], kind="stable")]
            yield metric.code, [name_of(seen.view.levels[level]) for level in order[:most]]


def _untold(cube: Cube, seen: Seen) -> dict[str, Any] | None:
    """Return what those who told no group could change; None if everybody did, or they are too few to be told of."""
    untold = ~seen.view.told
    if not untold.any() or not seen.listed[untold].all() or cube.weights is not None:
        return None
    hits, n = seen.rates.hits[:, 0], seen.rates.of[:, 0].astype(np.float64)
    hits_untold, n_untold = float(hits[untold].sum()), float(n[untold].sum())
    told_hits, told_n = float(hits.sum()) - hits_untold, float(n.sum()) - n_untold
    groups = []
    for level in map(int, np.flatnonzero(seen.listed & seen.view.told)):
        found = bounds(
            *map(float, (hits[level], n[level], told_hits - hits[level], told_n - n[level], hits_untold, n_untold))
        )
        if found is not None:
            groups.append(
                {"name": name_of(seen.view.levels[level]), **asdict(found), "sign_is_known": found.sign_is_known}
            )
    return {"rows": int(n_untold), "share": n_untold / float(n.sum()), "groups": groups}


def _strata(cube: Cube, seen: Seen, fix: Corrected, z: float, alpha: float) -> Iterator[dict[str, Any]]:
    """Yield each group's difference in selection rate within strata, with a warning where they turn it round."""
    if not cube.columns.strata or cube.weights is not None:
        return
    table = np.zeros((len(seen.view.levels), len(cube.strata), 2))
    np.add.at(table, seen.view.of, cube.counts.sum(axis=2))
    whole, levels = table.sum(axis=0), [int(level) for level in np.flatnonzero(seen.listed & seen.view.told)]
    found = [
        pooled(
            table[level, :, YES],
            table[level, :, NO],
            (whole - table[level])[:, YES],
            (whole - table[level])[:, NO],
            z,
        )
        for level in levels
    ]
    p_holm = holm(np.array([math.nan if one.p is None else one.p for one in found]))
    for level, one, p in zip(levels, found, p_holm, strict=True):
        crude = float(seen.rates.share[level, 0] - seen.rest.share[level, 0])
        crude_is_found, is_found = bool(fix.claims[level, 0] < alpha), bool(p < alpha)
        yield {
            "name": name_of(seen.view.levels[level]), "crude": crude, "within": one.gap, "odds_ratio": one.odds_ratio,
            "low": one.low, "high": one.high, "p": one.p, "p_holm": _number(p),
            "p_same_everywhere": one.p_same_everywhere, "strata": one.strata,
            "warning": reversal(crude, crude_is_found, one.gap, is_found),
        }  # fmt: skip


def _powers(cube: Cube, sizes: Floats, tests: int, alpha: float) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the smallest gap that could have been seen, of the typical and of the smallest group."""
    overall = rates(cube.counts.sum(axis=(0, 1))[None])
    for m, metric in enumerate(METRICS):
        n = sizes[:, m][sizes[:, m] > 0]
        if len(n) < 2:
            continue
        gaps = {}
        for says, size in (("typical", float(np.median(n))), ("smallest", float(n.min()))):
            gaps[says] = smallest_gap(float(overall.share[0, m]), size, float(n.sum()) - size, tests, alpha)
        yield metric.code, gaps


def _overall(cube: Cube) -> dict[str, Any]:
    counts = cube.counts.sum(axis=(0, 1))[None]
    weights = None if cube.weights is None else cube.weights.sum(axis=(0, 1))[None]
    squares = None if cube.squares is None else cube.squares.sum(axis=(0, 1))[None]
    found = rates(counts, weights, squares)
    return {
        metric.code: {"share": float(found.share[0, m]), "n": int(found.of[0, m])}
        for m, metric in enumerate(METRICS)
        if found.of[0, m]
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
