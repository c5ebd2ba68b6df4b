"""Put another text of a guideline in force, as tests need it: without anybody's approval."""

from __future__ import annotations

from datetime import datetime

from fairdesk.clock import now
from fairdesk.database import writing
from fairdesk.guidelines import records
from fairdesk.guidelines.life import Origin, Proposal, Stage
from fairdesk.guidelines.records import Life
from fairdesk.guidelines.table import version_of
from fairdesk.nouns import ColleagueId


def put_in_force(name: str, text: str) -> None:
    """Keep a text under a guideline's name, in force from now on."""
    at = now()
    keep(name, version_of(text), text, at, at)


def keep(name: str, version: str, text: str, begins: datetime, at: datetime, why: str = "for a test") -> None:
    """Keep a text, in force from a moment on; nothing happens if it is kept already."""
    with writing():
        if records.add_version(name, version, text, begins, at, "Cleo", why):
            made = Proposal(version, name, version, Origin.SHIPPED, Stage.IN_FORCE, ColleagueId(0), at, begins=begins)
            records.add(Life(made, "Cleo", why))
