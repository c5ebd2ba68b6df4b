"""Which passages of a language hold which terms, as arrays: the few worth ranking among many, in a millisecond.

    index = EMPTY.grown(rows)                            # reads every passage once; later ones are added to it
    view = index.as_of(since)                            # what was in force then, and its statistics
    view.nearest(worth, today, 60)                       # the ids of the passages with the highest BM25

An index holds passages of all days, so that any day can be searched; a view counts those in force on its own.
It is kept in memory and made of what the database keeps, so it is the same on SQLite and PostgreSQL.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fairdesk.answers.search import ARTICLE, SATURATION, CorpusStatistics, floor_of, often_of
from fairdesk.answers.wanted import Synonyms

FOREVER = np.iinfo(np.int64).max
Ints = NDArray[np.int64]
Places = NDArray[np.int32]
Floats = NDArray[np.float32]


class Indexed(NamedTuple):
    """A passage as the index reads it: `valid_until` None is for ever, `retired_at` None is in force."""

    passage: str
    article: str
    analysed: str
    added_at: int
    retired_at: int | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Index:
    """Passages by their places (0, 1, ...), and for each term the places that hold it, with how often, in that order.

    `often` counts occurrences by the weight of where they stand (search.often_of). Passages are never taken out.
    """

    language: str
    passages: tuple[str, ...]
    articles: Places
    names: Mapping[str, int] = field(repr=False)
    """The number of each article."""
    lengths: Floats
    added: Ints
    retired: Ints
    until: Ints
    vocabulary: Mapping[str, int] = field(repr=False)
    starts: Ints
    """Where the places of each term begin; one more than terms."""
    places: Places
    often: Floats

    def grown(self, more: Sequence[Indexed]) -> Index:
        """Return the index with *more* passages behind its own."""
        names = dict(self.names)
        articles = [names.setdefault(one.article, len(names)) for one in more]
        retired = [FOREVER if one.retired_at is None else one.retired_at for one in more]
        vocabulary, starts, places, often, lengths = self._with_terms_of(more)
        return Index(
            self.language,
            (*self.passages, *(one.passage for one in more)),
            np.concatenate((self.articles, np.array(articles, np.int32))),
            names,
            np.concatenate((self.lengths, lengths)),
            np.concatenate((self.added, np.array([one.added_at for one in more], np.int64))),
            np.concatenate((self.retired, np.array(retired, np.int64))),
            np.concatenate((self.until, np.array([_last_day(one.valid_until) for one in more], np.int64))),
            vocabulary,
            starts,
            places,
            often,
        )

    def _with_terms_of(self, more: Sequence[Indexed]) -> tuple[dict[str, int], Ints, Places, Floats, Floats]:
        """Return vocabulary, starts, places and often of the index with *more*, and the lengths of these."""
        numbers = defaultdict(count(len(self.vocabulary)).__next__, self.vocabulary)
        terms, often, lengths, counts = array("q"), array("f"), array("f"), array("q")
        for one in more:
            held, length = often_of(one.analysed)
            terms.extend(map(numbers.__getitem__, held))
            often.extend(held.values())
            lengths.append(length)
            counts.append(len(held))
        n = len(self.passages)
        places = np.repeat(np.arange(n, n + len(more), dtype=np.int32), np.frombuffer(counts, np.int64))
        merged = self._merged(np.frombuffer(terms, np.int64), places, np.frombuffer(often, np.float32), len(numbers))
        return dict(numbers), *merged, np.frombuffer(lengths, np.float32)

    def _merged(self, terms: Ints, places: Places, often: Floats, of: int) -> tuple[Ints, Places, Floats]:
        mine = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        every = np.concatenate((mine, terms))
        order = np.argsort(every, kind="stable")
        starts = np.zeros(of + 1, np.int64)
        np.cumsum(np.bincount(every, minlength=of), out=starts[1:])
        return (
            starts,
            np.concatenate((self.places, places))[order],
            np.concatenate((self.often, often))[order],
        )

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each passage stands."""
        return {passage: place for place, passage in enumerate(self.passages)}

    def retired_at(self, gone: Mapping[str, int | None]) -> Index:
        """Return the index with each passage out of force from the moment that *gone* names; None is never."""
        when = [FOREVER if (moment := gone.get(one)) is None else moment for one in self.passages]
        return replace(self, retired=np.array(when, np.int64))

    def as_of(self, since: int, synonyms: Synonyms | None = None, away: Iterable[str] = ()) -> View:
        """Return what was in force at a moment (microseconds since 1970); `synonyms` are those of then.

        `away` are passages that were out of force then although they came before and went later.
        """
        alive = (self.added <= since) & (self.retired > since)
        alive[[self.place[one] for one in away if one in self.place]] = False
        return View(self, alive, synonyms or {})


