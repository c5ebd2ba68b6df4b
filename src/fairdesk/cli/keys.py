"""Commands on the keys: exchange what they are wrapped under, look whether all is well, list who was erased."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from fairdesk.cli.root import main, open_existing, settings_for
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    from datetime import datetime

    from fairdesk.house.key_check import KeyReport
    from fairdesk.house.opening import House
    from fairdesk.settings import Settings

Told = tuple[dict[str, object], str]
"""What a command did: for programs, and as a sentence."""


@main.group()
def keys() -> None:
    """The keys that everything kept about customers is sealed under."""


@keys.command()
@click.option("--root", is_flag=True, help="Put a new root key in the place of the old one.")
@click.option("--index", is_flag=True, help="Put a new key in the place of the one that addresses are found by.")
@click.option("--to", type=click.Choice(["file", "transit"]), help="Move the root to another keyring.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_context
def rotate(context: click.Context, root: bool, index: bool, to: str | None, as_json: bool) -> None:
    """Make a new wrapping key and put every key under it; the desk may run meanwhile.

    Killed in the middle, it loses nothing: run it again, and it goes on.

    \b
    fairdesk keys rotate                 a new wrapping key, once a year or two
    fairdesk keys rotate --root          a new root key above it
    fairdesk keys rotate --index         a new key for finding customers by address (stop the desk first)
    fairdesk keys rotate --to transit    move the root to a Vault or OpenBao server (stop the desk first)
    """
    if root + index + bool(to) > 1:
        raise BadInput("--root, --index and --to are three different things; give one of them")
    settings = settings_for(context)
    with closing(open_existing(settings)) as house:
        if root:
            record, told = _new_root(house)
        elif index:
            record, told = _new_index(house)
        elif to:
            record, told = _new_keyring(house, settings, to)
        else:
            record, told = _new_wrapping_key(house)
    click.echo(json.dumps(record) if as_json else told)


def _new_root(house: House) -> Told:
    from fairdesk.house.rotating import rotate_root

    rotate_root(house)
    return {"root": "new"}, "The root key is a new one. Make a new backup of the keys."


def _new_index(house: House) -> Told:
    from fairdesk.house.rotating import rotate_index

    rotate_index(house)
    told = "Addresses are found by a new key. The one before still finds who only wrote, until the next time."
    return {"index": "new"}, told


def _new_keyring(house: House, settings: Settings, to: str) -> Told:
    from fairdesk.house.keyrings import keyring_of
    from fairdesk.house.rotating import move_root

    if to == settings.keyring:
        raise BadInput(f"the keyring is {to} already; `fairdesk keys rotate --root` makes a new root")
    move_root(house, keyring_of(replace(settings, keyring=to)))
    told = f'The root is in the keyring {to} now. Set keyring = "{to}" in fairdesk.toml, then start the desk.'
    return {"keyring": to}, told


def _new_wrapping_key(house: House) -> Told:
    from fairdesk.house.rotating import rotate as rotate_all
    from fairdesk.web.progress import counting

    with counting("keys rewrapped") as step:
        done = rotate_all(house, step)
    held = _day(done.held_until)
    told = f"{done.rewrapped:,} keys are under version {done.version}; "
    told += "the old one is destroyed. " if done.destroyed else "nothing was to destroy. "
    told += f"Backups of the keys hold it until {held}." if held else "No backup of the keys holds it."
    if done.resumed:
        told = f"A rotation that had been cut short is finished. {told}"
    record = {"version": done.version, "resumed": done.resumed, "rewrapped": done.rewrapped}
    return {**record, "destroyed": list(done.destroyed), "held_until": held}, told


@keys.command()
@click.option(
    "--sweep", is_flag=True, help="First delete what is left over: keys without a customer, expired copies."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def check(context: click.Context, sweep: bool, as_json: bool) -> None:
    """Prove that each customer's key opens and that none is left over. Exit status 1 if something must be done.

    \b
    fairdesk keys check
    fairdesk keys check --sweep --json
    """
    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.house.key_check import check_keys

        report = check_keys(house, sweep_first=sweep)
    if as_json:
        click.echo(json.dumps(_as_dict(report), indent=2))
    else:
        _print(report)
    if report.findings:
        sys.exit(1)


@keys.command()
@click.pass_context
def tombstones(context: click.Context) -> None:
    """Print who was erased and when, a line of JSON each; keep it for `fairdesk restore --erased`.

    It holds ids and times alone. Without it, a restore knows only the erasures before the backup.

    \b
    fairdesk keys tombstones > erased.jsonl
    """
    with closing(open_existing(settings_for(context))) as house:
        for customer, at in house.keys.tombstones().items():
            click.echo(json.dumps({"customer": customer, "erased_at": at.isoformat()}))


def _print(report: KeyReport) -> None:
    for finding in report.findings:
        click.echo(finding)
    if report.swept:
        s = report.swept
        click.echo(
            f"Swept: {s.orphans} keys without a customer, {s.finished} erasures, {s.backups} backups of the keys,"
            f" {s.copies} copies."
        )
    click.echo(f"{report.customers:,} customers, {report.keys:,} keys, {report.erased:,} erased.")
    for each in report.wrapping_keys:
        click.echo(f"Wrapping key version {each.version}, made {_day(each.made_at)}, over {each.keys:,} keys.")
    for backup in report.backups:
        click.echo(f"Backup of the keys of {_day(backup.made_at)}, until {_day(backup.expires_at)}: {backup.place}")
    final = f"on {_day(report.final_on)}" if report.final_on else "at once: no backup of the keys is alive"
    click.echo(f"An erasure of today is final {final}.")
    click.echo("All is well." if not report.findings else f"{len(report.findings)} to be seen to.")


def _as_dict(report: KeyReport) -> dict[str, object]:
    return {
        "customers": report.customers,
        "keys": report.keys,
        "erased": report.erased,
        "wrapping_keys": [
            {"version": w.version, "made_at": w.made_at.isoformat(), "keys": w.keys} for w in report.wrapping_keys
        ],
        "backups": [
            {"id": b.id, "made_at": b.made_at.isoformat(), "expires_at": b.expires_at.isoformat(), "place": b.place}
            for b in report.backups
        ],
        "final_on": report.final_on.isoformat() if report.final_on else None,
        "swept": {name: getattr(report.swept, name) for name in report.swept.__slots__} if report.swept else None,
        "findings": list(report.findings),
    }


def _day(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else None
