"""Whatever is done to a ledger's tables is found and, where one entry can be blamed, named by its act."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdesk.accountability.history import of_one
from fairdesk.accountability.ledger import Kept, entry_bytes
from fairdesk.accountability.tree import Tile, Tree, leaf_hash, root_of
from fairdesk.accountability.verify import MOST_PROBLEMS, Report, verify
from fairdesk.nouns import BadInput
from tests.accountability.examples import (
    SIGNER,
    STRANGER,
    Tables,
    act_name,
    entry,
    kept,
    signed,
    tables,
)

COUNT = 600
SOUND = tables(COUNT, 1, 2, 200, 256, 300, 512, waiting=3)


def verified(ledger: Tables) -> Report:
    return verify(ledger.entries, ledger.checkpoints, of_one(SIGNER.verifier_key), ledger.tile_at)


def copy() -> Tables:
    return Tables(list(SOUND.entries), list(SOUND.checkpoints), dict(SOUND.tiles))


def with_entry(index: int, **changes: object) -> Tables:
    ledger = copy()
    ledger.entries[index] = ledger.entries[index]._replace(**changes)  # type: ignore[arg-type]
    return ledger


def forged(index: int) -> tuple[bytes, bytes]:
    """Another entry for the same act, and its right leaf."""
    bytes_ = entry_bytes(entry(index, code="route.forged"))
    return bytes_, leaf_hash(bytes_)


def acts(report: Report) -> set[str]:
    return {problem.act for problem in report.problems}


class TestSoundLedger:
    def test_holds(self) -> None:
        expected = Report(COUNT, 3, 7, COUNT, root_of(SOUND.leaves()[:COUNT]), ())

        assert expected == verified(SOUND)
        assert verified(SOUND).holds

    @pytest.mark.parametrize("count", [0, 1, 2, 255, 256, 257])
    def test_of_any_size_holds(self, count: int) -> None:
        ledger = tables(count)

        assert (count, True) == (verified(ledger).entries, verified(ledger).holds)

    def test_that_only_waits_holds(self) -> None:
        assert (0, 2, True) == (
            (report := verified(tables(0, waiting=2))).entries,
            report.waiting,
            report.holds,
        )

    def test_holds_without_tiles_for_an_auditor_with_an_export(self) -> None:
        assert verify(SOUND.entries, SOUND.checkpoints, of_one(SIGNER.verifier_key)).holds

    def test_tells_how_far_it_is(self) -> None:
        told: list[int] = []

        verify(tables(5000).entries, [], of_one(SIGNER.verifier_key), progress=told.append)

        assert [4096] == told

    def test_wants_a_key_even_if_there_is_nothing_to_check(self) -> None:
        with pytest.raises(BadInput, match="verifier key"):
            verify([], [], of_one("nonsense"))


class TestChangedEntry:
    @given(index=st.integers(0, COUNT + 2), data=st.data())
    @settings(max_examples=150, deadline=None)
    def test_any_changed_byte_names_the_act(self, index: int, data: st.DataObject) -> None:
        raw = bytearray(SOUND.entries[index].entry)
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))

        assert act_name(index) in acts(verified(with_entry(index, entry=bytes(raw))))

    @given(index=st.integers(0, COUNT + 2), byte=st.integers(0, 31), mask=st.integers(1, 255))
    @settings(max_examples=100, deadline=None)
    def test_any_changed_byte_of_a_leaf_names_the_act(self, index: int, byte: int, mask: int) -> None:
        leaf = bytearray(SOUND.entries[index].leaf)
        leaf[byte] ^= mask

        assert act_name(index) in acts(verified(with_entry(index, leaf=bytes(leaf))))

    @pytest.mark.parametrize("index", [0, 255, 256, 511])
    def test_forged_with_its_leaf_is_named_by_the_tile(self, index: int) -> None:
        """The case that golang.org/x/mod before 0.40.0 let through (CVE-2026-56865)."""
        bytes_, leaf = forged(index)

        assert act_name(index) in acts(verified(with_entry(index, entry=bytes_, leaf=leaf)))

    def test_forged_with_its_leaf_behind_the_last_tile_is_found_by_the_root(self) -> None:
        bytes_, leaf = forged(550)

        report = verified(with_entry(550, entry=bytes_, leaf=leaf))

        assert [
            "entries at index 512 to 599 do not give the root that was signed: one of them, or the root, was changed"
        ] == [problem.sentence for problem in report.problems]

    def test_forged_alone_under_a_checkpoint_is_named(self) -> None:
        bytes_, leaf = forged(1)
        ledger = tables(3, 1, 2)
        ledger.entries[1] = ledger.entries[1]._replace(entry=bytes_, leaf=leaf)

        assert {act_name(1)} == acts(verified(ledger))

    def test_forged_with_leaf_and_tile_is_found_by_the_root(self) -> None:
        bytes_, leaf = forged(40)
        ledger = with_entry(40, entry=bytes_, leaf=leaf)
        hashes = ledger.leaves()[:256]
        ledger.tiles[0, 0] = Tile(0, 0, b"".join(hashes), root_of(hashes))

        report = verified(ledger)

        assert ["entries at index 2 to 199 do not give"] == [p.sentence[:37] for p in report.problems]

    @pytest.mark.parametrize("change", [{"act": "another"}, {"kind": "another"}, {"at": 5}])
    def test_column_that_says_something_else_is_found(self, change: dict[str, object]) -> None:
        report = verified(with_entry(7, **change))

        assert [7] == [problem.position for problem in report.problems]

    @pytest.mark.parametrize("value", ["text", None, 5, 1.5])
    def test_bytes_that_became_something_else_in_the_file_are_found(self, value: object) -> None:
        assert {act_name(9)} <= acts(verified(with_entry(9, entry=value)))
        assert {act_name(9)} <= acts(verified(with_entry(9, leaf=value)))
        for leaf in (bytes(32), b"", None):
            assert {act_name(9)} <= acts(verified(with_entry(9, entry=value, leaf=leaf)))


class TestOrder:
    @pytest.mark.parametrize("index", [0, 1, 256, 598])
    def test_a_removed_entry_is_found(self, index: int) -> None:
        ledger = copy()
        del ledger.entries[index]

        assert act_name(index + 1) in acts(verified(ledger))

    @pytest.mark.parametrize("end", [0, 1, 255, 256, 300, 599])
    def test_a_cut_off_end_is_found(self, end: int) -> None:
        ledger = copy()
        del ledger.entries[end:]

        assert f"600 entries were signed, only {end} are here: the end was cut off" in {
            problem.sentence for problem in verified(ledger).problems
        }

    def test_a_cut_off_end_with_its_checkpoints_needs_an_older_proof(self) -> None:
        """Said openly: a whole older ledger holds in itself; a receipt or checkpoint from later shows it."""
        assert verified(tables(300)).holds

    def test_an_inserted_entry_is_found(self) -> None:
        ledger = copy()
        ledger.entries.insert(100, kept(9999, 100))

        assert act_name(100) in acts(verified(ledger))

    def test_an_entry_placed_behind_the_last_checkpoint_is_found(self) -> None:
        ledger = copy()
        ledger.entries[COUNT] = ledger.entries[COUNT]._replace(position=COUNT)

        assert [COUNT] == [problem.position for problem in verified(ledger).problems]

    def test_two_entries_that_changed_places_are_found(self) -> None:
        ledger = copy()
        a, b = ledger.entries[30:32]
        ledger.entries[30], ledger.entries[31] = b._replace(position=30), a._replace(position=31)

        assert {act_name(30), act_name(31)} <= acts(verified(ledger))

    @pytest.mark.parametrize("position", [-1, 3, 10**18, "4", None])
    def test_a_wrong_place_is_found(self, position: object) -> None:
        assert not verified(with_entry(4, position=position)).holds

    def test_after_a_gap_the_entries_are_still_checked_themselves(self) -> None:
        ledger = with_entry(500, leaf=bytes(32))
        del ledger.entries[10]

        assert {act_name(11), act_name(500)} == acts(verified(ledger))


class TestTilesAndCheckpoints:
    @given(data=st.data())
    @settings(max_examples=60, deadline=None)
    def test_any_changed_byte_of_a_tile_is_found(self, data: st.DataObject) -> None:
        ledger = copy()
        tile = ledger.tiles[data.draw(st.sampled_from(sorted(ledger.tiles)))]
        hashes, root = bytearray(tile.hashes), bytearray(tile.root)
        which = data.draw(st.sampled_from([hashes, root]))
        which[data.draw(st.integers(0, len(which) - 1))] ^= data.draw(st.integers(1, 255))
        ledger.tiles[tile.level, tile.number] = Tile(tile.level, tile.number, bytes(hashes), bytes(root))

        assert not verified(ledger).holds

    @pytest.mark.parametrize("hashes", [b"", b"short", "text", None])
    def test_a_missing_or_broken_tile_is_found(self, hashes: object) -> None:
        ledger = copy()
        ledger.tiles[0, 1] = ledger.tiles[0, 1]._replace(hashes=hashes)  # type: ignore[arg-type]
        del ledger.tiles[0, 0]

        sentences = {problem.sentence for problem in verified(ledger).problems}

        assert {f"tile 0/{n} is missing, or not what the entries give" for n in (0, 1)} == sentences

    @given(which=st.integers(0, 6), data=st.data())
    @settings(max_examples=150, deadline=None)
    def test_any_changed_byte_of_a_checkpoint_is_found(self, which: int, data: st.DataObject) -> None:
        ledger = copy()
        raw = bytearray(ledger.checkpoints[which].note.encode())
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
        note = raw.decode("utf-8", "surrogateescape")
        ledger.checkpoints[which] = ledger.checkpoints[which]._replace(note=note)

        report = verified(ledger)

        assert any(f"checkpoint of {SOUND.checkpoints[which].size} entries" in p.sentence for p in report.problems)

    def test_a_checkpoint_under_another_size_is_found(self) -> None:
        ledger = copy()
        ledger.checkpoints[2] = ledger.checkpoints[2]._replace(size=201)

        assert ["the checkpoint of 200 entries is filed under 201"] == [p.sentence for p in verified(ledger).problems]

    @pytest.mark.parametrize("note", [None, b"bytes", 5])
    def test_a_checkpoint_that_became_something_else_is_found(self, note: object) -> None:
        ledger = copy()
        ledger.checkpoints[0] = ledger.checkpoints[0]._replace(note=note)  # type: ignore[arg-type]

        assert 1 == len(verified(ledger).problems)

    def test_another_key_of_the_same_name_is_found_at_every_checkpoint(self) -> None:
        ledger = copy()
        tree = Tree()
        ledger.checkpoints.clear()
        for one in ledger.entries[:COUNT]:
            tree.append(one.leaf)
        ledger.checkpoints.append(signed(COUNT, tree.root(), STRANGER))

        assert any("not signed by the key" in problem.sentence for problem in verified(ledger).problems)

    def test_a_fork_signed_by_our_own_key_is_found(self) -> None:
        """The desk itself cannot sign two histories: one of the two roots is not that of the entries."""
        ledger = copy()
        ledger.checkpoints.insert(3, signed(201, leaf_hash(b"another history")))

        report = verified(ledger)

        assert [act_name(200)] == [problem.act for problem in report.problems]
        assert COUNT == report.size

    def test_a_lost_last_checkpoint_is_found(self) -> None:
        ledger = copy()
        del ledger.checkpoints[-1]

        assert ["entries from index 512 on have a place, but no checkpoint covers them"] == [
            problem.sentence for problem in verified(ledger).problems
        ]


class TestMany:
    def test_ten_thousand_random_edits_of_entries_are_found(self) -> None:
        chance = random.Random(20260301)
        small = tables(20, 13)
        for _ in range(10_000):
            index, edit = chance.randrange(20), chance.randrange(4)
            one = small.entries[index]
            bytes_, leaf = forged(index)
            change: Kept = [
                one._replace(entry=one.entry[:9] + bytes([one.entry[9] ^ 1]) + one.entry[10:]),
                one._replace(leaf=chance.randbytes(32)),
                one._replace(entry=bytes_, leaf=leaf),
                one._replace(at=one.at + 1),
            ][edit]
            edited = replace(small, entries=[*small.entries[:index], change, *small.entries[index + 1 :]])
            if verified(edited).holds:
                pytest.fail(f"edit {edit} of entry {index} was not found")

    def test_problems_are_listed_up_to_a_thousand_and_counted_beyond(self) -> None:
        broken = [kept(n, None)._replace(leaf=b"") for n in range(MOST_PROBLEMS + 5)]

        report = verify(broken, [], of_one(SIGNER.verifier_key))

        assert (MOST_PROBLEMS, 5) == (len(report.problems), report.unlisted)
