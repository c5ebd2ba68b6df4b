"""How people at the desk sign in, by a one-time link and a second factor, see their sessions, and sign out."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.identity import records
from fairdesk.nouns import ColleagueId, Refused
from fairdesk.rendering import calm, page
from fairdesk.settings import Settings

REFUSED = {
    "unknown": "that account belongs to nobody who works here; ask a manager to add you under the same name",
    "failed": "your company account did not answer; try again, or sign in another way",
}
"""What the sign-in page says to somebody who came back from the company's server without success."""


@require_safe
@calm
def sign_in(request: HttpRequest) -> HttpResponse:
    """Offer the ways to sign in; there is no password to type."""
    settings: Settings = request.house.settings  # type: ignore[attr-defined]
    told = {
        "company_account": settings.oidc_name if settings.oidc_server else "",
        "refused": next((said for asked, said in REFUSED.items() if asked in request.GET), ""),
    }
    return page(request, "identity/desk_sign_in.html", told)


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
    """Begin the session; who has a second factor is asked for it first."""
    user = User.objects.get(pk=colleague)
    record_authentication(request, user, method="link")
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url="/desk"))
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and leave duty."""
    colleague = getattr(request, "colleague", None)
    if colleague is not None:
        records.sign_out(colleague.id, request.house.now())  # type: ignore[attr-defined]
    logout(request)
    return HttpResponseRedirect("/desk/sign-in")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@calm
def sessions(request: HttpRequest) -> HttpResponse:
    """List where a colleague is signed in (GET), and end one session or all others (POST)."""
    user, here = ColleagueId(request.user.pk or 0), request.session.session_key or ""
    if request.method == "POST":
        request.house.end_own_sessions(user, request.POST.get("session", ""), here)  # type: ignore[attr-defined]
        return HttpResponseRedirect("/desk/sessions")
    open_now = records.sessions(user)
    return page(request, "identity/desk_sessions.html", {"sessions": open_now, "now_at": here})


urls = [
    path("desk/sign-in", sign_in, name="sign-in"),
    path("desk/sign-in/<str:token>", sign_in_link, name="sign-in-link"),
    path("desk/sign-out", sign_out, name="sign-out"),
    path("desk/sessions", sessions, name="sessions"),
]
