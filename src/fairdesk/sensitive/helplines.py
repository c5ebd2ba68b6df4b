"""Local help in a crisis: which line may be shown, in which country, until when.

helplines.csv holds only lines that two or more public lists agreed on, on the day in `verified_on`; a line that has
expired, or that has no second source, is never shown. `owner` names who checks a line again; empty means nobody does
yet, and the line runs out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

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
