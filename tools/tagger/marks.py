"""Draw what identifies without being a name: numbers, addresses on the net, secrets, plates, dates of birth.

Check digits are right in about half of the cards, IBANs and national numbers: people mistype, and a mistyped card
number is still theirs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

from tools.tagger.drawing import Draw, plain

WEBMAIL = ("gmail.com", "outlook.com", "yahoo.com", "hotmail.com", "icloud.com", "proton.me", "gmx.net", "mail.com", "example.com", "example.org",
           "example.net", "live.com", "fastmail.com")  # fmt: skip


_TABLES = tomllib.loads((Path(__file__).with_name("values") / "marks.toml").read_text(encoding="utf-8"))
PHONES, PLATES, NATIONAL, HEALTH = (_TABLES[table] for table in ("phones", "plates", "national", "health"))
NATIONAL_MAIL = _TABLES["mail"]
ACCOUNT = {kind: tuple(forms.split(", ")) for kind, forms in _TABLES["account"].items()}


def _of(table: dict[str, str], code: str, other: str) -> list[str]:
    return table.get(code, table[other]).split(", ")


def phone(draw: Draw, code: str) -> str:
    """Draw a telephone number as written in a country."""
    return draw.fill(draw.pick(_of(PHONES, code, "us")))


def plate(draw: Draw, code: str) -> str:
    """Draw a number plate."""
    return draw.fill(draw.pick(_of(PLATES, code, "gb")))


def national_id(draw: Draw, code: str) -> str:
    """Draw the number of an identity document, tax or social security."""
    return draw.fill(draw.pick(_of(NATIONAL, code, "us")))


def health_id(draw: Draw, code: str) -> str:
    """Draw the number of a health insurance."""
    return draw.fill(draw.pick(_of(HEALTH, code, "us")))


def _luhn(digits: str) -> str:
    total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def card(draw: Draw) -> str:
    """Draw a card number; the check digit is right in three of five."""
    body = draw.fill(
        draw.pick(("4##############", "5%#############", "37############", "6011###########", "2221###########"))
    )
    digits = body + (_luhn(body) if draw.chance(0.6) else draw.fill("#"))
    gap = draw.pick((" ", " ", "-", "", ""))
    if len(digits) == 15:
        return gap.join((digits[:4], digits[4:10], digits[10:]))
    return gap.join(digits[i : i + 4] for i in range(0, 16, 4))


IBANS = {
    "de": 18,
    "nl": 0,
    "fr": 23,
    "es": 20,
    "it": 0,
    "gb": 0,
    "pt": 21,
    "pl": 24,
    "at": 16,
    "be": 12,
    "ch": 17,
    "se": 20,
    "dk": 14,
}
_BANKS = {"nl": "@@@@##########", "gb": "@@@@##############", "it": "@######################"}


def iban(draw: Draw, code: str) -> str:
    """Draw an IBAN; the check digits are right in three of five."""
    code = code if code in IBANS else "de"
    body = draw.fill(_BANKS.get(code, "#" * IBANS[code]))
    country = code.upper()
    rest = int("".join(str(int(sign, 36)) for sign in body + country + "00")) % 97
    number = country + (f"{98 - rest:02d}" if draw.chance(0.6) else draw.fill("##")) + body
    if draw.chance(0.5):
        return number
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


def ip(draw: Draw) -> str:
    """Draw an IPv4 address, sometimes IPv6."""
    if draw.chance(0.15):
        return "2001:db8:" + ":".join(f"{draw.below(65536):x}" for _ in range(6))
    return ".".join(str(draw.between(1, 254)) for _ in range(4))


def email(draw: Draw, first: str, last: str, code: str) -> str:
    """Draw the e-mail address of somebody."""
    one, two = _letters(first), _letters(last)
    name = draw.pick(
        (
            f"{one}.{two}",
            f"{one}{two}",
            f"{one[:1]}{two}",
            f"{two}{draw.between(1, 99)}",
            f"{one}_{two}",
            f"{one}{draw.between(1950, 2008)}",
            f"{one[:1]}.{two}",
            f"{two}.{one}",
            f"{one}-{two}{draw.between(1, 9)}",
        )
    )
    domains = _of(NATIONAL_MAIL, code, "gb") if draw.chance(0.35) else WEBMAIL
    return f"{name}@{draw.pick(domains)}"


def _letters(name: str) -> str:
    return "".join(sign for sign in plain(name) if sign.isascii() and sign.isalnum()) or "me"


_NICKS = (
    "sunny",
    "gamer",
    "the_real",
    "dark",
    "its",
    "mr",
    "miss",
    "super",
    "happy",
    "coffee",
    "night",
    "pixel",
    "crazy",
    "lil",
    "king",
    "moon",
    "blue",
    "cat",
    "kicks",
    "vegan",
    "bike",
    "retro",
)


def username(draw: Draw, first: str, last: str) -> str:
    """Draw a user name: from the name, or a nickname."""
    one, two, nick = _letters(first), _letters(last), draw.pick(_NICKS)
    forms = (
        f"{one}{draw.between(1, 99)}", f"{one}_{two}", f"{one[:1]}{two}", f"{nick}_{one}", f"{nick}{one}{draw.between(1, 999)}", f"{one}.{two}",
        f"{two}{draw.between(60, 99)}", f"{nick}.{draw.pick(_NICKS)}", f"x{one}x", f"{one}{two[:1]}", f"{nick}{draw.fill('####')}", f"{first.split()[0]}_{nick}",
        f"{one[:3]}{two[:3]}{draw.between(1, 99)}", f"{two}_{one[:1]}",
    )  # fmt: skip
    name = draw.pick(forms).replace(" ", "")
    return name.upper() if draw.chance(0.03) else name


def password(draw: Draw) -> str:
    """Draw a password as people choose and as machines make them."""
    word = draw.pick(
        (
            "Sommer",
            "tiger",
            "Welcome",
            "hunter",
            "Passw0rd",
            "qwerty",
            "Bella",
            "dragon",
            "Letmein",
            "Monkey",
            "azerty",
            "sunshine",
            "Kaffee",
            "trustno",
            "R3d",
            "correct-horse",
        )
    )
    forms = (
        word + draw.fill("##!"),
        word + draw.fill("%###"),
        draw.fill("&?#&??#@"),
        draw.fill("??@@##") + "$",
        word + "_" + draw.fill("##") + "?",
        draw.fill("@?#?@#?@??#"),
        word + "!" + draw.fill("##"),
    )
    return draw.pick(forms)


def api_key(draw: Draw) -> str:
    """Draw an API key or token."""
    return draw.fill(
        draw.pick(
            (
                "sk-" + "?#@" * 10,
                "ghp_" + "@?#?" * 9,
                "AKIA" + "&" * 16,
                "xoxb-" + "#" * 11 + "-" + "?@#" * 6,
                "pk_live_" + "?#" * 10,
                "eyJ" + "@?#" * 9,
                "?#" * 16,
            )
        )
    )


def code(draw: Draw) -> str:
    """Draw a one-time code."""
    return draw.fill(draw.pick(("######", "####", "### ###", "###-###", "########", "@####")))


def url(draw: Draw) -> str:
    """Draw a web address."""
    host = draw.pick(("shop", "www", "portal", "my", "blog", "forum", "track")) + draw.pick(
        (".example.com", ".example.org", ".example.net", ".beispiel.example", ".demo.example")
    )
    path = draw.pick(
        (
            "",
            "/",
            "/p/" + draw.fill("#####"),
            "/orders/" + draw.fill("######"),
            "/profile?id=" + draw.fill("####"),
            "/de/konto",
            "/item/" + draw.fill("?????-???"),
        )
    )
    return draw.pick(("https://", "http://", "https://", "")) + host + path


def score(draw: Draw) -> str:
    """Draw the score of a match."""
    return draw.fill(draw.pick(("%-#", "6-#, 6-#", "6-#, #-6, 7-5", "%#-##", "6/#, #/6 e 6/#", "%:#", "## - ##")))


def measure(draw: Draw) -> str:
    """Draw a figure with its unit."""
    return draw.fill(
        draw.pick(("%#,### feet", "%## metres", "%.#m", "%#.% %", "%###", "%## people", "%,### units", "24/7", "BP 1%#/8#", "HR %#",
                   "SpO2 9#%", "Temp 3%.#C", "1%#cm", "%# kg", "%### x %###", "%#/10", "200%", "4.% (%##)"))
    )  # fmt: skip


def file_name(draw: Draw) -> str:
    """Draw the name of a file or of a news group."""
    return draw.pick(
        ("report", "cover_letter", "scan", "alt.animals", "comp.lang", "invoice_list", "IMG", "my-notes", "rec.music")
    ) + draw.fill(draw.pick((".doc", "_%#.pdf", ".jpg", ".misc", "_####.png", ".xls", ".breeders.small", "-v%.zip")))


def mac(draw: Draw) -> str:
    """Draw the address of a network card."""
    return ":".join(f"{draw.below(256):02x}" for _ in range(6))


def patterns(choices: tuple[str, ...]) -> Callable[[Draw], str]:
    """Return a function that fills one of *choices*."""
    return lambda draw: draw.fill(draw.pick(choices))
