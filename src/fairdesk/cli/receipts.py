"""Commands on what customers were told and chose."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from fairdesk.cli.root import main, open_existing, settings_for, text_of
from fairdesk.nouns import BadInput


@main.group()
def receipt() -> None:
    """Receipts that customers hold: of what the desk did, and of what they chose."""


@receipt.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", help="The public key as the company publishes it (name+id+key, a list, or a JSON Web Key). [this desk's]"
)
@click.option(
    "--witnesses",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A policy file (c2sp.org/tlog-policy): enough of these witnesses must have signed.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what the receipt says as JSON.")
@click.pass_context
def verify(context: click.Context, file: Path, key: str | None, witnesses: Path | None, as_json: bool) -> None:
    """Check a receipt, offline: of an act, or of a choice. Exit status 1 if it was changed or is another key's.

    \b
    fairdesk receipt verify receipt.txt --key "$(cat key.txt)"
    fairdesk receipt verify consent-receipt-7.jws
    fairdesk receipt verify consent-receipt-7.jws --key "$(cat keys.json)" --json
    """
    from fairdesk.accountability.proofs import is_receipt

    text = text_of(file)
    if key is None:
        with closing(open_existing(settings_for(context), " or give the desk's public key with --key")) as house:
            key = house.ledger_keys_text()
    told = _act(text, key, witnesses) if is_receipt(text) else _choice(text, key)
    said = _act_in_words if "act" in told else _in_words
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else said(told))
    if not told["holds"]:
        sys.exit(1)


def _act(text: str, key: str, witnesses: Path | None) -> dict[str, object]:
    from fairdesk.accountability.cosignatures import Policy, cosigned, read_policy
    from fairdesk.accountability.proofs import check_receipt

    policy = read_policy(text_of(witnesses)) if witnesses else Policy()
    found = check_receipt(text, key)
    enough = policy.met(found.note)
    return {
        "holds": enough,
        "problem": "" if enough else policy.unmet,
        "act": found.entry.act,
        "code": found.code,
        "kind": found.entry.kind,
        "actor": found.entry.actor,
        "at": found.entry.at.isoformat(),
        "place": found.index,
        "size": found.checkpoint.size,
        "cosigned": [[one.witness, one.at] for one in cosigned(found.note, policy.witnesses)],
    }


def _act_in_words(told: dict[str, object]) -> str:
    at = datetime.fromisoformat(str(told["at"]))
    lines = [f"The receipt holds: act {told['act']}, {at:%Y-%m-%d %H:%M:%S} UTC, place {told['place']}."]
    if not told["holds"]:
        lines = [f"The receipt does NOT hold: {told['problem']}."]
    for witness, seconds in told["cosigned"]:  # type: ignore[attr-defined]
        lines.append(f"Signed by the witness {witness} at {datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC.")
    return "\n".join(lines)


def _choice(text: str, key: str) -> dict[str, object]:
    from fairdesk.consent.jws import Unsound, public_key
    from fairdesk.consent.jws import verify as verify_signature
    from fairdesk.consent.receipts import choice_in

    if not text.isascii():
        raise BadInput("this is not a signed receipt: it is no plain ASCII text")
    told: dict[str, object] = {}
    for one in _each(key):
        try:
            said = choice_in(verify_signature(text, public_key(one)))
        except Unsound as wrong:
            told = {"holds": False, "problem": str(wrong)}
        else:
            problem = "" if said.notice_whole else "the words inside are not those of the notice it names"
            return {"holds": said.notice_whole, "problem": problem, **asdict(said)}
    return told


def _each(key: str) -> list[str]:
    """Return the keys in what the company publishes: one, a list, or a JSON Web Key Set."""
    from fairdesk.accountability.history import from_text

    if not key.strip().startswith("{"):
        # What is no such key is named by who reads it as one.
        return [one.verifier_key for one in from_text(key)] if "+" in key else [key]
    try:
        return [json.dumps(one) for one in json.loads(key).get("keys", ())] or [key]
    except ValueError:
        return [key]


def _in_words(told: dict[str, object]) -> str:
    if not told["holds"]:
        return f"The receipt does NOT hold: {told['problem']}."
    return (
        f"The receipt holds: {told['purpose']} was {told['choice']} at {told['at']} by {told['method']},"
        f" to {told['controller'] or 'the company'}, under notice {told['notice_version']} ({told['language']}),"
        " whose words are inside and unchanged."
    )


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the record as JSON.")
@click.pass_context
def processing(context: click.Context, as_json: bool) -> None:
    """Print the record of processing (GDPR Article 30), made from the desk's own tables. Exit status 1 if one has no purpose.

    \b
    fairdesk processing
    fairdesk processing --json > record.json
    """
    from fairdesk.consent.processing import as_json as processing_as_json

    with closing(open_existing(settings_for(context))) as house:
        record = house.processing()
    if as_json:
        click.echo(json.dumps(processing_as_json(record), ensure_ascii=False, indent=2))
    else:
        for line in record.lines:
            data = line.use.data if line.use else "NOT STATED"
            click.echo(f"{line.table}\n    {data}\n    {line.basis}\n    kept {line.storage}")
        click.echo(f"{len(record.lines)} tables with personal data, {len(record.holes)} without a purpose.")
    if record.holes:
        sys.exit(1)


@main.command()
@click.option("--days", default=90, show_default=True, help="How far back to look.")
@click.option("--json", "as_json", is_flag=True, help="Print the shares as JSON.")
@click.pass_context
def understood(context: click.Context, days: int, as_json: bool) -> None:
    """Print how many customers got the two questions about the notice right, with the 95 % interval. The aim is 90 %.

    \b
    fairdesk understood
    fairdesk understood --days 30 --json
    """
    from fairdesk.consent.understanding import AIM

    with closing(open_existing(settings_for(context))) as house:
        shares = house.understanding(days)
    if as_json:
        told = [{**asdict(one), "share": one.share, "told": one.told, "aim": AIM} for one in shares]
        click.echo(json.dumps(told, indent=2))
        return
    for one in shares:
        said = f"{one.share:.0%} right, {one.low:.0%} to {one.high:.0%}" if one.told else "too few answers to tell"
        click.echo(f"{one.question:10} n {one.n:6}  {said}")
    if not shares:
        click.echo("Nobody has answered yet.")
