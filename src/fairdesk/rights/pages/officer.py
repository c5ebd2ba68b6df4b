"""The officer's pages: requests with the days that are left, what may be done now, what would go, and what is proven."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from fairdesk.nouns import BadInput, ColleagueId, ConversationId, DeskError, Overtaken, Refused
from fairdesk.rendering import DeskRequest, View, calm, colleague_only, myself, page
from fairdesk.rights.deadlines import law_for
from fairdesk.rights.holds import Hold
from fairdesk.rights.requests import GROUNDS, Move, RequestKind, Stage
from fairdesk.rights.shown import DryRun, Shown
from fairdesk.rights.wording import KINDS

VIEWS = ("open", "ended")
_WITH_WORDS = frozenset({Move.ASK_IDENTITY, Move.ASK_CLARIFICATION, Move.REFUSE})
_BUTTONS = {
    Move.ASK_IDENTITY: "Ask who it is",
    Move.ASK_CLARIFICATION: "Ask what is meant",
    Move.ANSWER: "The answer came another way",
    Move.ACCEPT: "Accept",
    Move.BEGIN: "Begin the work",
    Move.DRY_RUN: "Try it dry",
    Move.APPROVE: "Approve",
    Move.REFUSE: "Refuse",
    Move.MARK_DUPLICATE: "It was asked before",
}


class House(Protocol):
    """What these pages ask of the house."""

    def requests(self, colleague: ColleagueId, view: str = "open") -> tuple[Shown, ...]:
        """Return the officer's list."""

    def request_for(self, id: str, colleague: ColleagueId) -> Shown:
        """Return a request to an officer."""

    def work_request(self, id: str, colleague: ColleagueId, move: str, words: str = "", ground: str = "") -> None:
        """Make one of the officer's moves."""

    def extend_request(self, id: str, colleague: ColleagueId, words: str) -> None:
        """Take the longer time that the law gives."""

    def carry_out(self, id: str, colleague: ColleagueId, words: str) -> None:
        """Do what was asked, with the proof that it was done."""

    def dry_run(self, id: str, colleague: ColleagueId) -> DryRun | None:
        """Return what an erasure would take; None once the customer is gone."""

    def holdable(self, id: str, colleague: ColleagueId) -> tuple[ConversationId, ...]:
        """Return the conversations that a hold can keep."""

    def holds(self, colleague: ColleagueId) -> tuple[Hold, ...]:
        """Return the holds in force."""

    def hold_for(
        self, id: str, colleague: ColleagueId, conversation: str, reason: str, review_by: datetime
    ) -> str:  # fmt: skip
        """Place a hold on the customer of a request."""

    def lift_hold(self, colleague: ColleagueId, id: str) -> None:
        """End a hold."""

    def review_hold(self, colleague: ColleagueId, id: str, review_by: datetime) -> None:
        """Say that a hold was looked at, and when it is looked at again."""

    def uses(self, language: str) -> tuple[tuple[str, str], ...]:
        """Return each use of their words that customers may object to: its name, and what it is called."""

    def now(self) -> datetime:
        """Return the present moment."""


@calm
@colleague_only
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    """Show the requests, nearest deadline first, and the holds with their reviews."""
    house, view = _house(request), request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    context = {
        "view": view,
        "views": VIEWS,
        "requests": [(each, KINDS[each.kind][0]) for each in house.requests(myself(request), view)],
        "holds": [(hold, house.now() >= hold.review_by) for hold in house.holds(myself(request))],
        "here": "requests",
    }
    return page(request, "rights/desk_requests.html", context)


@calm
@colleague_only
@require_safe
def one(request: DeskRequest, id: str) -> HttpResponse:
    """Show a request: its words, what may be done now, what would go, what is proven."""
    return _one(request, id)


