"""The people at the desk, for a manager: who is there, in which role, and what to do when somebody loses a key or leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from fairdesk.identity import records
from fairdesk.identity.roles import Deed, Role, may
from fairdesk.nouns import BadInput, ColleagueId
from fairdesk.rendering import calm, page, role_required

FACTORS = {"totp": "an app", "webauthn": "a passkey"}
"""Kinds of second factor as people call them; recovery codes alone are none."""


@require_http_methods(["GET", "HEAD", "POST"])
@calm
@role_required(lambda colleague: may(colleague.role, Deed.EDIT_PEOPLE), "change who works here")
def people(request: HttpRequest) -> HttpResponse:
    """Show everybody (GET), or do one thing to one of them (POST) and say what was done."""
    if request.method != "POST":
        return _shown(request)
    try:
        return _shown(request, **_done(request))
    except BadInput as wrong:
        return _shown(request, fault=str(wrong), typed=request.POST.dict(), status=wrong.http_status)


def _done(request: HttpRequest) -> dict[str, Any]:
    by, house, given = request.colleague.id, request.house, request.POST  # type: ignore[attr-defined]
    if given.get("do") == "hire":
        user = house.hire(by, given.get("name", ""), given.get("work_name", ""), given.get("role", ""))
        return {"said": "Added. This link signs them in once.", "link": house.link_to_sign_in(by, user)}
    user = chosen(given.get("user", ""))
    if given.get("do") == "link":
        return {"said": "This link signs them in once.", "link": house.link_to_sign_in(by, user)}
    deeds: dict[str, tuple[Callable[[], object], str]] = {
        "role": (lambda: house.give_role(by, user, given.get("role", "")), "The role is changed. They sign in again."),
        "end": (lambda: house.end_sessions(by, user), "They are signed out everywhere."),
        "reset": (lambda: house.reset_second_factor(by, user), "Their second factor is gone. They sign in with a new link."),
        "leave": (lambda: house.let_go(by, user), "The account is closed."),
    }  # fmt: skip
    if given.get("do") not in deeds:
        raise BadInput("nothing was chosen; press one of the buttons")
    deed, said = deeds[given["do"]]
    deed()
    return {"said": said}


def chosen(number: str) -> ColleagueId:
    """Return the colleague that a form names by number. Raises BadInput if it names none."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise BadInput("nobody was chosen; press a button in the row of the person")
    return ColleagueId(int(number))


def _shown(request: HttpRequest, *, status: int = 200, **told: Any) -> HttpResponse:
    house, me = request.house, request.colleague.id  # type: ignore[attr-defined]
    at = house.now()
    rows = [
        {
            "who": person,
            "me": person.id == me,
            "on_duty": person.on_duty(at),
            "factors": [
                FACTORS[kind] for kind in dict.fromkeys(records.second_factors(person.id)) if kind in FACTORS
            ],
            "sessions": len(records.sessions(person.id)),
            "locked": house.locked_until(person.id),
        }
        for person in house.people(me)
    ]
    if told.get("link"):
        told["link"] = request.build_absolute_uri(told["link"])
    return page(
        request, "identity/desk_people.html", {"here": "people", "rows": rows, "roles": list(Role), **told}, status
    )


urls = [path("desk/people", people, name="people")]
