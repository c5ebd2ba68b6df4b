"""Find the numbers that lead to a person: cards, accounts, telephones, ids and orders.

Two passes, both linear. *Runs* are stretches of digits with at most a few separators between: the shapes of cards,
telephones and ids are tried inside them alone. *Tokens* are single words with digits in them: order numbers, IBANs,
ids with letters. What the nearest words announce decides between the readings of one number; a checksum raises the
score, its failure does not unmask what the words call a card or an id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairdesk.privacy import checksums
from fairdesk.privacy.context import Reading
from fairdesk.privacy.patterns import (
    BOOKING_STEMS,
    IBAN_LENGTHS,
    NOT_CUSTOMERS,
    NUMBER,
    PHONE_AFTER,
    THING,
    UNITS,
    WORDS,
)
from fairdesk.privacy.scan import Finding

_NO_WORD_BEFORE = r"(?<![A-Za-z0-9_])"
_RUN = re.compile(r"[+(]{0,2}\d(?:[ \-./()+]{0,3}+\d){5,}+")
_EXTENSION = r"(?: ?(?:x|ext\.?|extension) ?\d{1,6})?"
_AFTER_RUN = 14
"""How far beyond a run its shapes may look: an extension, a closing letter."""

_SHAPES: tuple[tuple[re.Pattern[str], str, float, str], ...] = (
    (re.compile(rf"{_NO_WORD_BEFORE}(?<!\+)(?:\+|00(?=[1-9]))[ (]{{0,2}}\d(?:[ \-./()]{{0,3}}\d){{6,14}}{_EXTENSION}"),
     "PHONE", 0.85, "phone.international"),
    (re.compile(rf"(?<![A-Za-z0-9_.+-])(?:1[-. ])?(?:\(\d{{3}}\) ?|\d{{3}}[-. ])\d{{3}}[-. ]\d{{4}}{_EXTENSION}(?![\w-])"),
     "PHONE", 0.8, "phone.nanp"),
    (re.compile(r"(?<![A-Za-z0-9_.,\-/#+])\(?0\d(?:[ \-./()]{0,2}\d){7,10}(?![\d-])"), "PHONE", 0.6, "phone.trunk"),
    (re.compile(
        r"(?<![A-Za-z0-9_.,+-])(?:\(\d{2,4}\) ?9?\d{3,4}[- ]?\d{3,4}|\d{3}([ .-])\d{3}\1(?!000)\d{3}|\d{2} 9?\d{4}-\d{4}"
        r"|\d{5} \d{5}|\d{2}(?: \d{2}){3,4})(?![\w-])"),
     "PHONE", 0.6, "phone.groups"),
    (re.compile(r"(?<![A-Za-z0-9_-])\d{3}-\d{2}-\d{4}(?![\w-])"), "NATIONAL_ID", 0.86, "id.us"),
    (re.compile(r"(?<![A-Za-z0-9_])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])"), "NATIONAL_ID", 0.9, "id.br"),
    (re.compile(r"(?<![A-Za-z0-9_-])\d{3}-\d{7}-\d{7}(?![\w-])"), "ACCOUNT", 0.9, "account.grouped"),
)  # fmt: skip
_SPACED_ID = re.compile(
    rf"{_NO_WORD_BEFORE}(?:[12378] ?\d\d ?\d\d ?\d[\dAB] ?\d{{3}} ?\d{{3}} ?\d\d|\d{{4}} \d{{4}} \d{{4}}|\d\d \d{{3}} \d{{3}} \d{{3}})"
    r"(?![A-Za-z0-9_])"
)
_DATE_FIRST = re.compile(r"(?:(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d)(?!\d)")
_ANNOUNCED = re.compile(r"\(?\d(?:[ \-./()]{0,2}\d){5,18}")
_CHAIN = re.compile(r"\d++(?:[ -]\d++)*+")
_GROUP = re.compile(r"\d+")
_NOT_DIGIT = re.compile(r"\D+")
_CARD_GROUPS = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4)}


def runs(page: Reading) -> Iterator[Finding]:
    """Find cards, telephones and ids among the digits of *page*."""
    for run in _RUN.finditer(page.text):
        start, end = run.span()
        yield from _cards(page, start, end)
        reach = min(len(page.text), end + _AFTER_RUN)
        for shape, kind, score, name in _SHAPES:
            for m in shape.finditer(page.text, start, reach):
                yield from _shaped(page, m, kind, score, name)
        for m in _SPACED_ID.finditer(page.text, start, reach):
            country = checksums.national_id(_NOT_DIGIT.sub("", m[0]))
            if country:
                yield m.start(), m.end(), "NATIONAL_ID", 0.95, "id.checksum", country
        yield from _announced(page, start, end)


def _shaped(page: Reading, m: re.Match[str], kind: str, score: float, name: str) -> Iterator[Finding]:
    text = _without_stray_digit(m[0]) if kind == "PHONE" else m[0]
    if name != "phone.international" and _DATE_FIRST.match(text):
        return
    said = page.kind(m.start(), m.end())
    if kind == "PHONE" and said == THING:
        score -= 0.3
    if name in ("phone.trunk", "phone.groups") and said in ("ACCOUNT", "NATIONAL_ID", "CARD"):
        kind, name = said, f"{said.lower()}.announced"
    yield m.start(), m.start() + len(text), kind, score + (0.05 if said == kind else 0), name, ""


def _without_stray_digit(number: str) -> str:
    """Drop a last single digit after a space: "+34 936 112 799 2 times"."""
    return number[:-2] if number[-2:-1] == " " and sum(c.isdigit() for c in number) > 10 else number


def _announced(page: Reading, start: int, end: int) -> Iterator[Finding]:
    start += len(page.text[start:end]) - len(page.text[start:end].lstrip("+"))
    said, _, _ = page.before(start)
    number = _ANNOUNCED.match(page.text, start, end)
    if number is None or _DATE_FIRST.match(number[0]):
        return
    digits = sum(c.isdigit() for c in number[0])
    if said == "NATIONAL_ID" and digits <= 15:
        country = checksums.announced_id(_NOT_DIGIT.sub("", number[0]))
        yield number.start(), number.end(), "NATIONAL_ID", 0.97 if country else 0.9, "id.announced", country
    elif digits <= 13 and said == "PHONE":
        end = start + len(_without_stray_digit(number[0]))
        yield number.start(), end, "PHONE", 0.8, "phone.announced", ""
    elif digits <= 13 and PHONE_AFTER.intersection(page.after(number.end())[:1]):
        yield number.start(), number.end(), "PHONE", 0.75, "phone.announced", ""
    elif 7 <= digits <= 13 and said == NUMBER:
        yield number.start(), number.end(), "PHONE", 0.5, "phone.numbered", ""


# --- cards ----------------------------------------------------------------------------------------------------------
def _cards(page: Reading, start: int, end: int) -> Iterator[Finding]:
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


def _card_from(page: Reading, groups: list[tuple[int, int]], at: int) -> tuple[int, Finding | None]:
    """Return how many groups were used, and the card that begins at group *at*, if one does."""
    start, digits, told = groups[at][0], "", -1
    for place in range(at, min(at + 7, len(groups))):
        digits += page.text[slice(*groups[place])]
        if len(digits) < 12:
            continue
        if len(digits) > 19:
            break
        brand = checksums.card_brand(digits)
        if brand and checksums.luhn(digits):
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
        return last + 1 - at, (start, end, "CARD", 0.7, "card.grouped", "")
    return 1, None


# --- words with digits ----------------------------------------------------------------------------------------------
_TOKEN = re.compile(r"(?<![A-Za-z0-9_/-])#?(?=[A-Za-z/_-]{0,12}\d)[A-Za-z0-9_/-]{3,}+")
_NINO = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2} ?\d\d ?\d\d ?\d\d ?[A-Za-z](?![A-Za-z0-9])")
_MIXED_ID = re.compile(
    r"[XYZ]?-?\d{7,8}-?[A-Z]|[A-Z]{6}[\dLMNP-V]{2}[A-Z][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]|\d{17}X", re.I
)
_TAX_CODE = re.compile(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", re.IGNORECASE)
_PARCEL = re.compile(r"1Z[0-9A-Z]{16}|[A-Z]{2}\d{9}[A-Z]{2}", re.IGNORECASE)
_LABELLED = re.compile(r"([A-Z]{1,5})-?(?:\d{5,}|\d{2,4}-\d{3,}(?:-\d+)?|\d{3,}-\d{2,})")
_COMPACT_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARS = re.compile(r"1\d{3}[-/]1\d{3}|(?:19|20)\d\d[-/]20\d\d")
_BOOKING = re.compile(r"(?<![A-Za-z0-9])[A-Z0-9]{5,8}(?![A-Za-z0-9])")
_AMOUNT_AFTER = re.compile(r"[.,]\d| ?[%€$£¥]")


def tokens(page: Reading) -> Iterator[Finding]:
    """Find order, account and id numbers, IBANs and one-time codes among the words with digits."""
    for m in _TOKEN.finditer(page.text):
        token = m[0].rstrip("-/_")
        if len(token) >= 3:
            yield from _token(page, m.start(), m.start() + len(token), token)
    for m in _NINO.finditer(page.text):
        compact = m[0].replace(" ", "").upper()
        if checksums.nino(compact) or page.before(m.start())[0] == "NATIONAL_ID":
            yield m.start(), m.end(), "NATIONAL_ID", 0.9, "id.gb", "GB"


def _token(page: Reading, start: int, end: int, token: str) -> Iterator[Finding]:
    if token[:2].isalpha() and token[2:4].isdigit():
        yield from _iban(page, start)
    if _DATE_FIRST.fullmatch(token) or _YEARS.fullmatch(token):
        return
    compact = token.lstrip("#").replace("-", "").upper()
    if _MIXED_ID.fullmatch(token) or compact.isdigit():
        country = checksums.national_id(compact)
        if country or _TAX_CODE.fullmatch(token):
            yield start, end, "NATIONAL_ID", 0.8 if compact.isdigit() else 0.93, "id.checksum", country
    if _PARCEL.fullmatch(token):
        yield start, end, "ACCOUNT", 0.9, "account.parcel", ""
    yield from _by_context(page, start, end, token, compact)


def _by_context(page: Reading, start: int, end: int, token: str, compact: str) -> Iterator[Finding]:
    digits = sum(c.isdigit() for c in token)
    said, crossed, numbered = page.before(start)
    if said in ("", NUMBER):
        said = page.kind(start, end)
    if said == "NATIONAL_ID" and digits >= 5:
        yield start, end, "NATIONAL_ID", 0.88, "id.announced", checksums.announced_id(compact)
    elif said == "ACCOUNT" and _is_reference(page, start, end, token, digits, numbered, crossed):
        yield start, end, "ACCOUNT", 0.82, "account.announced", ""
    elif said == "SECRET" and 3 <= digits <= 8 and len(token) <= 10 and not crossed:
        yield start, end, "SECRET", 0.8, "secret.code", ""
    elif said != THING:
        yield from _by_form(page, start, end, token, digits, compact)


def _is_reference(
    page: Reading, start: int, end: int, token: str, digits: int, numbered: bool, crossed: bool
) -> bool:
    """Whether a token after a word such as "order" is its number, and not an amount, a year or a count."""
    if _is_amount(page, start, end):
        return False
    plain = token.isdigit()
    if plain and (digits < 4 or _YEAR.fullmatch(token)):
        return numbered and digits >= 3
    if crossed:
        return digits >= 6 and "/" not in token
    return digits >= 3 or (_BOOKING.fullmatch(token.upper()) is not None and (digits == 2 or token.isupper()))


def _is_amount(page: Reading, start: int, end: int) -> bool:
    following = page.after(end)
    return (
        (start > 0 and page.text[start - 1] in "$€£¥.,")
        or _AMOUNT_AFTER.match(page.text, end) is not None
        or (bool(following) and following[0] in UNITS and page.text[end : end + 1] == " ")
    )


def _by_form(page: Reading, start: int, end: int, token: str, digits: int, compact: str) -> Iterator[Finding]:
    labelled = _LABELLED.fullmatch(token)
    if labelled and labelled[1] not in NOT_CUSTOMERS:
        yield start, end, "ACCOUNT", 0.6, "account.labelled", ""
    elif token[0] == "#" and digits >= 5:
        yield start, end, "ACCOUNT", 0.6, "account.hash", ""
    elif compact.isdigit() and not _is_amount(page, start, end):
        alone = digits >= 5 and page.text.strip(" .!?#\n") == token.lstrip("#")
        if alone or (digits >= 8 and not _COMPACT_DATE.fullmatch(compact)):
            yield start, end, "ACCOUNT", 0.4, "account.long", ""


def bookings(page: Reading) -> Iterator[Finding]:
    """Find booking codes in capitals, such as QXZKPW; a message all in capitals is left to the other finders."""
    if page.text.isupper() or not any(stem in page.low for stem in BOOKING_STEMS):
        return
    for m in _BOOKING.finditer(page.text):
        words = page.text[max(0, m.start() - 24) : m.start()].lower().split()
        if {WORDS.get(word.strip(" :.#(")) for word in words[-2:]} & {"ACCOUNT"}:
            yield m.start(), m.end(), "ACCOUNT", 0.7, "account.booking", ""


# --- IBAN -----------------------------------------------------------------------------------------------------------
def _iban(page: Reading, start: int) -> Iterator[Finding]:
    country = page.text[start : start + 2].upper()
    length = IBAN_LENGTHS.get(country, 0)
    compact, end = _collect(page.text, start, length or 34)
    if length and len(compact) == length and checksums.iban(compact):
        yield start, end, "IBAN", 0.99, "iban.checksum", country
        return
    solid = re.compile(r"[A-Za-z0-9]+").match(page.text, start)
    announced = page.before(start)[0] in ("IBAN", "ACCOUNT")
    if (
        solid
        and 15 <= len(solid[0]) <= 34
        and (announced or len(solid[0]) == length)
        and sum(c.isdigit() for c in solid[0]) >= 10
    ):
        yield start, solid.end(), "IBAN", 0.85 if announced else 0.65, "iban.solid", ""
    elif length and announced and len(compact) == length:
        yield start, end, "IBAN", 0.85, "iban.announced", ""
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
