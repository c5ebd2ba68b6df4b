"""A replay's forest plot: how much more of each group loses than of everybody else. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fairdesk import charts


def forest(groups: Sequence[Mapping[str, Any]]) -> str:
    """Return the plot of the groups that are shown and have a difference; "" if there is none."""
    shown = [(each, each["difference"]) for each in groups if each.get("difference")]
    lines = [
        charts.Line(f"{each['by']}: {each['group']}", gap["low"], gap["share"], gap["high"], each["hurt"])
        for each, gap in shown
    ]
    reach = max([0.05, *(abs(end) for line in lines for end in (line.low, line.high))])
    return charts.forest(lines, charts.Scale(-reach, 0, reach, (f"{-reach * 100:+.0f}", "0", f"{reach * 100:+.0f}")))
