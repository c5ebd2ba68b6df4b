"""What live.js asks of a page, and what every answer to it needs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from fairdesk.desk.timeline import Entry


def is_live(request: HttpRequest) -> bool:
    """Say whether live.js asks, which wants a fragment instead of a page."""
    return request.headers.get("X-Live") == "1"


def last_number(shown: tuple[Entry, ...], otherwise: int = 0) -> int:
    """Return the number of the last entry that is shown: the next fragment begins after it."""
    return shown[-1].number if shown else otherwise


def unstored(response: HttpResponse) -> HttpResponse:
    """Forbid every cache to keep an answer."""
    response["Cache-Control"] = "no-store"
    return response
