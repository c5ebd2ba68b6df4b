"""Leaving at once: another site instead of this page, and a browser that knows nothing any more.

For somebody who is not safe with the person beside them. The pattern is GOV.UK's "Exit this page"
(https://design-system.service.gov.uk/patterns/exit-a-page-quickly/): a link that works without scripts, the page blank
before anything is asked, Shift three times, and a page that says what this cannot do. A safe word that is typed as a
message does the same (desk/pages/customer.py).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.nouns import ConversationId, NotFound
from fairdesk.rendering import PERSONAL_COOKIES, DeskRequest, away, calm, forgotten, page


@require_safe
@calm
def leave_at_once(request: DeskRequest) -> HttpResponse:
    """Go elsewhere and be nobody's browser; another site's link, or a browser that looks ahead, only gets the words."""
    if _somebody_elses(request):
        return HttpResponseRedirect(reverse("leaving"))
    return away(request)


@require_http_methods(["GET", "HEAD", "POST"])
@calm
def leaving(request: DeskRequest) -> HttpResponse:
    """Say what leaving at once does, and what it cannot do; hide a conversation from who shares this place (POST).

    All of it at one address: what stands in the browser's history says nothing of what was done there.
    """
    if request.method == "POST":
        return _hidden(request)
    known = request.customer is not None
    told = {
        "known": known,
        "reachable": known and request.house.reachable(request.customer),
        "may_hide": request.house.may_hide(request.customer),
    }
    return page(request, "identity/customer_leaving.html", told)


def _hidden(request: DeskRequest) -> HttpResponse:
    """Hide a conversation and show its code, this once."""
    house, customer = request.house, request.customer
    if customer is None:
        raise NotFound("this browser has no conversation here; start one on the first page")
    code = house.hide(ConversationId(request.POST.get("conversation", "")), customer)
    response = page(request, "identity/customer_hidden.html", {"code": code, "known_here": True})
    if not house.conversations(customer) and not house.reachable(customer):
        # Nothing leads here any more: a browser that is still somebody's would tell that there was something.
        gone = forgotten(request, "/")
        response.cookies.update(gone.cookies)
    for name in PERSONAL_COOKIES:
        response.delete_cookie(name, samesite="Lax")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
@calm
def close(request: DeskRequest) -> HttpResponse:
    """Close the hidden conversation that is open in this browser: it is again what it was before."""
    request.leaves = not request.house.close_hidden(request.token)
    response = HttpResponseRedirect("/")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _somebody_elses(request: HttpRequest) -> bool:
    """Whether another site asks for this, or a browser before anybody pressed. Browsers without such headers may go."""
    ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return ahead or request.headers.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site")


urls = [
    path("exit", leave_at_once, name="leave-at-once"),
    path("exit/about", leaving, name="leaving"),
    path("exit/close", close, name="close-hidden"),
]
