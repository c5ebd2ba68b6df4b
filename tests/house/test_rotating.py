"""Exchanging wrapping key, root and keyring of a desk that works: nothing it keeps is lost, and the ledger tells it."""

import json
from dataclasses import replace

import pytest

from fairdesk.clock import random_id
from fairdesk.database import execute, writing
from fairdesk.desk import records
from fairdesk.house.key_check import check_keys
from fairdesk.house.keyrings import keyring_of
from fairdesk.house.letters import place_of_address, place_of_letter
from fairdesk.house.rotating import move_root, rotate, rotate_index, rotate_ledger, rotate_root
from fairdesk.identity.contact import Occasion
from fairdesk.identity.records import addresses, letters
from fairdesk.nouns import BadInput, CustomerId, Overtaken
from fairdesk.privacy.keyring import FileKeyring
from fairdesk.privacy.keys import seal, unseal
from fairdesk.privacy.transit import TransitKeyring
from tests.accountability.kept import together
from tests.bao import TOKEN, Bao, serving
from tests.people import PulledPlug

QUESTION = "How long does a refund take?"


@pytest.fixture
def dana(desk):
    dana = desk.customer()
    desk.says(dana, QUESTION)
    return dana


def deeds() -> list[str]:
    return [kind for _, kind, _ in records.deeds() if kind == "keys_rotated"]


class TestRotate:
    def test_the_desk_goes_on_as_if_nothing_had_been(self, desk, dana):
        steps = []

        done = rotate(desk.house, steps.append, batch=2)

        assert (2, False, (1,), None) == (done.version, done.resumed, done.destroyed, done.held_until)
        assert done.rewrapped == steps[-1] >= 3
        assert [QUESTION] == [e.text for e in desk.sees(dana).entries if e.voice == "customer"]
        desk.says(dana, QUESTION)
        assert () == desk.house.verify().problems
        assert ["keys_rotated"] == deeds()

    @pytest.mark.parametrize("step", ["rotation begun", "rewrapped"])
    def test_killed_in_the_middle_it_goes_on_after_the_restart(self, desk, dana, step):
        desk.pull_the_plug(step)
        with pytest.raises(PulledPlug):
            rotate(desk.house, batch=2)
        desk.restart()
        desk.says(dana, QUESTION)
        assert any("rotation was not finished" in finding for finding in check_keys(desk.house).findings)

        done = rotate(desk.house)

        assert (2, True, (1,)) == (done.version, done.resumed, done.destroyed)
        assert () == check_keys(desk.house).findings
        assert 2 == len(desk.answers(dana))

    def test_says_until_when_a_backup_still_holds_the_old_key(self, desk, dana):
        from fairdesk.house.keeping import back_up_keys

        about = back_up_keys(desk.house, desk.folder / "keys.fd", b"a long passphrase")

        assert about.expires_at == rotate(desk.house).held_until


class TestRoot:
    def test_a_new_root_in_the_same_file(self, desk, dana):
        old = (desk.folder / "root.key").read_bytes()

        rotate_root(desk.house)

        assert old != (desk.folder / "root.key").read_bytes()
        assert not (desk.folder / "root.key.next").exists()
        desk.says(dana, QUESTION)
        desk.restart()
        assert 2 == len(desk.answers(dana))

    def test_killed_after_the_keys_moved_the_next_start_settles_it(self, desk, dana):
        desk.pull_the_plug("root moved")
        with pytest.raises(PulledPlug):
            rotate_root(desk.house)
        assert (desk.folder / "root.key.next").exists()

        desk.restart()

        assert not (desk.folder / "root.key.next").exists()
        assert 1 == len(desk.answers(dana))

    def test_to_a_key_server_and_back(self, desk, dana):
        with serving(Bao()) as bao:
            there = TransitKeyring(bao.address, "fairdesk", TOKEN)
            move_root(desk.house, there)
            assert not (desk.folder / "root.key").exists()
            desk.says(dana, QUESTION)
            with pytest.raises(BadInput, match="rotate it there"):
                rotate_root(desk.house)
            rotate(desk.house)

            move_root(desk.house, FileKeyring(desk.folder / "root.key"))

        desk.restart()
        assert 2 == len(desk.answers(dana))
        assert () == desk.house.verify().problems


