"""Articles held in memory: what another set of them would answer, without a database.

    shelf = shelf_of(Path("next-help"))
    shelf(asked, situation)          # a Draft, as the desk would make it from these articles alone

It can be sent to another process. Candidates are chosen as on PostgreSQL (most of what was asked, the shorter first)
and ranked, weighed and quoted by the same lines as everywhere.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from fairdesk.answers.answer import answer
from fairdesk.answers.articles import Article, UnreadableArticle
from fairdesk.answers.load import SUFFIXES, read_folder
from fairdesk.answers.search import Candidate, CorpusStatistics, analysed, statistics_of, wanted
from fairdesk.nouns import Asked, BadInput, Draft, MaskedText, Situation

MOST_CANDIDATES = 40
MOST_MATCHES = 800
"""As in records.py: passages looked at for one question, its rarest words first."""


class Shelf:
    """Some articles, searchable. `version` is a hash of their versions."""

    def __init__(self, articles: Iterable[Article]) -> None:
        kept = sorted((one for one in articles if one.for_customers), key=lambda one: (one.language, one.id))
        names = "\n".join(f"{one.language}/{one.id}@{one.version}" for one in kept)
        self.version = hashlib.sha256(names.encode()).hexdigest()[:16]
        self._passages: dict[str, list[Candidate]] = defaultdict(list)
        for one in kept:
            self._passages[one.language] += _candidates(one)

    def __reduce__(self) -> tuple[object, ...]:
        # The indexes are made anew where it is used: they are larger than what they are made of.
        return _restored, (self.version, dict(self._passages))

    def __call__(self, asked: Asked, situation: Situation) -> Draft:
        """Propose an answer to a masked message from these articles."""
        return answer(asked.text, asked.language, (), situation.at, self.find)

    def find(
        self, question: MaskedText, language: str, history: Sequence[MaskedText], at: datetime
    ) -> tuple[Sequence[Candidate], CorpusStatistics]:
        """Return the passages that may answer at a moment, and the statistics of all of that language."""
        statistics = self._statistics.get(language) or CorpusStatistics(language, 0, 0.0, {})
        asked = wanted(question, history, language)
        chosen = _rarest(asked, statistics)
        worth: dict[int, float] = defaultdict(float)
        for term, weight in chosen.items():
            for place in self._postings[language][term]:
                worth[place] += weight
        passages, today = self._passages.get(language, []), at.date()
        valid = [n for n in worth if (until := passages[n].valid_until) is None or until >= today]
        nearest = sorted(valid, key=lambda n: (-worth[n], len(passages[n].analysed), n))
        return [passages[n] for n in nearest[:MOST_CANDIDATES]], statistics

    @cached_property
    def _statistics(self) -> Mapping[str, CorpusStatistics]:
        return {
            language: statistics_of((one.analysed for one in each), language)
            for language, each in self._passages.items()
        }

    @cached_property
    def _postings(self) -> Mapping[str, Mapping[str, list[int]]]:
        """Where each term of each language stands."""
        made: dict[str, dict[str, list[int]]] = {}
        for language, passages in self._passages.items():
            of = made[language] = defaultdict(list)
            for place, one in enumerate(passages):
                for term in set(one.analysed.split()):
                    of[term].append(place)
        return made


def _restored(version: str, passages: dict[str, list[Candidate]]) -> Shelf:
    shelf = Shelf(())
    shelf.version, shelf._passages = version, defaultdict(list, passages)
    return shelf


def shelf_of(folder: Path) -> Shelf:
    """Return the articles below a folder. Raises BadInput naming the first that cannot be read, or that there is none."""
    found = [outcome for _, outcome in read_folder(folder)]
    if wrong := next((one for one in found if isinstance(one, UnreadableArticle)), None):
        raise wrong
    if not found:
        raise BadInput(f"{folder} holds no article; articles are files ending in {', '.join(SUFFIXES)}")
    return Shelf(one for one in found if isinstance(one, Article))


def _candidates(one: Article) -> list[Candidate]:
    return [
        Candidate(
            f"{one.language}/{one.id}@{one.version}#{part.ordinal}", one.id, one.version, one.title, part.heading,
            part.anchor, one.language, part.text, analysed(one.title, part.heading, part.text, one.language),
            one.checked, one.valid_until,
        )
        for part in one.passages
    ]  # fmt: skip


def _rarest(asked: Mapping[str, float], statistics: CorpusStatistics) -> dict[str, float]:
    held = sorted((statistics.frequency[term], term) for term in asked if term in statistics.frequency)
    chosen: dict[str, float] = {}
    matches = 0
    for often, term in held:
        matches += often
        if chosen and matches > MOST_MATCHES:
            break
        chosen[term] = asked[term] * statistics.weight(term)
    return chosen
