"""Turn words into what a conversation is found by, and a search into the ways it can be found. Pure.

A word is kept as a keyed digest (HMAC-SHA256, its first 64 bits) of its language and its search term: whoever has the
table and not the key reads nothing, and whoever has the key can only ask for words they know. Only masked words are
given here, so no personal detail becomes one. A word that is asked for is tried in every language the desk offers,
because a search does not say its own.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection

from fairdesk.answers.analysis import terms
from fairdesk.language import OFFERED
from fairdesk.nouns import MaskedText

EVERY = 0
"""The digest that every conversation has whose words were kept: it tells those that were not."""
MOST_WORDS = 12
"""Words of a search beyond these are not asked for."""


def digests(text: MaskedText, language: str, key: bytes) -> frozenset[int]:
    """Return the digests of a message's words."""
    return frozenset(_digest(term, language, key) for term in terms(text, language))


def ways(query: str, key: bytes) -> tuple[Collection[int], ...]:
    """Return, for each language in which *query* says anything, the digests that must all be there."""
    asked = {language: dict.fromkeys(terms(query, language)) for language in OFFERED}
    return tuple(
        [_digest(term, language, key) for term in list(found)[:MOST_WORDS]]
        for language, found in asked.items()
        if found
    )


def _digest(term: str, language: str, key: bytes) -> int:
    made = hmac.digest(key, f"{language}|{term}".encode("utf-8", "surrogatepass"), "sha256")
    return int.from_bytes(made[:8], "big", signed=True) or 1  # 0 is EVERY's
