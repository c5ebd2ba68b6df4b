"""What can be done about a difference, each with its before and after; what was done, and whether it helped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.fairness.mitigation import EXAMPLES, LONGEST, ROW, USUAL, Difference, Mitigation, Wanted, share_and_span
from fairdesk.fairness.own_acts import OUTCOMES
from fairdesk.nouns import BadInput, ColleagueId, NotFound, Overtaken, Refused
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page


class House(Protocol):
    """What these pages ask of the house."""

    def now(self) -> datetime:
        """Return the present moment."""

    def difference(
        self, colleague: ColleagueId, group: Mapping[str, str], outcome: str, since: str = ""
    ) -> Difference:
        """Return a difference beyond chance."""

    def offers(
        self, colleague: ColleagueId, found: Difference, topic: str = "", threshold: float | None = None
    ) -> tuple[Any, ...]:
        """Return what may be done about it, each with its before and after."""

    def propose_mitigation(
        self, colleague: ColleagueId, found: Difference, wanted: Wanted, why: str, review_by: date
    ) -> Mitigation:
        """Propose what is to mend it."""

    def mitigations(self, colleague: ColleagueId) -> tuple[Any, ...]:
        """Return every mitigation and how it stands."""

    def keep_mitigation(self, colleague: ColleagueId, id: str, until: date, why: str) -> Mitigation:
        """Let one go on."""

    def end_mitigation(self, colleague: ColleagueId, id: str, why: str) -> str:
        """Propose its end."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


Cell = tuple[str, str]
"""A share as it is read, and its interval."""
NO_GROUP = ("outcome", "since", "topic", "threshold", "said")
"""What stands in the address of the page beside the group."""


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: DeskRequest) -> HttpResponse:
    """Show what can be done about a difference, each with its before and after; propose one."""
    house, me, asked = _house(request), myself(request), request.GET
    group = {name: asked.get(name, "") for name in asked if name not in NO_GROUP}
    found = house.difference(me, group, asked.get("outcome", "answered"), asked.get("since", ""))
    if request.method != "POST":
        return _mending(request, found)
    given = request.POST
    wanted = Wanted(given.get("kind", ""), given.get("topic", "").strip(), _share(given.get("threshold", "")))
    try:
        made = house.propose_mitigation(
            me, found, wanted, given.get("why", ""), _day(given.get("review_by", "")),
        )  # fmt: skip
    except (BadInput, NotFound, Refused, Overtaken) as wrong:
        return _mending(
            request, found, {"trouble": str(wrong), "tried": wanted.kind, "given": given}, wrong.http_status
        )
    if made.kind == EXAMPLES:
        return HttpResponseRedirect(f"{reverse('mitigations')}#m-{made.id}")
    if made.kind == ROW:
        return HttpResponseRedirect(f"{reverse('guideline-edit', args=[made.name])}?draft={made.proposal}")
    return HttpResponseRedirect(f"{reverse('guideline-proposal', args=[made.proposal])}?said=replayed")


def _mending(
    request: DeskRequest, found: Difference, more: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    house, asked = _house(request), request.GET
    offers = house.offers(myself(request), found, asked.get("topic", "").strip(), _share(asked.get("threshold", "")))
    context = {
        "found": found, "outcome": OUTCOMES[found.outcome], "offers": [(each, _rows(each.effect and each.effect["rates"], "before", "after")) for each in offers],
        "topic": asked.get("topic", ""), "threshold": next((f"{each.wanted.threshold:g}" for each in offers if each.wanted.threshold), ""),
        "usual": house.now().date() + USUAL, "latest": house.now().date() + LONGEST, "here": "board",
        "group": found.group, "both": ("Before", "After"), **(more or {}),
    }  # fmt: skip
    return page(request, "fairness/desk_mend.html", context, status)


@calm
@colleague_only
@require_safe
def mitigations(request: DeskRequest) -> HttpResponse:
    """List what was proposed to mend differences, and whether it did."""
    return _listed(request)


def _listed(request: DeskRequest, more: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    house, me = _house(request), myself(request)
    listed = [
        (each, _rows(each.promised and each.promised["rates"], "before", "after"), _rows(each.since, "since"))
        for each in house.mitigations(me)
    ]
    context = {
        "listed": listed, "me": me, "usual": house.now().date() + USUAL, "latest": house.now().date() + LONGEST, "here": "board",
        "both": ("Before", "After"), "one": ("Since then",), **(more or {}),
    }  # fmt: skip
    return page(request, "fairness/desk_mitigations.html", context, status)


@calm
@colleague_only
@require_POST
def look_again(request: DeskRequest, id: str) -> HttpResponse:
    """Let a mitigation go on, or propose its end."""
    house, me, given = _house(request), myself(request), request.POST
    try:
        if given.get("act") == "end":
            proposal = house.end_mitigation(me, id, given.get("why", ""))
            return HttpResponseRedirect(f"{reverse('guideline-proposal', args=[proposal])}?said=replayed")
        house.keep_mitigation(me, id, _day(given.get("until", "")), given.get("why", ""))
    except (BadInput, Refused, Overtaken) as wrong:
        return _listed(request, {"trouble": str(wrong)}, wrong.http_status)
    return HttpResponseRedirect(f"{reverse('mitigations')}#m-{id}")


def _rows(rates: Sequence[Mapping[str, Any]] | None, *names: str) -> list[tuple[str, list[Cell], list[Cell]]]:
    """Return of each rate its name, the group's cells and everybody else's, in the order of *names*; a rate of nobody is left out."""
    return [
        (
            each["says"],
            *([share_and_span(each["columns"][name][whom]) for name in names] for whom in ("group", "others")),
        )
        for each in rates or ()
        if any(
            cell[whom] and cell[whom]["share"] for cell in each["columns"].values() for whom in ("group", "others")
        )
    ]


def _share(typed: str) -> float | None:
    try:
        return float(typed) if typed else None
    except ValueError as wrong:
        raise BadInput(f"{typed!r} is no confidence such as 0.6") from wrong


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as wrong:
        raise BadInput(f"{typed!r} is no day; write it as 2027-01-31") from wrong


urls: list[URLPattern] = [
    path("desk/fairness/mend", mend, name="mend"),
    path("desk/fairness/mitigations", mitigations, name="mitigations"),
    path("desk/fairness/mitigations/<str:id>", look_again, name="mitigation-look"),
]
