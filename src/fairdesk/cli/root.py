"""The command above all others, and how each opens the desk. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from fairdesk import __version__
from fairdesk.nouns import BadInput, DeskError

if TYPE_CHECKING:
    from pathlib import Path

    from fairdesk.house.opening import House
    from fairdesk.settings import Settings

HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Desk(click.Group):
    """Turns the desk's own errors into one sentence and their exit status."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(context)
        except DeskError as fault:
            click.echo(f"fairdesk: {fault}", err=True)
            sys.exit(fault.exit_status)


def settings_for(context: click.Context, **flags: object) -> Settings:
    """Read the settings, the command's flags over everything else."""
    from fairdesk.settings import load

    return load({"data": context.obj, **flags})


def open_desk(settings: Settings) -> House:
    """Open the desk; logs go to a file in its folder, so that output stays what was asked for."""
    from fairdesk.house.preparing import prepare, write_logs

    prepare(settings)
    write_logs(settings.data / "fairdesk.log")
    from fairdesk.channels.mail import carrier_for
    from fairdesk.house.opening import open_house

    carrier = carrier_for(settings)
    house = open_house(settings)
    house.carrier = carrier
    if settings.ledger_witnesses:
        from fairdesk.channels.witness import post

        house.post = post
    if settings.scanner:
        from fairdesk.channels.scanner import scanner_at

        house.scan = scanner_at(settings.scanner)
    return house


def open_existing(settings: Settings, otherwise: str = "") -> House:
    """Open a desk that is there already: proving something about a desk must not make a new one."""
    if not (settings.data / "keys.db").exists():
        raise BadInput(f"there is no desk in {settings.data}; name its folder with --data{otherwise}")
    return open_desk(settings)


def text_of(file: Path) -> str:
    """Return the text of a file. Raises BadInput if it is none."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{file} is not text") from wrong


@click.group(cls=Desk, context_settings=HELP)
@click.version_option(__version__, prog_name="fairdesk")
@click.option(
    "--data", type=click.Path(file_okay=False), envvar="FAIRDESK_DATA", help="Data folder [./fairdesk-data]."
)
@click.pass_context
def main(context: click.Context, data: str | None) -> None:
    """The AI customer-service desk that answers to the customer.

    \b
    fairdesk demo && fairdesk serve        try it with a made-up company
    fairdesk knowledge add help/           add your own articles (Markdown)
    fairdesk ask "Where is my parcel?"     one governed turn on the command line
    fairdesk ledger verify                 prove that nothing was changed
    """
    context.obj = data
