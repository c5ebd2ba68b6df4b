"""An audit day by day: on which day each group's difference was first certain, for somebody who looked every day. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from fairdesk.fairness.cube import YES, Cube, gathered
from fairdesk.fairness.looking import Seen
from fairdesk.fairness.monitors import Sides, watch
from fairdesk.fairness.rates import name_of


def watched(cube: Cube, seen: Sequence[Seen], alpha: float) -> dict[str, Any] | None:
    """Return the selection rate of each group of a column, watched daily; None if the table has no days.

    All groups share the chance *alpha* of a false alarm, over all days. Rows without a day count nowhere here.
    """
    if not cube.columns.by_day or cube.weights is not None:
        return None
    columns = [each for each in seen if len(each.view.by) == 1]
    groups = [(each, int(level)) for each in columns for level in np.flatnonzero(each.listed & each.view.told)]
    days = [n for n, day in enumerate(cube.strata) if day != "not told"]
    share = alpha / max(1, len(groups))
    return {
        "first": cube.strata[days[0]] if days else "", "last": cube.strata[days[-1]] if days else "", "days": len(days),
        "groups": list(_told(cube, groups, days, share)) if days else [],
    }  # fmt: skip


def _told(
    cube: Cube, groups: Sequence[tuple[Seen, int]], days: Sequence[int], alpha: float
) -> Iterator[dict[str, Any]]:
    by_cell = cube.counts.sum(axis=2)[:, days]
    for seen, level in groups:
        table = gathered(by_cell, seen.view.of, len(seen.view.levels))
        ours, rest = (each.astype(np.float64) for each in (table[level], table.sum(axis=0) - table[level]))
        four = (ours[:, YES], ours.sum(axis=1), rest[:, YES], rest.sum(axis=1))
        found = watch(Sides(*(each[:, None] for each in four)), alpha)
        if math.isnan(found.gap):
            continue
        yield {
            "by": seen.view.by[0], "name": name_of(seen.view.levels[level]), "gap": found.gap, "low": found.low, "high": found.high,
            "first_certain": None if found.alarm is None else cube.strata[days[found.alarm]],
        }  # fmt: skip
