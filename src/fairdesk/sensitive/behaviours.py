"""Check that a first reply does the five things that clinicians look for: by rule, text by text.

    missing(words.text, "crisis", "en", words_in("en").shared)      ->   () if it does them all

The five (arXiv 2509.08839): it names the risk, shows empathy, encourages to take help, names a resource, and invites to go
on. An acute matter needs them all; the others a thank-you in place of the risk, a person as the resource, and no empathy
in a legal matter, where it could be read as an admission. What is looked for are words of a list (behaviours.toml), and
numbers: a rule that finds them does not know whether the text is good; people who know the matter do.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fairdesk.language import offered
from fairdesk.sensitive.topics import ACUTE, Topic

FILE = Path(__file__).with_name("behaviours.toml")
BEHAVIOURS = ("risk", "empathy", "help", "resource", "invitation")
DIRECTORY = "findahelpline.com"
_NUMBER = re.compile(r"\d(?:[\d -]*\d)")


@cache
def lists() -> Mapping[str, Mapping[str, Any]]:
    """Return the lists of all languages, read once."""
    return tomllib.loads(FILE.read_text("utf-8"))


def missing(text: str, topic: str, language: str, shared: Mapping[str, str]) -> tuple[str, ...]:
    """Return which of the five a first reply in *language* does not do; *shared* are the language's shared sentences."""
    words, matter = lists()[offered(language)], Topic(topic)
    named = words["risk"][topic] if matter in ACUTE else words["thanks"]
    done = {
        "risk": _any(named, text),
        "empathy": matter is Topic.LEGAL or _any(words["empathy"], text),
        "help": _any(words["help"], text),
        "resource": _resource(text, matter, shared),
        "invitation": shared["write_on"] in text,
    }
    return tuple(each for each in BEHAVIOURS if not done[each])


def _resource(text: str, matter: Topic, shared: Mapping[str, str]) -> bool:
    """Whether it names where help is: in an acute matter a number, in a crisis a line or a directory too; else a person."""
    if matter not in ACUTE:
        return shared["person_next"] in text
    number = re.split(r"\{number\}", shared["emergency"])[0]
    local = number in text or shared["emergency_unknown"] in text
    if matter is not Topic.CRISIS:
        return local and bool(_NUMBER.search(text))
    return local and (DIRECTORY in text or len(_NUMBER.findall(text)) > 1)


def _any(words: list[str], text: str) -> bool:
    return any(each in text for each in words)
