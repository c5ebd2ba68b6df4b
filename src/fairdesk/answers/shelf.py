"""Articles held in memory: what another set of them would answer, without a database.

    shelf = shelf_of(Path("next-help"))
    shelf(asked, situation)          # a Draft, as the desk would make it from these articles alone

It can be sent to another process. Candidates are chosen, ranked, weighed and quoted by the same lines as at the desk.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from fairdesk.answers.answer import answer
from fairdesk.answers.articles import Article, UnreadableArticle
from fairdesk.answers.load import SUFFIXES, read_folder
from fairdesk.answers.search import Candidate, CorpusStatistics, analysed_part, wanted, worth_of
from fairdesk.answers.synonyms import AUDIENCE, synonyms_of
from fairdesk.answers.wanted import Synonyms
from fairdesk.nouns import Asked, BadInput, Draft, MaskedText, Situation

if TYPE_CHECKING:
    from fairdesk.answers.index import View

MOST_CANDIDATES = 40


class Shelf:
    """Some articles, searchable. `version` is a hash of their versions."""

    def __init__(self, articles: Iterable[Article]) -> None:
        articles = list(articles)
        kept = sorted(
            (one for one in articles if one.for_customers or one.audience == AUDIENCE),
            key=lambda one: (one.language, one.id),
        )
        names = "\n".join(f"{one.language}/{one.id}@{one.version}" for one in kept)
        self.version = hashlib.sha256(names.encode()).hexdigest()[:16]
        self._passages: dict[str, list[Candidate]] = defaultdict(list)
        for one in kept:
            self._passages[one.language] += _candidates(one)
        self._synonyms = {
            one.language: synonyms_of(one.markdown, one.language) for one in kept if one.audience == AUDIENCE
        }

    def __reduce__(self) -> tuple[object, ...]:
        # The indexes are made anew where it is used: they are larger than what they are made of.
        return _restored, (self.version, dict(self._passages), self._synonyms)

    def __call__(self, asked: Asked, situation: Situation) -> Draft:
        """Propose an answer to a masked message from these articles."""
        return answer(asked.text, asked.language, (), situation.at, self.find)

    def find(
        self, question: MaskedText, language: str, history: Sequence[MaskedText], at: datetime
    ) -> tuple[Sequence[Candidate], CorpusStatistics]:
        """Return the passages that may answer at a moment, and the statistics of all of that language."""
        view = self._view(language)
        asked = worth_of(wanted(question, history, view.statistics), view.statistics)
        nearest = view.nearest(asked, at.date(), MOST_CANDIDATES)
        return [self._by_id[passage] for passage in nearest], view.statistics

    def _view(self, language: str) -> View:
        if language not in self._views:
            from fairdesk.answers.index import Indexed, indexed

            kept = (
                Indexed(one.passage, one.article, one.analysed, 0, None, one.valid_until)
                for one in self._passages.get(language, ())
            )
            self._views[language] = indexed(language, kept).as_of(0, self._synonyms.get(language))
        return self._views[language]

    @cached_property
    def _by_id(self) -> Mapping[str, Candidate]:
        return {one.passage: one for each in self._passages.values() for one in each}

    @cached_property
    def _views(self) -> dict[str, View]:
        return {}


def _restored(version: str, passages: dict[str, list[Candidate]], synonyms: dict[str, Synonyms]) -> Shelf:
    shelf = Shelf(())
    shelf.version, shelf._passages, shelf._synonyms = version, defaultdict(list, passages), synonyms
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
            part.anchor, one.language, part.text, analysed_part(one.title, part, one.language),
            one.checked, one.valid_until,
        )
        for part in one.passages
    ]  # fmt: skip
