"""Tries a proposed guideline on the kept turns, and reads the report that an approval refers to."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fairdesk.clock import new_id
from fairdesk.database import writing
from fairdesk.guidelines.life import ReportSeen
from fairdesk.guidelines.records import Kept
from fairdesk.house.books import Books
from fairdesk.house.column_engines import engine
from fairdesk.house.knowing import GUIDELINES, compiled
from fairdesk.house.replay_reports import EVERY_TURN, Comparison, count, make_report
from fairdesk.house.replaying_in_bulk import AS_NOW, as_now, job_of, replay_in_bulk
from fairdesk.nouns import BadInput
from fairdesk.replay import records as replay
from fairdesk.replay.harm import BY_CODE
from fairdesk.replay.report import check_comparable, exact, hash_of, note_text, report


def tried(
    house: Books, name: str, current: Kept, proposed: Kept, by: str, beside: Mapping[str, Any] | None = None
) -> ReportSeen:
    """Replay *proposed* against *current* over all kept turns, and return the signed report that was kept.

    By columns where the text differs; where it is the same, a part of the desk is what differs, and every turn is
    decided again from its masked words. *beside*: what else the report says. Raises BadInput if the two cannot be compared.
    """
    if proposed.version == current.version:
        return _tried_whole(house, name, proposed, by)
    both = Comparison(name, compiled(current.version).table, compiled(proposed.version).table)
    if why_not := check_comparable(both.current, both.proposed):
        raise BadInput(why_not)
    return report_seen(make_report(house, both, by=by, beside=beside).id)


def report_seen(id: str) -> ReportSeen:
    """Return a report as an approval looks at it. Raises NotFound."""
    found = replay.report(id)
    return ReportSeen(found.id, found.proposed, found.current, found.at, found.hash)


def figures_of(id: str) -> dict[str, Any]:
    """Return the figures of a report. Raises NotFound."""
    return dict(json.loads(replay.report(id).summary))


def _tried_whole(house: Books, name: str, kept: Kept, by: str) -> ReportSeen:
    id, at, table = new_id(), house.now(), compiled(kept.version).table
    with engine() as run:
        counted = count(house, Comparison(name, table, table), EVERY_TURN, run)
    about: dict[str, Any] = {
        "id": id, "at": at.isoformat(), "by": by, "since": None, "topic": "", "sample": 0,
        "cases": {"clearest": [], "sensitive": [], "task": []},
    }  # fmt: skip
    summary = exact({**report(counted, table, table, about), **_decided_again(house, name, kept)})
    hash = hash_of(summary)
    note = house.signer.sign(note_text(id, kept.version, kept.version, hash))
    with writing():
        replay.keep_report(id, name, kept.version, kept.version, at, by, summary, hash, note)
    return ReportSeen(id, kept.version, kept.version, at, hash)


def _decided_again(house: Books, name: str, kept: Kept) -> dict[str, Any]:
    """Return what comes out otherwise under the same text, which only another part can explain.

    `release` rests on what finds answers and on the articles: the drafts of then would hide what these do now.
    """
    if name not in GUIDELINES:
        return {}
    answer, by = (as_now(house), AS_NOW) if name == "release" else (None, "")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.{kept.form}"
        file.write_bytes(kept.text.encode())
        job = job_of(house, file, answer=answer, answered_by=by)
    found = replay_in_bulk(house, job).as_json()
    other = {"harm": "other", "side": str(BY_CODE["other"].side)}
    return {
        "changed": found["changed"],
        "decided_again": found["turns"],
        "other_words": found["other_words"],
        "moves": [{**other, **m} for m in found["moves"]],
    }
