"""Where two articles come about equally near, ask once which is meant, and hear the answer.

    which = two_readings(draft)                  ->   two passages, or () if one is ahead
    question(which, "en")                        ->   "Our AI assistant is not sure which ... 1. ... 2. ..."
    chosen(MaskedText("the first"), which, "en") ->   the first of them

The words are people's; only which two passages are offered is the search's. Whether it is sure is no matter of this
file: the guideline `release` says what is unclear, and the second unclear answer goes to a person.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from fairdesk.answers.analysis import terms
from fairdesk.language import gettext_noop, say
from fairdesk.nouns import Draft, Evidence, MaskedText

FILE = Path(__file__).with_name("readings.toml")
NEAR = 0.8
"""How much of what the best passage earned the best of another article must have earned to be as likely meant.

Lower asks more often, and the right one stands less often among the two: `fairdesk knowledge score` says how often.
"""
RIVAL = "rival"
"""The fact of an answer's reason that names that share, where it is NEAR or more."""
QUESTION = gettext_noop("Our AI assistant is not sure which of these you mean. Choose one, or ask for a person.")


def rival(nearest: Sequence[Evidence]) -> float:
    """Return how near the second of the best passages of articles, best first, comes to the first; 0 if not near."""
    share = nearest[1].score / nearest[0].score if len(nearest) > 1 and nearest[0].score > 0 else 0.0
    return share if share >= NEAR else 0.0


def two_readings(draft: Draft | None) -> tuple[Evidence, ...]:
    """Return the two passages that may be meant, if two articles come about equally near and have other names."""
    if draft is None or draft.parts or RIVAL not in draft.because.facts:
        return ()
    two = draft.evidence[:2]
    return two if len({label(found) for found in two}) == 2 else ()


def label(found: Evidence) -> str:
    """Return how a passage is named where it is offered: its title and headings."""
    return " › ".join(dict.fromkeys((found.title, *filter(None, found.heading))))


def question(which: Sequence[Evidence], language: str) -> str:
    """Return what is asked, in a language, with the names of what may be meant, numbered."""
    offered = "\n".join(f"{place}. {label(found)}" for place, found in enumerate(which, 1))
    return f"{say(language, QUESTION)}\n\n{offered}"


def chosen(said: MaskedText, which: Sequence[Evidence], language: str) -> Evidence | None:
    """Return which of two a message chooses: by its place, by its name, or by words that only one name has; else None."""
    words = " ".join(re.findall(r"\w+", said.casefold()))
    place = _places(language).get(words)
    if place is not None:
        return which[place] if place < len(which) else None
    named = [found for found in which if terms(label(found), language) == terms(said, language)]
    wanted = set(terms(said, language))
    holding = [found for found in which if wanted and wanted <= set(terms(label(found), language))]
    found = named or holding
    return found[0] if len(found) == 1 else None


def taken_from(ranked: Sequence[Evidence], choice: Evidence) -> tuple[Evidence, ...]:
    """Return of what was ranked the passages of the chosen article, the chosen passage first."""
    mine = [found for found in ranked if found.article == choice.article]
    return tuple(sorted(mine, key=lambda found: found.passage != choice.passage))


def as_chosen(draft: Draft, which: Sequence[Evidence], choice: Evidence) -> Draft:
    """Return a draft whose reason says that the customer chose, and which of the two."""
    facts = {**draft.because.facts, "chosen": [found.passage for found in which].index(choice.passage) + 1}
    return replace(draft, because=replace(draft.because, facts=facts))


@cache
def _places(language: str) -> dict[str, int]:
    told = tomllib.loads(FILE.read_text("utf-8")).get(language, {})
    listed = [("1", 0), ("2", 1), *((words, 0) for words in told.get("first", ()))]
    return dict([*listed, *((words, 1) for words in told.get("second", ()))])
