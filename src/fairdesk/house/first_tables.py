"""Puts the tables that come with the desk in force: at the first start, and with the parts of a newer package.

Whoever makes the package has approved its tables with its parts. A table that a company approved is never touched
here: if an update changes a part under it, people answer until the company approved it again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from fairdesk import __version__
from fairdesk.clock import new_id
from fairdesk.database import writing
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.life import Move, Origin, Proposal, Stage, moved
from fairdesk.guidelines.parts import changed, digest, parts_of
from fairdesk.guidelines.records import Life
from fairdesk.guidelines.table import shipped, version_of
from fairdesk.house.foundation import Foundation
from fairdesk.house.resting import shipped_parts
from fairdesk.nouns import ColleagueId, NotFound

BY = "fairdesk"


def put_in_force(house: Foundation, name: str) -> None:
    """Put the shipped table *name* in force where there is none yet, or where the package brought new parts for it."""
    text, parts = shipped(name), parts_of(name, house.resting.now())
    with writing():
        guidelines.hold(name)  # servers that start at once on several machines: the first one puts it in force
        at = house.now()
        there = _there(name, at)
        if there is not None and not _brought_by_the_package(name, there, parts):
            return
        version = version_of(text)
        why = "shipped with the desk" if there is None else f"the parts that come with fairdesk {__version__}"
        if there is not None:
            _end(there, at)
        guidelines.add_version(name, version, text, at, at, BY, why)
        life = Proposal(new_id(), name, version, Origin.SHIPPED, Stage.IN_FORCE, ColleagueId(0), at, begins=at)
        guidelines.add(Life(life, BY, why, rests_on=parts))
        said = {"name": name, "version": version, "parts": digest(parts)}
        house.memory.add_deed(at, "guideline_in_force", "house", said)


def _there(name: str, at: datetime) -> Life | None:
    try:
        return guidelines.life_in_force(name, at)
    except NotFound:
        return None


def _brought_by_the_package(name: str, there: Life, parts: dict[str, str]) -> bool:
    """Whether a shipped table is in force and all that changed under it came with the package, not with a setting."""
    different = changed(there.rests_on or {}, parts)
    own = parts_of(name, shipped_parts())
    return (
        there.proposal.origin is Origin.SHIPPED
        and bool(different)
        and all(own.get(part) == parts.get(part) for part in different)
    )


def _end(there: Life, at: datetime) -> None:
    guidelines.change(there.proposal, replace(there, proposal=moved(there.proposal, Move.SUPERSEDE), ended_at=at))