class TestLedger:
    """Two commands at once, an update of the desk, a key that is gone: the ledger always goes on, or says why not."""

    def goes_on(self, desk, dana) -> None:
        desk.says(dana, QUESTION)
        desk.house.close_the_day()
        assert () == desk.house.verify().problems

    def test_of_two_at_once_one_is_refused(self, desk, dana):
        desk.meanwhile("ledger key made", lambda: rotate_ledger(desk.house))

        with pytest.raises(Overtaken, match="another command"):
            rotate_ledger(desk.house)

        assert 2 == len(desk.house.ledger_keys)
        assert ["keys_rotated"] == deeds()
        self.goes_on(desk, dana)

    def test_of_two_that_lost_the_key_one_is_refused(self, desk, dana):
        self.lose(desk)
        desk.meanwhile("ledger key made", lambda: rotate_ledger(desk.house, lost=True))

        with pytest.raises(Overtaken):
            rotate_ledger(desk.house, lost=True)

        self.goes_on(desk, dana)

    def test_in_many_threads_each_key_takes_over_once(self, desk, dana):
        done: list[object] = []

        def rotates() -> None:
            try:
                done.append(rotate_ledger(desk.house).verifier_key)
            except Overtaken:
                done.append(None)

        together([rotates] * 6)

        kept = [key.verifier_key for key in desk.house.ledger_keys]
        assert 6 == len(done)
        assert sorted(kept[1:]) == sorted(key for key in done if key)
        self.goes_on(desk, dana)

    def test_a_day_that_is_closed_meanwhile_is_signed_by_the_new_key(self, desk, dana, monkeypatch):
        """The key is read before the transaction; between the two another process rotates."""
        real, waiting = desk.house.signer_of, [True]

        def read(number):
            signer = real(number)
            if waiting and waiting.pop():
                rotate_ledger(desk.house)
                desk.house.stop_ai(desk.ada, "channel:email", "drill")
            return signer

        desk.house.stop_ai(desk.ada, "channel:web", "drill")
        monkeypatch.setattr(desk.house, "signer_of", read)

        assert 1 <= desk.house.close_the_day()
        assert () == desk.house.verify().problems

    def updated(self) -> None:
        """What 0.1.0 leaves: heads that are signed, and no keys in the table."""
        with writing():
            execute("DELETE FROM accountability_key")

    def lose(self, desk) -> None:
        desk.house.close_the_day()
        desk.house.keys._file.execute("DELETE FROM house_key WHERE name = 'ledger'")

    def test_right_after_an_update(self, desk, dana):
        desk.house.close_the_day()
        self.updated()
        head = desk.house.head()[1]

        rotate_ledger(desk.house)

        assert () == desk.house.compare(head)
        assert 2 == len(desk.house.ledger_keys)
        self.goes_on(desk, dana)

    def test_a_key_that_was_lost_before_the_update_is_not_taken_for_there(self, desk, dana):
        self.lose(desk)
        self.updated()

        with pytest.raises(BadInput, match="is not here"):
            rotate_ledger(desk.house)
        with pytest.raises(BadInput, match="restore the keys"):
            rotate_ledger(desk.house, lost=True)
        assert desk.house.keys.kept_house_key("ledger") is None

    def test_verifying_makes_no_key(self, desk, dana):
        self.lose(desk)

        assert any("restore the keys" in problem.sentence for problem in desk.house.verify().problems)
        self.updated()
        assert any("no key of this ledger" in problem.sentence for problem in desk.house.verify().problems)
        assert desk.house.keys.kept_house_key("ledger") is None


def proved(desk, address: str) -> CustomerId:
    """A customer who gave an address and proved it."""
    customer, _ = desk.house.add_customer("en")
    at, id = desk.house.now(), random_id()
    sealed = seal(desk.house.keys.of(customer), address.encode(), place_of_address(id))
    with writing():
        addresses.add(id, customer, desk.house.address_token(address), sealed, at)
        addresses.prove(id, at)
    return customer


