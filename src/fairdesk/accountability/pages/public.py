"""The ledger over HTTP as c2sp.org/tlog-tiles serves it, read-only, and the page that a receipt's short code finds.

Hashes and signed heads are for everybody. Entries hold no words, but a time and a conversation's random id: who knows
when a neighbour wrote could read what became of it. They are for auditors unless the settings open them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from fairdesk.accountability.ledger import Entry
from fairdesk.nouns import ActId, BadInput, ColleagueId, CustomerId, NotFound, Refused
from fairdesk.rendering import DeskRequest, calm, page

A_YEAR = 365 * 24 * 3600


class Shown(Protocol):
    """An entry as it is shown."""

    entry: Entry
    code: str


class Proven(Protocol):
    """An entry with its proof."""

    shown: Shown


class House(Protocol):
    """What these pages ask of the house."""

    def checkpoint_note(self) -> str:
        """Return the newest signed head, with cosignatures."""

    def ledger_keys_text(self) -> str:
        """Return the public keys of the ledger."""

    def tile(self, path: str) -> bytes:
        """Return a tile or bundle by its path."""

    def may_read_entries(self, colleague: ColleagueId | None) -> bool:
        """Whether somebody may read entries."""

    def receipt_as_json(self, act: ActId, customer: CustomerId, *, named: bool = ...) -> Mapping[str, str | int]:
        """Return the receipt of an act to the customer whose act it was."""

    def proof_page(self, typed: str) -> Proven:
        """Return what a short code finds."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@calm
@require_safe
def checkpoint(request: DeskRequest) -> HttpResponse:
    """Hand out the newest signed head."""
    return _text(_house(request).checkpoint_note())


@calm
@require_safe
def keys(request: DeskRequest) -> HttpResponse:
    """Hand out the public keys, oldest first."""
    return _text(_house(request).ledger_keys_text())


def _text(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@calm
@require_safe
def tile(request: DeskRequest, rest: str) -> HttpResponse:
    """Hand out a tile of hashes for ever, or a bundle of entries to whoever may read those."""
    entries = rest.startswith("entries/")
    mine = request.colleague.id if request.colleague else None
    if entries and not _house(request).may_read_entries(mine):
        raise Refused("entries of the ledger are read by auditors; sign in at the desk, or ask for an export")
    response = HttpResponse(_house(request).tile(f"tile/{rest}"), content_type="application/octet-stream")
    shared = "private, no-store" if entries and mine else f"public, max-age={A_YEAR}, immutable"
    response["Cache-Control"] = shared
    return response


@calm
@require_safe
def receipt_as_json(request: DeskRequest, act: ActId) -> HttpResponse:
    """Hand out the receipt of a customer's own act as a file for programs."""
    if request.customer is None:
        raise NotFound("this browser has written nothing here")
    told = _house(request).receipt_as_json(act, request.customer, named=request.GET.get("named") == "1")
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="receipt-{"".join(c for c in act if c.isalnum())}.json"'
    response["Cache-Control"] = "no-store"
    return response


@calm
@require_safe
def proof(request: DeskRequest, code: str = "") -> HttpResponse:
    """Show what a short code finds, or ask for one."""
    typed = request.GET.get("code", "")
    if typed and not code:
        return HttpResponseRedirect(reverse("proof", args=[typed.replace("/", "-")[:60]]))
    if not code:
        return page(request, "accountability/proof.html")
    try:
        found = _house(request).proof_page(code)
    except (BadInput, NotFound):
        return page(request, "accountability/proof.html", {"typed": code, "trouble": True}, 404)
    return page(request, "accountability/proof.html", {"found": found, "typed": found.shown.code})


urls: list[URLPattern] = [
    path("ledger/checkpoint", checkpoint, name="ledger-checkpoint"),
    path("ledger/keys", keys, name="ledger-keys"),
    path("ledger/tile/<path:rest>", tile, name="ledger-tile"),
    path("why/<str:act>/receipt.json", receipt_as_json, name="receipt-json"),
    path("proof", proof, name="proof"),
    path("proof/<str:code>", proof, name="proof"),
]
