"""`fairdesk satisfaction`: how customers say it was, the assistant's help and people's apart."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import click

from fairdesk.cli.root import main, open_existing, settings_for
from fairdesk.nouns import Unavailable

if TYPE_CHECKING:
    from fairdesk.desk.satisfaction import Satisfied

_PARTS = {"assistant": "the assistant", "people": "people"}


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the shares as JSON.")
@click.pass_context
def satisfaction(context: click.Context, as_json: bool) -> None:
    """Print the share of customers who say that the help was good or very good, with a 95 % interval.

    Asked once at the end, never in a sensitive matter; few answer, and those who do are no random part. Of fewer than ten
    answers nothing is shown, and there is no figure of one colleague. Exit status 6 while nothing can be shown.

    \b
    fairdesk satisfaction
    fairdesk satisfaction --json
    """
    with closing(open_existing(settings_for(context))) as house:
        found, closed = house.satisfaction()
    if as_json:
        from fairdesk.desk.satisfaction import as_dict

        click.echo(json.dumps(as_dict(found, closed), indent=2))
    else:
        for each in found:
            click.echo(f"Help of {_PARTS[each.part]}: {_said(each)}")
        click.echo(f"Closed conversations: {closed}")
    if not any(each.shown for each in found):
        raise Unavailable("fewer than ten answers; nothing can be shown yet")


def _said(each: Satisfied) -> str:
    if each.share is None:
        return "fewer than ten answers, not shown"
    between = f"95 % interval {each.low:.1%} to {each.high:.1%}, n = {each.n}, {each.first} to {each.last}"
    return f"{each.share:.1%} good or very good ({between})"