def _one(request: DeskRequest, id: str, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    house, me = _house(request), myself(request)
    shown = house.request_for(id, me)
    erasing = shown.kind is RequestKind.ERASE and shown.open
    moves = [move for move in shown.moves if move in _BUTTONS]
    context = {
        "shown": shown,
        "name": KINDS[shown.kind][0],
        "about": [name for code, name in house.uses("en") if code in shown.scope],
        "buttons": [(str(move), _BUTTONS[move]) for move in moves if move not in _WITH_WORDS],
        "asking": [(str(move), _BUTTONS[move]) for move in moves if move in _WITH_WORDS - {Move.REFUSE}],
        "may_refuse": Move.REFUSE in moves,
        "grounds": GROUNDS,
        "dry": house.dry_run(id, me) if erasing else None,
        "holdable": house.holdable(id, me) if erasing else (),
        "may_carry_out": shown.kind is not RequestKind.ERASE and shown.stage in (Stage.ACCEPTED, Stage.IN_WORK),
        "may_extend": shown.open and not shown.extended and shown.law.extension is not None,
        "law": law_for,
        "here": "requests",
        "said": _SAID.get(request.GET.get("said", ""), ""),
    }
    return page(request, "rights/desk_request.html", {**context, **(more or {})}, status)


_SAID = {"moved": "Done. The ledger has it.", "held": "The hold is placed.", "lifted": "The hold is lifted."}


def _takes(view: View) -> View:
    """Let a colleague post; what cannot be done comes back on the request's page, with the words as they were typed."""

    def told(request: DeskRequest, id: str, **more: Any) -> HttpResponse:
        try:
            return view(request, id, **more)
        except (BadInput, Overtaken, Refused) as problem:
            try:
                typed = {"trouble": str(problem), "words": request.POST.get("text", "")}
                return _one(request, id, typed, problem.http_status)
            except DeskError:
                raise problem from None

    return calm(colleague_only(require_POST(told)))


@_takes
def move(request: DeskRequest, id: str) -> HttpResponse:
    """Make a move."""
    sent = request.POST
    _house(request).work_request(
        id, myself(request), sent.get("move", ""), sent.get("text", ""), sent.get("ground", "")
    )
    return _back(id, "moved")


@_takes
def carry_out(request: DeskRequest, id: str) -> HttpResponse:
    """Do what was asked."""
    _house(request).carry_out(id, myself(request), request.POST.get("text", ""))
    return _back(id, "moved")


@_takes
def extend(request: DeskRequest, id: str) -> HttpResponse:
    """Take the longer time."""
    _house(request).extend_request(id, myself(request), request.POST.get("text", ""))
    return _back(id, "moved")


@_takes
def hold(request: DeskRequest, id: str) -> HttpResponse:
    """Place a legal hold on the customer, or on one conversation."""
    sent = request.POST
    _house(request).hold_for(
        id, myself(request), sent.get("conversation", ""), sent.get("text", ""), _day(sent.get("review_by", ""))
    )
    return _back(id, "held")


@calm
@colleague_only
@require_POST
def change_hold(request: DeskRequest, hold: str) -> HttpResponse:
    """Lift a hold, or say when it is looked at again."""
    if request.POST.get("act") == "lift":
        _house(request).lift_hold(myself(request), hold)
    else:
        _house(request).review_hold(myself(request), hold, _day(request.POST.get("review_by", "")))
    return HttpResponseRedirect(reverse("desk-requests"))


def _day(typed: str) -> datetime:
    try:
        return datetime.combine(datetime.strptime(typed, "%Y-%m-%d").date(), time(12), UTC)
    except ValueError as wrong:
        raise BadInput("say when the hold is looked at again, such as 2027-01-31") from wrong


def _back(id: str, said: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk-request", args=[id]) + f"?said={said}")


def _house(request: HttpRequest) -> House:
    return cast(House, cast(DeskRequest, request).house)


urls: list[URLPattern] = [
    path("desk/requests", listed, name="desk-requests"),
    path("desk/requests/<str:id>", one, name="desk-request"),
    path("desk/requests/<str:id>/move", move, name="desk-request-move"),
    path("desk/requests/<str:id>/carry-out", carry_out, name="desk-request-carry-out"),
    path("desk/requests/<str:id>/extend", extend, name="desk-request-extend"),
    path("desk/requests/<str:id>/hold", hold, name="desk-request-hold"),
    path("desk/holds/<str:hold>", change_hold, name="desk-hold"),
]
