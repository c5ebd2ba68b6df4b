"""Pages about money: a colleague enters what is known and the rule decides; a person decides the drafts; the customer reads why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.money.claim import KINDS, PROOFS, TROUBLES, Claim, Decision, MoneyFile, Told, read_claim
from fairdesk.nouns import (
    BadInput,
    ColleagueId,
    ConversationId,
    CustomerId,
    DeskError,
    Overtaken,
    Refused,
    Restricted,
)
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page, this_customer


class House(Protocol):
    """What these pages ask of the house."""

    def money_of(self, conversation: ConversationId, colleague: ColleagueId) -> MoneyFile:
        """Return everything about money in a conversation."""

    def decide_money(self, conversation: ConversationId, colleague: ColleagueId, claim: Claim) -> Decision:
        """Decide a claim by its guideline."""

    def settle_money(
        self, conversation: ConversationId, colleague: ColleagueId, number: int, grant: bool, amount: str, words: str,
        overruled: str = ...,
    ) -> Decision:  # fmt: skip
        """Decide on a draft as a person; the words are looked through as a reply is unless *overruled*."""

    def open_money(self, colleague: ColleagueId) -> tuple[tuple[ConversationId, Decision], ...]:
        """Return every draft that waits for a person."""

    def money_decision(self, conversation: ConversationId, customer: CustomerId, number: int) -> Decision:
        """Return a decision to its customer."""

    def appeal_money(self, conversation: ConversationId, customer: CustomerId, number: int) -> None:
        """Let a person look at a decision again."""

    def rule_in_words(self, decision: Decision) -> str:
        """Return the sentence of the rule that decided or proposed."""

    def money_told(self, conversation: ConversationId, decision: Decision, language: str) -> Told:
        """Return why, on which facts, and what else a rule would have paid for, in words for the customer."""

    def money_told_in_full(self, conversation: ConversationId, decision: Decision) -> Told:
        """Return the same for a colleague."""


# --- colleagues ----------------------------------------------------------------------------------------------------
@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def money(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Show what was decided about money here, and decide a claim by rule from what a colleague knows."""
    if request.method != "POST":
        return _money(request, conversation, {})
    try:
        _house(request).decide_money(conversation, myself(request), read_claim(request.POST.dict()))
    except (BadInput, Refused, Overtaken) as wrong:
        return _money(request, conversation, {"trouble": str(wrong), "written": request.POST.dict()}, wrong)
    return HttpResponseRedirect(reverse("money", args=[conversation]) + "#decided")


@calm
@colleague_only
@require_POST
def settle(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Decide on a draft as a person, with a reason that the customer reads."""
    number = request.POST.get("draft", "")
    try:
        if request.POST.get("outcome") not in ("grant", "refuse"):
            raise BadInput("choose whether it is paid")
        _house(request).settle_money(
            conversation, myself(request), int(number) if number.isdigit() else 0, request.POST.get("outcome") == "grant",
            request.POST.get("given", ""), request.POST.get("words", ""), request.POST.get("overruled", ""),
        )  # fmt: skip
    except (BadInput, Refused, Overtaken) as wrong:
        care = getattr(wrong, "findings", ())  # the words should be looked at again: the page says which, and why
        return _money(
            request,
            conversation,
            {"trouble": "" if care else str(wrong), "care": care, "settling": request.POST.dict()},
            wrong,
        )
    return HttpResponseRedirect(reverse("money", args=[conversation]) + "#decided")


def _money(
    request: DeskRequest, which: ConversationId, more: Mapping[str, Any], wrong: DeskError | None = None
) -> HttpResponse:
    house = _house(request)
    try:
        file = house.money_of(which, myself(request))
    except Restricted:
        return HttpResponseRedirect(reverse("glass", args=[which]))
    context = {
        "file": file,
        "told": house.money_told_in_full(which, file.open) if file.open else None,
        "decided": [(each, house.money_told_in_full(which, each)) for each in reversed(file.decided)],
        "kinds": KINDS,
        "troubles": TROUBLES,
        "proofs": PROOFS,
        "here": "desk",
    }
    return page(request, "money/desk_money.html", {**context, **more}, wrong.http_status if wrong else 200)


@calm
@colleague_only
@require_safe
def waiting(request: DeskRequest) -> HttpResponse:
    """Show every draft about money that waits for a person."""
    house = _house(request)
    rows = [(which, draft, house.rule_in_words(draft)) for which, draft in house.open_money(myself(request))]
    return page(request, "money/desk_waiting.html", {"rows": rows, "here": "money"})


# --- the customer --------------------------------------------------------------------------------------------------
@calm
@require_safe
def decision(request: DeskRequest, conversation: ConversationId, number: int) -> HttpResponse:
    """Show a decision about money to its customer: what, by whom, why, on which facts, and how to contest it."""
    house = _house(request)
    found = house.money_decision(conversation, this_customer(request), number)
    told = house.money_told(conversation, found, request.language)
    return page(request, "money/decision.html", {"decision": found, "conversation": conversation, "told": told})


@calm
@require_POST
def appeal(request: DeskRequest, conversation: ConversationId, number: int) -> HttpResponse:
    """A customer asks for another look: a person gets it."""
    _house(request).appeal_money(conversation, this_customer(request), number)
    return HttpResponseRedirect(reverse("conversation", args=[conversation]) + "#latest")


def _house(request: HttpRequest) -> House:
    return cast(House, cast(DeskRequest, request).house)


urls: list[URLPattern] = [
    path("desk/money", waiting, name="money-waiting"),
    path("desk/c/<str:conversation>/money", money, name="money"),
    path("desk/c/<str:conversation>/money/settle", settle, name="money-settle"),
    path("c/<str:conversation>/decision/<int:number>", decision, name="decision"),
    path("c/<str:conversation>/decision/<int:number>/appeal", appeal, name="decision-appeal"),
]
