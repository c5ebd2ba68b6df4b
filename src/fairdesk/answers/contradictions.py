"""Find sentences of two articles that are about the same thing and cannot both be right.

    found = contradictions([*stated(passage), ...])
    found[0].differ           (Difference("day", "30 days", "14 days"),)

Two sentences are about the same thing if each is among the most alike of the other, by the words they share, weighed by
rarity, figures left out. They contradict each other if both give a figure of the same measure and no figure is in both
(two weeks are 14 days), or a date, a time or an address of the same kind, or if one denies what the other says.

Most sentences that look so are about two things of one kind: the fee of one card and of another. So a pair is left out
where both headings say something of their own beside what they share, where both sentences name somebody or something of
their own, where one of them holds only if, and where sentences of that form come with three values or more.
docs/consistency.md says how many of those that were planted are found, and how many others.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from fairdesk.answers.analysis import terms
from fairdesk.answers.claims import Claim, Value, claims, lists
from fairdesk.answers.grounding import holds_word, negated, sentences
from fairdesk.answers.search import Candidate

ALIKE = 0.7
"""Share of the weight of both sentences' words that they must share."""
ALIKE_APART = 0.8
"""The same where they stand under headings that have nothing in common, or where all that differs is a "not"."""
ALIKE_TO_THE_WORD = 0.95
"""The same where all that differs is a "not", though both give figures."""
NEAREST = 8
"""How many of the most alike sentences count as near, in both directions."""
FEWEST_WORDS, FEWEST_DENIED = 3, 5
"""Words, without figures, that a sentence needs to be about something; the second where all that differs is a "not"."""
FAMILY = 3
"""From so many values on, sentences of one form tell of so many things."""
MOST_HELD = 400
"""A word of more sentences than this finds no neighbours: only what they share besides does."""
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0}
_GRAMS = {"gram": 1.0, "kilogram": 1000.0}
_METRES = {"metre": 1.0, "centimetre": 0.01, "kilometre": 1000.0}
_MEASURES: Mapping[str, tuple[str, float]] = {
    unit: (name, factor)
    for name, units in (("day", _DAYS), ("gram", _GRAMS), ("metre", _METRES))
    for unit, factor in units.items()
}
_OF_KIND = {"date": "date", "time": "time", "weekday": "weekday", "address": "address"}
_MARK = re.compile(r"^\s*(?:[-*•▪‣]|\(?\d{1,3}[.)])\s+")
"""What stands before the item of a list."""
_COUNTED = re.compile(r"\s+[^\W\d_]")
_NAME = re.compile(r"(?<=\w )[^\W\d_a-zà-öø-ÿа-яіїєґ][\w'’-]+")


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence of an article; `about` are its words without its figures, `negated` those that it denies."""

    article: str
    language: str
    version: str
    title: str
    heading: tuple[str, ...]
    text: str
    about: frozenset[str]
    headed: frozenset[str]
    claims: tuple[Claim, ...]
    negated: frozenset[str]
    conditional: bool

    @property
    def may_differ(self) -> bool:
        """Whether it gives a figure or denies something: of two that contradict each other, one does."""
        return bool(self.claims or self.negated)

    @property
    def place(self) -> tuple[str, str]:
        """Language and id of its article."""
        return self.language, self.article


class Difference(NamedTuple):
    """What differs: the measure ("day", "euro", "date", ...; "negation"), and what each of the two says."""

    measure: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sentences that cannot both be right, the earlier article's first, and what differs."""

    one: Stated
    other: Stated
    alike: float
    differ: tuple[Difference, ...]


def stated(passage: Candidate) -> Iterator[Stated]:
    """Yield the sentences of a passage that say enough for another article to say otherwise."""
    headed = frozenset(terms(" ".join((passage.title, *passage.heading)), passage.language))
    for written in sentences(passage.text):
        text = _MARK.sub("", written)
        found = claims(text, passage.language)
        denied = frozenset(negated(text, passage.language))
        about = frozenset(terms(_without(text, found), passage.language))
        if len(about) >= FEWEST_WORDS and not text.rstrip().endswith(("?", "？", "؟", ":")):
            yield Stated(
                passage.article, passage.language, passage.version, passage.title, passage.heading, text, about,
                headed, found, denied, holds_word(text, lists().get(passage.language, {}).get("conditions", ""), passage.language),
            )  # fmt: skip


