"""Backup and restore, run as people run them: nothing is lost, who was erased stays erased, a bad archive changes nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.privacy.old_keys import write_format_1
from tests.test_cli import python, run, session, told

pytestmark = pytest.mark.once  # each command opens a desk of its own, and those are on SQLite

PLANTED = "Zebulon Quackenbush"
ASK = ("ask", f"I am {PLANTED}. How long does a refund take?", "--json")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo desk with one more customer, backed up; then that customer was erased and another came."""
    here = tmp_path_factory.mktemp("backups")
    (here / "word").write_text("a long passphrase\n")
    (here / "keys-word").write_text("another long passphrase\n")
    words = ("--passphrase", str(here / "word"), "--keys-passphrase", str(here / "keys-word"))
    ran = session(
        here / "desk", ("demo",), (*ASK, "--customer", "zeb@example.org"),
        ("backup", str(here / "data.fd"), "--keys", str(here / "keys.fd"), *words),
    )  # fmt: skip
    assert [0, 0, 0] == [status for status, _, _ in ran], ran
    zeb = last_customer(here / "desk")
    (here / "zeb").write_text(zeb)
    python(
        here / "desk", f"from fairdesk.house.forgetting import forget; forget(house, {zeb!r}, 'asked'); house.close()"
    )
    (here / "erased.jsonl").write_text(told(here / "desk", "keys", "tombstones"))
    return here


def last_customer(data: Path) -> str:
    with closing(sqlite3.connect(data / "fairdesk.db")) as file:
        return str(file.execute("SELECT id FROM identity_customer ORDER BY created_at DESC").fetchone()[0])


def customers(data: Path) -> set[str]:
    with closing(sqlite3.connect(data / "fairdesk.db")) as file:
        return {str(id) for (id,) in file.execute("SELECT id FROM identity_customer")}


def tombs(data: Path) -> dict[str, int]:
    with closing(sqlite3.connect(data / "keys.db")) as file:
        return dict(file.execute("SELECT customer_id, destroyed_at FROM tombstone"))


def restore(made: Path, into: Path, *more: str, data: bool = True, keys: bool = True) -> tuple[str, ...]:
    return (
        "restore", *([str(made / "data.fd")] if data else []), *(["--keys", str(made / "keys.fd")] if keys else []),
        "--into", str(into), "--passphrase", str(made / "word"), "--keys-passphrase", str(made / "keys-word"), *more,
    )  # fmt: skip


def test_the_backup_says_what_it_wrote_and_until_when(made: Path) -> None:
    out = json.loads(
        told(made / "desk", "backup", "--keys", str(made / "more.fd"), "--passphrase", str(made / "word"), "--json")
    )

    assert ["keys"] == [each["what"] for each in out]
    assert out[0]["expires_at"]
    report = json.loads(told(made / "desk", "keys", "check", "--json"))
    assert out[0]["expires_at"] == report["final_on"]
    assert 2 == len(report["backups"])


def test_a_restore_brings_everything_back(made: Path, tmp_path: Path) -> None:
    ran = session(
        tmp_path / "elsewhere", restore(made, tmp_path / "new", "--json"),
        ("--data", str(tmp_path / "new"), "ledger", "verify"), ("--data", str(tmp_path / "new"), "keys", "check"),
    )  # fmt: skip

    assert [0, 0] == [status for status, _, _ in ran[:2]], ran
    assert {"restored": ["data", "keys"], "erased_again": 0} == {
        k: v for k, v in json.loads(ran[0][1]).items() if k in ("restored", "erased_again")
    }
    assert 0o700 == (tmp_path / "new").stat().st_mode & 0o777
    assert (made / "zeb").read_text() in customers(tmp_path / "new"), "nobody said that she was erased"


def test_who_was_erased_after_the_backup_stays_erased(made: Path, tmp_path: Path) -> None:
    zeb, new = (made / "zeb").read_text(), tmp_path / "new"

    ran = session(
        tmp_path / "elsewhere", restore(made, new, "--erased", str(made / "erased.jsonl")),
        ("--data", str(new), "ledger", "verify"), ("--data", str(new), "keys", "check"),
    )  # fmt: skip

    assert [0, 0, 0] == [status for status, _, _ in ran], ran
    assert "1 customers erased again" in ran[0][1]
    assert zeb not in customers(new)
    assert zeb in tombs(new)
    assert customers(made / "desk") == customers(new)
    left = b"".join(path.read_bytes() for path in new.rglob("*") if path.is_file())
    assert PLANTED.encode() not in left


def test_old_keys_beside_data_of_now_do_not_bring_her_back(made: Path, tmp_path: Path) -> None:
    zeb, new = (made / "zeb").read_text(), tmp_path / "new"
    new.mkdir()
    shutil.copy(made / "desk" / "fairdesk.db", new)

    (restored,) = session(tmp_path / "elsewhere", restore(made, new, "--json", data=False))

    assert 0 == restored[0], restored
    assert zeb in tombs(new), "her key had no customer any more"
    assert zeb not in customers(new)
    assert 0 == run(new, "ledger", "verify").returncode


