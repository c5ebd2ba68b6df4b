"""Reads and writes the counts of the desk's own acts. Functions that write want their caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from fairdesk.database import execute, micros, moment, row, rows
from fairdesk.fairness.cells import Cells, KeptCell, as_text
from fairdesk.fairness.periods import WITHIN, Span

_AT_ONCE = 500
_COLUMNS = "outcome, day, first_of, language, channel, topic, said, people, numbers"
_MARKS = f"({', '.join(['%s'] * 9)})"


class CountedDays(NamedTuple):
    """From which day to which the acts are counted, without a gap."""

    first: date
    last: date


# --- writing --------------------------------------------------------------------------------------------------------
def keep_day(day: date, outcomes: Collection[str], cells: Cells, at: datetime) -> None:
    """Keep the counts of a day instead of those there were."""
    for outcome in outcomes:
        execute("DELETE FROM fairness_cell WHERE outcome = %s AND day = %s", outcome, f"{day}")
    add_cells(day, cells)
    execute(
        "INSERT INTO fairness_day (day, at, closed) VALUES (%s, %s, %s) ON CONFLICT (day) DO UPDATE SET at = excluded.at",
        f"{day}", micros(at), False,
    )  # fmt: skip


def add_cells(day: date, cells: Cells) -> None:
    """Add counts to a day that has none in these cells."""
    values = [(cell.outcome, f"{day}", *cell[1:], one.people, as_text(one.numbers)) for cell, one in cells.items()]
    for n in range(0, len(values), _AT_ONCE):
        some = values[n : n + _AT_ONCE]
        execute(
            f"INSERT INTO fairness_cell ({_COLUMNS}) VALUES {', '.join([_MARKS] * len(some))}",
            *(value for each in some for value in each),
        )


def close_days(before: date) -> None:
    """Let no day before *before* be counted anew: its acts may be forgotten by now."""
    execute("UPDATE fairness_day SET closed = %s WHERE day < %s AND NOT closed", True, f"{before}")


def forget_days(before: date, outcomes: Collection[str]) -> None:
    """Delete the counts of all days before one."""
    for outcome in outcomes:
        execute("DELETE FROM fairness_cell WHERE outcome = %s AND day < %s", outcome, f"{before}")
    execute("DELETE FROM fairness_day WHERE day < %s", f"{before}")


# --- reading --------------------------------------------------------------------------------------------------------
def counted_days() -> CountedDays | None:
    """Return which days are counted; None before the first."""
    found = row("SELECT min(day), max(day) FROM fairness_day")
    return CountedDays(*map(date.fromisoformat, found)) if found and found[0] else None


def counted_at(first: date, last: date) -> datetime:
    """Return when the days between two counted ones were counted last."""
    found = row("SELECT max(at) FROM fairness_day WHERE day >= %s AND day <= %s", f"{first}", f"{last}")
    return moment(found[0] if found else 0)


def open_days() -> list[date]:
    """Return the days that are counted and may be counted anew, in order."""
    return [date.fromisoformat(day) for (day,) in rows("SELECT day FROM fairness_day WHERE NOT closed ORDER BY day")]


def _asked(outcome: str, since: date, until: date, span: Span) -> tuple[str, Sequence[str]]:
    within = WITHIN[span]
    where = f"WHERE outcome = %s AND day >= %s AND day <= %s AND first_of IN ({', '.join(['%s'] * len(within))})"
    return where, (outcome, f"{since}", f"{until}", *within)


def cells_between(outcome: str, since: date, until: date, span: Span, by_topic: bool = False) -> list[KeptCell]:
    """Return the people whose first act of their period of a kind (*span*) lies in some days, by group."""
    where, values = _asked(outcome, since, until, span)
    topic = "topic" if by_topic else "''"
    by = "language, channel, topic, said" if by_topic else "language, channel, said"
    found = rows(
        f"SELECT language, channel, {topic}, said, sum(people) FROM fairness_cell {where} GROUP BY {by} ORDER BY {by}",
        *values,
    )
    return [KeptCell(language, channel, told, said, int(people)) for language, channel, told, said, people in found]


def numbers_between(outcome: str, since: date, until: date, span: Span) -> list[tuple[KeptCell, str]]:
    """Return the quantities of the same people, as they are kept; of those who have any and of whom the outcome is told."""
    where, values = _asked(outcome, since, until, span)
    found = rows(
        f"SELECT language, channel, topic, said, people, numbers FROM fairness_cell {where}"
        " AND numbers <> '' AND said <> ''",
        *values,
    )
    return [(KeptCell(*names), numbers) for *names, numbers in found]
