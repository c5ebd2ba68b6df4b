"""`fairdesk month`: a month of the desk in figures."""

from __future__ import annotations

import json
from contextlib import closing

import click

from fairdesk.cli.root import main, open_existing, settings_for


@main.command()
@click.option("--month", default="", metavar="YYYY-MM", help="Which month [this one].")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_context
def month(context: click.Context, month: str, as_json: bool) -> None:
    """Say what became of a month's conversations, how long customers waited, and people's time. The page is /desk/month.

    Each conversation that has ended is exactly one of: confirmed, contained, handed over, gave up. People's time is told of
    whole months in which five or more people answered: of fewer it would be one person's.

    \b
    fairdesk month
    fairdesk month --month 2026-10 --json
    """
    from fairdesk.desk.outcomes import as_dict, as_lines

    with closing(open_existing(settings_for(context))) as house:
        found = house.month_in_figures(month)
    click.echo(json.dumps(as_dict(found), indent=2) if as_json else "\n".join(as_lines(found)))
