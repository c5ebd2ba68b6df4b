"""Hear what a masked message means where a flow waits: that it begins one, stops it, says yes or no, or fills a slot.

    which_begins("where is my order?", "en", flows)         # the flow one of whose phrases stands in it
    value_of(slot, asked, "en", today)                      # "[ACCOUNT_1]", "2026-11-02", "19.90", "size", "yes" or ""

A personal detail is never read here: it is filled by the placeholder that stands where the mask hid it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from fairdesk.flows.flow import Flow, Slot, SlotType
from fairdesk.nouns import Asked

FILE = Path(__file__).with_name("hearing.toml")
SHORT_ANSWER = 8
"""Words: a longer message is no bare yes, no or stop."""
MOST_BETWEEN = 4
"""Words that may stand between those of a phrase that begins a flow."""
A_QUESTION = 4
"""Words from which on a message that fills nothing is something else, and not a failed answer."""

_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]{1,30}_\d+(?: [^\[\]\n]{1,60})?\]")
_WORD = re.compile(r"[^\W_]+")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_DAY_AND_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|\.)? +([a-z]{3,9})\.?(?:,? +(\d{4}))?")
_MONTH_AND_DAY = re.compile(r"\b([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?\b(?:,? +(\d{4}))?")
_AMOUNT = re.compile(r"(?<![\d.,-])(\d{1,6})(?:[.,](\d{1,2}))?(?![\d.,-]*\d)")


def folded(text: str) -> str:
    """Return *text* without placeholders, accents, apostrophes and capitals."""
    bare = unicodedata.normalize("NFKD", re.sub(r"['’`]", "", _PLACEHOLDER.sub(" ", text)).casefold())
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def words_of(text: str) -> list[str]:
    """Return the words of *text*, folded."""
    return _WORD.findall(folded(text))


def which_begins(text: str, language: str, flows: Iterable[Flow]) -> Flow | None:
    """Return the flow that a message begins: the one whose phrase has most words in it, and stands closest together.

    Two flows that fit equally well begin none: the message is answered as any other.
    """
    said = words_of(text)
    may = (flow for flow in flows if _best(said, flow.unless.get(language, ())) is None)
    fits = sorted(((fit, flow) for flow in may if (fit := _best(said, flow.begins.get(language, ())))),
                  key=lambda each: each[0], reverse=True)  # fmt: skip
    if not fits or (len(fits) > 1 and fits[0][0] == fits[1][0]):
        return None
    return fits[0][1]


def _best(said: list[str], phrases: Sequence[str]) -> tuple[int, int] | None:
    fits = [(len(wanted), -gap) for phrase in phrases if (gap := _gap(said, wanted := _phrase(phrase))) is not None]
    return max(fits, default=None)


Wanted = Sequence[frozenset[str]]
"""The words of a phrase in their order, each with those that may stand for it."""


@lru_cache(maxsize=4096)
def _phrase(phrase: str) -> Wanted:
    """Return the words of a company's own phrase: "track|locate order|parcel". A customer's are never kept in memory."""
    return [frozenset(words_of(part.replace("|", " "))) for part in phrase.split()]


def _gap(said: list[str], wanted: Wanted) -> int | None:
    """Return how many other words stand between those wanted, which come in this order; None if too many or not there."""
    gaps = [gap for start, word in enumerate(said) if word in wanted[0] and (gap := _gap_from(said[start:], wanted)) is not None]  # fmt: skip
    return min(gaps, default=None)


def _gap_from(said: list[str], wanted: Wanted) -> int | None:
    at = -1
    for words in wanted:
        at = next((place for place in range(at + 1, len(said)) if said[place] in words), -1)
        if at < 0:
            return None
    between = at + 1 - len(wanted)
    return between if between <= MOST_BETWEEN else None


def stops(text: str, language: str) -> bool:
    """Whether the customer wants to leave the flow."""
    return _says(text, language, "stop")


def something_else(text: str) -> bool:
    """Whether a message that fills nothing asks for something else, and is no failed answer."""
    return something_asked(text) or len(words_of(text)) >= A_QUESTION


def something_asked(text: str) -> bool:
    """Whether there is a question mark in a message."""
    return "?" in text or "？" in text


def value_of(slot: Slot, asked: Asked, language: str, today: date) -> str:
    """Return what a message fills a slot with, as it is kept; "" if it fills nothing."""
    if slot.hidden_as:
        found = [hidden.placeholder for hidden in asked.hidden if hidden.kind == slot.hidden_as]
        return found[-1] if found else ""
    if slot.type is SlotType.DATE:
        return day_in(asked.text, language, today)
    if slot.type is SlotType.AMOUNT:
        found_amount = _AMOUNT.findall(_PLACEHOLDER.sub(" ", asked.text))
        return f"{found_amount[0][0]}.{found_amount[0][1]:0<2}" if len(found_amount) == 1 else ""
    if slot.type is SlotType.YES_NO:
        return yes_or_no(asked.text, language)
    return _choice(slot, asked.text, language)


def yes_or_no(text: str, language: str) -> str:
    """Return "yes", "no" or ""."""
    if _says(text, language, "no"):
        return "no"
    return "yes" if _nothing_but_yes(text, language) else ""


def _nothing_but_yes(text: str, language: str) -> bool:
    """Whether a message says yes and nothing else: "sure?" and "yes, but" agree to nothing that is done after it."""
    said, lists = words_of(text), _lists()[language]
    if something_asked(text) or not said or len(said) > SHORT_ANSWER:
        return False
    agreed = False
    while said:
        phrases = (phrase.split() for phrase in [*lists["yes"], *lists["beside_yes"]])
        found = max((each for each in phrases if said[: len(each)] == each), key=len, default=None)
        if found is None:
            return False
        agreed = agreed or " ".join(found) in lists["yes"]
        said = said[len(found) :]
    return agreed


def _choice(slot: Slot, text: str, language: str) -> str:
    """Return the one option that the message names."""
    said = words_of(text)
    named = {
        option
        for option, words in slot.options.items()
        if any(_gap(said, _phrase(word)) == 0 for word in words.get(language, ()))
    }
    return named.pop() if len(named) == 1 else ""


def day_in(text: str, language: str, today: date) -> str:
    """Return the one day a message names, in the customer's language, as 2026-11-02; "" for none, several, or no day.

    Day before month, as in all countries of the desk; a day without a year is the latest that is not to come.
    """
    said, lists = folded(text), _lists()[language]
    days = {_day(year, month, day) for year, month, day in _ISO.findall(said)}
    days |= {_day(year, month, day) for day, month, year in _DAY_FIRST.findall(said)}
    named = [(day, month, year) for day, month, year in _DAY_AND_MONTH.findall(said)]
    named += [(day, month, year) for month, day, year in _MONTH_AND_DAY.findall(said)]
    days |= {_named_day(day, month, year, lists["months"], today) for day, month, year in named}
    if any(word in said.split() for word in lists["today"]):
        days.add(today.isoformat())
    if any(word in said.split() for word in lists["yesterday"]):
        days.add((today - timedelta(days=1)).isoformat())
    days.discard("")
    return days.pop() if len(days) == 1 else ""


def _named_day(day: str, month: str, year: str, months: Sequence[str], today: date) -> str:
    number = next((at for at, name in enumerate(months, 1) if name == month or name[:3] == month), 0)
    if not number:
        return ""
    if year:
        return _day(year, number, day)
    this = _day(today.year, number, day)
    return this if this <= today.isoformat() else _day(today.year - 1, number, day)


def _day(year: str | int, month: str | int, day: str | int) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def day_said(day: str, language: str) -> str:
    """Return an ISO day as people of a language write it; what is no day stays as it is."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    month = MONTHS[language][found.month - 1]
    return f"{found.day}{'.' if language == 'de' else ''} {month} {found.year}"


MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
           "November", "Dezember"),
}  # fmt: skip


def _says(text: str, language: str, what: str) -> bool:
    said = words_of(text)
    if not 0 < len(said) <= SHORT_ANSWER:
        return False
    return any(said[: len(wanted)] == wanted for phrase in _lists()[language][what] if (wanted := phrase.split()))


@cache
def _lists() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(FILE.read_text("utf-8"))


def languages() -> tuple[str, ...]:
    """Return the languages in which flows can be walked: those whose short answers are known."""
    return tuple(_lists())
