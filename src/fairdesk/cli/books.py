"""Commands on the ledger: verify it, prove an act, print its head and keys, let a new key take over."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairdesk.cli.root import main, open_existing, settings_for, text_of

if TYPE_CHECKING:
    from fairdesk.accountability.verify import Problem
    from fairdesk.house.verifying import Audit

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.group()
def ledger() -> None:
    """The books that prove what the desk did."""


@ledger.command()
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="Read only what came after the head that was signed by this day (UTC).",
)
@click.option(
    "--against", type=FILE, multiple=True, help="An older checkpoint or receipt that must still fit; repeat."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def verify(context: click.Context, since: datetime | None, against: tuple[Path, ...], as_json: bool) -> None:
    """Check every entry, the tree, the signatures, and that what is kept is what was sealed. Exit status 1 if not.

    A ledger alone cannot show that a whole older copy of it was put back: --against compares it with what you kept.

    \b
    fairdesk ledger verify
    fairdesk ledger verify --since 2026-11-01
    fairdesk ledger verify --against checkpoint-of-may.txt --against receipt.txt --json
    """
    from fairdesk.web.progress import counting

    with closing(open_existing(settings_for(context))) as house, counting("entries checked") as step:
        audit = house.verify(step, since.replace(tzinfo=UTC) if since else None)
        problems = [*audit.problems, *(problem for file in against for problem in house.compare(text_of(file)))]
    click.echo(json.dumps(_as_json(audit, problems), indent=2) if as_json else _in_words(audit, problems))
    if problems:
        sys.exit(1)


def _as_json(audit: Audit, problems: list[Problem]) -> dict[str, object]:
    told = {"entries": audit.entries, "waiting": audit.waiting, "acts": audit.acts, "sealed": audit.sealed}
    found = [{"act": p.act, "position": p.position, "problem": p.sentence} for p in problems]
    return {**told, "since": audit.since, "unproven": list(audit.unproven), "problems": found}


def _in_words(audit: Audit, problems: list[Problem]) -> str:
    lines = [told(problem) for problem in problems]
    lines += [f"Not provable: {sentence}." for sentence in audit.unproven]
    since = f" from index {audit.since} on" if audit.since else ""
    lines.append(
        f"{audit.entries} entries{since} ({audit.waiting} wait for the next checkpoint), {audit.acts} acts checked"
        f" ({audit.sealed} sealed, their key is gone): "
        + ("all whole." if not problems else f"{len(problems)} NOT as they were kept.")
    )
    return "\n".join(lines)


def told(problem: Problem) -> str:
    """Return a problem as a line: the act first, where one can be named."""
    named = problem.sentence.startswith("act ") or not problem.act
    return problem.sentence if named else f"act {problem.act}: {problem.sentence}"


@ledger.command()
@click.argument("act")
@click.option("--sealed", is_flag=True, help="Show the entry and its proof alone: nothing of what was said.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_context
def prove(context: click.Context, act: str, sealed: bool, as_json: bool) -> None:
    """Print the receipt of an act. What a customer wrote is opened for it, and they are shown that it was.

    \b
    fairdesk ledger prove 01a2b3c4-... > receipt.txt
    fairdesk ledger prove 01a2b3c4-... --sealed > act.tlog-proof
    """
    from fairdesk.accountability.proofs import as_json as receipt_as_json
    from fairdesk.nouns import ActId

    with closing(open_existing(settings_for(context))) as house:
        if sealed:
            entry, proof = house.prove_sealed(ActId(act))
            text = json.dumps({"entry": entry.decode(), "proof": proof}) + "\n" if as_json else proof
            if not as_json:
                click.echo(f"entry {entry.decode()}", err=True)
        else:
            text, customer = house.prove(ActId(act))
            if customer is not None:
                house.look_of_the_house(customer, "receipt")
            text = json.dumps(receipt_as_json(text), ensure_ascii=False) + "\n" if as_json else text
    click.echo(text, nl=False)


@ledger.command()
@click.pass_context
def checkpoint(context: click.Context) -> None:
    """Print the newest signed head. Keep it elsewhere: it shows later that nothing before it was changed.

    \b
    fairdesk ledger checkpoint > checkpoint-of-may.txt
    """
    with closing(open_existing(settings_for(context))) as house:
        house.close_the_day()
        click.echo(house.checkpoint_note(), nl=False)


@ledger.command()
@click.argument("file", type=FILE)
@click.option("--key", help="The desk's public key; default: this desk's.")
@click.pass_context
def check(context: click.Context, file: Path, key: str | None) -> None:
    """Check the receipt of an act: the name that receipts of 0.1.0 have for `fairdesk receipt verify`.

    \b
    fairdesk ledger check receipt.txt --key "$(cat key.txt)"
    """
    from fairdesk.cli.receipts import verify as verify_receipt

    context.invoke(verify_receipt, file=file, key=key, witnesses=None, as_json=False)


@ledger.command("key")
@click.pass_context
def ledger_key(context: click.Context) -> None:
    """Print the public key that receipts are checked with; after a rotation all keys, oldest first.

    \b
    fairdesk ledger key > key.txt
    """
    with closing(open_existing(settings_for(context))) as house:
        keys = house.ledger_keys
        click.echo(house.ledger_keys_text().rstrip() if len(keys) > 1 else keys[0].verifier_key)


@ledger.command()
@click.option("--lost", is_flag=True, help="The old key is lost and no backup has it: the new one begins alone.")
@click.option("--json", "as_json", is_flag=True, help="Print the new key as JSON.")
@click.pass_context
def rotate(context: click.Context, lost: bool, as_json: bool) -> None:
    """Let a new key sign the ledger. Both sign one head, so that old receipts and old keys stay good.

    \b
    fairdesk ledger rotate && fairdesk ledger key > key.txt     publish the new list of keys
    """
    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.house.rotating import rotate_ledger

        key = rotate_ledger(house, lost)
    if as_json:
        click.echo(json.dumps({"key": key.verifier_key, "size": key.size, "lost": key.lost}))
        return
    click.echo(f"From {key.size} entries on the ledger is signed by {key.verifier_key}")
    click.echo("Publish the list that `fairdesk ledger key` prints, and give the new key to your witnesses.")
