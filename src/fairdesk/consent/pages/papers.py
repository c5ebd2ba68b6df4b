"""The papers of consent: signed receipts, the key that checks them, and every notice word for word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from fairdesk.consent.notices import Notice
from fairdesk.consent.records import Version
from fairdesk.consent.signal import SUPPORT
from fairdesk.language import OFFERED
from fairdesk.nouns import CustomerId, NotFound
from fairdesk.rendering import DeskRequest, calm, page


class House(Protocol):
    """What these pages ask of the house."""

    def consent_receipt(self, customer: CustomerId, number: int) -> str:
        """Return the signed receipt of a choice."""

    def consent_receipt_body(self, customer: CustomerId, number: int) -> Mapping[str, Any]:
        """Return the receipt of a choice as JSON-LD."""

    def consent_receipt_kantara(self, customer: CustomerId, number: int) -> Mapping[str, Any]:
        """Return the receipt of a choice in Kantara's shape."""

    def public_keys(self) -> Mapping[str, Any]:
        """Return the desk's public key as a JSON Web Key Set."""

    def notice_shown(self, version: str) -> Notice:
        """Return the words of a version."""

    def notice_versions(self) -> tuple[Version, ...]:
        """Return every version that was shown."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


def _customer(request: DeskRequest) -> CustomerId:
    if request.customer is None:
        raise NotFound("this browser has made no choice here")
    return request.customer


@calm
@require_safe
def signed_receipt(request: DeskRequest, number: int) -> HttpResponse:
    """Hand out the signed receipt of a choice as a file."""
    signed = _house(request).consent_receipt(_customer(request), number)
    return _file(HttpResponse(signed, content_type="application/jose"), f"consent-receipt-{number}.jws")


@calm
@require_safe
def plain_receipt(request: DeskRequest, number: int) -> HttpResponse:
    """Hand out what the signed receipt holds, as JSON-LD."""
    body = _house(request).consent_receipt_body(_customer(request), number)
    return _file(_json(body, "application/ld+json"), f"consent-receipt-{number}.jsonld")


@calm
@require_safe
def kantara_receipt(request: DeskRequest, number: int) -> HttpResponse:
    """Hand out the receipt in the shape of Kantara's specification 1.1.0."""
    body = _house(request).consent_receipt_kantara(_customer(request), number)
    return _file(_json(body, "application/json"), f"consent-receipt-{number}-kantara.json")


def _json(body: Mapping[str, Any], kind: str) -> HttpResponse:
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 2}, content_type=kind)


def _file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@calm
@require_safe
def public_keys(request: DeskRequest) -> HttpResponse:
    """Publish the key that receipts are checked with (RFC 7517)."""
    return _json(_house(request).public_keys(), "application/jwk-set+json")


# --- notices --------------------------------------------------------------------------------------------------------
@calm
@require_safe
def notices(request: DeskRequest) -> HttpResponse:
    """List every version of every notice that was ever shown here."""
    house = _house(request)
    listed = [
        (one, house.notice_shown(one.version).short[0], OFFERED.get(one.language, one.language))
        for one in house.notice_versions()
    ]
    return page(request, "consent/notices.html", {"versions": listed})


@calm
@require_safe
def notice_text(request: DeskRequest, version: str) -> HttpResponse:
    """Show the exact words of one version."""
    shown = _house(request).notice_shown(version)
    return page(request, "consent/notice.html", {"notice": shown, "own": OFFERED.get(shown.language, shown.language)})


@require_safe
def signal_support(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that the Global Privacy Control is honoured here (its specification, section 4)."""
    return JsonResponse(SUPPORT)


urls: list[URLPattern] = [
    path("privacy/choices/<int:number>/receipt", signed_receipt, name="consent-receipt"),
    path("privacy/choices/<int:number>/receipt.jsonld", plain_receipt, name="consent-receipt-plain"),
    path("privacy/choices/<int:number>/kantara.json", kantara_receipt, name="consent-receipt-kantara"),
    path("privacy/keys.json", public_keys, name="public-keys"),
    path("privacy/notices", notices, name="notices"),
    path("privacy/notices/<str:version>", notice_text, name="notice-text"),
    path(".well-known/gpc.json", signal_support, name="signal-support"),
]
