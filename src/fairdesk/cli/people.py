"""Commands on the people at the desk."""

from __future__ import annotations

from contextlib import closing

import click

from fairdesk.cli.root import main, open_desk, settings_for


@main.group()
def colleague() -> None:
    """The people at the desk."""


@colleague.command("add")
@click.argument("name")
@click.option("--work-name", help="The name customers see [NAME].")
@click.option(
    "--role", default="colleague", show_default=True, help="colleague, reviewer, privacy_officer, auditor, manager."
)
@click.pass_context
def colleague_add(context: click.Context, name: str, work_name: str | None, role: str) -> None:
    """Add a colleague and print a one-time sign-in link."""
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.setting_up import add_colleague, link_for

        add_colleague(house, name, work_name or name, role)
        click.echo(link_for(house, name))


@colleague.command("link")
@click.argument("name")
@click.pass_context
def colleague_link(context: click.Context, name: str) -> None:
    """Print a new one-time sign-in link for a colleague."""
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.setting_up import link_for

        click.echo(link_for(house, name))


@colleague.command("list")
@click.pass_context
def colleague_list(context: click.Context) -> None:
    """List the colleagues and their roles."""
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.setting_up import list_colleagues

        for line in list_colleagues(house):
            click.echo(line)
