"""Look up what lists say about a word: a given name, a family name, a place, a country, a common word.

    known = load(bytes)
    known("anna")             # bits of features.py, 0 for a word on no list

The lists are kept as hashes, so that they are small and nobody's text: 28 bits of a word's CRC-32 and a byte of bits.
About one unknown word in a thousand is taken for a known one; the tagger lives with that, since the lists only advise.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping
from itertools import accumulate

_BITS = 28
_MASK = (1 << _BITS) - 1


def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "replace")) & _MASK


def pack(words: Mapping[str, int], onto: bytes = b"") -> bytes:
    """Return *words* (lower case) and their bits as the bytes that `load` reads; the same words give the same bytes.

    *onto* are lists packed before, which are kept.
    """
    bits = {code: found for code, found in zip(*_unpacked(onto), strict=True) if found} if onto else {}
    for word, found in words.items():
        bits[_hash(word)] = bits.get(_hash(word), 0) | found
    last, steps, marks = 0, array("H"), bytearray()
    for code in sorted(bits):
        while code - last > 0xFFFF:  # a long way to the next word is walked in steps that mark nothing
            last += 0xFFFF
            steps.append(0xFFFF)
            marks.append(0)
        steps.append(code - last)
        marks.append(bits[code])
        last = code
    if steps.itemsize != 2:  # pragma: no cover - no such machine is known
        raise OSError("an unsigned short has two bytes on every supported machine")
    return zlib.compress(len(steps).to_bytes(4, "little") + _little(steps).tobytes() + bytes(marks), 9)


def load(packed: bytes, more: bytes = b"") -> Callable[[str], int]:
    """Return the look-up of words (lower case) in lists that `pack` wrote, and in *more* of them."""
    if more:
        first, second = load(packed), load(more)
        return lambda word: first(word) | second(word)
    # A sorted array and not a dict: a fifteenth of the memory, and who asks remembers the answer.
    codes, marks = _unpacked(packed)
    count, crc = len(codes), zlib.crc32

    def known(word: str) -> int:
        code = crc(word.encode("utf-8", "replace")) & _MASK
        at = bisect_left(codes, code)
        return marks[at] if at < count and codes[at] == code else 0

    return known


def _unpacked(packed: bytes) -> tuple[array[int], bytes]:
    """Return the hashes in lists that `pack` wrote, sorted, and the bits of each."""
    raw = zlib.decompress(packed)
    count = int.from_bytes(raw[:4], "little")
    return array("I", accumulate(_little(array("H", raw[4 : 4 + 2 * count])))), raw[4 + 2 * count :]


def _little(steps: array[int]) -> array[int]:
    if sys.byteorder == "big":
        steps = array("H", steps)
        steps.byteswap()
    return steps
