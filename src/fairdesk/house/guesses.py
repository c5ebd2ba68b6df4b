"""Wrong tokens: counted in memory, so that a stranger who tries many is told to wait, and no row is written for it.

A token has 256 random bits, so nobody guesses one; what is slowed down is somebody who tries out a list of stolen or
made-up ones. Each wrong token counts once for a network address: the cookie of an erased customer, sent with every
page, is one. Every process counts for itself.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime

from fairdesk.identity.codes import Limit, TooMany, free_from, network

MOST_NETWORKS = 10_000


class Guesses:
    """The wrong tokens of the last while, by network address. Safe to use from many threads."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._wrong: OrderedDict[str, dict[int, datetime]] = OrderedDict()

    def check(self, where: str, at: datetime) -> None:
        """Raise TooMany if too many wrong tokens came from a network address."""
        with self._lock:
            until = free_from(tuple(self._wrong.get(network(where), {}).values()), self._limit, at)
        if until is not None:
            raise TooMany(until)

    def wrong(self, where: str, token: str, at: datetime) -> None:
        """Note a wrong token. The token itself is not kept."""
        who = network(where)
        if not who:
            return
        with self._lock:
            mine = self._wrong.setdefault(who, {})
            mine.setdefault(hash(token), at)
            for old in [each for each, when in mine.items() if at - when >= self._limit.within]:
                del mine[old]
            self._wrong.move_to_end(who)
            if len(self._wrong) > MOST_NETWORKS:
                self._wrong.popitem(last=False)
