"""The page on which colleagues write canned replies: who wrote each, when, in which languages, and what to look at again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from fairdesk.desk.canned import VARIABLES, Canned
from fairdesk.desk.forms import clean
from fairdesk.language import OFFERED
from fairdesk.nouns import BadInput, ColleagueId, NotFound
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page


class House(Protocol):
    """What this page asks of the house."""

    def canned(self, colleague: ColleagueId) -> tuple[Canned, ...]:
        """Return every canned reply."""

    def keep_canned(
        self, colleague: ColleagueId, id: str, name: str, texts: Mapping[str, str], review_by: date | None
    ) -> str:
        """Keep a canned reply."""

    def remove_canned(self, colleague: ColleagueId, id: str) -> None:
        """Remove a canned reply."""


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def canned(request: DeskRequest) -> HttpResponse:
    """Show the canned replies, and one of them (or a new one) to be changed; keep or remove it."""
    house, me = cast(House, request.house), myself(request)
    if request.method != "POST":
        return _page(request, request.GET.get("change", ""))
    id = request.POST.get("id", "")
    if "remove" in request.POST:
        house.remove_canned(me, id)
        return HttpResponseRedirect(reverse("canned"))
    try:
        kept = house.keep_canned(me, id, clean(request.POST.get("name", "")), _texts(request), _review_by(request))
    except BadInput as wrong:
        return _page(request, id or "new", str(wrong), wrong.http_status)
    return HttpResponseRedirect(f"{reverse('canned')}#reply-{kept}")


def _page(request: DeskRequest, change: str, trouble: str = "", status: int = 200) -> HttpResponse:
    replies = cast(House, request.house).canned(myself(request))
    one = next((each for each in replies if each.id == change), None)
    if change not in ("", "new") and one is None:
        raise NotFound("there is no such canned reply; somebody may have removed it")
    typed = request.POST if trouble else None
    texts = [(code, name, _text(code, one, typed)) for code, name in OFFERED.items()]
    context = {
        "replies": replies, "one": one, "change": change, "texts": texts, "trouble": trouble, "typed": typed,
        "variables": VARIABLES,
    }  # fmt: skip
    return page(request, "desk/desk_canned.html", context, status)


def _text(code: str, one: Canned | None, typed: Mapping[str, Any] | None) -> str:
    if typed is not None:
        return str(typed.get(f"text-{code}", ""))
    return one.texts.get(code, "") if one else ""


def _texts(request: DeskRequest) -> dict[str, str]:
    return {code: clean(request.POST.get(f"text-{code}", "")) for code in OFFERED}


def _review_by(request: DeskRequest) -> date | None:
    given = request.POST.get("review_by", "").strip()
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as wrong:
        raise BadInput(f"{given!r} is no day; write it as 2027-01-31, or leave it empty") from wrong


urls: list[URLPattern] = [path("desk/canned", canned, name="canned")]
