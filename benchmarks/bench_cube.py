"""How fast the desk's own acts are counted by day, and how long an audit of a year takes that adds the counts up.

    python benchmarks/bench_cube.py [--acts 1000000]
    python -m tests.postgres -- python benchmarks/bench_cube.py

Drawn is a year of acts in 8 languages x 5 channels x 2 topics = 80 groups of unequal size. Each act of each outcome is one
increment: they are counted in memory and kept a day at a time, each day one transaction, as the night's work does once it
has read them. The audit reads the counts of the year, and makes the whole report. Its time is CPU of this process;
PostgreSQL's own is beside it, in the time by the clock. On SQLite the file lies under the present folder; on PostgreSQL
the server is the one that FAIRDESK_TEST_DATABASE names.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from figures import tell

FIRST, DAYS = date(2026, 1, 1), 365
LANGUAGES = ("en", "de", "fr", "tr", "ar", "pl", "es", "zh")
CHANNELS = ("web", "email", "app", "phone", "letter")
TOPICS = ("refund", "parcel")
OUTCOMES = ("answered", "handed_over")
REPEATS = 5


def main() -> None:
    wanted = argparse.ArgumentParser(description="Measure the counts by day.")
    wanted.add_argument("--acts", type=int, default=1_000_000)
    acts = wanted.parse_args().acts
    folder = Path(tempfile.mkdtemp(dir="."))
    try:
        os.environ["FAIRDESK_DATA"] = str(folder)
        os.environ["FAIRDESK_DATABASE"] = os.environ.get("FAIRDESK_TEST_DATABASE", "sqlite")
        os.environ["DJANGO_SETTINGS_MODULE"] = "fairdesk.web.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(acts)
    finally:
        shutil.rmtree(folder)


def measure(acts: int) -> None:
    """Tell how fast counting is, and how long audits take."""
    from fairdesk.database import on_sqlite, row
    from fairdesk.fairness.periods import read_period

    engine, year = "SQLite" if on_sqlite() else "PostgreSQL", read_period("2026")
    took, cpu = counted(acts)
    increments = acts * len(OUTCOMES)
    kept = row("SELECT count(*) FROM fairness_cell")
    tell(f"counting on {engine}, increments a second of CPU", increments / cpu, "/s", at_least=200_000, n=increments,
         note=f"{DAYS} days, each one transaction; {kept[0] if kept else 0:,} cells; by the clock {increments / took:,.0f} /s")  # fmt: skip
    for name, strata in (("an audit of the year", ""), ("the same within each topic", "topic")):
        clock, cpu = min(audited(year, strata) for _ in range(REPEATS))
        tell(f"{name} on {engine}, CPU", cpu, "s", at_most=None if strata else 0.2, n=acts,
             note=f"best of {REPEATS}; {clock:.3f} s by the clock")  # fmt: skip


def drawn(acts: int) -> list[list[tuple[str, str, str, str]]]:
    """Draw each day's acts, always the same ones."""
    chance, days = random.Random(25), [[] for _ in range(DAYS)]
    for _ in range(acts):
        language = LANGUAGES[int(8 * chance.random() ** 2)]
        days[chance.randrange(DAYS)].append(
            (language, CHANNELS[int(5 * chance.random() ** 2)], TOPICS[chance.random() < 0.4], "yes" if chance.random() < 0.7 else "no")
        )  # fmt: skip
    return days


def counted(acts: int) -> tuple[float, float]:
    """Count every day's acts and keep them; return the seconds by the clock and of CPU."""
    from fairdesk.database import writing
    from fairdesk.fairness.cells import Cell, Cells
    from fairdesk.fairness.records.cells import keep_day

    days, took, used = drawn(acts), 0.0, 0.0
    for number, some in enumerate(days):
        began, cpu = time.perf_counter(), time.process_time()
        cells = Cells()
        for language, channel, topic, said in some:
            for name in OUTCOMES:
                cells.add(Cell(name, "year", language, channel, topic, said), {})
        with writing():
            keep_day(FIRST + timedelta(days=number), OUTCOMES, cells, datetime.now(UTC))
        took += time.perf_counter() - began
        used += time.process_time() - cpu
    return took, used


def audited(period: object, strata: str) -> tuple[float, float]:
    """Return the seconds of an audit of the year, by the clock and of CPU."""
    from fairdesk.fairness.own_acts import Counts, ask, own_report
    from fairdesk.house.own_acts import kept_cube

    asked = ask(("language", "channel"), "answered", period.since, strata, (), period)
    days = Counts(period.since, period.until, datetime.now(UTC))
    began, cpu = time.perf_counter(), time.process_time()
    own_report(asked, kept_cube(asked, period, days), period.until, counted=days)
    return time.perf_counter() - began, time.process_time() - cpu


if __name__ == "__main__":
    main()
