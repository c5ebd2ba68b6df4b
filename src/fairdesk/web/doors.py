"""What every request passes: whose it is, in which language, and the house that answers; on the way out, the cookie.

The house is opened once a process (`open_door`) and put on each request. A customer is known by a random token in a
cookie that scripts cannot read; colleagues by Django's session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request

from fairdesk.house.opening import House
from fairdesk.language import OFFERED, offered
from fairdesk.rendering import django_code

CUSTOMER_COOKIE = "fairdesk"
LANGUAGE_COOKIE = "fairdesk-language"
A_YEAR = 365 * 24 * 3600

_open: list[House] = []


def open_door(house: House) -> None:
    """Let this process's requests in to *house*."""
    _open[:] = [house]


def the_house() -> House:
    """Return the house this process serves."""
    return _open[0]


@dataclass(frozen=True, slots=True)
class ShownCompany:
    """The company as pages show it; an empty text is not shown."""

    name: str
    telephone: str
    relay: str
    email: str
    logo: str


class HouseMiddleware:
    """Puts house, customer, colleague, language and company on the request."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: Any) -> HttpResponse:
        """Answer a request in its language, as the one it belongs to."""
        house = the_house()
        request.house = house
        request.language = _language(request)
        request.new_token = ""
        request.customer = house.customer_by_token(request.COOKIES.get(CUSTOMER_COOKIE, ""))
        user = request.user.pk if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        request.colleague = house.colleague(user) if user else None
        request.company = shown_company(house)
        with translation.override(django_code(request.language)):
            response = self._answer(request)
        _remember(request, response)
        return response


def _language(request: HttpRequest) -> str:
    """Return the language asked for now, chosen before, or preferred by the browser, in this order."""
    asked = request.GET.get("lang", "")
    if asked in OFFERED:
        return asked
    kept = request.COOKIES.get(LANGUAGE_COOKIE, "")
    return kept if kept in OFFERED else offered(get_language_from_request(request))


def _remember(request: Any, response: HttpResponse) -> None:
    secure = bool(settings.SESSION_COOKIE_SECURE)
    if request.new_token:
        response.set_cookie(
            CUSTOMER_COOKIE, request.new_token, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure
        )
    if request.GET.get("lang", "") in OFFERED:
        response.set_cookie(LANGUAGE_COOKIE, request.language, max_age=A_YEAR, samesite="Lax", secure=secure)


def shown_company(house: House) -> ShownCompany:
    """Return what pages show of the company."""
    company = house.knowing.company()
    return ShownCompany(
        company.name, company.telephone, company.relay, company.email, "/logo" if company.logo else ""
    )
