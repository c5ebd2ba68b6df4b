"""Local help in a crisis: which line may be shown, in which country, until when.

helplines.csv holds only lines that two or more public lists agreed on, on the day in `verified_on`; a line that has
expired, or that has no second source, is never shown. `owner` is the role that checks a line again before it runs out. A
company's own check of a country's line (`confirmed`) stands in the place of the shipped one, under the same rules.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from fairdesk.nouns import BadInput

FRESH, SOON, EXPIRED, UNCONFIRMED = "fresh", "runs_out_soon", "expired", "unconfirmed"
NEAR = timedelta(days=30)
"""How long before a line runs out somebody is asked to check it again."""
LASTS = timedelta(days=90)
"""How long a line is shown after it was checked: numbers age."""
OWNER = "manager"
"""The role that owns a line: whoever may change what the company says of itself."""
_COUNTRY = re.compile(r"[A-Z]{2}")
_NUMBER = re.compile(r"\+?\d[\d ()/-]{1,24}")
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


def in_use(own: Iterable[Helpline], lines: Iterable[Helpline] | None = None) -> tuple[Helpline, ...]:
    """Return the table that holds, by country: what the company checked itself, or what is shipped, whichever is newer."""
    table = {line.country: line for line in (shipped() if lines is None else lines)}
    for line in own:
        if line.country not in table or line.verified_on >= table[line.country].verified_on:
            table[line.country] = line
    return tuple(line for _, line in sorted(table.items()))


def confirmed(country: str, emergency: str, line: str, name: str, sources: Iterable[str], at: date) -> Helpline:
    """Return a line that somebody checked on the day *at*. Raises BadInput if it cannot be shown to anybody in danger."""
    land, kind = country.strip().upper(), {"the emergency number": emergency, "the number of the line": line}
    named = tuple(dict.fromkeys(each.strip() for each in sources if each.strip()))
    if not _COUNTRY.fullmatch(land):
        raise BadInput("the country is two letters, such as IE")
    for what, number in kind.items():
        if not _NUMBER.fullmatch(number.strip()):
            raise BadInput(
                f"{what} should be a telephone number: digits and spaces, with + at the beginning if needed"
            )
    if not name.strip() or len(name.strip()) > 80:
        raise BadInput("the name of the line should have 1 to 80 characters")
    if len({each.casefold() for each in named}) < 2 or any(len(each) > 200 for each in named):
        raise BadInput("name two different places where you read the number: one can be out of date, or wrong")
    return Helpline(land, emergency.strip(), line.strip(), name.strip(), named, at, at + LASTS, OWNER)


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
