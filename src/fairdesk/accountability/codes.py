"""The short code of an act: where its entry stands, and eight letters of a hash over it, to be read out or typed.

    code_of(71234, entry)       "25J2-9XT4B2QM"
    read_code("25j2 9xt4b2qm")  (71234, "9XT4B2QM")

Letters are Crockford's base 32, which has no I, L, O or U; what is typed instead of them is understood. Forty bits keep
anybody from finding other people's acts by counting. The hash is one of its own: the entry's hash in the tree is public.
"""

from __future__ import annotations

import re
from hashlib import sha256

from fairdesk.nouns import BadInput

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SEEN_AS = str.maketrans("ILO", "110")
_MARK = 8
_FORMAT = b"fairdesk-code/1\0"


def code_of(position: int, entry: bytes) -> str:
    """Return the code of the entry at *position*, whose exact bytes are *entry*."""
    return f"{_written(position)}-{mark_of(entry)}"


def mark_of(entry: bytes) -> str:
    """Return the eight letters that only somebody knows who has read the entry, or was given them."""
    return _written(int.from_bytes(sha256(_FORMAT + entry).digest()[:5], "big")).rjust(_MARK, "0")


def read_code(typed: str) -> tuple[int, str]:
    """Return position and mark of a code as somebody typed it. Raises BadInput if it is none."""
    letters = re.sub(r"[\s-]", "", typed).upper().translate(_SEEN_AS)
    if not _MARK < len(letters) <= _MARK + 12 or set(letters) - set(_LETTERS):
        raise BadInput("a code looks like 25J2-9XT4B2QM; it is printed in the receipt")
    position = 0
    for letter in letters[:-_MARK]:
        position = position * 32 + _LETTERS.index(letter)
    return position, letters[-_MARK:]


def _written(number: int) -> str:
    letters = ""
    while number or not letters:
        number, last = divmod(number, 32)
        letters = _LETTERS[last] + letters
    return letters
