"""Puts the tables that come with the desk in force: at the first start, and what a newer package brings for them.

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
from fairdesk.guidelines.diff import decides_alike
from fairdesk.guidelines.life import Move, Origin, Proposal, Stage, moved
from fairdesk.guidelines.parts import changed, digest, parts_of
from fairdesk.guidelines.records import Life
from fairdesk.guidelines.table import parse, shipped, version_of
from fairdesk.house.foundation import Foundation
from fairdesk.house.resting import shipped_parts
from fairdesk.nouns import ColleagueId, NotFound

BY = "fairdesk"


def put_in_force(house: Foundation, *names: str) -> None:
    """Put shipped tables in force where there are none yet, or carry what a newer package brings for its own.

    Parts that the package brought come with their table. A text that decides the same in every case, such as one that says
    more of what can be changed, takes the place of the shipped one; one that decides otherwise is proposed, once. All is kept
    in one transaction; where nothing is new, as at most starts, there is none.
    """
    now, at = house.resting.now(), house.now()
    parts = {name: parts_of(name, now) for name in names}
    if not any(_is_due(name, parts[name], _there(name, at)) for name in names):
        return
    with writing():
        for name in names:
            guidelines.hold(name)  # servers that start at once on several machines: the first one puts it in force
            _put(house, name, parts[name])


def _is_due(name: str, parts: dict[str, str], there: Life | None) -> bool:
    return there is None or _brought_by_the_package(name, there, parts) or _is_reworded(name, there)


def _put(house: Foundation, name: str, parts: dict[str, str]) -> None:
    text, there = shipped(name), _there(name, house.now())
    if there is None:
        _begin(house, name, text, parts, "shipped with the desk")
    elif _brought_by_the_package(name, there, parts):
        _begin(house, name, text, parts, f"the parts that come with fairdesk {__version__}", there)
    elif _is_reworded(name, there):
        _bring(house, name, text, there)


def _begin(
    house: Foundation, name: str, text: str, parts: dict[str, str], why: str, there: Life | None = None
) -> None:
    """Put the shipped text in force with the parts it rests on, in the place of what is *there*."""
    version, at = version_of(text), house.now()
    if there is not None:
        _end(there, at)
    guidelines.add_version(name, version, text, at, at, BY, why)
    life = Proposal(new_id(), name, version, Origin.SHIPPED, Stage.IN_FORCE, ColleagueId(0), at, begins=at)
    guidelines.add(Life(life, BY, why, rests_on=parts))
    said = {"name": name, "version": version, "parts": digest(parts)}
    house.memory.add_deed(at, "guideline_in_force", "house", said)


def _is_reworded(name: str, there: Life) -> bool:
    """Whether the package brings a text that is new here: what a desk left behind or said no to does not come again."""
    known = (life.proposal.version for life in guidelines.lives(name))
    return there.proposal.origin is Origin.SHIPPED and version_of(shipped(name)) not in known


def _bring(house: Foundation, name: str, text: str, there: Life) -> None:
    """Carry a newer package's text for its own table, or propose it to the people here if it decides otherwise."""
    old = guidelines.by_version(there.proposal.version)
    if old is not None and decides_alike(parse(old.text, old.file), parse(text, f"{name}.yaml")):
        # With the parts of before: one that a setting changed is not approved by a newer wording.
        why = f"the wording of fairdesk {__version__}, which decides the same"
        _begin(house, name, text, dict(there.rests_on or {}), why, there)
        return
    version, at, why = version_of(text), house.now(), f"the table that comes with fairdesk {__version__}"
    guidelines.add_version(name, version, text, at, at, BY, why)
    made = Proposal(new_id(), name, version, Origin.CHANGE, Stage.PROPOSED, ColleagueId(0), at)
    guidelines.add(Life(made, BY, why))
    said = {"proposal": made.id, "name": name, "version": version, "origin": str(made.origin)}
    house.memory.add_deed(at, "guideline_proposed", "house", said)


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
