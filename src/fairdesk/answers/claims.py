"""Read off a text what it claims: numbers with their unit, money, times, dates, addresses, codes, names.

    claims("You have ten days.", "en")      (Claim("number", {10.0}, "day", "ten days", 9, 17),)

A claim has the set of its readings, because 3/4 may be a day in March or in April. The words of each language stand
in claims.toml; what is told by signs alone (a currency's sign, an address, a code such as MV-44) is told in every one.
Numbers are read as each language writes them: 1.000 is a thousand in German and one in English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("claims.toml")

Value = float | str | tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something a text says that can be right or wrong: its kind, its readings, its unit ("" if it has none), its words.

    A number in square brackets is a "note": in an article the mark of a footnote, in a draft perhaps more.
    """

    kind: str
    values: frozenset[Value]
    unit: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """What claims.toml says of one language, as patterns and tables."""

    language: str
    units: Mapping[str, str]
    spelled: Mapping[str, int]
    spelled_pattern: re.Pattern[str] | None
    begin: frozenset[str]
    months: Mapping[str, int]
    dates: tuple[re.Pattern[str], ...]
    weekdays: Mapping[str, int]
    weekday_pattern: re.Pattern[str] | None


# --- signs that every language shares -----------------------------------------------------------------------------------
_MONEY = {
    "dollar": "$ usd us$ dollar dollars dollaro dollari dólar dólares dolar dolarów dolary долар долари доларів دولار 美元",
    "euro": "€ eur euro euros euró євро يورو 欧元",
    "pound": "£ gbp sterling",
    "yuan": "¥ cny rmb yuan 元 人民币 块",
    "zloty": "pln zł złoty złote złotych",
    "hryvnia": "₴ uah грн гривня гривні гривень",
    "franc": "chf",
}
CURRENCIES: Mapping[str, str] = {word: code for code, words in _MONEY.items() for word in words.split()}
_LARGE: Mapping[str, float] = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "mio": 1e6, "millionen": 1e6, "millones": 1e6,
                               "millions": 1e6, "milioni": 1e6, "milhões": 1e6, "miljoen": 1e6, "万": 1e4, "亿": 1e8}  # fmt: skip
_FAR_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬０１２３４５６７８９", "0123456789.,0123456789")
_POINT = {"en", "zh", "ar"}
"""Languages that write 1,000.50; all others write 1.000,50."""

_ADDRESS = re.compile(
    r"(?P<mail>[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<url>(?:https?://|www\.)[^\s<>\"'）)\]]+|(?<![\w.@])(?:[a-z\d][a-z\d-]*\.)+(?:com|org|net|gov|edu|info|io|eu|de|fr|es|it|nl|pl|pt|ua|uk|cn|example)\b(?:/[^\s<>\"'）)\]]*)?)",
    re.I,
)
_PHONE = re.compile(
    r"(?<![\w.,-])\+?\(?\d{1,4}\)?(?:\s*[-–./ ]\s*\(?\d{2,4}\)?){2,5}(?!\w)|(?<![\w.,])\+?\d{8,15}(?!\w)"
)
_CODE = re.compile(
    r"(?<![a-z\d])(?P<letters>[A-Z]{1,12})[-–]?(?P<rest>\d+(?:-\d+)?)[ ]?(?P<tail>[A-Z]?)(?![A-Za-z\d])"
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:\s*(?P<half12>[ap])\.?\s?m\b\.?|[:.](?P<minute>\d{2})\s*(?P<half>[ap])\.?\s?m\b\.?"
    r"|[:h](?P<minute24>\d{2})(?![\d:])(?:\s*(?:uhr|h)\b)?|\s*uhr\b)",
    re.I,
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º|°)?"
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_SLASHED = re.compile(
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<sign>[./-])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?![\d/-])"
)
_HAN_DATE = re.compile(r"(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*[日号])?(?!内)")
_NUMBER = re.compile(
    r"(?<![A-Za-z\d])(?<!\d[.,])(?:\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
)
_ALWAYS = re.compile(r"(?<!\d)24\s?/\s?7(?!\d)")
_NOTE = re.compile(r"\[\s?\d{1,3}\s?\]")
_SIGN_BEFORE = re.compile(r"(us\$|[$€£¥₴]|\b(?:usd|eur|gbp|cny|rmb|pln|uah|chf))\s*$", re.I)
_AFTER = re.compile(r"\s*[-–]?\s*(?:\((?:\d+|[^\W\d]+)\)\s*)?")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
TO = re.compile(
    r"\s*(?:[-–/,]|to|or|and|through|bis|oder|und|à|ou|et|a|o|y|e|of|en|tot|do|lub|i|або|і|та|до|إلى|أو|至|到|或)\s*[$€£¥₴]?\s*\Z",
    re.I,
)
_HAN_NUMERAL = re.compile("[零一二两三四五六七八九十百千]+")
_HAN_ONES = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_CONTEXT = 40


