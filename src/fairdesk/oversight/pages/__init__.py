"""Pages of oversight: one person stops the assistant and two start it again; reviewers count what the mask misses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from fairdesk.nouns import ActId, BadInput, ColleagueId, NotFound
from fairdesk.oversight.drill import Drill
from fairdesk.oversight.lots import LotRow
from fairdesk.oversight.misses import KINDS, LOOKED_BACK, PUBLISHED_FROM, Misses, Sample, checked
from fairdesk.oversight.pages import appeals
from fairdesk.oversight.pages.agree import urls as agree_urls
from fairdesk.oversight.pages.drafts import urls as drafts_urls
from fairdesk.oversight.pages.limits import looks_with_pauses
from fairdesk.oversight.pages.vigilance import urls as vigilance_urls
from fairdesk.oversight.reviewing import LOOKED_BACK as ANSWERS_LOOKED_BACK
from fairdesk.oversight.reviewing import VERDICTS, Board, Drawn, drawn_curve
from fairdesk.oversight.scopes import may_be_stopped, scopes_offered
from fairdesk.oversight.second_look import Apart, Told
from fairdesk.oversight.strata import STRATA
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page

_SAID = {
    "stopped": "The assistant is stopped. Every message goes to people now.",
    "asked": "You asked to start again. A second person must agree.",
    "started": "Two people agreed: the assistant is on again.",
}

_PROMISED = {
    "made": "The promise is in force. The assistant answers alone what is sure enough for it.",
    "asked": "You asked for it. It lets the assistant answer more alone, so a second person must agree, on this page.",
    "none": "Nothing can be promised yet. What is missing stands below.",
}


class House(Protocol):
    """What this page asks of the house."""

    def stops(self, colleague: ColleagueId) -> Sequence[Any]:
        """Return the stops in force."""

    def stop_ai(self, colleague: ColleagueId, scope: str, reason: str) -> str:
        """Stop the assistant."""

    def stop_scopes(self, colleague: ColleagueId) -> Sequence[tuple[str, str]]:
        """Return what else may be stopped."""

    def start_ai(self, colleague: ColleagueId, stop: str) -> bool:
        """Agree to start it again; True when the second person has."""

    def mask_sample(self, colleague: ColleagueId, wanted: str = "") -> Sample | None:
        """Return a masked message to look at, or None; *wanted* is the one that is before the reviewer already."""

    def keep_mask_review(self, colleague: ColleagueId, act: ActId, missed: Mapping[str, int]) -> None:
        """Keep how many things of which kind were missed in it."""

    def mask_misses(self) -> Misses:
        """Return how often the mask missed something."""

    def answer_sample(self, colleague: ColleagueId, wanted: str = "") -> Drawn | None:
        """Return an answer to look at, or None; *wanted* is the one that is before the reviewer already."""

    def keep_answer_review(self, colleague: ColleagueId, act: ActId, verdict: str) -> None:
        """Keep whether it was right."""

    def seen_apart(self, colleague: ColleagueId) -> Sequence[Apart]:
        """Return the answers that this reviewer and another see differently."""

    def come_round(self, colleague: ColleagueId, act: ActId) -> None:
        """Let one of them have the other's verdict."""

    def agreement_told(self) -> Told:
        """Return how far verdicts on one answer agreed."""

    def board(self, colleague: ColleagueId) -> Board:
        """Return what may be promised, and what is in force."""

    def lots(self, colleague: ColleagueId) -> Sequence[LotRow]:
        """Return the newest weekly lots."""

    def drills(self, colleague: ColleagueId) -> Sequence[Drill]:
        """Return the latest drills of the stop."""

    def make_promises(self, colleague: ColleagueId) -> tuple[str, ...]:
        """Put what may be promised in force; return the topics promised."""


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: DeskRequest) -> HttpResponse:
    """Ask what to stop and why, and stop it; list the stops in force."""
    if request.method != "POST":
        return _stop(request, {"chosen": request.GET.get("scope", "all")})
    scope, reason = request.POST.get("scope", ""), _line(request.POST.get("reason", ""))
    if not reason or not may_be_stopped(scope):
        told = "Say why, in a few words." if not reason else "Choose what should stop."
        return _stop(request, {"chosen": scope, "reason": reason, "trouble": told}, 422)
    try:
        _house(request).stop_ai(myself(request), scope, reason)
    except (BadInput, NotFound) as nothing:
        return _stop(request, {"chosen": scope, "reason": reason, "trouble": str(nothing)}, nothing.http_status)
    return HttpResponseRedirect(reverse("stop") + "?said=stopped")


