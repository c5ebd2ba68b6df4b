"""Commands that serve the desk, show it, and bring its tables up to date."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path

import click

from fairdesk.cli.root import main, open_desk, settings_for


@main.command()
@click.option("--port", type=int, help="Port [8765].")
@click.option("--host", help="Address to listen on [127.0.0.1].")
@click.option("--demo", is_flag=True, help="Set up the made-up company first, if the desk is empty.")
@click.option("--slow", type=float, help="Make every answer wait this many seconds, to see what happens meanwhile.")
@click.pass_context
def serve(context: click.Context, port: int | None, host: str | None, demo: bool, slow: float | None) -> None:
    """Serve the customers' page and the desk.

    \b
    fairdesk serve --demo
    fairdesk --data /srv/desk serve --port 9000
    """
    settings = settings_for(context, port=port, host=host, slow_answer_seconds=slow)
    from fairdesk.house.preparing import must_be_loopback

    must_be_loopback(settings)
    house = open_desk(settings)
    from fairdesk.house.setting_up import is_demo, set_up_demo, sign_in_links
    from fairdesk.web.demo_back_office import served
    from fairdesk.web.server import serve as run

    stand_in: AbstractContextManager[str] = nullcontext("")
    if demo:
        set_up_demo(house)
        if is_demo(house) and not settings.back_office:
            stand_in = served()
    links = sign_in_links(house)
    here = f"http://{'localhost' if settings.host in ('127.0.0.1', '::1') else settings.host}:{settings.port}"

    def ready() -> None:
        click.echo(f"\nCustomers   {here}/")
        click.echo(f"Desk        {here}/desk")
        for name, path in links:
            click.echo(f"Sign in     {here}{path}   once, as {name}")
        click.echo(f"Data        {settings.data.resolve()}\nStop with Ctrl+C.", nl=True)
        sys.stdout.flush()

    with stand_in as address:
        if address:
            house.settings = replace(house.settings, back_office=address)
        run(house, settings, ready)


@main.group(invoke_without_command=True)
@click.pass_context
def demo(context: click.Context) -> None:
    """Set up a made-up company with articles, four colleagues and a few conversations.

    \b
    fairdesk demo            set it up (once; again is harmless)
    fairdesk demo tour       walk through the promises in two minutes
    fairdesk demo tamper     edit a copy of the database and see the ledger find it
    """
    if context.invoked_subcommand is None:
        with closing(open_desk(settings_for(context))) as house:
            from fairdesk.house.setting_up import set_up_demo

            fresh = set_up_demo(house)
        click.echo(
            "The demo company is set up." if fresh else "This desk has a company already; nothing was changed."
        )
        click.echo("Next: fairdesk serve")


@demo.command()
@click.option("--quick", is_flag=True, help="Do not pause between the steps.")
@click.pass_context
def tour(context: click.Context, quick: bool) -> None:
    """Walk through the promises, on a desk of its own in a temporary folder."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="fairdesk-tour-") as folder:
        settings = replace(settings_for(context), data=Path(folder), database="sqlite")
        with closing(open_desk(settings)) as house:
            from fairdesk.house.tour import walk

            walk(house, click.echo, pause=0.0 if quick or not sys.stdout.isatty() else 1.2)
    click.echo("\nNext: `fairdesk serve --demo`, then the same in your browser.")


@demo.command()
@click.pass_context
def tamper(context: click.Context) -> None:
    """Edit one row in a copy of the database; `ledger verify` then names the act and exits with 1."""
    settings = settings_for(context)
    with closing(open_desk(settings)):
        from fairdesk.house.tour import tampered_copy

        copy, act = tampered_copy(settings)
    click.echo(f"In a copy, the act {act} was changed. Your own data is untouched.")
    click.echo(f"Look:   fairdesk --data {copy} ledger verify     (names the act, exit status 1)")
    click.echo("        fairdesk ledger verify                   (passes)")


@main.command()
@click.pass_context
def migrate(context: click.Context) -> None:
    """Bring the tables up to date (SQLite: after a copy of the database beside it)."""
    with closing(open_desk(settings_for(context))):
        click.echo("The tables are up to date.")