def claims(text: str, language: str) -> tuple[Claim, ...]:
    """Return what *text* claims, in order; nothing twice."""
    words, plain = words_of(language), text.translate(_FAR_DIGITS)
    found: list[Claim] = []
    free = plain
    for source in (_addresses, _times, _dates, _phones, _codes):
        part = list(source(free, words))
        found += part
        # What one kind has read is not read again as another: blanks keep the places.
        free = _blanked(free, part)
    numbers = _with_units_of_lists([*_numbers(free, words), *_spelled(free, words)], free)
    found += [*numbers, *_weekdays(free, words)]
    return tuple(sorted(found, key=lambda one: (one.start, one.kind)))


def _blanked(text: str, taken: list[Claim]) -> str:
    for one in taken:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _claim(kind: str, values: set[Value], found: re.Match[str], unit: str = "", end: int | None = None) -> Claim:
    end = found.end() if end is None else end
    return Claim(kind, frozenset(values), unit, found.string[found.start() : end].strip(), found.start(), end)


def _addresses(text: str, words: Words) -> Iterator[Claim]:  # noqa: ARG001  every source is asked alike
    for found in _ADDRESS.finditer(text):
        plain = re.sub(r"^https?://|^www\.", "", found.group().lower().removeprefix("https://")).rstrip("/.,;:!?")
        yield _claim("address", {plain.removeprefix("www.")}, found)


def _phones(text: str, words: Words) -> Iterator[Claim]:  # noqa: ARG001
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if 7 <= len(digits) <= 15:
            yield _claim("address", {digits.lstrip("0")}, found)


def _codes(text: str, words: Words) -> Iterator[Claim]:  # noqa: ARG001
    for found in _CODE.finditer(text):
        if found["letters"].lower() not in CURRENCIES:
            tail = found["tail"] if found.group()[-2:-1] != " " or len(found["letters"]) > 1 else ""
            yield _claim("code", {found["letters"] + found["rest"] + tail}, found)


def _times(text: str, words: Words) -> Iterator[Claim]:
    for found in _CLOCK.finditer(text):
        hour, minute = int(found["hour"]), int(found["minute"] or found["minute24"] or 0)
        half = (found["half12"] or found["half"] or _half_before(text, found.start())).lower()
        if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
            continue
        if half:
            yield _claim("time", {hour % 12 * 60 + minute + 720 * (half == "p")}, found)
        else:
            either = {0, 720} if words.language == "en" and hour <= 12 else {0}
            yield _claim("time", {(hour * 60 + minute + more) % 1440 for more in either}, found)


def _half_before(text: str, at: int) -> str:
    """Return the half of the day that Chinese names before the hour: "a", "p" or ""."""
    before = text[max(0, at - 3) : at].strip()
    return "p" if before.endswith(("下午", "晚上")) else "a" if before.endswith(("上午", "早上")) else ""


def _dates(text: str, words: Words) -> Iterator[Claim]:
    free = text
    for pattern in (_ISO, *words.dates, *((_HAN_DATE,) if words.language == "zh" else ()), _SLASHED):
        part = [_claim("date", values, found) for found in pattern.finditer(free) if (values := _days(found, words))]
        yield from part
        free = _blanked(free, part)


def _days(found: re.Match[str], words: Words) -> set[Value]:
    """Return the readings of a date as (year, month, day), 0 where it does not say; none if there is no such day."""
    part = found.groupdict()
    year = int(part.get("year") or 0)
    year += 2000 if 0 < year < 100 else 0
    if "a" in part:
        a, b = int(part["a"]), int(part["b"])
        return {(year, m, d) for m, d in ((a, b), (b, a)) if _is_day(year, m, d)}
    month = words.months.get(part["month"].lower().rstrip("."), 0) or (
        int(part["month"]) if part["month"].isdigit() else 0
    )
    day = int(part.get("day") or 0)
    return {(year, month, day)} if _is_day(year, month, day or 1) else set()


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year or 2024, month, day)
    except ValueError:
        return False
    return True


def _weekdays(text: str, words: Words) -> Iterator[Claim]:
    for found in words.weekday_pattern.finditer(text) if words.weekday_pattern else ():
        yield _claim("weekday", {words.weekdays[found.group().lower()]}, found)


