"""Signatures: another library verifies ours and we verify theirs; anything changed, and any other algorithm, is refused."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as their_jws
from joserfc.jwk import OKPKey

from fairdesk.accountability.notes import Signer
from fairdesk.consent.jws import Unsound, jwk, key_id, public_key, sign, verify
from fairdesk.nouns import BadInput

SEED = bytes(range(32))
SIGNER = Signer("fairdesk/test", SEED)
PUBLIC = public_key(SIGNER.verifier_key)
BODY = {"says": "grüß Gott", "n": [1, 2]}


def packed(thing: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(thing).encode()).rstrip(b"=").decode()


def test_another_library_verifies_ours() -> None:
    read = their_jws.deserialize_compact(sign(BODY, SEED), OKPKey.import_key(dict(jwk(PUBLIC))), algorithms=["EdDSA"])

    assert json.loads(read.payload) == BODY


def test_and_we_verify_theirs() -> None:
    key = OKPKey.import_key({**jwk(PUBLIC), "d": base64.urlsafe_b64encode(SEED).rstrip(b"=").decode()})
    theirs = their_jws.serialize_compact(
        {"alg": "EdDSA", "kid": key_id(PUBLIC)}, json.dumps(BODY), key, algorithms=["EdDSA"]
    )

    assert verify(theirs, PUBLIC) == BODY


def test_the_keys_id_is_its_thumbprint_as_another_library_works_it_out() -> None:
    assert OKPKey.import_key(dict(jwk(PUBLIC))).thumbprint() == key_id(PUBLIC)


def test_rfc_8037_appendix_a() -> None:
    """The key, its thumbprint and the signature that the specification prints."""
    seed = base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    public = public_key(
        json.dumps({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    )

    assert "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" == key_id(public)
    assert verify(sign(BODY, seed), public) == BODY


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_any_changed_byte_is_noticed(place: int, change: int) -> None:
    signed = bytearray(sign(BODY, SEED), "ascii")
    signed[place % len(signed)] ^= change

    with pytest.raises((Unsound, BadInput)):
        verify(signed.decode("latin-1"), PUBLIC)


@given(st.text(max_size=300))
def test_what_is_no_signature_is_refused_calmly(text: str) -> None:
    with pytest.raises((Unsound, BadInput)):
        verify(text, PUBLIC)
    with pytest.raises(BadInput):
        public_key("no key " + text)


@pytest.mark.parametrize("alg", ["none", "HS256", "ES256", ""])
def test_no_other_algorithm_is_spoken(alg: str) -> None:
    header, body, signature = sign(BODY, SEED).split(".")
    other = packed({"alg": alg, "kid": key_id(PUBLIC)})

    with pytest.raises(Unsound, match="only EdDSA"):
        verify(f"{other}.{body}.{signature}", PUBLIC)
    with pytest.raises(Unsound, match="only EdDSA"):
        verify(f"{packed({'alg': 'none', 'kid': key_id(PUBLIC)})}.{body}.", PUBLIC)


def test_another_key_is_named_as_the_reason() -> None:
    with pytest.raises(Unsound, match="another key signed it"):
        verify(sign(BODY, bytes(32)), PUBLIC)


@pytest.mark.parametrize(
    "published",
    [SIGNER.verifier_key, json.dumps(jwk(PUBLIC)), json.dumps({"keys": [jwk(PUBLIC)]}), f"  {SIGNER.verifier_key}\n"],
)
def test_a_key_is_read_however_it_was_published(published: str) -> None:
    assert PUBLIC == public_key(published)


@pytest.mark.parametrize(
    "wrong", ["", "a+b", "a+b+c", "{}", '{"keys": []}', '{"kty": "OKP", "crv": "Ed25519", "x": "AA"}']
)
def test_what_is_no_key_is_refused(wrong: str) -> None:
    with pytest.raises(BadInput):
        public_key(wrong)
