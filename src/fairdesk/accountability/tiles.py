"""The ledger as static files, as C2SP tlog-tiles lays them out: paths, tiles' widths, and bundles of entries.

    tile/0/x001/x234/067              256 hashes of 32 bytes
    tile/1/000.p/17                   the 17 there are so far
    tile/entries/000.p/3              three entries, each behind its length in two bytes

Specification: c2sp.org/tlog-tiles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fairdesk.accountability.tree import TILE, TILE_LEVELS
from fairdesk.nouns import BadInput

ENTRIES = -1
"""The level of bundles: they stand beside the tiles of level 0."""

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9]\d?)/(?P<number>(?:x\d{3}/){0,5}\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?"
)


class Place(NamedTuple):
    """A tile's level (ENTRIES for a bundle), its number on that level, and how many hashes or entries it holds."""

    level: int
    number: int
    width: int


def path_of(place: Place) -> str:
    """Return where a tile or bundle is served, without a slash in front."""
    groups = [f"{place.number // 1000**power % 1000:03d}" for power in range(_groups(place.number))]
    number = "/".join([f"x{group}" for group in reversed(groups[1:])] + groups[:1])
    level = "entries" if place.level == ENTRIES else str(place.level)
    return f"tile/{level}/{number}{'' if place.width == TILE else f'.p/{place.width}'}"


def _groups(number: int) -> int:
    return max(1, -(-len(str(number)) // 3))


def place_of(path: str) -> Place:
    """Return what a path names. Raises BadInput if it is none, or another spelling of one."""
    found = _PATH.fullmatch(path)
    if found:
        level = ENTRIES if found["level"] == "entries" else int(found["level"])
        number = int(found["number"].replace("x", "").replace("/", ""))
        place = Place(level, number, int(found["width"] or TILE))
        if level < 64 and place.width <= TILE and path_of(place) == path:
            return place
    raise BadInput("this is not the path of a tile")


def tiles_of(size: int) -> Iterator[Place]:
    """Give every tile and bundle of a tree of *size*, the unfinished ones at their width."""
    if size:
        yield from _level(ENTRIES, size)
    level, count = 0, size
    while count:
        yield from _level(level, count)
        level, count = level + 1, count >> TILE_LEVELS


def _level(level: int, count: int) -> Iterator[Place]:
    yield from (Place(level, number, TILE) for number in range(count // TILE))
    if count % TILE:
        yield Place(level, count // TILE, count % TILE)


def holds(size: int, place: Place) -> bool:
    """Whether a tree of *size* has this tile full, or had it at this width."""
    count = size if place.level == ENTRIES else size >> TILE_LEVELS * place.level
    return place.number * TILE + place.width <= count


def bundle(entries: Iterable[bytes]) -> bytes:
    """Return entries as a bundle."""
    return b"".join(len(exact).to_bytes(2, "big") + exact for exact in entries)


def read_bundle(raw: bytes) -> list[bytes]:
    """Return the entries in a bundle. Raises BadInput if it ends within one."""
    entries, at = [], 0
    while at < len(raw):
        end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
        if end > len(raw):
            raise BadInput("a bundle of entries ends within an entry")
        entries.append(raw[at + 2 : end])
        at = end
    return entries