# --- numbers ------------------------------------------------------------------------------------------------------------
def readings(digits: str, language: str) -> set[float]:
    """Return the numbers that *digits* may write in a language: 1.000 is a thousand in German.

    In English it may be one, or a thousand written as others do: three digits after the wrong sign are both.
    """
    bare = re.sub(r"[\s'’\u00a0\u202f]", "", digits)
    signs = re.findall("[.,]", bare)
    if not signs:
        return {float(bare)}
    last = signs[-1]
    decimals = len(bare) - bare.rindex(last) - 1
    groups = "," if language in _POINT else "."
    if len(signs) > 1 and len(set(signs)) == 1 or (len(signs) == 1 and last == groups and decimals == 3):
        return {float(bare.replace(last, ""))}
    whole, _, part = bare.rpartition(last)
    read = {float(re.sub("[.,]", "", whole) + "." + part)}
    return read | {float(re.sub("[.,]", "", bare))} if decimals == 3 and whole.strip("0") else read


def _numbers(text: str, words: Words) -> Iterator[Claim]:
    for found in _ALWAYS.finditer(text):
        yield from (_claim("number", {24.0}, found, "hour"), _claim("number", {7.0}, found, "day"))
    for found in _NUMBER.finditer(text):
        noted = _NOTE.match(text, max(0, found.start() - 2)) or _NOTE.match(text, max(0, found.start() - 1))
        before = _SIGN_BEFORE.search(text, max(0, found.start() - 5), found.start())
        factor, at = _large(text, noted.end() if noted else found.end())
        unit, end = (CURRENCIES[before[1].lower()], at) if before else _unit(text, at, words)
        values: set[Value] = {value * factor for value in readings(found.group(), words.language)}
        yield _claim("note" if noted else "number", values, found, unit, end)


def _spelled(text: str, words: Words) -> Iterator[Claim]:
    if words.language == "zh":
        for found in _HAN_NUMERAL.finditer(text):
            unit, end = _unit(text, found.end(), words)
            if unit:
                yield _claim("number", {float(_han(found.group()))}, found, unit, end)
        return
    for found in _spelled_in(text, words):
        factor, at = _large(text, found.end())
        unit, end = _unit(text, at, words)
        yield _claim("word", {words.spelled[" ".join(found.group().lower().split())] * factor}, found, unit, end)


def _spelled_in(text: str, words: Words) -> Iterator[re.Match[str]]:
    """Yield the spelled numbers. The long pattern is tried only at words that begin one: a tenth of the time."""
    at = 0
    for word in _WORD.finditer(text):
        if word.start() >= at and word.group().lower().split("'")[0].split("’")[0] in words.begin:
            found = words.spelled_pattern.match(text, word.start()) if words.spelled_pattern else None
            if found:
                at = found.end()
                yield found


def _han(signs: str) -> int:
    total, ones = 0, 0
    for sign in signs:
        if sign in _HAN_TENS:
            total, ones = total + (ones or 1) * _HAN_TENS[sign], 0
        else:
            ones = _HAN_ONES[sign]
    return total + ones


def _large(text: str, at: int) -> tuple[float, int]:
    word = _WORD.match(text, at + 1) if text[at : at + 1] in (" ", "\u00a0") else _WORD.match(text[at : at + 1])
    factor = _LARGE.get(word.group().lower(), 1.0) if word else 1.0
    return (factor, at + len(word.group()) + (text[at] != word.group()[0])) if word and factor > 1 else (1.0, at)


def _unit(text: str, at: int, words: Words) -> tuple[str, int]:
    """Return the unit that stands after a number, and where it ends; ("", at) if none does."""
    after = _AFTER.match(text, at)
    assert after is not None  # it matches nothing too
    start = after.end()
    if text[start : start + 1] in ("%", "％"):
        return "percent", start + 1
    if text[start : start + 1] in CURRENCIES:
        return CURRENCIES[text[start : start + 1]], start + 1
    ahead = text[start : start + _CONTEXT].lower()
    if words.language == "zh":
        unit = next((word for word in words.units if ahead.startswith(word)), "")
        return (words.units[unit], start + len(unit)) if unit else ("", at)
    return _unit_in_words(ahead, start, at, words)


def _unit_in_words(ahead: str, start: int, at: int, words: Words) -> tuple[str, int]:
    first = _WORD.match(ahead)
    if first is None:
        return "", at
    second = (
        _WORD.match(ahead, first.end() + 1)
        if ahead[first.end() : first.end() + 1] in (" ", "-", "\u00a0", "\n")
        else None
    )
    if second and (unit := words.units.get(f"{first.group()} {second.group()}")):
        return unit, start + second.end()
    if unit := words.units.get(first.group()) or CURRENCIES.get(first.group()):
        return unit, start + first.end()
    # "six full months": one word may stand between.
    if (
        second
        and first.group() not in words.spelled
        and (unit := words.units.get(second.group()))
        and unit != "times"
    ):
        return unit, start + second.end()
    return "", at


