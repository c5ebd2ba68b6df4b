"""Backups of a desk that runs: sealed, whole, with the day on which the keys must be gone written down before."""

from datetime import timedelta
from pathlib import Path

import pytest

from fairdesk.house.keeping import back_up_data, back_up_keys, say_backed_up
from fairdesk.nouns import BadInput
from fairdesk.privacy import archive
from fairdesk.privacy.archive import reading_archive

WORD = b"a long passphrase"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "COST", 2)


def files_in(path: Path) -> dict[str, bytes]:
    return {name: content.read() for name, content in reading_archive(path, WORD)}


@pytest.mark.skipif("not __import__('fairdesk.database').database.on_sqlite()", reason="PostgreSQL has its own tools")
def test_data_and_keys_are_apart(desk, tmp_path):
    (desk.folder / "fairdesk.toml").write_text("port = 9000\n")
    desk.says(desk.customer(), "How long does a refund take?")

    back_up_data(desk.house, tmp_path / "data.fd", WORD)
    back_up_keys(desk.house, tmp_path / "keys.fd", WORD)

    data, keys = files_in(tmp_path / "data.fd"), files_in(tmp_path / "keys.fd")
    assert {"fairdesk.db", "fairdesk.toml"} == set(data)
    assert {"keys.db", "root.key"} <= set(keys)
    assert (desk.folder / "root.key").read_bytes() == keys["root.key"]
    wrapped = [bytes(w) for (w,) in desk.house.keys._file.rows("SELECT wrapped FROM customer_key")]
    assert all(w in keys["keys.db"] and w not in data["fairdesk.db"] for w in wrapped)
    assert [] == [path for path in desk.folder.iterdir() if path.name.startswith("backup-")]


def test_that_of_the_keys_is_written_down_with_its_day(desk, tmp_path):
    about = back_up_keys(desk.house, tmp_path / "keys.fd", WORD)
    say_backed_up(desk.house, about)

    (kept,) = desk.house.keys.backups()
    assert (about.id, about.expires_at, str(tmp_path / "keys.fd")) == (kept.id, kept.expires_at, kept.place)
    assert timedelta(days=14) == about.expires_at - about.made_at
    assert about.expires_at == desk.house.keys.final_on(desk.house.now())
    assert () == desk.house.verify().problems


def test_written_down_before_it_is_made(desk, tmp_path, monkeypatch):
    """A power cut between the two leaves a day too late, never a backup that nobody knows of."""
    seen = []
    monkeypatch.setattr(type(desk.house.keys), "snapshot", lambda keys: seen.append(keys.backups()) or b"")

    back_up_keys(desk.house, tmp_path / "keys.fd", WORD)

    assert 1 == len(seen[0])


def test_one_that_could_not_be_made_is_not_written_down(desk, tmp_path):
    with pytest.raises(Exception, match="cannot be written"):
        back_up_keys(desk.house, tmp_path / "no" / "keys.fd", WORD)

    assert () == desk.house.keys.backups()


def test_a_servers_data_are_backed_up_by_its_own_tools(desk, tmp_path):
    from dataclasses import replace

    desk.house.settings = replace(desk.house.settings, database="postgresql://server/desk")

    with pytest.raises(BadInput, match="pg_dump"):
        back_up_data(desk.house, tmp_path / "data.fd", WORD)
