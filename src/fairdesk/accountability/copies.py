"""Check a customer's copy of everything: each file is what the manifest says, and the desk signed the manifest.

    check_copy(Path("copy.zip").read_bytes(), key)      raises Tampered or BadInput

Needs no desk and no network. What a copy holds is made in privacy/export.py; the form is fairdesk-export/1.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairdesk.accountability.history import verify_any
from fairdesk.accountability.ledger import Tampered
from fairdesk.nouns import BadInput

FORMAT = "fairdesk-export/1"
MANIFEST, NOTE = "manifest.json", "manifest.note"


@dataclass(frozen=True, slots=True)
class Checked:
    """A copy that is whole: how many files, by which key it is signed, and the SHA-256 of its manifest."""

    files: int
    key: str
    digest: str


def check_copy(packed: bytes, key: str | None = None) -> Checked:
    """Check a copy. Without *key* the one in the manifest is believed, which proves only that nothing was damaged.

    Raises Tampered naming the file that is not what was signed, or that is missing or too many; BadInput if it is none.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as copy:
            written, note = copy.read(MANIFEST), copy.read(NOTE).decode()
            manifest = json.loads(written)
            signed_by = key or str(manifest["key"])
            digest = hashlib.sha256(written).hexdigest()
            if not hmac.compare_digest(verify_any(note, signed_by), f"{FORMAT}\n{digest}\n"):
                raise Tampered("the manifest is not the one that was signed")
            return Checked(_check_files(copy, manifest), signed_by, digest)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as wrong:
        raise BadInput("this is no copy made by a desk, or it is damaged; ask for a new one") from wrong


def _check_files(copy: zipfile.ZipFile, manifest: Mapping[str, Any]) -> int:
    files = {str(each["name"]): each for each in manifest["files"]}
    names = [name for name in copy.namelist() if name not in (MANIFEST, NOTE)]
    if odd := set(names) ^ files.keys() or {name for name in names if names.count(name) > 1}:
        raise Tampered(f"{sorted(odd)[0]} is in the copy or in its manifest, but not once in both")
    for name, told in files.items():
        digest = hashlib.sha256()
        with copy.open(name) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        if digest.hexdigest() != told["sha256"]:
            raise Tampered(f"{name} is not what the manifest says")
    return len(files)
