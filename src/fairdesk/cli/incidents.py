"""Commands on incidents: list them with their clocks, show one, open one, close one with cause, correction and evidence."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from fairdesk.accountability.incidents import CLOCKS, FOUND, Severity, missing
from fairdesk.cli.root import main, open_existing, settings_for

if TYPE_CHECKING:
    from fairdesk.accountability.incidents import Incident

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
BY = click.option("--by", required=True, help="Who does it, by sign-in name.")


@main.group()
def incident() -> None:
    """What went wrong, who looks into it, and until when."""


@incident.command("list")
@click.option("--open", "only_open", is_flag=True, help="Only those that are not closed.")
@AS_JSON
@click.pass_context
def listed(context: click.Context, only_open: bool, as_json: bool) -> None:
    """List the incidents, those that are open first, with what is late.

    \b
    fairdesk incident list --open
    fairdesk incident list --json
    """
    with closing(open_existing(settings_for(context))) as house:
        at, found = house.now(), house.all_incidents(closed=not only_open)
    if as_json:
        click.echo(json.dumps([_as_json(each, at) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(f"{each.number:>4}  {each.stage:<12} {each.severity:<14} {_clock(each, at):<22} {each.what[:60]}")
    if not found:
        click.echo("There is no incident.")


@incident.command("show")
@click.argument("number", type=int)
@AS_JSON
@click.pass_context
def show(context: click.Context, number: int, as_json: bool) -> None:
    """Show an incident: what, how it was found, whose it is, its clock, cause, correction and evidence.

    \b
    fairdesk incident show 3
    """
    with closing(open_existing(settings_for(context))) as house:
        found, at = house.incident_of(number), house.now()
    click.echo(json.dumps(_as_json(found, at), ensure_ascii=False, indent=2) if as_json else _told(found, at))


@incident.command("open")
@click.argument("what")
@click.option(
    "--severity",
    type=click.Choice([str(each) for each in Severity]),
    default=str(Severity.FAULT),
    show_default=True,
    help="How grave it is; it sets the clock.",
)
@click.option(
    "--known-at", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="When it became known, in UTC; default: now."
)
@click.option("--act", "acts", multiple=True, help="An act it is about; may be given again.")
@click.option("--breach", default="", help="The record of the breach it concerns.")
@BY
@AS_JSON
@click.pass_context
def opened(
    context: click.Context, what: str, severity: str, known_at: datetime | None, acts: tuple[str, ...], breach: str,
    by: str, as_json: bool,
) -> None:  # fmt: skip
    """Open an incident and print its number; the ledger holds it, and its clock runs.

    \b
    fairdesk incident open "Two parcels went to the wrong address" --by ada
    fairdesk incident open "Wrong amounts told" --severity serious --act 0197... --by cleo
    """
    from datetime import UTC

    from fairdesk.accountability.incidents import evidence_named

    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.house.guideline_lines import who

        number = house.open_incident(
            who(by), what, severity, known_at=known_at.replace(tzinfo=UTC) if known_at else None,
            evidence=evidence_named(" ".join(acts), "", ""), breach=breach,
        )  # fmt: skip
        found, at = house.incident_of(number), house.now()
    click.echo(json.dumps(_as_json(found, at), ensure_ascii=False, indent=2) if as_json else str(number))


@incident.command("close")
@click.argument("number", type=int)
@click.option("--cause", default="", help="Why it happened; default: what is written down.")
@click.option("--correction", default="", help="What was changed; default: what is written down.")
@click.option("--act", "acts", multiple=True, help="An act that shows it; may be given again.")
@click.option("--ledger", nargs=2, type=int, default=None, help="The range of the ledger that shows it: two places.")
@click.option("--reported", is_flag=True, help="The authority was told.")
@BY
@AS_JSON
@click.pass_context
def close(
    context: click.Context, number: int, cause: str, correction: str, acts: tuple[str, ...], ledger: tuple[int, int] | None,
    reported: bool, by: str, as_json: bool,
) -> None:  # fmt: skip
    """Close an incident. Without cause, correction and evidence nobody can: exit status 3, naming what is missing.

    \b
    fairdesk incident close 3 --cause "An old article" --correction "Replaced" --ledger 120 180 --by cleo
    """
    from fairdesk.accountability.incidents import Evidence

    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.house.guideline_lines import who

        before = house.incident_of(number)
        first, last = ledger or (before.evidence.first, before.evidence.last)
        found = house.change_incident(
            who(by), number, seen=before.version, cause=cause or before.cause, correction=correction or before.correction,
            evidence=Evidence(acts or before.evidence.acts, first, last), severity=str(before.severity),
            owner=int(before.owner), breach=before.breach, reported=reported, close=True,
        )  # fmt: skip
        at = house.now()
    click.echo(json.dumps(_as_json(found, at), ensure_ascii=False, indent=2) if as_json else f"{number} is closed.")


def _as_json(found: Incident, at: datetime) -> dict[str, Any]:
    return {
        "number": found.number, "stage": found.stage, "severity": found.severity, "what": found.what,
        "found": found.found, "owner": found.owner_name, "known_at": found.known_at.isoformat(),
        "due_at": found.due.isoformat(), "late": found.late(at), "cause": found.cause, "correction": found.correction,
        "acts": list(found.evidence.acts), "ledger": [found.evidence.first, found.evidence.last], "breach": found.breach,
        "reported_at": _iso(found.reported_at), "closed_at": _iso(found.closed_at), "missing": list(missing(found)),
    }  # fmt: skip


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _clock(found: Incident, at: datetime) -> str:
    if found.closed_at:
        return "closed, was late" if found.late(at) else "closed"
    return f"{'LATE since' if found.late(at) else 'due'} {found.due:%Y-%m-%d}"


def _told(found: Incident, at: datetime) -> str:
    clock, evidence = CLOCKS[found.severity], found.evidence
    lines = [
        f"Incident {found.number}: {found.what}",
        f"  found: {FOUND[found.found]}",
        f"  owner: {found.owner_name or 'nobody yet'}",
        f"  clock: {_clock(found, at)}, until {clock.says} ({clock.source})",
        f"  cause: {found.cause or 'not known yet'}",
        f"  correction: {found.correction or 'none yet'}",
        f"  evidence: {' '.join(evidence.acts) or 'no acts'}"
        + ("" if evidence.first is None else f"; ledger {evidence.first} to {evidence.last}"),
    ]
    return "\n".join(lines + ([f"  missing: {'; '.join(missing(found))}"] if not found.closed_at else []))
