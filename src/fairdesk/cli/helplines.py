"""`fairdesk helplines`: the lines of local help that come with the desk, and which need somebody. Needs no desk."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime

import click

from fairdesk.cli.root import main


@main.group()
def helplines() -> None:
    """Local help in a crisis: which lines there are, and which run out."""


@helplines.command("list")
@click.option("--country", default="", help="Two letters, such as IE: this one alone.")
@click.option("--on", default=None, metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="As of another day.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def helplines_list(country: str, on: datetime | None, as_json: bool) -> None:
    """List every line that comes with the desk: its country, numbers, when it was checked, until when it is shown, and the
    role that owns it. What a company checked itself stands at /desk/helplines, before these.

    \b
    fairdesk helplines list
    fairdesk helplines list --country IE --json
    """
    from fairdesk.sensitive.helplines import shipped, standing

    day = _day(on)
    rows = [
        {
            "country": line.country,
            "emergency": line.emergency,
            "line": line.line,
            "name": line.name,
            "sources": list(line.sources),
            "verified_on": line.verified_on.isoformat(),
            "expires_on": line.expires_on.isoformat(),
            "owner": line.owner,
            "standing": standing(line, day),
        }
        for line in shipped()
        if country.upper() in ("", line.country)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            "  ".join(
                str(row[name])
                for name in ("country", "emergency", "line", "name", "verified_on", "expires_on", "owner", "standing")
            )
        )


@helplines.command("check")
@click.option("--on", default=None, metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="As of another day.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def helplines_check(on: datetime | None, as_json: bool) -> None:
    """Say which lines have run out or will in 30 days. The exit status is 1 if any has run out.

    \b
    fairdesk helplines check
    fairdesk helplines check --on 2027-03-01 --json
    """
    from fairdesk.sensitive.helplines import EXPIRED, FRESH, shipped, standing

    day = _day(on)
    found = {line.country: standing(line, day) for line in shipped()}
    counted = {each: sum(one == each for one in found.values()) for each in sorted({*found.values()})}
    unowned = sum(not line.owner for line in shipped())
    needs = {country: each for country, each in found.items() if each != FRESH}
    if as_json:
        click.echo(
            json.dumps(
                {
                    "on": day.isoformat(),
                    "lines": len(found),
                    "standing": counted,
                    "needs": needs,
                    "without_owner": unowned,
                }
            )
        )
    else:
        click.echo(
            f"{len(found)} lines on {day}: "
            + ", ".join(f"{n} {each}" for each, n in counted.items())
            + f"; {unowned} without an owner"
        )
        for country, each in needs.items():
            click.echo(f"{country}: {each}")
    if EXPIRED in found.values():
        sys.exit(1)


def _day(on: datetime | None) -> date:
    return on.date() if on else datetime.now(UTC).date()
