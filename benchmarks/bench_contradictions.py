"""How many planted contradictions between two articles are found, how many others, and how long it takes.

    python benchmarks/bench_contradictions.py --data FOLDER [--found] [--plants 300]

FOLDER holds kb/abcd_guidelines, kb/login_gov_help, kb/tau2_bank/documents.jsonl and retrieval/doc2dial_passages.jsonl.
A plant is a sentence of one article that gives a figure, put into another article, under a heading of its own, with the
figure changed (times 2 and 1 more) or, of a sentence without figures, with a "not" put in or taken out: word for word,
with another beginning, or with one of its words in five gone. The planting shares no code with what is measured. What is
found in the pages as they are is printed with --found, to be read: nobody has marked what really contradicts there.
Baseline: two sentences of two articles that share a word in two and have another number.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from fairdesk.answers.analysis import terms
from fairdesk.answers.articles import Article
from fairdesk.answers.contradictions import Contradiction, Stated, contradictions, stated
from fairdesk.answers.load import read_folder
from fairdesk.answers.search import Candidate
from fairdesk.intervals import wilson
from figures import tell

PLACES = (
    "kb/abcd_guidelines",
    "kb/login_gov_help",
    "kb/tau2_bank/documents.jsonl",
    "retrieval/doc2dial_passages.jsonl",
)
NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,4}(?![.,:/]\d|[\w-])")
DENIED = re.compile(r"\b(?:do|does|is|are|can|will|should|must) (not )", re.I)
STATED = re.compile(r"\b(do|does|is|are|can|will|should|must) (?!not)", re.I)


def main() -> None:
    wanted = argparse.ArgumentParser(description="Measure contradictions.")
    wanted.add_argument("--data", type=Path, required=True)
    wanted.add_argument("--found", action="store_true", help="print what is found in the pages as they are")
    wanted.add_argument("--plants", type=int, default=300)
    given = wanted.parse_args()
    for place in PLACES:
        every = [found for article in _articles(given.data / place) for found in _stated(article)]
        began = time.process_time()
        there = contradictions(every)
        seconds = time.process_time() - began
        tell(f"{place}: found as it is", len(there), n=len(every), note=f"{len(_baseline(every))} by the baseline")
        tell(f"{place}: CPU", seconds, "s", n=len(every))
        if given.found:
            for one in there:
                print(one.differ, one.one.title, "|", one.one.text, "||", one.other.title, "|", one.other.text)
        for name, reworded in WORDINGS.items():
            found, planted = _planted(every, reworded, given.plants)
            low, high = (end * 100 for end in _ends(found, planted))
            note = f"95 %: {low:.0f} to {high:.0f} %"
            tell(f"{place}: planted {name}, found", 100 * found / planted, "%", n=planted, note=note)


def _ends(found: int, planted: int) -> tuple[float, float]:
    told = wilson(found, planted)
    return told.low, told.high


def _articles(place: Path) -> Iterator[Article]:
    yield from (one for _, one in read_folder(place) if isinstance(one, Article) and one.language == "en")


def _stated(article: Article) -> Iterator[Stated]:
    for part in article.passages:
        yield from stated(
            Candidate("", article.id, article.version, article.title, part.heading, part.anchor, article.language, part.text, "")
        )  # fmt: skip


# --- planting -----------------------------------------------------------------------------------------------------------
def _planted(every: Sequence[Stated], reworded: Callable[[str, random.Random], str], most: int) -> tuple[int, int]:
    """Plant one contradiction at a time's worth in bulk, and return how many were found of how many."""
    pick = random.Random(7)
    places = [one for one in every if _changed(one.text) and len(one.text) < 300]
    pick.shuffle(places)
    plants: dict[str, Stated] = {}
    for number, one in enumerate(places[:most]):
        text = reworded(_changed(one.text), pick)
        passage = Candidate("", f"planted-{number}", "v", "Good to know", ("In short",), "", "en", text, "")
        for plant in list(stated(passage))[:1]:
            plants[plant.article] = replace(one, text=one.text)
            every = [*every, plant]
    found = contradictions(every, {("en", name) for name in plants})
    hit = {name for each in found for name in _names(each) if name in plants and _touches(each, plants[name])}
    return len(hit), len(plants)


def _names(found: Contradiction) -> tuple[str, str]:
    return found.one.article, found.other.article


def _touches(found: Contradiction, source: Stated) -> bool:
    """Whether the plant was found beside its source, or beside a sentence that says the same word for word."""
    return source.text in (found.one.text, found.other.text)


def _changed(text: str) -> str:
    text = re.sub(r"^\s*\(?\d{1,3}[.)]\s+", "", text)
    if numbers := NUMBER.findall(text):
        return NUMBER.sub(lambda found: str(int(found.group()) * 2 + 1), text) if len(numbers) <= 2 else ""
    if DENIED.search(text):
        return DENIED.sub(lambda found: found.group().replace(found[1], ""), text, count=1)
    return STATED.sub(lambda found: f"{found[1]} not ", text, count=1) if STATED.search(text) else ""


def _as_it_is(text: str, _pick: random.Random) -> str:
    return text


def _begun_otherwise(text: str, _pick: random.Random) -> str:
    bare = re.sub(r"^\s*(?:[-*•]|\d+\.)\s*", "", text)
    return f"Please note that {bare[0].lower()}{bare[1:]}"


def _shorter(text: str, pick: random.Random) -> str:
    words = text.split()
    kept = [word for word in words if pick.random() > 0.2 or not word.isalpha()]
    return " ".join(kept)


WORDINGS: dict[str, Callable[[str, random.Random], str]] = {
    "word for word": _as_it_is,
    "begun otherwise": _begun_otherwise,
    "one word in five gone": _shorter,
}


def _baseline(every: Sequence[Stated]) -> list[tuple[int, int]]:
    """Return pairs of sentences of two articles that share half of their words and have no number in common."""
    said = [(one.article, set(terms(one.text, "en")), set(re.findall(r"\d+", one.text))) for one in every]
    said = [one for one in said if one[2]]
    found = []
    for at, (article, words, numbers) in enumerate(said):
        for place in range(at + 1, len(said)):
            other, theirs, others = said[place]
            if other != article and not numbers & others and 2 * len(words & theirs) >= len(words | theirs):
                found.append((at, place))
    return found


if __name__ == "__main__":
    main()
