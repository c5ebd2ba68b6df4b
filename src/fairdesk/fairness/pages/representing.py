"""Who asks and is not answered: the page, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from fairdesk.fairness import representation_told
from fairdesk.fairness.pages.audits import READABLE
from fairdesk.nouns import BadInput, ColleagueId
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page


class House(Protocol):
    """What these pages ask of the house."""

    def representation(self, colleague: ColleagueId, since: str = "") -> Mapping[str, Any]:
        """Return who asks and is not answered, as far as they may read it. Raises BadInput where too few wrote."""

    def ask_to_write(self, colleague: ColleagueId, matter: str) -> str:
        """Make a task of a gap. Raises NotFound if it is not there any more."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


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
    return JsonResponse(_represented(request), json_dumps_params=READABLE)


def _represented(request: DeskRequest) -> Mapping[str, Any]:
    return _house(request).representation(myself(request), request.GET.get("since", ""))


urls: list[URLPattern] = [
    path("desk/fairness/representation", representation, name="representation"),
    path("desk/fairness/representation.json", representation_json, name="representation-json"),
]
