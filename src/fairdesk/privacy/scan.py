"""Find what is personal by its own form, with or without digits: e-mail, web and network addresses, births.

Each finder yields plain findings (start, end, kind, score, what found it, detail). A finder runs only behind a test that
costs next to nothing, every repeat is bounded, and what a pattern cannot say cheaply is said in Python: the time is
linear in the length of the text. A chat box is an open input; one 20 kB message of "a.a.a." costs a widely used
detector 19.9 seconds.

Scores: .95 and more, a checksum or an unmistakable form; .8 form and context; .7 context; .4 to .6 a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairdesk.privacy import checksums
from fairdesk.privacy.context import WORD, Reading
from fairdesk.privacy.patterns import BIRTH_STEMS, COLUMNS, MONTH_NUMBERS

Finding = tuple[int, int, str, float, str, str]

_DIGIT = re.compile(r"\d")

# --- addresses of the net -------------------------------------------------------------------------------------------
_LETTER = "A-Za-z0-9_\u00b5-\u1fff"
_AT = re.compile(r"@|%40| ?[\[(]at[\])] ?", re.IGNORECASE)
_LOCAL = re.compile(rf"[{_LETTER}.%+\-!#$*^~']{{1,64}}\Z")
_DOMAIN = re.compile(rf"[{_LETTER}](?:[{_LETTER}-]{{0,62}})(?:\.[{_LETTER}][{_LETTER}-]{{0,62}}){{1,8}}")


def emails(page: Reading) -> Iterator[Finding]:
    """Find e-mail addresses from their @ outwards; what the domain lacks (a dot) makes it no address."""
    for at in _AT.finditer(page.text):
        domain = _DOMAIN.match(page.text, at.end())
        if domain is None:
            continue
        local = _LOCAL.search(page.text, max(0, at.start() - 64), at.start())
        if local is None:
            continue
        start = local.start() + len(local[0]) - len(local[0].lstrip("'.-*#!$"))
        if start < at.start():
            yield start, domain.end(), "EMAIL", 0.98, "email", ""


_SPOKEN_AT = re.compile(
    r" at (?=(?P<domain>(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}(?: dot |\.)){1,4}[A-Za-z]{2,12})(?![A-Za-z0-9]))", re.I
)
_SPOKEN_LOCAL = re.compile(r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9][\w.+-]{0,30}(?: dot [\w.+-]{1,30})?\Z")


def spoken_emails(page: Reading) -> Iterator[Finding]:
    """Find addresses written as they are said: "ana_b at example dot com". "Look at example.com" is none."""
    for at in _SPOKEN_AT.finditer(page.text):
        local = _SPOKEN_LOCAL.search(page.text, max(0, at.start() - 63), at.start())
        if local is None or not any(c.isalpha() for c in local[0]):
            continue
        if " dot " in at["domain"].lower() or any(c in "0123456789._+" for c in local[0]):
            yield local.start(), at.end("domain"), "EMAIL", 0.88, "email.spoken", ""


_URL = re.compile(r"(?:\b(?:https?|ftp)://|\bwww\d?\.)[^\s<>\"'|]{2,2048}", re.IGNORECASE)
_BARE_URL = re.compile(
    r"(?<![\w.@/-])(?:[A-Za-z0-9][\w-]{1,62}\.){1,6}"
    r"(?:com|org|net|edu|gov|info|biz|io|co|app|dev|me|ly|uk|de|fr|es|it|nl|pt|pl|br|ua|cn|eu|us|ca|au|ch|at|be|se|no|dk|fi|ie)"
    r"/[^\s<>\"'|]{2,2048}"
)


_PARAMETER = re.compile(r"(?<=[?&;#])([A-Za-z_]{2,24})=([^&;#]{2,200})")
_KEY_ALONE = re.compile(r"(?:[?&;#][A-Za-z_]{2,24}=)?")
_IN_PATH = re.compile(r"(?<=/)[A-Z]{2,5}-\d{4,12}(?![^/?#])")


def urls(page: Reading) -> Iterator[Finding]:
    """Find web addresses: with a scheme or www, or bare with a path (a bare host is a shop, not a person)."""
    if "://" in page.text or "www" in page.low:
        for m in _URL.finditer(page.text):
            yield from _parts(m.start(), m[0].rstrip(".,;:!?)]}*"), "url")
    if "/" in page.text and "." in page.text:
        for m in _BARE_URL.finditer(page.text):
            yield from _parts(m.start(), m[0].rstrip(".,;:!?)]}*"), "url.bare")


def _parts(start: int, url: str, name: str) -> Iterator[Finding]:
    """Yield the address, and apart from it what its own words call an e-mail, a user or an order: "?email=...&user=..."."""
    at = 0
    for begin, end, kind in sorted(_named(url)) if "=" in url or "-" in url else ():
        if _KEY_ALONE.fullmatch(url, at, begin) is None:
            yield start + at, start + begin, "URL", 0.99, name, ""
        yield start + begin, start + end, kind, 0.97, f"{name}.part", ""
        at = end
    if _KEY_ALONE.fullmatch(url, at) is None:
        yield start + at, start + len(url), "URL", 0.99, name, ""


def _named(url: str) -> Iterator[tuple[int, int, str]]:
    for m in _PARAMETER.finditer(url):
        kind = COLUMNS.get(m[1].lower().replace("_", " "))
        if kind:
            yield m.start(2), m.end(2), kind
    for m in _IN_PATH.finditer(url):
        yield m.start(), m.end(), "ACCOUNT"


_IPV4 = re.compile(r"(?<![A-Za-z0-9_.])(?:\d{1,3}\.){3}\d{1,3}(?![A-Za-z0-9_]|\.\d)")
_IPV6 = re.compile(
    r"(?<![A-Za-z0-9_:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![A-Za-z0-9_:])"
)
_VERSION = frozenset(("version", "v", "build", "release", "firmware", "ver"))


def ips(page: Reading) -> Iterator[Finding]:
    """Find addresses of the internet protocol; not MAC addresses, clock times or version numbers."""
    if page.text.count(".") >= 3:
        for m in _IPV4.finditer(page.text):
            words = WORD.findall(page.text[max(0, m.start() - 12) : m.start()].lower())
            if checksums.ip(m[0]) and not (words and words[-1] in _VERSION):
                yield m.start(), m.end(), "IP", 0.95, "ip.v4", ""
    if page.text.count(":") >= 2:
        for m in _IPV6.finditer(page.text):
            if len(m[0]) >= 5 and _DIGIT.search(m[0]) and checksums.ip(m[0]):
                yield m.start(), m.end(), "IP", 0.95, "ip.v6", ""


# --- dates of birth -------------------------------------------------------------------------------------------------
_DATE = re.compile(
    r"(?<![A-Za-z0-9])(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./] ?\d{1,2}[-./] ?(?:\d{4}|\d{2})|\d{1,2} \d{1,2} (?:19|20)\d\d"
    r"|\d{4}年\d{1,2}月\d{1,2}日?)(?!\d)"
)
_SPELLED = re.compile(
    r"(?<![A-Za-z0-9])\d{1,2}(?:st|nd|rd|th|er|\.?[ºª°]|\.)?[ -]?(?:(?:of|de|di) |d')?([^\W\d_]{3,12})\.?,?[ -]?(?:(?:de|del|of) )?'?\d{2,4}(?!\d)"
    r"|(?<!\w)([^\W\d_]{3,12})\.?[ -]\d{1,2}(?:st|nd|rd|th)?(?:,[ ]?|[ -])'?\d{2,4}(?!\d)"
    r"|(?<![A-Za-z0-9])\d{4}[ -]([^\W\d_]{3,12})[ -]\d{1,2}(?!\d)"
)
_COMPACT = re.compile(
    r"(?<![\w-])(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d)(?![\w-])"
)
_HERS = re.compile(
    r"\s?[,;(]?\s?(?:dob|d\.o\.b|date of birth|born|birthday|geb|geburtsdatum|geboren|nat[oa]|nacid[oa]|nascid[oa]|née?)\b",
    re.IGNORECASE,
)


def births(page: Reading) -> Iterator[Finding]:
    """Find dates that the words around them call a date of birth; any other date stays."""
    if not page.has(BIRTH_STEMS):
        return
    for m in _DATE.finditer(page.text):
        if _says_birth(page, m):
            yield m.start(), m.end(), "DATE_OF_BIRTH", 0.9, "birth.date", ""
    for m in _SPELLED.finditer(page.text):
        month = (m[1] or m[2] or m[3]).lower()
        if month in MONTH_NUMBERS and _says_birth(page, m):
            yield m.start(), m.end(), "DATE_OF_BIRTH", 0.9, "birth.spelled", ""
    for m in _COMPACT.finditer(page.text):
        if _says_birth(page, m):
            yield m.start(), m.end(), "DATE_OF_BIRTH", 0.9, "birth.compact", ""


def _says_birth(page: Reading, m: re.Match[str]) -> bool:
    # "DOB 1987-01-13, admitted on 2025-01-13": the second date is another one.
    said = page.before(m.start())
    if said.kind == "DATE_OF_BIRTH":
        return not said.crossed
    return page.kind(m.start(), m.end()) == "DATE_OF_BIRTH" or (
        said.kind == "" and _HERS.match(page.text, m.end()) is not None
    )
