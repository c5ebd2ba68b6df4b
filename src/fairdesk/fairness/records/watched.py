"""Keep and read the counts of the watch, what each night saw, and what each alarm led to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fairdesk.database import Row, execute, micros, moment, row, rows
from fairdesk.fairness.watching import Counted, Pair

_COUNTED = "by_column, group_value, topic, day, yes, n"
_ALARM = "incident, at, outcome, by_column, group_value, action, rule, version, stops"


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm: its incident, what the guideline decided (by which rule of which version), and the stops that followed."""

    incident: int
    at: datetime
    pair: Pair
    action: str
    rule: str
    version: str
    stops: tuple[str, ...]


def replace_since(outcome: str, day: date, counted: Iterable[Counted]) -> None:
    """Keep what was counted of an outcome from a day on, in place of what was known of these days."""
    execute("DELETE FROM fairness_watched WHERE outcome = %s AND day >= %s", outcome, f"{day}")
    for each in counted:
        execute(
            f"INSERT INTO fairness_watched (outcome, {_COUNTED}) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            outcome, each.by, each.group, each.topic, f"{each.day}", each.yes, each.n,
        )  # fmt: skip


def forget_before(day: date) -> None:
    """Delete the counts of watches that are over."""
    execute("DELETE FROM fairness_watched WHERE day < %s", f"{day}")


def counted_since(outcome: str, day: date) -> list[Counted]:
    """Return what was counted of an outcome from a day on."""
    found = rows(
        f"SELECT {_COUNTED} FROM fairness_watched WHERE outcome = %s AND day >= %s ORDER BY day, group_value, topic",
        outcome, f"{day}",
    )  # fmt: skip
    return [Counted(by, group, topic, date.fromisoformat(at), yes, n) for by, group, topic, at, yes, n in found]


def keep_look(day: date, at: datetime, report: Any) -> None:
    """Keep what a night saw; a second look of a day takes the place of the first."""
    execute(
        "INSERT INTO fairness_look (day, at, report) VALUES (%s, %s, %s)"
        " ON CONFLICT (day) DO UPDATE SET at = excluded.at, report = excluded.report",
        f"{day}", micros(at), json.dumps(report, ensure_ascii=False),
    )  # fmt: skip


def latest_look() -> tuple[datetime, Any] | None:
    """Return when the latest look was taken, and what it saw; None before the first."""
    found = row("SELECT at, report FROM fairness_look ORDER BY day DESC LIMIT 1")
    return (moment(found[0]), json.loads(found[1])) if found else None


def looks_since(day: date) -> list[Any]:
    """Return what the nights from a day on saw, oldest first."""
    return [
        json.loads(told)
        for (told,) in rows("SELECT report FROM fairness_look WHERE day >= %s ORDER BY day", f"{day}")
    ]


def add_alarm(made: Alarm) -> None:
    """Keep an alarm."""
    execute(
        f"INSERT INTO fairness_alarm ({_ALARM}) VALUES ({', '.join(['%s'] * 9)})",
        made.incident, micros(made.at), *made.pair, made.action, made.rule, made.version, json.dumps(made.stops),
    )  # fmt: skip


def alarms() -> tuple[Alarm, ...]:
    """Return the alarms, newest first."""
    return tuple(map(_alarm, rows(f"SELECT {_ALARM} FROM fairness_alarm ORDER BY incident DESC")))


def _alarm(found: Row) -> Alarm:
    incident, at, outcome, by, group, action, rule, version, stops = found
    return Alarm(incident, moment(at), Pair(outcome, by, group), action, rule, version, tuple(json.loads(stops)))
