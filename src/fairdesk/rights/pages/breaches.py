"""The record of breaches: a list with the clock of each, a form to write one down, a file for the authority."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fairdesk.nouns import BadInput, ColleagueId, Overtaken, Refused
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page
from fairdesk.rights.breaches import FIELDS, Breach, Risk, clock_of


class House(Protocol):
    """What these pages ask of the house."""

    def breaches(self, colleague: ColleagueId) -> tuple[Breach, ...]:
        """Return every breach."""

    def breach(self, colleague: ColleagueId, id: str) -> Breach:
        """Return one breach."""

    def record_breach(
        self, colleague: ColleagueId, known_at: datetime, told: Mapping[str, str], risk: str, people: int
    ) -> str:
        """Write a breach down."""

    def change_breach(
        self, colleague: ColleagueId, id: str, told: Mapping[str, str], risk: str, people: int, *,
        authority_told: bool, people_told: bool, close: bool,
    ) -> None:  # fmt: skip
        """Write down what is known now."""

    def now(self) -> datetime:
        """Return the present moment."""


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: DeskRequest) -> HttpResponse:
    """List the breaches with their clocks, and take a new one."""
    if request.method != "POST":
        return _list(request)
    told, risk, people = _typed(request)
    try:
        id = _house(request).record_breach(
            myself(request), _moment(request.POST.get("known_at", "")), told, risk, people
        )
    except BadInput as wrong:
        return _list(request, {"trouble": str(wrong), "typed": told, "risk": risk, "people": people}, 422)
    return HttpResponseRedirect(reverse("breach", args=[id]))


def _list(request: DeskRequest, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    house = _house(request)
    found = [(each, clock_of(each, house.now())) for each in house.breaches(myself(request))]
    context = {
        "breaches": found,
        "known_at": request.POST.get("known_at", "") or f"{house.now():%Y-%m-%dT%H:%M}",
        "typed": {},
        "risk": str(Risk.UNKNOWN),
        "people": 0,
        "here": "requests",
        **_choices(),
        **(more or {}),
    }
    return page(request, "rights/desk_breaches.html", context, status)


def _choices() -> dict[str, Any]:
    return {"fields": FIELDS, "risks": [str(each) for each in Risk]}


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: DeskRequest, id: str) -> HttpResponse:
    """Show a breach and take what is known now."""
    if request.method != "POST":
        return _one(request, id)
    told, risk, people = _typed(request)
    sent = request.POST
    try:
        _house(request).change_breach(
            myself(request), id, told, risk, people, authority_told="authority_told" in sent,
            people_told="people_told" in sent, close="close" in sent,
        )  # fmt: skip
    except (BadInput, Refused, Overtaken) as wrong:
        more = {"trouble": str(wrong), "typed": told, "risk": risk, "people": people}
        return _one(request, id, more, wrong.http_status)
    return HttpResponseRedirect(reverse("breach", args=[id]) + "?said=kept")


def _one(request: DeskRequest, id: str, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    house = _house(request)
    breach = house.breach(myself(request), id)
    context = {
        "breach": breach,
        "clock": clock_of(breach, house.now()),
        "typed": breach.told,
        "risk": str(breach.risk),
        "people": breach.people,
        "said": "Kept. The ledger has it." if request.GET.get("said") == "kept" else "",
        "here": "requests",
        **_choices(),
        **(more or {}),
    }
    return page(request, "rights/desk_breach.html", context, status)


@calm
@colleague_only
@require_safe
def export(request: DeskRequest, id: str) -> HttpResponse:
    """Hand out the record as a file for the authority."""
    breach = _house(request).breach(myself(request), id)
    body = {
        "format": "fairdesk-breach 1", "id": breach.id, "known_at": breach.known_at, "recorded_at": breach.recorded_at,
        "authority_due": clock_of(breach, breach.known_at).due, "authority_told_at": breach.authority_told_at,
        "people_told_at": breach.people_told_at, "closed_at": breach.closed_at, "risk": breach.risk,
        "people_concerned": breach.people, **breach.told,
    }  # fmt: skip
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False, indent=2, default=str), content_type="application/json"
    )
    response["Content-Disposition"] = 'attachment; filename="breach.json"'
    response["Cache-Control"] = "no-store"
    return response


def _typed(request: HttpRequest) -> tuple[dict[str, str], str, int]:
    told = {field: _clean(request.POST.get(field, "")) for field in FIELDS}
    people = request.POST.get("people", "")
    return (
        told,
        request.POST.get("risk", ""),
        int(people) if people.isascii() and people.isdigit() and len(people) < 12 else 0,
    )


def _clean(typed: str) -> str:
    return "".join(c for c in typed.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()[:5000]


def _moment(typed: str) -> datetime:
    try:
        return datetime.strptime(typed, "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)
    except ValueError as wrong:
        raise BadInput("say when you knew of it, such as 2026-11-20T09:30, in UTC") from wrong


def _house(request: HttpRequest) -> House:
    return cast(House, cast(DeskRequest, request).house)


urls: list[URLPattern] = [
    path("desk/breaches", listed, name="breaches"),
    path("desk/breaches/<str:id>", one, name="breach"),
    path("desk/breaches/<str:id>/file", export, name="breach-file"),
]
