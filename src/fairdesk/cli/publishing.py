"""Commands that carry the ledger outside: the folder for an auditor, its check, and the signatures of witnesses."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from fairdesk.cli.books import FILE, ledger, told
from fairdesk.cli.root import open_existing, settings_for, text_of
from fairdesk.nouns import BadInput

_FOLDER = click.Path(file_okay=False, path_type=Path)


@ledger.command()
@click.argument("folder", type=_FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print folder and entries as JSON.")
@click.pass_context
def export(context: click.Context, folder: Path, as_json: bool) -> None:
    """Write the whole ledger into a folder of static files that anybody can check without this desk.

    \b
    fairdesk ledger export ledger-2026
    """
    from fairdesk.web.progress import counting

    with closing(open_existing(settings_for(context))) as house, counting("files written") as step:
        size = house.export_ledger(folder, step)
    said = f"{folder}: {size} entries, their tree, its signed head and the keys; README.txt says how to check it."
    click.echo(json.dumps({"folder": str(folder), "entries": size}) if as_json else said)


@ledger.command("verify-export")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--key", required=True, help="The ledger's public key, or its list of keys, as the company publishes it."
)
@click.option("--against", type=FILE, multiple=True, help="An older checkpoint that must still fit; repeat.")
@click.option(
    "--witnesses", type=FILE, help="A policy file (c2sp.org/tlog-policy): enough of these must have signed."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def verify_export(folder: Path, key: str, against: tuple[Path, ...], witnesses: Path | None, as_json: bool) -> None:
    """Check an exported ledger, without a desk and without a network. Exit status 1 if anything is wrong.

    \b
    fairdesk ledger verify-export ledger-2026 --key "$(cat key.txt)"
    fairdesk ledger verify-export ledger-2026 --key "$(cat key.txt)" --against checkpoint-of-may.txt
    """
    from fairdesk.accountability.cosignatures import Policy, cosigned, read_policy
    from fairdesk.accountability.exported import CHECKPOINT, check_export
    from fairdesk.web.progress import counting

    policy = read_policy(text_of(witnesses)) if witnesses else Policy()
    with counting("entries checked") as step:
        checked = check_export(folder, key, [text_of(file) for file in against], step)
    note = text_of(folder / CHECKPOINT)
    signed, problems = cosigned(note, policy.witnesses), [told(problem) for problem in checked.report.problems]
    if not policy.met(note):
        problems.append(policy.unmet)
    if as_json:
        found = {"entries": checked.report.entries, "size": checked.head.size, "root": checked.head.root.hex()}
        cosigners = [[one.witness, one.at] for one in signed]
        click.echo(json.dumps({**found, "cosigned": cosigners, "unproven": checked.unproven, "problems": problems}))
    else:
        for line in [*problems, *(f"Not provable: {sentence}." for sentence in checked.unproven)]:
            click.echo(line)
        for one in signed:
            click.echo(
                f"Signed by the witness {one.witness} at {datetime.fromtimestamp(one.at, UTC):%Y-%m-%d %H:%M} UTC."
            )
        whole = "all whole." if not problems else f"{len(problems)} things are NOT as they were signed."
        click.echo(f"{checked.report.entries} entries under a head of {checked.head.size}: {whole}")
    if problems:
        sys.exit(1)


@ledger.command()
@click.argument("file", type=FILE, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print who signed as JSON.")
@click.pass_context
def cosign(context: click.Context, file: Path | None, as_json: bool) -> None:
    """Take what witnesses wrote under a head from FILE; without FILE, ask the witnesses that have an address.

    Witnesses are named in the file of the setting ledger_witnesses. Exit status 1 if one refuses, or if FILE is the head
    of another history.

    \b
    fairdesk ledger checkpoint > head.txt      give it to the witness, who gives it back signed
    fairdesk ledger cosign head-signed.txt
    fairdesk ledger cosign                     ask them over the network, now
    """
    from fairdesk.channels.witness import post

    settings = settings_for(context)
    with closing(open_existing(settings)) as house:
        from fairdesk.house.verifying import policy_of
        from fairdesk.house.witnessing import Asked, ask_witnesses, take_cosigned

        if file:
            asked = [Asked(one.witness, 0) for one in take_cosigned(house, text_of(file))]
        elif any(one.url for one in policy_of(settings).witnesses):
            house.close_the_day()
            asked = ask_witnesses(house, post)
        else:
            raise BadInput("no witness with an address is named in the file of ledger_witnesses; or name a FILE")
    if as_json:
        click.echo(json.dumps([{"witness": one.witness, "problem": one.problem} for one in asked]))
    else:
        for one in asked:
            click.echo(one.problem or f"Signed by {one.witness}.")
        if not asked:
            click.echo("Every witness has signed the newest head already.")
    if any(one.problem for one in asked):
        sys.exit(1)
