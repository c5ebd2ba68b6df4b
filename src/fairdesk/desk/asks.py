"""See what a colleague's draft asks for that the customer has given already, and what a customer has given.

    asked_for("Could you send me your order number, please?", "en")          -> {"order"}
    given(entries, restore)                                                  -> (Known("order", "NU-1", number=2), ...)
    given_already("Your order number, please?", "en", known)                 -> (Known("order", "NU-1", number=2),)

By lists that can be read (asks.toml), in the language of the conversation: nothing is learned from colleagues, and
nothing is kept about who asked. A draft that names the value itself only confirms it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fairdesk.desk.brief import Known
from fairdesk.desk.timeline import Entry
from fairdesk.nouns import BadInput, Voice

FILE = Path(__file__).with_name("asks.toml")
SHORT = 6
"""Words of a question that is nothing but what it asks for: "And the order number?"."""

_LETTERS = str.maketrans({"ł": "l", "ة": "ه", "ى": "ي", "ß": "ss"})
_SENTENCE = re.compile(r"(?:[^.!?;\n。！？؟；]|[.;](?=\S))+[!?؟？！。]*")
_PLACEHOLDER = re.compile(r"\[([A-Z][A-Z_]{1,30})_\d+(?: [^\[\]\n]{1,60})?\]")
_KINDS = {"EMAIL": "email", "PHONE": "phone", "PERSON": "name", "ADDRESS": "address", "ACCOUNT": "order"}
_DAY = re.compile(
    r"\b(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}\.\d{1,2}\.|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日)"
)
_AMOUNT = re.compile(
    r"(?:[€$£¥₴]|eur|usd|gbp|pln|zl)\s?\d[\d.,]*|\d[\d.,]*\s?(?:[€$£¥₴元]|(?:eur(?:os?)?|usd|gbp|pln|zl|dollars?|pounds?|zloty|грн|يورو|دولار)\b)"
)
_NEAR = 40
"""Characters before a number in which a word says what kind of number it is."""


class GivenAlready(BadInput):
    """A reply was not sent, because it asks for what the customer gave already; sending it again past this sends it."""

    def __init__(self, found: Sequence[Known]) -> None:
        names = ", ".join(dict.fromkeys(each.slot for each in found))
        super().__init__(
            f"nothing was sent: the customer gave this already ({names}); use it, or send it all the same"
        )
        self.found = tuple(found)


@dataclass(frozen=True, slots=True)
class Lists:
    """What asks.toml says of one language, compiled; `direct` and `nouns` by slot, in the file's order."""

    cue: re.Pattern[str]
    looks_like: re.Pattern[str]
    nouns: Mapping[str, re.Pattern[str]]
    direct: Mapping[str, re.Pattern[str]]
    given: Mapping[str, re.Pattern[str]]
    months: re.Pattern[str] | None


# --- what a draft asks for ------------------------------------------------------------------------------------------
def asked_for(draft: str, language: str) -> frozenset[str]:
    """Return the slots that a draft in *language* asks for; none where the desk has no list of that language."""
    lists = _lists().get(language)
    if lists is None:
        return frozenset()
    return frozenset(
        slot for sentence in _SENTENCE.findall(folded(draft)) for slot in _asked(sentence.strip(), lists)
    )


def _asked(sentence: str, lists: Lists) -> Iterator[str]:
    asks = sentence.endswith(("?", "？"))
    said = lists.looks_like.sub(" - ", sentence)
    yield from (slot for slot, found in lists.direct.items() if found.search(said))
    cued = bool(lists.cue.search(said)) or (asks and len(said.split()) <= SHORT)
    for slot, noun in lists.nouns.items() if cued else ():
        if noun.search(said):
            yield slot
            said = noun.sub(" - ", said)  # an e-mail address is no postal one


def given_already(draft: str, language: str, known: Iterable[Known]) -> tuple[Known, ...]:
    """Return what a draft asks for although the customer gave it, each slot once, in the order of the brief."""
    facts, asked, said = tuple(known), asked_for(draft, language), _bare(draft)
    again = asked - {each.slot for each in facts if _bare(each.value) in said}
    return tuple({each.slot: each for each in facts if each.slot in again}.values())


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


# --- what a customer gave -------------------------------------------------------------------------------------------
def given(entries: Iterable[Entry], restore: Callable[[str], str]) -> tuple[Known, ...]:
    """Return what a customer's messages give, the latest value of each slot, with the number of its message.

    What the mask hid is told by its placeholder and opened with *restore*; the rest is read from the masked words.
    """
    found: dict[str, Known] = {}
    for entry in entries:
        if entry.voice is Voice.CUSTOMER and entry.masked:
            for slot, value in _given_in(entry, restore):
                found.pop(slot, None)
                found[slot] = Known(slot, value, "said", entry.number)
    return tuple(found.values())


def _given_in(entry: Entry, restore: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    lists = _lists().get(entry.language)
    for hidden in _PLACEHOLDER.finditer(entry.masked):
        slot = _slot_of(hidden, lists)
        if slot:
            yield slot, restore(hidden[0])
    words = folded(_PLACEHOLDER.sub(" - ", entry.masked))
    for slot, pattern in (("date", _DAY), ("amount", _AMOUNT), ("date", lists.months if lists else None)):
        if pattern is not None and (match := pattern.search(words)):
            yield slot, match[0].strip()
    for slot in ("reason", "product") if lists else ():
        if lists and (match := lists.given[slot].search(words)):
            yield slot, str(match[match.lastindex or 0]).strip()


def _slot_of(hidden: re.Match[str], lists: Lists | None) -> str:
    """Return the slot of a placeholder: a name only where the customer says that it is theirs, a number by its words."""
    slot = _KINDS.get(hidden[1], "")
    before = folded(hidden.string[max(0, hidden.start() - _NEAR) : hidden.start()])
    if slot == "name":
        alone = any(line.strip() == hidden[0] for line in hidden.string.splitlines())
        introduced = lists and re.search(rf"{lists.given['name'].pattern}[\s,]*$", before)
        return slot if alone or introduced else ""
    if slot == "order" and lists is not None:
        last = [
            (match.end(), kind)
            for kind in ("tracking", "account", "order")
            for match in lists.nouns[kind].finditer(before)
        ]
        return max(last, default=(0, slot))[1]
    return slot


# --- the lists --------------------------------------------------------------------------------------------------------
def folded(text: str) -> str:
    """Return *text* in small letters without accents and apostrophes."""
    bare = unicodedata.normalize("NFKD", re.sub(r"['’ʼ`]", "", text).casefold().translate(_LETTERS))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


@cache
def _lists() -> Mapping[str, Lists]:
    read = tomllib.loads(FILE.read_text("utf-8"))
    months = read.pop("months")
    return {code: _compiled(code, part, months.get(code, ())) for code, part in read.items()}


def _compiled(code: str, part: Mapping[str, Any], months: Sequence[str]) -> Lists:
    begins = "" if code in ("zh", "ar") else r"(?<!\w)"

    def any_of(lines: Iterable[str]) -> re.Pattern[str]:
        return re.compile(rf"{begins}(?:{'|'.join(map(folded, lines))})")

    def by_slot(name: str) -> Mapping[str, re.Pattern[str]]:
        return {slot: any_of(lines) for slot, lines in part[name].items()}

    named = "|".join(folded(month) for month in months)
    days = (
        re.compile(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th|\.)?(?: de| of)? (?:{named})|(?:{named}) \d{{1,2}})\b")
        if months
        else None
    )
    return Lists(
        any_of(part["cue"]), any_of(part["not"]), by_slot("nouns"), by_slot("direct"), by_slot("given"), days
    )
