"""A proof is made from facts that suffice, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.rights.proof import Erased, NotProven, Proof, of_acts, of_correction, of_erasure, of_file

GONE = Erased(
    {"desk_item": 5, "desk_turn": 2}, {"desk_item": 0, "desk_turn": 0}, True, (), 40, ("fairdesk.db",), "act-1"
)


class TestNobodyElseMakesOne:
    @pytest.mark.parametrize("made", [None, True, object(), "made"])
    def test_a_made_up_proof_is_a_type_error(self, made):
        with pytest.raises(TypeError):
            Proof("R-1", "erase", {"key_destroyed": True}, made)


class TestErasure:
    def test_it_holds_what_was_and_what_is(self):
        proof = of_erasure("R-1", GONE)

        assert (5, 0, True, "act-1") == tuple(
            proof.facts[name] for name in ("before desk_item", "after desk_item", "key_destroyed", "act")
        )

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"after": {"desk_item": 1, "desk_turn": 0}}, "desk_item still has 1 rows"),
            ({"key_destroyed": False}, "key still opens"),
            ({"found_again": ("oversight_pause",)}, "found again in oversight_pause"),
            ({"tables": 0}, "nobody searched"),
            ({"act": ""}, "ledger does not know"),
        ],
    )
    def test_each_thing_that_is_not_so_is_named(self, change, says):
        with pytest.raises(NotProven, match=says):
            of_erasure("R-1", replace(GONE, **change))

    def test_its_digest_changes_with_every_fact(self):
        one = of_erasure("R-1", GONE).digest

        assert one == of_erasure("R-1", GONE).digest
        others = {
            of_erasure("R-2", GONE).digest,
            of_erasure("R-1", replace(GONE, act="act-2")).digest,
            of_erasure("R-1", replace(GONE, before={"desk_item": 6, "desk_turn": 2})).digest,
        }
        assert 3 == len(others - {one})


class TestTheOthers:
    def test_a_file_is_proven_by_its_hash(self):
        assert {"sha256": "a" * 64, "bytes": 3, "act": "act"} == of_file("R-1", "export", "a" * 64, 3, "act").facts

    @pytest.mark.parametrize(
        "make",
        [
            lambda: of_file("R-1", "export", "", 3, "act"),
            lambda: of_file("R-1", "export", "a" * 64, 0, "act"),
            lambda: of_file("R-1", "export", "a" * 64, 3, ""),
            lambda: of_file("R-1", "erase", "a" * 64, 3, "act"),
            lambda: of_correction("R-1", "same", "same", "act"),
            lambda: of_correction("R-1", "", "new", "act"),
            lambda: of_correction("R-1", "old", "new", ""),
            lambda: of_acts("R-1", "object", ()),
            lambda: of_acts("R-1", "object", ("",)),
            lambda: of_acts("R-1", "erase", ("act",)),
        ],
    )
    def test_what_does_not_suffice_is_no_proof(self, make):
        with pytest.raises(NotProven):
            make()