class TestIndex:
    def test_who_writes_again_is_found_and_moves_over(self, desk):
        kim = desk.house.customer_by_address("kim@example.org", "en")
        silent = desk.house.customer_by_address("silent@example.org", "en")

        rotate_index(desk.house)
        assert kim == desk.house.customer_by_address("Kim@example.org", "en")
        rotate_index(desk.house)

        assert 2 == len(desk.house.keys.index_keys())
        assert kim == desk.house.customer_by_address("kim@example.org", "en")
        assert silent != desk.house.customer_by_address("silent@example.org", "en"), "as the command says"

    def test_addresses_that_customers_gave_move_over_at_once(self, desk):
        """Two people read one mailbox: the gate must know it under the new key as under the old."""
        one, two = (proved(desk, "shared@example.org") for _ in range(2))
        token = desk.house.address_token("shared@example.org")
        before = desk.house.reach(one, token, Occasion.CODE)
        with writing():
            id = desk.house.keep_letter(one, "code", {"code": "123456", "minutes": "10"}, desk.house.now(),
                                        to="shared@example.org", token=token)  # fmt: skip

        rotate_index(desk.house)
        rotate_index(desk.house)

        fresh = desk.house.address_token("shared@example.org")
        assert fresh != token
        assert () == addresses.proved_by(token)
        assert {one, two} == {each.customer for each in addresses.proved_by(fresh)}
        assert before == desk.house.reach(one, fresh, Occasion.CODE)
        kept = letters.letter(id)
        opened = json.loads(unseal(desk.house.keys.of(one), kept.sealed, place_of_letter(id))) if kept.sealed else {}
        assert opened.get("token") in (fresh, None)
        assert kept.state == letters.State.STOPPED or opened

    def test_killed_after_the_key_was_made_it_goes_on_without_a_third(self, desk):
        kim = proved(desk, "kim@example.org")
        desk.pull_the_plug("index key made")
        with pytest.raises(PulledPlug):
            rotate_index(desk.house)
        desk.restart()

        rotate_index(desk.house)

        assert ["lookup-2", "lookup"] == desk.house.keys._index_names()
        assert [kim] == [each.customer for each in addresses.proved_by(desk.house.address_token("kim@example.org"))]

    def test_versions_are_numbers(self, desk):
        for _ in range(11):
            rotate_index(desk.house)

        assert ["lookup-12", "lookup-11"] == desk.house.keys._index_names()

    def test_an_address_kept_before_addresses_had_one_writing_is_found(self, desk):
        from fairdesk.house.customers import BY_ADDRESS
        from fairdesk.identity import records as identity
        from fairdesk.privacy.keys import lookup_token

        customer, _ = desk.house.add_customer("en")
        token = BY_ADDRESS + lookup_token(desk.house.keys.house_key("lookup"), "kim@bücher.example").hex()
        with writing():
            identity.add_token(customer, token, desk.house.now())

        assert customer == desk.house.customer_by_address("kim@bücher.example", "en")
        assert customer == desk.house.customer_by_address("kim@xn--bcher-kva.example", "en")


def test_a_folder_that_borrows_its_keys_does_not_take_the_root_away(desk):
    path = desk.house.keys.path
    (desk.folder / "lent").mkdir()
    path.symlink_to(path.rename(desk.folder / "lent" / "keys.db"))

    for act in (rotate_root, rotate_index):
        with pytest.raises(BadInput, match="another folder's"):
            act(desk.house)


class TestKeyringOf:
    def test_the_file_is_the_default(self, desk):
        assert isinstance(keyring_of(desk.settings, {}), FileKeyring)

    def test_a_server_only_where_it_is_named(self, desk, tmp_path):
        named = replace(desk.settings, keyring="transit", transit_address="https://bao:8200", transit_key="desk")

        assert isinstance(keyring_of(named, {"BAO_TOKEN": "t"}), TransitKeyring)
        assert isinstance(keyring_of(replace(named, transit_token_file=str(tmp_path / "t")), {}), TransitKeyring)
        with pytest.raises(BadInput, match="transit_token_file"):
            keyring_of(named, {})
        with pytest.raises(BadInput, match="file or transit"):
            keyring_of(replace(named, keyring="kms"), {})

    def test_a_desk_opens_on_it(self, folder, monkeypatch):
        from tests.people import Desk

        with serving(Bao()) as bao:
            monkeypatch.setenv("BAO_TOKEN", TOKEN)
            desk = Desk(folder, keyring="transit", transit_address=bao.address, transit_key="fairdesk")
            dana = desk.customer()
            desk.says(dana, QUESTION)

            assert 1 == len(desk.answers(dana))
            assert not (folder / "root.key").exists()
            assert 3 >= len(bao.asked)
            desk.house.close()
