"""How often search finds the right passage: questions with known answers, and the figures with their intervals.

    cases = [one for one in read_cases(text, "questions.jsonl") if isinstance(one, Case)]
    figures([(case, place_of_right(case, names_of_the_best_ten)) for case in cases])["recall_at_5"]

`answered`: how many the desk would answer alone, and how often from a right article. `asked_which`: where the desk would ask which of two articles is meant (readings.py), how often that is, how often one of the
two is right, and how often the first alone is: what guessing would give.

Recall at k is the share of questions with a right passage among the first k; mrr_10 is the mean of 1/place, 0 below the
tenth. Turns of one conversation resemble each other, so the variance is that of a mean over conversations (Cochran,
"Sampling Techniques", 3rd ed. 1977, section 9A) and the interval is Wilson's (1927) with the number of independent
questions that would have that variance (Korn & Graubard, Survey Methodology 24 (1998) 193).
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairdesk.answers.articles import UnreadableArticle

DEEPEST = 10
"""Places that are looked at."""
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what was said before it (by the customer? and the words, oldest first) and the passages that answer it.

    `conversation` joins questions that belong together; "" is one by itself.
    """

    question: str
    history: tuple[tuple[bool, str], ...]
    right: frozenset[str]
    conversation: str
    language: str


def read_cases(text: str, name: str) -> Iterator[Case | UnreadableArticle]:
    """Read JSON lines {query, history, gold_any}; history is a list of texts or of {who, text}, and may be missing.

    Who is "customer" or whoever answered.
    `dialogue` and `language` (else English) may be given. A line that cannot be used is yielded as UnreadableArticle.
    """
    for line, raw in enumerate(text.splitlines(), 1):
        if raw.strip():
            yield _case(raw, name, line)


def _case(raw: str, name: str, line: int) -> Case | UnreadableArticle:
    try:
        found = json.loads(raw)
    except ValueError:
        return UnreadableArticle(name, line, "this line is not JSON")
    if not isinstance(found, dict) or not isinstance(found.get("query"), str) or not found["query"].strip():
        return UnreadableArticle(name, line, "a question needs `query`, a text that is not empty")
    right = found.get("gold_any")
    if not isinstance(right, list) or not right or not all(isinstance(one, str) for one in right):
        return UnreadableArticle(name, line, "`gold_any` should list the ids of the passages that answer it")
    before = _listed(found.get("history"))
    said = tuple(
        (not isinstance(one, dict) or one.get("who", "customer") == "customer", text)
        for one in before
        if isinstance(text := one.get("text") if isinstance(one, dict) else one, str)
    )
    if len(said) < len(before):
        return UnreadableArticle(name, line, "`history` should be a list of texts, or of objects with a `text`")
    conversation, language = found.get("dialogue"), found.get("language")
    return Case(
        found["query"],
        said,
        frozenset(right),
        conversation if isinstance(conversation, str) else "",
        language if isinstance(language, str) else "en",
    )


def _listed(found: object) -> list[Any]:
    return found if isinstance(found, list) else [] if found is None else [found]


def place_of_right(case: Case, names: Sequence[str]) -> int:
    """Return at which place of *names*, best first, the first right passage stands, from 1; 0 if in none of ten."""
    return next((place for place, name in enumerate(names[:DEEPEST], 1) if name in case.right), 0)


def figures(results: Sequence[tuple[Case, int]]) -> dict[str, Any]:
    """Return recall_at_1, recall_at_5, mrr_10 and n of all questions, and of first and later turns apart.

    Each of the three has its 95 % interval beside it, under its name with `_interval`.
    """
    first = [one for one in results if not one[0].history]
    later = [one for one in results if one[0].history]
    return {**_of(results), "first_turn": _of(first), "follow_up": _of(later)}


@dataclass(frozen=True, slots=True)
class Offered:
    """What the desk would show for a question: whether one of the articles is right, and whether the first is."""

    holds_right: bool
    first_is_right: bool


def answered(results: Sequence[tuple[Case, Offered | None]]) -> dict[str, Any]:
    """Return how many questions the desk would answer alone, and how often from a right article, each with its interval."""
    told = asked_which(results)
    kept = ("n", "share", "share_interval", "right", "right_interval")
    return {"answered": told["asked"], **{name: told[name] for name in kept if name in told}}


