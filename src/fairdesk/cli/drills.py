"""The command that holds a drill of the stop, and shows those that were held."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from fairdesk.cli.root import main, open_existing, settings_for

if TYPE_CHECKING:
    from fairdesk.oversight.drill import Drill


@main.command()
@click.option("--last", is_flag=True, help="Hold none; show the latest ones.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def drill(context: click.Context, last: bool, as_json: bool) -> None:
    """Stop the assistant for real in conversations of the house's own, and say how long that took.

    A serving desk does it by itself once a week. Exit status 1 if it took longer than a second, or a text left later than that.

    \b
    fairdesk drill
    fairdesk drill --last --json
    """
    with closing(open_existing(settings_for(context))) as house:
        held = house.latest_drills() if last else (house.hold_drill(),)
    click.echo(json.dumps([_as_json(each) for each in held], indent=2) if as_json else "\n".join(map(_told, held)))
    if not last and not held[0].passed:
        sys.exit(1)


def _as_json(each: Drill) -> dict[str, Any]:
    return {"at": each.at.isoformat(), "conversations": each.talks, "milliseconds": each.milliseconds,
            "texts_after": each.after, "passed": each.passed}  # fmt: skip


def _told(each: Drill) -> str:
    says = "in force in time" if each.passed else "NOT in force in time"
    return (
        f"{each.at:%Y-%m-%d %H:%M} UTC: {says}, after {each.milliseconds} ms in {each.talks} conversations;"
        f" {each.after} texts left more than a second after it."
    )
