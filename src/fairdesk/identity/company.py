"""The company the desk speaks for: what customers may know of it, and what a form must hold to say it.

`company_from_form` reports every fault at once, each under its field, so that a person corrects a form in one go
(WCAG 2.2, 3.3.1 and 3.3.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fairdesk.identity.opening import Span, read_day, written_day
from fairdesk.language import OFFERED
from fairdesk.nouns import BadInput

LARGEST_LOGO = 200_000
"""Bytes."""

MOST_HOLIDAYS = 400
CLOSED_ALL_WEEK: tuple[tuple[Span, ...], ...] = ((),) * 7
FORMAT = 1

_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,185}\.[^@\s<>\".]{2,}")
_TELEPHONE = re.compile(r"[+0-9][0-9 ()/.\-]{2,39}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LAW = re.compile(r"[A-Z]{2,6}(-[A-Z]{2,3})?")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture: its bytes and the media type its first bytes prove."""

    picture: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Company:
    """What customers may know of the company; empty text means that there is none.

    `hours`: seven days from Monday, each with its spans; all empty means that none are given, and then being open is
    decided by people on duty. `relay` is a number or address for text and video relay. `country` is ISO 3166-1
    alpha-2. `law` is the code of the law on requests about data, where the country alone does not say it ("US-CA").
    `languages` are those the pages offer.
    """

    name: str
    time_zone: str = "UTC"
    hours: tuple[tuple[Span, ...], ...] = CLOSED_ALL_WEEK
    holidays: frozenset[date] = frozenset()
    telephone: str = ""
    relay: str = ""
    email: str = ""
    country: str = ""
    law: str = ""
    languages: tuple[str, ...] = tuple(OFFERED)
    logo: Logo | None = None


class BadCompany(BadInput):
    """The form cannot be used as it is: `faults` says for each field what to change."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {fault}" for field, fault in faults.items()))
        self.faults = faults


def company_from_form(typed: Mapping[str, str], logo: Logo | None = None) -> Company:
    """Return the company a form describes.

    Fields: name, time_zone, hours_0 (Monday) to hours_6, holidays (a date a line), telephone, relay, email, country, law,
    languages (codes with commas between; empty: all). Raises BadCompany with every fault by its field.
    """
    faults: dict[str, str] = {}

    def read(field: str, reader: Callable[[str], T], default: T) -> T:
        try:
            return reader(typed.get(field, "").strip())
        except BadInput as wrong:
            faults[field] = str(wrong)
            return default

    company = Company(
        name=read("name", read_name, ""),
        time_zone=read("time_zone", read_time_zone, "UTC"),
        hours=tuple(read(f"hours_{day}", read_day, ()) for day in range(7)),
        holidays=read("holidays", read_holidays, frozenset()),
        telephone=read("telephone", read_telephone, ""),
        relay=read("relay", read_relay, ""),
        email=read("email", read_email, ""),
        country=read("country", read_country, ""),
        law=read("law", read_law, ""),
        languages=read("languages", read_languages, ()),
        logo=logo,
    )
    if faults:
        raise BadCompany(faults)
    return company


def form_of(company: Company) -> Mapping[str, str]:
    """Return the company as a form's fields: what `company_from_form` reads back."""
    return {
        "name": company.name,
        "time_zone": company.time_zone,
        **{f"hours_{day}": written_day(spans) for day, spans in enumerate(company.hours)},
        "holidays": "\n".join(day.isoformat() for day in sorted(company.holidays)),
        "telephone": company.telephone,
        "relay": company.relay,
        "email": company.email,
        "country": company.country,
        "law": company.law,
        "languages": ",".join(company.languages),
    }


def to_json(company: Company) -> dict[str, Any]:
    """Return all but the logo as JSON values, with the format's version."""
    return {"format": FORMAT, **form_of(company)}


