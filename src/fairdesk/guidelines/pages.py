"""Pages of guidelines: read them as tables, change one with checks, propose, see the replay, approve, roll back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.guidelines.counting import Counts
from fairdesk.guidelines.diff import difference
from fairdesk.guidelines.faults import faults_in
from fairdesk.guidelines.life import MOVES, Move, Proposal, ReportSeen, Stage
from fairdesk.guidelines.records import Kept, Life
from fairdesk.guidelines.scorer import KEPT_AS, SOURCE, is_scorer
from fairdesk.guidelines.scorer_file import ScorerFile, read_file
from fairdesk.guidelines.shown import Overview, case_in_words, rows_of, steps_of
from fairdesk.guidelines.table import Table, parse
from fairdesk.nouns import ActId, BadInput, ColleagueId, NotFound, Overtaken, Refused
from fairdesk.rendering import DeskRequest, calm, colleague_only, fragment, myself, page

_SAID = {
    "proposed": "Proposed. Now replay it: whoever approves wants to see what it would change.",
    "drafted": "Kept as a draft.",
    "replayed": "Replayed. Now another person looks at it.",
    "approved": "Approved.",
    "rejected": "Rejected.",
    "withdrawn": "Withdrawn. What was in force stays so.",
    "rolled_back": "The version before is in force. A second person must confirm it.",
    "confirmed": "Confirmed.",
}


class House(Protocol):
    """What these pages ask of the house."""

    def now(self) -> datetime:
        """Return the present moment."""

    def guideline_overviews(self, colleague: ColleagueId) -> tuple[Overview, ...]:
        """Return every guideline in force and how it stands."""

    def guideline_proposals(self, colleague: ColleagueId) -> tuple[Life, ...]:
        """Return what waits."""

    def guideline_now(self, colleague: ColleagueId, name: str) -> tuple[Life, Kept]:
        """Return what is in force of a guideline, with its text."""

    def guideline_history(self, colleague: ColleagueId, name: str) -> tuple[Life, ...]:
        """Return every proposal of a guideline."""

    def guideline_version(self, colleague: ColleagueId, version: str) -> Kept:
        """Return a version with its exact text."""

    def guideline_counts(self, colleague: ColleagueId, name: str, table: Table) -> Counts | None:
        """Return which rules the latest kept turns met."""

    def guideline_proposal(self, colleague: ColleagueId, id: str) -> tuple[Life, Kept]:
        """Return a proposal with its text."""

    def guideline_report(self, id: str) -> Mapping[str, Any]:
        """Return the figures of a replay's report."""

    def guideline_pairs(self, colleague: ColleagueId, proposal: Proposal) -> Mapping[str, Any] | None:
        """Return what counterfactual pairs say of a proposal, {} until they were asked, None if they say nothing."""

    def mended_by(self, colleague: ColleagueId, proposal: str) -> object:
        """Return the mitigation that a proposal is for; None if it is for none."""

    def why_not_approve(self, colleague: ColleagueId, proposal: Proposal) -> str:
        """Return what keeps a colleague from approving now."""

    def propose_guideline(
        self, colleague: ColleagueId, name: str, text: str, why: str, *, form: str, wished: datetime | None,
        as_draft: bool, id: str, seen: str, appeal: ActId | None,
    ) -> str:  # fmt: skip
        """Keep a text as a proposal or a draft."""

    def propose_scorer(self, colleague: ColleagueId, text: str, why: str, *, wished: datetime | None = ...) -> str:
        """Keep a scorer's file as a proposal."""

    def scorers_in_force(self, colleague: ColleagueId) -> tuple[tuple[Life, ScorerFile], ...]:
        """Return every scorer in force with what stands in it."""

    def replay_proposal(self, colleague: ColleagueId, id: str) -> ReportSeen:
        """Replay a proposal and attach the report."""

    def approve_guideline(self, colleague: ColleagueId, id: str, seen: str = ...) -> Proposal:
        """Approve a proposal."""

    def reject_guideline(self, colleague: ColleagueId, id: str, why: str) -> None:
        """Say no to a proposal."""

    def withdraw_guideline(self, colleague: ColleagueId, id: str, why: str) -> None:
        """Take a proposal back."""

    def confirm_roll_back(self, colleague: ColleagueId, id: str) -> None:
        """Confirm an emergency."""

    def roll_back_now(self, colleague: ColleagueId, name: str, why: str) -> str:
        """Put the version before in force at once."""

    def propose_roll_back(self, colleague: ColleagueId, name: str, version: str, why: str) -> str:
        """Propose an earlier version once more."""


