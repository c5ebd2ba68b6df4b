"""A month of the desk in figures: the page, and the same as JSON."""

from __future__ import annotations

from typing import Protocol, cast

from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from fairdesk.desk.outcomes import (
    OUTCOMES,
    REPLIES,
    WAITS,
    Figures,
    as_dict,
    in_words,
    months_until,
    people_time,
    percents,
    waits_of,
)
from fairdesk.nouns import ColleagueId
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page

MONTHS = 12
"""Months that can be chosen."""


class House(Protocol):
    """What this page asks of the house."""

    def month(self, colleague: ColleagueId, wanted: str = "") -> Figures:
        """Return a month's figures."""


def _figures(request: DeskRequest, wanted: str) -> Figures:
    return cast(House, request.house).month(myself(request), wanted)


@calm
@colleague_only
@require_safe
def month(request: DeskRequest) -> HttpResponse:
    """Show a month's figures."""
    found = _figures(request, request.GET.get("month", ""))
    at = 0.0
    bars = []
    for part in found.outcomes:
        bars.append((part, round(at * 600, 1), round(part.share.value * 600, 1)))
        at += part.share.value
    context = {
        "found": found, "bars": bars,
        "outcomes": [(part, told, OUTCOMES[part.name]) for part, told in zip(found.outcomes, percents(found.outcomes), strict=True)],
        "replies": [
            (part, told, REPLIES[part.name])
            for part, told in zip(found.replies or (), percents(found.replies or ()), strict=True)
        ],
        "people_time": people_time(found),
        "waits": [
            (WAITS[name], wait and (wait.n, in_words(wait.half), in_words(wait.nine_in_ten)))
            for name, wait in waits_of(found).items()
        ],
        "months": months_until(_figures(request, "").month, MONTHS),
    }  # fmt: skip
    return page(request, "desk/desk_month.html", context)


@calm
@colleague_only
@require_safe
def month_json(request: DeskRequest) -> HttpResponse:
    """Return the same as JSON."""
    return JsonResponse(as_dict(_figures(request, request.GET.get("month", ""))), json_dumps_params={"indent": 2})


urls: list[URLPattern] = [
    path("desk/month", month, name="month"),
    path("desk/month.json", month_json, name="month-json"),
]
