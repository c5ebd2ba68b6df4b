"""The page of what one person asked for and a second must agree to: it says what, since when, and who is next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from fairdesk.nouns import BadInput, ColleagueId
from fairdesk.oversight.two_people import LONGEST_REASON, Agreed, Asked
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page

_SAID = {"granted": "Two people agreed: it is in force.", "back": "It is not asked for any more."}


class House(Protocol):
    """What this page asks of the house."""

    def waiting_for_a_second(self, colleague: ColleagueId) -> Sequence[tuple[Asked, bool]]:
        """Return what waits for a second person, and whether this one may grant it."""

    def agreed_to(self, colleague: ColleagueId) -> Sequence[Agreed]:
        """Return what two people agreed to lately, with both reasons."""

    def grant(self, colleague: ColleagueId, id: str, why: str) -> Asked:
        """Put in force what another asked for, and say why."""

    def ask_no_more(self, colleague: ColleagueId, id: str) -> None:
        """Let it be asked for no more."""


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: DeskRequest) -> HttpResponse:
    """Show what waits for a second person; agree and say why, or say no."""
    house, me = cast(House, cast(Any, request).house), myself(request)
    if request.method == "POST":
        id, does, why = (request.POST.get(name, "") for name in ("asked", "do", "why"))
        if does == "grant" and not why.strip():
            return _agree(request, house, me, forgot=id)
        if does == "grant":
            house.grant(me, id, why)
        elif does == "back":
            house.ask_no_more(me, id)
        else:
            raise BadInput("choose whether to agree")
        return HttpResponseRedirect(f"{reverse('agree')}?said={'granted' if does == 'grant' else 'back'}")
    return _agree(request, house, me)


def _agree(request: DeskRequest, house: House, me: ColleagueId, forgot: str = "") -> HttpResponse:
    """Show the page; *forgot*: what was agreed to without a reason."""
    context = {
        "waiting": [(each, mine, each.by == me) for each, mine in house.waiting_for_a_second(me)],
        "agreed": house.agreed_to(me),
        "said": _SAID.get(request.GET.get("said", ""), ""),
        "forgot": forgot,
        "longest": LONGEST_REASON,
    }
    return page(request, "oversight/desk_agree.html", context, 422 if forgot else 200)


urls: list[URLPattern] = [path("desk/agree", agree, name="agree")]
