"""The command that writes a customer's copy of everything, and the one that checks such a copy."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path

import click

from fairdesk.cli.root import main, open_existing, settings_for
from fairdesk.nouns import BadInput

_FILE = click.Path(dir_okay=False, path_type=Path)


@main.command()
@click.argument("customer")
@click.option("--out", type=_FILE, required=True, help="The ZIP file to write; it must not exist yet.")
@click.option("--language", default="en", show_default=True, help="The language of the page inside.")
@click.option("--named", is_flag=True, help="Name sensitive matters too: only for a screen nobody else sees.")
@click.option("--json", "as_json", is_flag=True, help="Print file, bytes, lines and sha256 as JSON.")
@click.pass_context
def export(context: click.Context, customer: str, out: Path, language: str, named: bool, as_json: bool) -> None:
    """Write everything that is kept about a customer into one ZIP file.

    CUSTOMER is an id, or the e-mail address that they write from. The customer is shown that the office made a copy,
    and the ledger keeps its hash. The file is readable by you alone; it holds the customer's own words.

    \b
    fairdesk export someone@example.com --out copy.zip
    fairdesk export 5f0c... --out copy.zip --language de --json
    """
    if out.exists():
        raise BadInput(f"{out} exists already; name a new file, so that no copy is lost")
    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.language import offered

        whose = house.customer_known_as(customer)
        house.look_of_the_house(whose, "export")
        made = house.export(whose, offered(language), by="house", named=named)
    _write(out, made.pieces)
    told = {"file": str(out), "bytes": out.stat().st_size, "lines": made.lines, "sha256": made.digest}
    said = f"{out}: {told['lines']} lines in {told['bytes']} bytes; manifest sha256 {told['sha256']}"
    click.echo(json.dumps(told) if as_json else said)


def _write(out: Path, pieces: tuple[bytes, ...]) -> None:
    """Write a new file that only its owner can read."""
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(pieces)
    except OSError as fault:
        raise BadInput(f"{out} cannot be written: {fault.strerror}; name another file") from fault


@main.command(name="export-check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="The desk's public key, as the company publishes it; without it, the one in the file.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def export_check(file: Path, key: str | None, as_json: bool) -> None:
    """Check a copy without a desk and without a network: every file is what the signed manifest says.

    \b
    fairdesk export-check copy.zip --key "fairdesk/5b1c...+..."
    """
    from fairdesk.accountability.copies import check_copy

    checked = check_copy(file.read_bytes(), key)
    said = f"{checked.files} files are what the manifest says; signed by {checked.key}"
    if not key:
        said += "\nThat key stands in the file itself: compare it with the one the company publishes, or give --key."
    click.echo(
        json.dumps({"files": checked.files, "key": checked.key, "manifest": checked.digest}) if as_json else said
    )
