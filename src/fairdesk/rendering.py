"""Pages: how a view becomes HTML, in the reader's language, and how a problem becomes a calm page with a way on.

    @colleague_only
    def board(request: DeskRequest) -> HttpResponse:
        return page(request, "board/board.html", {"tiles": tiles})

`web/doors.py` puts what pages need on the request (DeskRequest says what); only `pages.py` files import this.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Protocol, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import override

from fairdesk.language import DEFAULT, OFFERED, direction, offered
from fairdesk.nouns import ColleagueId, CustomerId, DeskError, NotFound, Refused, Unavailable

log = logging.getLogger("fairdesk.pages")

View = Callable[..., HttpResponse]


class Colleague(Protocol):
    """Who works here and looks at the page: an id, the name customers see, a role."""

    @property
    def id(self) -> ColleagueId:
        """The colleague's number."""

    @property
    def work_name(self) -> str:
        """The name customers may see."""

    @property
    def role(self) -> str:
        """What the colleague may do, as one word."""


class Company(Protocol):
    """What the company tells its customers about itself; an empty text is not shown."""

    name: str
    telephone: str
    relay: str
    email: str
    logo: str


class DeskRequest(HttpRequest):
    """A request after our doors: whose it is, in which language, and the house that answers.

    `house` is what the pages of a room ask (for the desk: timeline.Desk). `customer` is None before the first message;
    `colleague` is None when nobody is signed in. `token` is what the browser proves itself with; a page that sets
    `new_token` makes it another customer's, one that sets `leaves` makes it nobody's. `inside`: a hidden conversation
    is open in this browser.
    """

    house: Any
    customer: CustomerId | None
    token: str
    new_token: str
    leaves: bool
    inside: bool
    colleague: Colleague | None
    language: str
    company: Company


INSIDE = "910; url=/"
"""How long a page of a hidden conversation is shown, in seconds, and what comes then: a little more than a visit lasts."""


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render a whole page. It belongs to one reader, so nobody on the way may store it.

    Adds to *context*: `company`, `colleague`, `language`, `direction`, `languages` (code -> own name), and for
    colleagues `stops` (asked of the house only when the header is drawn).
    """
    response = HttpResponse(fragment(request, template, context), status=status)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    if getattr(request, "inside", False):
        response["Refresh"] = INSIDE  # the page of somebody who was called away closes itself, without scripts too
    return response


def fragment(request: HttpRequest, template: str, context: Mapping[str, Any] | None = None) -> str:
    """Render a piece of a page as text, with the same context as page()."""
    code = reader_language(request)
    with override(django_code(code)):
        return render_to_string(template, {**_surroundings(request, code), **(context or {})}, request)


def reader_language(request: HttpRequest) -> str:
    """Return the offered language this page is in: English at the desk, else the customer's."""
    if request.path == "/desk" or request.path.startswith("/desk/"):
        return DEFAULT
    return offered(getattr(request, "language", DEFAULT))


def django_code(language: str) -> str:
    """Return the framework's name of one of our languages."""
    return "zh-hans" if language == "zh" else language


def _surroundings(request: HttpRequest, code: str) -> dict[str, Any]:
    colleague = getattr(request, "colleague", None)
    return {
        "company": getattr(request, "company", None),
        "colleague": colleague,
        "language": code,
        "direction": direction(code),
        "languages": OFFERED,
        "inside": getattr(request, "inside", False),
        "known_here": getattr(request, "customer", None) is not None,
        "exit_address": lambda: request.house.settings.exit_address,  # type: ignore[attr-defined]
        # A callable: templates call it only where the header is drawn, and a page that failed draws no such header.
        "unread_glasses": lambda: request.house.unread_glasses(),  # type: ignore[attr-defined]
        "guideline_tasks": lambda: request.house.guideline_tasks(colleague.id),  # type: ignore[attr-defined,union-attr]
        "agree_tasks": lambda: request.house.agree_tasks(colleague.id),  # type: ignore[attr-defined,union-attr]
        "incident_tasks": lambda: request.house.incident_tasks(colleague.id),  # type: ignore[attr-defined,union-attr]
        "article_tasks": lambda: request.house.article_tasks(colleague.id),  # type: ignore[attr-defined,union-attr]
        "helpline_task": lambda: request.house.helpline_task(colleague.id),  # type: ignore[attr-defined,union-attr]
        "alarms": (lambda: request.house.alarms(colleague.id)) if colleague is not None else (),  # type: ignore[attr-defined]
        "keys": lambda: json.dumps(request.house.keyboard(colleague.id).for_script),  # type: ignore[attr-defined,union-attr]
        "stops": (lambda: request.house.stops(colleague.id)) if colleague is not None else (),  # type: ignore[attr-defined]
    }


def at_the_door(request: HttpRequest) -> dict[str, Any]:
    """Return what the pages of sign-in need, which are laid out by us and rendered by django-allauth."""
    return _surroundings(request, DEFAULT) if request.path.startswith("/desk/security/") else {}


def fresh_id() -> str:
    """Return an id that tells nothing, for a form that may be sent twice and must count once."""
    return uuid.uuid4().hex