def empty(language: str) -> Index:
    """Return an index of nothing."""
    none, places, floats = np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32)
    return Index(language, (), places, {}, floats, none, none, none, {}, np.zeros(1, np.int64), places, floats)


@dataclass(frozen=True)
class View:
    """The passages of an index that were in force at one moment."""

    index: Index
    alive: NDArray[np.bool_]
    synonyms: Synonyms = field(default_factory=dict, repr=False)

    def count(self) -> None:
        """Count now what a search needs, instead of with the first."""
        _ = self.statistics, self._held, self._floor

    @cached_property
    def statistics(self) -> CorpusStatistics:
        """What BM25 must know of these passages."""
        index, many = self.index, int(self.alive.sum())
        average = float(index.lengths[self.alive].mean()) if many else 0.0
        return CorpusStatistics(
            index.language, many, average, _Frequency(index.vocabulary, self._held), self.synonyms
        )

    @cached_property
    def _held(self) -> Ints:
        """How many of these passages hold each term."""
        if self.alive.all():
            return np.diff(self.index.starts)
        counted = np.concatenate((np.zeros(1, np.int64), np.cumsum(self.alive[self.index.places], dtype=np.int64)))
        return np.diff(counted[self.index.starts])

    @cached_property
    def _floor(self) -> Floats:
        shortest, step = (floor_of(length, self.statistics.average_length) for length in (0.0, 1.0))
        return (shortest + (step - shortest) * self.index.lengths).astype(np.float32)

    def nearest(self, worth: Mapping[str, float], today: date, most: int) -> list[str]:
        """Return the ids of up to *most* passages that hold a term of *worth* and are valid *today*, best first.

        The score is that of search.rank without its pairs; equals stand in the order in which they were added.
        """
        index, scores = self.index, self._scores(worth)
        scores[~self.alive | (index.until < today.toordinal())] = 0
        found = np.flatnonzero(scores)
        scores, articles = scores[found], index.articles[found]
        best = np.zeros(len(index.names))
        np.maximum.at(best, articles, scores)
        scores += ARTICLE * best[articles]
        return [index.passages[place] for place in found[_highest(scores, most)]]

    def _scores(self, worth: Mapping[str, float]) -> NDArray[np.float64]:
        """Return the BM25 of every passage, 0 of one that holds no term. All terms at once: half the time of one by one."""
        index = self.index
        numbers = {index.vocabulary[term]: weight for term, weight in worth.items() if term in index.vocabulary}
        held = [slice(index.starts[number], index.starts[number + 1]) for number in numbers]
        if not held:
            return np.zeros(len(index.passages))
        places, often = (np.concatenate([of[each] for each in held]) for of in (index.places, index.often))
        many = [each.stop - each.start for each in held]
        weights = np.repeat(np.array([*numbers.values()], np.float32) * np.float32(SATURATION + 1), many)
        earned = weights * often / (often + self._floor[places])
        return np.bincount(places, earned, len(index.passages))  # type: ignore[return-value]  # of weights: floats


def _highest(scores: NDArray[np.float64], most: int) -> Ints:
    """Return where the highest scores stand, the highest first; equals in their order."""
    near = np.arange(len(scores))
    if len(scores) > most:
        near = np.flatnonzero(scores >= np.partition(scores, len(scores) - most)[len(scores) - most])
    return near[np.argsort(-scores[near], kind="stable")][:most]


def _last_day(until: date | None) -> int:
    return int(FOREVER) if until is None else until.toordinal()


class _Frequency(Mapping[str, int]):
    """How many passages hold a term, looked up when it is asked for."""

    def __init__(self, vocabulary: Mapping[str, int], held: Ints) -> None:
        self._vocabulary = vocabulary
        self._held: list[int] = held.tolist()

    def get(self, term: str, default: Any = None) -> Any:
        """Return how many hold a term, *default* if none does. The mixin's `get` raises and catches: most terms are misses."""
        number = self._vocabulary.get(term)
        return default if number is None else self._held[number] or default

    def __contains__(self, term: object) -> bool:
        return bool(self.get(term))  # type: ignore[arg-type]

    def __getitem__(self, term: str) -> int:
        many: int = self._held[self._vocabulary[term]]
        if not many:
            raise KeyError(term)
        return many

    def __iter__(self) -> Iterator[str]:
        return (term for term, number in self._vocabulary.items() if self._held[number])

    def __len__(self) -> int:
        return len(self._held) - self._held.count(0)


def indexed(language: str, passages: Iterable[Indexed]) -> Index:
    """Return an index of passages."""
    return empty(language).grown(list(passages))
