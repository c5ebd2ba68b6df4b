"""The audit of the desk's own acts, and who asks and is not answered: the pages, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from fairdesk.fairness import own_acts, representation_told
from fairdesk.fairness.as_html import parts, title_of
from fairdesk.fairness.own_acts import DEFAULT_GROUP, GROUPS, OUTCOMES, QUANTITIES, Asked
from fairdesk.nouns import BadInput, ColleagueId
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page

_READABLE = {"indent": 2, "ensure_ascii": False, "allow_nan": False}


class House(Protocol):
    """What these pages ask of the house."""

    def audit_asked(
        self, groups: str, outcome: str, since: str = "", strata: str = "", quantities: str = ""
    ) -> Asked:
        """Return what is asked, checked."""

    def fairness(self, colleague: ColleagueId, asked: Asked) -> Mapping[str, Any]:
        """Return the report."""

    def representation(self, colleague: ColleagueId, since: str = "") -> Mapping[str, Any]:
        """Return who asks and is not answered, as far as they may read it. Raises BadInput where too few wrote."""

    def ask_to_write(self, colleague: ColleagueId, matter: str) -> str:
        """Make a task of a gap. Raises NotFound if it is not there any more."""


def _asked(request: DeskRequest) -> Asked:
    given = request.GET
    return _house(request).audit_asked(
        ",".join(given.getlist("groups")) or DEFAULT_GROUP, given.get("outcome", "answered"), given.get("since", ""),
        given.get("strata", ""), ",".join(given.getlist("quantity")),
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
        "asked": asked, "groups": GROUPS, "outcomes": OUTCOMES, "quantities": QUANTITIES, "here": "board",
        "same": request.GET.urlencode(),
    }  # fmt: skip
    try:
        report = _house(request).fairness(myself(request), asked)
    except BadInput as nothing:
        return page(request, "fairness/desk_fairness.html", {**context, "nothing": str(nothing)})
    context |= {
        "title": title_of(report), "about": own_acts.about(report), "rows": report["rows"],
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
    return JsonResponse(report, json_dumps_params=_READABLE)


# --- who asks and is not answered -------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@calm
@colleague_only
def representation(request: DeskRequest) -> HttpResponse:
    """Show who asks and is not answered, to readers of the books; what to write next, to editors; and make a task of it."""
    if request.method == "POST":
        _house(request).ask_to_write(myself(request), request.POST.get("matter", ""))
        return HttpResponseRedirect(f"{reverse('representation')}?said=task#what-to-write")
    context: dict[str, Any] = {
        "here": "board",
        "since": request.GET.get("since", ""),
        "said": request.GET.get("said", ""),
    }
    try:
        report = _represented(request)
    except BadInput as nothing:
        return page(request, "fairness/desk_representation.html", {**context, "nothing": str(nothing)})
    context |= {
        "report": report,
        "plan": report["to_write"],
        "says": list(representation_told.of_plan(report["to_write"])),
    }
    if "represented" in report:
        context |= {
            "about": representation_told.about(report),
            # Our own HTML: what is not ours is escaped where it is made.
            "parts": mark_safe("".join(representation_told.parts(report))),  # noqa: S308
        }
    return page(request, "fairness/desk_representation.html", context)


@calm
@colleague_only
@require_safe
def representation_json(request: DeskRequest) -> HttpResponse:
    """Return the same as JSON."""
    return JsonResponse(_represented(request), json_dumps_params=_READABLE)


def _represented(request: DeskRequest) -> Mapping[str, Any]:
    return _house(request).representation(myself(request), request.GET.get("since", ""))


urls: list[URLPattern] = [
    path("desk/fairness", fairness, name="fairness"),
    path("desk/fairness.json", fairness_json, name="fairness-json"),
    path("desk/fairness/representation", representation, name="representation"),
    path("desk/fairness/representation.json", representation_json, name="representation-json"),
]
