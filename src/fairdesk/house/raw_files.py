"""Looks for byte strings in a raw file, in a process of its own.

    holds_any(Path("fairdesk.db"), [b"..."])      True if one stands anywhere in it

Never in the process that has the database open: closing any file handle of a file drops all locks that the process
holds on it (POSIX; sqlite.org/howtocorrupt.html, section 2.2). Another process would then take the database for
unused, delete its log, and what is kept afterwards would be lost. A test watches that.
"""

from __future__ import annotations

import mmap
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

FOUND, NOT_FOUND = 10, 11


def holds_any(path: Path, pieces: Collection[bytes]) -> bool:
    """Whether one of these byte strings stands anywhere in a file. Raises OSError if nobody could look."""
    wanted = "\n".join(piece.hex() for piece in pieces if piece)
    command = [sys.executable, "-I", str(Path(__file__)), str(path)]
    looked = subprocess.run(command, input=wanted, text=True, check=False)  # noqa: S603  our own file, no shell
    if looked.returncode not in (FOUND, NOT_FOUND):
        raise OSError(f"{path.name} could not be searched (status {looked.returncode})")
    return looked.returncode == FOUND


def _look(path: str, pieces: list[bytes]) -> int:
    with Path(path).open("rb") as file:
        if not file.seek(0, 2):
            return NOT_FOUND
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
            return FOUND if any(raw.find(piece) >= 0 for piece in pieces) else NOT_FOUND


if __name__ == "__main__":
    sys.exit(_look(sys.argv[1], [bytes.fromhex(line) for line in sys.stdin.read().split()]))
