"""The sweep: what should be gone goes, what might be somebody's data stays until a person has looked."""

import os
from datetime import timedelta

import pytest

from fairdesk.database import execute, row, writing
from fairdesk.house.background import Background
from fairdesk.house.sweeping import MOST_AT_ONCE, RESENT_WITHIN, orphans, sweep
from fairdesk.nouns import CustomerId, NotFound
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.privacy.records.key_backups import KeyBackup
from tests.house.test_owners import held
from tests.people import Desk

HOUR = timedelta(hours=1)


def orphan(desk: Desk, name: str, age: timedelta = 2 * HOUR) -> CustomerId:
    customer = CustomerId(name)
    desk.house.keys.make(customer, desk.house.now() - age)
    return customer


class TestOrphans:
    def test_a_key_without_a_customer_goes_after_an_hour(self, desk):
        dana, old, fresh = desk.customer(), orphan(desk, "old"), orphan(desk, "fresh", HOUR / 2)

        swept = sweep(desk.house, desk.house.now())

        assert (1, 0) == (swept.orphans, swept.left)
        with pytest.raises(KeyDestroyed):
            desk.house.keys.of(old)
        assert desk.house.keys.of(fresh)
        assert desk.house.keys.of(dana.id)

    def test_the_background_does_it(self, desk):
        old = orphan(desk, "old")

        Background(desk.house).round()

        with pytest.raises(KeyDestroyed):
            desk.house.keys.of(old)

    def test_so_many_that_it_looks_like_another_database_wait_for_a_person(self, desk):
        for number in range(MOST_AT_ONCE + 1):
            orphan(desk, f"customer-{number}")

        left = sweep(desk.house, desk.house.now())
        assert (0, MOST_AT_ONCE + 1) == (left.orphans, left.left)

        assert MOST_AT_ONCE + 1 == sweep(desk.house, desk.house.now(), sure=True).orphans
        assert () == orphans(desk.house, desk.house.now())

    def test_a_folder_that_only_borrows_its_keys_sweeps_none(self, desk):
        old, path = orphan(desk, "old"), desk.house.keys.path
        (desk.folder / "lent").mkdir()
        lender = path.rename(desk.folder / "lent" / "keys.db")
        path.symlink_to(lender)

        assert 0 == sweep(desk.house, desk.house.now()).orphans
        assert desk.house.keys.of(old)


class TestUnfinished:
    def test_rows_of_a_customer_whose_key_is_gone_are_forgotten(self, desk):
        """As after a crash in the middle of forgetting."""
        dana, sam = desk.customer(), desk.customer()
        desk.says(dana, "How long does a refund take?")
        desk.says(sam, "How long does a refund take?")
        desk.house.keys.destroy(dana.id, desk.house.now())

        assert 1 == sweep(desk.house, desk.house.now()).finished

        assert 0 == sum(held(dana.id).values())
        assert 1 == len(desk.answers(sam))
        assert () == desk.house.verify().problems
        assert 0 == sweep(desk.house, desk.house.now()).finished


class TestBackups:
    def backup(self, desk: Desk, id: str, days: int) -> KeyBackup:
        at = desk.house.now()
        made = KeyBackup(id, at - timedelta(days=20), at + timedelta(days=days), str(desk.folder / f"{id}.fd"))
        desk.house.keys.add_backup(made)
        return made

    def test_an_expired_one_is_forgotten_and_its_file_deleted_if_it_is_that_file(self, desk):
        from fairdesk.house.keeping import back_up_keys

        about = back_up_keys(desk.house, desk.folder / "keys.fd", b"a long passphrase")
        stranger = self.backup(desk, "stranger", -1)
        (desk.folder / "stranger.fd").write_bytes(b"something else by now")

        later = desk.house.now() + timedelta(days=15)
        assert 2 == sweep(desk.house, later).backups

        assert not (desk.folder / "keys.fd").exists()
        assert (desk.folder / "stranger.fd").exists(), stranger
        assert () == desk.house.keys.backups()
        assert about.expires_at < later

    def test_one_that_is_alive_stays(self, desk):
        self.backup(desk, "alive", 1)

        assert 0 == sweep(desk.house, desk.house.now()).backups
        assert desk.house.keys.final_on() is not None

    def test_a_copy_made_before_an_update_goes_when_backups_of_its_day_have_expired(self, desk):
        old, fresh = desk.folder / "fairdesk-before-1.db", desk.folder / "fairdesk-before-2.db"
        for path, days in ((old, 15), (fresh, 13)):
            path.write_bytes(b"x")
            at = (desk.house.now() - timedelta(days=days)).timestamp()
            os.utime(path, (at, at))

        assert 1 == sweep(desk.house, desk.house.now()).copies
        assert [fresh] == list(desk.folder.glob("fairdesk-before-*.db"))


class TestMarksOfSending:
    def test_hold_nothing_the_sender_wrote(self, desk):
        dana = desk.customer()
        desk.says(dana, "How long does a refund take?", client_id="order of dana@example.org")

        (mark,) = row("SELECT client_key FROM desk_item WHERE client_key IS NOT NULL")
        assert "dana" not in mark
        assert dana.id not in mark
        assert 64 == len(mark)

    def test_make_a_resend_harmless_and_are_hers_alone(self, desk):
        dana, sam = desk.customer(), desk.customer()
        desk.says(dana, "How long does a refund take?", client_id="1")
        desk.says(dana, "How long does a refund take?", client_id="1")
        desk.says(sam, "How long does a refund take?", client_id="1")

        assert 1 == len(desk.answers(dana)) == len(desk.answers(sam))

    def test_go_after_a_week_also_those_of_an_earlier_version(self, desk):
        dana = desk.customer()
        desk.says(dana, "How long does a refund take?", client_id="1")
        with writing():
            execute("UPDATE desk_item SET client_key = %s WHERE client_key IS NOT NULL", f"{dana.id}:plain")

        assert 0 == sweep(desk.house, desk.house.now()).marks
        assert 1 == sweep(desk.house, desk.house.now() + RESENT_WITHIN + HOUR).marks
        assert row("SELECT client_key FROM desk_item WHERE client_key IS NOT NULL") is None
        with pytest.raises(NotFound):
            desk.house.keys.of(CustomerId("nobody"))
