"""The colleague's desk: lists, a case and what a person does with it. Each view asks the desk and lays out what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, cast
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.desk.asks import GivenAlready
from fairdesk.desk.brief import EDITABLE, Known
from fairdesk.desk.canned import Ready
from fairdesk.desk.forms import VIEWS, brief_form, clean, conversation_named, fault, view_wanted, whole
from fairdesk.desk.pages.lists import done_before, sort_menu
from fairdesk.desk.pages.live import last_number, unstored
from fairdesk.desk.timeline import Case, Desk, Viewer
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
from fairdesk.sensitive.tone import Reading


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

    def ask_to_mend(self, act: ActId, colleague: ColleagueId, article: str, language: str) -> str:
        """Make a task for the owner of an article that a disputed act rests on."""

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

    def how_it_reads(self, conversation: ConversationId, colleague: ColleagueId, draft: str) -> Reading | None:
        """Return how a draft reads."""

    def send(
        self,
        conversation: ConversationId,
        colleague: ColleagueId,
        text: str,
        version: int,
        overruled: str = "",
        suggested: bool = False,
        past: Iterable[str] = (),
    ) -> None:
        """Answer as a person; the words leave after the time to undo. Raises what `reply` raises."""

    def reject_suggestion(
        self, conversation: ConversationId, colleague: ColleagueId, reason: str, words: str = ""
    ) -> None:
        """Keep that a suggestion is not fit to send, and why."""

    def take_reply_back(self, id: str, colleague: ColleagueId) -> str:
        """Take back a reply that has not left, and return its words."""

    def open_again(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Undo a closing."""

    def put_back(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Undo a taking over."""

    def here(self, conversation: ConversationId, colleague: ColleagueId, writes: bool = False) -> tuple[Viewer, ...]:
        """Note that a colleague has a conversation open now, and return who else has."""

    def ready_replies(self, conversation: ConversationId, colleague: ColleagueId) -> tuple[Ready, ...]:
        """Return the canned replies filled in for a conversation."""

    def gone(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Note that a colleague closed it."""

    def my_work(self, colleague: ColleagueId) -> Any:
        """Return how this person's own work stands."""


def _shows(view: View) -> View:
    return calm(colleague_only(require_safe(view)))


def _takes(view: View) -> View:
    return calm(colleague_only(require_POST(view)))


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@_shows
def desk(request: DeskRequest) -> HttpResponse:
    """Show a list of conversations."""
    me = myself(request)
    context = {
        **_queue(request), **sort_menu(request), **done_before(request), "here": "desk", "sorting": True,
        "closed": conversation_named(request.GET.get("closed", "")), "all_chosen": request.GET.get("choose") == "all", "work": lambda: _house(request).my_work(me),
    }  # fmt: skip
    return page(request, "desk/desk_home.html", context)


def _queue(request: DeskRequest) -> dict[str, Any]:
    queue = _house(request).queue(myself(request), view_wanted(request.GET.get("view", "")))
    return {"queue": queue, "counts": [(name, queue.counts.get(name, 0)) for name in VIEWS]}


@_shows
def queue_fragment(request: DeskRequest) -> HttpResponse:
    """Return the rows and counts of a list, for live.js to put in place."""
    context = {**_queue(request), "open": request.GET.get("open", ""), "sorting": "sort" in request.GET}
    return unstored(HttpResponse(fragment(request, "desk/desk_queue.html", context)))


@_shows
def case(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Show everything on a conversation; `use` puts a suggested passage into the reply, `draft` what the assistant made."""
    try:
        found = _read_case(request, conversation)
    except Restricted:
        return HttpResponseRedirect(reverse("glass", args=[conversation]))
    others = _house(request).here(conversation, myself(request))
    wanted = request.GET.get("use", "")
    words = next((passage.quote for passage in found.suggestions if passage.passage == wanted), "")
    if chosen := request.GET.get("canned", ""):
        ready = _house(request).ready_replies(conversation, myself(request))
        words = next((each.text for each in ready if each.canned.id == chosen), "")
    suggested = bool(found.suggestion and "suggested" in request.GET)
    if found.suggestion and suggested:
        words = found.suggestion.text
    if request.GET.get("draft") and found.draft:
        words = found.draft.text
    return _case(request, found, {"words": words, "others": others, "suggested": suggested})


@_takes
def here(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Hear from an open page that its reader is there, writes, or has gone; answer with who else is there now."""
    if "gone" in request.POST:
        _house(request).gone(conversation, myself(request))
        return unstored(HttpResponse(status=204))
    others = _house(request).here(conversation, myself(request), "writes" in request.POST)
    return unstored(HttpResponse(fragment(request, "desk/desk_others.html", {"others": others})))


def _read_case(request: DeskRequest, which: ConversationId) -> Case:
    return _house(request).case(which, myself(request))


def _case(request: DeskRequest, found: Case, more: dict[str, Any], status: int = 200) -> HttpResponse:
    written = more.get("brief_written", {})
    context = {
        **_queue(request),
        **sort_menu(request),
        "case": found,
        "open": found.conversation,
        "last": last_number(found.entries),
        "override_reasons": REASONS.items(),
        "brief_parts": [(name, found.brief.get(name, ""), written.get(name)) for name in EDITABLE],
        "here": "desk",
        "work": lambda: _house(request).my_work(myself(request)),
        "reasons": REASONS,
        "suggested": "suggested" in request.POST,
        "ready": _house(request).ready_replies(found.conversation, myself(request)) if found.mine else (),
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
        past, began = request.POST.getlist("past"), "suggested" in request.POST
        _house(request).send(conversation, myself(request), text, version, why, began, past)
    except NeedsAnotherLook as found:
        more = {"care": found.findings, "words": text}
        return _case(request, _read_case(request, conversation), more, found.http_status)
    except GivenAlready as asked:
        more = {"given": asked.found, "stopped": True, "words": text, "overruled": why}
        return _case(request, _read_case(request, conversation), more, asked.http_status)
    except BadInput as wrong:
        more = {**_trouble("The reply was not sent", wrong), "words": text}
        return _case(request, _read_case(request, conversation), more, wrong.http_status)
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
def reads(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Say how a draft reads, to whoever writes it: while they type, or by a button. Nothing of it is kept."""
    text = clean(request.POST.get("text", ""))
    tone = _house(request).how_it_reads(conversation, myself(request), text)
    if "button" in request.POST:
        return _case(request, _read_case(request, conversation), {"tone": tone, "words": text, "tone_asked": True})
    return unstored(HttpResponse(fragment(request, "desk/desk_tone.html", {"tone": tone})))


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


@_takes
def mend(request: DeskRequest, conversation: ConversationId, act: ActId) -> HttpResponse:
    """Ask the owner of an article that a disputed answer rests on to mend it."""
    article, language = request.POST.get("article", ""), request.POST.get("language", "")
    _house(request).ask_to_mend(act, myself(request), article, language)
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
def reject_suggestion(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Reject what is suggested, with a reason."""
    try:
        words = clean(request.POST.get("words", ""))
        _house(request).reject_suggestion(conversation, myself(request), request.POST.get("reason", ""), words)
    except (BadInput, Overtaken) as problem:
        more = _trouble("The suggestion was not rejected", problem)
        return _case(request, _read_case(request, conversation), more, problem.http_status)
    return _to_case(conversation)


@_takes
def resolve(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Close a conversation and go back to the list, which offers to undo it."""
    _house(request).resolve(conversation, myself(request))
    return HttpResponseRedirect(f"{reverse('desk')}?{urlencode({'closed': conversation})}")


@_takes
def take_back(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Take a reply back before it leaves: its words stand in the reply again."""
    try:
        words = _house(request).take_reply_back(request.POST.get("reply", ""), myself(request))
    except Overtaken as late:
        more = _trouble("It could not be taken back", late)
        return _case(request, _read_case(request, conversation), more, late.http_status)
    return _case(request, _read_case(request, conversation), {"words": words, "taken_back": True})


@_takes
def open_again(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Undo a closing."""
    _house(request).open_again(conversation, myself(request))
    return _to_case(conversation)


@_takes
def put_back(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Undo a taking over."""
    _house(request).put_back(conversation, myself(request))
    return _to_case(conversation)


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
    path("desk/c/<str:conversation>/here", here, name="here"),
    path("desk/c/<str:conversation>/take-over", take_over, name="take-over"),
    path("desk/c/<str:conversation>/reply", reply, name="reply"),
    path("desk/c/<str:conversation>/given", given, name="given"),
    path("desk/c/<str:conversation>/reads", reads, name="reads"),
    path("desk/c/<str:conversation>/brief", edit_brief, name="edit-brief"),
    path("desk/c/<str:conversation>/appeal/<str:act>", decide_appeal, name="decide-appeal"),
    path("desk/c/<str:conversation>/appeal/<str:act>/mend", mend, name="mend"),
    path("desk/c/<str:conversation>/override/<str:act>", override, name="override"),
    path("desk/c/<str:conversation>/note", note, name="note"),
    path("desk/c/<str:conversation>/reject-suggestion", reject_suggestion, name="reject-suggestion"),
    path("desk/c/<str:conversation>/resolve", resolve, name="resolve"),
    path("desk/c/<str:conversation>/return", return_to_ai, name="return"),
    path("desk/c/<str:conversation>/take-back", take_back, name="take-back"),
    path("desk/c/<str:conversation>/open-again", open_again, name="open-again"),
    path("desk/c/<str:conversation>/put-back", put_back, name="put-back"),
]
