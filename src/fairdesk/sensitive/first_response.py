"""Choose the first words for a sensitive matter: fixed, written by people, per language; never generated.

Each language is a file in words/. A reply is the topic's own sentences, then local help where the topic needs it, then
what happens next and who wrote this. The wording follows safe-messaging rules: no question about means, no claimed
feeling, no sale, no survey. A file without `reviewed_on` still waits for a qualified native speaker.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from fairdesk.language import offered
from fairdesk.nouns import FirstWords
from fairdesk.sensitive.helplines import Helpline, lines_for
from fairdesk.sensitive.topics import MATTERS, Topic

FOLDER = Path(__file__).parent / "words"
WITH_LOCAL_HELP = frozenset({Topic.CRISIS})
WITH_EMERGENCY = frozenset({Topic.CRISIS, Topic.ABUSE, Topic.MINOR})


@dataclass(frozen=True, slots=True)
class Words:
    """One language's file: its sentences by topic and its shared ones. `version` is the file's hash."""

    language: str
    reviewed_by: str
    reviewed_on: str
    topics: Mapping[str, str]
    shared: Mapping[str, str]
    version: str


@cache
def words_in(language: str) -> Words:
    """Return the words of *language*, or English if it is not offered."""
    code = offered(language)
    raw = (FOLDER / f"{code}.toml").read_bytes()
    read = tomllib.loads(raw.decode("utf-8"))
    version = hashlib.sha256(raw).hexdigest()[:16]
    return Words(code, read["reviewed_by"], read["reviewed_on"], read["topics"], read["shared"], version)


def first_words(
    topic: str,
    language: str,
    country: str,
    at: date,
    lines: Iterable[Helpline] | None = None,
    *,
    own: tuple[str, ...] = (),
    away: bool = False,
) -> FirstWords | None:
    """Return the reply for *topic*, or None if nothing was found.

    *country* is ISO 3166-1 alpha-2 from what the customer or the account says, "" if unknown: never from an address on
    the network. *lines* are the helplines to choose from, by default the shipped ones; *own* are the
    emergency number, line and name that the company itself checked, and stand before them. *away*: the desk is closed or
    nobody is there, so that in an acute matter the words do not let anybody wait for us, and send them to the help above.
    """
    if topic not in MATTERS:
        return None
    words = words_in(language)
    shown = next(((line.emergency, line.line, line.name) for line in lines_for(country, at, lines)), ())
    local = own or shown
    parts = [
        words.topics[topic].strip(),
        *_help(Topic(topic), words.shared, local),
        _closing(Topic(topic), words.shared, away),
    ]
    return FirstWords("\n\n".join(parts), words.language, words.version)


def _help(topic: Topic, shared: Mapping[str, str], local: tuple[str, ...]) -> list[str]:
    if topic not in WITH_EMERGENCY:
        return []
    if not local:
        parts = [shared["emergency_unknown"]] + ([shared["line_unknown"]] if topic in WITH_LOCAL_HELP else [])
    else:
        emergency, line, name = local
        parts = [shared["emergency"].format(number=emergency)]
        parts += [shared["line"].format(name=name, number=line)] if topic in WITH_LOCAL_HELP else []
    return [shared["joint"].join(parts)]


def _closing(topic: Topic, shared: Mapping[str, str], away: bool) -> str:
    called = "person_away" if away else "person_called"
    next_step = shared[called if MATTERS[topic].acute else "person_next"]
    return shared["joint"].join((next_step, shared["write_on"], shared["written_by_people"]))
