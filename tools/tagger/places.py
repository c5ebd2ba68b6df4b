"""Draw towns, countries and addresses of many countries, in the ways people of each country write them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.tagger.drawing import Draw, Part
from tools.tagger.people import draw_name, invent

_VALUES = Path(__file__).with_name("values")
_FIELD = re.compile(r"\{([a-z])\}")
INVENTED_TOWNS = 0.35

COUNTRY_OF = {
    "ar": "ae", "bd": "ae", "br": "br", "cy": "gb", "cz": "cz", "de": "de", "dk": "dk", "en_GB": "gb", "en_IN": "in",
    "en_US": "us", "es": "es", "et": "ke", "fa": "ae", "fi": "fi", "fr": "fr", "gh": "ke", "gr": "gr", "hu": "hu",
    "id": "vn", "ie": "ie", "il": "ae", "is": "dk", "it": "it", "ja": "jp", "ke": "ke", "ko": "cn", "mx": "mx",
    "ng_ha": "ng", "ng_ig": "ng", "ng_yo": "ng", "nl": "nl", "no": "no", "ph": "vn", "pk": "ae", "pl": "pl", "pt": "pt",
    "ro": "ro", "ru": "ua", "se": "se", "so": "ke", "th": "vn", "tr": "tr", "ua": "ua", "vi": "vn", "za": "za",
    "zh": "cn",
}  # fmt: skip
"""Where people of an origin are most likely to live; many live elsewhere, and are drawn so."""

COUNTRIES_OF_LANGUAGE = {
    "en": ("gb", "us", "us", "ie", "ca", "au", "in", "za", "ng"),
    "de": ("de", "de", "de", "at", "ch"),
    "es": ("es", "es", "mx"),
    "fr": ("fr", "fr", "fr", "be", "ca"),
    "pt": ("pt", "br"),
    "it": ("it",),
    "nl": ("nl", "nl", "be"),
    "da": ("dk",),
    "sv": ("se",),
    "pl": ("pl",),
    "tr": ("tr",),
}

_NAMES_OF = {country: origin for origin, country in COUNTRY_OF.items()} | {
    "at": "de", "ch": "de", "be": "nl", "ca": "en_US", "au": "en_GB", "gb": "en_GB", "ng": "ng_yo", "vn": "id",
    "cn": "zh", "ae": "ar", "ke": "ke", "ua": "ua", "dk": "dk",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Country:
    """What is known of a country: lists of towns and ways of writing."""

    cities: tuple[str, ...]
    regions: tuple[str, ...]
    kinds: tuple[str, ...]
    stems: tuple[str, ...]
    numbers: tuple[str, ...]
    units: tuple[str, ...]
    postcodes: tuple[str, ...]
    formats: tuple[str, ...]
    country: str


def listed(text: str, mark: str = ",") -> tuple[str, ...]:
    """Split at commas; a comma after a backslash stays."""
    pieces = re.split(rf"(?<!\\){mark}", text)
    return tuple(piece.strip().replace("\\,", ",") for piece in pieces if piece.strip())


@cache
def countries() -> dict[str, Country]:
    """Return all countries by their code."""
    read = tomllib.loads((_VALUES / "places.toml").read_text(encoding="utf-8"))
    return {code: _country(values) for code, values in read.items()}


def _country(values: dict[str, str]) -> Country:
    lists = {key: listed(text) for key, text in values.items() if key not in {"formats", "country", "stems"}}
    stems = tuple(re.split(r",\s?", values["stems"]))  # a space at the end of a stem is meant
    return Country(formats=listed(values["formats"], ";"), country=values["country"], stems=stems, **lists)


@cache
def country_names() -> dict[str, tuple[str, ...]]:
    """Return what countries are called, by language."""
    read = tomllib.loads((_VALUES / "countries.toml").read_text(encoding="utf-8"))
    return {language: listed(names) for language, names in read.items()}


def draw_city(draw: Draw, code: str, part: Part) -> str:
    """Draw a town, one in three of them invented."""
    cities = countries()[code].cities
    if not draw.chance(INVENTED_TOWNS):
        return draw.pick(cities)
    return invent(draw, tuple(city for city in cities if city.isalpha()), part)


def draw_postcode(draw: Draw, code: str) -> str:
    """Draw a postcode alone."""
    return draw.fill(draw.pick(countries()[code].postcodes))


def draw_street(draw: Draw, code: str, part: Part) -> str:
    """Draw a street and house number."""
    country = countries()[code]
    simple = [one for one in country.formats if "{s}" in one and not set("cprku") & set(_FIELD.findall(one))]
    return _fill(draw, draw.pick(simple or ["{h} {s}"]), code, part)


def draw_address(draw: Draw, code: str, part: Part) -> str:
    """Draw an address with its town."""
    country = countries()[code]
    longer = [one for one in country.formats if set("cp") & set(_FIELD.findall(one))]
    return _fill(draw, draw.pick(longer), code, part)


def _fill(draw: Draw, pattern: str, code: str, part: Part) -> str:
    country = countries()[code]
    origin = _NAMES_OF.get(code, "en_GB")
    town = draw_city(draw, code, part)

    def one(found: re.Match[str]) -> str:
        match found.group(1):
            case "s":
                return _FIELD.sub(one, draw.fill(draw.pick(country.kinds)))
            case "n":
                return _stem(draw, country, origin, part)
            case "f":
                return draw_name(draw, origin, "family", part)
            case "c":
                return town
            case "r":
                return draw.pick(country.regions)
            case "p":
                return draw_postcode(draw, code)
            case "h":
                return draw.fill(draw.pick(country.numbers))
            case "u":
                return draw.fill(draw.pick(country.units))
            case _:
                return country.country

    return _FIELD.sub(one, draw.fill(pattern)).replace("|", "\n").replace("  ", " ").strip()


def _stem(draw: Draw, country: Country, origin: str, part: Part) -> str:
    if draw.chance(0.2):
        return draw_name(draw, origin, "family", part)
    return draw.pick(country.stems)
