"""Guidelines for the command line: whoever runs commands on the desk's machine may read all of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fairdesk.desk import records as desk
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.counting import Counts, counted
from fairdesk.guidelines.life import unconfirmed
from fairdesk.guidelines.records import Life
from fairdesk.guidelines.scorer import is_scorer
from fairdesk.guidelines.table import Table, parse
from fairdesk.house.approving import COUNTED, DECIDES, GuidelineSide, kept_version, scorer_of, table_of
from fairdesk.identity import records as identity
from fairdesk.nouns import BadInput, ColleagueId, NotFound


def who(name: str) -> ColleagueId:
    """Return the colleague who signs in as *name*. Raises NotFound."""
    return identity.colleague_named(name).id


def in_force_lines(house: GuidelineSide) -> list[dict[str, Any]]:
    """Return a line for each guideline and each scorer in force; `rules` counts a scorer's terms."""
    house.begin_what_is_due()
    return [_in_force(house, name) for name in guidelines.names()]


def _in_force(house: GuidelineSide, name: str) -> dict[str, Any]:
    life = guidelines.life_in_force(name, house.now())
    kept = kept_version(life.proposal.version)
    says = scorer_of(kept) if is_scorer(name) else table_of(kept)
    return {
        "name": name,
        "version": life.proposal.version,
        "since": life.proposal.begins and life.proposal.begins.isoformat(),
        "owner": says.owner,
        "review_by": says.review_by.isoformat(),
        "review": str(house.review_of(life.proposal.version)),
        "rules": len(says.rules) if isinstance(says, Table) else len(says.terms),
        "parts_changed": list(house.guideline_parts_changed(name)),
        "unconfirmed": unconfirmed(life.proposal, house.now()),
        "waiting": sum(each.proposal.name == name for each in guidelines.open_lives()),
    }


def history_lines(house: GuidelineSide, name: str) -> list[dict[str, Any]]:
    """Return a line for each proposal of a guideline, the latest first. Raises NotFound."""
    house.begin_what_is_due()
    found = guidelines.lives(name)
    if not found:
        guidelines.life_in_force(name, house.now())
    return [_line(life) for life in found]


def _line(life: Life) -> dict[str, Any]:
    p = life.proposal
    return {
        "id": p.id, "version": p.version, "stage": str(p.stage), "origin": str(p.origin), "proposed_by": life.proposer,
        "proposed_at": p.at.isoformat(), "why": life.why, "report": p.report, "against": p.against,
        "second": life.second, "second_at": _iso(p.second_at), "begins": _iso(p.begins), "ended_at": _iso(life.ended_at),
        "solo": p.solo,
    }  # fmt: skip


def text_of(house: GuidelineSide, named: str) -> tuple[str, str]:
    """Return (text, file name) of a kept version, or of the guideline in force with this name. Raises NotFound."""
    kept = guidelines.by_version(named)
    if kept is None:
        try:
            kept = kept_version(guidelines.life_in_force(named, house.now()).proposal.version)
        except NotFound as missing:
            raise NotFound(f"{named!r} is no file, no kept version, and {missing}") from missing
    return kept.text, kept.file


def counts_of(name: str, table: Table) -> Counts:
    """Return which rules the latest kept turns met. Raises BadInput for a guideline that decides no turn."""
    if name not in DECIDES:
        raise BadInput(f"{name} decides no turn, so there is nothing to count; {' and '.join(DECIDES)} do")
    return counted(compile_table(table), desk.latest_facts(COUNTED, assistant_only=DECIDES[name]))


def table_in(text: str, file: str) -> Table:
    """Return the table in a text. Raises BadInput naming file, line and cell."""
    return parse(text, file)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
