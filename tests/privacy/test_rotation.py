"""Rotation: every key survives it, wherever it is killed and whoever works meanwhile; the old wrapping key does not."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairdesk.database import KeyFile
from fairdesk.nouns import CustomerId, Unavailable
from fairdesk.privacy.keyring import FileKeyring
from fairdesk.privacy.keys import Tampered
from fairdesk.privacy.records import KeyDestroyed, Keys
from fairdesk.privacy.transit import TransitKeyring
from tests.bao import TOKEN, Bao, serving
from tests.people import PulledPlug

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(days=400)
MANY = [CustomerId(f"customer-{n:03}") for n in range(120)]


def open_keys(folder: Path) -> Keys:
    return Keys(KeyFile(folder / "keys.db"), FileKeyring(folder / "root.key"))


def rotate(keys: Keys, batch: int = 50) -> tuple[int, ...]:
    keys.begin_rotation(LATER)
    while keys.rewrap(batch):
        pass
    return keys.retire()


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    keys = open_keys(tmp_path)
    for customer in MANY:
        keys.make(customer, AT)
    return keys


def all_of(keys: Keys) -> dict[str, bytes]:
    return {**{customer: bytes(keys.of(customer)) for customer in MANY}, "ledger": bytes(keys.house_key("ledger"))}


def versions(keys: Keys) -> list[tuple[int, int]]:
    return [(each.version, each.keys) for each in keys.wrapping_keys()]


class TestRotate:
    def test_every_key_stays_the_same_under_a_new_version(self, keys: Keys, tmp_path: Path) -> None:
        before = all_of(keys)
        assert [(1, 122)] == versions(keys)

        assert (1,) == rotate(keys)

        assert [(2, 122)] == versions(keys)
        assert before == all_of(keys) == all_of(open_keys(tmp_path))
        assert LATER == keys.wrapping_keys()[0].made_at

    def test_no_byte_of_the_old_wrapping_key_or_of_what_lay_under_it_stays(self, keys: Keys, tmp_path: Path) -> None:
        old = [
            bytes(w)
            for (w,) in keys._file.rows("SELECT wrapped FROM wrapping_key UNION SELECT wrapped FROM customer_key")
        ]

        rotate(keys)

        left = b"".join(path.read_bytes() for path in tmp_path.glob("keys.db*"))
        assert [] == [wrapped for wrapped in old if wrapped in left or wrapped[8:24] in left]

    @pytest.mark.parametrize("batches", range(4))
    def test_killed_after_any_batch_it_goes_on(self, keys: Keys, tmp_path: Path, batches: int) -> None:
        before = all_of(keys)
        keys.begin_rotation(LATER)
        for _ in range(batches):
            keys.rewrap(40)
        keys._file.close()

        again = open_keys(tmp_path)
        assert before == all_of(again)
        assert 2 == again.begin_rotation(LATER), "no third version for a rotation that is not finished"
        assert (1,) == rotate(again)
        assert before == all_of(again)

    def test_killed_within_a_batch_nothing_of_it_happened(self, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
        before = all_of(keys)
        keys.begin_rotation(LATER)
        execute, left = keys._file.execute, [30]

        def dying(sql: str, *values: object) -> int:
            if sql.startswith("UPDATE"):
                left[0] -= 1
                if not left[0]:
                    raise PulledPlug
            return execute(sql, *values)

        monkeypatch.setattr(keys._file, "execute", dying)
        with pytest.raises(PulledPlug):
            keys.rewrap(50)
        monkeypatch.undo()

        assert [(1, 122), (2, 0)] == versions(keys)
        assert before == all_of(keys)

    def test_the_old_one_is_not_destroyed_while_anything_lies_under_it(self, keys: Keys) -> None:
        keys.begin_rotation(LATER)
        keys.rewrap(120)

        assert () == keys.retire()
        assert [(1, 1), (2, 120)] == versions(keys)

    def test_customers_made_and_erased_meanwhile_are_not_lost_and_stay_erased(
        self, keys: Keys, tmp_path: Path
    ) -> None:
        keys.begin_rotation(LATER)
        keys.rewrap(40)
        elsewhere = open_keys(tmp_path)
        fresh = bytes(elsewhere.make(CustomerId("new"), LATER))
        elsewhere.destroy(MANY[100], LATER)

        rotate(keys)

        assert fresh == keys.of(CustomerId("new"))
        with pytest.raises(KeyDestroyed):
            keys.of(MANY[100])

    def test_many_who_make_keys_while_it_turns_lose_none(self, keys: Keys, tmp_path: Path) -> None:
        made: dict[CustomerId, bytes] = {}
        go_on = threading.Event()

        def customers_come(who: int) -> None:
            mine = open_keys(tmp_path)
            number = 0
            while not go_on.is_set() or number < 5:
                customer = CustomerId(f"came-{who}-{number}")
                made[customer] = bytes(mine.make(customer, LATER))
                number += 1

        threads = [threading.Thread(target=customers_come, args=(who,)) for who in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(4):
            rotate(keys, 20)
        go_on.set()
        for thread in threads:
            thread.join()
        rotate(keys)

        assert len(made) >= 15
        assert made == {customer: bytes(keys.of(customer)) for customer in made}

    def test_a_reader_who_holds_the_log_is_told(self, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keys._file, "empty_the_log", lambda: False)

        with pytest.raises(Unavailable, match="call again"):
            rotate(keys)


class TestRoot:
    def test_a_new_root_opens_all_and_the_old_one_nothing(self, keys: Keys, tmp_path: Path) -> None:
        before, root = all_of(keys), tmp_path / "root.key"
        old = root.read_bytes()

        keys.move_root(FileKeyring(root).next)
        running = all_of(open_keys(tmp_path))  # a start settles it

        assert before == running == all_of(open_keys(tmp_path))
        assert old != root.read_bytes()
        assert not FileKeyring(root).next.path.exists()
        root.write_bytes(old)
        with pytest.raises(Tampered):
            open_keys(tmp_path)

    def test_a_desk_that_runs_meanwhile_misses_nothing(self, keys: Keys, tmp_path: Path) -> None:
        running = open_keys(tmp_path)

        keys.move_root(FileKeyring(tmp_path / "root.key").next)
        between = all_of(running)
        open_keys(tmp_path)

        assert between == all_of(running)

    def test_killed_before_the_keys_moved_the_old_root_stays(self, keys: Keys, tmp_path: Path) -> None:
        before, old = all_of(keys), (tmp_path / "root.key").read_bytes()
        FileKeyring(tmp_path / "root.key").next.wrap(b"x" * 32)

        assert before == all_of(open_keys(tmp_path))
        assert old == (tmp_path / "root.key").read_bytes()
        assert not (tmp_path / "root.key.next").exists()

    def test_to_a_key_server_and_back(self, keys: Keys, tmp_path: Path) -> None:
        before = all_of(keys)
        with serving(Bao()) as bao:
            ring = TransitKeyring(bao.address, "fairdesk", TOKEN)
            keys.move_root(ring)
            there = Keys(KeyFile(tmp_path / "keys.db"), ring)
            assert before == all_of(there)
            with pytest.raises(Tampered, match='keyring = "transit"'):
                open_keys(tmp_path)
            asked = len(bao.asked)
            all_of(there)
            assert asked == len(bao.asked), "customers' keys are opened here, not by the server"

            there.move_root(FileKeyring(tmp_path / "another.key"))

        assert before == all_of(Keys(KeyFile(tmp_path / "keys.db"), FileKeyring(tmp_path / "another.key")))

    def test_a_server_that_is_gone_changes_nothing(self, keys: Keys, tmp_path: Path) -> None:
        before = all_of(keys)
        with serving(Bao()) as bao:
            gone = TransitKeyring(bao.address, "fairdesk", TOKEN)

        with pytest.raises(Unavailable):
            keys.move_root(gone)
        assert before == all_of(keys) == all_of(open_keys(tmp_path))
