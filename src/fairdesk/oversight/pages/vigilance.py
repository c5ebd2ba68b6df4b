"""Pages of vigilance: what one found oneself, probes to read, and the record without which nothing of it is measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from fairdesk.intervals import wilson
from fairdesk.nouns import BadInput, ColleagueId
from fairdesk.oversight.consultation import PARTS, Consultation
from fairdesk.oversight.probes import Unchecked
from fairdesk.oversight.vigilance import FEWEST_SAID, SEEN_THROUGH, Counts
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page

_SAID = {
    "made": "It is made. Another person reads it before it is used.",
    "none": "There is no draft to make one from: it takes an answer of a customer who lets reviewers see it.",
    "checked": "Thank you.",
    "said": "Thank you. It is counted, and not who said so.",
    "kept": "It is kept, and stands in the ledger.",
}


class House(Protocol):
    """What these pages ask of the house."""

    def consultations(self, colleague: ColleagueId) -> Sequence[Consultation]:
        """Return the records, newest first."""

    def keep_consultation(self, colleague: ColleagueId, parts: dict[str, str], told_on: str) -> None:
        """Keep a record."""

    def own_vigilance(self, colleague: ColleagueId) -> Counts | None:
        """Return one's own counts; None without a consultation."""

    def vigilance_together(self, colleague: ColleagueId) -> Counts | None:
        """Return the sum as it was last told."""

    def probes_to_check(self, colleague: ColleagueId) -> Sequence[Unchecked]:
        """Return the probes that another made."""

    def make_probe(self, colleague: ColleagueId) -> bool:
        """Make one; False if there is no draft for it."""

    def say_whether_known(self, colleague: ColleagueId, probe: str, knew: bool) -> None:
        """Count whether somebody knew a probe for one."""

    def check_probe(self, colleague: ColleagueId, id: str, natural: bool) -> None:
        """Say whether another's reads naturally."""


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def vigilance(request: DeskRequest) -> HttpResponse:
    """Show what one found oneself, to oneself; make a probe, or read another's."""
    house, me = _house(request), myself(request)
    if request.method == "POST":
        return _to("vigilance", _worked(house, me, request.POST.get("do", ""), request.POST.get("probe", "")))
    own, together = house.own_vigilance(me), house.vigilance_together(me)
    context = {
        "consulted": own is not None,
        "own": own,
        "probes": own.hits + own.misses if own else 0,
        "real": own.passes + own.false_alarms if own else 0,
        "together": together,
        "together_probes": together.hits + together.misses if together else 0,
        "recognised": wilson(together.knew, together.said) if together and together.said >= FEWEST_SAID else None,
        "seen_through": together and together.said >= FEWEST_SAID and together.knew > SEEN_THROUGH * together.said,
        "unchecked": lambda: house.probes_to_check(me),  # asked only where the page shows it: by who may review
        "said": _SAID.get(request.GET.get("said", ""), ""),
        "here": "drafts",
    }
    return page(request, "oversight/desk_vigilance.html", context)


def _worked(house: House, me: ColleagueId, does: str, probe: str) -> str:
    if does == "make":
        return "made" if house.make_probe(me) else "none"
    if does in ("knew", "real"):
        house.say_whether_known(me, probe, knew=does == "knew")
        return "said"
    house.check_probe(me, probe, natural=does == "natural")
    return "checked"


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: DeskRequest) -> HttpResponse:
    """Show the records to everybody who works here, and keep a manager's new one."""
    house, me = _house(request), myself(request)
    parts = {name: request.POST.get(name, "") for name in PARTS}
    told_on, trouble = request.POST.get("told_on", "").strip(), ""
    if request.method == "POST":
        try:
            house.keep_consultation(me, parts, told_on)
        except BadInput as wrong:
            trouble = str(wrong)
        else:
            return _to("consultation", "kept")
    context = {
        "records": house.consultations(me),
        "fields": [(name, heading, parts[name]) for name, heading in PARTS.items()],
        "told_on": told_on,
        "trouble": trouble,
        "said": _SAID.get(request.GET.get("said", ""), ""),
    }
    return page(request, "oversight/desk_consultation.html", context, 422 if trouble else 200)


def _to(where: str, said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(where)}?said={said}")


def _house(request: DeskRequest) -> House:
    return cast(House, cast(Any, request).house)


urls: list[URLPattern] = [
    path("desk/vigilance", vigilance, name="vigilance"),
    path("desk/consultation", consultation, name="consultation"),
]
