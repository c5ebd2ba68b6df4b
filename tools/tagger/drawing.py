"""Draw by lot the same way on every machine, and tell which part a word belongs to.

Only random.Random.random() is used: Python promises its sequence for a seed, not that of choice() or sample().
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b
from typing import Literal, TypeVar

Part = Literal["train", "held_out"]
T = TypeVar("T")

HELD_OUT_ONE_IN = 5


def plain(text: str) -> str:
    """Return *text* without accents, in lower case: what a name is however it is typed."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold()


def part_of(text: str) -> Part:
    """Say to which part a name or a template belongs, for ever: one in five is held out, by hash."""
    digest = blake2b(plain(text).encode(), digest_size=8).digest()
    return "held_out" if int.from_bytes(digest, "big") % HELD_OUT_ONE_IN == 0 else "train"


class Draw:
    """Lots from one seed."""

    def __init__(self, seed: int | str) -> None:
        self._lots = random.Random(str(seed))  # noqa: S311 - training texts, no secrets

    def below(self, count: int) -> int:
        """Return a whole number from 0 to *count* - 1."""
        return int(self._lots.random() * count)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from *low* to *high*, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        """Return true in *share* (0 to 1) of the cases."""
        return self._lots.random() < share

    def pick(self, items: Sequence[T]) -> T:
        """Return one of *items*, all equally likely."""
        return items[self.below(len(items))]

    def weighted(self, shares: Sequence[tuple[T, float]]) -> T:
        """Return one of the items of *shares* (item, weight)."""
        rest = self._lots.random() * sum(weight for _, weight in shares)
        for item, weight in shares:
            rest -= weight
            if rest < 0:
                return item
        return shares[-1][0]

    def fill(self, pattern: str) -> str:
        """Fill a pattern: # digit, % digit but 0, @ capital letter, ? small letter, & capital letter or digit."""
        return "".join(self._fill_one(sign) for sign in pattern)

    def _fill_one(self, sign: str) -> str:
        if sign in _SIGNS:
            return self.pick(_SIGNS[sign])
        return sign


_SIGNS = {
    "#": "0123456789",
    "%": "123456789",
    "@": "ABCDEFGHJKLMNPQRSTUVWXYZ",
    "?": "abcdefghijklmnopqrstuvwxyz",
    "&": "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789",
}
