"""Who waits for a person in a sensitive matter, how much of the time is left, and how long people took before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from fairdesk.desk.first_human import FEWEST, Kept
from fairdesk.nouns import ColleagueId
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page
from fairdesk.sensitive.topics import MATTERS, Topic


class House(Protocol):
    """What this page asks of the house."""

    def first_humans(self, colleague: ColleagueId) -> Sequence[Any]:
        """Return who waits for a person's first answer in a sensitive matter."""

    def first_human_figures(self) -> Sequence[Kept]:
        """Return how long people took, matter by matter."""


@calm
@colleague_only
@require_safe
def first_human(request: DeskRequest) -> HttpResponse:
    """Show the clocks that run and the measured ones."""
    house = cast(House, request.house)
    figures = [(MATTERS[Topic(each.topic)].label, each) for each in house.first_human_figures()]
    context = {
        "here": "first-human",
        "waiting": house.first_humans(myself(request)),
        "figures": figures,
        "fewest": FEWEST,
    }
    return page(request, "desk/desk_first_human.html", context)


urls: list[URLPattern] = [path("desk/first-human", first_human, name="first-human")]
