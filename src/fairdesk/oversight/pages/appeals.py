"""Appeals: the list of those that wait, taking one, and how appeals end, which anybody may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from fairdesk.intervals import Share
from fairdesk.nouns import ActId, ColleagueId
from fairdesk.oversight.appeal import Filed
from fairdesk.oversight.appeal_figures import FEWEST, Figures
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page


class House(Protocol):
    """What these pages ask of the house."""

    def filed_appeals(self, colleague: ColleagueId) -> tuple[Filed, ...]:
        """Return the appeals that wait for a person, the first due first."""

    def take_appeal(self, act: ActId, colleague: ColleagueId) -> None:
        """Decide an appeal instead of whom the desk named."""

    def appeal_figures(self) -> Figures:
        """Return how appeals end."""

    def now(self) -> datetime:
        """Return the present moment."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@calm
@colleague_only
@require_safe
def waiting(request: DeskRequest) -> HttpResponse:
    """List the appeals that wait, with who decides each and until when."""
    house, me = _house(request), myself(request)
    at = house.now()
    found = [(each, each.late(at), each.decider == me) for each in house.filed_appeals(me)]
    return page(request, "oversight/desk_appeals.html", {"appeals": found, "here": "appeals"})


@calm
@colleague_only
@require_POST
def take(request: DeskRequest, act: ActId) -> HttpResponse:
    """Take an appeal that somebody else was named for."""
    _house(request).take_appeal(act, myself(request))
    return HttpResponseRedirect(reverse("desk-appeals"))


@calm
@require_safe
def published(request: DeskRequest) -> HttpResponse:
    """Show how appeals end."""
    return page(request, "oversight/appeals.html", {"told": _house(request).appeal_figures(), "fewest": FEWEST})


@calm
@require_safe
def published_json(request: DeskRequest) -> HttpResponse:
    """Return how appeals end, for programs."""
    return JsonResponse(as_json(_house(request).appeal_figures()))


def as_json(told: Figures) -> Mapping[str, Any]:
    """Return the figures as plain values, each with its n and interval; what is too few to say is null."""
    return {
        "since": told.since.isoformat(), "at": told.at.isoformat(), "fewest_shown": FEWEST,
        "acts": told.acts, "disputed": told.disputed, "contest_rate": _share(told.contested),
        "decided": told.decided, "changed": told.changed if told.overturned else None,
        "overturn_rate": _share(told.overturned), "second_appeals": told.second, "open": told.open, "late": told.late,
        "changed_rules": told.rules, "changed_articles": told.articles,
        "median_days": told.median_days, "in_time": _share(told.in_time),
        "groups": [
            {"by": each.by, "name": each.name or "others", "n": each.decided, "changed": each.changed,
             "overturn_rate": _share(each.share)} for each in told.groups
        ],
    }  # fmt: skip


def _share(found: Share | None) -> Mapping[str, float] | None:
    return {name: round(getattr(found, name), 6) for name in ("value", "low", "high")} if found else None


urls: list[URLPattern] = [
    path("desk/appeals", waiting, name="desk-appeals"),
    path("desk/appeals/<str:act>/take", take, name="take-appeal"),
    path("appeals", published, name="appeals"),
    path("appeals.json", published_json, name="appeals-json"),
]
