"""The certificate a customer gets after an erasure: one text file, signed by the desk's key, that names nobody.

It says what was erased, when, how many rows, that the key is gone, that a search found nothing any more, where the
ledger says so, and from when on no key backup can bring anything back. The signature is a C2SP signed note, made and
checked by who holds the key (house/rights.py); this file writes and reads the words, in one spelling only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from fairdesk.nouns import BadInput

_WORDS = """\
CERTIFICATE OF ERASURE

We erased what we kept about you.
This file says what went, and when. It holds no name and no words of yours.
You can check it on any computer, without a network:

    fairdesk rights check FILE

"before" and "after" count what each table held about you.
Your key is gone: copies that nobody could reach cannot be read any more.
An old backup of our keys may still open old backups until "final on".
Our ledger keeps a seal of each act. It holds no words, and stays.
"""

_LINE = re.compile(r"table (?P<name>[a-z_]+) before (?P<before>\d+) after (?P<after>\d+)")
_FORM = re.compile(
    re.escape(_WORDS) + r"\nfairdesk-erasure 1\n"
    r"request (?P<request>[^\n]+)\n"
    r"asked (?P<asked>[^\n]+)\n"
    r"done (?P<done>[^\n]+)\n"
    r"approved by (?P<approved>[^\n]+)\n"
    r"(?P<tables>(?:table [^\n]+\n)+)"
    r"rows erased (?P<rows>\d+)\n"
    r"key destroyed (?P<key>yes)\n"
    r"searched (?P<searched>\d+) tables(?:, files (?P<files>[^\n]+))?\n"
    r"found again nothing\n"
    r"a legal hold keeps (?P<held>[^\n]+)\n"
    r"ledger act (?P<act>[^\n]+)\n"
    r"ledger place (?P<place>\d+)\n"
    r"final on (?P<final>[^\n]+)\n"
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says.

    `approved`: "two people" or "one person, twice (there is only one here)". `held`: "nothing", or what a hold kept and
    until when. `final`: from when on no backup of keys can open anything; None: from the moment it was done.
    """

    request: str
    asked: datetime
    done: datetime
    approved: str
    before: Mapping[str, int]
    after: Mapping[str, int]
    tables: int
    files: tuple[str, ...]
    held: str
    act: str
    place: int
    final: datetime | None

    @property
    def rows(self) -> int:
        """Return how many rows went."""
        return sum(self.before.values()) - sum(self.after.values())


def check(note: str, verify: Callable[[str], str]) -> Certificate:
    """Return what a certificate proves, offline. *verify* returns a note's text if the desk's key signed it.

    Raises what *verify* does (Tampered), and BadInput if it cannot be read as a certificate.
    """
    plain = note.removeprefix("\ufeff").replace("\r\n", "\n")  # what mail programs and editors do to a text file
    return read(verify(plain))


def written(certificate: Certificate) -> str:
    """Return the words that are signed."""
    tables = "".join(
        f"table {name} before {rows} after {certificate.after.get(name, 0)}\n"
        for name, rows in sorted(certificate.before.items())
    )
    files = f", files {' '.join(certificate.files)}" if certificate.files else ""
    return (
        f"{_WORDS}\nfairdesk-erasure 1\n"
        f"request {certificate.request}\n"
        f"asked {_at(certificate.asked)}\n"
        f"done {_at(certificate.done)}\n"
        f"approved by {certificate.approved}\n"
        f"{tables}"
        f"rows erased {certificate.rows}\n"
        "key destroyed yes\n"
        f"searched {certificate.tables} tables{files}\n"
        "found again nothing\n"
        f"a legal hold keeps {certificate.held}\n"
        f"ledger act {certificate.act}\n"
        f"ledger place {certificate.place}\n"
        f"final on {_at(certificate.final or certificate.done)}\n"
    )


def read(text: str) -> Certificate:
    """Return what the words of a certificate say. Raises BadInput if they are not written as the desk writes them."""
    found = _FORM.fullmatch(text)
    if not found:
        raise BadInput("this is no certificate of an erasure, or its words were changed; use the file as you got it")
    lines = [_LINE.fullmatch(line) for line in found["tables"].splitlines()]
    tables = [(each["name"], int(each["before"]), int(each["after"])) for each in lines if each]
    done, final = _read_at(found["done"]), _read_at(found["final"])
    certificate = Certificate(
        found["request"], _read_at(found["asked"]), done, found["approved"],
        {name: before for name, before, _ in tables}, {name: after for name, _, after in tables},
        int(found["searched"]), tuple((found["files"] or "").split()), found["held"], found["act"],
        int(found["place"]), None if final == done else final,
    )  # fmt: skip
    if written(certificate) != text:
        raise BadInput("the figures of this certificate do not fit together; use the file as you got it")
    return certificate


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _read_at(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
    except ValueError as wrong:
        raise BadInput(f"{text!r} is no time as the desk writes it") from wrong
