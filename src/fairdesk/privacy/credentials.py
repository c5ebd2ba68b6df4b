"""Find what opens an account: keys, passwords, one-time codes that stand with their word, and the names people log in by.

What a pattern cannot say cheaply is said in Python; each finder runs behind a test for the words it needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairdesk.privacy.context import Reading
from fairdesk.privacy.patterns import (
    KEY_STEMS,
    LOGIN_STEMS,
    LOGIN_WORDS,
    NOT_NAMES,
    PASSWORD_STEMS,
    PASSWORD_WORDS,
    PERHAPS_LOGIN_WORDS,
)
from fairdesk.privacy.scan import Finding


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_SAID = (
    r"\s{0,3}(?::=|:|=>?|->|-(?= )|\b(?:is|was|ist|war|lautet|es|est|é|è|to|jest|called|as)\b|هو|هي|是|为|：){1,2}"
)
"""What may stand between a word and what it announces."""

# --- keys and passwords ---------------------------------------------------------------------------------------------
_KEY = re.compile(
    r"(?<![A-Za-z0-9])(?:sk-[\w-]{12,}|[rsp]k_(?:live|test)_\w{6,}|whsec_\w{12,}|gh[oprsu]_\w{16,}|github_pat_\w{20,}"
    r"|glpat-[\w-]{16,}|A[KS]IA[0-9A-Z]{12,}|xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{10,}|AIza[\w-]{30,}|ya29\.[\w-]{16,}"
    r"|npm_\w{20,}|pypi-[\w-]{16,}|hf_\w{16,}|dop_v1_\w{16,}|shp(?:at|ca|pa|ss)_\w{16,}|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|eyJ[\w-]{4,}(?:\.[\w-]*){0,3})"
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]{0,8000}(?:-----END [A-Z ]{0,20}PRIVATE KEY-----)?"
)
_BEARER = re.compile(r"\b(?:bearer|basic) (?P<secret>[\w.~+/=-]{12,2048})", re.IGNORECASE)
_PASSWORD = re.compile(
    rf"(?:{_any_of(PASSWORD_WORDS)})[\"')\]]{{0,2}}(?P<said>{_SAID}|)\s{{0,3}}[\"'“«`]?(?P<secret>[^\s\"'“”»`]{{4,128}})",
    re.IGNORECASE,
)


def secrets(page: Reading) -> Iterator[Finding]:
    """Find keys by their well-known beginnings, and what stands after "password" if it looks like one."""
    if page.has(KEY_STEMS):
        for m in _KEY.finditer(page.text):
            yield m.start(), m.end(), "SECRET", 0.95, "secret.key", ""
        for m in _PRIVATE_KEY.finditer(page.text):
            yield m.start(), m.end(), "SECRET", 0.99, "secret.private_key", ""
    if "bearer " in page.low or "basic " in page.low:
        for m in _BEARER.finditer(page.text):
            if any(c.isdigit() for c in m["secret"]):
                yield m.start("secret"), m.end("secret"), "SECRET", 0.9, "secret.bearer", ""
    if page.has(PASSWORD_STEMS):
        for m in _PASSWORD.finditer(page.text):
            secret = m["secret"].rstrip(".,;:?)]}") or m["secret"]
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
    direct = m["said"].strip() in (":", "=", "->", ":=", "=>") or page.text[m.start("secret") - 1] in "\"'“«`"
    return direct and (not ends.strip() or ends[0] in ".,;\n\"'”»`")


# --- names people log in by -----------------------------------------------------------------------------------------
_NAME = r"\s{0,3}(?P<quote>[\"'“«`]?)(?P<name>@?\w[\w.+-]{1,39})(?!\w)"
_LOGIN = re.compile(
    rf"(?<![^\W_])(?:(?P<sure>{_any_of(LOGIN_WORDS)})|(?:{_any_of(PERHAPS_LOGIN_WORDS)}))"
    rf"(?:[\"'`)*]{{0,2}}(?P<said>{_SAID})|(?= )|(?=\n))(?:{_NAME})",
    re.IGNORECASE,
)
_AT_HOST = re.compile(r"['\"`](\w[\w.-]{2,39})['\"`]@['\"`]")
_HANDLE = re.compile(r"(?<![\w@/.+=])@[A-Za-z_][A-Za-z0-9_.]{2,29}(?![\w@])")


def usernames(page: Reading) -> Iterator[Finding]:
    """Find names that are announced ("my username is x") and handles (@x); a name with an @ inside is an e-mail."""
    if page.has(LOGIN_STEMS):
        for m in _LOGIN.finditer(page.text):
            name = m["name"].rstrip(".-+")
            if len(name) >= 3 and page.text[m.end() : m.end() + 1] != "@" and _looks_like_name(page, m, name):
                yield m.start("name"), m.start("name") + len(name), "USERNAME", 0.85, "username.announced", ""
    if "@" in page.text:
        for m in _AT_HOST.finditer(page.text):
            yield m.start(1), m.end(1), "USERNAME", 0.85, "username.host", ""
        for m in _HANDLE.finditer(page.text):
            yield m.start(), m.start() + len(m[0].rstrip(".")), "USERNAME", 0.6, "username.handle", ""


def _looks_like_name(page: Reading, m: re.Match[str], name: str) -> bool:
    if name.lower() in NOT_NAMES or (name.isdigit() and not m["said"]):
        return False
    if not name.isalpha() or m["quote"]:
        return True
    said = (m["said"] or "").strip()
    ends = page.text[m.start("name") + len(name) :][:2]
    # "Username fbell, password ..." and "username: fbell" end there; "username: please change it" goes on.
    if not ends.strip() or ends[0] in ",;.\n)":
        return bool(m["sure"]) or said in (":", "=")
    return bool(m["sure"]) and bool(said) and said not in (":", "=", "-")
