"""Who is on call, and who holds which care certificate: two pages on which a manager sees and changes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from fairdesk.identity.on_call import read_moment
from fairdesk.identity.pages.people import chosen
from fairdesk.identity.roles import Deed, may
from fairdesk.nouns import BadInput, NotFound, Refused
from fairdesk.rendering import calm, page, role_required

OFFERED_FOR = timedelta(days=365)
"""A care certificate is offered for a year; another day can be typed."""

Doing = Callable[[HttpRequest, Mapping[str, str]], str]
Showing = Callable[[HttpRequest], dict[str, Any]]


def _manager(view: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    may_change = role_required(lambda colleague: may(colleague.role, Deed.EDIT_PEOPLE), "change who is on call")
    return require_http_methods(["GET", "HEAD", "POST"])(calm(may_change(view)))


@_manager
def on_call(request: HttpRequest) -> HttpResponse:
    """Show who is on call (GET), and enter or end a duty (POST)."""
    return _page(request, "identity/desk_on_call.html", _change_roster, _roster)


@_manager
def care_certificates(request: HttpRequest) -> HttpResponse:
    """Show who may open which sensitive matters (GET), and give or end a care certificate (POST)."""
    return _page(request, "identity/desk_care_certificates.html", _change_certificates, _certificates)


def _page(request: HttpRequest, template: str, change: Doing, shown: Showing) -> HttpResponse:
    told: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            told = {"said": change(request, request.POST.dict())}
        except (BadInput, NotFound, Refused) as wrong:
            told, status = {"fault": str(wrong), "typed": request.POST.dict()}, wrong.http_status
    return page(request, template, {**shown(request), **told}, status)


def _change_roster(request: HttpRequest, given: Mapping[str, str]) -> str:
    house, me = request.house, request.colleague.id  # type: ignore[attr-defined]
    if given.get("do") == "end":
        house.take_off_call(me, given.get("duty", ""))
        return "The duty is ended."
    zone = house.knowing.company().time_zone
    since, until = (read_moment(given.get(name, ""), zone) for name in ("since", "until"))
    house.put_on_call(me, chosen(given.get("user", "")), since, until, given.get("reach", ""))
    return "The duty is entered."


def _roster(request: HttpRequest) -> dict[str, Any]:
    house, me = request.house, request.colleague.id  # type: ignore[attr-defined]
    at, people = house.now(), {each.id: each for each in house.people(me)}
    company = house.knowing.company()
    local = at.astimezone(ZoneInfo(company.time_zone)).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    duties = [
        {"duty": duty, "who": people[duty.colleague], "now": duty.since <= at}
        for duty in house.roster(me)
        if duty.colleague in people
    ]
    return {
        "here": "on-call",
        "duties": duties,
        "people": [each for each in people.values() if each.answers_customers],
        "zone": company.time_zone,
        "since": f"{local:%Y-%m-%dT%H:%M}",
        "until": f"{local + timedelta(hours=12):%Y-%m-%dT%H:%M}",
        "alarms_leave": house.knowing.alarms_leave,
    }


def _change_certificates(request: HttpRequest, given: Mapping[str, str]) -> str:
    house, me = request.house, request.colleague.id  # type: ignore[attr-defined]
    if given.get("do") == "end":
        house.end_care_certificate(me, given.get("certificate", ""))
        return "The care certificate is ended."
    until = _end_of(given.get("until", ""), house.knowing.company().time_zone)
    house.give_care_certificate(me, chosen(given.get("user", "")), given.get("topic", ""), until)
    return "The care certificate is given."


def _end_of(day: str, zone: str) -> datetime:
    """Return the end of a day written as 2026-12-24, by a time zone's clocks: the day itself counts."""
    return read_moment(f"{day.strip()}T00:00", zone) + timedelta(days=1)


def _certificates(request: HttpRequest) -> dict[str, Any]:
    house, me = request.house, request.colleague.id  # type: ignore[attr-defined]
    at = house.now()
    held = house.care_certificates(me)
    return {
        "here": "care-certificates",
        "at": at,
        "rows": [(who, [each for each in held if each.colleague == who.id]) for who in house.people(me)],
        "people": house.people(me),
        "matters": house.matters(),
        "nobody": house.matters_without_anybody(),
        "until": f"{at + OFFERED_FOR:%Y-%m-%d}",
    }


urls = [
    path("desk/on-call", on_call, name="on-call"),
    path("desk/care-certificates", care_certificates, name="care-certificates"),
]
