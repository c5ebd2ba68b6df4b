"""Check, without whoever wrote it, that a text stands in the evidence.

First form: word for word in one passage, and every number of it a number there ("within 1" is not "within 10 days").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fairdesk.nouns import Evidence

_NUMBER = re.compile(r"\d+(?:[.,:/'\u2019-]\d+)*")


def grounded(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether *text* stands word for word in one of the quotes; white space does not count. An empty text does not."""
    words = _one_spaced(text)
    return bool(words) and any(_stands_in(words, _one_spaced(found.quote)) for found in evidence)


def _stands_in(words: str, quote: str) -> bool:
    return words in quote and set(_NUMBER.findall(words)) <= set(_NUMBER.findall(quote))


def _one_spaced(text: str) -> str:
    return " ".join(text.split())
