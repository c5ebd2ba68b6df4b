"""Commands on the ledger and its receipts."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import click

from fairdesk.cli.root import main, open_existing, settings_for
from fairdesk.nouns import BadInput


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
