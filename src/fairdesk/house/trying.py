"""Tries a proposed guideline on the kept turns, and finds the report that an approval refers to by its two versions."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from fairdesk.clock import new_id
from fairdesk.database import writing
from fairdesk.guidelines.life import ReportSeen
from fairdesk.guidelines.records import Kept
from fairdesk.house.books import Books
from fairdesk.house.knowing import GUIDELINES
from fairdesk.house.replaying import replay_all
from fairdesk.replay import records as replay


def tried(house: Books, name: str, current: Kept, proposed: Kept, by: str) -> ReportSeen:
    """Decide every kept turn again under *proposed*, and keep the signed report of what *current* decided otherwise."""
    id, at, summary = new_id(), house.now(), _exact(_figures(house, name, current, proposed))
    hash = hashlib.sha256(summary.encode()).hexdigest()
    note = house.signer.sign(f"fairdesk replay report {id}\n{hash}\n")
    with writing():
        replay.keep_report(id, name, proposed.version, current.version, at, by, summary, hash, note)
    return ReportSeen(id, proposed.version, current.version, at, hash)


def report_of(proposed: str, current: str) -> ReportSeen | None:
    """Return the latest report that compares two versions; None if nobody has replayed them."""
    found = replay.report_for(proposed, current)
    return ReportSeen(found.id, found.proposed, found.current, found.at, found.hash) if found else None


def figures_of(report: str) -> dict[str, Any]:
    """Return the figures of a report. Raises NotFound."""
    return dict(json.loads(replay.report(report).summary))


def _figures(house: Books, name: str, current: Kept, proposed: Kept) -> dict[str, Any]:
    head = {"name": name, "proposed": proposed.version, "current": current.version}
    if name not in GUIDELINES:
        return {
            **head,
            "turns": 0,
            "changed": 0,
            "says": "This guideline decides no turn; nothing could be replayed.",
        }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.{proposed.form}"
        file.write_bytes(proposed.text.encode())
        # The same text is tried whole: what differs is a part, and that shows only if masked words are read again.
        outcome = replay_all(house, file, whole=proposed.version == current.version)
    return {**head, **outcome.as_json(), "guideline": name}


def _exact(figures: dict[str, Any]) -> str:
    return json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
