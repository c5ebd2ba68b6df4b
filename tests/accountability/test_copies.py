"""A copy proves itself without a desk, and every change to it is found."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from fairdesk.accountability.copies import FORMAT, check_copy
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import Signer
from fairdesk.nouns import BadInput
from fairdesk.privacy import export

OURS, THEIRS = Signer("fairdesk/ours", b"o" * 32), Signer("fairdesk/theirs", b"t" * 32)


def copy(signer: Signer = OURS) -> bytes:
    parcel = export.Parcel(datetime(2026, 11, 3, tzinfo=UTC))
    parcel.add("data/messages.jsonl", [b'{"text":"Hello"}\n'])
    parcel.add("index.html", [b"<!doctype html>"])
    pieces, _ = parcel.close({"key": signer.verifier_key}, signer.sign)
    return b"".join(pieces)


def changed(whole: bytes, **files: bytes | None) -> bytes:
    """Pack a copy again with other files; None takes one away."""
    names = {
        "messages": "data/messages.jsonl",
        "manifest": "manifest.json",
        "extra": "extra.txt",
        "note": "manifest.note",
    }
    new = {names[name]: content for name, content in files.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as made:
        for name in old.namelist():
            if name not in new:
                made.writestr(name, old.read(name))
        for name, content in new.items():
            if content is not None:
                made.writestr(name, content)
    return out.getvalue()


def test_a_whole_copy_is_proven_by_the_published_key():
    checked = check_copy(copy(), OURS.verifier_key)

    assert (2, OURS.verifier_key) == (checked.files, checked.key)


def test_without_a_key_the_one_inside_is_believed_and_named():
    assert THEIRS.verifier_key == check_copy(copy(THEIRS)).key


def test_another_key_did_not_sign_it():
    with pytest.raises(Tampered):
        check_copy(copy(THEIRS), OURS.verifier_key)


def test_a_changed_file_is_named():
    with pytest.raises(Tampered, match=r"data/messages\.jsonl is not what"):
        check_copy(changed(copy(), messages=b'{"text":"Bye"}\n'))


def test_a_missing_and_an_added_file_are_named():
    with pytest.raises(Tampered, match=r"messages\.jsonl"):
        check_copy(changed(copy(), messages=None))
    with pytest.raises(Tampered, match=r"extra\.txt"):
        check_copy(changed(copy(), extra=b"x"))


def test_a_changed_manifest_is_found():
    with zipfile.ZipFile(io.BytesIO(copy())) as whole:
        manifest = json.loads(whole.read("manifest.json"))

    with pytest.raises(Tampered, match="manifest"):
        check_copy(changed(copy(), manifest=json.dumps({**manifest, "customer": "sam"}).encode()))


def test_a_file_that_stands_there_twice_is_found():
    out = io.BytesIO(copy())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as made:
        made.writestr("index.html", b"<!doctype html>")

    with pytest.raises(Tampered, match=r"index\.html"):
        check_copy(out.getvalue())


@pytest.mark.parametrize(
    "junk", [b"", b"PK", b"no zip at all", changed(copy(), manifest=b"[]"), changed(copy(), note=None)]
)
def test_what_is_no_copy_is_refused_with_what_to_do(junk):
    with pytest.raises(BadInput, match="ask for a new one"):
        check_copy(junk)


def test_the_form_is_the_one_that_is_written():
    assert export.FORMAT == FORMAT
