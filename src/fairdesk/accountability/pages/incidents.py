"""Incidents at the desk: a list with the clock of each, a form to open one, and what is known of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from fairdesk.accountability.incidents import CLOCKS, FOUND, Evidence, Incident, Severity, evidence_named, missing
from fairdesk.nouns import BadInput, ColleagueId, NotFound, Overtaken, Refused
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page

_SAID = {"opened": "Opened. The clock runs.", "kept": "Kept. The ledger has it.", "closed": "Closed."}


class House(Protocol):
    """What these pages ask of the house."""

    def incidents(self, colleague: ColleagueId) -> tuple[Incident, ...]:
        """Return the incidents, those that are open first."""

    def incident(self, colleague: ColleagueId, number: int) -> Incident:
        """Return one incident."""

    def incident_owners(self, colleague: ColleagueId) -> tuple[tuple[ColleagueId, str], ...]:
        """Return who may own one."""

    def open_incident(
        self, colleague: ColleagueId, what: str, severity: str, *, known_at: datetime | None, evidence: Evidence,
        breach: str,
    ) -> int:  # fmt: skip
        """Write an incident down."""

    def change_incident(
        self, colleague: ColleagueId, number: int, *, seen: int, cause: str, correction: str, evidence: Evidence,
        severity: str, owner: int, breach: str, reported: bool, close: bool,
    ) -> Incident:  # fmt: skip
        """Write down what is known now."""

    def now(self) -> datetime:
        """Return the present moment."""


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: DeskRequest) -> HttpResponse:
    """List the incidents with their clocks, and take a new one."""
    if request.method != "POST":
        return _list(request)
    typed = _typed(request, "what", "severity", "known_at", "acts", "breach")
    try:
        number = _house(request).open_incident(
            myself(request), typed["what"], typed["severity"], known_at=_moment(typed["known_at"]),
            evidence=evidence_named(typed["acts"], "", ""), breach=typed["breach"],
        )  # fmt: skip
    except (BadInput, NotFound) as wrong:
        return _list(request, {"trouble": str(wrong), "typed": typed}, wrong.http_status)
    return HttpResponseRedirect(reverse("incident", args=[number]) + "?said=opened")


def _list(request: DeskRequest, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    house = _house(request)
    at = house.now()
    context = {
        "incidents": [(each, each.late(at), each.near(at)) for each in house.incidents(myself(request))],
        "typed": {"severity": str(Severity.FAULT), "known_at": f"{at:%Y-%m-%dT%H:%M}"},
        **_choices(), **(more or {}),
    }  # fmt: skip
    return page(request, "accountability/desk_incidents.html", context, status)


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: DeskRequest, number: int) -> HttpResponse:
    """Show an incident and take what is known now; closing it needs cause, correction and evidence."""
    if request.method != "POST":
        return _one(request, number)
    typed = _typed(request, "cause", "correction", "acts", "first", "last", "severity", "owner", "breach", "seen")
    close = "close" in request.POST
    try:
        _house(request).change_incident(
            myself(request), number, seen=_whole(typed["seen"]), cause=typed["cause"], correction=typed["correction"],
            evidence=evidence_named(typed["acts"], typed["first"], typed["last"]), severity=typed["severity"],
            owner=_whole(typed["owner"]), breach=typed["breach"], reported="reported" in request.POST, close=close,
        )  # fmt: skip
    except (BadInput, Refused, Overtaken, NotFound) as wrong:
        return _one(request, number, {"trouble": str(wrong), "typed": typed}, wrong.http_status)
    return HttpResponseRedirect(reverse("incident", args=[number]) + f"?said={'closed' if close else 'kept'}")


def _one(request: DeskRequest, number: int, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    house = _house(request)
    incident, at = house.incident(myself(request), number), house.now()
    evidence = incident.evidence
    context = {
        "incident": incident, "late": incident.late(at), "near": incident.near(at), "found": FOUND[incident.found],
        "clock": CLOCKS[incident.severity], "missing": missing(incident), "owners": house.incident_owners(myself(request)),
        "said": _SAID.get(request.GET.get("said", ""), ""),
        "typed": {
            "cause": incident.cause, "correction": incident.correction, "acts": "\n".join(evidence.acts),
            "first": "" if evidence.first is None else evidence.first, "last": "" if evidence.last is None else evidence.last,
            "severity": str(incident.severity), "owner": str(incident.owner), "breach": incident.breach,
        },
        **_choices(), **(more or {}),
    }  # fmt: skip
    return page(request, "accountability/desk_incident.html", context, status)


def _choices() -> dict[str, Any]:
    return {"severities": [(str(each), clock) for each, clock in CLOCKS.items()], "here": "incidents"}


def _typed(request: DeskRequest, *names: str) -> dict[str, str]:
    return {name: _clean(request.POST.get(name, "")) for name in names}


def _clean(typed: str) -> str:
    return "".join(c for c in typed.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else 0


def _moment(typed: str) -> datetime | None:
    if not typed:
        return None
    try:
        return datetime.strptime(typed, "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)
    except ValueError as wrong:
        raise BadInput("say when you knew of it, such as 2026-11-20T09:30, in UTC") from wrong


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


urls: list[URLPattern] = [
    path("desk/incidents", listed, name="incidents"),
    path("desk/incidents/<int:number>", one, name="incident"),
]
