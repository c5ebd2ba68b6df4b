"""Commands on the letters that the desk writes: what became of them, whether the mail server works, carrying now."""

from __future__ import annotations

import json
from contextlib import closing

import click

from fairdesk.cli.root import main, open_desk, settings_for


@main.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.pass_context
def letters(context: click.Context, as_json: bool) -> None:
    """Count the letters of the last 30 days by what became of them, and why. Names nobody.

    \b
    fairdesk letters                what waits, left, was held back or failed
    fairdesk letters check          whether the mail server takes us, without sending anything
    fairdesk letters send           carry what is due now, as the background of `serve` does
    """
    if context.invoked_subcommand is not None:
        return
    with closing(open_desk(settings_for(context))) as house:
        counted = house.letter_counts()
    if as_json:
        told = [{"state": state, "reason": reason, "letters": count} for (state, reason), count in counted.items()]
        click.echo(json.dumps(told, indent=2))
        return
    for (state, reason), count in counted.items():
        click.echo(f"{count:7,}  {state:8} {reason}")
    if not counted:
        click.echo("No letters in the last 30 days.")


@letters.command()
@click.pass_context
def send(context: click.Context) -> None:
    """Carry the letters that are due now, and print how many left."""
    with closing(open_desk(settings_for(context))) as house:
        click.echo(f"{house.send_letters()} left.")


@letters.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Say whether letters can leave: the folder is written to, or the mail server lets us in. Sends nothing.

    Exit status 6 if not, with what is wrong; 7 if the setting `mail` cannot be used.
    """
    settings = settings_for(context)
    from fairdesk.channels.mail import carrier_for

    click.echo(carrier_for(settings).check())
