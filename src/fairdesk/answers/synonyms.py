"""A company's own words: a file that says which mean the same, read like an article and dated like one.

    same = [
      ["parcel", "package", "shipment"],
      ["sign in", "log in", "login"],
    ]

It is `synonyms.toml` in the folder of a language. A question that holds one of a line's words is searched for the others
too. Single words and phrases can stand together; case, accents and endings do not matter.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict

from fairdesk.answers.analysis import terms
from fairdesk.answers.articles import Article, UnreadableArticle
from fairdesk.answers.wanted import Phrase, Synonyms

FILE = "synonyms.toml"
ID = ".synonyms"
"""No article has it: hidden files are not read."""
AUDIENCE = "search"
"""Whom the file is for: nobody is shown it."""
MOST_WORDS = 20_000


def read_synonyms(text: str, name: str, language: str) -> Article:
    """Read the file as an article that is never quoted. Raises UnreadableArticle naming the line that is wrong."""
    synonyms_of(text, language, name)
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Article(ID, language, "Synonyms", "", "", AUDIENCE, None, None, version, (), text)


def synonyms_of(text: str, language: str, name: str = FILE) -> Synonyms:
    """Return the phrases of a file, by their first term, each with those that mean the same."""
    found: dict[str, list[tuple[Phrase, list[Phrase]]]] = defaultdict(list)
    for number, line in enumerate(_lines(text, name), 1):
        phrases = list(dict.fromkeys(tuple(terms(one, language)) for one in line))
        if () in phrases:
            raise UnreadableArticle(
                name, 1, f"line {number} of `same` holds a word that says nothing in a search; take it out"
            )
        for phrase in phrases:
            found[phrase[0]].append((phrase, [other for other in phrases if other != phrase]))
    return dict(found)


def _lines(text: str, name: str) -> list[list[str]]:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise UnreadableArticle(name, _line_of(wrong), f"it is no TOML: {wrong}") from wrong
    same = found.get("same")
    if not isinstance(same, list) or not all(
        isinstance(line, list) and len(line) > 1 and all(isinstance(one, str) for one in line) for line in same
    ):
        raise UnreadableArticle(
            name, 1, 'it should hold `same`, a list of lists of two or more texts, such as ["parcel", "package"]'
        )
    if sum(map(len, same)) > MOST_WORDS:
        raise UnreadableArticle(name, 1, f"it holds more than {MOST_WORDS:,} words; keep those that customers use")
    return same


def _line_of(wrong: tomllib.TOMLDecodeError) -> int:
    words = str(wrong).split("line ")
    number = words[1].split(",")[0] if len(words) > 1 else ""
    return int(number) if number.isdigit() else 1
