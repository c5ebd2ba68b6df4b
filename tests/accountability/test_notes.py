"""Signed notes and checkpoints against the specification's own examples, and against anybody who changes a byte."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import (
    Checkpoint,
    Signer,
    check_key,
    checkpoint_text,
    decimal,
    decoded,
    encoded,
    open_note,
    parse_checkpoint,
    read_checkpoint,
    verify_note,
)
from fairdesk.nouns import BadInput
from tests.accountability.examples import SIGNER, STRANGER

# The example of c2sp.org/signed-note, section "Verifier keys".
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# Key, signature and hash of golang.org/x/mod, sumdb/note/note_test.go (the transparency log of Go modules).
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ROOT = bytes(range(32))


class TestOutsideExamples:
    @pytest.mark.parametrize(("note", "key"), [(SPEC_NOTE, SPEC_KEY), (GO_NOTE, GO_KEY)])
    def test_verify(self, note: str, key: str) -> None:
        assert note.partition("\n\n")[0] + "\n" == verify_note(note, key)

    @pytest.mark.parametrize(("note", "key"), [(SPEC_NOTE, SPEC_KEY), (GO_NOTE, GO_KEY)])
    def test_no_byte_of_them_can_be_changed(self, note: str, key: str) -> None:
        raw = note.encode()
        for position in range(len(raw)):
            changed = raw[:position] + bytes([raw[position] ^ 1]) + raw[position + 1 :]
            with pytest.raises((BadInput, Tampered)):
                verify_note(changed.decode("utf-8", "surrogateescape"), key)


class TestSigning:
    def test_is_read_with_the_published_key(self) -> None:
        note = SIGNER.sign("words\n")

        assert "words\n" == verify_note(note, SIGNER.verifier_key)
        assert note.startswith("words\n\n— fairdesk/test-desk ")

    def test_is_plain_ed25519_over_the_text_behind_four_bytes_of_key_id(self) -> None:
        raw = base64.b64decode(SIGNER.sign("words\n").split()[-1])
        public = Ed25519PrivateKey.from_private_bytes(SIGNER.seed).public_key()

        assert SIGNER.verifier_key.split("+")[1] == raw[:4].hex()
        public.verify(raw[4:], b"words\n")

    def test_text_with_empty_lines_keeps_them(self) -> None:
        text = "one\n\ntwo\n\nthree\n"

        assert text == verify_note(SIGNER.sign(text), SIGNER.verifier_key)

    def test_text_must_end_its_last_line(self) -> None:
        with pytest.raises(BadInput, match="newline"):
            SIGNER.sign("words")

    @pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u2003b", "a\x01b"])
    def test_names_that_a_note_cannot_hold_are_refused(self, name: str) -> None:
        with pytest.raises(BadInput, match="name of a key"):
            Signer(name, bytes(32))

    def test_a_seed_has_32_bytes_and_is_never_shown(self) -> None:
        with pytest.raises(BadInput, match="32 bytes"):
            Signer("a", bytes(31))
        assert "seed" not in repr(SIGNER)


class TestVerifying:
    def test_another_key_of_the_same_name_is_not_ours(self) -> None:
        with pytest.raises(Tampered, match="not signed by"):
            verify_note(STRANGER.sign("words\n"), SIGNER.verifier_key)

    def test_other_signatures_are_passed_over(self) -> None:
        witness = Signer("witness.example", bytes(range(1, 33)))
        both = SIGNER.sign("words\n") + witness.sign("words\n").rpartition("\n\n")[2]

        assert "words\n" == verify_note(both, SIGNER.verifier_key)
        assert "words\n" == verify_note(both, witness.verifier_key)

    def test_one_good_and_one_bad_signature_of_the_same_key_are_bad(self) -> None:
        good, bad = SIGNER.sign("words\n"), SIGNER.sign("other\n").rpartition("\n\n")[2]

        with pytest.raises(Tampered, match="does not fit"):
            verify_note(good + bad, SIGNER.verifier_key)

    def test_sixteen_signatures_are_read_and_a_thousand_are_not(self) -> None:
        line = STRANGER.sign("words\n").rpartition("\n\n")[2]
        note = SIGNER.sign("words\n")

        assert "words\n" == verify_note(note + line * 15, SIGNER.verifier_key)
        with pytest.raises(BadInput, match="signatures"):
            verify_note(note + line * 1000, SIGNER.verifier_key)

    @pytest.mark.parametrize(
        "note", ["", "\n", "\n\n", "words\n", "words\n\n", "words\n\n— a b", "words\n\n- a b\n", "a\r\n\n— a b\n"]
    )
    def test_what_is_not_a_note_is_refused(self, note: str) -> None:
        with pytest.raises(BadInput):
            verify_note(note, SIGNER.verifier_key)

    def test_a_note_of_a_million_letters_is_refused(self) -> None:
        with pytest.raises(BadInput, match="too long"):
            open_note("a" * 1_000_001)

    @given(text=st.text(max_size=200))
    def test_any_text_is_refused_politely(self, text: str) -> None:
        with pytest.raises((BadInput, Tampered)):
            verify_note(text, SIGNER.verifier_key)

    @given(text=st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1), data=st.data())
    @settings(deadline=None)
    def test_any_changed_byte_is_found(self, text: str, data: st.DataObject) -> None:
        raw = bytearray(SIGNER.sign(text + "\n").encode())
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))

        with pytest.raises((BadInput, Tampered)):
            verify_note(raw.decode("utf-8", "surrogateescape"), SIGNER.verifier_key)


class TestVerifierKey:
    @pytest.mark.parametrize(
        "key",
        [
            "",
            "name",
            "name+00000000",
            "na me+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+BekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U",
            "example.com/foo+530d903a+not base64",
        ],
    )
    def test_that_is_none_is_refused(self, key: str) -> None:
        with pytest.raises(BadInput):
            check_key(key)

    def test_may_hold_a_plus_in_its_base64(self) -> None:
        with_plus = next(
            signer
            for signer in (Signer("plus", number.to_bytes(32, "big")) for number in range(200))
            if signer.verifier_key.count("+") > 2
        )

        assert "words\n" == verify_note(with_plus.sign("words\n"), with_plus.verifier_key)

    def test_copied_with_a_newline_still_works(self) -> None:
        assert "words\n" == verify_note(SIGNER.sign("words\n"), SIGNER.verifier_key + "\n")


class TestCheckpoints:
    def test_text_is_origin_size_root(self) -> None:
        """The example of c2sp.org/tlog-checkpoint."""
        expected = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        root = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")

        assert expected == checkpoint_text("example.com/behind-the-sofa", 20852163, root)
        assert Checkpoint("example.com/behind-the-sofa", 20852163, root) == parse_checkpoint(expected)

    def test_come_back_as_signed(self) -> None:
        note = SIGNER.sign(checkpoint_text(SIGNER.name, 7, ROOT))

        assert Checkpoint(SIGNER.name, 7, ROOT) == read_checkpoint(note, SIGNER.verifier_key)

    def test_of_another_log_are_refused_even_if_signed(self) -> None:
        note = SIGNER.sign(checkpoint_text("fairdesk/another-desk", 7, ROOT))

        with pytest.raises(Tampered, match="another"):
            read_checkpoint(note, SIGNER.verifier_key)

    def test_extension_lines_are_passed_over(self) -> None:
        assert 7 == parse_checkpoint(checkpoint_text("o", 7, ROOT) + "more\n").size

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "o\n7\n",
            f"o\n07\n{encoded(ROOT)}\n",
            f"o\n-7\n{encoded(ROOT)}\n",
            f"o\n٧\n{encoded(ROOT)}\n",
            f"o\n7 \n{encoded(ROOT)}\n",
            f"o\n{'9' * 20}\n{encoded(ROOT)}\n",
            f"o\n7\n{encoded(ROOT[:31])}\n",
            f"o\n7\n{encoded(ROOT)}\n\nmore\n",
            f"\n7\n{encoded(ROOT)}\n",
        ],
    )
    def test_written_otherwise_are_refused(self, text: str) -> None:
        with pytest.raises(BadInput):
            parse_checkpoint(text)


class TestSpelling:
    def test_base64_has_one_spelling(self) -> None:
        assert b"\x01" == decoded("AQ==", "it")
        for other in ("AR==", "AQ=", "AQ", "AQ==\n", " AQ==", "A Q==", "AQ==AQ==", "é"):
            with pytest.raises(BadInput, match="it is not"):
                decoded(other, "it")

    def test_numbers_have_one_spelling(self) -> None:
        assert [0, 10] == [decimal("0", "it"), decimal("10", "it")]
        for other in ("", "00", "01", "+1", "1_0", "1 ", "²"):
            with pytest.raises(BadInput, match="it is not"):
                decimal(other, "it")
