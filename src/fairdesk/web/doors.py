"""What every request passes: whose it is, in which language, and the house that answers; on the way out, the cookie.

The house is opened once a process (`open_door`) and put on each request. A customer is known by a random token in a
cookie that scripts cannot read; colleagues by Django's session.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_request

from fairdesk.consent.signal import HEADER, asks_not_to
from fairdesk.house.opening import House
from fairdesk.identity.codes import TooMany
from fairdesk.identity.pages.leaving import leave_at_once
from fairdesk.identity.roles import needs_second_factor
from fairdesk.language import OFFERED, offered
from fairdesk.nouns import Unavailable
from fairdesk.rendering import django_code, missing, problem_of
from fairdesk.settings import Settings
from fairdesk.web.wire import PROBLEM, problem_as_json

CUSTOMER_COOKIE = "fairdesk"
LANGUAGE_COOKIE = "fairdesk-language"
SECOND_FACTOR_GIVEN = "second_factor_given"
"""The mark in a session that a second factor was given, or set up, in it."""
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
    time_zone: str = "UTC"


class HouseMiddleware:
    """Puts house, customer, colleague, language and company on the request."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer
        # What pages showed last: when nothing can be read, the telephone number must still be there (promise 3).
        self._company = ShownCompany("", "", "", "", "")

    def __call__(self, request: Any) -> HttpResponse:
        """Answer a request in its language, as the one it belongs to."""
        house = the_house()
        request.house = house
        request.language = _language(request)
        request.new_token = ""
        request.token = request.COOKIES.get(CUSTOMER_COOKIE, "")
        request.leaves = request.inside = False
        request.customer = request.colleague = request.unproven = None
        request.company = self._company
        try:
            self._who(house, request)
            self._company = request.company
        except Unavailable as fault:
            response = self._unavailable(request, fault)
        except TooMany as often:
            response = problem_of(request, often.http_status)
        else:
            with translation.override(django_code(request.language)):
                # No id holds a zero character, and PostgreSQL refuses to be asked for one.
                response = missing(request) if "\0" in request.path else self._answer(request)
        _remember(request, response)
        return _as_problem(response) if request.path.startswith("/api/") else response

    def _who(self, house: House, request: Any) -> None:
        # Only asking for the name refuses a wrong one: another site must not reach this desk under its own name.
        request.get_host()
        request.customer = house.place_in(request.token, request.META.get("REMOTE_ADDR", ""))
        request.inside = request.customer is not None and house.is_hidden(request.customer)
        user = request.user.pk if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        colleague = house.colleague(user) if user else None
        proven = colleague is not None and proves(request.session, colleague.role, house.settings)
        request.colleague, request.unproven = (colleague, None) if proven else (None, colleague)
        request.company = shown_company(house)
        if request.customer and asks_not_to(request.headers.get(HEADER)):
            with contextlib.suppress(
                Unavailable
            ):  # a desk that cannot write now still shows its pages; the next asks
                house.honour_signal(request.customer, request.language)

    def _unavailable(self, request: HttpRequest, fault: Unavailable) -> HttpResponse:
        """Answer when not even the asker can be read: the words come back, with the ways to reach us known last."""
        if request.path == reverse("leave-at-once"):
            return leave_at_once(request)  # nobody is held here because a database is away
        return problem_of(request, fault.http_status, words=request.POST.get("text", ""))


def _as_problem(response: HttpResponse) -> HttpResponse:
    """Turn what Django itself refused (an unknown address or method, too large a body) into problem details."""
    if response.status_code < 400 or response.get("Content-Type", "") == PROBLEM:
        return response
    detail = _REFUSED.get(response.status_code, "something went wrong on our side; try again in a minute")
    problem = JsonResponse(
        problem_as_json(response.status_code, detail), status=response.status_code, content_type=PROBLEM
    )
    for kept in ("Allow", "Retry-After"):
        if kept in response:
            problem[kept] = response[kept]
    return problem


_REFUSED = {
    400: "the request cannot be read",
    404: "there is no such address; /api/v1/openapi.json lists all",
    405: "this address does not take this method",
    413: "the request is too large; a message may have 20,000 characters",
    429: "too many wrong tokens came from this network address; wait ten minutes",
    503: "nothing can be kept or read now; nothing was sent",
}


def _language(request: HttpRequest) -> str:
    """Return the language asked for now, chosen before, or preferred by the browser, in this order."""
    asked = request.GET.get("lang", "")
    if asked in OFFERED:
        return asked
    kept = request.COOKIES.get(LANGUAGE_COOKIE, "")
    return kept if kept in OFFERED else offered(get_language_from_request(request))


def _remember(request: Any, response: HttpResponse) -> None:
    secure = bool(settings.SESSION_COOKIE_SECURE)
    if request.leaves:
        response.delete_cookie(CUSTOMER_COOKIE, samesite="Lax")
    elif request.new_token:
        response.set_cookie(
            CUSTOMER_COOKIE, request.new_token, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure
        )
    if request.GET.get("lang", "") in OFFERED:
        response.set_cookie(LANGUAGE_COOKIE, request.language, max_age=A_YEAR, samesite="Lax", secure=secure)


def proves(session: Mapping[str, Any], role: str, settings: Settings) -> bool:
    """Whether a session may be used by somebody of *role*: a second factor was given in it, or none is needed."""
    reachable = bool(settings.behind_proxy)
    return bool(session.get(SECOND_FACTOR_GIVEN)) or not needs_second_factor(role, settings.second_factor, reachable)


def shown_company(house: House) -> ShownCompany:
    """Return what pages show of the company."""
    company = house.knowing.company()
    return ShownCompany(
        company.name,
        company.telephone,
        company.relay,
        company.email,
        "/logo" if company.logo else "",
        company.time_zone or "UTC",
    )
