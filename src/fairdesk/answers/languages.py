"""Guess the language of a text among those the desk offers: by its letters, then by its small words.

    guessed("Wo ist mein Paket?")   ->   "de"

Small words say most about a language (Grefenstette, "Comparing two language identification schemes", JADT 1995).
Nothing that tells: "". It is a guess for counting examples and finding articles, and decides nothing alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from fairdesk.answers.stop_words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    "zh": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "uk": re.compile("[\u0400-\u04ff]"),
}
_WEIGHT = {"zh": 4, "ar": 1, "uk": 1}
"""A Chinese character says as much as four letters of the names of firms and products that stand among them."""
_NOT_OURS = re.compile("[\u3040-\u30ff\uac00-\ud7afыэъё]")
"""Kana, Hangul, and the letters that Russian has and Ukrainian has not."""


def guessed(text: str) -> str:
    """Return the code of the language that *text* is most likely in, "" if nothing tells."""
    letters = sum(map(str.isalpha, text))
    for code, pattern in _SCRIPTS.items():
        if len(pattern.findall(text)) * _WEIGHT[code] > letters / 2:
            return "" if _NOT_OURS.search(text.lower()) else code
    hits: Counter[str] = Counter()
    for word in _WORD.findall(unicodedata.normalize("NFC", text.casefold())):
        for code in _speaks().get(word, ()):
            # A small word of one language says more than one that five share.
            hits[code] += 12 // len(_speaks()[word])
    best = hits.most_common(2)
    return best[0][0] if best and (len(best) < 2 or best[0][1] > best[1][1]) else ""


def counted(texts: Iterable[str]) -> dict[str, int]:
    """Return how many texts are in each language, the most frequent first; "" stands for those nobody can tell."""
    return dict(Counter(map(guessed, texts)).most_common())


MOST_WEIGHT = 5.0
"""What one text may count at most: a handful of texts must not decide alone."""


def evened(texts: Sequence[str]) -> list[float]:
    """Return what each text should count so that languages count alike: about 1 on the whole, at most MOST_WEIGHT times that.

    A text whose language nobody can tell counts as one of the most frequent language does.
    """
    codes = [guessed(text) for text in texts]
    counts = Counter(code for code in codes if code)
    if not counts:
        return [1.0] * len(texts)
    most = max(counts.values())
    raw = [min(MOST_WEIGHT, most / counts[code]) if code else 1.0 for code in codes]
    mean = sum(raw) / len(raw)
    return [each / mean for each in raw]


@cache
def _speaks() -> Mapping[str, tuple[str, ...]]:
    """Return the languages in which a word is a small word."""
    speaks: dict[str, tuple[str, ...]] = {}
    for code, listed in STOP_WORDS.items():
        if code not in _SCRIPTS:
            for word in set(listed.split()):
                speaks[word] = (*speaks.get(word, ()), code)
    return speaks
