"""JSON Web Signatures in the compact form, with Ed25519: what any JOSE library verifies.

    signed = sign(body, seed)
    verify(signed, public_key(line))        raises Unsound unless that key signed these very bytes

Specifications: RFC 7515 (JWS), RFC 8037 (Ed25519 in JOSE, "EdDSA" with "OKP" keys), RFC 7638 (the thumbprint that names
a key). One algorithm is spoken; whatever another header asks for is refused, "none" first (RFC 8725, section 3.1).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fairdesk.nouns import BadInput

TYPE = "consent-receipt+jws"
LONGEST = 1_000_000


class Unsound(Exception):
    """These are not the words that this key signed."""


def sign(body: Mapping[str, Any], seed: bytes) -> str:
    """Return *body* as a signed compact JWS; *seed* is the key's 32 secret bytes."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    header = {"alg": "EdDSA", "typ": TYPE, "cty": "ld+json", "kid": key_id(private.public_key().public_bytes_raw())}
    signed = f"{_packed(_exact(header))}.{_packed(_exact(body))}"
    return f"{signed}.{_packed(private.sign(signed.encode()))}"


def verify(signed: str, public: bytes) -> Mapping[str, Any]:
    """Return the body that the key *public* (32 bytes) signed.

    Raises Unsound if it did not, or not these bytes; BadInput if this is no compact JWS of a JSON object.
    """
    header, body, signature = _parts(signed)
    told = _object(header, "its header")
    if told.get("alg") != "EdDSA" or "crit" in told:
        raise Unsound(f"it is signed with {told.get('alg')!r}; only EdDSA without extensions is trusted")
    if told.get("kid") != key_id(public):
        raise Unsound("another key signed it: the key's id in it is not the id of the key you gave")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            _unpacked(signature, "its signature"), f"{header}.{body}".encode()
        )
    except InvalidSignature as wrong:
        raise Unsound("the signature does not fit: these are not the words that were signed") from wrong
    return _object(body, "its body")


def jwk(public: bytes) -> Mapping[str, str]:
    """Return a public key as a JSON Web Key."""
    return {**_members(public), "kid": key_id(public), "use": "sig", "alg": "EdDSA"}


def key_id(public: bytes) -> str:
    """Return the thumbprint of a public key (RFC 7638): the hash of its required members in their order."""
    return _packed(hashlib.sha256(_exact(_members(public))).digest())


def public_key(line: str) -> bytes:
    """Return the 32 bytes of a public key that was published as name+id+key, as a JWK, or as a set of one JWK.

    Raises BadInput if it is none of these.
    """
    text = line.strip()
    if text.startswith("{"):
        return _key_in(_json(text, "this key"))
    try:
        raw = base64.b64decode(text.split("+", 2)[2], validate=True)
    except (IndexError, binascii.Error, ValueError) as wrong:
        raise BadInput("a public key is written name+id+key, or is a JSON Web Key; copy the whole of it") from wrong
    if len(raw) != 33 or raw[0] != 1:
        raise BadInput("this public key is not an Ed25519 key")
    return raw[1:]


def _key_in(found: Mapping[str, Any]) -> bytes:
    keys = found.get("keys", [found])
    one = keys[0] if isinstance(keys, list) and len(keys) == 1 and isinstance(keys[0], dict) else {}
    if one.get("kty") != "OKP" or one.get("crv") != "Ed25519" or not isinstance(one.get("x"), str):
        raise BadInput("this JSON Web Key is not one Ed25519 key")
    raw = _unpacked(one["x"], "the key")
    if len(raw) != 32:
        raise BadInput("an Ed25519 key has 32 bytes")
    return raw


def _members(public: bytes) -> dict[str, str]:
    return {"crv": "Ed25519", "kty": "OKP", "x": _packed(public)}


def _parts(signed: str) -> tuple[str, str, str]:
    parts = signed.strip().split(".")
    if len(parts) != 3 or len(signed) > LONGEST:
        raise BadInput("this is not a signed receipt: three parts with dots between them are needed")
    return parts[0], parts[1], parts[2]


def _object(part: str, what: str) -> Mapping[str, Any]:
    return _json(_unpacked(part, what).decode("utf-8", "replace"), what)


def _json(text: str, what: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise BadInput(f"{what} cannot be read as JSON") from wrong
    if not isinstance(found, dict):
        raise BadInput(f"{what} is not a JSON object")
    return found


def _exact(thing: object) -> bytes:
    return json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _unpacked(text: str, what: str) -> bytes:
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise BadInput(f"{what} is not readable as base64url") from wrong
    # Python forgives loose bits in the last letter; a signature has one spelling only.
    if _packed(raw) != text:
        raise BadInput(f"{what} is not spelled as base64url should be")
    return raw
