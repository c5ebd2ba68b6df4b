"""A picture keeps its dots and loses what hides in it; one that lies about itself is refused without being unfolded."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.attachments.stripping import MOST_DOTS, Broken, bare_jpeg, bare_png
from tests.attachments.pictures import BARE_JPEG, SECRET, chunk, exif, jpeg, png, segment


class TestJpeg:
    def test_nothing_hidden_is_left(self):
        assert SECRET in jpeg()
        assert SECRET not in bare_jpeg(jpeg())

    def test_of_an_upright_one_exactly_the_picture_is_left(self):
        assert BARE_JPEG == bare_jpeg(jpeg(way=1))

    @pytest.mark.parametrize("order", [">", "<"], ids=["big", "little"])
    @pytest.mark.parametrize("way", range(2, 9))
    def test_which_way_up_it_is_stays(self, way: int, order: str):
        only = b"Exif\0\0MM\0\x2a" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, way, 0, 0)

        assert BARE_JPEG[:2] + segment(0xE1, only) + BARE_JPEG[2:] == bare_jpeg(jpeg(way, order))

    @pytest.mark.parametrize("way", [0, 9, 77])
    def test_a_way_that_there_is_not_is_upright(self, way: int):
        assert BARE_JPEG == bare_jpeg(jpeg(way))

    def test_a_cut_or_senseless_exif_is_upright(self):
        for body in (exif(6)[:15], b"Exif\0\0XX" + exif(6)[8:], b"Exif\0\0"):
            assert BARE_JPEG == bare_jpeg(BARE_JPEG[:2] + segment(0xE1, body) + BARE_JPEG[2:])

    def test_what_hangs_behind_its_end_goes(self):
        assert BARE_JPEG == bare_jpeg(BARE_JPEG + b"PK\x03\x04" + SECRET)

    @given(cut=st.integers(3, len(jpeg()) - len(SECRET) - 1))
    def test_one_that_was_cut_anywhere_is_refused(self, cut: int):
        with pytest.raises(Broken):
            bare_jpeg(jpeg()[:cut])

    def test_one_that_would_unfold_to_too_much_is_refused(self):
        place = BARE_JPEG.index(b"\xff\xc0")
        bomb = BARE_JPEG[: place + 5] + struct.pack(">HH", 60000, 60000) + BARE_JPEG[place + 9 :]

        with pytest.raises(Broken, match="unfold"):
            bare_jpeg(bomb)


class TestPng:
    def test_nothing_hidden_is_left(self):
        assert png().count(SECRET) == 3
        assert SECRET not in bare_png(png())

    def test_exactly_the_picture_is_left(self):
        shown = [png()[:8], png()[8:33], chunk(b"IDAT", zlib.compress(b"\0\x80\x80\x80")), chunk(b"IEND", b"")]

        assert b"".join(shown) == bare_png(png())

    @given(cut=st.integers(8, len(png()) - len(SECRET) - 1))
    def test_one_that_was_cut_anywhere_is_refused(self, cut: int):
        with pytest.raises(Broken):
            bare_png(png()[:cut])

    @given(place=st.integers(16, len(bare_png(png())) - 1), by=st.integers(1, 255))
    def test_one_in_which_a_byte_changed_is_refused(self, place: int, by: int):
        """Also one that would say other measures than its check sum covers."""
        changed = bytearray(bare_png(png()))
        changed[place] ^= by

        with pytest.raises(Broken):
            bare_png(bytes(changed))

    @pytest.mark.parametrize("measures", [(60000, 60000), (2**31, 2**31), (0, 5), (MOST_DOTS + 1, 1)])
    def test_one_that_would_unfold_to_too_much_is_refused(self, measures):
        with pytest.raises(Broken, match="unfold"):
            bare_png(png(*measures))

    def test_one_without_a_picture_is_refused(self):
        for parts in ([chunk(b"IEND", b"")], [png()[8:33], chunk(b"IEND", b"")]):
            with pytest.raises(Broken):
                bare_png(png()[:8] + b"".join(parts))


@given(rest=st.binary(max_size=300))
def test_rubbish_is_refused_and_never_hangs_or_crashes(rest: bytes):
    for begins, bare in ((b"\xff\xd8\xff", bare_jpeg), (b"\x89PNG\r\n\x1a\n", bare_png)):
        try:
            bare(begins + rest)
        except Broken:
            continue
