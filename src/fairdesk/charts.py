"""Pictures as SVG that any page may hold: attributes only, no style and no script, in the colour of the text around. Pure.

A forest plot: one line a group, a point and its interval. A band: a value over time in its interval. The table beside it
says the same in figures, so the picture is hidden from those who hear the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _ROW, _LEFT, _RIGHT = 640, 28, 220, 20
_LONGEST_NAME = 28
_BESIDE, _TALL = 80, 180


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a forest plot: a name, a value and its interval. *marked* ones are told apart by their shape."""

    name: str
    low: float
    value: float
    high: float
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """From where to where a plot reaches, where its dashed line stands, and what is written below each of the three."""

    low: float
    reference: float
    high: float
    says: tuple[str, str, str]


def forest(lines: Sequence[Line], scale: Scale) -> str:
    """Return the plot; "" of no lines."""
    if not lines:
        return ""
    height = _ROW * (len(lines) + 2)
    rows = "".join(_row(each, n, scale) for n, each in enumerate(lines, 1))
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" aria-hidden="true" focusable="false"'
        f' fill="currentColor" font-size="14">{_axis(scale, height)}{rows}</svg>'
    )


def _row(line: Line, n: int, scale: Scale) -> str:
    low, middle, high = (_x(each, scale) for each in (line.low, line.value, line.high))
    y = n * _ROW + _ROW // 2
    name = line.name if len(line.name) <= _LONGEST_NAME else line.name[: _LONGEST_NAME - 1] + "…"
    # A marked group is told apart by its shape and by the word in the table, not by a colour.
    mark = (
        f'<rect x="{middle - 6:.1f}" y="{y - 6}" width="12" height="12"/>'
        if line.marked
        else f'<circle cx="{middle:.1f}" cy="{y}" r="5"/>'
    )
    return (
        f'<text x="0" y="{y + 5}">{escape(name)}</text>'
        f'<line x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}" stroke="currentColor" stroke-width="2"/>{mark}'
    )


def _axis(scale: Scale, height: int) -> str:
    places = [_x(each, scale) for each in (scale.low, scale.reference, scale.high)]
    below, apart = height - 8, 60
    # What stands at an end is left out where it would lie on what stands at the dashed line.
    keep = (places[1] - places[0] > apart, True, places[2] - places[1] > apart)
    words = "".join(
        f'<text x="{place:.1f}" y="{below}" text-anchor="{anchor}">{escape(says)}</text>'
        for place, anchor, says, kept in zip(places, ("start", "middle", "end"), scale.says, keep, strict=True)
        if kept
    )
    return (
        f'<line x1="{places[1]:.1f}" y1="{_ROW // 2}" x2="{places[1]:.1f}" y2="{height - _ROW}" stroke="currentColor"'
        f' stroke-dasharray="4 4"/>{words}'
    )


def _x(value: float, scale: Scale) -> float:
    inside = min(max(value, scale.low), scale.high)
    return _LEFT + (inside - scale.low) / (scale.high - scale.low) * (_WIDTH - _LEFT - _RIGHT)


@dataclass(frozen=True, slots=True)
class Moment:
    """A value and its interval at a time, as a band shows it."""

    says: str
    low: float
    value: float
    high: float


def band(moments: Sequence[Moment], scale: Scale) -> str:
    """Return a value over time with its interval as a band, earliest first; "" of fewer than two moments."""
    if len(moments) < 2:
        return ""
    step = (_WIDTH - _BESIDE - _RIGHT) / (len(moments) - 1)
    places = [_BESIDE + n * step for n in range(len(moments))]
    upper = [(x, _y(each.high, scale)) for x, each in zip(places, moments, strict=True)]
    lower = [(x, _y(each.low, scale)) for x, each in zip(places, moments, strict=True)]
    middle = [(x, _y(each.value, scale)) for x, each in zip(places, moments, strict=True)]
    height = _TALL + _ROW
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" aria-hidden="true" focusable="false"'
        f' fill="currentColor" font-size="14"><polygon points="{_points([*upper, *reversed(lower)])}" fill-opacity="0.2"/>'
        f'<polyline points="{_points(middle)}" fill="none" stroke="currentColor" stroke-width="2"/>'
        f"{_beside(scale)}{_below(moments, height)}</svg>"
    )


def _beside(scale: Scale) -> str:
    """Return the dashed line at the reference, and what is written beside the ends and it."""
    line = _y(scale.reference, scale)
    words = "".join(
        f'<text x="{_BESIDE - 8}" y="{_y(each, scale) + 5:.1f}" text-anchor="end">{escape(says)}</text>'
        for each, says in zip((scale.low, scale.reference, scale.high), scale.says, strict=True)
        if each == scale.reference or abs(_y(each, scale) - line) > _ROW / 2
    )
    return (
        f'<line x1="{_BESIDE}" y1="{line:.1f}" x2="{_WIDTH - _RIGHT}" y2="{line:.1f}" stroke="currentColor"'
        f' stroke-dasharray="4 4"/>{words}'
    )


def _below(moments: Sequence[Moment], height: int) -> str:
    first, last = escape(moments[0].says), escape(moments[-1].says)
    return (
        f'<text x="{_BESIDE}" y="{height - 6}">{first}</text>'
        f'<text x="{_WIDTH - _RIGHT}" y="{height - 6}" text-anchor="end">{last}</text>'
    )


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _y(value: float, scale: Scale) -> float:
    inside = min(max(value, scale.low), scale.high)
    return 10 + (scale.high - inside) / (scale.high - scale.low) * (_TALL - 20)
