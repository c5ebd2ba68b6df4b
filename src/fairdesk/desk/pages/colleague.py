"""The colleague's desk: lists, a case and what a person does with it. Each view asks the desk and lays out what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.desk.asks import GivenAlready
from fairdesk.desk.brief import EDITABLE, Known
from fairdesk.desk.forms import VIEWS, brief_form, clean, fault, view_wanted, whole
from fairdesk.desk.pages.live import last_number, unstored
from fairdesk.desk.timeline import Case, Desk
from fairdesk.nouns import (
    ActId,
    BadInput,
    ColleagueId,
    ConversationId,
    NotFound,
    Overtaken,
    Refused,
    Restricted,
    Unavailable,
    Voice,
)
from fairdesk.oversight.appeal import Outcome, outcome_named
from fairdesk.oversight.override import REASONS
from fairdesk.rendering import DeskRequest, View, calm, colleague_only, fragment, myself, page
from fairdesk.sensitive.care import NeedsAnotherLook


class House(Desk, Protocol):
    """What these pages ask of the house besides the desk itself."""

    def decide_appeal(
        self,
        act: ActId,
        colleague: ColleagueId,
        outcome: Outcome,
        sentence: str,
        reason: str,
        other: str,
        overruled: str = ...,
    ) -> None:
        """End an appeal with a sentence for the customer, looked through as a reply is unless *overruled*."""

    def override(
        self, act: ActId, colleague: ColleagueId, reason: str, text: str, *, other: str, overruled: str
    ) -> None:
        """Say that an answer was wrong, and tell the customer what is right."""

    def edit_brief(
        self,
        conversation: ConversationId,
        colleague: ColleagueId,
        stood: Mapping[str, str],
        written: Mapping[str, str],
        seen: int,
    ) -> None:
        """Keep a colleague's version of the brief."""

    def handed_over(self, colleague: ColleagueId) -> object:
        """Return the figures of hand-overs."""

    def already_given(self, conversation: ConversationId, colleague: ColleagueId, draft: str) -> tuple[Known, ...]:
        """Return what a draft asks for although the customer gave it."""


def _shows(view: View) -> View:
    return calm(colleague_only(require_safe(view)))


def _takes(view: View) -> View:
    return calm(colleague_only(require_POST(view)))


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@_shows
def desk(request: DeskRequest) -> HttpResponse:
    """Show a list of conversations."""
    return page(request, "desk/desk_home.html", {**_queue(request), "here": "desk"})


def _queue(request: DeskRequest) -> dict[str, Any]:
    queue = _house(request).queue(myself(request), view_wanted(request.GET.get("view", "")))
    return {"queue": queue, "counts": [(name, queue.counts.get(name, 0)) for name in VIEWS]}


@_shows
def queue_fragment(request: DeskRequest) -> HttpResponse:
    """Return the rows and counts of a list, for live.js to put in place."""
    context = {**_queue(request), "open": request.GET.get("open", "")}
    return unstored(HttpResponse(fragment(request, "desk/desk_queue.html", context)))


