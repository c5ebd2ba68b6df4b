"""Find number plates: any mix of letters and digits that is called one, and what looks like one beside a car.

The forms are those of Britain, France, Italy, Spain, Germany, the Netherlands, Portugal, Brazil, Poland, Sweden,
Belgium, Austria, Ireland, Ukraine, India and most of the United States; a plate that is called one needs no form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairdesk.privacy.context import WORD, Reading
from fairdesk.privacy.patterns import CAR_STEMS, CAR_WORDS, NOT_PLATES, PLATE_STEMS
from fairdesk.privacy.scan import Finding

_PLATE_WORD = re.compile(rf"\b(?:{'|'.join(PLATE_STEMS)})(?<!reg)\w{{0,12}}|\breg\b\.?")
_BETWEEN = re.compile(
    r"(?:[ \t]{0,2}(?::|=|#|\"|'|“|«|\(|\b(?:number|numbers|no\.?|nr\.?|num\.?|n[º°]|num[eé]ro|n[uú]mero|nummer|numer|of|is|was|ist"
    r"|lautet|es|est|é|è|jest|del?|do|da|della|du|van|my|mein|meine|car|coche|carro|auto|voiture|veicolo|veh[ií]culo|v[eé]hicule"
    r"|the|a)(?![\w-]))){0,6}[ \t]{0,2}",
    re.IGNORECASE,
)
_GROUP = re.compile(r"[ \-·.]?([A-Za-z0-9ÄÖÜäöü]{1,7})(?![A-Za-z0-9])")
_MOST, _LEAST = 9, 4
_FORMS = re.compile(
    r"(?<![A-Za-z0-9-])(?:"
    r"[A-Z]{2}\d{2} ?[A-Z]{3}"  # GB
    r"|[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}"  # FR, IT
    r"|\d{4}[ -]?[BCDFGHJ-NPRSTV-Z]{3}"  # ES
    r"|[A-ZÄÖÜ]{1,3}[-:][A-Z]{1,2} ?\d{1,4}[EH]?|[A-ZÄÖÜ]{1,3} [A-Z]{1,2} \d{1,4}[EH]?"  # DE
    r"|\d{2}-[A-Z]{2}-(?:\d{2}|[A-Z]{2})|[A-Z]{2}-\d{2}-(?:\d{2}|[A-Z]{2})|\d-[A-Z]{3}-\d{2,3}|\d{2}-[A-Z]{3}-\d"  # NL, PT, BE
    r"|[A-Z]{1,2}-\d{3}-[A-Z]{1,2}|[A-Z]{3}-\d{2}-[A-Z]"  # NL
    r"|[A-Z]{3}[ -]?\d[A-Z0-9]\d{2}|[A-Z]{3} ?\d{2}[A-Z0-9]"  # BR, SE, US
    r"|[A-Z]{2} ?\d{4} ?[A-Z]{2}|[A-Z]{2}[ -]?\d{2}[ -]?[A-Z]{1,2}[ -]?\d{4}"  # UA, IN
    r"|\d{2,3}-[A-Z]{1,2}-\d{1,6}|\d[A-Z]{3}\d{3}"  # IE, US
    r")(?![A-Za-z0-9-])"
)


def plates(page: Reading) -> Iterator[Finding]:
    """Find the plates of a text that speaks of one, or of a car."""
    if page.has(PLATE_STEMS):
        for word in _PLATE_WORD.finditer(page.low):
            yield from _called(page, word.end())
    if page.has(CAR_STEMS) and not CAR_WORDS.isdisjoint(WORD.findall(page.low)):
        for m in _FORMS.finditer(page.text):
            around = WORD.findall(page.low[max(0, m.start() - 60) : m.end() + 40])
            if not CAR_WORDS.isdisjoint(around):
                yield m.start(), m.end(), "VEHICLE", 0.8, "vehicle.form", ""


def _called(page: Reading, at: int) -> Iterator[Finding]:
    """Yield the groups of letters and digits after a word such as "plate", as far as they can be one plate."""
    between = _BETWEEN.match(page.text, at)
    start = end = between.end() if between else at
    size, kinds = 0, set[bool]()
    while (group := _GROUP.match(page.text, end)) and (end > start or group[0] == group[1]):
        letters, size = group[1], size + len(group[1])
        if (
            size > _MOST
            or letters.lower() in NOT_PLATES
            or (letters.isalpha() and len(letters) > 3 + letters.isupper())
        ):
            break
        end = group.end()
        kinds |= {c.isdigit() for c in letters}
        taken = size
    if len(kinds) == 2 and taken >= _LEAST:
        yield start, end, "VEHICLE", 0.92, "vehicle.announced", ""
