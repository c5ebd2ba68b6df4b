"""A pause is asked for where somebody looks for long: kept in their own browser alone, and never about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from django.http import HttpResponse

from fairdesk.oversight.rest import PAUSE, Rest
from fairdesk.rendering import DeskRequest, page

COOKIE = "fairdesk_sitting"
View = Callable[..., HttpResponse]


class House(Protocol):
    """What the limits ask of the house."""

    def rest_due(self, kept: str) -> Rest:
        """Return which pause is due."""

    def after_look(self, kept: str) -> str:
        """Return what the browser keeps after a look."""

    @property
    def limits_say(self) -> str:
        """Return the limits in words."""


def resting(request: DeskRequest) -> Rest:
    """Return which pause is due for whoever looks."""
    return _house(request).rest_due(_kept(request))


def looks(view: View) -> View:
    """Let a page be a look where somebody waits for it: the pause is asked for on it, and they may go on."""

    @wraps(view)
    def looked(request: DeskRequest, *rest: Any, **named: Any) -> HttpResponse:
        return _noted(request, view(request, *rest, **named))

    return looked


def looks_with_pauses(view: View) -> View:
    """Let a page be a look for which nobody waits: while a pause is due it is not shown. What was sent in is kept."""

    @wraps(view)
    def looked(request: DeskRequest, *rest: Any, **named: Any) -> HttpResponse:
        if request.method != "POST" and (due := resting(request)):
            context = {"due": due, "minutes": int(PAUSE.total_seconds() // 60), "limits": _house(request).limits_say}
            return page(request, "oversight/desk_rest.html", context)
        return _noted(request, view(request, *rest, **named))

    return looked


def _noted(request: DeskRequest, response: HttpResponse) -> HttpResponse:
    kept = _house(request).after_look(_kept(request))
    response.set_signed_cookie(
        COOKIE, kept, salt=COOKIE, path="/desk", httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def _kept(request: DeskRequest) -> str:
    return str(request.get_signed_cookie(COOKIE, default="", salt=COOKIE))


def _house(request: DeskRequest) -> House:
    return cast(House, cast(Any, request).house)
