"""Encrypt what is kept about a customer under a key of their own, so that destroying the key destroys it everywhere.

    key = OwnedKey.of(new_key(), tenant="a1b2", subject="<customer>")
    sealed = seal(key, b"...", "desk_item|<conversation>|7|body")
    unseal(key, sealed, "desk_item|<conversation>|7|body")     # another place, customer or company: Tampered

A customer's key is random and stored wrapped; a derived key could not be destroyed alone. Sealed bytes are a format
byte, a 12-byte nonce and AES-256-GCM (NIST SP 800-38D). The associated data say whose they are and where they stand:

| format | associated data |
|---|---|
| 1 | place |
| 2 | tenant, subject, place, version of the key |
"""

from __future__ import annotations

import hmac
import os
import secrets
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from fairdesk.nouns import DeskError

KEY_BYTES = 32
_BY_PLACE = b"\x01"
_BY_OWNER = b"\x02"
_NONCE_BYTES = 12
_OPENING = "fairdesk ledger opening v1|"


class Tampered(DeskError):
    """Sealed bytes are not what was sealed here: changed, moved from another place, or under another key."""


class OwnedKey(bytes):
    """A key that knows whose it is, so that what it seals is bound to its owner without each caller saying so.

    `tenant` is the desk's own id, `subject` the customer's id, or "house/<name>" for a key of the house. `version`
    counts keys of one subject; rewrapping does not change it.
    """

    tenant: str
    subject: str
    version: int

    @classmethod
    def of(cls, secret: bytes, tenant: str, subject: str, version: int = 1) -> Self:
        """Return *secret* (32 bytes) as the key of *subject*."""
        key = cls(secret)
        key.tenant, key.subject, key.version = tenant, subject, version
        return key

    def binding(self, place: str) -> bytes:
        """Return the associated data of what this key seals at *place*."""
        return f"{self.tenant}|{self.subject}|{place}|{self.version}".encode()


def new_key() -> bytes:
    """Return 32 random bytes from the operating system."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, place: str) -> bytes:
    """Encrypt *plaintext* so that it opens only with *key*, for its owner, and at *place* ("table|row|column").

    A key that does not know whose it is binds what it seals to the place alone.
    """
    format = _BY_OWNER if isinstance(key, OwnedKey) else _BY_PLACE
    nonce = os.urandom(_NONCE_BYTES)
    return format + nonce + AESGCM(key).encrypt(nonce, plaintext, _about(key, format, place))


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """Return what was sealed, in this format or the one before.

    Raises Tampered if a byte changed or the bytes come from another place, owner, key or format.
    """
    format, nonce, body = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if format not in (_BY_PLACE, _BY_OWNER) or len(nonce) < _NONCE_BYTES:
        raise Tampered(f"what is stored at {place} is not sealed in a known format; restore it from a backup")
    try:
        return AESGCM(key).decrypt(nonce, body, _about(key, format, place))
    except InvalidTag as wrong:
        raise Tampered(f"what is stored at {place} was changed, moved or sealed by another key") from wrong


def _about(key: bytes, format: bytes, place: str) -> bytes:
    return key.binding(place) if format == _BY_OWNER and isinstance(key, OwnedKey) else place.encode()


def wrap_key(under: bytes, key: bytes) -> bytes:
    """Return *key* wrapped under another: 40 bytes, nothing of it readable (AES key wrap, RFC 3394)."""
    return aes_key_wrap(under, key)


def unwrap_key(under: bytes, wrapped: bytes) -> bytes:
    """Return the key that was wrapped. Raises Tampered if it was changed or wrapped under another."""
    try:
        return aes_key_unwrap(under, wrapped)
    except (InvalidUnwrap, ValueError) as wrong:
        raise Tampered("a stored key was changed, or wrapped under another key") from wrong


def opening(key: bytes, act: str) -> bytes:
    """Return the 32 bytes that open the ledger's commitment to one act, and no other (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=(_OPENING + act).encode()).derive(key)


def lookup_token(index_key: bytes, value: str) -> bytes:
    """Return the token by which *value* (normalised by the caller) is found without being stored (HMAC-SHA256).

    E-mail addresses and telephones can be guessed: the index key is as secret as the root key.
    """
    return hmac.digest(index_key, value.encode("utf-8", "surrogatepass"), "sha256")