def contradictions(every: Sequence[Stated], changed: Set[tuple[str, str]] | None = None) -> tuple[Contradiction, ...]:
    """Return the contradictions between articles of one language each, the most alike first.

    With *changed*, languages and ids of articles, only those in which one of them is: what incremental work needs.
    """
    found: list[Contradiction] = []
    by_language: dict[str, list[Stated]] = defaultdict(list)
    for one in every:
        by_language[one.language].append(one)
    for each in by_language.values():
        near = _Near(each)
        for place, one in enumerate(each):
            if one.may_differ if changed is None else one.place in changed:
                found += _of(near, place, changed)
    found.sort(key=lambda each: (-each.alike, each.one.article, each.other.article, each.one.text, each.other.text))
    return tuple(found)


def _of(near: _Near, place: int, changed: Set[tuple[str, str]] | None) -> Iterator[Contradiction]:
    """Yield the contradictions of one sentence with others; of two that are both looked at, from the first alone."""
    one = near.all[place]
    for at, alike in near.around(place):
        other = near.all[at]
        looked_at = other.may_differ if changed is None else other.place in changed
        if (looked_at and not _first(one, other)) or place not in dict(near.around(at)):
            continue
        first, second = (one, other) if _first(one, other) else (other, one)
        differ = tuple(differences(first, second, alike))
        if differ and _same_thing(first, second, alike) and not near.is_family(place, differ[0].measure):
            yield Contradiction(first, second, round(alike, 4), differ)


def _first(one: Stated, other: Stated) -> bool:
    return (one.article, one.text) < (other.article, other.text)


class _Near:
    """Which sentences of one language are alike."""

    def __init__(self, every: Sequence[Stated]) -> None:
        self.all = every
        held: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(every):
            for term in sorted(one.about):
                held[term].append(place)
        self._held = held
        self._weights = {term: math.log(1 + len(every) / len(places)) for term, places in held.items()}
        self._whole = [math.fsum(self._weights[term] for term in one.about) for one in every]
        self._kept: dict[int, tuple[tuple[int, float], ...]] = {}

    def around(self, place: int) -> tuple[tuple[int, float], ...]:
        """Return the sentences of other articles that are most alike, with how much."""
        if place not in self._kept:
            self._kept[place] = tuple(self._around(place))
        return self._kept[place]

    def _around(self, place: int) -> Iterator[tuple[int, float]]:
        one = self.all[place]
        shared: dict[int, float] = defaultdict(float)
        for term in sorted(one.about):
            places = self._held[term]
            for other in places if len(places) <= MOST_HELD else ():
                shared[other] += self._weights[term]
        common = [term for term in one.about if len(self._held[term]) > MOST_HELD]
        scored = []
        for other, weight in shared.items():
            if self.all[other].place == one.place:
                continue
            more = math.fsum(self._weights[term] for term in common if term in self.all[other].about)
            alike = 2 * (weight + more) / (self._whole[place] + self._whole[other])
            if alike >= ALIKE:
                scored.append((alike, -other))
        yield from ((-at, alike) for alike, at in heapq.nlargest(NEAREST, scored))

    def is_family(self, place: int, measure: str) -> bool:
        """Whether sentences alike to this one come with many values of a measure: they tell of as many things."""
        said = {_values(self.all[at], measure) for at in (place, *(at for at, _ in self.around(place)))}
        return measure != DENIED and len(said - {frozenset()}) >= FAMILY


# --- a reply and an article ---------------------------------------------------------------------------------------------
ANSWERS = 0.6
"""Share of the weight of an article's sentence that question and reply together must hold: the reply is about it."""


def said_otherwise(
    question: str, reply: str, passages: Iterable[Candidate], language: str, weight: Callable[[str], float]
) -> tuple[tuple[str, Stated, Difference], ...]:
    """Return what a reply to a question states otherwise than the articles: its sentence, theirs, and what differs.

    A sentence of a reply ("It takes 14 days.") is read with the question it answers, and held against the one sentence
    of the articles, with a figure of the same measure, that the two together say most of. Numbers without a unit are not
    compared: most of them are the customer's own. *weight* says how rare a term is.
    """
    asked, there = frozenset(terms(question, language)), [said for one in passages for said in stated(one)]
    found = []
    for text in sentences(reply):
        said = _reply(text, language)
        for measure in sorted(_by_measure(said).keys() - {COUNT}):
            near = [
                (_held(asked | said.about, one.about, weight), one) for one in there if measure in _by_measure(one)
            ]
            alike, best = max(near, key=lambda each: each[0], default=(0.0, None))
            if best is None or alike < ANSWERS or best.conditional or said.conditional:
                continue
            if not _meet(measure, _values(said, measure), _values(best, measure)):
                mine, theirs = _by_measure(said)[measure], _by_measure(best)[measure]
                found.append((text, best, Difference(measure, _told(theirs), _told(mine))))
    return tuple(found)


