"""Tell by its check digits whether a number is what it looks like.

A checksum raises our confidence; its failure never unmasks what the words around it call a card or an id, because
customers mistype.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

import stdnum.br.cpf
import stdnum.de.idnr
import stdnum.es.dni
import stdnum.es.nie
import stdnum.fr.nir
import stdnum.in_.aadhaar
import stdnum.it.codicefiscale
import stdnum.nl.bsn
import stdnum.pl.pesel
import stdnum.pt.nif
import stdnum.us.ssn
from stdnum.iso7064 import mod_11_2

from fairdesk.privacy.patterns import BRANDS, IBAN_LENGTHS

_DOUBLED = str.maketrans("0123456789", "0246813579")
_LETTERS = {chr(code): str(code - 55) for code in range(ord("A"), ord("Z") + 1)}
_AS_DIGITS = str.maketrans(_LETTERS)


def luhn(digits: str) -> bool:
    """Whether *digits* pass the check of ISO/IEC 7812-1, annex B."""
    odd, even = digits[-1::-2], digits[-2::-2].translate(_DOUBLED)
    return (sum(odd.encode()) + sum(even.encode()) - 48 * len(digits)) % 10 == 0


def card_brand(digits: str) -> str:
    """Return the brand whose issuer range and length fit *digits*, or ""."""
    for brand, first, last, lengths in BRANDS:
        if len(digits) in lengths and first <= digits[: len(first)] <= last:
            return brand
    return ""


def iban(compact: str) -> bool:
    """Whether *compact* (upper case, no spaces) has its country's length and passes mod 97-10 (ISO 7064)."""
    if len(compact) != IBAN_LENGTHS.get(compact[:2]):
        return False
    return int((compact[4:] + compact[:4]).translate(_AS_DIGITS)) % 97 == 1


def ip(text: str) -> bool:
    """Whether *text* is an address of the internet, version 4 or 6; a MAC address is none."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]")


def nino(compact: str) -> bool:
    """Whether *compact* is formed as a UK National Insurance number (HMRC manual NIM39110); it has no check digit."""
    return _NINO.fullmatch(compact) is not None


def _identity_card(compact: str) -> bool:
    return bool(mod_11_2.is_valid(compact)) and compact[6:8] in ("19", "20")


_Check = Callable[[str], bool]
_SHAPES: tuple[tuple[re.Pattern[str], tuple[tuple[str, _Check], ...]], ...] = (
    (
        re.compile(r"\d{11}"),
        (("DE", stdnum.de.idnr.is_valid), ("PL", stdnum.pl.pesel.is_valid), ("BR", stdnum.br.cpf.is_valid)),
    ),
    (re.compile(r"\d{8}[A-Z]"), (("ES", stdnum.es.dni.is_valid),)),
    (re.compile(r"[XYZ]\d{7}[A-Z]"), (("ES", stdnum.es.nie.is_valid),)),
    (re.compile(r"[A-Z]{6}[\dA-Z]{10}"), (("IT", stdnum.it.codicefiscale.is_valid),)),
    (re.compile(r"[12378]\d{5}[\dAB]\d{8}"), (("FR", stdnum.fr.nir.is_valid),)),
    (re.compile(r"\d{17}[\dX]"), (("CN", _identity_card),)),
    (re.compile(r"[2-9]\d{11}"), (("IN", stdnum.in_.aadhaar.is_valid),)),
    (re.compile(r"[A-Z]{2}\d{6}[A-Z]"), (("GB", nino),)),
)
_WITH_CONTEXT: tuple[tuple[str, _Check], ...] = (
    ("NL", stdnum.nl.bsn.is_valid),
    ("PT", stdnum.pt.nif.is_valid),
    ("US", stdnum.us.ssn.is_valid),
)
_NINE = re.compile(r"\d{9}")


def national_id(compact: str) -> str:
    """Return the country whose personal number *compact* (upper case, no separators) is by its own checksum, or ""."""
    for shape, countries in _SHAPES:
        if shape.fullmatch(compact):
            return next((country for country, check in countries if check(compact)), "")
    return ""


def announced_id(compact: str) -> str:
    """Return the country of a number that the words before it call an id; nine digits alone say too little."""
    if _NINE.fullmatch(compact):
        return next((country for country, check in _WITH_CONTEXT if check(compact)), "")
    return national_id(compact)
