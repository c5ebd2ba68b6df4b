"""Say about a hidden value what the assistant needs and what identifies nobody: a card's brand, a telephone's country.

A detail stands in the placeholder: `[PHONE_1 PT]`, `[DATE_OF_BIRTH_1 adult]`. What cannot be said with certainty is
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fairdesk.privacy.detect import Span
from fairdesk.privacy.patterns import CALLING_CODES, MONTH_NUMBERS

GROWN_UP = 18
"""The age from which a placeholder says adult (UN Convention on the Rights of the Child, article 1)."""
OLDEST = 125

_NUMBERS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_TWO_DIGITS = 100


def told(span: Span, value: str, today: date | None) -> str:
    """Return what the placeholder of *value* may say: what the detector said, or what the value itself tells."""
    if span.detail:
        return span.detail
    if span.kind == "PHONE":
        return country_of_phone(value)
    if span.kind == "DATE_OF_BIRTH" and today is not None:
        return age_band(value, today)
    return ""


def country_of_phone(written: str) -> str:
    """Return the country of a number written internationally (ITU-T E.164), or "" where its code does not tell."""
    compact = "".join(c for c in written if c.isdigit() or c == "+")
    digits = compact[1:] if compact.startswith("+") else compact.removeprefix("00")
    if digits == compact:
        return ""
    return next((CALLING_CODES[digits[:size]] for size in (3, 2, 1) if digits[:size] in CALLING_CODES), "")


def age_band(written: str, today: date) -> str:
    """Return "minor" or "adult" on *today*, or "" if the date does not say which for certain (03/04/2008)."""
    bands = {"adult" if _years(born, today) >= GROWN_UP else "minor" for born in _dates(written, today)}
    return bands.pop() if len(bands) == 1 else ""


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _dates(written: str, today: date) -> Iterator[date]:
    """Yield each day that *written* may mean: day before month and month before day."""
    numbers = [int(n) for n in _NUMBERS.findall(written)]
    named = [MONTH_NUMBERS[word] for word in _LETTERS.findall(written.lower()) if word in MONTH_NUMBERS]
    if named and len(numbers) == 2:
        orders = [(numbers[1], named[0], numbers[0])]
    elif len(numbers) != 3:
        return
    elif numbers[0] > 31:
        orders = [(numbers[0], numbers[1], numbers[2])]
    else:
        orders = [(numbers[2], numbers[1], numbers[0]), (numbers[2], numbers[0], numbers[1])]
    for year, month, day in orders:
        try:
            born = date(_full_year(year, today), month, day)
        except ValueError:
            continue
        if 0 <= _years(born, today) <= OLDEST:
            yield born


def _full_year(year: int, today: date) -> int:
    """Return the year that two digits mean of somebody who lives and is not yet a hundred."""
    if year >= _TWO_DIGITS:
        return year
    full = today.year // _TWO_DIGITS * _TWO_DIGITS + year
    return full if full <= today.year else full - _TWO_DIGITS