def from_json(kept: Mapping[str, Any], logo: Logo | None = None) -> Company:
    """Return the company of `to_json`. Raises BadInput if the format is not one this version knows."""
    if kept.get("format") != FORMAT:
        raise BadInput(
            f"the company is kept in format {kept.get('format')}; this version reads {FORMAT}: upgrade fairdesk"
        )
    return company_from_form(kept, logo)


# --- one field each -------------------------------------------------------------------------------------------------
def read_name(text: str) -> str:
    """Return the company's name."""
    if not text:
        raise BadInput("enter the name that customers know")
    return _line(text, 80)


def read_time_zone(text: str) -> str:
    """Return a zone of the IANA time zone database, such as Europe/Berlin."""
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise BadInput(f"{text[:60]!r} is not a known time zone; write one such as Europe/Berlin") from unknown


def read_holidays(text: str) -> frozenset[date]:
    """Return the dates of a list, one a line. Names the first line that is none."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_HOLIDAYS:
        raise BadInput(f"there are {len(lines)} holidays; enter at most {MOST_HOLIDAYS}")
    return frozenset(_date(number, line) for number, line in lines)


def _date(number: int, line: str) -> date:
    try:
        return date.fromisoformat(line)
    except ValueError as wrong:
        raise BadInput(f"line {number}, {line[:20]!r}, is not a date; write it as 2026-12-25") from wrong


def read_telephone(text: str) -> str:
    """Return a telephone number as people write it."""
    if text and not _TELEPHONE.fullmatch(text):
        raise BadInput(
            "enter a telephone number with digits, spaces and an optional + in front, such as +00 000 555 0101"
        )
    return text


def read_relay(text: str) -> str:
    """Return a number or address for relay services."""
    return _line(text, 120)


def read_email(text: str) -> str:
    """Return an e-mail address."""
    if text and not _EMAIL.fullmatch(text):
        raise BadInput("enter an e-mail address, such as help@example.com")
    return text


def read_country(text: str) -> str:
    """Return a country's two letters, or "" if none is given."""
    if text and not _COUNTRY.fullmatch(text.upper()):
        raise BadInput("enter the two letters of the country, such as DE or BR")
    return text.upper()


def read_law(text: str) -> str:
    """Return the code of a law as it is written, or "" if the country says which. Whether there is one, the house knows."""
    if text and not _LAW.fullmatch(text.upper()):
        raise BadInput("choose a law of the list, or leave it to the country")
    return text.upper()


def read_languages(text: str) -> tuple[str, ...]:
    """Return language codes in the order of choice menus; all that are offered if none is given."""
    wanted = {part.strip() for part in text.split(",") if part.strip()} or set(OFFERED)
    unknown = sorted(wanted - OFFERED.keys())
    if unknown:
        raise BadInput(f"{', '.join(unknown)[:60]} is not offered; choose among {', '.join(OFFERED)}")
    return tuple(code for code in OFFERED if code in wanted)


def read_logo(picture: bytes) -> Logo:
    """Return an uploaded picture with the type its first bytes prove; names and claimed types are not trusted.

    Raises BadInput for anything but PNG, JPEG, WebP and GIF up to 200 kB. SVG is refused: it can carry script.
    """
    if len(picture) > LARGEST_LOGO:
        raise BadInput(f"the picture has {len(picture) // 1000} kB; use one of at most {LARGEST_LOGO // 1000} kB")
    media_type = _media_type(picture)
    if media_type:
        return Logo(picture, media_type)
    if b"<svg" in picture[:4000].lower():
        raise BadInput("an SVG picture can carry script, so it is not shown to customers; save it as PNG")
    raise BadInput("this is not a PNG, JPEG, WebP or GIF picture; save it as one of them")


def _media_type(picture: bytes) -> str:
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if picture.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if picture.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return "image/webp" if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP" else ""


def _line(text: str, longest: int) -> str:
    if len(text) > longest:
        raise BadInput(f"this has {len(text)} characters; use at most {longest}")
    if not text.isprintable():
        raise BadInput("this holds characters that cannot be seen; type it again")
    return text
