"""Draw names of people of many origins: half from lists, half invented from the syllables of the same lists.

An invented name takes the beginning of one listed name and the end of another, so it sounds like its language and is on
no list: what surrounds a name has to tell that it is one, whoever bears it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.tagger.drawing import Draw, Part, part_of

_FILE = Path(__file__).with_name("values") / "names.toml"
_VOWELS = re.compile(r"[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýąęěıőűăâ]+", re.I)
INVENTED_SHARE = 0.5

FAMILY_FIRST = {"zh": 0.6, "ko": 0.6, "vi": 0.8, "hu": 0.4, "ja": 0.3}
"""How often people of an origin write the family name first."""

TWO_FAMILY_NAMES = {"es": 0.5, "mx": 0.5, "pt": 0.5, "br": 0.45, "ph": 0.15, "en_GB": 0.06, "de": 0.06, "fr": 0.06}
"""How often people of an origin write two family names."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person who does not exist; *full* is the name as its bearer writes it."""

    origin: str
    first: str
    last: str
    full: str


@cache
def origins() -> tuple[str, ...]:
    """Return all origins, sorted."""
    return tuple(sorted(_lists()))


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        origin: {kind: [name.strip() for name in names.split(",") if name.strip()] for kind, names in kinds.items()}
        for origin, kinds in read.items()
    }


@cache
def names_of(origin: str, kind: str, part: Part) -> tuple[str, ...]:
    """Return the listed names of one part; *kind* is "given" or "family"."""
    return tuple(name for name in _lists()[origin][kind] if part_of(name) == part)


def invent(draw: Draw, listed: tuple[str, ...], part: Part) -> str:
    """Return a name on no list: one name up to a vowel, another from a vowel on; its hash decides the part, as for all."""
    for _ in range(40):
        start, end = draw.pick(listed), draw.pick(listed)
        name = _before_a_vowel(draw, start) + _from_a_vowel(draw, end)
        if 3 <= len(name) <= 14 and name.isalpha() and name.capitalize() not in listed and part_of(name) == part:
            return name.capitalize()
    return draw.pick(listed)


def _before_a_vowel(draw: Draw, name: str) -> str:
    starts = [found.start() for found in _VOWELS.finditer(name)]
    return name[: draw.pick(starts)] if starts else name


def _from_a_vowel(draw: Draw, name: str) -> str:
    starts = [found.start() for found in _VOWELS.finditer(name)]
    return name[draw.pick(starts) :].lower() if starts else ""


def draw_name(draw: Draw, origin: str, kind: str, part: Part) -> str:
    """Draw a given or family name of an origin."""
    listed = names_of(origin, kind, part)
    return invent(draw, listed, part) if draw.chance(INVENTED_SHARE) else draw.pick(listed)


def draw_person(draw: Draw, origin: str, part: Part) -> Person:
    """Draw somebody of an origin."""
    first = draw_name(draw, origin, "given", part)
    last = _family(draw, origin, part)
    swapped = draw.chance(FAMILY_FIRST.get(origin, 0.0))
    return Person(origin, first, last, f"{last} {first}" if swapped else f"{first} {last}")


def _family(draw: Draw, origin: str, part: Part) -> str:
    last = draw_name(draw, origin, "family", part)
    if not draw.chance(TWO_FAMILY_NAMES.get(origin, 0.01)):
        return last
    between = (
        "-" if origin in {"en_GB", "de", "fr"} else draw.pick([" ", " ", " ", "-", " e " if origin == "pt" else " "])
    )
    return last + between + draw_name(draw, origin, "family", part)


def written(draw: Draw, person: Person, part: Part) -> str:
    """Write a name in one of the ways people write their own names."""
    form = draw.weighted(_FORMS)
    initial = person.first[0].upper()
    forms = {
        "full": person.full,
        "first": person.first,
        "initial": f"{initial}. {person.last}",
        "bare initial": f"{initial} {person.last}",
        "family, given": f"{person.last}, {person.first}",
        "middle initial": f"{person.first} {draw.fill('@')}. {person.last}",
        "two given": f"{person.first} {draw_name(draw, person.origin, 'given', part)} {person.last}",
        "hyphen": f"{person.first}-{draw_name(draw, person.origin, 'given', part)} {person.last}",
        "FAMILY": f"{person.first} {person.last.upper()}",
        "family given": f"{person.last} {person.first}",
        "two initials": f"{initial}.{draw.fill('@')}. {person.last}",
        "last initial": f"{person.first} {person.last[0].upper()}.",
    }
    return forms[form]


_FORMS = [
    ("full", 0.56),
    ("first", 0.14),
    ("initial", 0.06),
    ("bare initial", 0.01),
    ("family, given", 0.03),
    ("middle initial", 0.03),
    ("two given", 0.06),
    ("hyphen", 0.02),
    ("FAMILY", 0.03),
    ("family given", 0.04),
    ("two initials", 0.02),
    ("last initial", 0.03),
]
