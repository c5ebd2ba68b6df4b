"""The audit of the desk's own acts, who asks and is not answered, and where customers tell which groups they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from fairdesk.consent.notices import Notice
from fairdesk.consent.purposes import Purpose
from fairdesk.fairness import own_acts, representation_told
from fairdesk.fairness.as_html import parts, title_of
from fairdesk.fairness.disclosed import Question, Told
from fairdesk.fairness.own_acts import DEFAULT_GROUP, OUTCOMES, QUANTITIES, Asked
from fairdesk.language import offered, say
from fairdesk.nouns import BadInput, ColleagueId, CustomerId, NotFound, Overtaken
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page

_READABLE = {"indent": 2, "ensure_ascii": False, "allow_nan": False}


class House(Protocol):
    """What these pages ask of the house."""

    def audit_asked(
        self, groups: str, outcome: str, since: str = "", strata: str = "", quantities: str = ""
    ) -> Asked:
        """Return what is asked, checked."""

    def fairness(self, colleague: ColleagueId, asked: Asked) -> Mapping[str, Any]:
        """Return the report."""

    def representation(self, colleague: ColleagueId, since: str = "") -> Mapping[str, Any]:
        """Return who asks and is not answered, as far as they may read it. Raises BadInput where too few wrote."""

    def ask_to_write(self, colleague: ColleagueId, matter: str) -> str:
        """Make a task of a gap. Raises NotFound if it is not there any more."""

    def groups_to_audit(self) -> Mapping[str, str]:
        """Return each group that can be asked for, in words."""

    def questions(self) -> Mapping[str, Question]:
        """Return what this company asks customers of themselves."""

    def told_by(self, customer: CustomerId | None) -> Told:
        """Return what a customer told of themselves."""

    def tell(self, customer: CustomerId, said: Told, *, language: str, seen: str) -> None:
        """Keep what a customer tells of themselves; nothing at all takes it back. Raises Overtaken for other words than *seen*."""

    def show_notice(self, name: str, language: str, customer: CustomerId | None, place: str) -> Notice:
        """Return the words customers are shown now about a purpose, and record that they were."""

    def new_customer(self, request: HttpRequest) -> CustomerId:
        """Make a customer for a first choice and remember the browser as theirs."""


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
        "asked": asked, "groups": _house(request).groups_to_audit(), "outcomes": OUTCOMES, "quantities": QUANTITIES, "here": "board",
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
    return JsonResponse(report, json_dumps_params=_READABLE)


# --- who asks and is not answered -------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@calm
@colleague_only
def representation(request: DeskRequest) -> HttpResponse:
    """Show who asks and is not answered, to readers of the books; what to write next, to editors; and make a task of it."""
    if request.method == "POST":
        _house(request).ask_to_write(myself(request), request.POST.get("matter", ""))
        return HttpResponseRedirect(f"{reverse('representation')}?said=task#what-to-write")
    context: dict[str, Any] = {
        "here": "board",
        "since": request.GET.get("since", ""),
        "said": request.GET.get("said", ""),
    }
    try:
        report = _represented(request)
    except BadInput as nothing:
        return page(request, "fairness/desk_representation.html", {**context, "nothing": str(nothing)})
    context |= {
        "report": report,
        "plan": report["to_write"],
        "says": list(representation_told.of_plan(report["to_write"])),
    }
    if "represented" in report:
        context |= {
            "about": representation_told.about(report),
            # Our own HTML: what is not ours is escaped where it is made.
            "parts": mark_safe("".join(representation_told.parts(report))),  # noqa: S308
        }
    return page(request, "fairness/desk_representation.html", context)


@calm
@colleague_only
@require_safe
def representation_json(request: DeskRequest) -> HttpResponse:
    """Return the same as JSON."""
    return JsonResponse(_represented(request), json_dumps_params=_READABLE)


def _represented(request: DeskRequest) -> Mapping[str, Any]:
    return _house(request).representation(myself(request), request.GET.get("since", ""))


@calm
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: DeskRequest) -> HttpResponse:
    """Ask a customer which groups they belong to, and keep, change or delete what they say; anything but a clear yes is a no."""
    house, language, said = _house(request), request.language, None
    questions = house.questions()
    if not questions:
        raise NotFound("nothing is asked here")
    if request.method == "POST":
        sent = request.POST
        said = {name: sent.get(name, "") for name in questions} if sent.get("answer") == "yes" else {}
        customer = request.customer or house.new_customer(request)
        try:
            house.tell(customer, said, language=offered(sent.get("language", language)), seen=sent.get("version", ""))
        except Overtaken:
            pass  # shown again, with the words as they stand now and what was answered
        else:
            return HttpResponseRedirect(f"{reverse('groups')}?kept=1")
    told = house.told_by(request.customer)
    context = {
        "notice": house.show_notice(Purpose.DISCLOSE, language, request.customer, "groups"),
        "questions": list(_in_words(questions, language, told if said is None else said)),
        "told": told,
        "kept": request.GET.get("kept"),
        "changed": said is not None,
    }
    return page(request, "fairness/groups.html", context, 409 if said is not None else 200)


def _in_words(
    questions: Mapping[str, Question], language: str, told: Told
) -> Iterator[tuple[str, str, list[tuple[str, str, bool]]]]:
    """Yield each question: its name, its words, and its answers with their words and whether each was chosen."""
    for name, question in questions.items():
        answers = [(code, say(language, words), told.get(name) == code) for code, words in question.answers.items()]
        yield name, say(language, question.asks), answers


urls: list[URLPattern] = [
    path("privacy/groups", groups, name="groups"),
    path("desk/fairness", fairness, name="fairness"),
    path("desk/fairness.json", fairness_json, name="fairness-json"),
    path("desk/fairness/representation", representation, name="representation"),
    path("desk/fairness/representation.json", representation_json, name="representation-json"),
]
