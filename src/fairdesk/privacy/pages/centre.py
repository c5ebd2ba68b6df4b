"""The privacy centre: what is kept about the customer who looks, who looked, a copy of it, and its restriction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from fairdesk.nouns import BadInput, ConversationId, CustomerId, NotFound
from fairdesk.privacy.export import Copy
from fairdesk.privacy.see import PAGE, Seen
from fairdesk.rendering import DeskRequest, calm, page

LOOKS_SHOWN = 20


class House(Protocol):
    """What these pages ask of the house."""

    def see(self, customer: CustomerId, language: str, *, named: bool = False, kind: str = "", page: int = 1) -> Seen:
        """Return what is kept about a customer."""

    def export(self, customer: CustomerId, language: str, *, by: str = "customer", named: bool = False) -> Copy:
        """Return a copy of everything that is kept about a customer."""

    def export_by_link(self, token: str, customer: CustomerId | None, language: str) -> Copy:
        """Return the copy a link leads to."""

    def restrict(self, customer: CustomerId, on: bool, at: datetime, conversation: ConversationId = ...) -> None:
        """Restrict what is kept, or end that."""

    def questions(self) -> Mapping[str, object]:
        """Return what this company asks customers of themselves, on a page of its own."""

    def now(self) -> datetime:
        """Return the present moment."""


@calm
@require_safe
def centre(request: DeskRequest) -> HttpResponse:
    """Show what is kept about this customer; to somebody who is not known here, the way in."""
    if request.customer is None:
        return page(request, "privacy/way_in.html")
    kind, number = request.GET.get("kind", ""), _page_number(request)
    named = request.GET.get("show") == "names"
    try:
        seen = _house(request).see(request.customer, request.language, named=named, kind=kind, page=number)
    except BadInput as unknown:
        raise NotFound(str(unknown)) from unknown
    return page(request, "privacy/centre.html", _context(request, seen, kind, number, named))


def _context(request: DeskRequest, seen: Seen, kind: str, number: int, named: bool) -> dict[str, Any]:
    total = max((group.total for group in seen.groups), default=0)
    return {
        "seen": seen,
        "kind": kind,
        "named": named,
        "looks": seen.looks[:LOOKS_SHOWN],
        "more_looks": max(0, len(seen.looks) - LOOKS_SHOWN),
        "before": number - 1 if kind and number > 1 else 0,
        "after": number + 1 if kind and number * PAGE < total else 0,
        "asks_groups": bool(_house(request).questions()),
        "done": request.GET.get("done", ""),
    }


@calm
@require_POST
def export(request: DeskRequest) -> HttpResponse:
    """Hand out a copy of everything."""
    if request.customer is None:
        raise NotFound("there is nothing here, or it is not yours")
    named = request.POST.get("named") == "1"
    return download(_house(request).export(request.customer, request.language, named=named))


@calm
@require_safe
def export_by_link(request: DeskRequest, token: str) -> HttpResponse:
    """Hand out the copy a link leads to, to its customer alone and for a quarter of an hour."""
    return download(_house(request).export_by_link(token, request.customer, request.language))


def download(made: Copy) -> HttpResponse:
    """Return a copy as a file that nobody on the way may store."""
    response = StreamingHttpResponse(iter(made.pieces), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Content-Length"] = str(sum(map(len, made.pieces)))
    response["Cache-Control"] = "no-store"
    return cast(HttpResponse, response)


@calm
@require_POST
def restrict(request: DeskRequest) -> HttpResponse:
    """Restrict everything or one conversation, at once; or end that, as easily."""
    if request.customer is None:
        raise NotFound("there is nothing here, or it is not yours")
    on, house = request.POST.get("on") == "1", _house(request)
    house.restrict(request.customer, on, house.now(), ConversationId(request.POST.get("conversation", "")))
    return HttpResponseRedirect(f"{reverse('privacy')}?done={'restricted' if on else 'lifted'}#restrict")


def _page_number(request: HttpRequest) -> int:
    wanted = request.GET.get("page", "1")
    return max(1, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1


def _house(request: HttpRequest) -> House:
    return cast(House, cast(DeskRequest, request).house)


urls: list[URLPattern] = [
    path("privacy", centre, name="privacy"),
    path("privacy/export", export, name="privacy-export"),
    path("privacy/export/<str:token>", export_by_link, name="privacy-export-link"),
    path("privacy/restrict", restrict, name="privacy-restrict"),
]
