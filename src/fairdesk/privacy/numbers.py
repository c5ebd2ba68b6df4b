"""Find the numbers that lead to a person: cards, accounts, telephones, ids and orders.

Two passes, both linear. *Runs* are stretches of digits with at most a few separators between: the shapes of cards,
telephones and ids are tried inside them alone. *Tokens* are single words with digits in them: order numbers, IBANs,
ids with letters. What the nearest words announce decides between the readings of one number; a checksum raises the
score, its failure does not unmask what the words call a card or an id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairdesk.privacy import checksums, health
from fairdesk.privacy.announcing import CODE, HEALTH, NUMBER, POSTCODE, THING, WORDS
from fairdesk.privacy.bank import cards, iban
from fairdesk.privacy.context import Reading, Said
from fairdesk.privacy.patterns import BOOKING_STEMS, ID_PREFIXES, NOT_CUSTOMERS, PHONE_AFTER, UNITS
from fairdesk.privacy.scan import Finding

_NO_WORD_BEFORE = r"(?<![A-Za-z0-9_])"
_RUN = re.compile(r"[+(]{0,2}\d(?:[ \-./()+]{0,3}+\d){5,}+")
_EXTENSION = r"(?: ?(?:x|ext\.?|extension) ?\d{1,6})?"
_AFTER_RUN = 14
"""How far beyond a run its shapes may look: an extension, a closing letter."""

_SHAPES: tuple[tuple[str, re.Pattern[str], str, float, str], ...] = (
    ("", re.compile(rf"{_NO_WORD_BEFORE}(?<!\+)(?:\+|00(?=[1-9]))[ (]{{0,2}}\d(?:[ \-./()]{{0,3}}\d){{6,14}}(?!\d){_EXTENSION}"),
     "PHONE", 0.85, "phone.international"),
    ("", re.compile(rf"(?<![A-Za-z0-9_.+-])(?:1[-. ])?(?:\(\d{{3}}\) ?|\d{{3}}[-. ])\d{{3}}[-. ]\d{{4}}{_EXTENSION}(?![\w-])"),
     "PHONE", 0.8, "phone.nanp"),
    ("0", re.compile(r"(?<![A-Za-z0-9_.,\-/#+])\(?0\d(?:[ \-./()]{0,2}\d){7,10}(?![\d-])"), "PHONE", 0.6, "phone.trunk"),
    ("", re.compile(
        r"(?<![A-Za-z0-9_.,+-])(?:\(\d{2,4}\) ?9?\d{3,4}[- ]?\d{3,4}|\d{3}([ .-])\d{3}\1(?!000)\d{3}|\d{2} 9?\d{4}-\d{4}"
        r"|\d{5} \d{5}|\d{2}(?: \d{2}){3,4})(?![\w-])"),
     "PHONE", 0.6, "phone.groups"),
    ("-", re.compile(r"(?<![A-Za-z0-9_-])\d{3}-\d{2}-\d{4}(?![\w-])"), "NATIONAL_ID", 0.86, "id.us"),
    (".", re.compile(r"(?<![A-Za-z0-9_])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])"), "NATIONAL_ID", 0.9, "id.br"),
    (".", re.compile(r"(?<![A-Za-z0-9_.])\d{1,2}\.\d{3}\.\d{3}-[0-9A-Z](?![\w-])"), "NATIONAL_ID", 0.87, "id.dotted"),
    ("-", re.compile(r"(?<![A-Za-z0-9_-])\d{3}-\d{7}-\d{7}(?![\w-])"), "ACCOUNT", 0.9, "account.grouped"),
)  # fmt: skip
_SPACED_ID = re.compile(
    rf"{_NO_WORD_BEFORE}(?:[12378] ?\d\d ?\d\d ?\d[\dAB] ?\d{{3}} ?\d{{3}} ?\d\d|\d{{4}} \d{{4}} \d{{4}}|\d\d \d{{3}} \d{{3}} \d{{3}})"
    r"(?![A-Za-z0-9_])"
)
_DATE_FIRST = re.compile(
    r"(?:(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d)(?![-./]?\d)"
)
_ANNOUNCED = re.compile(r"\(?\d(?:[ \-./()]{0,2}\d){5,18}")
_NOT_DIGIT = re.compile(r"\D+")
_NOT_ALNUM = re.compile(r"[\W_]+")


def _count(written: str) -> int:
    return len(_NOT_DIGIT.sub("", written))


def runs(page: Reading) -> Iterator[Finding]:
    """Find cards, telephones and ids among the digits of *page*."""
    for run in _RUN.finditer(page.text):
        start, end = run.span()
        yield from cards(page, start, end)
        reach = min(len(page.text), end + _AFTER_RUN)
        written = page.text[start:end]
        for needs, shape, kind, score, name in _SHAPES:
            if needs in written:
                for m in shape.finditer(page.text, start, reach):
                    yield from _shaped(page, m, kind, score, name)
        for m in _SPACED_ID.finditer(page.text, start, reach):
            country = checksums.national_id(_NOT_DIGIT.sub("", m[0]))
            if country:
                yield m.start(), m.end(), "NATIONAL_ID", 0.95, "id.checksum", country
        yield from _announced(page, start, end)


_OTHER_NUMBERS = frozenset(("ACCOUNT", "NATIONAL_ID", "CARD", HEALTH))


def _shaped(page: Reading, m: re.Match[str], kind: str, score: float, name: str) -> Iterator[Finding]:
    text = _without_stray_digit(m[0]) if kind == "PHONE" else m[0]
    if name != "phone.international" and _DATE_FIRST.match(text):
        return
    said = page.kind(m.start(), m.end())
    if kind == "PHONE" and said == THING:
        score -= 0.3
    score += 0.05 if said == kind else 0
    if said in _OTHER_NUMBERS and (
        name in ("phone.trunk", "phone.groups")
        or (name == "phone.nanp" and page.before(m.start()).numbered)
        or (name == "phone.international" and m[0][0] == "0")
    ):
        kind, name = _kind_of_health(m[0]) if said == HEALTH else said, f"{said.lower()}.announced"
    yield m.start(), m.start() + len(text), kind, score, name, ""


def _without_stray_digit(number: str) -> str:
    """Drop a last single digit after a space: "+34 936 112 799 2 times"."""
    return number[:-2] if number[-2:-1] == " " and _count(number) > 10 else number


def _announced(page: Reading, start: int, end: int) -> Iterator[Finding]:
    start += len(page.text[start:end]) - len(page.text[start:end].lstrip("+"))
    said = page.before(start)
    kind = said.kind
    number = _ANNOUNCED.match(page.text, start, end)
    if number is None or (_DATE_FIRST.match(number[0]) and kind != "ACCOUNT"):
        return
    digits = _count(number[0])
    if kind in ("NATIONAL_ID", HEALTH) and _in_a_word(page.text, start, number.end()):
        return  # the whole word is looked at by `tokens`
    if kind == "NATIONAL_ID" and digits <= 15 and page.text[start - 1 : start] != "+":
        country = checksums.announced_id(_NOT_DIGIT.sub("", number[0]))
        yield number.start(), number.end(), "NATIONAL_ID", 0.97 if country else 0.9, "id.announced", country
    elif kind == HEALTH:
        yield number.start(), number.end(), _kind_of_health(number[0]), 0.9, "health.announced", ""
    elif kind == "ACCOUNT" and not said.crossed:
        yield from _grouped_account(page, start, end)
    elif digits <= 8 and _is_code(said):
        yield number.start(), number.end(), "SECRET", 0.75, "secret.code", ""
    elif digits <= 13 and kind == "PHONE":
        end = start + len(_without_stray_digit(number[0]))
        yield number.start(), end, "PHONE", 0.8, "phone.announced", ""
    elif digits <= 13 and PHONE_AFTER.intersection(page.after(number.end())[:1]):
        yield number.start(), number.end(), "PHONE", 0.75, "phone.announced", ""
    elif 7 <= digits <= 13 and kind == NUMBER:
        yield number.start(), number.end(), "PHONE", 0.5, "phone.numbered", ""


def _in_a_word(text: str, start: int, end: int) -> bool:
    return (start > 0 and text[start - 1].isalnum()) or text[end : end + 1].isalnum()


_GROUPS = re.compile(r"\d{2,}(?:[ -]\d{2,}){1,5}(?![\w.,]*\d)")


def _grouped_account(page: Reading, start: int, end: int) -> Iterator[Finding]:
    """A number in groups after "account" or "sort code"; an amount or a year is no part of it."""
    m = _GROUPS.match(page.text, start, end)
    if m is None or not 6 <= _count(m[0]) <= 20 or _is_amount(page, *m.span()):
        return
    if not _DATE_FIRST.fullmatch(m[0]) or "sort" in page.low[max(0, start - 20) : start]:
        yield m.start(), m.end(), "ACCOUNT", 0.83, "account.groups", ""


def _kind_of_health(written: str) -> str:
    return HEALTH if health.scheme(_NOT_ALNUM.sub("", written)) else "ACCOUNT"


def _is_code(said: Said) -> bool:
    """Whether a short number here is a one-time code: "the code is", "the code that came to my phone is"."""
    if said.kind == "SECRET":
        return not said.crossed or said.numbered
    return said.coded and not said.crossed and said.kind in (CODE, "PHONE")


# --- words with digits ----------------------------------------------------------------------------------------------
_TOKEN = re.compile(r"(?<![A-Za-z0-9_/-])#?(?=[A-Za-z/_-]{0,12}\d)[A-Za-z0-9_/-]{3,}+")
_HAS_LETTERS = re.compile(r"\d[ -][A-Z]|[A-Z][ -]\d")
_SPACED = re.compile(
    r"(?<![A-Za-z0-9-])(?=[A-Z ./-]{0,8}\d)[A-Z0-9]{1,9}(?:[ ./-](?=[A-Z ]{0,5}\d|[A-Z]\b)[A-Z0-9]{1,9}){1,6}(?![A-Za-z0-9])"
)
_NINO = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2} ?\d\d ?\d\d ?\d\d ?[A-Za-z](?![A-Za-z0-9])")
_MIXED_ID = re.compile(
    r"[XYZ]?-?\d{7,8}-?[A-Z]|[A-Z]{6}[\dLMNP-V]{2}[A-Z][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]|\d{17}X", re.I
)
_TAX_CODE = re.compile(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", re.IGNORECASE)
_PARCEL = re.compile(r"1Z[0-9A-Z]{16}|[A-Z]{2}\d{9}[A-Z]{2}", re.IGNORECASE)
_LABELLED = re.compile(r"([A-Za-z]{1,5})-?(?:\d{5,}|\d{2,4}-\d{3,}(?:-\d+)?|\d{3,}-\d{2,})")
_COMPACT_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARS = re.compile(r"1\d{3}[-/]1\d{3}|(?:19|20)\d\d[-/]20\d\d")
_POSTCODE = re.compile(
    r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}|\d{3} \d{2}|\d{2,5}-\d{3,4}|[\dA-Z-]{4,10})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_HOURS = re.compile(r"[0-2]\d[0-5]\d-[0-2]\d[0-5]\d")
_BOOKING = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z0-9]{5,8}|[a-z]{6})(?![A-Za-z0-9])")
_AMOUNT_AFTER = re.compile(r"[.,]\d| ?[%€$£¥]")


def tokens(page: Reading) -> Iterator[Finding]:
    """Find order, account and id numbers, IBANs and one-time codes among the words with digits."""
    for m in _TOKEN.finditer(page.text):
        token = m[0].rstrip("-/_")
        if len(token) >= 3:
            yield from _token(page, m.start(), m.start() + len(token), token)
    if _HAS_LETTERS.search(page.text):
        yield from _spaced(page)
    for m in _NINO.finditer(page.text):
        compact = m[0].replace(" ", "").upper()
        if checksums.nino(compact) or page.before(m.start())[0] == "NATIONAL_ID":
            yield m.start(), m.end(), "NATIONAL_ID", 0.9, "id.gb", "GB"


def _spaced(page: Reading) -> Iterator[Finding]:
    """Find ids of letters and digits written in groups ("MORGA 657054 SM9IJ") where the words announce one."""
    for m in _SPACED.finditer(page.text):
        said, crossed, *_ = page.before(m.start())
        if crossed or _DATE_FIRST.match(m[0]):
            continue
        if said in ("NATIONAL_ID", HEALTH, "ACCOUNT") and _count(m[0]) >= 5:
            kind = said if said != HEALTH else _kind_of_health(m[0])
            yield m.start(), m.end(), kind, 0.86, "id.groups", ""


def _token(page: Reading, start: int, end: int, token: str) -> Iterator[Finding]:
    if token[:2].isalpha() and token[2:4].isdigit():
        yield from iban(page, start)
    if _DATE_FIRST.fullmatch(token) or _YEARS.fullmatch(token) or _HOURS.fullmatch(token):
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
    digits = _count(token)
    before = page.before(start)
    said = page.kind(start, end) if before.kind in ("", NUMBER, CODE) else before.kind
    if digits >= 5 and token.partition("-")[0].upper() in ID_PREFIXES:
        yield start, end, "NATIONAL_ID", 0.9, "id.prefix", ""
    elif said == "NATIONAL_ID" and (digits >= 5 or (digits >= 2 and len(token) >= 8 and not before.crossed)):
        yield start, end, "NATIONAL_ID", 0.88, "id.announced", checksums.announced_id(compact)
    elif said == HEALTH and digits >= 5:
        yield start, end, _kind_of_health(compact), 0.88, "health.announced", ""
    elif said == "ACCOUNT" and _is_reference(page, start, end, token, digits, before):
        yield start, end, "ACCOUNT", 0.82, "account.announced", ""
    elif 3 <= digits <= 8 and len(token) <= 10 and _is_code(before) and (digits > 3 or said == "SECRET"):
        if not _is_amount(page, start, end):
            yield start, end, "SECRET", 0.8 if said == "SECRET" else 0.65, "secret.code", ""
    elif said == POSTCODE and not before.crossed and (postcode := _POSTCODE.match(page.text, start)):
        yield start, postcode.end(), "ADDRESS", 0.8, "postcode.announced", ""
    elif said not in (THING, "ADDRESS", "VEHICLE"):
        yield from _by_form(page, start, end, token, digits, compact)


def _is_reference(page: Reading, start: int, end: int, token: str, digits: int, said: Said) -> bool:
    """Whether a token after a word such as "order" is its number, and not an amount, a year or a count."""
    if _is_amount(page, start, end):
        return False
    plain = token.isdigit()
    if plain and (digits < 4 or _YEAR.fullmatch(token)):
        return said.numbered and digits >= 3
    if said.crossed:
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
    alone = digits >= 5 and page.text.count(" ") <= 3
    if labelled and labelled[1].upper() not in NOT_CUSTOMERS and (labelled[1].isupper() or digits >= 7):
        yield start, end, "ACCOUNT", 0.6, "account.labelled", ""
    elif token[0] == "#" and digits >= 5:
        yield start, end, "ACCOUNT", 0.6, "account.hash", ""
    elif compact.isdigit() and not _is_amount(page, start, end):
        only = compact == page.text.strip(" .!?#\n")
        if 9 <= digits <= 11 and token.isdigit() and (only or not alone):
            yield start, end, "PHONE", 0.42, "phone.bare", ""
        elif (alone and only) or (digits >= 8 and not _COMPACT_DATE.fullmatch(compact)):
            yield start, end, "ACCOUNT", 0.4, "account.long", ""
    elif alone and token.isalnum() and len(token) >= 6:
        yield start, end, "ACCOUNT", 0.5, "account.alone", ""


def bookings(page: Reading) -> Iterator[Finding]:
    """Find booking codes of letters alone, such as QXZKPW: in capitals, or with too few vowels for a word."""
    if page.text.isupper() or not page.has(BOOKING_STEMS):
        return
    for m in _BOOKING.finditer(page.text):
        if m[0].isupper() or sum(c in "aeiou" for c in m[0]) <= 1:
            words = page.text[max(0, m.start() - 24) : m.start()].lower().split()
            if {WORDS.get(word.strip(" :.#(")) for word in words[-2:]} & {"ACCOUNT"}:
                yield m.start(), m.end(), "ACCOUNT", 0.7, "account.booking", ""
