"""Check, without whoever wrote it, that a text stands in the evidence.

First form: word for word in one passage, and every number of it a number there ("within 1" is not "within 10 days").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from fairdesk.nouns import Evidence

_NUMBER = re.compile(r"\d+(?:[.,:/'\u2019-]\d+)*")


def grounded(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether *text* stands word for word in one of the quotes; white space does not count. An empty text does not."""
    return any(standing(text, evidence))


def standing(text: str, evidence: Sequence[Evidence]) -> Iterator[bool]:
    """Yield of each quote whether *text* stands in it."""
    words = " ".join(text.split())
    numbers = set(_NUMBER.findall(words))
    for found in evidence:
        quote = _one_spaced(found.quote)
        yield bool(words) and words in quote and (not numbers or numbers <= set(_NUMBER.findall(quote)))


@lru_cache(maxsize=4096)
def _one_spaced(quote: str) -> str:
    # Cached: the same passages answer again and again. They are the company's articles, no customer's words.
    return " ".join(quote.split())
