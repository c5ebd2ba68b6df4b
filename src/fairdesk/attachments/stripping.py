"""A picture without the hidden details in it: where, when and with what it was taken, who edited it, a smaller copy.

Pictures are cut, not decoded: the parts that are shown stay byte for byte, all others go, and so does whatever hangs
behind the end. Formats: JPEG, ITU-T T.81 annex B; Exif 2.32 (CIPA DC-008); PNG, W3C Recommendation (third edition). Pure.
"""

from __future__ import annotations

import struct
import zlib

MOST_DOTS = 50_000_000
"""Width times height; a picture that would unfold to more is a bomb, or no photograph that a desk needs."""


class Broken(Exception):
    """The bytes begin like a picture and do not go on like one."""


# --- JPEG -------------------------------------------------------------------------------------------------------------
_ALONE = {0x01, *range(0xD0, 0xD8)}
"""Markers without a length: TEM and the restarts."""
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_SCAN, _END, _APP1 = 0xDA, 0xD9, 0xE1
_KEPT = {0xE0, 0xEE}
"""Of the application's own parts: JFIF, and Adobe's, without which some colours are wrong."""


def bare_jpeg(content: bytes) -> bytes:
    """Return a JPEG with its picture alone, and which way up it is. Raises Broken."""
    out, place, seen = [b"\xff\xd8"], 2, False
    while True:
        marker, place = _marker(content, place)
        if marker == _END:
            break
        if marker in _ALONE:
            continue
        body = _body(content, place)
        place += len(body) + 2
        seen = seen or marker in _FRAMES
        if marker in _FRAMES:
            _check_dots(*_measures(body))
        if _is_shown(marker):
            out.append(_part(marker, body))
        elif marker == _APP1 and (way := _way_up(body)) > 1:
            out.insert(1, _part(_APP1, _only_the_way(way)))
        if marker == _SCAN:
            begins, place = place, _end_of_scan(content, place)
            out.append(content[begins:place])
    if not seen or len(out) < 3:
        raise Broken("there is no picture in it")
    return b"".join((*out, b"\xff\xd9"))


def _marker(content: bytes, place: int) -> tuple[int, int]:
    """Return the marker at a place, and where what follows it begins; bytes of filling (FF) are passed over."""
    if content[place : place + 1] != b"\xff":
        raise Broken("a part does not begin where it should")
    while content[place : place + 1] == b"\xff":
        place += 1
    if place >= len(content) or content[place] == 0:
        raise Broken("it ends before its end")
    return content[place], place + 1


def _body(content: bytes, place: int) -> bytes:
    length = int.from_bytes(content[place : place + 2], "big")
    body = content[place + 2 : place + length]
    if length < 2 or len(body) != length - 2:
        raise Broken("a part is longer than the file")
    return body


def _part(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def _is_shown(marker: int) -> bool:
    """Whether a part makes the picture: all but the applications' own parts, the comment, and what nobody uses."""
    return marker in _KEPT or not (0xE0 <= marker <= 0xEF or marker >= 0xF0)


def _measures(frame: bytes) -> tuple[int, int]:
    if len(frame) < 6:
        raise Broken("its measures are missing")
    height, width = struct.unpack(">HH", frame[1:5])
    return width, height


def _end_of_scan(content: bytes, place: int) -> int:
    """Return where the coded dots end: at the first FF that is neither an escaped one nor a restart."""
    while (found := content.find(b"\xff", place)) >= 0:
        after = content[found + 1 : found + 2]
        if after and after != b"\x00" and not 0xD0 <= after[0] <= 0xD7:
            return found
        place = found + 2
    raise Broken("it ends before its end")


_EXIF = b"Exif\x00\x00"
_ORIENTATION = 0x0112


def _way_up(body: bytes) -> int:
    """Return which way up a camera says its picture is, 1 to 8; 1 where it does not say, or says nonsense."""
    if not body.startswith(_EXIF):
        return 1
    tiff = body[len(_EXIF) :]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        (begins,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, begins)
        for place in range(begins + 2, begins + 2 + 12 * count, 12):
            tag, kind, _ = struct.unpack_from(f"{order}HHI", tiff, place)
            if (tag, kind) == (_ORIENTATION, 3):
                (way,) = struct.unpack_from(f"{order}H", tiff, place + 8)
                return int(way) if 1 <= way <= 8 else 1
    except struct.error:
        return 1
    return 1


def _only_the_way(way: int) -> bytes:
    """Return an Exif part of our own that says which way up the picture is, and nothing else."""
    return _EXIF + b"MM\x00\x2a" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, way, 0, 0)


# --- PNG --------------------------------------------------------------------------------------------------------------
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SHOWN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}


def bare_png(content: bytes) -> bytes:
    """Return a PNG with its picture alone. Raises Broken, also where a check sum does not hold."""
    out, place, kinds = [_SIGNATURE], len(_SIGNATURE), list[bytes]()
    while not kinds or kinds[-1] != b"IEND":
        kind, chunk = _chunk(content, place)
        place += len(chunk)
        if kind == b"IHDR":
            if kinds or len(chunk) != 25:
                raise Broken("its head is not where it should be")
            _check_dots(*struct.unpack(">II", chunk[8:16]))
        kinds.append(kind)
        if kind in _SHOWN:
            out.append(chunk)
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds:
        raise Broken("there is no picture in it")
    return b"".join(out)


def _chunk(content: bytes, place: int) -> tuple[bytes, bytes]:
    """Return the kind of the chunk at a place, and the whole chunk."""
    length = int.from_bytes(content[place : place + 4], "big")
    chunk = content[place : place + 12 + length]
    if len(chunk) != 12 + length:
        raise Broken("a chunk is longer than the file")
    if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
        raise Broken("a check sum does not hold")
    return chunk[4:8], chunk


def _check_dots(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_DOTS:
        raise Broken("it would unfold to more than fits")
