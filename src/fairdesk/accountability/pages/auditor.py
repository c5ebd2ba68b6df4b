"""The auditor's browser of the ledger: entries by kind and day, one entry with its proof, heads, and verify now."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from fairdesk.nouns import BadInput, ColleagueId
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page


class House(Protocol):
    """What these pages ask of the house."""

    def ledger_page(self, colleague: ColleagueId, kind: str, day: date | None, before: int | None) -> Any:
        """Return a page of entries with heads, keys and the last verification."""

    def ledger_entry(self, colleague: ColleagueId, position: int) -> Any:
        """Return an entry with its proof."""

    def consistency(self, colleague: ColleagueId, old: int, new: int) -> Any:
        """Return whether one head goes on from another."""

    def begin_check(self, colleague: ColleagueId) -> None:
        """Begin to verify the whole ledger."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@calm
@colleague_only
@require_safe
def ledger(request: DeskRequest) -> HttpResponse:
    """List entries, heads and keys; show the last verification."""
    kind, day = request.GET.get("kind", "")[:60], _day(request.GET.get("day", ""))
    shown = _house(request).ledger_page(myself(request), kind, day, _number(request.GET.get("before")))
    context = {"ledger": shown, "kind": kind, "day": day.isoformat() if day else "", "here": "ledger"}
    return page(request, "accountability/desk_ledger.html", context)


@calm
@colleague_only
@require_safe
def entry(request: DeskRequest, position: int) -> HttpResponse:
    """Show an entry with its proof, from its neighbour up to the signed root."""
    proven = _house(request).ledger_entry(myself(request), position)
    return page(request, "accountability/desk_ledger_entry.html", {"proven": proven, "here": "ledger"})


@calm
@colleague_only
@require_safe
def consistency(request: DeskRequest) -> HttpResponse:
    """Show whether one signed head goes on from another."""
    old, new = _number(request.GET.get("old")), _number(request.GET.get("new"))
    if old is None or new is None:
        raise BadInput("choose two heads from the list")
    found = _house(request).consistency(myself(request), old, new)
    return page(request, "accountability/desk_ledger_heads.html", {"found": found, "here": "ledger"})


@calm
@colleague_only
@require_POST
def check(request: DeskRequest) -> HttpResponse:
    """Begin to verify."""
    _house(request).begin_check(myself(request))
    return HttpResponseRedirect(reverse("desk-ledger") + "#check")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 19 else None


urls: list[URLPattern] = [
    path("desk/ledger", ledger, name="desk-ledger"),
    path("desk/ledger/check", check, name="desk-ledger-check"),
    path("desk/ledger/heads", consistency, name="desk-ledger-heads"),
    path("desk/ledger/<int:position>", entry, name="desk-ledger-entry"),
]
