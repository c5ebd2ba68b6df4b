"""`fairdesk representation`: who writes beside what is there for them, who is not answered, and what to write next."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from fairdesk.cli.root import main, open_existing, settings_for


@main.command()
@click.option("--since", default="", metavar="DATE", help="From which day on [the last 90 days].")
@click.option(
    "--reference",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A population to compare with: CSV or TOML of shares by language or channel [the setting reference_population].",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def representation(context: click.Context, since: str, reference: Path | None, as_json: bool) -> None:
    """Say who asks and is not answered: knowledge, training examples, calibration set and reviews against who writes.

    Each person counts once since a day, with their first message; conversations in a sensitive matter are left out, and of
    fewer than five people nothing is told. What to write next rests on masked questions of customers who said yes to
    `improve`. The page is /desk/fairness/representation. Exit status 7: the reference cannot be used.

    \b
    fairdesk representation
    fairdesk representation --reference census.csv --json     language,share,source,date
    """
    from fairdesk.fairness.representation_told import as_text

    with closing(open_existing(settings_for(context))) as house:
        report = house.representation_now(since, house.reference_population(reference))
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False))
        return
    for line in as_text(report):
        click.echo(line)
