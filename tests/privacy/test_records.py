"""Keys that are durable, shared and gone when destroyed; vaults that are kept, counted and forgotten."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairdesk.database import KeyFile, writing
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, CustomerId, NotFound, Unavailable
from fairdesk.privacy import records
from fairdesk.privacy.keyring import FileKeyring
from fairdesk.privacy.keys import Tampered, new_key
from fairdesk.privacy.records import KeyDestroyed, Keys
from fairdesk.privacy.restriction import GLASS_LASTS, Glass, Look, Restriction

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
DANA, STRANGER = CustomerId("dana"), CustomerId("stranger")
TALK, OTHER = ConversationId("talk"), ConversationId("other-talk")


def open_keys(folder: Path) -> Keys:
    return Keys(KeyFile(folder / "keys.db"), FileKeyring(folder / "root.key"))


def raw_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("keys.db*")))


def wrapped_key(folder: Path, customer: CustomerId) -> bytes:
    with sqlite3.connect(folder / "keys.db") as connection:
        return bytes(
            connection.execute("SELECT wrapped FROM customer_key WHERE customer_id = ?", (customer,)).fetchone()[0]
        )


class TestKeys:
    def test_each_customer_has_one_of_their_own(self, tmp_path: Path) -> None:
        keys = open_keys(tmp_path)

        hers, stranger = keys.make(DANA, AT), keys.make(STRANGER, AT)

        assert hers != stranger
        assert hers == keys.make(DANA, AT) == keys.of(DANA) == open_keys(tmp_path).of(DANA)
        assert [DANA, STRANGER] == list(keys.all_customers())

    def test_a_customer_without_one_is_not_found(self, tmp_path: Path) -> None:
        with pytest.raises(NotFound, match="has no key") as told:
            open_keys(tmp_path).of(DANA)

        assert not isinstance(told.value, KeyDestroyed)

    def test_are_stored_wrapped(self, tmp_path: Path) -> None:
        key = open_keys(tmp_path).make(DANA, AT)

        assert key not in raw_bytes(tmp_path)
        assert wrapped_key(tmp_path, DANA) in raw_bytes(tmp_path)

    def test_all_who_make_one_at_once_get_the_same(self, tmp_path: Path) -> None:
        open_keys(tmp_path)
        together, made = threading.Barrier(8), []

        def make() -> None:
            keys = open_keys(tmp_path)
            together.wait()
            made.append((keys.make(DANA, AT), keys.house_key("ledger")))

        threads = [threading.Thread(target=make) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert 8 == len(made)
        assert 1 == len(set(made))

    def test_the_house_has_its_own_by_name(self, tmp_path: Path) -> None:
        keys = open_keys(tmp_path)

        assert keys.house_key("ledger") == open_keys(tmp_path).house_key("ledger") != keys.house_key("index")

    def test_do_not_open_with_another_root_key(self, tmp_path: Path) -> None:
        open_keys(tmp_path).make(DANA, AT)
        (tmp_path / "root.key").write_bytes(new_key())

        with pytest.raises(Tampered, match="restore the right one"):
            open_keys(tmp_path)

    def test_do_not_open_without_the_root_key(self, tmp_path: Path) -> None:
        open_keys(tmp_path).make(DANA, AT)
        (tmp_path / "root.key").unlink()

        with pytest.raises(Unavailable, match="put it back"):
            open_keys(tmp_path)
        assert not (tmp_path / "root.key").exists()

    def test_of_a_newer_format_are_refused(self, tmp_path: Path) -> None:
        open_keys(tmp_path)
        KeyFile(tmp_path / "keys.db").execute("UPDATE key_format SET version = 3")

        with pytest.raises(BadInput, match="format 3"):
            open_keys(tmp_path)


class TestDestroy:
    def test_leaves_no_byte_of_the_key_in_the_file_or_its_log(self, tmp_path: Path) -> None:
        keys = open_keys(tmp_path)
        for number in range(300):
            keys.make(CustomerId(f"customer-{number:03}"), AT)
        gone = {CustomerId(f"customer-{number:03}") for number in (0, 7, 150, 299)}
        wrapped = {customer: wrapped_key(tmp_path, customer) for customer in gone}
        assert all(key in raw_bytes(tmp_path) for key in wrapped.values())

        for customer in gone:
            keys.destroy(customer, AT)

        left = raw_bytes(tmp_path)
        assert [] == [customer for customer, key in wrapped.items() if key in left or key[8:24] in left]
        assert 296 == len(list(keys.all_customers()))

    def test_is_known_at_once_to_everybody_and_for_ever(self, tmp_path: Path) -> None:
        keys, elsewhere = open_keys(tmp_path), open_keys(tmp_path)
        keys.make(DANA, AT)
        elsewhere.of(DANA)

        keys.destroy(DANA, AT)

        for asker in (keys, elsewhere, open_keys(tmp_path)):
            with pytest.raises(KeyDestroyed, match="was erased"):
                asker.of(DANA)
            with pytest.raises(KeyDestroyed):
                asker.make(DANA, AT)
        assert [] == list(keys.all_customers())

    def test_may_be_repeated_and_leaves_the_stranger_alone(self, tmp_path: Path) -> None:
        keys = open_keys(tmp_path)
        keys.make(DANA, AT)
        stranger = keys.make(STRANGER, AT)

        keys.destroy(DANA, AT)
        keys.destroy(DANA, AT)

        assert stranger == keys.of(STRANGER)

    def test_a_reader_who_holds_the_log_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file = KeyFile(tmp_path / "keys.db")
        keys = Keys(file, FileKeyring(tmp_path / "root.key"))
        keys.make(DANA, AT)
        # SQLite waits five seconds for a reader; what it then reports is the matter here.
        monkeypatch.setattr(file, "empty_the_log", lambda: False)

        with pytest.raises(Unavailable, match="call again"):
            keys.destroy(DANA, AT)
        with pytest.raises(KeyDestroyed):
            keys.of(DANA)


@pytest.mark.usefixtures("folder")
class TestVaults:
    def test_a_vault_is_kept_and_replaced(self) -> None:
        assert records.read_vault(TALK) is None
        with writing():
            records.keep_vault(TALK, DANA, b"one", AT)
        with writing():
            records.keep_vault(TALK, DANA, b"\x00two\xff", AT)

        assert b"\x00two\xff" == records.read_vault(TALK)

    def test_a_stranger_cannot_replace_it(self) -> None:
        with writing():
            records.keep_vault(TALK, DANA, b"hers", AT)

        with pytest.raises(NotFound), writing():
            records.keep_vault(TALK, STRANGER, b"stolen", AT)

        assert b"hers" == records.read_vault(TALK)

    def test_holdings_count_and_forget_deletes_one_customer_s(self) -> None:
        with writing():
            records.keep_vault(TALK, DANA, b"hers", AT)
            records.keep_vault(OTHER, STRANGER, b"stranger", AT)

        assert 1 == records.holdings(DANA)["privacy_vault"]
        with writing():
            assert 1 == records.forget(DANA)
        assert not any(records.holdings(DANA).values())
        assert records.read_vault(TALK) is None
        assert b"stranger" == records.read_vault(OTHER)


ADA, PIA = ColleagueId(7), ColleagueId(8)
LATER = AT + timedelta(minutes=10)


def look(id: str, at: datetime = AT, customer: CustomerId = DANA, colleague: ColleagueId = ADA) -> Look:
    return Look(id, TALK if customer == DANA else OTHER, customer, colleague, "colleague", "Ada", at, "conversation")


def glass(id: str, at: datetime = AT, customer: CustomerId = DANA) -> Glass:
    where = TALK if customer == DANA else OTHER
    return Glass(id, where, customer, ADA, "colleague", "Ada", at, at + GLASS_LASTS, b"sealed")


@pytest.mark.usefixtures("folder")
class TestLooks:
    def test_come_back_as_they_were_kept_latest_first(self) -> None:
        with writing():
            for each in (look("a"), look("b", LATER), look("c", customer=STRANGER)):
                records.add_look(each)

        assert (look("b", LATER), look("a")) == records.looks(DANA)

    def test_are_found_by_colleague_kind_and_time(self) -> None:
        with writing():
            records.add_look(look("a"))

        before = AT - timedelta(seconds=1)
        assert records.looked_since(TALK, ADA, before, "conversation")
        assert not records.looked_since(TALK, ADA, AT, "conversation")
        assert not records.looked_since(TALK, PIA, before, "conversation")
        assert not records.looked_since(TALK, ADA, before, "reason")
        assert not records.looked_since(OTHER, ADA, before, "conversation")

    def test_old_ones_go(self) -> None:
        with writing():
            records.add_look(look("a"))
            records.add_look(look("b", LATER))
            assert 1 == records.delete_old_looks(LATER)

        assert ["b"] == [each.id for each in records.looks(DANA)]


@pytest.mark.usefixtures("folder")
class TestRestrictions:
    def test_hold_until_they_are_lifted(self) -> None:
        everything = Restriction("r1", DANA, ConversationId(""), AT)
        one = Restriction("r2", DANA, TALK, LATER)
        other = Restriction("r3", STRANGER, OTHER, AT)
        with writing():
            for each in (everything, one, other):
                records.restrict(each)

        assert (everything, one) == records.restrictions(DANA)
        assert {everything, one, other} == set(records.restrictions())
        with writing():
            assert 1 == records.lift(DANA, TALK, LATER)
        assert (everything,) == records.restrictions(DANA)
        with writing():
            assert 0 == records.lift(DANA, TALK, LATER)
            assert 1 == records.lift(DANA, ConversationId(""), LATER)
        assert () == records.restrictions(DANA)
        assert (other,) == records.restrictions()

    def test_lifting_everything_lifts_each(self) -> None:
        with writing():
            records.restrict(Restriction("r1", DANA, ConversationId(""), AT))
            records.restrict(Restriction("r2", DANA, TALK, AT))
            assert 2 == records.lift(DANA, ConversationId(""), LATER)


@pytest.mark.usefixtures("folder")
class TestGlasses:
    def test_are_open_for_one_colleague_until_their_time(self) -> None:
        with writing():
            records.break_glass(glass("g"))

        assert records.glass_open(TALK, ADA, AT)
        assert not records.glass_open(TALK, ADA, AT + GLASS_LASTS)
        assert not records.glass_open(TALK, PIA, AT)
        assert not records.glass_open(OTHER, ADA, AT)

    def test_are_read_once_and_unread_ones_come_first(self) -> None:
        with writing():
            for each in (glass("g1"), glass("g2", LATER), glass("g3", customer=STRANGER)):
                records.break_glass(each)

        assert 3 == records.unread_glasses()
        with writing():
            assert records.acknowledge("g2", PIA, LATER)
            assert not records.acknowledge("g2", PIA, LATER)
        assert 2 == records.unread_glasses()
        assert "g2" == records.glasses()[-1].id
        assert LATER == records.glasses()[-1].seen_at
        assert ["g1", "g2"] == [each.id for each in records.glasses_of(DANA)]


@pytest.mark.usefixtures("folder")
def test_all_about_a_customer_is_every_row_and_no_strangers() -> None:
    with writing():
        records.keep_vault(TALK, DANA, b"hers", AT)
        records.keep_vault(OTHER, STRANGER, b"stranger", AT)
        records.add_look(look("a"))
        records.restrict(Restriction("r", DANA, TALK, AT))
        records.break_glass(glass("g"))

    found = list(records.all_about(DANA))

    tables = ("privacy_vault", "privacy_look", "privacy_restriction", "privacy_glass")
    assert dict.fromkeys(tables, 1) == {table: records.holdings(DANA)[table] for table in tables}
    assert set(tables) <= {table for table, _ in found}
    assert all(DANA == row["customer_id"] for _, row in found)
    assert ["privacy_look"] == [table for table, _ in records.all_about(DANA, "privacy_look")]
    with writing():
        assert 4 == records.forget(DANA)
    assert [] == list(records.all_about(DANA))
    assert 1 == sum(records.holdings(STRANGER).values())
