"""How customers say it was, for colleagues: the assistant's help and people's apart, never one colleague's."""

from __future__ import annotations

from typing import Protocol, cast

from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from fairdesk.desk.satisfaction import FEWEST, Satisfied, as_dict
from fairdesk.nouns import ColleagueId
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page


class House(Protocol):
    """What these pages ask of the house."""

    def satisfaction_for(self, colleague: ColleagueId) -> tuple[tuple[Satisfied, ...], int]:
        """Return what may be shown of each part, and how many conversations are closed."""


def _found(request: DeskRequest) -> tuple[tuple[Satisfied, ...], int]:
    return cast(House, request.house).satisfaction_for(myself(request))


@calm
@colleague_only
@require_safe
def satisfaction(request: DeskRequest) -> HttpResponse:
    """Show what may be shown."""
    parts, closed = _found(request)
    return page(request, "desk/desk_satisfaction.html", {"parts": parts, "closed": closed, "fewest": FEWEST})


@calm
@colleague_only
@require_safe
def satisfaction_json(request: DeskRequest) -> HttpResponse:
    """Return the same as JSON, as the command prints it."""
    return JsonResponse(as_dict(*_found(request)), json_dumps_params={"indent": 2})


urls: list[URLPattern] = [
    path("desk/satisfaction", satisfaction, name="satisfaction"),
    path("desk/satisfaction.json", satisfaction_json, name="satisfaction-json"),
]
