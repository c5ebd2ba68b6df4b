"""Look for an article in another language where the customer's own has none.

    elsewhere("Kann ich mit PayPal zahlen?", "de", at, find)   ->   a draft without text whose evidence is the English article

Nothing is translated: only names, numbers and words that both languages write alike can match, and they must stand in the
article's title or heading (a code, a word with figures in it, anywhere). So it finds little, and is seldom wrong.
It answers nothing by itself: the customer is told that the article is in another language, and a person gets the message.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from fairdesk.answers.analysis import terms, words_of
from fairdesk.answers.orders import without_orders
from fairdesk.answers.prompt import MOST_PASSAGES
from fairdesk.answers.search import CorpusStatistics, Find, rank
from fairdesk.answers.stop_words import STOP_WORDS
from fairdesk.language import OFFERED, gettext_noop, say
from fairdesk.nouns import Because, Draft, Evidence, Facts, MaskedText

NEAR, SURE = 0.15, 0.5
"""From these confidences on the customer's own language has something to show, or answers: rules S07 and S06 of `release`."""
SHORTEST = 4
"""Letters of a word that counts: short words mean one thing here and another there."""
COMMON, FEW = 0.1, 3
"""A word that more than this share of the passages hold, and more than a few, says nothing of what is asked."""
_CODE = "answer.other_language"
_WORD = re.compile(r"[^\W_]+")
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*_\d+[^\[\]\n]*\]")
TOLD = gettext_noop("We have no article about this in your language. One in {spoken} may help: {title}.")


def elsewhere(
    question: MaskedText, language: str, at: datetime, find: Find, held: Collection[str] = ()
) -> Draft | None:
    """Return a draft that names the nearest article in another language, None if none shares a telling word.

    What is among *held*, the terms of the articles in the customer's own language, tells nothing.
    """
    best, most, missing = None, 0.0, _missing(question, language, held)
    for other in OFFERED:
        if other != language and (shared := _shared(missing, other)):
            candidates, statistics = find(question, other, (), at)
            if not candidates:
                continue  # most languages of most desks: nothing is to be ranked
            ranked = rank(question, [one for one in candidates if one.language == other], statistics)
            worth, found = _nearest(without_orders(ranked, MOST_PASSAGES, MOST_PASSAGES), shared, statistics)
            if found and worth > most:
                best, most = found, worth
    if best is None:
        return None
    facts: Facts = {"confidence": 0.0, "passages": 1, "articles": 1, "article_language": best.language}
    matched = words_of(question, _shared(missing, best.language) & best.terms.keys(), best.language)
    return Draft("", (best,), 0.0, Because("answer", _CODE, facts, words=matched))


def in_other_language(draft: Draft | None) -> bool:
    """Whether a draft names an article in another language than the customer's, and answers nothing."""
    return draft is not None and draft.because.code == _CODE and bool(draft.evidence)


def told_of(draft: Draft, language: str) -> str:
    """Return the fixed words that tell the customer of the article, in their language."""
    found = draft.evidence[0]
    return say(language, TOLD, spoken=OFFERED.get(found.language, found.language), title=found.title.rstrip("."))


def _missing(question: MaskedText, language: str, held: Collection[str]) -> list[str]:
    """Return the telling words of a question of which no term is among *held*."""
    small = set(STOP_WORDS.get(language, "").split())
    said = (word for word in _WORD.findall(_PLACEHOLDER.sub(" ", question)) if word.casefold() not in small)
    telling = (word for word in said if len(word) >= SHORTEST or any(map(str.isdigit, word)))
    return [word for word in telling if not any(term in held for term in terms(word, language))]


def _shared(missing: Sequence[str], other: str) -> frozenset[str]:
    """Return the terms that the other language may have for these words: none of its own small words."""
    return frozenset(term for word in missing for term in terms(word, other))


def _nearest(
    ranked: Sequence[Evidence], shared: Collection[str], statistics: CorpusStatistics
) -> tuple[float, Evidence | None]:
    """Return what the best passage's telling words are worth, and the passage."""
    best, most = None, 0.0
    for found in ranked[:MOST_PASSAGES]:
        headed = set(terms(" ".join((found.title, *found.heading)), found.language))
        told = (term for term in found.terms if term in shared and (term in headed or _is_code(term)))
        worth = sum(statistics.weight(term) for term in told if not _is_common(term, statistics))
        if worth > most:
            best, most = found, worth
    return most, best


def _is_code(term: str) -> bool:
    return sum(map(str.isdigit, term)) >= 2 and len(term) >= SHORTEST


def _is_common(term: str, statistics: CorpusStatistics) -> bool:
    return statistics.frequency.get(term, 0) > max(FEW, COMMON * statistics.passages)
