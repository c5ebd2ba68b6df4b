"""The watch over the desk's own acts: the page, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from fairdesk.fairness import watch_shown
from fairdesk.fairness.pages.audits import READABLE
from fairdesk.nouns import ColleagueId
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page


class House(Protocol):
    """What these pages ask of the house."""

    def fairness_watch(self, colleague: ColleagueId) -> Mapping[str, Any] | None:
        """Return what the watch sees; None before the first look."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@calm
@colleague_only
@require_safe
def watch(request: DeskRequest) -> HttpResponse:
    """Show of which groups it is certain that they fare worse, and what was done."""
    report = _house(request).fairness_watch(myself(request))
    # Our own HTML, as above.
    shown = report and mark_safe("".join(watch_shown.parts(report)))  # noqa: S308
    return page(
        request, "fairness/desk_watch.html", {"report": shown, "nothing": watch_shown.NOTHING, "here": "board"}
    )


@calm
@colleague_only
@require_safe
def watch_json(request: DeskRequest) -> HttpResponse:
    """Return the same as JSON; null before the first look."""
    report = _house(request).fairness_watch(myself(request))
    return JsonResponse(report, safe=False, json_dumps_params=READABLE)


urls: list[URLPattern] = [
    path("desk/fairness/watch", watch, name="fairness-watch"),
    path("desk/fairness/watch.json", watch_json, name="fairness-watch-json"),
]