def test_old_data_beside_keys_of_now_do_not_bring_her_back(made: Path, tmp_path: Path) -> None:
    zeb, new = (made / "zeb").read_text(), tmp_path / "new"
    new.mkdir(mode=0o700)
    for name in ("keys.db", "root.key", "secret.key"):
        shutil.copy(made / "desk" / name, new)

    (restored,) = session(tmp_path / "elsewhere", restore(made, new, "--json", keys=False))

    assert (0, 1) == (restored[0], json.loads(restored[1])["erased_again"]), restored
    assert zeb not in customers(new)
    assert 0 == run(new, "ledger", "verify").returncode


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda raw: raw[:-1], "was changed or cut off"),
        (lambda raw: raw[: len(raw) // 2], "was changed or cut off"),
        (lambda raw: raw[:-100] + bytes([raw[-100] ^ 1]) + raw[-99:], "was changed or cut off"),
        (lambda raw: b"PK" + raw, "not an archive of fairdesk"),
    ],
)
def test_a_spoiled_archive_is_one_sentence_and_changes_nothing(made: Path, tmp_path: Path, spoil, says: str) -> None:
    shutil.copytree(made, tmp_path / "copy", ignore=shutil.ignore_patterns("desk"))
    spoiled, new = tmp_path / "copy" / "data.fd", tmp_path / "new"
    spoiled.write_bytes(spoil(spoiled.read_bytes()))

    ended = refused(tmp_path, restore(tmp_path / "copy", new))

    assert says in ended
    assert not new.exists()


def refused(data: Path, *commands: tuple[str, ...]) -> str:
    ((status, out, err),) = session(data, *commands)
    assert (7, "") == (status, out)
    assert err.startswith("fairdesk: ")
    assert 1 == err.count("\n")
    return err


def test_a_wrong_passphrase_is_one_sentence_and_changes_nothing(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "copy", ignore=shutil.ignore_patterns("desk"))
    (tmp_path / "copy" / "keys-word").write_text("the wrong passphrase")

    assert "passphrase does not open" in refused(tmp_path, restore(tmp_path / "copy", tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_a_folder_that_has_them_already_is_left_alone(made: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "fairdesk.db").write_bytes(b"mine")

    assert "has a fairdesk.db already" in refused(tmp_path, restore(made, new))
    assert [(new / "fairdesk.db", b"mine")] == [(path, path.read_bytes()) for path in new.iterdir()]


def test_data_without_any_keys_are_not_restored(made: Path, tmp_path: Path) -> None:
    assert "with --keys" in refused(tmp_path, restore(made, tmp_path / "new", keys=False))
    assert not (tmp_path / "new").exists()


def test_the_two_archives_are_not_taken_for_each_other(made: Path, tmp_path: Path) -> None:
    swapped = ("restore", str(made / "keys.fd"), "--into", str(tmp_path / "new"), "--passphrase", str(made / "word"))

    assert "is a backup of the keys; the data are wanted here" in refused(tmp_path, swapped)


def test_keys_past_their_day_need_the_list_of_the_erased(made: Path, tmp_path: Path) -> None:
    data = tmp_path / "desk"
    shutil.copytree(made / "desk", data)
    told(data, "backup", str(tmp_path / "data.fd"), "--keys", str(tmp_path / "keys.fd"), "--passphrase",
         str(made / "word"))  # fmt: skip
    raw = (tmp_path / "keys.fd").read_bytes()
    assert b"expires_at" in raw[:400]
    (data / "fairdesk.toml").write_text("key_backup_days = -1\n")
    (tmp_path / "keys.fd").unlink()
    told(data, "backup", "--keys", str(tmp_path / "keys.fd"), "--passphrase", str(made / "word"))
    for name in ("word", "keys-word"):
        shutil.copy(made / "word", tmp_path / name)

    assert "expired on" in refused(tmp_path, restore(tmp_path, tmp_path / "new"))
    assert not (tmp_path / "new").exists()
    ((status, _, err),) = session(
        tmp_path / "elsewhere", restore(tmp_path, tmp_path / "new", "--erased", str(made / "erased.jsonl"))
    )
    assert 0 == status, err


def test_a_list_that_is_none_is_said(made: Path, tmp_path: Path) -> None:
    (tmp_path / "list").write_text('{"customer": "x"}\n')

    ended = refused(tmp_path, restore(made, tmp_path / "new", "--erased", str(tmp_path / "list")))

    assert "line 1, is not a line of `fairdesk keys tombstones`" in ended


def test_a_backup_of_the_version_before_is_restored_and_brought_up_to_date(made: Path, tmp_path: Path) -> None:
    """Its key file has another format; the data are those of now, which migrations bring up to date as at any start."""
    from datetime import UTC, datetime

    from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

    from fairdesk.privacy.archive import About, writing_archive

    with closing(sqlite3.connect(made / "desk" / "keys.db")) as file:
        root = (made / "desk" / "root.key").read_bytes()
        wrapping = {v: aes_key_unwrap(root, w) for v, w in file.execute("SELECT version, wrapped FROM wrapping_key")}
        keys, house = (
            {name: aes_key_unwrap(wrapping[under], wrapped) for name, wrapped, under in file.execute(sql)}
            for sql in (
                "SELECT customer_id, wrapped, under FROM customer_key",
                "SELECT name, wrapped, under FROM house_key",
            )
        )
    old = tmp_path / "old"
    old.mkdir()
    write_format_1(old, keys, house, ((made / "zeb").read_text(),))
    shutil.copytree(made, tmp_path / "copy", ignore=shutil.ignore_patterns("desk", "keys.fd"))
    about = About("keys", "old", datetime.now(UTC), "0.1.0")
    with writing_archive(tmp_path / "copy" / "keys.fd", about, b"another long passphrase") as out:
        for name in ("keys.db", "root.key"):
            out.add_file(name, old / name)

    ran = session(tmp_path / "elsewhere", restore(tmp_path / "copy", tmp_path / "new"),
                  ("--data", str(tmp_path / "new"), "ledger", "verify"))  # fmt: skip

    assert [0, 0] == [status for status, _, _ in ran], ran
    assert (made / "zeb").read_text() not in customers(tmp_path / "new")
