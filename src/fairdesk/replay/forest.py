"""A forest plot as SVG: each group's difference to everybody else, a point and its interval on one line. Pure.

The table beside it says the same in figures, so the picture is hidden from those who hear the page. Attributes only, no
style: a page with a strict content policy may hold it, and it takes the colour of the text around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_WIDTH, _ROW, _LEFT, _RIGHT = 640, 28, 220, 20
_LONGEST_NAME = 28


def forest(groups: Sequence[Mapping[str, Any]]) -> str:
    """Return the plot of the groups that are shown and have a difference; "" if there is none."""
    shown = [each for each in groups if each.get("difference")]
    if not shown:
        return ""
    reach = max(0.05, *(abs(each["difference"][end]) for each in shown for end in ("low", "high")))
    height = _ROW * (len(shown) + 2)
    rows = "".join(_row(each, n, reach) for n, each in enumerate(shown, 1))
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" aria-hidden="true" focusable="false"'
        f' fill="currentColor" font-size="14">{_axis(reach, height)}{rows}</svg>'
    )


def _row(group: Mapping[str, Any], n: int, reach: float) -> str:
    low, middle, high = (_x(group["difference"][end], reach) for end in ("low", "share", "high"))
    y = n * _ROW + _ROW // 2
    name = f"{group['by']}: {group['group']}"
    name = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
    # A group that loses more is told apart by its shape and by the word in the table, not by a colour.
    mark = (
        f'<rect x="{middle - 6:.1f}" y="{y - 6}" width="12" height="12"/>'
        if group["hurt"]
        else f'<circle cx="{middle:.1f}" cy="{y}" r="5"/>'
    )
    return (
        f'<text x="0" y="{y + 5}">{escape(name)}</text>'
        f'<line x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}" stroke="currentColor" stroke-width="2"/>{mark}'
    )


def _axis(reach: float, height: int) -> str:
    zero, below = _x(0, reach), height - 8
    ends = "".join(
        f'<text x="{_x(at, reach):.1f}" y="{below}" text-anchor="{anchor}">{at * 100:+.0f}</text>'
        for at, anchor in ((-reach, "start"), (reach, "end"))
    )
    return (
        f'<line x1="{zero:.1f}" y1="{_ROW // 2}" x2="{zero:.1f}" y2="{height - _ROW}" stroke="currentColor"'
        f' stroke-dasharray="4 4"/><text x="{zero:.1f}" y="{below}" text-anchor="middle">0</text>{ends}'
    )


def _x(value: float, reach: float) -> float:
    return _LEFT + (value + reach) / (2 * reach) * (_WIDTH - _LEFT - _RIGHT)
