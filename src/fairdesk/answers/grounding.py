"""Check, without whoever wrote it, that a text stands in the evidence.

    grounded(text, evidence)       word for word in one passage: what the embedded assistant sends
    check(text, evidence)          sentence by sentence, for words that somebody else found: what is not supported, by code

The second form asks of every sentence:

    support    the share of its words, weighed by how few sentences hold them, that its best passage holds
    number     each number stands there too (ten and 10 are one, 1.000 is read as the language writes it)
    unit       with the same unit: 30 days are no 30 weeks and no 30 working days
    date, time, weekday, address, code, name      each stands there too
    negation   what is said not to be is not said to be, and the other way round
    promise    what a company is held to (a refund, a guarantee, something free, a replacement, compensation) is
               promised there, and not only under a condition
    human, markup, placeholder, instruction       never, whatever the evidence says

A figure counts only where the evidence is about the same: of all figures there, those whose sentence and neighbouring
words are most like its own must hold it. Two in a row ("from 7 am to 7 pm") must be two in a row there.
What the lists of claims.toml do not know is not told from other words there; docs/grounding.md says
what was measured, and in which languages.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from fairdesk.answers.analysis import terms
from fairdesk.answers.claims import Claim, claims, lists
from fairdesk.answers.claims_held import CODES, comparable, in_a_row, lacks, says_pair
from fairdesk.answers.several import each_once, text_of
from fairdesk.nouns import Draft, Evidence

DEPARTED = "answer.departed"
"""The code of a draft that a model wrote and that does not stand in its passages."""
WRITTEN = "answer.written"
"""The code of a draft that a model wrote: it is held to `check` alone. A quotation, any other, is held to `grounded`."""
SUPPORT = 0.2
"""Share of a sentence's weight that its best passage must hold."""
NEAREST = 0.9
"""How near to the most alike figure of the evidence, by the words around it, the same figure must stand to count."""
ALIKE = 0.7
"""How alike two sentences are, by the harmonic mean of what each holds of the other, from where a "not" of one is missed."""
ABOUT, AS_NEAR = 0.4, 0.7
"""Share of a sentence with a "not" that another must hold to be about the same, and how near to the best of them."""
BESIDE = 4
"""Words on either side of a figure that tell what it is about."""

_NUMBER = re.compile(r"\d+(?:[.,:/'\u2019-]\d+)*")


