"""The page on which a colleague turns single keys off, or chooses others."""

from __future__ import annotations

from typing import Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from fairdesk.desk.keyboard import ACTIONS, ALWAYS, Keyboard, chosen
from fairdesk.nouns import BadInput, ColleagueId
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page


class House(Protocol):
    """What this page asks of the house."""

    def keyboard(self, colleague: ColleagueId) -> Keyboard:
        """Return a colleague's keys."""

    def keep_keyboard(self, colleague: ColleagueId, wanted: Keyboard) -> None:
        """Keep a colleague's keys."""


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def keyboard(request: DeskRequest) -> HttpResponse:
    """Show a colleague's keys, and keep what they choose."""
    house = cast(House, request.house)
    if request.method != "POST":
        mine = house.keyboard(myself(request))
        return _page(
            request, mine.on, {each.code: each.key for each in mine.actions}, {"kept": "kept" in request.GET}
        )
    if "usual" in request.POST:
        on, wanted = True, {}
    else:
        on, wanted = "on" in request.POST, {each.code: request.POST.get(each.code, "") for each in ACTIONS}
    try:
        house.keep_keyboard(myself(request), chosen(on, wanted))
    except BadInput as wrong:
        return _page(request, on, wanted, {"trouble": str(wrong)}, wrong.http_status)
    return HttpResponseRedirect(reverse("keyboard") + "?kept")


def _page(
    request: DeskRequest, on: bool, keys: dict[str, str], more: dict[str, object], status: int = 200
) -> HttpResponse:
    lines = [(each, keys[each.code]) for each in ACTIONS]
    return page(request, "desk/desk_keyboard.html", {"on": on, "lines": lines, "always": ALWAYS, **more}, status)


urls: list[URLPattern] = [path("desk/keyboard", keyboard, name="keyboard")]