def _reply(text: str, language: str) -> Stated:
    found = claims(text, language)
    about = frozenset(terms(_without(text, found), language))
    only_if = holds_word(text, lists().get(language, {}).get("conditions", ""), language)
    return Stated(
        "", language, "", "", (), text, about, frozenset(), found, frozenset(negated(text, language)), only_if
    )


def _held(said: Set[str], about: Set[str], weight: Callable[[str], float]) -> float:
    whole = math.fsum(weight(term) for term in about)
    return math.fsum(weight(term) for term in said & about) / whole if whole else 0.0


# --- what differs -------------------------------------------------------------------------------------------------------
DENIED = "negation"


def differences(one: Stated, other: Stated, alike: float) -> Iterator[Difference]:
    """Yield what two sentences about the same thing say differently. Where both give figures, only these are compared."""
    mine, theirs = _by_measure(one), _by_measure(other)
    for measure in sorted(mine.keys() & theirs.keys()):
        said, there = _values(one, measure), _values(other, measure)
        if not _meet(measure, said, there):
            yield Difference(measure, _told(mine[measure]), _told(theirs[measure]))
    # "No fee" and "fee: 0 %" say the same; so do "not older than 2 years" and "younger than 2 years".
    nothing = any(claim.values & {0.0} for claim in (*one.claims, *other.claims))
    enough = ALIKE_TO_THE_WORD if mine.keys() & theirs.keys() else ALIKE_APART
    long = min(len(one.about), len(other.about)) >= FEWEST_DENIED
    if long and not nothing and alike >= enough and bool(one.negated) != bool(other.negated):
        denied = (one.negated or other.negated) & one.about & other.about
        if denied:
            yield Difference(DENIED, one.text, other.text)


def _by_measure(one: Stated) -> Mapping[str, list[Claim]]:
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in one.claims:
        if measure := _measure(one, claim):
            found[measure].append(claim)
    return found


COUNT = "number"


def _measure(one: Stated, claim: Claim) -> str:
    """Return what a claim measures; COUNT of a number of the things named behind it, "" of any other bare number."""
    if claim.kind not in ("number", "word"):
        return _OF_KIND.get(claim.kind, "")
    if claim.unit not in ("", "times"):
        return _MEASURES.get(claim.unit, (claim.unit, 1.0))[0]
    return COUNT if claim.kind == "number" and _COUNTED.match(one.text, claim.end) else ""


def _values(one: Stated, measure: str) -> frozenset[Value]:
    return frozenset(
        round(value * _MEASURES.get(claim.unit, ("", 1.0))[1], 6) if isinstance(value, float) else value
        for claim in one.claims
        if _measure(one, claim) == measure
        for value in claim.values
    )


def _meet(measure: str, said: frozenset[Value], there: frozenset[Value]) -> bool:
    """Whether two sets of values agree on something: one value in both, a date that only says less, a range around it."""
    if said & there:
        return True
    if measure == "date":
        return any(
            all(not a or not b or a == b for a, b in zip(one, two, strict=True))
            for one in said
            for two in there
            if isinstance(one, tuple) and isinstance(two, tuple)
        )
    if measure == "address":
        # A page of a site, or a mailbox of it, is no other address than the site.
        return any(
            _site(one).endswith(_site(two)) or _site(two).endswith(_site(one)) for one in said for two in there
        )
    numbers = [[value for value in each if isinstance(value, float)] for each in (said, there)]
    return any(
        len(wide) > 1 and narrow and min(wide) <= min(narrow) and max(narrow) <= max(wide)
        for wide, narrow in (numbers, numbers[::-1])
    )


def _site(address: Value) -> str:
    return str(address).rpartition("@")[2].partition("/")[0]


def _told(found: Sequence[Claim]) -> str:
    return ", ".join(dict.fromkeys(claim.text for claim in found))


def _without(text: str, found: Iterable[Claim]) -> str:
    for claim in sorted(found, key=lambda one: -one.start):
        text = text[: claim.start] + " " + text[claim.end :]
    return text


# --- two things of one kind ---------------------------------------------------------------------------------------------
def _same_thing(one: Stated, other: Stated, alike: float) -> bool:
    """Whether nothing in headings and sentences tells two things of one kind apart."""
    if one.conditional != other.conditional:
        return False
    mine, theirs = one.headed - other.headed - other.about, other.headed - one.headed - one.about
    if mine and theirs and (one.headed & other.headed or alike < ALIKE_APART):
        return False
    names, others = _names(one), _names(other)
    return not (names - others and others - names)


def _names(one: Stated) -> frozenset[str]:
    return frozenset(term for found in _NAME.findall(one.text) for term in terms(found, one.language)) & one.about
