"""An audit as lines for a terminal: the sentences, and each group's rates. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fairdesk.fairness import sentences
from fairdesk.fairness.rates import METRICS

MOST_LINES = 20


def as_text(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines."""
    yield from sentences.headlines(report)
    yield from sentences.of_days(report)
    for view in report["views"]:
        yield ""
        yield f"By {' and '.join(view['by'])}:"
        for metric in METRICS:
            if any(metric.code in group["rates"] for group in view["groups"]):
                yield f"  {metric.says}: {sentences.reading(view, metric.code)}"
                yield from _groups(view, metric.code)
        if spread := view["spread"].get("selection_rate"):
            yield f"  {sentences.of_spread(spread)}"
        rows = sentences.unit(report)
        told = (sentences.of_hidden(view, report["min_cell"], rows), sentences.of_untold(view, rows))
        yield from (f"  {says}" for says in (*told, *map(sentences.of_strata, view["strata"])) if says)


def _groups(view: Mapping[str, Any], code: str) -> Iterator[str]:
    rows = [(group["name"], group["rates"][code]) for group in view["groups"] if code in group["rates"]]
    for name, rate in rows[:MOST_LINES]:
        mark = "  beyond chance" if rate["claim"] else "  watch" if rate["watch"] else ""
        yield f"    {rate['share']:6.1%} ({rate['low']:.1%} to {rate['high']:.1%})  n = {rate['n']:,}  {name}{mark}"
    if len(rows) > MOST_LINES:
        yield f"    ... and {len(rows) - MOST_LINES:,} more (--csv and --json have all)"
