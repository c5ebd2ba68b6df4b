"""How a copy is packed and proven, and what a link to one opens."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.nouns import CustomerId, NotFound
from fairdesk.privacy.export import (
    MANIFEST,
    NOTE,
    Parcel,
    check_link,
    file_name,
    line,
    link_token,
    note_text,
    spliced,
)

AT = datetime(2026, 11, 3, 10, 41, 30, tzinfo=UTC)
KEY = b"k" * 32
DANA, SAM = CustomerId("dana"), CustomerId("sam")


def packed(**files: list[bytes]) -> tuple[bytes, str]:
    parcel = Parcel(AT)
    for name, pieces in files.items():
        parcel.add(name, pieces)
    pieces, digest = parcel.close({"customer": "dana"}, lambda text: f"signed: {text}")
    return b"".join(pieces), digest


def opened(whole: bytes) -> zipfile.ZipFile:
    copy = zipfile.ZipFile(io.BytesIO(whole))
    assert copy.testzip() is None
    return copy


class TestTheParcel:
    @given(pieces=st.lists(st.binary(max_size=2000), max_size=30))
    def test_what_comes_out_is_what_went_in(self, pieces):
        whole, _ = packed(a=pieces, b=[])

        assert b"".join(pieces) == opened(whole).read("a")
        assert b"" == opened(whole).read("b")

    def test_more_than_one_piece_is_counted_and_joined(self):
        parcel = Parcel(AT)
        big = [bytes([number]) * 300_000 for number in range(4)]

        assert 4 == parcel.add("big", big)
        pieces, _ = parcel.close({}, str)
        assert len(pieces) < 10
        assert b"".join(big) == opened(b"".join(pieces)).read("big")

    def test_the_manifest_names_every_file_with_its_hash(self):
        whole, digest = packed(one=[b"1", b"2"], two=[b"3"])
        copy = opened(whole)
        manifest = json.loads(copy.read(MANIFEST))

        assert "fairdesk-export/1" == manifest["format"]
        assert {"one": hashlib.sha256(b"12").hexdigest(), "two": hashlib.sha256(b"3").hexdigest()} == {
            each["name"]: each["sha256"] for each in manifest["files"]
        }
        assert digest == hashlib.sha256(copy.read(MANIFEST)).hexdigest()
        assert f"signed: {note_text(digest)}".encode() == copy.read(NOTE)
        assert ["one", "two", MANIFEST, NOTE] == copy.namelist()

    def test_the_same_data_at_the_same_moment_give_the_same_bytes(self):
        assert packed(a=[b"x" * 1000]) == packed(a=[b"x" * 1000])
        assert packed(a=[b"x" * 1000]) != packed(a=[b"y" * 1000])

    def test_files_open_for_their_owner_alone_and_bear_the_moment_of_the_copy(self):
        (entry,) = (each for each in opened(packed(a=[b"x"])[0]).infolist() if each.filename == "a")

        assert 0o600 == entry.external_attr >> 16
        assert (2026, 11, 3, 10, 41, 30) == entry.date_time

    def test_the_file_names_nobody(self):
        assert "my-data-2026-11-03.zip" == file_name(AT)


class TestLines:
    def test_a_line_is_one_line_whatever_it_holds(self):
        written = line({"text": "a\nb\u2028c\x85d é 家"})

        assert 1 == written.count(b"\n")
        assert {"text": "a\nb\u2028c\x85d é 家"} == json.loads(written)

    @given(value=st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=4))
    def test_what_is_spliced_in_stands_byte_for_byte(self, value):
        written = json.dumps(value, sort_keys=True).encode()

        whole = spliced({"act": "a"}, "record", written)

        assert {"act": "a", "record": value} == json.loads(whole)
        assert written in whole


class TestTheLink:
    UNTIL = AT + timedelta(minutes=15)

    def token(self) -> str:
        return link_token(KEY, DANA, self.UNTIL)

    def test_opens_for_its_customer_while_it_is_fresh(self):
        assert check_link(KEY, DANA, self.token(), AT) == DANA
        assert "dana" not in self.token()

    @pytest.mark.parametrize("asker", [SAM, None])
    def test_is_nothing_to_a_stranger(self, asker):
        with pytest.raises(NotFound):
            check_link(KEY, asker, self.token(), AT)

    def test_expires(self):
        with pytest.raises(NotFound):
            check_link(KEY, DANA, self.token(), self.UNTIL)

    def test_cannot_be_made_to_last_longer(self):
        _, _, proof = self.token().partition("-")
        later = f"{int(self.UNTIL.timestamp()) + 3600:x}-{proof}"

        with pytest.raises(NotFound):
            check_link(KEY, DANA, later, AT)

    @given(token=st.text(max_size=80))
    def test_whatever_is_made_up_is_the_same_nothing(self, token):
        with pytest.raises(NotFound):
            check_link(KEY, DANA, token, AT)

    def test_another_desks_key_opens_nothing(self):
        with pytest.raises(NotFound):
            check_link(b"o" * 32, DANA, self.token(), AT)
