"""The tree against everything outside that knows RFC 6962: published vectors, pymerkle, and its own definition."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdesk.accountability.tree import (
    TILE,
    Tile,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    split,
    verify_consistency,
    verify_inclusion,
)
from tests.accountability.examples import hashes_of, leaves

# Test vectors of Certificate Transparency (RFC 6962), as in google/trillian, merkle/log_verifier_test.go.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
VECTOR_LEAVES = [leaf_hash(bytes.fromhex(one)) for one in INPUTS]
FIRST_OF_EIGHT = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
SIXTH_OF_EIGHT = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
SIX_TO_EIGHT = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
TWO_TO_FIVE = [
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
]


def grown(hashes: list[bytes]) -> Tree:
    tree = Tree()
    for one in hashes:
        tree.append(one)
    return tree


def defined(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word: split at the largest power of two below n."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(defined(hashes[:k]), defined(hashes[k:]))


class TestPublishedVectors:
    @pytest.mark.parametrize("size", range(9))
    def test_roots(self, size: int) -> None:
        assert ROOTS[size] == grown(VECTOR_LEAVES[:size]).root().hex()
        assert ROOTS[size] == root_of(VECTOR_LEAVES[:size]).hex()

    @pytest.mark.parametrize(("index", "proof"), [(0, FIRST_OF_EIGHT), (5, SIXTH_OF_EIGHT)])
    def test_inclusion(self, index: int, proof: list[str]) -> None:
        assert proof == [one.hex() for one in inclusion_proof(index, 8, hashes_of(VECTOR_LEAVES))]

    @pytest.mark.parametrize(
        ("old", "new", "proof"), [(1, 8, FIRST_OF_EIGHT), (6, 8, SIX_TO_EIGHT), (2, 5, TWO_TO_FIVE)]
    )
    def test_consistency(self, old: int, new: int, proof: list[str]) -> None:
        assert proof == [one.hex() for one in consistency_proof(old, new, hashes_of(VECTOR_LEAVES))]

    def test_leaf_and_node_are_told_apart_by_their_first_byte(self) -> None:
        assert sha256(b"\x00entry").digest() == leaf_hash(b"entry")
        assert sha256(b"\x01" + b"a" * 32 + b"b" * 32).digest() == node_hash(b"a" * 32, b"b" * 32)


class TestGrowth:
    @pytest.mark.parametrize("size", [*range(1, 70), 255, 256, 257, 511, 512, 513, 1000])
    def test_root_is_the_definition_of_the_standard(self, size: int) -> None:
        assert defined(leaves(size)) == grown(leaves(size)).root()

    def test_root_over_three_levels_of_tiles(self) -> None:
        many = leaves(TILE * TILE + TILE + 3)

        assert defined(many) == grown(many).root()

    def test_a_tile_is_handed_out_when_it_is_full(self) -> None:
        tree, all_leaves = Tree(), leaves(2 * TILE)

        filled = [tile for leaf in all_leaves for tile in tree.append(leaf)]

        assert [(0, 0), (0, 1)] == [(tile.level, tile.number) for tile in filled]
        assert all_leaves[:TILE] == split(filled[0].hashes)
        assert defined(all_leaves[:TILE]) == filled[0].root

    def test_the_tile_above_is_filled_by_the_tile_below(self) -> None:
        tree = Tree(TILE * TILE - 1, [leaves(TILE - 1), leaves(TILE - 1)])

        filled = tree.append(leaf_hash(b"last"))

        assert [(0, TILE - 1), (1, 0)] == [(tile.level, tile.number) for tile in filled]
        assert filled[0].root == split(filled[1].hashes)[-1]
        assert [[], [], [filled[1].root]] == tree.edge

    @given(first=st.integers(0, 600), more=st.integers(0, 300))
    @settings(max_examples=30, deadline=None)
    def test_a_tree_continued_from_its_edge_is_the_same_tree(self, first: int, more: int) -> None:
        whole, begun = grown(leaves(first + more)), grown(leaves(first))

        continued = Tree(begun.size, begun.edge)
        for leaf in leaves(first + more)[first:]:
            continued.append(leaf)

        assert whole.root() == continued.root()
        assert (whole.size, whole.edge) == (continued.size, continued.edge)

    def test_the_edge_is_copied_not_shared(self) -> None:
        edge = [leaves(3)]

        Tree(3, edge).append(leaf_hash(b"one more"))

        assert 3 == len(edge[0])

    def test_pymerkle_gives_the_same_roots(self) -> None:
        """An outside oracle: pymerkle 7.0.0 (GPL, so it is never a dependency: only where it is installed)."""
        pymerkle = pytest.importorskip("pymerkle", reason="pymerkle 7.0.0 is not installed (optional oracle)")
        theirs, ours = pymerkle.InmemoryTree(algorithm="sha256"), Tree()

        for number in range(600):
            theirs.append_entry(b"entry %d" % number)
            ours.append(leaf_hash(b"entry %d" % number))
            assert theirs.get_state() == ours.root(), number + 1


class TestInclusion:
    def test_every_leaf_of_every_tree_up_to_300_is_proven(self) -> None:
        everything = leaves(300)
        tree = Tree()

        for size in range(1, 301):
            tree.append(everything[size - 1])
            root, get_hash = tree.root(), hashes_of(everything)
            for index in range(0, size, 1 if size < 40 else 17):
                proof = inclusion_proof(index, size, get_hash)
                assert verify_inclusion(index, size, everything[index], proof, root), (index, size)
                assert len(proof) <= (size - 1).bit_length()

    def test_wrong_ones_do_not_pass_at_any_size_up_to_300(self) -> None:
        everything = leaves(301)
        tree = Tree()

        for size in range(1, 301):
            tree.append(everything[size - 1])
            index = size * 7 % size if size < 3 else size * 5 % 7 % size
            self._wrong_ones_fail(everything, index, size, tree.root())

    def _wrong_ones_fail(self, everything: list[bytes], index: int, size: int, root: bytes) -> None:
        proof = inclusion_proof(index, size, hashes_of(everything))
        leaf = everything[index]
        assert verify_inclusion(index, size, leaf, proof, root)
        assert not verify_inclusion(index, size, everything[index + 1], proof, root)
        assert not verify_inclusion(index, size, leaf, proof, everything[300])
        assert not verify_inclusion(index, size, leaf, (*proof, root), root)
        assert not verify_inclusion(index, size, leaf, (root, *proof), root)
        assert not verify_inclusion(size, size, leaf, proof, root)
        assert not verify_inclusion(-1, size, leaf, proof, root)
        for other in range(size):
            assert other == index or not verify_inclusion(other, size, leaf, proof, root)
        if proof:
            assert not verify_inclusion(index, size, leaf, proof[:-1], root)
            assert not verify_inclusion(index, size, leaf, proof[1:], root)
            assert not verify_inclusion(index, size, leaf, tuple(reversed((*proof, leaf))), root)

    @given(size=st.integers(1, 400), data=st.data())
    @settings(max_examples=60, deadline=None)
    def test_any_changed_byte_of_a_proof_is_found(self, size: int, data: st.DataObject) -> None:
        everything = leaves(size)
        index = data.draw(st.integers(0, size - 1))
        proof = [bytearray(one) for one in inclusion_proof(index, size, hashes_of(everything))]
        if not proof:
            return
        which, byte = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 31))

        proof[which][byte] ^= data.draw(st.integers(1, 255))

        assert not verify_inclusion(index, size, everything[index], [bytes(p) for p in proof], root_of(everything))

    @pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
    def test_there_is_no_proof_for_what_is_not_there(self, index: int, size: int) -> None:
        with pytest.raises(ValueError, match="not in a tree"):
            inclusion_proof(index, size, hashes_of(leaves(5)))


class TestConsistency:
    def test_every_pair_of_sizes_up_to_70_and_some_up_to_300(self) -> None:
        everything = leaves(300)
        roots = [root_of(everything[:size]) for size in range(301)]

        pairs = [(old, new) for new in range(71) for old in range(new + 1)]
        pairs += [(old, new) for new in range(71, 301, 13) for old in range(1, new + 1, 7)]
        for old, new in pairs:
            proof = consistency_proof(old, new, hashes_of(everything))
            assert verify_consistency(old, new, roots[old], roots[new], proof), (old, new)

    def test_another_history_does_not_pass(self) -> None:
        everything = leaves(300)
        for new in range(2, 301, 11):
            for old in range(1, new, max(1, new // 9)):
                forked = [*everything[: old - 1], leaf_hash(b"another"), *everything[old:new]]
                proof = consistency_proof(old, new, hashes_of(forked))
                old_root, new_root = root_of(everything[:old]), root_of(forked)
                assert not verify_consistency(old, new, old_root, new_root, proof), (old, new)

    def test_wrong_proofs_do_not_pass(self) -> None:
        everything = leaves(100)
        for old in range(1, 100):
            proof = consistency_proof(old, 100, hashes_of(everything))
            was, now = root_of(everything[:old]), root_of(everything)
            assert not verify_consistency(old, 100, was, now, ())
            assert not verify_consistency(old, 100, was, now, (*proof, was))
            assert not verify_consistency(old, 100, was, now, proof[:-1])
            assert not verify_consistency(old, 100, now, was, proof)
            assert not verify_consistency(100, old, now, was, proof)
            assert not verify_consistency(old, 100, was, leaf_hash(b"x"), proof)

    def test_nothing_is_a_beginning_of_everything_with_an_empty_proof_alone(self) -> None:
        root = root_of(leaves(5))

        assert verify_consistency(0, 5, root_of(()), root, ())
        assert not verify_consistency(0, 5, root, root, ())
        assert not verify_consistency(0, 5, root_of(()), root, (root,))
        assert not verify_consistency(5, 5, root, root_of(()), ())

    def test_a_tree_cannot_begin_with_a_larger_one(self) -> None:
        with pytest.raises(ValueError, match="cannot begin"):
            consistency_proof(6, 5, hashes_of(leaves(6)))


def test_a_tile_compares_by_what_it_holds() -> None:
    assert Tile(0, 1, b"h", b"r") == Tile(0, 1, b"h", b"r")
    assert Tile(0, 1, b"h", b"r") != Tile(0, 1, b"h", b"s")
