"""How people at the desk sign in, by a one-time link, and sign out."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.identity import records
from fairdesk.nouns import ColleagueId, Refused
from fairdesk.rendering import calm, page

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_safe
@calm
def sign_in(request: HttpRequest) -> HttpResponse:
    """Explain the one-time link; there is no password to type."""
    return page(request, "identity/desk_sign_in.html")


@require_http_methods(["GET", "HEAD", "POST"])
@calm
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button (GET), and sign in when it is pressed (POST), so that a link preview does not use the link up."""
    at = request.house.now()  # type: ignore[attr-defined]
    try:
        if request.method == "POST":
            return _signed_in(request, records.sign_in(token, at).id)
        person = records.check_signin(token, at)
    except Refused as refused:
        return page(request, "identity/desk_sign_in.html", {"refused": str(refused)}, refused.http_status)
    return page(request, "identity/desk_sign_in_link.html", {"person": person})


def _signed_in(request: HttpRequest, colleague: ColleagueId) -> HttpResponse:
    login(request, User.objects.get(pk=colleague), backend=BACKEND)
    return HttpResponseRedirect("/desk")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and leave duty."""
    colleague = getattr(request, "colleague", None)
    if colleague is not None:
        records.sign_out(colleague.id, request.house.now())  # type: ignore[attr-defined]
    logout(request)
    return HttpResponseRedirect("/desk/sign-in")


urls = [
    path("desk/sign-in", sign_in, name="sign-in"),
    path("desk/sign-in/<str:token>", sign_in_link, name="sign-in-link"),
    path("desk/sign-out", sign_out, name="sign-out"),
]