@_shows
def case(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Show everything on a conversation; `use` puts a suggested passage into the reply, `draft` what the assistant made."""
    try:
        found = _read_case(request, conversation)
    except Restricted:
        return HttpResponseRedirect(reverse("glass", args=[conversation]))
    wanted = request.GET.get("use", "")
    words = next((passage.quote for passage in found.suggestions if passage.passage == wanted), "")
    if request.GET.get("draft") and found.draft:
        words = found.draft.text
    return _case(request, found, {"words": words})


def _read_case(request: DeskRequest, which: ConversationId) -> Case:
    return _house(request).case(which, myself(request))


def _case(request: DeskRequest, found: Case, more: dict[str, Any], status: int = 200) -> HttpResponse:
    written = more.get("brief_written", {})
    context = {
        **_queue(request),
        "case": found,
        "open": found.conversation,
        "last": last_number(found.entries),
        "override_reasons": REASONS.items(),
        "brief_parts": [(name, found.brief.get(name, ""), written.get(name)) for name in EDITABLE],
        "here": "desk",
    }
    return page(request, "desk/desk_case.html", {**context, **more}, status)


@_shows
def case_entries(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Return a case's entries after a number, for live.js to append."""
    after = whole(request.GET.get("after", ""))
    found = _read_case(request, conversation)
    context = {
        "case": found,
        "entries": [entry for entry in found.entries if entry.number > after],
        "last": last_number(found.entries, after),
    }
    return unstored(HttpResponse(fragment(request, "desk/desk_entries.html", context)))


@_shows
def handovers(request: DeskRequest) -> HttpResponse:
    """Show what became of hand-overs: figures over all people of the desk, of nobody alone."""
    told = _house(request).handed_over(myself(request))
    return page(request, "desk/desk_handovers.html", {"told": told})


@_takes
def take_over(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Take a conversation; if somebody was faster, show who has it now."""
    try:
        _house(request).take_over(conversation, myself(request))
    except Overtaken as faster:
        return _case(request, _read_case(request, conversation), _trouble("It was taken already", faster), 409)
    return _to_case(conversation)


def _to_case(which: ConversationId) -> HttpResponse:
    return HttpResponseRedirect(reverse("case", args=[which]) + "#work")


def _trouble(title: str, problem: object) -> dict[str, Any]:
    return {"trouble": {"title": title, "text": str(problem)}}


@_takes
def reply(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Answer as a person. If something new arrived meanwhile, show it and keep the text for another look."""
    text = clean(request.POST.get("text", ""))
    if problem := fault(text):
        more = {**_trouble("The reply was not sent", _FAULTS[problem]), "words": text}
        return _case(request, _read_case(request, conversation), more, 422)
    try:
        version, why = whole(request.POST.get("version", "")), clean(request.POST.get("overruled", ""))
        _house(request).reply(conversation, myself(request), text, version, why, request.POST.getlist("past"))
    except NeedsAnotherLook as found:
        more = {"care": found.findings, "words": text}
        return _case(request, _read_case(request, conversation), more, found.http_status)
    except GivenAlready as asked:
        more = {"given": asked.found, "stopped": True, "words": text, "overruled": why}
        return _case(request, _read_case(request, conversation), more, asked.http_status)
    except Overtaken as news:
        more = {**_trouble("Something new came in while you wrote", news), "words": text}
        return _case(
            request,
            _read_case(request, conversation),
            {**more, "new_after": whole(request.POST.get("seen", ""))},
            409,
        )
    except Unavailable as failed:
        return _case(
            request,
            _read_case(request, conversation),
            {**_trouble("The reply was not sent", failed), "words": text},
            503,
        )
    return _to_case(conversation)


_FAULTS = {"empty": "Write something first.", "too_long": "It is too long; send it in two parts."}


@_takes
def given(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Return, while a colleague types, what the draft asks for although the customer gave it; the draft is not kept."""
    found = _house(request).already_given(conversation, myself(request), clean(request.POST.get("text", "")))
    return unstored(HttpResponse(fragment(request, "desk/desk_given.html", {"given": found})))


@_takes
def edit_brief(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Keep a colleague's version of the brief."""
    stood, written, seen = brief_form(request.POST)
    try:
        _house(request).edit_brief(conversation, myself(request), stood, written, seen)
    except (BadInput, Overtaken) as problem:
        more = {**_trouble("The brief was not changed", problem), "brief_written": written}
        return _case(request, _read_case(request, conversation), more, problem.http_status)
    return HttpResponseRedirect(reverse("case", args=[conversation]) + "#brief")


@_takes
def decide_appeal(request: DeskRequest, conversation: ConversationId, act: ActId) -> HttpResponse:
    """End an appeal: the act stays or is changed, with a sentence the customer reads."""
    try:
        outcome, why = outcome_named(request.POST.get("outcome", "")), clean(request.POST.get("overruled", ""))
        sentence, wrong = clean(request.POST.get("sentence", "")), request.POST.get("reason", "")
        other = "said at the appeal" if wrong == "other" else ""  # the sentence to the customer says what it was
        _house(request).decide_appeal(act, myself(request), outcome, sentence, wrong, other, why)
    except NeedsAnotherLook as found:
        more = {"appeal_care": found.findings, "deciding": request.POST.dict(), "disputed": act}
        return _case(request, _read_case(request, conversation), more, found.http_status)
    except (BadInput, Overtaken, Refused) as problem:
        more = _trouble("The appeal was not decided", problem)
        return _case(request, _read_case(request, conversation), more, problem.http_status)
    return _to_case(conversation)


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def override(request: DeskRequest, conversation: ConversationId, act: ActId) -> HttpResponse:
    """Correct an answer of the assistant: say why it is wrong, and write what is right under one's own name."""
    if request.method != "POST":
        return _override(request, conversation, act)
    typed = {name: clean(request.POST.get(name, "")) for name in ("reason", "text", "other", "overruled")}
    try:
        _house(request).override(
            act, myself(request), typed["reason"], typed["text"], other=typed["other"], overruled=typed["overruled"]
        )
    except NeedsAnotherLook as found:
        return _override(request, conversation, act, {"typed": typed, "care": found.findings}, found.http_status)
    except (BadInput, Overtaken, Refused) as wrong:
        return _override(request, conversation, act, {"typed": typed, "trouble": str(wrong)}, wrong.http_status)
    return _to_case(conversation)


def _override(
    request: DeskRequest,
    conversation: ConversationId,
    act: ActId,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = _read_case(request, conversation)
    answer = next((each for each in found.entries if each.voice is Voice.ASSISTANT and each.act == act), None)
    if answer is None:
        raise NotFound("there is no such answer in this conversation")
    context = {"case": found, "answer": answer, "reasons": REASONS.items(), "typed": {}, "here": "desk"}
    return page(request, "desk/desk_override.html", {**context, **(more or {})}, status)


@_takes
def note(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Keep an internal note."""
    text = clean(request.POST.get("text", ""))
    if problem := fault(text):
        more = {**_trouble("The note was not kept", _FAULTS[problem]), "note_words": text or " "}
        return _case(request, _read_case(request, conversation), more, 422)
    _house(request).note(conversation, myself(request), text)
    return _to_case(conversation)


@_takes
def resolve(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Close a conversation and go back to the list."""
    _house(request).resolve(conversation, myself(request))
    return HttpResponseRedirect(reverse("desk"))


@_takes
def return_to_ai(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Give a conversation back to the assistant."""
    _house(request).return_to_ai(conversation, myself(request))
    return _to_case(conversation)


urls: list[URLPattern] = [
    path("desk", desk, name="desk"),
    path("desk/queue-fragment", queue_fragment, name="queue-fragment"),
    path("desk/handovers", handovers, name="handovers"),
    path("desk/c/<str:conversation>", case, name="case"),
    path("desk/c/<str:conversation>/entries", case_entries, name="case-entries"),
    path("desk/c/<str:conversation>/take-over", take_over, name="take-over"),
    path("desk/c/<str:conversation>/reply", reply, name="reply"),
    path("desk/c/<str:conversation>/given", given, name="given"),
    path("desk/c/<str:conversation>/brief", edit_brief, name="edit-brief"),
    path("desk/c/<str:conversation>/appeal/<str:act>", decide_appeal, name="decide-appeal"),
    path("desk/c/<str:conversation>/override/<str:act>", override, name="override"),
    path("desk/c/<str:conversation>/note", note, name="note"),
    path("desk/c/<str:conversation>/resolve", resolve, name="resolve"),
    path("desk/c/<str:conversation>/return", return_to_ai, name="return"),
]