# --- word for word --------------------------------------------------------------------------------------------------
def grounded(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether *text* stands word for word in one of the quotes; white space does not count. An empty text does not."""
    return any(standing(text, evidence))


def standing(text: str, evidence: Sequence[Evidence]) -> Iterator[bool]:
    """Yield of each quote whether *text* stands in it."""
    words = " ".join(text.split())
    numbers = set(_NUMBER.findall(words))
    for found in evidence:
        quote = _one_spaced(found.quote)
        yield bool(words) and words in quote and (not numbers or numbers <= _numbers_in(quote))


@lru_cache(maxsize=4096)
def _one_spaced(quote: str) -> str:
    # Cached: the same passages answer again and again. They are the company's articles, no customer's words.
    return " ".join(quote.split())


@lru_cache(maxsize=4096)
def _numbers_in(quote: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(quote))


def sources(draft: Draft) -> tuple[Evidence, ...]:
    """Return the passages that a draft stands in, () if it does not: a quotation word for word, what is written by `check`.

    That the words of a model stand somewhere word for word is not enough: "it is free" stands in "do not say it is free".
    What departed from its passages stands in none. Of several questions each answer must stand in its own passages, and
    nothing may be said besides.
    """
    if draft.parts:
        each = [sources(part.draft) for part in draft.parts]
        whole = all(each) and draft.text == text_of(draft.parts)
        return each_once(found for stands in each for found in stands) if whole else ()
    if draft.because.code == DEPARTED:
        return ()
    if draft.because.code != WRITTEN:
        return tuple(compress(draft.evidence, standing(draft.text, draft.evidence)))
    found = check(draft.text, draft.evidence)
    return tuple(draft.evidence[place] for place in found.rests_on) if found.holds else ()


# --- in other words -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Missing:
    """Something that does not stand in the evidence: its code (see the head of this file) and its words."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a text: how far its best passage supports it, the places of the passages it rests on, what is missing."""

    text: str
    support: float
    rests_on: tuple[int, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Grounding:
    """What the check of a whole text found."""

    sentences: tuple[Said, ...]

    @property
    def missing(self) -> tuple[Missing, ...]:
        """All that does not stand in the evidence."""
        return tuple(one for said in self.sentences for one in said.missing)

    @property
    def holds(self) -> bool:
        """Whether something is said, and all of it stands in the evidence. "Yes." says nothing that an article could."""
        return any(said.support for said in self.sentences) and not self.missing

    @property
    def support(self) -> float:
        """The support of the weakest sentence; 0 of nothing."""
        return min((said.support for said in self.sentences), default=0.0)

    @property
    def rests_on(self) -> tuple[int, ...]:
        """The places of the passages it rests on, in their order."""
        return tuple(sorted({place for said in self.sentences for place in said.rests_on}))


def check(text: str, evidence: Sequence[Evidence]) -> Grounding:
    """Say of each sentence of *text* whether it stands in the *evidence*, and what of it does not.

    The language is that of the evidence.
    """
    if not evidence:
        return Grounding(tuple(Said(one, 0.0, (), (Missing("support", one),)) for one in sentences(text)))
    known = _known(tuple((found.title, found.heading, found.quote, found.language) for found in evidence))
    return Grounding(tuple(known.said(one) for one in sentences(text)))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, in order; a line's end ends one too."""
    return [
        one
        for line in text.splitlines()
        for part in _ENDS.split(line)
        if (one := part.strip()) and re.search(r"\w", one)
    ]


_ENDS = re.compile(
    r"(?<=[。！？])|(?<=[.!?؟])(?<!\b\w\.)(?<!\b(?:[Nn]o|[Nn]r|St|Dr|Mr|Ms|vs)\.)(?<!\b(?:Mrs|art|Art|Abs|Str|bzw|inc|Inc)\.)(?=\s+[^\sa-z])"
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, read once: its terms, its claims, the terms it negates, its promises and which of them it refuses."""

    text: str
    terms: frozenset[str]
    claims: tuple[Claim, ...]
    beside: tuple[frozenset[str], ...]
    negated: frozenset[str]
    promises: Mapping[str, str]
    refused: frozenset[str]
    hedged: bool
    commits: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """A passage, read once: its sentences, the terms around each (beside it, in title and headings), those of all of it.

    `held`: of how many of its sentences each term and word is.
    """

    sentences: tuple[_Sentence, ...]
    around: tuple[frozenset[str], ...]
    terms: frozenset[str]
    words: frozenset[str]
    initials: str
    held: Mapping[str, int]


@lru_cache(maxsize=4096)
def _place(title: str, heading: tuple[str, ...], quote: str, language: str) -> _Place:
    # Cached as _one_spaced is: the company's articles alone.
    headings = " ".join((title, *heading))
    read = tuple(_sentence(one, language) for one in sentences(quote))
    headed = frozenset(terms(headings, language))
    around = tuple(headed.union(*(one.terms for one in read[max(0, at - 1) : at + 2])) for at in range(len(read)))
    return _Place(
        read, around, headed.union(*around), frozenset(every := _words(f"{headings} {quote}")), "".join(word[0] for word in every),
        Counter(term for one in read for term in one.terms.union(_words(one.text))),
    )  # fmt: skip


def _sentence(text: str, language: str) -> _Sentence:
    told = lists().get(language, {})
    promises, found = _promises(text, language), claims(text, language)
    return _Sentence(
        text,
        frozenset(terms(text, language)),
        found,
        tuple(_beside(text, one) for one in found),
        frozenset(negated(text, language)),
        {family: found.group() for family, found in promises.items()},
        frozenset(family for family, found in promises.items() if _is_refused(text, found.start(), language)),
        holds_word(text, told.get("hedges", ""), language),
        "commits" not in told or holds_word(text, told["commits"], language),
    )


def _beside(text: str, claim: Claim) -> frozenset[str]:
    """Return the words on either side of a claim, the stop words among them: "within" and "after" tell two days apart."""
    return frozenset(
        (
            *_words(text[max(0, claim.start - 60) : claim.start])[-BESIDE:],
            *_words(text[claim.end : claim.end + 60])[:BESIDE],
        )
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def holds_word(text: str, listed: str, language: str) -> bool:
    """Whether a text holds one of the words of a list, with spaces between them."""
    if language == "zh":
        return any(word in text for word in listed.split())
    return not set(listed.split()).isdisjoint(_words(text))


_SCOPE = 3
"""How many terms after a negation it reaches."""
_PAUSE = re.compile(r"[,;:()，；：、]|\s[-–—]\s")
_SHORTENED = re.compile(r"(\w)n['’ ]t\b", re.I)


@lru_cache(maxsize=16)
def _negations(language: str) -> frozenset[str]:
    return frozenset(lists().get(language, {}).get("negations", "").split())


@lru_cache(maxsize=16)
def _no_negations(language: str) -> re.Pattern[str]:
    return re.compile("|".join(lists().get(language, {}).get("no_negations", "").split()) or r"(?!)")


def _signs(text: str, language: str) -> str:
    """Return a text whose words have no spaces, with a blank for each sign that denies nothing: "very" holds a "not"."""
    return _no_negations(language).sub(lambda word: " " * len(word.group()), text)


def negated(text: str, language: str) -> Iterator[str]:
    """Yield the terms that a negation reaches: a few after it, and none past a comma."""
    negations = _negations(language)
    for clause in _PAUSE.split(_SHORTENED.sub(r"\1nt", text)):
        if language == "zh":
            signs = enumerate(_signs(clause, language))
            after = (clause[at + 1 : at + 1 + 2 * _SCOPE] for at, sign in signs if sign in negations)
        else:
            words = _words(clause)
            after = (" ".join(words[at + 1 : at + 8]) for at, word in enumerate(words) if word in negations)
        for reached in after:
            yield from terms(reached, language)[:_SCOPE]


def _is_refused(text: str, at: int, language: str) -> bool:
    """Whether a negation stands close before a place of a text."""
    before = text[max(0, at - 40) : at]
    if language == "zh":
        return not _negations(language).isdisjoint(_signs(before, language)[-4:])
    return not _negations(language).isdisjoint(_words(_SHORTENED.sub(r"\1nt", before))[-4:])


@lru_cache(maxsize=16)
def _courtesies(language: str) -> frozenset[str]:
    return frozenset(terms(lists().get(language, {}).get("courtesies", ""), language))


def without_answer(text: str, language: str) -> str:
    """Return a sentence without the yes or no before it, "" if it says nothing else: no article can say that word.

    "Yes, you have 30 days." is "You have 30 days."; of "Of course, you can." nothing is left.
    """
    rest = _answers(language).sub("", text).strip()
    if frozenset(terms(rest, language)) <= _courtesies(language) and not claims(rest, language):
        return ""
    return rest[:1].upper() + rest[1:]


@lru_cache(maxsize=16)
def _answers(language: str) -> re.Pattern[str]:
    listed = "|".join(
        re.escape(word.replace("_", " ")) for word in lists().get(language, {}).get("answers", "").split()
    )
    return re.compile(rf"\A\W*(?:(?:{listed or '(?!)'})\s*(?:[,.:;!،，。：；！–—-]+\s*|\Z))+", re.I)


@lru_cache(maxsize=16)
def _families(language: str) -> Mapping[str, re.Pattern[str]]:
    listed = lists().get(language, {}).get("promises", {})
    edge = {"zh": "", "ar": r"(?<!\w)(?:ال|و|ب|س)?"}.get(language, r"(?<!\w)")
    return {
        family: re.compile(
            edge + "(?:" + "|".join(re.escape(word.replace("_", " ")) for word in words.split()) + ")", re.I
        )
        for family, words in listed.items()
    }


def _promises(text: str, language: str) -> dict[str, re.Match[str]]:
    return {family: found for family, pattern in _families(language).items() if (found := pattern.search(text))}


# --- what no evidence allows --------------------------------------------------------------------------------------------
_MARKUP = re.compile(
    r"</?[a-z!][^>]*>|!?\[[^\]\n]*\]\(|```|~~~|&[a-z]{2,8};|&#|\b(?:javascript|data|vbscript):|\{\{|\{%"
    r"|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f\u0000-\u0008\u000b-\u001f]",
    re.I,
)
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*_\d+(?: [^\[\]\n]{1,60})?\]")


@lru_cache(maxsize=16)
def _human(language: str) -> re.Pattern[str]:
    listed = [*lists()["en"]["human"], *(lists().get(language, {}).get("human", ()) if language != "en" else ())]
    return re.compile("|".join(rf"(?<!\w){line}" for line in listed), re.I)


def forbidden(text: str, language: str) -> tuple[Missing, ...]:
    """Return what may not stand in a draft whatever the evidence says: markup, a placeholder, the claim to be a person."""
    looked = (("markup", _MARKUP), ("placeholder", _PLACEHOLDER), ("human", _human(language)))
    return tuple(Missing(code, found.group()) for code, pattern in looked if (found := pattern.search(text)))


_NAME = re.compile(r"(?<=[^\W\d_A-Z] )(?<![.!?:] )[A-ZÀ-ÖØ-ÝŁŚŻŹĆА-ЯІЇЄҐ][^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NAMELESS = {"de", "zh", "ar"}
"""Languages in which a capital letter does not tell a name from another word."""


def _turned_terms(one: _Sentence, other: _Sentence) -> frozenset[str]:
    """Return the terms that one of two sentences negates and the other states without any negation."""
    if bool(one.negated) == bool(other.negated):
        return frozenset()
    return (one.negated or other.negated) & one.terms & other.terms


class _Known:
    """The evidence of one check, and the weights of words in it."""

    def __init__(self, language: str, places: Sequence[_Place]) -> None:
        self._language, self._places = language, places
        self._sentences = [pair for place in places for pair in zip(place.sentences, place.around, strict=True)]
        held: Counter[str] = Counter()
        for place in places:
            held.update(place.held)
        self._weights = {term: self._rare(often) for term, often in held.items()}
        self._unheld = self._rare(0)

    def _rare(self, held: int) -> float:
        return math.log(1 + (len(self._sentences) + 1) / (held + 0.5))

    def _sum(self, held: frozenset[str]) -> float:
        weights, unheld = self._weights, self._unheld
        return sum([weights.get(term, unheld) for term in held])

    def said(self, text: str) -> Said:
        """Return what is to be said of one sentence."""
        read = _sentence(text, self._language)
        total = self._sum(read.terms) or 1.0
        shares = [self._sum(read.terms & place.terms) / total for place in self._places]
        best = max(shares)
        missing = [
            *([Missing("support", text)] if best < SUPPORT and not read.terms <= _courtesies(self._language) else []),
            *self._figures(read),
            *self._names(text),
            *self._promises(read),
            *self._turned(read),
            *forbidden(text, self._language),
        ]
        return Said(text, round(best, 4), (shares.index(best),), tuple(missing))

    def _figures(self, read: _Sentence) -> Iterator[Missing]:
        """Yield the claims that the evidence does not make, or makes of something else."""
        about = [self._sum(read.terms & around) for _, around in self._sentences] if read.claims else []
        for claim, beside in zip(read.claims, read.beside, strict=True):
            if self._is_footnote(claim):
                continue
            there = [
                (about[at] + self._sum(beside & near), found)
                for at, (one, _) in enumerate(self._sentences)
                for found, near in zip(one.claims, one.beside, strict=True)
                if comparable(claim, found)
            ]
            best = max((alike for alike, _ in there), default=0.0)
            if code := lacks(claim, [found for alike, found in there if alike >= NEAREST * best]):
                yield Missing(code, claim.text)
        for one, other in in_a_row(read.text, read.claims):
            if not any(says_pair(one, other, sentence.claims) for sentence, _ in self._sentences):
                yield Missing(CODES.get(one.kind, one.kind), f"{one.text} … {other.text}")

    def _is_footnote(self, claim: Claim) -> bool:
        """Whether a number in brackets is the mark of a footnote of the evidence: one without a unit."""
        return (
            claim.kind == "note"
            and not claim.unit
            and any(
                found.kind == "note" and claim.values == found.values
                for one, _ in self._sentences
                for found in one.claims
            )
        )

    def _names(self, text: str) -> Iterator[Missing]:
        if self._language in _NAMELESS:
            return
        for found in _NAME.finditer(text):
            name = re.sub(r"['’]s$", "", found.group())
            if not all(self._is_known(word) for word in _words(name)) and not self._is_short_for(name):
                yield Missing("name", found.group())

    def _is_short_for(self, name: str) -> bool:
        """Whether a name of capitals is the first letters of words of the evidence: NYS of New York State."""
        return name.isupper() and len(name) >= 3 and any(name.lower() in place.initials for place in self._places)

    def _is_known(self, word: str) -> bool:
        held = terms(word, self._language)
        return (
            any(word in place.words or (held and place.terms.issuperset(held)) for place in self._places) or not held
        )

    def _promises(self, read: _Sentence) -> Iterator[Missing]:
        for family, word in read.promises.items():
            given = [one for one, _ in self._sentences if family in one.promises and family not in one.refused]
            conditional = read.commits and not read.hedged and all(one.hedged for one in given)
            if family not in read.refused and (not given or conditional):
                yield Missing("promise", word)

    def _turned(self, read: _Sentence) -> Iterator[Missing]:
        """Yield a term that one of sentence and evidence negates and the other does not.

        Where one sentence that is about the same agrees, it agrees. Where none does, a "not" came or went.
        """
        alike = self._nearest([self._alike(read, one) for one, _ in self._sentences], ALIKE, NEAREST)
        turned = [_turned_terms(read, one) for one in alike]
        if turned and all(turned):
            yield Missing("negation", min(turned[0]))
        elif read.negated:
            # A "not" is sooner put in than taken out: it must be heard wherever the evidence is about the same.
            total = self._sum(read.terms) or 1.0
            about = self._nearest(
                [self._sum(read.terms & one.terms) / total for one, _ in self._sentences], ABOUT, AS_NEAR
            )
            told = {term for one in about for term in one.terms & read.negated}
            if told and not any(one.negated for one in about):
                yield Missing("negation", min(told))

    def _nearest(self, shares: Sequence[float], least: float, near: float) -> list[_Sentence]:
        """Return the sentences whose share is *least* or more, and as near to the best as *near* says."""
        bound = max(least, near * max(shares, default=0.0))
        return [one for (one, _), share in zip(self._sentences, shares, strict=True) if share >= bound]

    def _alike(self, one: _Sentence, other: _Sentence) -> float:
        total = self._sum(one.terms)
        shared = self._sum(one.terms & other.terms)
        if shared * (2 - ALIKE) < ALIKE * total:
            return 0.0  # however short the other is, the two are not alike enough to matter
        return 2 * shared / (total + self._sum(other.terms) or 1.0)


@lru_cache(maxsize=256)
def _known(read: tuple[tuple[str, tuple[str, ...], str, str], ...]) -> _Known:
    # Cached as the passages are, and for the same reason: an answer is checked by who made it and by who sends it.
    return _Known(read[0][3], [_place(*one) for one in read])
