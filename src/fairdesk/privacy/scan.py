"""Find what is personal by its own form, with or without digits: e-mail, web and network addresses, secrets, births.

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
from fairdesk.privacy.patterns import BIRTH_STEMS, KEY_STEMS, MONTH_NUMBERS, PASSWORD_WORDS

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
_SPOKEN_LOCAL = re.compile(r"[A-Za-z0-9][\w.+-]{0,62}\Z")


def spoken_emails(page: Reading) -> Iterator[Finding]:
    """Find addresses written as they are said: "ana_b at example dot com". "Look at example.com" is none."""
    for at in _SPOKEN_AT.finditer(page.text):
        local = _SPOKEN_LOCAL.search(page.text, max(0, at.start() - 63), at.start())
        if local is None or not any(c.isalpha() for c in local[0]):
            continue
        if " dot " in at["domain"].lower() or any(c in "0123456789._+" for c in local[0]):
            yield local.start(), at.end("domain"), "EMAIL", 0.75, "email.spoken", ""


_URL = re.compile(r"(?:\b(?:https?|ftp)://|\bwww\d?\.)[^\s<>\"'|]{2,2048}", re.IGNORECASE)
_BARE_URL = re.compile(
    r"(?<![\w.@/-])(?:[A-Za-z0-9][\w-]{1,62}\.){1,6}"
    r"(?:com|org|net|edu|gov|info|biz|io|co|app|dev|me|ly|uk|de|fr|es|it|nl|pt|pl|br|ua|cn|eu|us|ca|au|ch|at|be|se|no|dk|fi|ie)"
    r"/[^\s<>\"'|]{2,2048}"
)


def urls(page: Reading) -> Iterator[Finding]:
    """Find web addresses: with a scheme or www, or bare with a path (a bare host is a shop, not a person)."""
    if "://" in page.text or "www" in page.low:
        for m in _URL.finditer(page.text):
            yield m.start(), m.start() + len(m[0].rstrip(".,;:!?)]}*")), "URL", 0.99, "url", ""
    if "/" in page.text and "." in page.text:
        for m in _BARE_URL.finditer(page.text):
            yield m.start(), m.start() + len(m[0].rstrip(".,;:!?)]}*")), "URL", 0.99, "url.bare", ""


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


# --- secrets --------------------------------------------------------------------------------------------------------
_KEY = re.compile(
    r"(?<![A-Za-z0-9])(?:sk-[\w-]{12,}|[sp]k_(?:live|test)_\w{6,}|gh[op]_\w{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}"
    r"|A[KS]IA[0-9A-Z]{12,}|xox[abp]-[\w-]{10,}|AIza[\w-]{30,}|eyJ[\w-]{4,}(?:\.[\w-]*){0,3})"
)
_PASSWORD = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, PASSWORD_WORDS), key=len, reverse=True))})[\"')\]]{{0,2}}"
    r"(?P<said>\s{0,3}(?::|=|->|\b(?:is|was|ist|war|lautet|es|est|é|è|to|jest|هي)\b|是){1,2}|)\s{0,3}[\"'“«]?"
    r"(?P<secret>[^\s\"'“”»]{4,128})",
    re.IGNORECASE,
)


def secrets(page: Reading) -> Iterator[Finding]:
    """Find keys by their well-known beginnings, and what stands after "password" if it looks like one."""
    if any(stem in page.text for stem in KEY_STEMS):
        for m in _KEY.finditer(page.text):
            yield m.start(), m.end(), "SECRET", 0.95, "secret.key", ""
    if any(word in page.low for word in PASSWORD_WORDS):
        for m in _PASSWORD.finditer(page.text):
            secret = m["secret"].rstrip(".,;:!?)]}") or m["secret"]
            if len(secret) >= 4 and _looks_secret(page, m, secret):
                yield m.start("secret"), m.start("secret") + len(secret), "SECRET", 0.9, "secret.password", ""


def _looks_secret(page: Reading, m: re.Match[str], secret: str) -> bool:
    inside = secret[1:]
    if any(c.isdigit() or (not c.isalnum() and c not in "-/'’.") for c in secret) or (
        inside != inside.lower() and secret != secret.upper()
    ):
        return True
    # "password: hunter" ends there; "password: how do I reset it" goes on.
    ends = page.text[m.start("secret") + len(secret) : m.start("secret") + len(secret) + 2]
    direct = m["said"].strip() in (":", "=", "->") or page.text[m.start("secret") - 1] in "\"'“«"
    return direct and (not ends.strip() or ends[0] in ".,;\n\"'”»")


# --- dates of birth -------------------------------------------------------------------------------------------------
_DATE = re.compile(
    r"(?<![A-Za-z0-9])(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./] ?\d{1,2}[-./] ?(?:\d{4}|\d{2})|\d{4}年\d{1,2}月\d{1,2}日?)(?!\d)"
)
_SPELLED = re.compile(
    r"(?<![A-Za-z0-9])\d{1,2}(?:st|nd|rd|th|er|[.ºª])?(?: (?:of|de|di))? {0,2}([^\W\d_]{3,12})\.?,?(?: (?:de|del))? \d{2,4}(?!\d)"
    r"|(?<!\w)([^\W\d_]{3,12})\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}(?!\d)"
)


def births(page: Reading) -> Iterator[Finding]:
    """Find dates that the words around them call a date of birth; any other date stays."""
    if not any(stem in page.low for stem in BIRTH_STEMS):
        return
    for m in _DATE.finditer(page.text):
        if _says_birth(page, m):
            yield m.start(), m.end(), "DATE_OF_BIRTH", 0.9, "birth.date", ""
    for m in _SPELLED.finditer(page.text):
        month = (m[1] or m[2]).lower()
        if month in MONTH_NUMBERS and _says_birth(page, m):
            yield m.start(), m.end(), "DATE_OF_BIRTH", 0.9, "birth.spelled", ""


def _says_birth(page: Reading, m: re.Match[str]) -> bool:
    # "DOB 1987-01-13, admitted on 2025-01-13": the second date is another one.
    return page.kind(m.start(), m.end()) == "DATE_OF_BIRTH" and not page.before(m.start())[1]
