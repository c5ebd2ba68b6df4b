"""The command that reads past conversations in."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from fairdesk.cli.root import main, open_desk, settings_for


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and check every line, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and each bad line as JSON.")
@click.pass_context
def import_(context: click.Context, file: Path, dry_run: bool, as_json: bool) -> None:
    """Read past conversations in, one a line, for replay. Exit status 1 if a line could not be read.

    A bad line is named and left out; the others are kept. Reading the same file again changes nothing. The format is
    in docs/past-conversations.md.

    \b
    fairdesk import past.jsonl --dry-run
    fairdesk import past.jsonl --json
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.importing import import_past
        from fairdesk.web.progress import counting

        with counting("conversations read") as step, file.open("rb") as lines:
            told = import_past(house, lines, dry_run=dry_run, step=step)
    if as_json:
        bad = [{"line": line, "problem": problem} for line, problem in told.bad]
        click.echo(json.dumps({**asdict(told), "bad": bad, "dry_run": dry_run}, indent=2))
    else:
        for line, problem in told.bad:
            click.echo(f"line {line}: {problem}", err=True)
        verb = "would be added" if dry_run else "added"
        click.echo(
            f"{told.conversations} conversations with {told.turns} customer turns read: {told.added} {verb}, "
            f"{told.changed} changed, {told.unchanged} here already, {told.erased} erased before and left out, "
            f"{told.restricted} left out because their customer limited the use of their words, "
            f"{len(told.bad)} bad lines."
        )
    if told.bad:
        sys.exit(1)
