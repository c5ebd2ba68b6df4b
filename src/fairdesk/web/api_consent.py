"""The part of the JSON API about consent: how each purpose stands, a yes or a no, receipts, the exact notices.

Every notice that the API hands out is recorded like one on a page. `Sec-GPC: 1` is heeded on every call.
"""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from fairdesk.consent.choices import Stand
from fairdesk.consent.notices import Notice
from fairdesk.consent.purposes import purpose_named
from fairdesk.consent.signal import HEADER, asks_not_to
from fairdesk.language import offered
from fairdesk.nouns import CustomerId
from fairdesk.web.api import FAULTS, Token
from fairdesk.web.doors import the_house

consents = Router()


class Answer(Schema):
    """What a customer says about a purpose."""

    choice: Literal["yes", "no"]
    language: str = Field("en", max_length=35, description="in which language the notice was shown (BCP 47)")


@consents.get("/consents", auth=Token(), response={200: list[dict[str, Any]], **FAULTS}, summary="How choices stand")
def stands(request: HttpRequest, language: str = "en") -> list[dict[str, Any]]:
    """Return each purpose with its notice, where it stands, every choice, and what a withdrawal reached."""
    return [_as_json(each) for each in _stands(request, language)]


@consents.post("/consents/{purpose}", auth=Token(), response={200: dict[str, Any], **FAULTS}, summary="Say yes or no")
def answer(request: HttpRequest, purpose: str, body: Answer) -> dict[str, Any]:
    """Keep a yes or a no about a purpose; a no reaches every store of ours before this returns."""
    wanted, language = purpose_named(purpose), offered(body.language)
    the_house().choose(_customer(request), wanted, body.choice == "yes", language=language, method="api", place="api")
    return next(_as_json(each) for each in _stands(request, language) if each.name == wanted)


@consents.get(
    "/consents/{int:number}/receipt", auth=Token(), response={200: None, **FAULTS}, summary="A choice's receipt",
    openapi_extra={"responses": {200: {"content": {"application/jose": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """Return the signed receipt of a choice: a compact JWS with JSON-LD inside (ISO/IEC TS 27560, DPV)."""
    return HttpResponse(the_house().consent_receipt(_customer(request), number), content_type="application/jose")


@consents.get("/notices/{version}", response={200: dict[str, Any], **FAULTS}, summary="A notice, word for word")
def notice(request: HttpRequest, version: str) -> dict[str, Any]:
    """Return the exact words of any version of a notice that was ever shown."""
    return _words(the_house().notice_shown(version))


def _stands(request: HttpRequest, language: str) -> tuple[Stand, ...]:
    signal = asks_not_to(request.headers.get(HEADER))
    house, customer = the_house(), _customer(request)
    if signal:
        house.honour_signal(customer, offered(language))
    return house.stands(customer, offered(language), "api", signal=signal)


def _as_json(each: Stand) -> dict[str, Any]:
    history = [
        {
            "number": one.number,
            "choice": one.choice.value,
            "at": one.at.isoformat(),
            "method": one.method,
            "notice": one.notice_version,
        }
        for one in each.history
    ]
    done = each.withdrawal
    reached = [
        {"store": one.store, "stopped": one.count, "at": one.at and one.at.isoformat()}
        for one in (done.reached if done else ())
    ]
    return {
        "purpose": each.name,
        "standing": each.standing.value,
        "basis": each.basis,
        "days": each.days,
        "by_signal": each.by_signal,
        "notice": _words(each.notice),
        "choices": history,
        "reached": reached,
    }


def _words(shown: Notice) -> dict[str, Any]:
    return {
        "name": shown.name,
        "version": shown.version,
        "language": shown.language,
        "short": list(shown.short),
        "text": shown.text,
    }


def _customer(request: HttpRequest) -> CustomerId:
    return CustomerId(request.auth)  # type: ignore[attr-defined]
