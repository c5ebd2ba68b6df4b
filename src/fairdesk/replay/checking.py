"""Check a saved report offline: that it is the one whose hash the ledger's key signed. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fairdesk.accountability.history import verify_any
from fairdesk.accountability.ledger import Tampered
from fairdesk.nouns import BadInput
from fairdesk.replay.report import exact, hash_of, note_text


def saved(summary: str, note: str) -> str:
    """Return a report with its note as a file that proves itself."""
    whole = {"report": json.loads(summary), "sha256": hash_of(summary), "note": note}
    return json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def check_saved(text: str, keys: str) -> Mapping[str, Any]:
    """Return the report in a file that one of *keys* signed: a key of the ledger, or its list of keys as published.

    Raises Tampered if it is not what was signed, BadInput if the file is no report.
    """
    try:
        whole = json.loads(text)
        made, note = whole["report"], whole["note"]
        named = str(made["id"]), str(made["proposed"]), str(made["current"])
    except (ValueError, TypeError, KeyError) as wrong:
        raise BadInput("this file is no saved report of a replay") from wrong
    hash = hash_of(exact(made))
    if verify_any(note, keys) != note_text(*named, hash) or whole.get("sha256") != hash:
        raise Tampered("the report is not the one that was signed: something in it was changed")
    return dict(made)
