"""How a benchmark tells a figure: one line for people, and one for `run.py` if it asked (FAIRDESK_FIGURES).

tell("keep alone, 16 callers", 3210, "/s", at_least=3000, n=20_000)
keep alone, 16 callers | 3,210 /s | >= 3,000 /s | reached
"""

from __future__ import annotations

import json
import os
from pathlib import Path

FILE = "FAIRDESK_FIGURES"
"""The variable that names the file in which figures are gathered, a line of JSON each."""
LONG = "FAIRDESK_BENCH_FULL"
"""The variable that asks for the long form: more messages, larger sizes."""


def full() -> bool:
    """Whether the long form is wanted."""
    return bool(os.environ.get(LONG))


def tell(
    figure: str,
    ours: float | None,
    unit: str = "",
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    peer: str = "",
    n: int = 0,
    note: str = "",
) -> None:
    """Print a figure beside its target and, where there is one, a peer's with its source. None: not measured here."""
    reached = None
    if ours is not None and (at_most is not None or at_least is not None):
        reached = (at_most is None or ours <= at_most) and (at_least is None or ours >= at_least)
    target = f"<= {plain(at_most)} {unit}" if at_most is not None else ""
    target = f">= {plain(at_least)} {unit}" if at_least is not None else target
    said = {"figure": figure, "ours": ours, "unit": unit, "target": target.strip(), "reached": reached}
    parts = [figure, f"{plain(ours)} {unit}".strip(), target.strip(), verdict(reached)]
    parts += [f"n = {n:,}"] * bool(n) + [note] * bool(note) + [f"peer: {peer}"] * bool(peer)
    print(" | ".join(part for part in parts if part), flush=True)
    if gathered := os.environ.get(FILE):
        with Path(gathered).open("a", encoding="utf-8") as file:
            file.write(json.dumps({**said, "peer": peer, "n": n, "note": note}, ensure_ascii=False) + "\n")


def verdict(reached: bool | None) -> str:
    """Return a word for whether a target is reached."""
    return "" if reached is None else "reached" if reached else "NOT reached"


def plain(value: float | None) -> str:
    """Return a number as people read it."""
    if value is None:
        return "not measured"
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def share(values: list[float], part: float) -> float:
    """Return a quantile: the smallest value that at least *part* of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * int(part * 1000) // 1000) - 1))]
