"""The audit of the desk's own acts: the page, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, cast

from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from fairdesk.fairness import own_acts, periods
from fairdesk.fairness.as_html import parts, title_of
from fairdesk.fairness.mitigation import differences_in
from fairdesk.fairness.own_acts import DEFAULT_GROUP, OUTCOMES, QUANTITIES, Asked
from fairdesk.nouns import BadInput, ColleagueId
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page

READABLE = {"indent": 2, "ensure_ascii": False, "allow_nan": False}


class House(Protocol):
    """What these pages ask of the house."""

    def audit_asked(
        self, groups: str, outcome: str, since: str = "", strata: str = "", quantities: str = "", period: str = ""
    ) -> Asked:
        """Return what is asked, checked."""

    def fairness(self, colleague: ColleagueId, asked: Asked) -> Mapping[str, Any]:
        """Return the report."""

    def groups_to_audit(self) -> Mapping[str, str]:
        """Return each group that can be asked for, in words."""

    def now(self) -> datetime:
        """Return the present moment."""


def _asked(request: DeskRequest) -> Asked:
    given = request.GET
    period = given.get("period", "")
    return _house(request).audit_asked(
        ",".join(given.getlist("groups")) or DEFAULT_GROUP, given.get("outcome", "answered"),
        # The form always says a day; a period that was chosen is what is meant.
        "" if period else given.get("since", ""), given.get("strata", ""), ",".join(given.getlist("quantity")), period,
    )  # fmt: skip


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@calm
@colleague_only
@require_safe
def fairness(request: DeskRequest) -> HttpResponse:
    """Show who is treated otherwise by the desk's own assistant."""
    asked = _asked(request)
    context: dict[str, Any] = {
        "asked": asked, "groups": _house(request).groups_to_audit(), "outcomes": OUTCOMES, "quantities": QUANTITIES, "here": "board",
        "same": request.GET.urlencode(), "periods": periods.lately(_house(request).now().date()),
    }  # fmt: skip
    try:
        report = _house(request).fairness(myself(request), asked)
    except BadInput as nothing:
        return page(request, "fairness/desk_fairness.html", {**context, "nothing": str(nothing)})
    context |= {
        "title": title_of(report), "about": own_acts.about(report), "people": report["rows"],
        "mends": [(each, urlencode({**each.group, "outcome": each.outcome, "since": f"{each.since}"}))
                  for each in differences_in(report)],
        # Our own HTML: what is not ours is escaped where it is made.
        "report": mark_safe("".join(parts(report))),  # noqa: S308
    }  # fmt: skip
    return page(request, "fairness/desk_fairness.html", context)


@calm
@colleague_only
@require_safe
def fairness_json(request: DeskRequest) -> HttpResponse:
    """Return the same as JSON."""
    report = _house(request).fairness(myself(request), _asked(request))
    return JsonResponse(report, json_dumps_params=READABLE)


urls: list[URLPattern] = [
    path("desk/fairness", fairness, name="fairness"),
    path("desk/fairness.json", fairness_json, name="fairness-json"),
]
