"""The colleague's desk: lists, a case and what a person does with it. Each view asks the desk and lays out what it says."""

from __future__ import annotations

from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from fairdesk.desk.forms import VIEWS, clean, fault, view_wanted, whole
from fairdesk.desk.pages.lists import done_before, sort_menu
from fairdesk.desk.pages.live import last_number, unstored
from fairdesk.desk.timeline import Case, Desk
from fairdesk.nouns import ActId, BadInput, ColleagueId, ConversationId, Overtaken, Restricted, Unavailable
from fairdesk.oversight.appeal import Outcome, outcome_named
from fairdesk.rendering import DeskRequest, View, calm, colleague_only, fragment, myself, page
from fairdesk.sensitive.care import NeedsAnotherLook


class House(Desk, Protocol):
    """What these pages ask of the house besides the desk itself."""

    def decide_appeal(self, act: ActId, colleague: ColleagueId, outcome: Outcome, sentence: str) -> None:
        """End an appeal with a sentence for the customer."""

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
        "all_chosen": request.GET.get("choose") == "all", "work": lambda: _house(request).my_work(me),
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
    """Show everything on a conversation; `use` puts a suggested passage into the reply."""
    try:
        found = _read_case(request, conversation)
    except Restricted:
        return HttpResponseRedirect(reverse("glass", args=[conversation]))
    wanted = request.GET.get("use", "")
    words = next((passage.quote for passage in found.suggestions if passage.passage == wanted), "")
    return _case(request, found, {"words": words})


def _read_case(request: DeskRequest, which: ConversationId) -> Case:
    return _house(request).case(which, myself(request))


def _case(request: DeskRequest, found: Case, more: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {
        **_queue(request),
        **sort_menu(request),
        "case": found,
        "open": found.conversation,
        "last": last_number(found.entries),
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
        _house(request).reply(conversation, myself(request), text, version, why)
    except NeedsAnotherLook as found:
        more = {"care": found.findings, "words": text}
        return _case(request, _read_case(request, conversation), more, found.http_status)
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
def decide_appeal(request: DeskRequest, conversation: ConversationId, act: ActId) -> HttpResponse:
    """End an appeal: the act stays or is changed, with a sentence the customer reads."""
    try:
        outcome = outcome_named(request.POST.get("outcome", ""))
        _house(request).decide_appeal(act, myself(request), outcome, clean(request.POST.get("sentence", "")))
    except (BadInput, Overtaken) as problem:
        more = _trouble("The appeal was not decided", problem)
        return _case(request, _read_case(request, conversation), more, problem.http_status)
    return _to_case(conversation)


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
    path("desk/c/<str:conversation>", case, name="case"),
    path("desk/c/<str:conversation>/entries", case_entries, name="case-entries"),
    path("desk/c/<str:conversation>/take-over", take_over, name="take-over"),
    path("desk/c/<str:conversation>/reply", reply, name="reply"),
    path("desk/c/<str:conversation>/appeal/<str:act>", decide_appeal, name="decide-appeal"),
    path("desk/c/<str:conversation>/note", note, name="note"),
    path("desk/c/<str:conversation>/resolve", resolve, name="resolve"),
    path("desk/c/<str:conversation>/return", return_to_ai, name="return"),
]
