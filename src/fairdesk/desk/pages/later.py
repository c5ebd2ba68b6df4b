"""Instead of waiting: the customer chooses a call or an e-mail, and whoever has the case says that they called."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from fairdesk.desk.later import Offer, window_in_words
from fairdesk.desk.pages.live import unstored
from fairdesk.desk.timeline import Timeline
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, CustomerId, Overtaken, Refused
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page, this_customer


class House(Protocol):
    """What these pages ask of the house."""

    def timeline(self, conversation: ConversationId, customer: CustomerId, after: int = 0) -> Timeline:
        """Return the customer's view."""

    def may_choose(self, conversation: ConversationId, customer: CustomerId) -> Offer:
        """Return what may be chosen instead of waiting."""

    def ask_for_call(self, conversation: ConversationId, customer: CustomerId, named: str, typed: str) -> None:
        """Promise a call. BadInput for what is no number, Overtaken for a window that is not offered any more."""

    def ask_for_email(self, conversation: ConversationId, customer: CustomerId) -> None:
        """Write when a person has answered. Refused where no letter may go."""

    def wait_here(self, conversation: ConversationId, customer: CustomerId) -> None:
        """Take back what was chosen."""

    def called(self, conversation: ConversationId, colleague: ColleagueId, reached: bool) -> None:
        """Say what became of a call."""

    def now(self) -> datetime:
        """Return the present moment."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@require_safe
@calm
def later(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Show what may be chosen instead of waiting, and what was."""
    return _later(request, conversation)


def _later(
    request: DeskRequest, which: ConversationId, fault: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    house, customer = _house(request), this_customer(request)
    timeline, offer, at = house.timeline(which, customer), house.may_choose(which, customer), house.now()
    context = {
        "timeline": timeline,
        "conversation": which,
        "offer": offer,
        "chosen": timeline.later,
        "windows": [
            (each.name, window_in_words(each, request.language, timeline.zone, at)) for each in offer.windows
        ],
        "may": timeline.state in ("waiting", "person"),
        "fault": fault,
        "typed": typed,
    }
    return unstored(page(request, "desk/later.html", context, status))


@require_POST
@calm
def choose(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Keep what the customer chose: a call, an e-mail, or to wait here after all."""
    how, typed, house = request.POST.get("how", ""), request.POST.get("number", ""), _house(request)
    try:
        if how == "call":
            house.ask_for_call(conversation, this_customer(request), request.POST.get("window", ""), typed)
        elif how == "email":
            house.ask_for_email(conversation, this_customer(request))
        else:
            house.wait_here(conversation, this_customer(request))
    except BadInput:
        return _later(request, conversation, "number", typed[:40], 422)
    except Overtaken:
        return _later(request, conversation, "window", typed[:40], 409)
    except Refused:
        return _later(request, conversation, "nothing", "", 403)
    return HttpResponseRedirect(reverse("conversation", args=[conversation]) + "#latest")


@require_POST
@calm
@colleague_only
def called(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Keep what became of a call: the number goes once the customer was reached."""
    _house(request).called(conversation, myself(request), request.POST.get("reached") == "1")
    return HttpResponseRedirect(reverse("case", args=[conversation]) + "#work")


urls: list[URLPattern] = [
    path("c/<str:conversation>/later", later, name="later"),
    path("c/<str:conversation>/later/choose", choose, name="choose-later"),
    path("desk/c/<str:conversation>/called", called, name="called"),
]
