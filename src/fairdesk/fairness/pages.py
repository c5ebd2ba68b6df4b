"""The audit of the desk's own acts: the page, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from fairdesk.fairness import own_acts, probe_report
from fairdesk.fairness.as_html import parts, title_of
from fairdesk.fairness.own_acts import DEFAULT_GROUP, GROUPS, OUTCOMES, QUANTITIES, Asked
from fairdesk.fairness.records import KeptRun
from fairdesk.nouns import BadInput, ColleagueId, NotFound
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page


class House(Protocol):
    """What these pages ask of the house."""

    def audit_asked(
        self, groups: str, outcome: str, since: str = "", strata: str = "", quantities: str = ""
    ) -> Asked:
        """Return what is asked, checked."""

    def fairness(self, colleague: ColleagueId, asked: Asked) -> Mapping[str, Any]:
        """Return the report."""

    def fairness_runs(self, colleague: ColleagueId) -> tuple[KeptRun, ...]:
        """Return the latest runs of counterfactual pairs, newest first."""


def _asked(request: DeskRequest) -> Asked:
    given = request.GET
    return _house(request).audit_asked(
        ",".join(given.getlist("groups")) or DEFAULT_GROUP, given.get("outcome", "answered"), given.get("since", ""),
        given.get("strata", ""), ",".join(given.getlist("quantity")),
    )  # fmt: skip


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@calm
@colleague_only
@require_safe
def fairness(request: DeskRequest) -> HttpResponse:
    """Show who is treated otherwise by the desk's own assistant."""
    asked = _asked(request)
    context: dict[str, Any] = {
        "asked": asked, "groups": GROUPS, "outcomes": OUTCOMES, "quantities": QUANTITIES, "here": "board",
        "same": request.GET.urlencode(),
    }  # fmt: skip
    try:
        report = _house(request).fairness(myself(request), asked)
    except BadInput as nothing:
        return page(request, "fairness/desk_fairness.html", {**context, "nothing": str(nothing)})
    context |= {
        "title": title_of(report), "about": own_acts.about(report), "rows": report["rows"],
        # Our own HTML: what is not ours is escaped where it is made.
        "report": mark_safe("".join(parts(report))),  # noqa: S308
    }  # fmt: skip
    return page(request, "fairness/desk_fairness.html", context)


@calm
@colleague_only
@require_safe
def fairness_json(request: DeskRequest) -> HttpResponse:
    """Return the same as JSON."""
    report = _house(request).fairness(myself(request), _asked(request))
    return JsonResponse(report, json_dumps_params={"indent": 2, "ensure_ascii": False, "allow_nan": False})


@calm
@colleague_only
@require_safe
def probes(request: DeskRequest) -> HttpResponse:
    """Show what counterfactual pairs found last, and in the nights before."""
    runs = _house(request).fairness_runs(myself(request))
    told = pairs_context(runs[0].report) if runs else {}
    return page(
        request,
        "fairness/desk_probes.html",
        {"here": "board", "runs": runs, "run": runs[0] if runs else None, **told},
    )


@calm
@colleague_only
@require_safe
def probes_json(request: DeskRequest) -> HttpResponse:
    """Return the latest run as JSON. NotFound before the first."""
    runs = _house(request).fairness_runs(myself(request))
    if not runs:
        raise NotFound("no pair was asked here yet")
    return JsonResponse(runs[0].report, json_dumps_params={"indent": 2, "ensure_ascii": False})


_IN_JSON_ALONE = ("hidden", "longer")
"""What a page of a desk's width has no room for."""


def _cells(row: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the cells of a row with their heads; a per cent sign stays on the line of its number."""
    pairs = zip(probe_report.HEADS, row, strict=True)
    return [(head, cell.replace(" %", "\u00a0%")) for head, cell in pairs if head not in _IN_JSON_ALONE]


def pairs_context(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the template of a run's figures reads."""
    return {
        "told": told, "sentence": probe_report.sentence(told), "heads": [head for head in probe_report.HEADS if head not in _IN_JSON_ALONE],
        "masked_heads": probe_report.MASKED_HEADS, "causes": probe_report.by_cause(told),
        "rows": [_cells(row) for row in probe_report.rows(told)],
        "masked": [list(zip(probe_report.MASKED_HEADS, row, strict=True)) for row in probe_report.masked_rows(told)],
    }  # fmt: skip


urls: list[URLPattern] = [
    path("desk/fairness/probes", probes, name="fairness-probes"),
    path("desk/fairness/probes.json", probes_json, name="fairness-probes-json"),
    path("desk/fairness", fairness, name="fairness"),
    path("desk/fairness.json", fairness_json, name="fairness-json"),
]
