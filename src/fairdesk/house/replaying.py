"""Decides kept turns again: as they were, or with a proposed guideline file in place of the one of its name."""

from __future__ import annotations

from pathlib import Path

from fairdesk.house.books import Books
from fairdesk.house.replaying_in_bulk import job_of, replay_in_bulk
from fairdesk.replay.compare import Outcome


def replay_all(house: Books, proposed: Path | None = None) -> Outcome:
    """Decide every kept turn again; with a *proposed* guideline file in place of the one of its name.

    Raises BadInput naming the file, the row and the cell if it cannot be read.
    """
    return replay_in_bulk(house, job_of(house, proposed))
