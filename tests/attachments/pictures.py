"""Small files of each type, with hidden details in them, made by hand so that each byte is known."""

from __future__ import annotations

import base64
import struct
import zlib

SECRET = b"SECRET-51.5007N-0.1246W"
"""Stands wherever a hidden detail can."""


def segment(marker: int, body: bytes) -> bytes:
    """One part of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(way: int, order: str = ">") -> bytes:
    """A camera's part of a JPEG: which way up, and where it was taken."""
    mark = b"MM" if order == ">" else b"II"
    tags = struct.pack(f"{order}HHHIHH", 2, 0x0112, 3, 1, way, 0) + struct.pack(f"{order}HHII", 0x8298, 2, 23, 38)
    return b"Exif\0\0" + mark + struct.pack(f"{order}HI", 42, 8) + tags + struct.pack(f"{order}I", 0) + SECRET


_BARE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/"
    "2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjL/wAARCAABAAEDASIAAhEBAxEB/8QAHwAA"
    "AQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcY"
    "GRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT"
    "1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJB"
    "UQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaX"
    "mJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD3+iiigD//2Q=="
)
"""One grey dot."""

BARE_JPEG = _BARE


def jpeg(way: int = 6, order: str = ">") -> bytes:
    """A photograph as a telephone makes it: which way up, place, comment, the maker's own part, more behind its end."""
    hidden = segment(0xE1, exif(way, order)) + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)
    hidden += segment(0xED, b"Photoshop 3.0\0" + SECRET) + segment(0xFE, SECRET)
    return _BARE[:20] + hidden + _BARE[20:] + SECRET


def chunk(kind: bytes, body: bytes) -> bytes:
    """One part of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 1, height: int = 1, hidden: bytes = SECRET) -> bytes:
    """A picture of one dot, whatever its head says, with words, a time and a camera's part in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    told = (
        chunk(b"tEXt", b"Comment\0" + hidden)
        + chunk(b"eXIf", b"MM\0*" + hidden)
        + chunk(b"tIME", b"\x07\xea\x0b\x1d\0\0\0")
    )
    dots = chunk(b"IDAT", zlib.compress(b"\0\x80\x80\x80"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + told + dots + chunk(b"IEND", b"") + hidden


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TEXT = b"Order 4711, two cups broken.\n"
