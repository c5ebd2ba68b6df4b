"""The check of the keys: nothing to say on a desk that is well, and each fault found and named."""

from datetime import timedelta

import pytest

from fairdesk.house.key_check import check_keys
from fairdesk.nouns import CustomerId
from fairdesk.privacy.records.key_backups import KeyBackup
from tests.people import Desk


@pytest.fixture
def dana(desk: Desk):
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")
    return dana


def findings(desk: Desk) -> str:
    return "\n".join(check_keys(desk.house).findings)


def test_a_desk_that_is_well(desk, dana):
    report = check_keys(desk.house)

    assert () == report.findings
    assert (1, 1, 0, None) == (report.customers, report.keys, report.erased, report.final_on)
    assert [1] == [each.version for each in report.wrapping_keys]


def test_a_key_that_was_changed(desk, dana):
    desk.house.keys._file.execute("UPDATE customer_key SET wrapped = zeroblob(40)")

    assert f"customer {dana.id} has rows, but a stored key was changed" in findings(desk)


def test_a_key_that_is_lost(desk, dana):
    desk.house.keys._file.execute("DELETE FROM customer_key")

    assert f"customer {dana.id} has rows, but customer {dana.id} has no key" in findings(desk)


def test_an_orphan_and_its_sweep(desk, dana):
    desk.house.keys.make(CustomerId("nobody"), desk.house.now() - timedelta(hours=2))

    assert "1 keys older than an hour have no customer, such as nobody" in findings(desk)
    swept = check_keys(desk.house, sweep_first=True)
    assert swept.swept
    assert (1, ()) == (swept.swept.orphans, swept.findings)


def test_an_erasure_that_was_cut_short(desk, dana):
    desk.house.keys.destroy(dana.id, desk.house.now())

    assert f"customer {dana.id} was erased, but has rows" in findings(desk)
    assert () == check_keys(desk.house, sweep_first=True).findings


def test_a_key_that_came_back(desk, dana):
    """As from a key file that somebody patched together by hand."""
    wrapped = desk.house.keys._file.rows("SELECT * FROM customer_key")[0]
    desk.house.keys.destroy(dana.id, desk.house.now())
    desk.house.keys._file.execute("INSERT INTO customer_key VALUES (%s, %s, %s, %s)", *wrapped)

    assert f"customer {dana.id} was erased, but has a key" in findings(desk)
    with pytest.raises(Exception, match="was erased"):
        desk.house.keys.of(dana.id)
    check_keys(desk.house, sweep_first=True)
    assert [] == list(desk.house.keys.all_customers())


def test_a_wrapping_key_that_is_too_old(desk, dana):
    desk.house.keys._file.execute("UPDATE wrapping_key SET made_at = 0")

    assert "days old; run `fairdesk keys rotate`" in findings(desk)


def test_a_backup_past_its_day(desk, dana):
    at = desk.house.now()
    desk.house.keys.add_backup(KeyBackup("old", at - timedelta(days=15), at - timedelta(days=1), "/backups/old"))

    assert "the backup of the keys at /backups/old expired" in findings(desk)
    assert check_keys(desk.house).final_on is None


@pytest.mark.parametrize("name", ["keys.db", "fairdesk.log", "fairdesk-before-20260101T000000Z.db"])
def test_a_file_open_to_others(desk, dana, name):
    path = desk.folder / name
    path.touch(mode=0o600)
    path.chmod(0o640)

    assert f"{name} is open to others (mode 640); run: chmod 600" in findings(desk)
