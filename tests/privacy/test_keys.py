"""Sealing and keys, against published test vectors where there are some."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.privacy.keys import (
    OwnedKey,
    Tampered,
    lookup_token,
    new_key,
    opening,
    seal,
    unseal,
)

PLACE = "desk_item|c1|7|body"


class TestSealing:
    @given(st.binary(max_size=300), st.text(max_size=40).filter(lambda s: s.isprintable()))
    def test_opens_with_the_key_at_its_place(self, plaintext: bytes, place: str) -> None:
        key = new_key()

        assert plaintext == unseal(key, seal(key, plaintext, place), place)

    def test_has_a_version_a_nonce_of_its_own_and_hides_the_words(self) -> None:
        key = new_key()
        one, other = seal(key, b"where is my parcel", PLACE), seal(key, b"where is my parcel", PLACE)

        assert (1, 1 + 12 + 18 + 16) == (one[0], len(one))
        assert one[1:13] != other[1:13]
        assert b"parcel" not in one

    def test_a_changed_byte_another_place_or_another_key_does_not_open(self) -> None:
        key = new_key()
        sealed = seal(key, b"secret", PLACE)

        for place in range(len(sealed)):
            with pytest.raises(Tampered):
                unseal(key, sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], PLACE)
        with pytest.raises(Tampered, match="changed, moved or sealed by another key"):
            unseal(key, sealed, "desk_item|c1|8|body")
        with pytest.raises(Tampered):
            unseal(new_key(), sealed, PLACE)

    @pytest.mark.parametrize("stored", [b"", b"\x01", b"\x01" + b"x" * 11, b"\x02" + b"x" * 40])
    def test_what_is_not_sealed_does_not_open(self, stored: bytes) -> None:
        with pytest.raises(Tampered):
            unseal(new_key(), stored, PLACE)


def hkdf(key: bytes, info: bytes) -> bytes:
    """RFC 5869 for one block, written out: the outside oracle of `opening`."""
    pseudo_random = hmac.digest(b"\x00" * 32, key, hashlib.sha256)
    return hmac.digest(pseudo_random, info + b"\x01", hashlib.sha256)


def test_an_opening_is_hkdf_of_key_and_act_alone() -> None:
    key = bytes(range(32))

    assert hkdf(key, b"fairdesk ledger opening v1|act-1") == opening(key, "act-1")
    assert opening(key, "act-2") != opening(key, "act-1") != opening(new_key(), "act-1")


def test_a_lookup_token_is_hmac_sha256() -> None:
    # RFC 4231, test case 2.
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

    assert expected == lookup_token(b"Jefe", "what do ya want for nothing?").hex()


class TestOwnedKey:
    """A key that knows whose it is binds what it seals to tenant, customer, place and version."""

    SECRET = new_key()
    DANA = OwnedKey.of(SECRET, "desk-1", "dana")

    def test_opens_what_it_sealed_at_its_place(self) -> None:
        sealed = seal(self.DANA, b"words", PLACE)

        assert b"words" == unseal(self.DANA, sealed, PLACE)
        assert 2 == sealed[0]

    @pytest.mark.parametrize(
        "other",
        [
            OwnedKey.of(SECRET, "desk-1", "sam"),
            OwnedKey.of(SECRET, "desk-2", "dana"),
            OwnedKey.of(SECRET, "desk-1", "dana", version=2),
            SECRET,
        ],
        ids=["another customer", "another company", "another version", "nobody's"],
    )
    def test_the_same_secret_under_another_owner_does_not_open_it(self, other: bytes) -> None:
        with pytest.raises(Tampered):
            unseal(other, seal(self.DANA, b"words", PLACE), PLACE)

    def test_the_associated_data_are_what_the_page_says(self) -> None:
        """By another hand: AES-256-GCM with tenant|subject|place|version."""
        sealed = seal(self.DANA, b"words", "desk_item|c1|7")

        assert b"words" == AESGCM(self.SECRET).decrypt(sealed[1:13], sealed[13:], b"desk-1|dana|desk_item|c1|7|1")

    def test_opens_what_the_version_before_sealed(self) -> None:
        assert b"words" == unseal(self.DANA, seal(self.SECRET, b"words", PLACE), PLACE)

    def test_is_the_secret_wherever_bytes_are_wanted(self) -> None:
        assert opening(self.SECRET, "act") == opening(self.DANA, "act")
        assert self.SECRET == self.DANA
