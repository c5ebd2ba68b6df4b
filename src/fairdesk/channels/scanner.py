"""Lets ClamAV look into files, where the settings name one; otherwise nothing leaves.

The daemon's own protocol (clamd(8), INSTREAM): pieces with their length before them, an empty one at the end, and one
line comes back. A file is sent as it would be kept, and it is not written down on the way.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from urllib.parse import urlsplit

from fairdesk.nouns import BadInput, Unavailable

SECONDS = 20.0
PIECE = 1 << 16
LONGEST_ANSWER = 4096


def scanner_at(address: str) -> Callable[[bytes], str]:
    """Return what looks into bytes at an address. Raises BadInput for one that cannot be used."""
    parts = urlsplit(address)
    if parts.scheme == "unix" and parts.path:
        return lambda content: _asked(lambda: _at_socket(parts.path), content)
    if parts.scheme == "tcp" and parts.hostname and parts.port:
        host, port = parts.hostname, parts.port
        return lambda content: _asked(lambda: socket.create_connection((host, port), SECONDS), content)
    raise BadInput(f"scanner is {address!r}; it should be unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310")


def _at_socket(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(SECONDS)
    connection.connect(path)
    return connection


def _asked(connect: Callable[[], socket.socket], content: bytes) -> str:
    """Return what the scanner found, "" if nothing. Raises Unavailable if it does not say."""
    try:
        with connect() as connection:
            connection.sendall(b"zINSTREAM\0")
            for begins in range(0, len(content), PIECE):
                piece = content[begins : begins + PIECE]
                connection.sendall(struct.pack(">I", len(piece)) + piece)
            connection.sendall(struct.pack(">I", 0))
            said = _line(connection)
    except OSError as fault:
        raise Unavailable(f"the scanner does not answer ({type(fault).__name__})") from fault
    if said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    if said != "stream: OK":
        raise Unavailable("the scanner could not look into the file")
    return ""


def _line(connection: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.decode("utf-8", "replace").rstrip("\0\n")
