"""Sealed archives: what goes in comes out; nothing changed, cut, moved or added opens; each fault is one sentence."""

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairdesk.nouns import BadInput, Unavailable
from fairdesk.privacy import archive
from fairdesk.privacy.archive import (
    CHUNK,
    TAG,
    About,
    about_archive,
    read_passphrase,
    reading_archive,
    writing_archive,
)

WORD = b"correct horse battery staple"
ABOUT = About(
    "keys", "ab12", datetime(2026, 3, 1, 9, 30, tzinfo=UTC), "1.0", datetime(2026, 3, 15, 9, 30, tzinfo=UTC)
)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "COST", 2)


def write(path: Path, **files: bytes) -> Path:
    with writing_archive(path, ABOUT, WORD) as out:
        for name, data in files.items():
            out.add(name, data)
    return path


def read(path: Path, word: bytes = WORD) -> dict[str, bytes]:
    return {name: content.read() for name, content in reading_archive(path, word)}


def body_of(raw: bytes) -> int:
    """Return where the chunks begin."""
    return raw.index(b"\n", raw.index(b"\n") + 1) + 1


class TestRoundTrip:
    @pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 1_000_003])
    def test_files_of_every_size_come_out_as_they_went_in(self, tmp_path: Path, size: int) -> None:
        files = {"one": bytes(range(256)) * (size // 256) + b"x" * (size % 256), "two": b"", "three": b"3"}

        assert files == read(write(tmp_path / "a", **files))

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
    @given(st.lists(st.binary(max_size=CHUNK // 4), max_size=8))
    def test_whatever_they_hold(self, tmp_path_factory: pytest.TempPathFactory, held: list[bytes]) -> None:
        files = {f"f{n}": data for n, data in enumerate(held)}

        assert files == read(write(tmp_path_factory.mktemp("a") / "a", **files))

    def test_a_file_is_streamed(self, tmp_path: Path) -> None:
        (tmp_path / "big").write_bytes(b"abc" * CHUNK)
        with writing_archive(tmp_path / "a", ABOUT, WORD) as out:
            out.add_file("big", tmp_path / "big")

        assert b"abc" * CHUNK == read(tmp_path / "a")["big"]

    def test_says_in_the_open_what_it_is_and_no_more(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a", secret=b"planted words" * 1000)

        assert ABOUT == about_archive(path)
        assert b"planted" not in path.read_bytes()
        assert b"secret" not in path.read_bytes()
        assert 0o600 == path.stat().st_mode & 0o777

    def test_two_of_the_same_are_nothing_alike(self, tmp_path: Path) -> None:
        one, two = (write(tmp_path / name, f=b"x" * 1000).read_bytes() for name in "ab")

        assert one[body_of(one) :][:64] != two[body_of(two) :][:64]


class TestChanged:
    @pytest.fixture
    def raw(self, tmp_path: Path) -> bytes:
        return write(tmp_path / "a", f=bytes(3 * CHUNK), g=b"end").read_bytes()

    def refused(self, folder: Path, raw: bytes) -> None:
        path = folder / "changed"
        path.write_bytes(raw)
        with pytest.raises(BadInput) as told:
            read(path)
        assert str(path) in str(told.value)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
    @given(st.data())
    def test_no_byte_can_be_changed(self, raw: bytes, tmp_path: Path, data: st.DataObject) -> None:
        at = data.draw(st.one_of(st.integers(0, body_of(raw)), st.integers(0, len(raw) - 1)))
        changed = raw[:at] + bytes([raw[at] ^ data.draw(st.integers(1, 255))]) + raw[at + 1 :]

        self.refused(tmp_path, changed)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
    @given(st.data())
    def test_it_cannot_be_cut_off_anywhere(self, raw: bytes, tmp_path: Path, data: st.DataObject) -> None:
        whole = [body_of(raw) + n * (CHUNK + TAG) for n in range(4)]
        self.refused(tmp_path, raw[: data.draw(st.one_of(st.sampled_from(whole), st.integers(0, len(raw) - 1)))])

    def test_chunks_cannot_be_moved_dropped_doubled_or_added(self, raw: bytes, tmp_path: Path) -> None:
        begin, size = body_of(raw), CHUNK + TAG
        head, one, two, rest = (
            raw[:begin],
            raw[begin : begin + size],
            raw[begin + size : begin + 2 * size],
            raw[begin + 2 * size :],
        )

        for changed in (
            head + two + one + rest,
            head + two + rest,
            head + one + one + two + rest,
            raw + one,
            raw + b"x",
        ):
            self.refused(tmp_path, changed)

    def test_the_day_it_must_be_gone_cannot_be_moved(self, raw: bytes, tmp_path: Path) -> None:
        self.refused(tmp_path, raw.replace(b"2026-03-15", b"2036-03-15", 1))

    def test_a_line_that_asks_for_a_year_of_work_is_refused_at_once(self, raw: bytes, tmp_path: Path) -> None:
        for cost in (b"1099511627776", b"3", b"0", b"-2"):
            self.refused(tmp_path, raw.replace(b'"n": 2,', b'"n": ' + cost + b",", 1))

    @pytest.mark.parametrize(
        "raw", [b"", b"PK\x03\x04", b"fairdesk archive 2\n{}\n", b"fairdesk archive 1\nnot json\n"]
    )
    def test_what_is_no_archive_is_said(self, raw: bytes, tmp_path: Path) -> None:
        self.refused(tmp_path, raw)
        with pytest.raises(BadInput):
            about_archive(tmp_path / "changed")

    def test_a_link_in_it_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Only who knows the passphrase could make one; still nothing but files is read."""
        with writing_archive(tmp_path / "a", ABOUT, WORD) as out:
            member = tarfile.TarInfo("root.key")
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            out._tar.addfile(member, io.BytesIO())

        with pytest.raises(BadInput, match="no file"):
            read(tmp_path / "a")


class TestPassphrase:
    def test_another_does_not_open_it_and_is_told_apart_from_a_change(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a", f=b"x")

        with pytest.raises(BadInput, match="passphrase does not open"):
            read(path, b"another passphrase")

    def test_is_read_without_the_end_of_its_line(self, tmp_path: Path) -> None:
        (tmp_path / "word").write_bytes(WORD + b"\r\n")

        assert WORD == read_passphrase(tmp_path / "word")

    @pytest.mark.parametrize("content", [b"", b"\n", b"too short\n"])
    def test_a_short_one_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "word").write_bytes(content)

        with pytest.raises(BadInput, match="longer one"):
            read_passphrase(tmp_path / "word")

    def test_a_missing_one_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="cannot be read"):
            read_passphrase(tmp_path / "word")

    def test_costs_what_is_promised(self) -> None:
        """scrypt N = 2^17, r = 8, p = 1 (OWASP's first choice); a cheaper one must be a decision."""
        import inspect

        assert "COST = 1 << 17" in inspect.getsource(archive)


class TestWriting:
    def test_a_failure_leaves_nothing(self, tmp_path: Path) -> None:
        def interrupted() -> None:
            with writing_archive(tmp_path / "a", ABOUT, WORD) as out:
                out.add("f", b"x" * 3 * CHUNK)
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()

        assert [] == list(tmp_path.iterdir())

    def test_nothing_is_overwritten(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a", f=b"x")
        before = path.read_bytes()

        with pytest.raises(BadInput, match="there already"):
            write(path, f=b"y")
        assert before == path.read_bytes()

    def test_one_that_another_is_writing_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "a.partial").write_bytes(b"another's")

        with pytest.raises(BadInput, match="another backup"):
            write(tmp_path / "a", f=b"x")
        assert b"another's" == (tmp_path / "a.partial").read_bytes()

    def test_a_folder_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(Unavailable, match="cannot be written"):
            write(tmp_path / "no" / "a", f=b"x")