def asked_which(results: Sequence[tuple[Case, Offered | None]]) -> dict[str, Any]:
    """Return how often the desk would ask back, and how often a right article is offered; each with its 95 % interval."""
    asked = [(case, offered) for case, offered in results if offered is not None]
    told: dict[str, Any] = {"n": len(results), "asked": len(asked)}
    for name, worth in (
        ("share", [(case, offered is not None) for case, offered in results]),
        ("right", [(case, offered.holds_right) for case, offered in asked]),
        ("first_right", [(case, offered.first_is_right) for case, offered in asked]),
    ):
        groups = _together(worth)
        if groups:
            told[name], told[f"{name}_interval"] = _mean({mark: [*map(float, each)] for mark, each in groups.items()})
    return told


def _of(results: Sequence[tuple[Case, int]]) -> dict[str, Any]:
    told: dict[str, Any] = {"n": len(results), "conversations": len(_together(results))}
    for name, worth in _WORTH.items() if results else ():
        groups = {mark: [worth(place) for place in places] for mark, places in _together(results).items()}
        told[name], told[f"{name}_interval"] = _mean(groups)
    return told


_WORTH: Mapping[str, Callable[[int], float]] = {
    "recall_at_1": lambda place: float(place == 1),
    "recall_at_5": lambda place: float(0 < place <= 5),
    "mrr_10": lambda place: 1 / place if place else 0.0,
}


def _together(results: Sequence[tuple[Case, int]]) -> dict[str, list[int]]:
    """Return what was found, joined by conversation."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, (case, place) in enumerate(results):
        groups[case.conversation or f"\0{number}"].append(place)
    return groups


def _mean(groups: Mapping[str, Sequence[float]]) -> tuple[float, tuple[float, float]]:
    """Return the mean of all values, each in 0 to 1, and its interval given that values of one group go together."""
    n, many = sum(map(len, groups.values())), len(groups)
    mean = sum(map(sum, groups.values())) / n
    off = sum((sum(each) - mean * len(each)) ** 2 for each in groups.values())
    variance = off / n**2 * many / (many - 1) if many > 1 else 0.0
    like = mean * (1 - mean) / variance if variance > 0 else float(many)
    middle = (mean + _Z**2 / (2 * like)) / (1 + _Z**2 / like)
    half = _Z / (1 + _Z**2 / like) * math.sqrt(mean * (1 - mean) / like + _Z**2 / (4 * like**2))
    return mean, (max(0.0, min(mean, middle - half)), min(1.0, max(mean, middle + half)))


def as_text(told: Mapping[str, Any]) -> str:
    """Return the figures as a table of lines."""
    lines = [f"{'':12}{'n':>7}{'recall at 1':>26}{'recall at 5':>26}{'MRR at 10':>26}"]
    for name, part in (
        ("all", told),
        ("first turn", told["first_turn"]),
        ("follow-ups", told["follow_up"]),
    ):
        if part["n"]:
            shown = (_shown(part, name) for name in _WORTH)
            lines.append(f"{name:12}{part['n']:>7,}{''.join(f'{one:>26}' for one in shown)}")
    lines.append("In hundredths, with 95 % intervals that count a conversation as one.")
    if (alone := told.get("answered")) and alone["answered"]:
        lines.append(f"Answered alone: {_shown(alone, 'share')}; from a right article: {_shown(alone, 'right')}.")
    if which := told.get("asked_which"):
        said = f"Of {which['n']:,} questions {which['asked']:,} would be asked which of two articles is meant"
        lines.append(said + (f": {_shown(which, 'share')}." if which["asked"] else "."))
    if which and which["asked"]:
        lines.append(
            f"One of the two is right: {_shown(which, 'right')}; the first alone: {_shown(which, 'first_right')}."
        )
    return "\n".join(lines)


def _shown(part: Mapping[str, Any], name: str) -> str:
    low, high = part[f"{name}_interval"]
    return f"{100 * part[name]:.1f} ({100 * low:.1f} to {100 * high:.1f})"
