"""Local help in a crisis: which line may be shown, in which country, until when.

helplines.csv holds only lines that two or more public lists agreed on, on the day in `verified_on`; a line that has
expired, or that has no second source, is never shown. `owner` names who checks a line again; empty means nobody does
yet, and the line runs out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FRESH, SOON, EXPIRED, UNCONFIRMED = "fresh", "runs_out_soon", "expired", "unconfirmed"
NEAR = timedelta(days=30)
"""How long before a line runs out somebody is asked to check it again."""
FILE = Path(__file__).with_name("helplines.csv")


@dataclass(frozen=True, slots=True)
class Helpline:
    """A country's emergency number and one crisis line. `country` is ISO 3166-1 alpha-2; `sources` says which agree."""

    country: str
    emergency: str
    line: str
    name: str
    sources: tuple[str, ...]
    verified_on: date
    expires_on: date
    owner: str

    def may_be_shown(self, at: date) -> bool:
        """Whether two sources confirm it and *at* lies between its check and its expiry (the last day counts)."""
        return len(self.sources) >= 2 and self.verified_on <= at <= self.expires_on


def read(text: str) -> tuple[Helpline, ...]:
    """Read a table of helplines. Raises ValueError or KeyError where a row is incomplete."""
    return tuple(
        Helpline(
            country=row["iso2"],
            emergency=row["emergency"],
            line=row["crisis_line"],
            name=row["name"],
            sources=tuple(part.strip() for part in row["confirmed_in"].split("+")),
            verified_on=date.fromisoformat(row["verified_on"]),
            expires_on=date.fromisoformat(row["expires_on"]),
            owner=row["owner"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def shipped() -> tuple[Helpline, ...]:
    """Return the table that comes with the desk, read once."""
    return read(FILE.read_text("utf-8"))


def lines_for(country: str, at: date, lines: Iterable[Helpline] | None = None) -> tuple[Helpline, ...]:
    """Return the lines of *country* that may be shown on the day *at*; none is better than a stale one."""
    known = shipped() if lines is None else lines
    return tuple(line for line in known if line.country == country.upper() and line.may_be_shown(at))


def standing(line: Helpline, at: date) -> str:
    """Return where a line stands on a day: fresh, runs_out_soon (in 30 days), expired, or unconfirmed (never shown)."""
    if len(line.sources) < 2 or at < line.verified_on:
        return UNCONFIRMED
    if at > line.expires_on:
        return EXPIRED
    return SOON if at > line.expires_on - NEAR else FRESH


def task_for(country: str, at: date, lines: Iterable[Helpline] | None = None) -> str:
    """Return what somebody must do about the line of a company's *country*, as a code; "" if nothing.

    no_country, no_line, or where the line stands: runs_out_soon, expired, unconfirmed.
    """
    if not country:
        return "no_country"
    known = shipped() if lines is None else lines
    found = next((line for line in known if line.country == country.upper()), None)
    if found is None:
        return "no_line"
    return "" if (stands := standing(found, at)) == FRESH else stands