@calm
@colleague_only
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    """List the guidelines in force with what each needs, and what waits."""
    house, me = _house(request), myself(request)
    context = {
        "guidelines": house.guideline_overviews(me), "scorers": house.scorers_in_force(me),
        "waiting": house.guideline_proposals(me),
    }  # fmt: skip
    return _page(request, "list", context)


@calm
@colleague_only
@require_safe
def one(request: DeskRequest, name: str) -> HttpResponse:
    """Show a guideline as a table, with reasons, references, history, and how many turns each rule met."""
    return _one(request, name)


def _one(request: DeskRequest, name: str, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    house, me = _house(request), myself(request)
    life, kept = house.guideline_now(me, name)
    if is_scorer(name):
        context = {"name": name, "life": life, "kept": kept, "history": house.guideline_history(me, name)}
        return _page(request, "scorer", {**context, **_scorer(kept), **(more or {})}, status)
    table = parse(kept.text, kept.file)
    counts = house.guideline_counts(me, name, table)
    context = {
        "name": name, "life": life, "kept": kept, "table": table, "counts": counts, "rows": rows_of(table, counts),
        "standing": next(each for each in house.guideline_overviews(me) if each.name == name),
        "history": house.guideline_history(me, name), **(more or {}),
    }  # fmt: skip
    return _page(request, "one", context, status)


@calm
@colleague_only
@require_safe
def version(request: DeskRequest, version: str) -> HttpResponse:
    """Show a kept version as it was written."""
    kept = _house(request).guideline_version(myself(request), version)
    if is_scorer(kept.name):
        return _page(request, "version", {"kept": kept, **_scorer(kept)})
    table, fault = _readable(kept)
    return _page(
        request, "version", {"kept": kept, "table": table, "rows": rows_of(table) if table else (), "fault": fault}
    )


def _scorer(kept: Kept, now: Kept | None = None) -> dict[str, Any]:
    """Return what the pages show of a scorer: its file, and what each value adds, beside the version in force."""
    scorer, in_force = (read_file(each.text, each.file) if each else None for each in (kept, now))
    assert scorer is not None
    return {"scorer": scorer, "steps": steps_of(scorer, in_force), "compared": in_force}


def _readable(kept: Kept) -> tuple[Table | None, str]:
    try:
        return parse(kept.text, kept.file), ""
    except BadInput as wrong:
        return None, str(wrong)


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, name: str) -> HttpResponse:
    """Change the text of a guideline: check it, keep it as a draft, propose it."""
    if is_scorer(name):
        return HttpResponseRedirect(reverse("scorer-propose"))
    if request.method != "POST":
        return _editing(request, name)
    typed = {"text": _text(request), "why": request.POST.get("why", ""), "wished": request.POST.get("wished", "")}
    act = request.POST.get("act", "check")
    if act == "check":
        found = _looked_through(typed["text"], name, request.POST.get("form", "yaml"), _house(request).now().date())
        if request.headers.get("X-Live"):
            return HttpResponse(fragment(request, "guidelines/desk_findings.html", found))
        return _editing(request, name, {**typed, **found})
    try:
        id = _house(request).propose_guideline(
            myself(request), name, typed["text"], typed["why"], form=request.POST.get("form", "yaml"),
            wished=_day(typed["wished"]), as_draft=act == "draft", id=request.POST.get("draft", ""),
            seen=request.POST.get("seen", ""), appeal=ActId(request.POST.get("appeal", "")) or None,
        )  # fmt: skip
    except (BadInput, Refused, Overtaken, NotFound) as wrong:
        found = _looked_through(typed["text"], name, request.POST.get("form", "yaml"), _house(request).now().date())
        return _editing(request, name, {**typed, **found, "trouble": str(wrong)}, wrong.http_status)
    return _to_proposal(id, "drafted" if act == "draft" else "proposed")