def _with_units_of_lists(numbers: list[Claim], text: str) -> list[Claim]:
    """Give a number without a unit that of the next in its list: "30 or 60 days", "$5-10"."""
    ordered = sorted(numbers, key=lambda one: one.start)
    for place in range(len(ordered) - 2, -1, -1):
        one, after = ordered[place], ordered[place + 1]
        if (
            not one.unit
            and after.unit
            and after.unit not in CURRENCIES.values()
            and TO.match(text[one.end : after.start])
        ):
            ordered[place] = Claim(one.kind, one.values, after.unit, one.text, one.start, one.end)
    for place in range(1, len(ordered)):
        before, one = ordered[place - 1], ordered[place]
        if not one.unit and before.unit in CURRENCIES.values() and TO.match(text[before.end : one.start]):
            ordered[place] = Claim(one.kind, one.values, before.unit, one.text, one.start, one.end)
    return ordered


# --- the words of a language --------------------------------------------------------------------------------------------
@cache
def lists() -> Mapping[str, Any]:
    """Return claims.toml as it stands."""
    return tomllib.loads(FILE.read_text("utf-8"))


@cache
def words_of(language: str) -> Words:
    """Return the words of a language; of one that is not listed only what signs tell is read."""
    told = lists().get(language, {})
    months = {
        _spaced(form): n for n, forms in enumerate(told.get("months", "").split(), 1) for form in forms.split("|")
    }
    weekdays = {form: n for n, forms in enumerate(told.get("weekdays", "").split()) for form in forms.split("|")}
    units = {_spaced(form): unit for unit, forms in told.get("units", {}).items() for form in forms.split()}
    spelled = _spelled_numbers(told)
    return Words(
        language,
        dict(sorted(units.items(), key=lambda pair: -len(pair[0]))),
        spelled,
        _any_of(spelled),
        frozenset(re.split(r"[\s'’-]", form)[0] for form in spelled),
        months,
        _date_patterns(months, language),
        weekdays,
        _any_of(weekdays, apart=language != "zh"),
    )


def _spaced(form: str) -> str:
    return form.replace("_", " ")


def _any_of(forms: Mapping[str, int], apart: bool = True) -> re.Pattern[str] | None:
    if not forms:
        return None
    inside = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{inside})(?!\w)" if apart else f"(?:{inside})", re.I)


_NOT_ALONE = {"may", "mar", "march", "jan", "dec", "sep", "mai", "mars", "mei", "maart", "маю", "maj", "يناير"}


def _date_patterns(months: Mapping[str, int], language: str) -> tuple[re.Pattern[str], ...]:
    if not months:
        return ()
    names = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    month, year = rf"(?P<month>(?<!\w)(?:{names})\b)\.?", r"(?P<year>(?:19|20)\d{2})(?!\d)"
    alone = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True) if name not in _NOT_ALONE)
    patterns = [rf"(?<![\d.,]){_DAY}\s*(?:de\s+|of\s+|del\s+)?{month}(?:,?\s*(?:de\s+|del\s+)?{year})?"]
    if language == "en":
        patterns.append(rf"{month}\s+{_DAY}(?!\d)(?:\s*,?\s*{year})?")
    patterns += [rf"{month},?\s+(?:de\s+|del\s+|of\s+)?{year}", rf"(?P<month>(?<!\w)(?:{alone})\b)"]
    return tuple(re.compile(pattern, re.I) for pattern in patterns)


def _spelled_numbers(told: Mapping[str, Any]) -> dict[str, int]:
    listed = [forms.replace("_", " ").split("|") for forms in told.get("numbers", "").split()]
    values = [*range(21), *range(30, 100, 10), 100, 1000]
    spelled = {form: value for forms, value in zip(listed, values, strict=False) for form in forms}
    ones = {form: value for form, value in spelled.items() if 1 <= value <= 9}
    tens = {form: value for form, value in spelled.items() if 20 <= value <= 90 and not value % 10}
    links = told.get("link", "").split("|") if told.get("link") else []
    for link in links:
        for ten, high in tens.items():
            for one, low in ones.items():
                spelled[one + link + ten if told.get("ones_first") else ten + link + one] = high + low
                if link == "-":
                    spelled[f"{ten} {one}"] = high + low
    return spelled
