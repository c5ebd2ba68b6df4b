"""Find cards and bank accounts: by their check digits, and with a wrong one by what the words or the grouping say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairdesk.privacy import checksums
from fairdesk.privacy.context import Reading
from fairdesk.privacy.patterns import BRANDS, IBAN_LENGTHS
from fairdesk.privacy.scan import Finding

_CHAIN = re.compile(r"\d++(?:[ .-]\d++)*+")
_GROUP = re.compile(r"\d+")
_SOLID = re.compile(r"[A-Za-z0-9]+")
_GROUPED = re.compile(r"[A-Za-z]{2}\d{2}(?:[ .-]?[A-Za-z0-9]{4}){2,7}(?:[ .-]?\d{1,4}){0,2}(?![A-Za-z0-9])")
_CARD_GROUPS = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4)}


def cards(page: Reading, start: int, end: int) -> Iterator[Finding]:
    """Find cards among the digits from *start* to *end*."""
    if end - start < 12:
        return
    for chain in _CHAIN.finditer(page.text, start, end):
        if len(chain[0]) < 12:
            continue
        groups = [m.span() for m in _GROUP.finditer(page.text, *chain.span())]
        at = 0
        while at < len(groups):
            used, finding = _card_from(page, groups, at)
            if finding is not None:
                yield finding
            at += used


_CARDS_BEGIN = frozenset(str(n) for _, first, last, _ in BRANDS for n in range(int(first[0]), int(last[0]) + 1))
"""The digits that a card's number may begin with: most telephones need no checksum."""


def _card_from(page: Reading, groups: list[tuple[int, int]], at: int) -> tuple[int, Finding | None]:
    """Return how many groups were used, and the card that begins at group *at*, if one does."""
    start, digits, told = groups[at][0], "", -1
    for place in range(at, min(at + 7, len(groups))):
        digits += page.text[slice(*groups[place])]
        if len(digits) < 12:
            continue
        if len(digits) > 19:
            break
        if digits[0] in _CARDS_BEGIN and checksums.luhn(digits) and (brand := checksums.card_brand(digits)):
            if brand == "Maestro" and page.before(start)[0] != "CARD":
                continue
            return place + 1 - at, (
                start,
                groups[place][1],
                "CARD",
                0.97,
                "card.checksum",
                f"{brand} ending {digits[-4:]}",
            )
        if len(digits) in (13, 14, 15, 16, 19) or (len(digits) == 12 and place + 1 == len(groups)):
            told = place
    return (1, None) if told < 0 else _mistyped(page, groups, at, told)


def _mistyped(page: Reading, groups: list[tuple[int, int]], at: int, last: int) -> tuple[int, Finding | None]:
    """A number that the words or the grouping call a card, though its check digit is wrong."""
    start, end = groups[at][0], groups[last][1]
    grouping = tuple(b - a for a, b in groups[at : last + 1])
    if page.before(start)[0] == "CARD":
        return last + 1 - at, (start, end, "CARD", 0.85, "card.announced", "")
    if grouping in _CARD_GROUPS:
        known = checksums.card_brand("".join(page.text[slice(*group)] for group in groups[at : last + 1]))
        return last + 1 - at, (start, end, "CARD", 0.86 if known else 0.7, "card.grouped", "")
    return 1, None


# --- IBAN -----------------------------------------------------------------------------------------------------------
def iban(page: Reading, start: int) -> Iterator[Finding]:
    """Find the IBAN that begins at *start* with its country."""
    country = page.text[start : start + 2].upper()
    length = IBAN_LENGTHS.get(country, 0)
    compact, end = _collect(page.text, start, length or 34)
    if length and len(compact) == length and checksums.iban(compact):
        yield start, end, "IBAN", 0.99, "iban.checksum", country
        return
    solid = _SOLID.match(page.text, start)
    announced = page.before(start)[0] in ("IBAN", "ACCOUNT")
    if (
        solid
        and 15 <= len(solid[0]) <= 34
        and (announced or len(solid[0]) == length)
        and sum(c.isdigit() for c in solid[0]) >= 10
    ):
        yield start, solid.end(), "IBAN", 0.92 if announced else 0.65, "iban.solid", ""
    elif length and announced and len(compact) == length:
        yield start, end, "IBAN", 0.92, "iban.announced", ""
    elif announced and (grouped := _GROUPED.match(page.text, start)) and sum(map(str.isdigit, grouped[0])) >= 10:
        yield start, grouped.end(), "IBAN", 0.92, "iban.announced", ""
    elif length and len(compact) == length and page.text[start:end].count(" ") >= 3 and compact[-8:].isdigit():
        yield start, end, "IBAN", 0.65, "iban.grouped", ""


def _collect(text: str, start: int, length: int) -> tuple[str, int]:
    """Take *length* letters and digits from *start*, over single spaces and hyphens; return them and their end."""
    taken: list[str] = []
    place = start
    while place < len(text) and len(taken) < length:
        letter = text[place]
        if letter.isascii() and letter.isalnum():
            taken.append(letter)
        elif letter not in " -" or not taken or text[place - 1] in " -":
            break
        place += 1
    return "".join(taken).upper(), place
