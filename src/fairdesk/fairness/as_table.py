"""An audit as a table of commas: one line for each group and rate or quantity, for spreadsheets. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

HEAD = (
    "by", "group", "told", "figure", "n", "value", "low", "high", "shrunken", "difference", "difference_low",
    "difference_high", "p", "p_holm", "p_bh", "beyond_chance", "watch",
)  # fmt: skip


def as_csv(report: Mapping[str, Any]) -> str:
    """Return the table; a cell that a spreadsheet would take for a formula is written as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows([_plain(cell) for cell in row] for row in _rows(report))
    return out.getvalue()


def _rows(report: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for view in report["views"]:
        for group in view["groups"]:
            who = (" x ".join(view["by"]), group["name"], group["told"])
            for code, rate in group["rates"].items():
                gap = rate["difference"] or {"share": None, "low": None, "high": None}
                yield (
                    *who, code, rate["n"], rate["share"], rate["low"], rate["high"], rate["shrunken"], gap["share"], gap["low"],
                    gap["high"], rate["p"], rate["p_holm"], rate["p_bh"], rate["claim"], rate["watch"],
                )  # fmt: skip
            for name, one in group["quantities"].items():
                yield (*who, f"{name} mean", one["n"], one["mean"], *[None] * 10)
                for part, quantile in one["quantiles"].items():
                    yield (
                        *who, f"{name} {part}", one["n"], quantile["value"], quantile["low"], quantile["high"], None, None, None, None,
                        one["p"], one["p_holm"], None, one["claim"], one["watch"],
                    )  # fmt: skip


def _plain(cell: Any) -> Any:
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return "" if cell is None else cell
