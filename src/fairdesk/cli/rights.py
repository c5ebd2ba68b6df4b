"""Commands on customers' rights: erase somebody, and check the certificate of an erasure."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairdesk.cli.root import main, open_existing, settings_for, text_of
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    from fairdesk.rights.shown import DryRun


@main.command()
@click.argument("customer")
@click.option("--approved-by", required=True, help="The colleague who approves it, by sign-in name.")
@click.option(
    "--second", help="The colleague who agreed too; without it, whoever runs this command is the other person."
)
@click.option("--dry-run", is_flag=True, help="Only say what would go and what would stay.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def erase(
    context: click.Context,
    customer: str,
    approved_by: str,
    second: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Erase a customer (id or e-mail address): key and rows, with a search afterwards and a signed certificate.

    \b
    fairdesk erase kim@example.org --approved-by cleo --dry-run
    fairdesk erase kim@example.org --approved-by cleo --second dora --yes
    """
    with closing(open_existing(settings_for(context))) as house:
        who, approvers = house.customer_named(customer), house.approvers(approved_by, second)
        would = house.would_erase(who)
        if dry_run:
            click.echo(json.dumps(_as_json(would), indent=2) if as_json else _told(would))
            return
        if not yes:
            _confirm(would)
        done = house.erase_now(who, *approvers)
    if as_json:
        click.echo(json.dumps({"request": done.id, "stage": done.stage, "rows": sum(would.rows.values()),
                               "certificate": done.certificate, "says": done.says}, ensure_ascii=False, indent=2))  # fmt: skip
    else:
        click.echo((done.certificate or done.says).rstrip("\n"))


def _confirm(would: DryRun) -> None:
    if not sys.stdin.isatty():
        raise BadInput("nobody is there to ask; add --yes, or --dry-run to see what would go")
    click.echo(_told(would))
    click.confirm("Erase all this for good?", abort=True)


def _as_json(would: DryRun) -> dict[str, object]:
    return {
        "rows": dict(would.rows), "conversations": would.conversations, "lines": would.messages,
        "held_conversations": would.held, "held_whole": would.holds_all, "ledger_entries_that_stay": would.ledger_entries,
        "final_on": would.final.isoformat() if would.final else None,
    }  # fmt: skip


def _told(would: DryRun) -> str:
    lines = [f"{rows:>8}  {table}" for table, rows in sorted(would.rows.items())]
    lines.append(
        f"{sum(would.rows.values()):>8}  rows in {would.conversations} conversations, and the key, would go."
    )
    lines.append(f"{would.ledger_entries:>8}  ledger entries stay: sealed commitments without words.")
    if would.holds_all or would.held:
        held = "everything" if would.holds_all else f"{would.held} conversations"
        lines.append(f"A legal hold keeps {held} until it is lifted.")
    return "\n".join(lines)


@main.group("rights")
def rights_group() -> None:
    """What customers ask about their data."""


@rights_group.command("list")
@click.option("--ended", is_flag=True, help="Those that have ended.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
def rights_list(context: click.Context, ended: bool, as_json: bool) -> None:
    """List the requests with the days that are left; nothing here says whose they are."""
    with closing(open_existing(settings_for(context))) as house:
        found = house.request_lines("ended" if ended else "open")
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for each in found:
        click.echo(f"{each['id']}  {each['kind']:<9} {each['stage']:<15} {each['days_left']:>4} days left")
    if not found:
        click.echo("No request has ended yet." if ended else "No request is open.")


@rights_group.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="The desk's public key (name+id+key), as the company publishes it; default: this desk's.")
@click.option("--json", "as_json", is_flag=True, help="Print what it says as JSON.")
@click.pass_context
def rights_check(context: click.Context, file: Path, key: str | None, as_json: bool) -> None:
    """Check a certificate of erasure, offline. Exit status 1 if it was changed.

    \b
    fairdesk rights check certificate.txt --key "$(cat key.txt)"
    """
    from fairdesk.accountability.history import verify_any
    from fairdesk.rights.certificate import check

    if key is None:
        with closing(open_existing(settings_for(context), " or give the desk's public key with --key")) as house:
            key = house.ledger_keys_text()
    says = check(text_of(file), lambda note: verify_any(note, key))
    if as_json:
        click.echo(json.dumps({"request": says.request, "done": says.done.isoformat(), "rows": says.rows,
                               "act": says.act, "place": says.place,
                               "final_on": (says.final or says.done).isoformat()}, indent=2))  # fmt: skip
        return
    click.echo(
        f"The certificate holds: request {says.request}, {says.rows} rows erased on {says.done:%Y-%m-%d %H:%M:%S} UTC,"
        f" ledger place {says.place}, final on {says.final or says.done:%Y-%m-%d}."
    )
