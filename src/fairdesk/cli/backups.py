"""Commands that back the desk up, data and keys apart, and restore it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairdesk.cli.root import main, open_desk, open_existing, settings_for
from fairdesk.nouns import BadInput, CustomerId

if TYPE_CHECKING:
    from fairdesk.house.restoring import Source
    from fairdesk.privacy.archive import About

_FILE = click.Path(dir_okay=False, path_type=Path)
_THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
_passphrase = click.option("--passphrase", type=_THERE, required=True, help="The file that holds the passphrase.")
_keys_passphrase = click.option(
    "--keys-passphrase", type=_THERE, help="That of the keys, if it is another; better so."
)


@main.command()
@click.argument("out", type=_FILE, required=False)
@click.option("--keys", "keys_out", type=_FILE, help="Write the keys to this file. It expires.")
@_passphrase
@_keys_passphrase
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.pass_context
def backup(
    context: click.Context,
    out: Path | None,
    keys_out: Path | None,
    passphrase: Path,
    keys_passphrase: Path | None,
    as_json: bool,
) -> None:
    """Write the data to OUT and the keys to another file, sealed, while the desk runs.

    Keep the two apart: whoever has both and the passphrases can read everything. The backup of the keys must be
    deleted after key_backup_days: until then, an erasure is not final.

    \b
    fairdesk backup data.fd --keys keys.fd --passphrase secret.txt
    fairdesk backup --keys keys.fd --passphrase secret.txt         the keys alone (PostgreSQL)
    """
    from fairdesk.privacy.archive import read_passphrase

    if out is None and keys_out is None:
        raise BadInput("name a file for the data, for the keys with --keys, or both")
    word = read_passphrase(passphrase)
    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.house.keeping import back_up_data, back_up_keys, say_backed_up

        written = []
        if out is not None:
            written.append((back_up_data(house, out, word), out))
        if keys_out is not None:
            own = read_passphrase(keys_passphrase) if keys_passphrase else word
            written.append((back_up_keys(house, keys_out, own), keys_out))
        for about, _ in written:
            say_backed_up(house, about)
    click.echo(json.dumps([_as_dict(*each) for each in written], indent=2) if as_json else _as_text(written))


def _as_dict(about: About, path: Path) -> dict[str, object]:
    expires = about.expires_at.isoformat() if about.expires_at else None
    return {"what": about.what, "id": about.id, "place": str(path), "expires_at": expires}


def _as_text(written: list[tuple[About, Path]]) -> str:
    lines = []
    for about, path in written:
        until = f", until {about.expires_at:%Y-%m-%d}: delete it and its copies then" if about.expires_at else ""
        lines.append(f"The {about.what}: {path} ({path.stat().st_size:,} bytes){until}.")
    return "\n".join(lines)


@main.command()
@click.argument("archive", type=_THERE, required=False)
@click.option("--keys", "keys_archive", type=_THERE, help="The backup of the keys.")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder without them."
)
@_passphrase
@_keys_passphrase
@click.option("--erased", type=_THERE, multiple=True, help="Who was erased since (`fairdesk keys tombstones`).")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def restore(
    archive: Path | None,
    keys_archive: Path | None,
    into: Path,
    passphrase: Path,
    keys_passphrase: Path | None,
    erased: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Restore a desk into an empty folder, or the data or the keys alone into one that has the other.

    Whoever was erased stays erased: as the keys say that are restored or there, and as the lists say that you give.

    \b
    fairdesk restore data.fd --keys keys.fd --into new-folder --passphrase secret.txt --erased erased.jsonl
    """
    from fairdesk.clock import now
    from fairdesk.house.restoring import restore_files
    from fairdesk.settings import load

    sources = _sources(archive, keys_archive, passphrase, keys_passphrase)
    undo = restore_files(sources, into, _erased(erased), now())
    try:
        with closing(open_desk(load({"data": into}))) as house:
            from fairdesk.house.keeping import finish_restore

            swept = finish_restore(house, sources)
    except BaseException:
        undo()
        raise
    again = swept.finished + swept.orphans
    if as_json:
        told = {"restored": sorted(sources), "into": str(into), "erased_again": again}
        click.echo(json.dumps({**told, "keys_without_customer": swept.left}, indent=2))
        return
    click.echo(f"Restored the {' and the '.join(sources)} into {into}; {again} customers erased again.")
    click.echo(f"Next: fairdesk --data {into} ledger verify\n      fairdesk --data {into} keys check")


def _sources(data: Path | None, keys: Path | None, word: Path, keys_word: Path | None) -> dict[str, Source]:
    from fairdesk.house.restoring import Source
    from fairdesk.privacy.archive import read_passphrase

    given = {"data": (data, word), "keys": (keys, keys_word or word)}
    sources = {what: Source(path, read_passphrase(own)) for what, (path, own) in given.items() if path is not None}
    if not sources:
        raise BadInput("name the backup of the data, that of the keys with --keys, or both")
    return sources


def _erased(lists: tuple[Path, ...]) -> Mapping[CustomerId, datetime]:
    found = {}
    for path in lists:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                told = json.loads(line)
                found[CustomerId(str(told["customer"]))] = datetime.fromisoformat(told["erased_at"])
            except (ValueError, KeyError, TypeError) as wrong:
                raise BadInput(
                    f"{path}, line {number}, is not a line of `fairdesk keys tombstones`; make the list again"
                ) from wrong
    return found
