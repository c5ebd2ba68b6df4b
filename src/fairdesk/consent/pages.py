"""The pages of choices: what may be done with a customer's words, yes or no with equal buttons, receipts, every notice.

No account is needed: the browser that wrote is the customer, and one that only chooses becomes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fairdesk.consent.accommodations import HELPS, LONGEST, Helps, helps
from fairdesk.consent.choices import Stand
from fairdesk.consent.notices import Notice
from fairdesk.consent.purposes import Purpose, purpose_named
from fairdesk.consent.records import Version
from fairdesk.consent.signal import HEADER, SUPPORT, asks_not_to
from fairdesk.consent.understanding import AIM, Share, questions, right
from fairdesk.consent.withdrawal import STORES
from fairdesk.language import say
from fairdesk.nouns import CustomerId, NotFound
from fairdesk.rendering import DeskRequest, calm, page


class House(Protocol):
    """What these pages ask of the house."""

    def new_customer(self, request: HttpRequest) -> CustomerId:
        """Make a customer for a first choice and remember the browser as theirs."""

    def stands(self, customer: CustomerId | None, language: str, place: str, *, signal: bool) -> tuple[Stand, ...]:
        """Return how every purpose stands, and record that its notice was shown."""

    def choose(self, customer: CustomerId, purpose: Purpose, yes: bool, *, language: str) -> None:
        """Keep a yes or a no."""

    def helps(self, customer: CustomerId | None) -> Helps:
        """Return what helps a customer."""

    def keep_helps(self, customer: CustomerId, what: Helps, *, language: str) -> None:
        """Keep what helps a customer."""

    def count_answer(self, language: str, question: str, right: bool) -> None:
        """Count an answer of the check of understanding."""

    def understanding(self) -> tuple[Share, ...]:
        """Return the share of right answers of each question."""

    def notice(self, name: str, language: str) -> Notice:
        """Return the words customers are shown now about a purpose."""

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


# --- choices --------------------------------------------------------------------------------------------------------
@calm
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: DeskRequest) -> HttpResponse:
    """Show every purpose with its two equal buttons, and keep what is pressed; anything but a clear yes is a no."""
    if request.method == "POST":
        purpose = _keep(request)
        return HttpResponseRedirect(f"{reverse('choices')}?kept={purpose}#{purpose}")
    signal = asks_not_to(request.headers.get(HEADER))
    stands = _house(request).stands(request.customer, request.language, "choices", signal=signal)
    kept = request.GET.get("kept", "")
    shown = [(stand, _reached(stand, request.language), stand.name == kept) for stand in stands]
    known = _house(request).helps(request.customer)
    offered = [(code, say(request.language, words), code in known.chosen) for code, words in HELPS.items()]
    context = {"shown": shown, "signal": signal, "offered": offered, "words": known.words, "longest": LONGEST}
    return page(request, "consent/choices.html", context)


def _keep(request: DeskRequest) -> Purpose:
    """Keep the choice that was pressed, with what helps where that is what it is about; return its purpose."""
    house, purpose = _house(request), purpose_named(request.POST.get("purpose", ""))
    yes = request.POST.get("answer") == "yes"
    what = helps(request.POST.getlist("help"), request.POST.get("words", "")) if yes else Helps()
    customer = request.customer or house.new_customer(request)
    if purpose is Purpose.ACCOMMODATE and what:
        house.keep_helps(customer, what, language=request.language)
    else:
        house.choose(customer, purpose, yes, language=request.language)
    return purpose


def _reached(stand: Stand, language: str) -> list[tuple[str, int, object]]:
    """Return what a no reached, in the customer's words: stores of ours with something in them, and all others asked."""
    if stand.withdrawal is None:
        return []
    return [
        (say(language, STORES[one.store]) if one.store in STORES else one.store, one.count, one.at)
        for one in stand.withdrawal.reached
        if one.count or one.store not in STORES
    ]


@calm
@require_http_methods(["GET", "HEAD", "POST"])
def understood(request: DeskRequest) -> HttpResponse:
    """Ask the two voluntary questions, explain the right answers at once, and show how many get them right."""
    answers = {name: request.POST.get(name, "") for name in ("person", "must")}
    asked = [(question, answers[question.name]) for question in questions(request.language)]
    given = [(question, right(question, said == "yes")) for question, said in asked if said in ("yes", "no")]
    for question, was_right in given:
        _house(request).count_answer(request.language, question.name, was_right)
    shown = {question.name: question.text for question, _ in asked}
    context = {
        "asked": asked,
        "given": given,
        "missing": request.method == "POST" and not given,
        "shares": [(shown[share.question], share) for share in _house(request).understanding()],
        "aim": AIM,
    }
    return page(request, "consent/understood.html", context, 422 if context["missing"] else 200)


# --- papers ---------------------------------------------------------------------------------------------------------
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
    return page(request, "consent/notices.html", {"versions": _house(request).notice_versions()})


@calm
@require_safe
def notice_text(request: DeskRequest, version: str) -> HttpResponse:
    """Show the exact words of one version."""
    return page(request, "consent/notice.html", {"notice": _house(request).notice_shown(version)})


@require_safe
def signal_support(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that the Global Privacy Control is honoured here (its specification, section 4)."""
    return JsonResponse(SUPPORT)


urls: list[URLPattern] = [
    path("privacy/choices", choices, name="choices"),
    path("privacy/choices/<int:number>/receipt", signed_receipt, name="consent-receipt"),
    path("privacy/choices/<int:number>/receipt.jsonld", plain_receipt, name="consent-receipt-plain"),
    path("privacy/choices/<int:number>/kantara.json", kantara_receipt, name="consent-receipt-kantara"),
    path("privacy/understood", understood, name="understood"),
    path("privacy/keys.json", public_keys, name="public-keys"),
    path("privacy/notices", notices, name="notices"),
    path("privacy/notices/<str:version>", notice_text, name="notice-text"),
    path(".well-known/gpc.json", signal_support, name="signal-support"),
]
