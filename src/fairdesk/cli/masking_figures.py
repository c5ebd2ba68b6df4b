"""Lay the figures of `fairdesk mask --score` out as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_HEAD = ("f2_typed", "recall_typed", "precision_typed", "recall_masked", "precision_any")


def as_text(report: dict[str, Any], lines: int) -> str:
    """Return the figures as lines that fit a terminal of 100 columns."""
    return "\n".join(_lines(report, lines))


def _lines(report: dict[str, Any], lines: int) -> Iterator[str]:
    yield f"{lines:,} texts, {report['spans']:,} gold spans; intervals are 95 %, Wilson"
    yield ""
    yield f"{'':22}{''.join(f'{name:>17}' for name in _HEAD)}"
    yield _row("all", report)
    if report["macro"]:
        yield _row("mean over sources", report["macro"])
    for heading, part in (("source", "sources"), ("language", "languages")):
        yield from (_row(f"{heading} {name}", one) for name, one in report[part].items() if one["spans"])
    yield ""
    yield f"{'kind':16}{'n':>8}{'typed':>9}{'':>18}{'masked':>9}{'':>18}{'precision':>11}{'said':>8}"
    for kind, one in report["types"].items():
        yield (
            f"{kind:16}{one['n']:>8,}{one['typed']:>9.4f}  {_between(one['typed_interval']):>16}"
            f"{one['masked']:>9.4f}  {_between(one['masked_interval']):>16}{_share(one['precision']):>11}{one['said']:>8,}"
        )
    yield from _part("PERSON masked, by origin of the name", report["origin"], report["origin_counts"])
    if report["origin_gap"] is not None:
        yield f"  gap between the best and the worst {report['origin_gap']:.4f}"
    yield from _part(
        "altered without need, texts without gold spans", report["over_masked"], report["over_masked_counts"]
    )


def _row(name: str, one: dict[str, Any]) -> str:
    return f"{name:22}" + "".join(f"{_share(one[key]):>17}" for key in _HEAD)


def _part(heading: str, shares: dict[str, float], counts: dict[str, Any]) -> Iterator[str]:
    if shares:
        yield ""
        yield heading
    for name, share in sorted(shares.items()):
        yield f"  {name:20}{share:>9.4f}  {_between(counts[name]['interval']):>16}   n {counts[name]['n']:,}"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.4f}"


def _between(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f"{interval[0]:.4f} to {interval[1]:.4f}"
