"""Commands on the articles that the assistant answers from."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from fairdesk.cli.root import main, open_desk, settings_for


@main.group()
def knowledge() -> None:
    """The articles that the assistant answers from."""


@knowledge.command("add")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def knowledge_add(context: click.Context, path: Path, as_json: bool) -> None:
    """Add Markdown articles from a folder (one folder per language) or one file; only what changed is changed.

    \b
    fairdesk knowledge add help/               help/en/..., help/de/...
    fairdesk knowledge add help/de/returns.md
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.shelving import add_articles

        report = add_articles(house, path)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for bad in report["unreadable"]:
        click.echo(f"not read: {bad}", err=True)
    click.echo("{added} added, {changed} changed, {unchanged} unchanged.".format(**report))


@knowledge.command("list")
@click.pass_context
def knowledge_list(context: click.Context) -> None:
    """List the articles."""
    with closing(open_desk(settings_for(context))):
        from fairdesk.house.shelving import list_articles

        for line in list_articles():
            click.echo(line)
