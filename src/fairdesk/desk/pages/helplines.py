"""The lines of local help that customers in a crisis are shown: who owns each, until when it is shown, and a new check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from fairdesk.desk.forms import clean
from fairdesk.nouns import BadInput, ColleagueId
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page

FIELDS = ("country", "emergency", "line", "name", "source", "source_2")


class House(Protocol):
    """What this page asks of the house."""

    def helplines(self, colleague: ColleagueId) -> Sequence[Any]:
        """Return every line, those that need somebody first."""

    def confirm_helpline(
        self, colleague: ColleagueId, country: str, emergency: str, line: str, name: str, sources: Iterable[str]
    ) -> object:
        """Keep that a line was checked today."""


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def helplines(request: DeskRequest) -> HttpResponse:
    """Show every line, and one of them (or a new one) to be checked; keep the check."""
    if request.method != "POST":
        return _page(request, request.GET.get("check", ""))
    typed = {field: clean(request.POST.get(field, "")) for field in FIELDS}
    try:
        cast(House, request.house).confirm_helpline(
            myself(request), typed["country"], typed["emergency"], typed["line"], typed["name"],
            (typed["source"], typed["source_2"]),
        )  # fmt: skip
    except BadInput as wrong:
        return _page(request, typed["country"], typed, str(wrong), wrong.http_status)
    return HttpResponseRedirect(f"{reverse('helplines')}#{typed['country'].strip().upper()}")


def _page(
    request: DeskRequest, check: str, typed: Mapping[str, str] | None = None, trouble: str = "", status: int = 200
) -> HttpResponse:
    found = cast(House, request.house).helplines(myself(request))
    one = next((each.line for each in found if each.line.country == check.upper()), None)
    if typed is None:
        known = {field: getattr(one, field, "") for field in ("country", "emergency", "line", "name")}
        typed = {**dict.fromkeys(FIELDS, ""), **known}
    context = {
        "here": "helplines", "lines": found, "check": check, "typed": typed, "trouble": trouble,
        "running_out": [each for each in found if each.needs_somebody],
    }  # fmt: skip
    return page(request, "desk/desk_helplines.html", context, status)


urls: list[URLPattern] = [path("desk/helplines", helplines, name="helplines")]
