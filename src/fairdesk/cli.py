"""The command line. Nothing heavy is imported before a command runs, so that `fairdesk --help` answers at once."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairdesk import __version__
from fairdesk.nouns import BadInput, DeskError

if TYPE_CHECKING:
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
    from fairdesk.house.opening import open_house

    return open_house(settings)


def open_existing(settings: Settings, otherwise: str = "") -> House:
    """Open a desk that is there already: proving something about a desk must not make a new one."""
    if not (settings.data / "root.key").exists():
        raise BadInput(f"there is no desk in {settings.data}; name its folder with --data{otherwise}")
    return open_desk(settings)


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


# --- serving --------------------------------------------------------------------------------------------------------
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
    from fairdesk.house.setting_up import set_up_demo, sign_in_links
    from fairdesk.web.server import serve as run

    if demo:
        set_up_demo(house)
    links = sign_in_links(house)
    here = f"http://{'localhost' if settings.host in ('127.0.0.1', '::1') else settings.host}:{settings.port}"

    def ready() -> None:
        click.echo(f"\nCustomers   {here}/")
        click.echo(f"Desk        {here}/desk")
        for name, path in links:
            click.echo(f"Sign in     {here}{path}   once, as {name}")
        click.echo(f"Data        {settings.data.resolve()}\nStop with Ctrl+C.", nl=True)
        sys.stdout.flush()

    run(house, settings, ready)


@main.group(invoke_without_command=True)
@click.pass_context
def demo(context: click.Context) -> None:
    """Set up a made-up company with articles, three colleagues and a few conversations.

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
    from dataclasses import replace
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


# --- one turn -------------------------------------------------------------------------------------------------------
@main.command()
@click.argument("question")
@click.option("--customer", help="E-mail address of the customer; the same address is the same customer.")
@click.option("--language", default="en", show_default=True, help="The customer's language.")
@click.option("--json", "as_json", is_flag=True, help="Print act, route, text, evidence, because, masked as JSON.")
@click.pass_context
def ask(context: click.Context, question: str, customer: str | None, language: str, as_json: bool) -> None:
    """Take one message its whole way and print what became of it; never the raw words.

    \b
    fairdesk ask "How long does a refund take?"
    fairdesk ask "My parcel 4711-0923 is late" --customer someone@example.com --json
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.web.asking import as_text, ask_once

        told = ask_once(house, question, customer, language)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else as_text(told))


@main.command()
@click.option("--guideline", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A proposed table.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def replay(context: click.Context, guideline: Path | None, as_json: bool) -> None:
    """Decide every kept turn again: exactly as it was, or under another guideline file.

    \b
    fairdesk replay                              each turn gives the same digest, or exit status 1
    fairdesk replay --guideline routing.yaml     what this table would have changed
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.replaying import replay_all
        from fairdesk.replay.compare import as_text

        outcome = replay_all(house, guideline)
    click.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2) if as_json else as_text(outcome))
    if guideline is None and outcome.changed:
        sys.exit(1)


# --- articles -------------------------------------------------------------------------------------------------------
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


# --- the ledger -----------------------------------------------------------------------------------------------------
@main.group()
def ledger() -> None:
    """The books that prove what the desk did."""


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Check every entry, the tree, the signatures, and that what is kept is what was sealed. Exit status 1 if not."""
    from fairdesk.web.progress import counting

    with closing(open_existing(settings_for(context))) as house, counting("entries checked") as step:
        audit = house.verify(step)
    if as_json:
        problems = [{"act": p.act, "position": p.position, "problem": p.sentence} for p in audit.problems]
        told = {"entries": audit.entries, "waiting": audit.waiting, "acts": audit.acts, "sealed": audit.sealed}
        click.echo(json.dumps({**told, "problems": problems}, indent=2))
    else:
        for problem in audit.problems:
            click.echo(f"act {problem.act}: {problem.sentence}")
        click.echo(
            f"{audit.entries} entries ({audit.waiting} wait for the next checkpoint), {audit.acts} acts checked"
            f" ({audit.sealed} sealed, their key is gone): "
            + ("all whole." if not audit.problems else f"{len(audit.problems)} NOT as they were kept.")
        )
    if audit.problems:
        sys.exit(1)


@ledger.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="The desk's public key (name+id+key), as the company publishes it; default: this desk's.")
@click.pass_context
def check(context: click.Context, file: Path, key: str | None) -> None:
    """Check a customer's receipt, offline. Exit status 1 if it was changed.

    \b
    fairdesk ledger check receipt.txt --key "$(cat key.txt)"
    """
    from fairdesk.accountability.proofs import check_receipt

    if key is None:
        with closing(open_existing(settings_for(context), " or give the desk's public key with --key")) as house:
            key = house.signer.verifier_key
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{file} is not text; a receipt is a text file") from wrong
    found = check_receipt(text, key)
    click.echo(
        f"The receipt holds: act {found.entry.act}, {found.entry.at:%Y-%m-%d %H:%M:%S} UTC, place {found.index}."
    )


@ledger.command("key")
@click.pass_context
def ledger_key(context: click.Context) -> None:
    """Print the public key that receipts are checked with."""
    with closing(open_existing(settings_for(context))) as house:
        click.echo(house.signer.verifier_key)


# --- people ---------------------------------------------------------------------------------------------------------
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


@main.command()
@click.pass_context
def migrate(context: click.Context) -> None:
    """Bring the tables up to date (SQLite: after a copy of the database beside it)."""
    with closing(open_desk(settings_for(context))):
        click.echo("The tables are up to date.")