def _editing(request: DeskRequest, name: str, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    house, me = _house(request), myself(request)
    draft = request.POST.get("draft", "") or request.GET.get("draft", "")
    _, kept = house.guideline_proposal(me, draft) if draft else house.guideline_now(me, name)
    if kept.name != name:
        raise NotFound(f"this draft is none of {name}")
    # What stood in the form when it was opened: whoever saved the draft meanwhile must not be written over.
    seen = request.POST.get("seen", "") or kept.version
    context = {"name": name, "kept": kept, "draft": draft, "seen": seen, "text": kept.text, "why": request.GET.get("why", "")[:1000], "wished": "",
               "appeal": request.POST.get("appeal", "") or request.GET.get("appeal", ""),
               **(more or {})}  # fmt: skip
    return _page(request, "edit", context, status)


def _looked_through(text: str, name: str, form: str, today: date) -> dict[str, Any]:
    try:
        table = parse(text, f"{name}.{form}")
    except BadInput as wrong:
        return {"checked": True, "unreadable": str(wrong)}
    found = faults_in(table, name, today)
    findings = [(each.says, case_in_words(each.example, table)) for each in found]
    return {"checked": True, "findings": findings, "rules": len(table.rules), "version": table.version}


@calm
@colleague_only
@require_safe
def proposal(request: DeskRequest, id: str) -> HttpResponse:
    """Show a proposal: what it would change, what the replay found, and what can be done now."""
    return _proposal(request, id)


def _proposal(request: DeskRequest, id: str, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    house, me = _house(request), myself(request)
    life, kept = house.guideline_proposal(me, id)
    made = life.proposal
    text = _proposed_scorer(house, me, kept) if is_scorer(kept.name) else _proposed_table(house, me, kept)
    context = {
        "life": life, "made": made, "kept": kept, **text,
        "report": house.guideline_report(made.report) if made.report else None,
        "pairs": house.guideline_pairs(me, made),
        "why_not": house.why_not_approve(me, made) if made.stage is Stage.REPLAYED else "",
        "moves": {str(move) for move, (stages, _) in MOVES.items() if made.stage in stages},
        "mends": house.mended_by(me, id), "mine": made.by == me, "to_confirm": made.confirm_by is not None and not made.second and made.stage is Stage.IN_FORCE,
        **(more or {}),
    }  # fmt: skip
    return _page(request, "proposal", context, status)


def _proposed_table(house: House, me: ColleagueId, kept: Kept) -> dict[str, Any]:
    _, now = house.guideline_now(me, kept.name)
    table, fault = _readable(kept)
    differs = table is not None and kept.version != now.version
    return {
        "now": now, "table": table, "fault": fault, "rows": rows_of(table) if table else (),
        "changes": difference(parse(now.text, now.file), table) if table and differs else (),
    }  # fmt: skip


def _proposed_scorer(house: House, me: ColleagueId, kept: Kept) -> dict[str, Any]:
    now = next((life for life, _ in house.scorers_in_force(me) if life.proposal.name == kept.name), None)
    other = (
        house.guideline_version(me, now.proposal.version) if now and now.proposal.version != kept.version else None
    )
    reads = [each.name for each in house.guideline_overviews(me) if _reads(each.table, kept.name)]
    return {**_scorer(kept, other), "read_by": reads}


def _reads(table: Table, name: str) -> bool:
    return any(column.source.removeprefix(SOURCE).strip() == name.removeprefix(KEPT_AS) for column in table.inputs)


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def propose_scorer(request: DeskRequest) -> HttpResponse:
    """Take a scorer's file as a proposal."""
    typed = {"text": _text(request), "why": request.POST.get("why", ""), "wished": request.POST.get("wished", "")}
    if request.method != "POST":
        return _page(request, "propose_scorer", typed)
    try:
        id = _house(request).propose_scorer(
            myself(request), typed["text"], typed["why"], wished=_day(typed["wished"])
        )
    except (BadInput, Refused) as wrong:
        return _page(request, "propose_scorer", {**typed, "trouble": str(wrong)}, wrong.http_status)
    return _to_proposal(id, "proposed")


@calm
@colleague_only
@require_POST
def move(request: DeskRequest, id: str) -> HttpResponse:
    """Replay, approve, reject, withdraw or confirm a proposal."""
    house, me, why = _house(request), myself(request), request.POST.get("why", "")
    acts: Mapping[str, tuple[str, Callable[[], object]]] = {
        Move.REPLAY: ("replayed", lambda: house.replay_proposal(me, id)),
        Move.APPROVE: ("approved", lambda: house.approve_guideline(me, id, request.POST.get("report", ""))),
        Move.REJECT: ("rejected", lambda: house.reject_guideline(me, id, why)),
        Move.WITHDRAW: ("withdrawn", lambda: house.withdraw_guideline(me, id, why)),
        Move.CONFIRM: ("confirmed", lambda: house.confirm_roll_back(me, id)),
    }
    wanted = request.POST.get("move", "")
    if wanted not in acts:
        raise BadInput(f"choose one of: {', '.join(acts)}")
    said, act = acts[wanted]
    try:
        act()
    except (BadInput, Refused, Overtaken) as wrong:
        return _proposal(request, id, {"trouble": str(wrong)}, wrong.http_status)
    return _to_proposal(id, said)


@calm
@colleague_only
@require_POST
def roll_back(request: DeskRequest, name: str) -> HttpResponse:
    """Put the version before in force at once, or propose an earlier one."""
    house, me, why = _house(request), myself(request), request.POST.get("why", "")
    wanted = request.POST.get("version", "")
    try:
        id = house.propose_roll_back(me, name, wanted, why) if wanted else house.roll_back_now(me, name, why)
    except (BadInput, Refused, Overtaken, NotFound) as wrong:
        return _one(request, name, {"trouble": str(wrong)}, wrong.http_status)
    return _to_proposal(id, "proposed" if wanted else "rolled_back")


def _to_proposal(id: str, said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('guideline-proposal', args=[id])}?said={said}")


def _page(request: DeskRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    said = _SAID.get(request.GET.get("said", ""), "")
    return page(request, f"guidelines/desk_{name}.html", {"here": "guidelines", "said": said, **context}, status)


def _text(request: HttpRequest) -> str:
    """Return the typed text as a file would hold it: browsers send other line ends, and the version is the bytes' hash."""
    return request.POST.get("text", "").replace("\r\n", "\n")


def _day(typed: str) -> datetime | None:
    if not typed:
        return None
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as wrong:
        raise BadInput(f"{typed!r} is no day; write it as 2027-01-31") from wrong


def _house(request: HttpRequest) -> House:
    return cast(House, cast(DeskRequest, request).house)


urls: list[URLPattern] = [
    path("desk/guidelines", listed, name="guidelines"),
    path("desk/guidelines/proposals/<str:id>", proposal, name="guideline-proposal"),
    path("desk/guidelines/proposals/<str:id>/move", move, name="guideline-move"),
    path("desk/guidelines/versions/<str:version>", version, name="guideline-version"),
    path("desk/guidelines/scorers/propose", propose_scorer, name="scorer-propose"),
    path("desk/guidelines/<str:name>", one, name="guideline"),
    path("desk/guidelines/<str:name>/edit", edit, name="guideline-edit"),
    path("desk/guidelines/<str:name>/roll-back", roll_back, name="guideline-roll-back"),
]
