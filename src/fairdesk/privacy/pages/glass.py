"""The glass: a colleague says why a restricted conversation must be opened; a privacy officer reads of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.nouns import BadInput, ColleagueId, ConversationId, Overtaken
from fairdesk.privacy.restriction import GLASS_LASTS, LONGEST_REASON, BrokenGlass
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page


class House(Protocol):
    """What these pages ask of the house."""

    def needs_glass(self, conversation: ConversationId, colleague: ColleagueId) -> bool:
        """Return whether a colleague must break the glass to see a conversation."""

    def who_may_open(self, conversation: ConversationId, colleague: ColleagueId) -> Sequence[Any] | None:
        """Return who may answer in a sensitive conversation that is closed to this colleague; None if that is not why."""

    def take_over(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Take the conversation."""

    def now(self) -> datetime:
        """Return the present moment."""

    def break_glass(self, conversation: ConversationId, colleague: ColleagueId, reason: str) -> None:
        """Open a restricted conversation for a while."""

    def glasses(self, officer: ColleagueId) -> Sequence[BrokenGlass]:
        """Return the glasses that were broken."""

    def acknowledge_glass(self, id: str, officer: ColleagueId) -> None:
        """Keep that an officer looked into a broken glass."""


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def glass(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Ask why, and open the conversation for half an hour."""
    if not _house(request).needs_glass(conversation, myself(request)):
        return _to_case(conversation)
    if request.method != "POST":
        return _glass(request, conversation)
    try:
        _house(request).break_glass(conversation, myself(request), request.POST.get("reason", ""))
    except BadInput as fault:
        return _glass(request, conversation, {"trouble": str(fault), "reason": request.POST.get("reason", "")}, 422)
    if request.POST.get("take"):
        with suppress(Overtaken):  # somebody was faster; the case says who
            _house(request).take_over(conversation, myself(request))
    return _to_case(conversation)


def _glass(
    request: DeskRequest, conversation: ConversationId, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    minutes = int(GLASS_LASTS.total_seconds()) // 60
    house = _house(request)
    able = house.who_may_open(conversation, myself(request))
    people = [(who.work_name, who.on_duty(house.now())) for who in able or ()]
    context = {
        "conversation": conversation,
        "minutes": minutes,
        "longest": LONGEST_REASON,
        "sensitive": able is not None,
        "able": people,
        **(more or {}),
    }
    return page(request, "privacy/desk_glass.html", context, status)


def _to_case(conversation: ConversationId) -> HttpResponse:
    return HttpResponseRedirect(reverse("case", args=[conversation]))


@calm
@colleague_only
@require_safe
def glasses(request: DeskRequest) -> HttpResponse:
    """Show officers who opened what was restricted, and why."""
    return page(request, "privacy/desk_glasses.html", {"glasses": _house(request).glasses(myself(request))})


@calm
@colleague_only
@require_POST
def read(request: DeskRequest) -> HttpResponse:
    """Keep that an officer looked into one."""
    _house(request).acknowledge_glass(request.POST.get("glass", ""), myself(request))
    return HttpResponseRedirect(reverse("glasses"))


def _house(request: HttpRequest) -> House:
    return cast(House, cast(DeskRequest, request).house)


urls: list[URLPattern] = [
    path("desk/c/<str:conversation>/glass", glass, name="glass"),
    path("desk/glass", glasses, name="glasses"),
    path("desk/glass/read", read, name="glass-read"),
]
