"""The pages of replays at the desk: the list with the customers to write to, a report, and its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from fairdesk.nouns import ColleagueId
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page
from fairdesk.replay.as_html import method, rows_of
from fairdesk.replay.forest import forest


class House(Protocol):
    """What these pages ask of the house."""

    def replay_reports(self, colleague: ColleagueId) -> tuple[Any, ...]:
        """Return the reports."""

    def replay_report(self, colleague: ColleagueId, id: str) -> tuple[Mapping[str, Any], tuple[Any, ...]]:
        """Return a report and its cases."""

    def replay_file(self, colleague: ColleagueId, id: str) -> str:
        """Return a report as a file that proves itself."""

    def replay_tasks(self, colleague: ColleagueId) -> tuple[Any, ...]:
        """Return the customers to write to."""

    def finish_replay_task(self, colleague: ColleagueId, report: str, number: int) -> None:
        """Note that somebody wrote to one."""


@calm
@colleague_only
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    """List the reports, and the customers whom another rule would have helped."""
    house, me = _house(request), myself(request)
    context = {"reports": house.replay_reports(me), "tasks": house.replay_tasks(me), "here": "replays"}
    return page(request, "replay/desk_replays.html", context)


@calm
@colleague_only
@require_safe
def one(request: DeskRequest, id: str) -> HttpResponse:
    """Show a report."""
    report, cases = _house(request).replay_report(myself(request), id)
    clearest = {case.number: case for case in cases if case.kind == "clearest"}
    context = {
        "report": report,
        **rows_of(report),
        "method": method(report),
        # Our own SVG: the names in it are escaped where it is made.
        "forest": mark_safe(forest(report["groups"])),  # noqa: S308
        "clearest": [(told, clearest.get(n)) for n, told in enumerate(report["cases"]["clearest"], 1)],
        "sensitive": [case for case in cases if case.kind == "sensitive"],
        "here": "replays",
    }
    return page(request, "replay/desk_replay.html", context)


@calm
@colleague_only
@require_safe
def file(request: DeskRequest, id: str) -> HttpResponse:
    """Hand out a report as a file that proves itself."""
    response = HttpResponse(_house(request).replay_file(myself(request), id), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="replay-report.json"'
    response["Cache-Control"] = "no-store"
    return response


@calm
@colleague_only
@require_POST
def done(request: DeskRequest, id: str, number: int) -> HttpResponse:
    """Note that somebody wrote to the customer of a task."""
    _house(request).finish_replay_task(myself(request), id, number)
    return HttpResponseRedirect(reverse("replays"))


def _house(request: HttpRequest) -> House:
    return cast(House, cast(DeskRequest, request).house)


urls: list[URLPattern] = [
    path("desk/replays", listed, name="replays"),
    path("desk/replays/<str:id>", one, name="replay"),
    path("desk/replays/<str:id>/file", file, name="replay-file"),
    path("desk/replays/<str:id>/tasks/<int:number>", done, name="replay-task"),
]
