"""Why an act came out as it did, the form that disputes it, and how the whole of our AI works: for customers and colleagues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from fairdesk.explainability import audiences
from fairdesk.explainability.running import Running
from fairdesk.explainability.wording import for_colleague, for_customer, hidden_sentence
from fairdesk.nouns import ActId, ColleagueId, ConversationId, CustomerId, RawText
from fairdesk.rendering import DeskRequest, calm, colleague_only, page, this_customer


class House(Protocol):
    """What these pages ask of the house. A reason is the desk's `Why`."""

    def why(self, act: ActId, customer: CustomerId) -> Any:
        """Return the reason of an act to the customer whose act it was."""

    def why_in_full(self, act: ActId, colleague: ColleagueId) -> Any:
        """Return the reason of an act to a colleague."""

    def money_line(self, act: ActId, customer: CustomerId | None = ...) -> tuple[ConversationId, int] | None:
        """Return where a decision about money stands; None of any other act."""

    def conversations(self, customer: CustomerId) -> tuple[ConversationId, ...]:
        """Return this customer's conversations, newest first."""

    def appeal(self, act: ActId, customer: CustomerId, words: RawText | None = ...) -> ConversationId:
        """Dispute an act: people get the conversation."""

    def running(self) -> Running:
        """Return what runs here, and what is measured of it."""

    def questions(self) -> Mapping[str, object]:
        """Return what this company asks customers of themselves, on a page of its own."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@calm
@require_safe
def why(request: DeskRequest, act: ActId) -> HttpResponse:
    """Show the reason of an act to its customer: in words first, rules and versions in small print."""
    customer = this_customer(request)
    if (line := _house(request).money_line(act, customer)) is not None:
        return HttpResponseRedirect(reverse("decision", args=line))
    reason = _house(request).why(act, customer)
    mine = _house(request).conversations(customer)
    named = request.GET.get("c", "")
    context = {
        "why": reason,
        "conversation": named if named in mine else (mine[0] if mine else None),
        "reasons": for_customer(reason.because, request.language),
        "rules": [line for line in for_colleague(reason.because) if line.rule],
        "hidden": hidden_sentence(reason.hidden, request.language),
        "told": audiences.for_customer(reason.record, request.language) if reason.record else None,
    }
    return page(request, "explainability/why.html", context)


@calm
@require_POST
def appeal(request: DeskRequest, act: ActId) -> HttpResponse:
    """Dispute an act: the conversation goes to people, with the customer's words if there are any."""
    words = RawText(request.POST.get("text", "").replace("\r\n", "\n").strip())
    conversation = _house(request).appeal(act, this_customer(request), words)
    return HttpResponseRedirect(reverse("conversation", args=[conversation]) + "#latest")


@calm
@colleague_only
@require_safe
def why_full(request: DeskRequest, act: ActId) -> HttpResponse:
    """Show the whole reason of an act: every step, rule, version and fact."""
    assert request.colleague is not None  # colleague_only stands before
    if (line := _house(request).money_line(act)) is not None:
        return HttpResponseRedirect(reverse("money", args=line[:1]) + "#decided")
    reason = _house(request).why_in_full(act, request.colleague.id)
    context = {
        "why": reason,
        "lines": for_colleague(reason.because),
        "told": audiences.for_colleague(reason.record) if reason.record else None,
        "versions": reason.record.versions if reason.record else reason.guidelines,
    }
    return page(request, "explainability/desk_why.html", context)


@calm
@require_safe
def how_it_works(request: DeskRequest) -> HttpResponse:
    """Show how our AI works: made from what runs here now."""
    house = _house(request)
    return page(
        request, "explainability/how.html", {"running": house.running(), "asks_groups": bool(house.questions())}
    )


urls: list[URLPattern] = [
    path("why/<str:act>", why, name="why"),
    path("why/<str:act>/appeal", appeal, name="appeal"),
    path("desk/why/<str:act>", why_full, name="why-full"),
    path("how-our-ai-works", how_it_works, name="how-our-ai-works"),
]
