"""Which files may come, judged by their own bytes; what a browser calls them counts for nothing. Pure.

OWASP File Upload Cheat Sheet: an allow-list, the type from the content, a name of our own, a limit of size. A picture's
measures are read from its head and never unfolded here, so a bomb of a few kilobytes stays a few kilobytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from fairdesk.attachments.stripping import Broken, bare_jpeg, bare_png
from fairdesk.nouns import DeskError

MOST_BYTES = 5_000_000
"""Of one file."""

MOST_FILES = 5
"""Of one message."""

MOST_IN_ALL = 20
"""Of one conversation."""

LONGEST_NAME = 80
LONGEST_WORDS = 500
"""Characters of a description."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file that may come: its media type, how its name ends, and whether it is a picture."""

    code: str
    media_type: str
    ending: str
    picture: bool = False


KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("jpeg", "image/jpeg", ".jpg", picture=True),
        Kind("png", "image/png", ".png", picture=True),
        Kind("pdf", "application/pdf", ".pdf"),
        Kind("text", "text/plain", ".txt"),
    )
}
"""Each type that may come, by its code; docs/attachments.md lists them."""

FAULTS = ("nothing", "empty", "too_large", "not_allowed", "damaged", "too_many", "infected", "not_checked")
"""Why a file cannot be taken; docs/attachments.md says each in words."""


class NotTaken(DeskError):
    """A file cannot be taken; `fault` says why, in one of `FAULTS`."""

    http_status, exit_status = 422, 7

    def __init__(self, fault: str) -> None:
        super().__init__(f"the file was not taken: {fault.replace('_', ' ')}")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file as it is kept: what it is, a harmless name, and its bytes without hidden details."""

    kind: Kind
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as people read of it: its name, its type, how large it is, and what somebody says it shows."""

    id: str
    name: str
    kind: str
    size: int
    words: str = ""

    @property
    def picture(self) -> bool:
        """Whether it is a picture, of which somebody may ask what it shows."""
        return KINDS[self.kind].picture

    @property
    def media_type(self) -> str:
        """Return the type as it is sent."""
        return KINDS[self.kind].media_type

    @property
    def ending(self) -> str:
        """Return how a name of this type ends."""
        return KINDS[self.kind].ending

    @property
    def how_large(self) -> str:
        """Return the size in words that every language reads."""
        return f"{self.size / 1_000_000:.1f} MB" if self.size >= 1_000_000 else f"{max(1, self.size // 1000)} kB"


def accept(name: str, content: bytes) -> Accepted:
    """Return a file as it may be kept. Raises NotTaken."""
    if not content:
        raise NotTaken("empty")
    if len(content) > MOST_BYTES:
        raise NotTaken("too_large")
    kind = kind_of(content)
    if kind is None:
        raise NotTaken("not_allowed")
    try:
        bare = _BARE[kind.code](content) if kind.code in _BARE else content
    except Broken as broken:
        raise NotTaken("damaged") from broken
    return Accepted(kind, harmless(name, kind), bare)


_BARE = {"jpeg": bare_jpeg, "png": bare_png}


def kind_of(content: bytes) -> Kind | None:
    """Return what the bytes say that they are; None for everything that is not on the list."""
    if content.startswith(b"\xff\xd8\xff"):
        return KINDS["jpeg"]
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return KINDS["png"]
    if content.startswith(b"%PDF-"):
        return KINDS["pdf"] if b"%%EOF" in content[-2048:] else None
    return KINDS["text"] if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    """Whether these are words in UTF-8 and nothing that a browser could take for a page or a program for its own."""
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(each) == "Cc" and each not in "\t\r\n" for each in words)


_PATH = re.compile(r".*[/\\]", re.DOTALL)
_ENDING = re.compile(r"\.[^.\s]{1,10}$")
_HARMFUL = re.compile(r'[<>:"|?*%;]+')


def harmless(name: str, kind: Kind) -> str:
    """Return a name without path, controls, marks that turn the direction, or an ending that lies about the type."""
    last = _PATH.sub("", name)
    seen = "".join(each for each in last if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    stem = " ".join(_HARMFUL.sub(" ", _ENDING.sub("", seen)).split()).strip(" .")
    return f"{stem[:LONGEST_NAME].strip(' .') or 'file'}{kind.ending}"


def description(words: str) -> str:
    """Return what somebody says a picture shows, on one line and no longer than is read out."""
    seen = "".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in words)
    return " ".join(seen.split())[:LONGEST_WORDS]
