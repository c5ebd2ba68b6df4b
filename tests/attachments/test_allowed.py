"""Which files may come: by their own bytes, within a size, under a name that can do nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.attachments.allowed import (
    FAULTS,
    KINDS,
    LONGEST_NAME,
    LONGEST_WORDS,
    MOST_BYTES,
    MOST_FILES,
    MOST_IN_ALL,
    NotTaken,
    accept,
    description,
    harmless,
    kind_of,
)
from tests.attachments.pictures import PDF, SECRET, TEXT, jpeg, png
from tests.house.pages import table, text_of


@pytest.mark.parametrize(("code", "content"), [("jpeg", jpeg()), ("png", png()), ("pdf", PDF), ("text", TEXT)])
def test_a_file_is_what_its_bytes_say_whatever_it_is_called(code: str, content: bytes):
    found = accept("photo.exe", content)

    assert (code, f"photo{KINDS[code].ending}") == (found.kind.code, found.name)
    assert (SECRET not in found.content) is True


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03", b"PK\x03\x04rest", b"GIF89a\x01\x00", b"\x7fELF\x02", b"RIFF\x00\x00\x00\x00WEBP",
        b"\x00\x01\x02", "Grüße".encode("latin-1"), b"%PDF-1.4 and no end", b"words\x1b[31m",
        b"\x00\x00\x00\x18ftypheic", b"\xff\xfe" + "words".encode("utf-16-le"),
    ],
    ids=lambda content: repr(content[:6]),
)  # fmt: skip
def test_everything_else_is_not_taken(content: bytes):
    with pytest.raises(NotTaken) as why:
        accept("photo.jpg", content)

    assert "not_allowed" == why.value.fault


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (b"a" * (MOST_BYTES + 1), "too_large"),
        (jpeg()[:300], "damaged"),
        (png(60000, 60000), "damaged"),
        (b"\xff\xd8\xff" + b"<script>alert(1)</script>", "damaged"),
    ],
    ids=["empty", "large", "cut", "bomb", "script"],
)
def test_rubbish_has_its_name(content: bytes, fault: str):
    with pytest.raises(NotTaken) as why:
        accept("photo.jpg", content)

    assert fault == why.value.fault
    assert fault in FAULTS


def test_as_much_as_fits_is_taken():
    assert MOST_BYTES == len(accept("a.txt", b"a" * MOST_BYTES).content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("..\\..\\windows\\system.ini", "system.txt"),
        ("/", "file.txt"),
        ("", "file.txt"),
        (".htaccess", "file.txt"),
        ("a\u202egpj.exe", "agpj.txt"),
        ("my\x00photo\r\nSet-Cookie: x.txt", "myphotoSet-Cookie x.txt"),
        ('quo"te;filename=evil.html', "quo te filename=evil.txt"),
        ("رسالة.txt", "رسالة.txt"),
        ("x" * 300 + ".txt", "x" * LONGEST_NAME + ".txt"),
        ("CON.txt . ", "CON.txt.txt"),
    ],
)
def test_a_name_can_do_nothing(name: str, kept: str):
    assert kept == harmless(name, KINDS["text"])


@given(name=st.text())
def test_whatever_the_name(name: str):
    kept = harmless(name, KINDS["jpeg"])

    assert kept.endswith(".jpg")
    assert not set('/\\"\r\n\0\u202e;') & set(kept)
    assert len(".jpg") < len(kept) <= LONGEST_NAME + 4


def test_a_description_is_one_line():
    assert "two cups, both broken" == description(" two cups,\r\n both\u2028broken ")
    assert LONGEST_WORDS == len(description("a" * 9999))


def test_text_with_a_mark_of_its_order_and_with_tabs_is_text():
    assert kind_of("\ufeffname\tpiece\r\n".encode()) == KINDS["text"]


def test_the_page_lists_what_may_come_and_each_fault():
    assert {kind.code: kind.media_type for kind in KINDS.values()} == {
        code: row[0].strip("`") for code, row in table("attachments.md", "What may come", "code").items()
    }
    assert set(FAULTS) == set(table("attachments.md", "Why a file is not taken", "code"))
    for figure in (f"{MOST_BYTES:,} bytes", f"{MOST_FILES} files", f"{MOST_IN_ALL} files"):
        assert figure in text_of("attachments.md")
