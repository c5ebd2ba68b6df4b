"""The customer's requests: ask, see where it stands, answer, take it back, fetch the certificate. No account needed.

The browser's cookie says whose they are. After an erasure that cookie leads nowhere; a request is then opened by its
number and its code, which this browser keeps in a cookie of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.language import say
from fairdesk.nouns import BadInput, CustomerId, NotFound
from fairdesk.rendering import DeskRequest, View, calm, page
from fairdesk.rights.requests import PAUSED, Move, RequestKind, Stage
from fairdesk.rights.shown import Shown
from fairdesk.rights.wording import KINDS, STAGES

_CODE = "fairdesk-request"
"""The cookie with number and code of the latest request to be erased: the way back to the certificate."""

_READY = frozenset({Stage.ACCEPTED, Stage.IN_WORK, Stage.DONE})
_LONGEST_ABOUT = 100
"""Characters of the id of one thing that is kept; a request about it begins beside it, on the page of all that is kept."""
_A_YEAR = 365 * 24 * 3600


class House(Protocol):
    """What these pages ask of the house."""

    def file_request(
        self, customer: CustomerId, kind: str, words: str = "", *, language: str = "en", known_by: str = "session",
        scope: Sequence[str] = (),
    ) -> str:  # fmt: skip
        """Keep a request and return its number."""

    def uses(self, language: str) -> tuple[tuple[str, str], ...]:
        """Return each use of their words that customers may object to: its name, and what it is called."""

    def identity_level(self, customer: CustomerId, token: str) -> str:
        """Return how sure we are that the browser with this token is this customer: session or verified."""

    def my_requests(self, customer: CustomerId) -> tuple[Shown, ...]:
        """Return a customer's requests."""

    def request_of(self, id: str, customer: CustomerId | None, claim: str = "") -> Shown:
        """Return a request to its customer, or to who has its code."""

    def withdraw_request(self, id: str, customer: CustomerId) -> None:
        """Take a request back."""

    def answer_request(self, id: str, customer: CustomerId, words: str, *, known_by: str = "session") -> None:
        """Answer what was asked."""

    def fetch_data(self, id: str, customer: CustomerId) -> bytes:
        """Return the file a customer asked for."""

    def certificate(self, id: str, customer: CustomerId | None, claim: str = "") -> str:
        """Return the certificate of an erasure."""


@calm
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: DeskRequest) -> HttpResponse:
    """List a customer's requests and take a new one."""
    if request.method != "POST":
        return _list(request)
    kind, words = request.POST.get("kind", ""), request.POST.get("text", "")
    if kind not in set(RequestKind):
        return _list(
            request, {"trouble": "kind", "words": words, "about": request.POST.get("about", "")}, BadInput.http_status
        )
    customer = _customer(request)
    try:
        about = request.POST.get("about", "")[:_LONGEST_ABOUT]
        said = f"{words}\n\n[{about}]".strip() if about else words
        scope = request.POST.getlist("use") if kind == RequestKind.OBJECT else ()
        id = _house(request).file_request(
            customer, kind, said, language=request.language, known_by=_known_by(request, customer), scope=scope
        )
    except BadInput:
        return _list(
            request,
            {"trouble": "words", "words": words, "chosen": kind, "about": request.POST.get("about", "")},
            BadInput.http_status,
        )
    response = HttpResponseRedirect(reverse("rights-request", args=[id]))
    if kind == RequestKind.ERASE:
        _keep_code(response, request, id, _house(request).request_of(id, customer).claim)
    return response


