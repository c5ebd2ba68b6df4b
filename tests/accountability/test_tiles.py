"""The layout of static files is that of the specification, to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.accountability.tiles import ENTRIES, Place, bundle, holds, path_of, place_of, read_bundle, tiles_of
from fairdesk.nouns import BadInput


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (Place(0, 0, 256), "tile/0/000"),
        (Place(1, 0, 17), "tile/1/000.p/17"),
        (Place(ENTRIES, 273, 112), "tile/entries/273.p/112"),
        (Place(2, 1234067, 256), "tile/2/x001/x234/067"),  # the example of the specification
        (Place(0, 1000, 256), "tile/0/x001/000"),
    ],
)
def test_paths(place: Place, path: str) -> None:
    assert path == path_of(place)
    assert place == place_of(path)


def test_a_tree_of_70000_has_the_tiles_that_the_specification_counts() -> None:
    found = list(tiles_of(70_000))

    level = {number: [place.width for place in found if place.level == number] for number in (ENTRIES, 0, 1, 2, 3)}
    assert [256] * 273 + [112] == level[ENTRIES] == level[0]
    assert ([256, 17], [1], []) == (level[1], level[2], level[3])


def test_256_entries_fill_one_tile_and_begin_the_next_level() -> None:
    assert [Place(ENTRIES, 0, 256), Place(0, 0, 256), Place(1, 0, 1)] == list(tiles_of(256))


@pytest.mark.parametrize(
    "path",
    ["tile/0/0", "tile/00/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/07", "tile/64/000", "tile/0/x000/001",
     "tile/0/../000", "checkpoint", "tile/entries/001/", "tile/0/000.p/300", "tile/entries/001\n"],
)  # fmt: skip
def test_another_spelling_is_no_path(path: str) -> None:
    with pytest.raises(BadInput):
        place_of(path)


@given(st.integers(0, 5), st.integers(0, 10**9), st.integers(1, 256))
def test_every_path_leads_back(level: int, number: int, width: int) -> None:
    assert Place(level, number, width) == place_of(path_of(Place(level, number, width)))


def test_what_a_tree_does_not_hold_yet() -> None:
    assert holds(600, Place(0, 2, 88))
    assert not holds(600, Place(0, 2, 89))
    assert not holds(600, Place(1, 0, 3))


@given(st.lists(st.binary(max_size=300)))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    assert entries == read_bundle(bundle(entries))


def test_a_bundle_that_ends_within_an_entry_is_refused() -> None:
    with pytest.raises(BadInput):
        read_bundle(bundle([b"abc"])[:-1])
