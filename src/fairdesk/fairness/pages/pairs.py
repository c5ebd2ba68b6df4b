"""What counterfactual pairs found: the page, the same as JSON, and what a proposal's page says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from fairdesk.fairness import probe_report
from fairdesk.fairness.pages.audits import READABLE
from fairdesk.fairness.records.runs import KeptRun
from fairdesk.nouns import ColleagueId, NotFound
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page


class House(Protocol):
    """What these pages ask of the house."""

    def fairness_runs(self, colleague: ColleagueId) -> tuple[KeptRun, ...]:
        """Return the latest runs of counterfactual pairs, newest first."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


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
    return JsonResponse(runs[0].report, json_dumps_params=READABLE)


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
]