# --- whose browser ---
PERSONAL_COOKIES = ("fairdesk-before", "fairdesk-first")
"""The cookies beside the customer's own that name a conversation or a person: they go with the person."""


def forgotten(request: DeskRequest, to: str) -> HttpResponse:
    """Return the way to another page, for a browser that knows nothing any more of who wrote here."""
    if request.customer is not None:
        try:
            request.house.leave(request.token)
        except DeskError as fault:
            # Nothing may hold somebody here who has to go: the cookie goes all the same.
            log.warning("a browser left and its token could not be taken back: %s", type(fault).__name__)
    request.leaves = True
    response = HttpResponseRedirect(to)
    for name in PERSONAL_COOKIES:
        response.delete_cookie(name, samesite="Lax")
    # What the last person's pages left in this browser goes too (https://www.w3.org/TR/clear-site-data/).
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def away(request: DeskRequest) -> HttpResponse:
    """Return the way to another site, which a live page finds in the header X-Leave."""
    elsewhere = request.house.settings.exit_address
    response = forgotten(request, elsewhere)
    response["X-Leave"] = elsewhere
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def gone(request: DeskRequest, *, live: bool = False) -> HttpResponse:
    """Leave at once in answer to a form, which may lead to no other site (form-action): a page with nothing on it does.

    A *live* page reads in the header where to go.
    """
    response = away(request)
    response.status_code = 204 if live else 200
    response.content = b"" if live else fragment(request, "away.html")
    del response["Location"]
    return response


# --- who may -----------------------------------------------------------------------------------------------------
def colleague_only(view: Callable[..., HttpResponse]) -> View:
    """Let signed-in colleagues pass; send everybody else to sign in and back here."""

    @wraps(view)
    def checked(request: Any, *args: Any, **values: Any) -> HttpResponse:
        if getattr(request, "unproven", None) is not None:
            return HttpResponseRedirect("/desk/security/")
        if getattr(request, "colleague", None) is None:
            back = request.get_full_path() if request.method == "GET" else "/desk"
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': back})}")
        return view(request, *args, **values)

    return checked


def myself(request: HttpRequest) -> ColleagueId:
    """Return who asks, on a page that `colleague_only` stands before."""
    colleague = cast(DeskRequest, request).colleague
    assert colleague is not None
    return colleague.id


def this_customer(request: HttpRequest) -> CustomerId:
    """Return whose browser asks. Raises NotFound where it has no conversation here."""
    customer = cast(DeskRequest, request).customer
    if customer is None:
        raise NotFound("this browser has no conversation here; start one on the first page")
    return customer


def role_required(may: Callable[[Any], bool], deed: str) -> Callable[[View], View]:
    """Let colleagues pass of whom *may* is true; *deed* names what the others are refused."""

    def around(view: View) -> View:
        @wraps(view)
        def checked(request: Any, *args: Any, **values: Any) -> HttpResponse:
            if not may(request.colleague):
                raise Refused(f"your role does not allow you to {deed}; ask a colleague who may")
            return view(request, *args, **values)

        return colleague_only(checked)

    return around


# --- problems ----------------------------------------------------------------------------------------------------
def calm(view: Callable[..., HttpResponse]) -> View:
    """Turn the desk's own errors into a page that says what happened and what to do now."""

    @wraps(view)
    def answered(request: Any, *args: Any, **values: Any) -> HttpResponse:
        try:
            answer = view(request, *args, **values)
        except DeskError as problem:
            return problem_page(request, problem)
        return _said_why(request, answer) if answer.status_code == 405 else answer

    return answered


def _said_why(request: HttpRequest, empty: HttpResponse) -> HttpResponse:
    """Put words into the empty answer to somebody who opened the address of a form."""
    response = problem_of(request, empty.status_code)
    response["Allow"] = empty["Allow"]
    return response


def problem_page(request: HttpRequest, problem: DeskError) -> HttpResponse:
    """Say what went wrong in the reader's language; colleagues also read the error's own words."""
    told = str(problem) if getattr(request, "colleague", None) is not None else ""
    return problem_of(request, problem.http_status, told)


def problem_of(request: HttpRequest, status: int, told: str = "", words: str = "") -> HttpResponse:
    """Render the page of an HTTP status; *words* are the customer's own, given back to keep."""
    known = status if status in {400, 403, 404, 405, 409, 413, 422, 429, 503} else 500
    response = page(request, "problem.html", {"status": known, "told": told, "words": words}, status)
    if status == Unavailable.http_status:
        response["Retry-After"] = "10"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what could not be read (Django's handler400); what was too big says so."""
    return problem_of(request, 413 if "TooBig" in type(exception).__name__ else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer what is not allowed (Django's handler403)."""
    return problem_of(request, Refused.http_status)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer an address that leads nowhere (Django's handler404)."""
    return problem_of(request, NotFound.http_status)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when our own code failed (Django's handler500): no trace, and the words come back."""
    return problem_of(request, 500, words=request.POST.get("text", ""))


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form whose security token has run out (CSRF_FAILURE_VIEW), giving the words back."""
    return problem_of(request, 403, words=request.POST.get("text", ""))