def _list(request: DeskRequest, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    mine = _house(request).my_requests(request.customer) if request.customer else ()
    known, language = _code_kept(request), request.language
    context = {
        "mine": [_said_of(each, language) for each in mine],
        "kinds": [(str(kind), say(language, name), say(language, brings)) for kind, (name, brings) in KINDS.items()],
        "uses": _house(request).uses(language),
        "meant": request.POST.getlist("use"),
        "known_here": request.customer is not None,
        "kept": known[0] if known and known[0] not in {each.id for each in mine} else "",
        "chosen": request.GET.get("kind", ""),
        "about": request.GET.get("about", "")[:_LONGEST_ABOUT],
    }
    return page(request, "rights/requests.html", {**context, **(more or {})}, status)


@calm
@require_safe
def request_page(request: DeskRequest, id: str) -> HttpResponse:
    """Show where a request stands, what happens next and by when, and where to complain."""
    return _request(request, _read(request, id))


def _request(
    request: DeskRequest, shown: Shown, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        **_said_of(shown, request.language),
        "about": [name for code, name in _house(request).uses(request.language) if code in shown.scope],
        "ground": say(request.language, shown.ground) if shown.ground else "",
        "has_file": shown.kind in (RequestKind.SEE, RequestKind.EXPORT) and shown.stage in _READY,
        "asked_something": shown.stage in PAUSED,
        "may_withdraw": Move.WITHDRAW in shown.moves and request.customer is not None,
    }
    return page(request, "rights/request.html", {**context, **(more or {})}, status)


def _said_of(shown: Shown, language: str) -> dict[str, Any]:
    stage, then = STAGES[shown.stage]
    return {
        "shown": shown,
        "name": say(language, KINDS[shown.kind][0]),
        "stage": say(language, stage),
        "then": say(language, then),
    }


def _read(request: DeskRequest, id: str) -> Shown:
    """Return a request by the browser's customer, or else by the code it keeps."""
    known = _code_kept(request)
    if known and known[0] == id:
        return _house(request).request_of(id, None, known[1])
    return _house(request).request_of(id, request.customer)


@calm
@require_POST
def open_by_code(request: DeskRequest) -> HttpResponse:
    """Open a request by its number and code, also in another browser and after an erasure."""
    id, claim = request.POST.get("number", "").strip().upper(), request.POST.get("code", "").strip().upper()
    try:
        _house(request).request_of(id, None, claim or "-")
    except NotFound:
        return _list(request, {"trouble": "code", "number": id}, NotFound.http_status)
    response = HttpResponseRedirect(reverse("rights-request", args=[id]))
    _keep_code(response, request, id, claim)
    return response


@calm
@require_POST
def withdraw(request: DeskRequest, id: str) -> HttpResponse:
    """Take a request back."""
    _house(request).withdraw_request(id, _customer(request))
    return HttpResponseRedirect(reverse("rights-request", args=[id]))


@calm
@require_POST
def answer(request: DeskRequest, id: str) -> HttpResponse:
    """Answer what an officer asked; nothing typed comes back as it was, with the fault named."""
    words, customer = request.POST.get("text", ""), _customer(request)
    try:
        _house(request).answer_request(id, customer, words, known_by=_known_by(request, customer))
    except BadInput:
        return _request(request, _read(request, id), {"trouble": "words", "words": words}, BadInput.http_status)
    return HttpResponseRedirect(reverse("rights-request", args=[id]))


@calm
@require_safe
def certificate(request: DeskRequest, id: str) -> HttpResponse:
    """Hand out the certificate of an erasure as a file."""
    known = _code_kept(request)
    claim = known[1] if known and known[0] == id else ""
    body = _house(request).certificate(id, None if claim else request.customer, claim)
    response = HttpResponse(body, content_type="text/plain; charset=utf-8")
    name = "".join(c for c in id if c.isalnum() and c.isascii())
    response["Content-Disposition"] = f'attachment; filename="certificate-{name}.txt"'
    response["Cache-Control"] = "no-store"
    return response


@calm
@require_POST
def data(request: DeskRequest, id: str) -> HttpResponse:
    """Hand out the file with all that is held; its hash closes the request."""
    body = _house(request).fetch_data(id, _customer(request))
    response = HttpResponse(body, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    response["Cache-Control"] = "no-store"
    return response


def _code_kept(request: HttpRequest) -> tuple[str, str] | None:
    id, _, claim = request.COOKIES.get(_CODE, "").partition("/")
    return (id, claim) if id and claim else None


def _keep_code(response: HttpResponse, request: HttpRequest, id: str, claim: str) -> None:
    response.set_cookie(
        _CODE, f"{id}/{claim}", max_age=_A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )


def _known_by(request: DeskRequest, customer: CustomerId) -> str:
    """A code or link that was used in this browser within the hour proves more than the browser alone."""
    sure = _house(request).identity_level(customer, request.token) == "verified"
    return "verified_mail" if sure else "session"


def _customer(request: DeskRequest) -> CustomerId:
    if request.customer is None:
        raise NotFound("this browser is not known here; open a request by its number and code, or write to us")
    return request.customer


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


def _named(view: View, where: str, name: str) -> URLPattern:
    return path(where, view, name=name)


urls: list[URLPattern] = [
    _named(requests, "privacy/requests", "rights"),
    _named(open_by_code, "privacy/requests/open", "rights-open"),
    _named(request_page, "privacy/requests/<str:id>", "rights-request"),
    _named(withdraw, "privacy/requests/<str:id>/withdraw", "rights-withdraw"),
    _named(answer, "privacy/requests/<str:id>/answer", "rights-answer"),
    _named(data, "privacy/requests/<str:id>/data", "rights-data"),
    _named(certificate, "privacy/requests/<str:id>/certificate", "rights-certificate"),
]
