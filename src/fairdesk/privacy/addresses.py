"""One writing for each address: what people write in many ways is looked up in one.

    normal_email("Ana.López@BÜCHER.example ")     "ana.lópez@xn--bcher-kva.example"
    normal_phone("(030) 1234-567", "49")          "+49301234567"

Two writings of one address must agree, and two addresses of two people must never: what a provider may treat as the
same (dots, a +tag) is kept apart, because another provider gives both to different people.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_PHONE = 15
"""Digits of a telephone number with its country's code (ITU-T E.164, 6.1)."""
_NOT_DIGITS = re.compile(r"[^0-9]")


def normal_email(address: str) -> str:
    """Return an e-mail address as it is looked up: composed (NFC), small, its domain as DNS writes it (RFC 3490).

    The part before the @ may by RFC 5321 tell capitals apart; no provider known does, and people do not. What is no
    address comes back small and composed, so that it finds nothing but itself.
    """
    written = unicodedata.normalize("NFC", unicodedata.normalize("NFC", address.strip()).casefold())
    name, at, domain = written.rpartition("@")
    try:
        return name + at + domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:  # a label too long or with signs that DNS does not know: no such host, but still one writing
        return written


def normal_phone(number: str, calling_code: str = "") -> str:
    """Return a telephone number as E.164 writes it: a plus and digits, no more.

    A number without + or 00 is national: its trunk 0 is replaced by *calling_code* ("49"). "" if it is no number that
    can be called from abroad: too long, too short, or national without a calling code.
    """
    written = unicodedata.normalize("NFKC", number).strip()
    digits = _NOT_DIGITS.sub("", written.replace("(0)", ""))  # +49 (0)30: the trunk 0 of those who call from within
    if written.startswith("+"):
        pass
    elif digits.startswith("00"):
        digits = digits[2:]
    elif calling_code:
        digits = calling_code + digits.removeprefix("0")
    else:
        return ""
    fits = 7 <= len(digits) <= LONGEST_PHONE and not digits.startswith("0")
    return f"+{digits}" if fits else ""
