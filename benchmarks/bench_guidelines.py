"""Decisions a second on one core: ours bare, traced and with the whole verdict; zen-engine's beside it where installed.

    python benchmarks/bench_guidelines.py

Both decide the same facts by the same shipped table, in turn, in one process. What is counted is the time of the
processor, so that a busy machine does not count; the best of five rounds.
Goals: 2,000,000 bare, 500,000 traced.
"""

from __future__ import annotations

import importlib
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from fairdesk.guidelines.cells import Kind
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.jdm import to_jdm
from fairdesk.guidelines.table import Input, Table, parse, shipped
from fairdesk.nouns import Fact
from figures import tell

PEER = "zen-engine 2.1.3, measured earlier on such a table:"
ROUNDS = 5
CASES = 2_000


def any_value(column: Input, dice: random.Random) -> Fact:
    if column.kind is Kind.BOOLEAN:
        # Most customers do not refuse, ask for a person or meet a stop: most cases reach the last rules.
        usual = column.name in {
            "masking_ok",
            "triage_ok",
            "language_offered",
            "answer_found",
            "answerer_ok",
            "in_time",
        } or (column.name in {"evidence_valid", "grounded"})
        return usual if dice.random() < 0.95 else not usual
    if column.kind is Kind.TEXT:
        return column.allowed[0] if dice.random() < 0.95 else dice.choice(column.allowed)
    return dice.randrange(3) if column.kind is Kind.WHOLE else dice.random()


def cases(table: Table) -> list[dict[str, Fact]]:
    dice = random.Random(20260101)
    return [{column.name: any_value(column, dice) for column in table.inputs} for _ in range(CASES)]


def rate(decide: Callable[[dict[str, Fact]], Any], facts: list[dict[str, Fact]], repeats: int) -> float:
    def once() -> float:
        started = time.process_time()
        for _ in range(repeats):
            for each in facts:
                decide(each)
        return repeats * len(facts) / (time.process_time() - started)

    return max(once() for _ in range(ROUNDS))


def other_engine(table: Table) -> Iterator[tuple[str, Callable[[dict[str, Fact]], Any]]]:
    try:
        zen = importlib.import_module("zen")
    except ImportError:
        return
    model = to_jdm(table)
    engine = zen.ZenEngine({"loader": lambda _key: model})
    yield "zen-engine", lambda facts: engine.evaluate("table", facts)
    yield "zen-engine, traced", lambda facts: engine.evaluate("table", facts, {"trace": True})


def main() -> None:
    for name in ("routing", "release"):
        table = parse(shipped(name), f"{name}.yaml")
        guideline, facts = compile_table(table), cases(table)
        note = f"{len(table.rules)} rules, {len(table.inputs)} inputs"
        tell(
            f"{name}, bare",
            rate(guideline.hit, facts, 50),
            "/s",
            at_least=2_000_000,
            note=note,
            peer=f"{PEER} 34,000",
        )
        tell(f"{name}, traced", rate(guideline.traced, facts, 25), "/s", at_least=500_000, peer=f"{PEER} 9,000")
        tell(f"{name}, verdict with reason", rate(guideline.decide, facts, 10), "/s")
        peers = list(other_engine(table))
        for peer, decide in peers:
            print(f"  {peer:<32}{rate(decide, facts, 1):>12,.0f}")
        if not peers:
            print("  zen-engine is not installed here (pip install zen-engine==2.1.3 in an environment of its own)")


if __name__ == "__main__":
    main()
