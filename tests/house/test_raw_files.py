"""The search of a raw file: any bytes, anywhere, and a file that cannot be read is no file without them."""

from __future__ import annotations

import pytest

from fairdesk.house.raw_files import holds_any


@pytest.mark.parametrize("at", [0, 4090, 1_000_000])
def test_it_is_found_wherever_it_stands(tmp_path, at):
    file = tmp_path / "raw"
    file.write_bytes(bytes(at) + b"\x01\xffneedle" + bytes(5000))

    assert holds_any(file, [b"other", b"\x01\xffneedle"])
    assert not holds_any(file, [b"\x01\xffneedles"])


@pytest.mark.parametrize("pieces", [[], [b""], [b"x"]])
def test_an_empty_file_holds_nothing(tmp_path, pieces):
    (tmp_path / "raw").write_bytes(b"")

    assert not holds_any(tmp_path / "raw", pieces)


def test_a_file_that_is_not_there_is_not_called_clean(tmp_path):
    with pytest.raises(OSError, match="could not be searched"):
        holds_any(tmp_path / "missing", [b"x"])
