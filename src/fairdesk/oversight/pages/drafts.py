"""Pages of review before sending: the drafts that wait, and one of them, to let go, change or not send."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fairdesk.nouns import ActId, BadInput, ColleagueId, ConversationId, Overtaken, Restricted
from fairdesk.oversight.first_look import OWN, Shown, Waiting
from fairdesk.oversight.override import REASONS
from fairdesk.oversight.pages.limits import looks, resting
from fairdesk.oversight.probes import Revealed
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page

_SAID = {
    "accepted": "It is sent, marked as looked at by a person.",
    "rejected": "It is not sent. The conversation waits for people.",
    "gone": "That draft waits no more: somebody looked at it, or people answer now.",
}


class House(Protocol):
    """What these pages ask of the house."""

    def drafts(self, colleague: ColleagueId) -> Sequence[Waiting]:
        """Return the drafts that wait, oldest first."""

    def draft_to_look_at(self, act: ActId, colleague: ColleagueId, opened: str = "", own: str = "") -> Shown:
        """Return a draft; of high risk its reason only after *own*, what the colleague makes of it."""

    def accept_draft(self, act: ActId, colleague: ColleagueId, opened: str) -> Revealed | None:
        """Let it go as it is."""

    def edit_draft(self, act: ActId, colleague: ColleagueId, reason: str, words: str) -> ConversationId | Revealed:
        """Take the conversation over to change it."""

    def reject_draft(self, act: ActId, colleague: ColleagueId, reason: str, words: str) -> Revealed | None:
        """Do not send it."""


@calm
@colleague_only
@require_safe
def drafts(request: DeskRequest) -> HttpResponse:
    """List the drafts that wait, oldest first."""
    context = {
        "waiting": _house(request).drafts(myself(request)),
        "rest": resting(request),
        "said": _SAID.get(request.GET.get("said", ""), ""),
        "here": "drafts",
    }
    return page(request, "oversight/desk_drafts.html", context)


@calm
@colleague_only
@looks
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: DeskRequest, act: ActId) -> HttpResponse:
    """Show a draft, and do with it what a colleague says."""
    try:
        if request.method != "POST":
            return _draft(request, act, {})
        return _done(request, act)
    except BadInput as wrong:
        return _again(request, act, str(wrong))
    except Overtaken:
        return _to_list("gone")
    except Restricted:
        return _to_list("gone")


def _done(request: DeskRequest, act: ActId) -> HttpResponse:
    house, given, me = _house(request), request.POST, myself(request)
    does, opened = given.get("do", ""), given.get("opened", "")
    if does == "judge":
        shown = house.draft_to_look_at(act, me, opened, given.get("own", "") or "-")
        return _shown(request, shown, {})
    if does == "accept":
        return _ended(request, house.accept_draft(act, me, opened), "accepted")
    reason, words = given.get("reason", ""), given.get("words", "")
    if does == "edit":
        where = house.edit_draft(act, me, reason, words)
        if isinstance(where, Revealed):
            return _ended(request, where, "")
        return HttpResponseRedirect(reverse("case", args=[where]) + "?draft=1#work")
    if does == "reject":
        return _ended(request, house.reject_draft(act, me, reason, words), "rejected")
    raise BadInput("choose what to do with the draft")


def _ended(request: DeskRequest, revealed: Revealed | None, said: str) -> HttpResponse:
    """Go back to the list; of a probe, tell at once what was planted, to nobody but who met it."""
    if revealed is None:
        return _to_list(said)
    return page(request, "oversight/desk_probe.html", {"revealed": revealed, "here": "drafts"})


def _again(request: DeskRequest, act: ActId, trouble: str) -> HttpResponse:
    """Show the draft once more with what was wrong; whoever has opened it does not open it anew."""
    chosen = {"reason": request.POST.get("reason", ""), "words": request.POST.get("words", "")}
    try:
        return _draft(request, act, {"trouble": trouble, **chosen}, request.POST.get("opened", ""), 422)
    except BadInput:
        return _draft(request, act, {"trouble": trouble, **chosen}, status=422)


def _draft(
    request: DeskRequest, act: ActId, more: dict[str, Any], opened: str = "", status: int = 200
) -> HttpResponse:
    return _shown(request, _house(request).draft_to_look_at(act, myself(request), opened), more, status)


def _shown(request: DeskRequest, shown: Shown, more: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {
        "shown": shown,
        "rest": resting(request),
        "own_choices": OWN.items(),
        "judged": shown.own or not shown.draft.high,
        "own_says": OWN.get(shown.own, ""),
        "seconds": math.ceil(shown.seconds),
        "why_not": REASONS.items(),
        "here": "drafts",
    }
    return page(request, "oversight/desk_draft.html", {**context, **more}, status)


def _to_list(said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('drafts')}?said={said}")


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


urls: list[URLPattern] = [
    path("desk/drafts", drafts, name="drafts"),
    path("desk/drafts/<str:act>", draft, name="draft"),
]