def _stop(request: DeskRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {
        "in_force": _house(request).stops(myself(request)),
        "scopes_offered": scopes_offered(str(more.get("chosen", ""))),
        "smaller": _house(request).stop_scopes(myself(request)),
        "said": _SAID.get(request.GET.get("said", ""), ""),
    }
    return page(request, "oversight/desk_stop.html", {**context, **more}, status)


@calm
@colleague_only
@require_POST
def start(request: DeskRequest) -> HttpResponse:
    """Agree to start the assistant again: the first asks, the second starts it."""
    runs = _house(request).start_ai(myself(request), request.POST.get("stop", ""))
    return HttpResponseRedirect(f"{reverse('stop')}?said={'started' if runs else 'asked'}")


@calm
@colleague_only
@looks_with_pauses
@require_http_methods(["GET", "HEAD", "POST"])
def masking_misses(request: DeskRequest) -> HttpResponse:
    """Show a masked message at random, and keep what a reviewer says was missed in it: numbers, never words."""
    if request.method != "POST":
        return _masking(request, {})
    written = {kind: request.POST.get(kind, "").strip() or "0" for kind in KINDS}
    try:
        missed = {} if request.POST.get("answer") == "nothing" else checked(written)
    except BadInput as wrong:
        return _masking(request, {"trouble": str(wrong), "written": written}, 422)
    if not missed and request.POST.get("answer") != "nothing":
        return _masking(request, {"trouble": "Write how many things were missed, or say that nothing was."}, 422)
    _house(request).keep_mask_review(myself(request), ActId(request.POST.get("act", "")), missed)
    return HttpResponseRedirect(reverse("masking-misses") + "?said=kept")


def _masking(request: DeskRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    house = _house(request)
    figure, written = house.mask_misses(), more.get("written", {})
    context = {
        "sample": house.mask_sample(myself(request), request.POST.get("act", "")),
        "figure": figure,
        "kinds": [(kind, words, written.get(kind, "")) for kind, words in KINDS.items()],
        "days": LOOKED_BACK.days,
        "published_from": PUBLISHED_FROM,
        "said": "Kept. Thank you." if request.GET.get("said") == "kept" else "",
    }
    return page(request, "oversight/desk_masking.html", {**context, **more}, status)


@calm
@colleague_only
@looks_with_pauses
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: DeskRequest) -> HttpResponse:
    """Show a reviewer the next answer of the sample, and keep what they say of it."""
    house, me, trouble = _house(request), myself(request), ""
    act = ActId(request.POST.get("act", ""))
    if request.method == "POST":
        try:
            if request.POST.get("do") == "come_round":
                house.come_round(me, act)
            else:
                house.keep_answer_review(me, act, request.POST.get("verdict", ""))
        except BadInput as wrong:
            trouble = str(wrong)
        else:
            return HttpResponseRedirect(reverse("reviewed-answers") + "?said=kept")
    context = {
        "sample": house.answer_sample(me, act),
        "apart": [(each, VERDICTS[each.mine], VERDICTS[each.other]) for each in house.seen_apart(me)],
        "verdicts": VERDICTS.items(),
        "days": ANSWERS_LOOKED_BACK.days,
        "trouble": trouble,
        "said": "Kept. Thank you." if request.GET.get("said") == "kept" else "",
    }
    return page(request, "oversight/desk_answers.html", context, 422 if trouble else 200)


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: DeskRequest) -> HttpResponse:
    """Show what may be promised of the assistant's answers, and put it in force."""
    house = _house(request)
    if request.method == "POST":
        made = house.make_promises(myself(request))
        asked = not made and any(row.asked_by for row in house.board(myself(request)).topics)
        said = "made" if made else "asked" if asked else "none"
        return HttpResponseRedirect(f"{reverse('board')}?said={said}")
    told = house.board(myself(request))
    points, target_at = drawn_curve(told)
    context = {
        "board": told,
        "lots": house.lots(myself(request)),
        "strata": STRATA,
        "drills": house.drills(myself(request)),
        "agreement": house.agreement_told(),
        "points": points,
        "target_at": target_at,
        "said": _PROMISED.get(request.GET.get("said", ""), ""),
    }
    return page(request, "oversight/desk_board.html", context)


def _line(typed: str) -> str:
    """Return what was typed as one line of characters that can be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())


def _house(request: HttpRequest) -> House:
    return cast(House, cast(DeskRequest, request).house)


urls: list[URLPattern] = [
    *drafts_urls,
    *vigilance_urls,
    *agree_urls,
    path("desk/stop", stop, name="stop"),
    path("desk/masking", masking_misses, name="masking-misses"),
    path("desk/start", start, name="start"),
    path("desk/answers", answers, name="reviewed-answers"),
    path("board", board, name="board"),
    *appeals.urls,
]
