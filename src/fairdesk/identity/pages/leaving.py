"""Leaving at once: another site instead of this page, and a browser that knows nothing any more.

For somebody who is not safe with the person beside them. The pattern is GOV.UK's "Exit this page"
(https://design-system.service.gov.uk/patterns/exit-a-page-quickly/): a link that works without scripts, the page blank
before anything is asked, Shift three times, and a page that says what this cannot do. A safe word that is typed as a
message does the same (desk/pages/customer.py).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fairdesk.rendering import DeskRequest, away, calm, page


@require_safe
@calm
def leave_at_once(request: DeskRequest) -> HttpResponse:
    """Go elsewhere and be nobody's browser; another site's link, or a browser that looks ahead, only gets the words."""
    if _somebody_elses(request):
        return HttpResponseRedirect(reverse("leaving"))
    return away(request)


@require_safe
@calm
def leaving(request: DeskRequest) -> HttpResponse:
    """Say what leaving at once does, and what it cannot do."""
    known = request.customer is not None
    return page(
        request,
        "identity/customer_leaving.html",
        {"known": known, "reachable": known and request.house.reachable(request.customer)},
    )


def _somebody_elses(request: HttpRequest) -> bool:
    """Whether another site asks for this, or a browser before anybody pressed. Browsers without such headers may go."""
    ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return ahead or request.headers.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site")


urls = [path("exit", leave_at_once, name="leave-at-once"), path("exit/about", leaving, name="leaving")]
