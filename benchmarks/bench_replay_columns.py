"""A million imported turns replayed by columns with the whole report; rows a second of the decision itself.

    python benchmarks/bench_replay_columns.py [--turns 1000000]

The turns are invented: typed facts only, no words, ten a conversation, of 200 customers. Goals: 60 s for the report,
7.5 million rows a second of a core for deciding with DuckDB: 15 million on two, if nothing is lost between them. Seconds are the processor's, which say more on a busy
machine; what a person waited is told beside them. The same on SQLite, what every install has.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from figures import full, tell
from stand import Texts, open_stand

if TYPE_CHECKING:
    from fairdesk.house.opening import House

TURNS_EACH, CUSTOMERS = 10, 200
CONCERNS = ("none",) * 17 + ("bereavement", "hardship", "fraud")
ROUNDS = 5


def facts(chance: random.Random) -> dict[str, object]:
    """Return what is known of a turn, as unevenly as it is in life."""
    return {
        "masking_ok": chance.random() > 0.001,
        "triage_ok": True,
        "concern": chance.choice(CONCERNS),
        "ai_refused": chance.random() < 0.05,
        "ai_paused": False,
        "with_person": chance.random() < 0.2,
        "asks_for_person": chance.random() < 0.1,
        "upset": chance.random() < 0.05,
        "language_offered": chance.random() > 0.03,
        "answerer_ok": True,
        "in_time": chance.random() > 0.01,
        "answer_found": chance.random() > 0.1,
        "evidence_valid": True,
        "promise": "none",
        "above_promise": False,
        "grounded": True,
        "unclear_before": chance.randrange(3),
    }


def invented(turns: int, customers: list[str]) -> Iterator[tuple[tuple[object, ...], list[tuple[object, ...]]]]:
    """Yield rows of conversations, each with the rows of its turns."""
    chance = random.Random(8)
    # A few thousand kinds of turns, each with a confidence of its own: nearly every text of facts is another one.
    begun = [json.dumps(facts(chance))[:-1] for _ in range(5000)]
    for n in range(turns // TURNS_EACH):
        id, customer = f"past-{n:08d}", customers[n % len(customers)]
        groups = json.dumps({"region": chance.choice(("north", "south", "east", "west")), "shop": f"shop {n % 12}"})
        language, channel = chance.choice(("en", "en", "fr", "de", "pl")), chance.choice(("web", "mail"))
        conversation = (id, id, "c", customer, channel, language, "", 0, groups, None, b"")
        rows = [
            (
                id,
                k,
                customer,
                0,
                f'{chance.choice(begun)}, "confidence": {chance.random():.4f}}}',
                "",
                "",
                "",
                "assistant",
                None,
                chance.choice((0, 0, 1)),
            )
            for k in range(TURNS_EACH)
        ]
        yield conversation, rows


def fill(house: House, turns: int) -> None:
    """Keep invented turns: the tables alone, as many at once as a transaction bears."""
    from django.db import connection

    from fairdesk.database import writing

    customers = [str(house.add_customer("en")[0]) for _ in range(CUSTOMERS)]
    with writing():
        connection.ensure_connection()
        for conversation, rows in invented(turns, customers):
            connection.connection.execute(
                f"INSERT INTO replay_conversation VALUES ({', '.join('?' * 11)})", conversation
            )
            connection.connection.executemany(f"INSERT INTO replay_turn VALUES ({', '.join('?' * 11)})", rows)


def decided(house: House, file: Path, wanted: str, turns: int) -> None:
    """Tell how many rows an engine decides under both tables in a second of one core, once they are loaded."""
    from fairdesk.house.column_engines import engine
    from fairdesk.house.replay_reports import compared, count
    from fairdesk.house.replay_rows import Chosen
    from fairdesk.replay import columns

    both = compared(house, file)
    with engine(wanted) as run:
        count(house, both, Chosen(), run)
        best = clock = 1e9
        for _ in range(ROUNDS):
            began, began_by_the_clock = time.process_time(), time.perf_counter()
            run.rows(
                f"SELECT before, after, count(*) FROM (SELECT {columns.hit(both.current)} AS before,"
                f" {columns.hit(both.proposed)} AS after FROM turns) x GROUP BY before, after"
            )
            best = min(best, time.process_time() - began)
            clock = min(clock, time.perf_counter() - began_by_the_clock)
        tell(
            f"columnar replay, decisions on {run.name}", 2 * turns / best, "rows/s a core",
            at_least=15_000_000 / 2 if wanted == "duckdb" else None, n=turns,
            note=f"old and new of each turn; best of {ROUNDS}, by processor time of all cores together;"
            f" {2 * turns / clock:,.0f} rows/s by the clock",
        )  # fmt: skip


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--turns", type=int, default=1_000_000 if full() else 200_000)
    given = options.parse_args()
    with open_stand(Texts(50)) as house, tempfile.TemporaryDirectory() as folder:
        from fairdesk.guidelines.table import shipped
        from fairdesk.house.replay_reports import compared, make_report

        fill(house, given.turns)
        file = Path(folder) / "routing.yaml"
        file.write_text(shipped("routing").replace("when: {concern: not(none)}", 'when: {concern: "crisis, fraud"}'))
        for wanted in ("duckdb", "sqlite"):
            began, computed = time.perf_counter(), time.process_time()
            made = make_report(house, compared(house, file), wanted=wanted)
            spent, computed = time.perf_counter() - began, time.process_time() - computed
            changed = made.report["changed"]
            tell(
                f"columnar replay with the report, {wanted}", computed, "s", at_most=60 * given.turns / 1_000_000,
                n=given.turns, note=f"{spent:.0f} s by the clock; {changed:,} turns change",
            )  # fmt: skip
            decided(house, file, wanted, given.turns)


if __name__ == "__main__":
    main()
