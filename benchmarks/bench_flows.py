"""Print how often a customer's first words begin the right one of the demo's flows, and how often a wrong one.

    python benchmarks/bench_flows.py --data FOLDER

FOLDER holds `assistant/intents/` (public data; sources and licences in its README). The phrases were tuned while looking
at bitext_support_dev, which is synthetic; so its shares say how well the phrases fit it. The other files are of other
trades: what begins there is counted as begun falsely, but for intents that ask the same. Intervals are Wilson's, 95 %.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from fairdesk.flows.flow import Flow
from fairdesk.flows.hearing import which_begins
from fairdesk.flows.reading import read_flow
from fairdesk.intervals import wilson

RIGHT = {
    "cancel_order": "cancel_order",
    "change_shipping_address": "change_address",
    "track_order": "where_is_my_order",
    "get_refund": "ask_refund",
    "track_refund": "refund_status",
}
"""Which flow an intent of bitext should begin; `delivery_period` may begin where_is_my_order and counts neither way."""
EITHER = frozenset(("delivery_period", "order_status", "request_refund", "Refund_not_showing_up"))
OTHERS = ("banking77_train", "clinc150_val", "hwu64_valid")


def demo_flows() -> list[Flow]:
    """Return the flows of the made-up shop."""
    return [
        read_flow(file.read_text("utf-8"), file.name) for file in (files("fairdesk.house") / "demo_flows").iterdir()
    ]


def begun(file: Path, flows: list[Flow]) -> Iterator[tuple[str, str]]:
    """Yield the label of each text, and the flow it begins or ""."""
    for line in file.open(encoding="utf-8"):
        record = json.loads(line)
        found = which_begins(record["text"], "en", flows)
        yield record["label"], found.name if found else ""


def counted(folder: Path) -> dict[str, tuple[int, int]]:
    """Return, of each figure, how many there are and of how many."""
    flows, right, of = demo_flows(), Counter[str](), Counter[str]()
    wrong = falsely = other = 0
    for label, flow in begun(folder / "bitext_support_dev.jsonl", flows):
        if label in RIGHT:
            of[label] += 1
            right[label] += flow == RIGHT[label]
            wrong += flow not in ("", RIGHT[label])
        elif label not in EITHER:
            other += 1
            falsely += flow != ""
    found = {f"begins {RIGHT[label]} ({label})": (right[label], of[label]) for label in RIGHT}
    found["begins the right one, together"] = (right.total(), of.total())
    found["begins another one of the ten"] = (wrong, of.total())
    found["bitext, other intents: begins one falsely"] = (falsely, other)
    for name in OTHERS:
        rest = [flow for label, flow in begun(folder / f"{name}.jsonl", flows) if label not in EITHER]
        found[f"{name}: begins one falsely"] = (sum(map(bool, rest)), len(rest))
    return found


def main() -> None:
    """Print all figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, required=True)
    for figure, (hits, n) in counted(options.parse_args().data / "assistant" / "intents").items():
        share = wilson(hits, n)
        print(f"{figure:55} {share.value:6.1%}  [{share.low:6.1%}, {share.high:6.1%}]  n = {n:,}")


if __name__ == "__main__":
    main()
