"""The customer's pages: each view asks the house and lays out what it says.

Everything works as plain pages and forms; live.js only saves the reload. A form that wants a live answer says so with
the header X-Live and gets the new entries as a fragment instead of a redirect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from fairdesk.consent.notices import Notice
from fairdesk.consent.purposes import Purpose
from fairdesk.desk.brief import EDITABLE
from fairdesk.desk.first_human import promise_sentence
from fairdesk.desk.forms import brief_form, clean, client_id, fault, whole
from fairdesk.desk.handover import PeopleNow, wait_sentence
from fairdesk.desk.pages.live import is_live, last_number, unstored
from fairdesk.desk.timeline import Brief, Desk, Timeline
from fairdesk.identity.hiding import read_code
from fairdesk.language import say as say_in
from fairdesk.nouns import (
    ActId,
    BadInput,
    ConversationId,
    CustomerId,
    NotFound,
    Overtaken,
    RawText,
    Unavailable,
)
from fairdesk.oversight.misses import Misses
from fairdesk.rendering import DeskRequest, View, calm, fragment, fresh_id, gone, page, this_customer


class House(Desk, Protocol):
    """What these pages ask of the house besides the desk itself."""

    def notice(self, name: str, language: str) -> Notice:
        """Return the words a customer is shown about a purpose, with the company's name and storage time."""

    def show_notice(
        self,
        name: str,
        language: str,
        customer: CustomerId | None,
        place: str,
        conversation: ConversationId = ...,
        *,
        whole: bool = ...,
    ) -> Notice:
        """Return these words for a page that shows them, and record that it did."""

    def agreed(self, customer: CustomerId | None) -> tuple[str, ...]:
        """Return the other uses of their words that this customer said yes to."""

    def mask_misses(self) -> Misses:
        """Return how often people found that the mask had missed something."""

    def people_now(self, language: str) -> PeopleNow:
        """Return whether people are here, when they are back, and how long one took lately."""

    def brief_for(self, conversation: ConversationId, customer: CustomerId, language: str) -> Brief:
        """Return what a person is told of a conversation, to its customer."""

    def correct_brief(
        self,
        conversation: ConversationId,
        customer: CustomerId,
        stood: Mapping[str, str],
        written: Mapping[str, str],
        seen: int,
    ) -> None:
        """Keep a customer's correction of it."""

    def is_safe_word(self, customer: CustomerId, text: str) -> bool:
        """Whether this message is the customer's safe word: it means that they must leave now."""

    def new_customer(self, request: HttpRequest) -> CustomerId:
        """Make a customer for a first message and remember the browser as theirs."""


def _shows(view: View) -> View:
    return calm(require_safe(view))


def _takes(view: View) -> View:
    return calm(require_POST(view))


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


def _latest(request: DeskRequest) -> ConversationId | None:
    if request.customer is None:
        return None
    found = _house(request).conversations(request.customer)
    return found[0] if found else None


def _to(conversation: ConversationId) -> HttpResponse:
    return HttpResponseRedirect(reverse("conversation", args=[conversation]) + "#latest")


@_shows
def home(request: DeskRequest) -> HttpResponse:
    """Show the open input: a customer can write before anything else happens."""
    return _home(request)


def _home(request: DeskRequest, words: str = "", why_not: str = "", status: int = 200) -> HttpResponse:
    latest = _latest(request)
    context = {
        "notice": _house(request).show_notice(str(Purpose.AI_ANSWER), request.language, request.customer, "home"),
        "latest": latest,
        "people": _house(request).people_now(request.language),
        "words": words,
        "fault": why_not,
        "client_id": fresh_id(),
    }
    return page(request, "desk/home.html", context, status)


@_takes
def new(request: DeskRequest) -> HttpResponse:
    """Take a first message, or a wish for a person that comes before any message."""
    house = _house(request)
    if request.POST.get("person") == "1":
        return _person_first(request)
    text = clean(request.POST.get("text", ""))
    if read_code(text):
        return _opened(request, text) or _home(request, text, "code", 422)
    if why_not := fault(text):
        return _refused(request, why_not) if is_live(request) else _home(request, text, why_not, 422)
    sent = client_id(request.POST.get("client_id", ""), fresh_id())
    conversation = _opened_by(request, sent)
    try:
        customer = request.customer or house.new_customer(request)
        conversation = conversation or house.start(customer, request.language)
        house.say(conversation, customer, text, sent)
        if house.is_safe_word(customer, text):
            return gone(request, live=is_live(request))
        response = _to(conversation)
    except Unavailable:
        response = _not_kept(request, reverse("new"), text, sent)
    if conversation:
        response.set_signed_cookie(_FIRST, f"{sent} {conversation}", max_age=3600, httponly=True, samesite="Lax",
                                   secure=request.is_secure())  # fmt: skip
    return response


def _opened(request: DeskRequest, typed: str) -> HttpResponse | None:
    """Open the hidden conversation that a code leads to; None if it leads nowhere: it is no message either."""
    try:
        request.new_token, conversation = request.house.enter(typed, request.token)
    except NotFound:
        return _refused(request, "code") if is_live(request) else None
    response = _to(conversation)
    if is_live(request):
        response.status_code, response["X-Leave"] = 204, response["Location"]
        del response["Location"]
    return response


_FIRST = "fairdesk-first"
"""The cookie that ties a first message to the conversation it opened: the same form again opens no second one."""


def _opened_by(request: HttpRequest, sent: str) -> ConversationId | None:
    form, _, conversation = str(request.get_signed_cookie(_FIRST, "", max_age=3600)).partition(" ")
    return ConversationId(conversation) if form == sent and conversation else None


def _person_first(request: DeskRequest) -> HttpResponse:
    """Ask for a person before any message, or from a page that belongs to no conversation."""
    house = _house(request)
    try:
        customer = request.customer or house.new_customer(request)
        conversation = _latest(request) or house.start(customer, request.language)
        house.ask_for_person(conversation, customer, "button")
    except Unavailable:
        return _not_kept(request, reverse("new"), RawText(""), fresh_id())
    return _to(conversation)


@_shows
def conversation(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Show a conversation to its customer."""
    return _conversation(request, conversation)


def _conversation(
    request: DeskRequest, which: ConversationId, words: str = "", why_not: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "timeline": (timeline := _timeline(request, which)),
        "people": _house(request).people_now(request.language),
        "asked": _asked(request, timeline),
        "conversation": which,
        "notice": _house(request).show_notice(
            str(Purpose.AI_ANSWER), request.language, request.customer, "conversation", which, whole=False
        ),
        "words": words,
        "fault": why_not,
        "client_id": fresh_id(),
    }
    return page(request, "desk/conversation.html", context, status)


@_shows
def entries(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Return the entries after a number, and how the conversation stands, for live.js to append."""
    return _entries(request, conversation, 200)


def _entries(request: DeskRequest, which: ConversationId, status: int) -> HttpResponse:
    after = whole(request.GET.get("after", "") or request.POST.get("after", ""))
    timeline = _timeline(request, which, after)
    people = _house(request).people_now(request.language)
    context = {**_with_last(timeline, after, which), "asked": _asked(request, timeline), "people": people}
    body = fragment(request, "desk/entries.html", context)
    return unstored(HttpResponse(body, status=status))


def _timeline(request: DeskRequest, which: ConversationId, after: int = 0) -> Timeline:
    """Return the conversation with its wait said in the page's language, which a customer may have changed since."""
    found = _house(request).timeline(which, this_customer(request), after)
    if not found.position or found.language == request.language:
        return found
    if found.promised_minutes:
        return replace(found, wait_says=promise_sentence(found.promised_minutes, found.on_call, request.language))
    return replace(found, wait_says=wait_sentence(found.duty, found.position, request.language, found.zone))


def _asked(request: DeskRequest, timeline: Timeline) -> Notice | None:
    if not timeline.asks:
        return None
    house, which = _house(request), timeline.conversation
    return house.show_notice(timeline.asks, request.language, request.customer, "resolved", which)


def _with_last(timeline: Timeline, after: int, which: ConversationId) -> dict[str, Any]:
    return {"timeline": timeline, "conversation": which, "last": last_number(timeline.entries, after)}


@_takes
def say(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Take a message. The words come back whenever they were not kept."""
    text = clean(request.POST.get("text", ""))
    if read_code(text):
        return _opened(request, text) or _conversation(request, conversation, text, "code", 422)
    if why_not := fault(text):
        return (
            _refused(request, why_not)
            if is_live(request)
            else _conversation(request, conversation, text, why_not, 422)
        )
    sent = client_id(request.POST.get("client_id", ""), fresh_id())
    try:
        _house(request).say(conversation, this_customer(request), text, sent)
    except Unavailable:
        return _not_kept(request, reverse("say", args=[conversation]), text, sent)
    if _house(request).is_safe_word(this_customer(request), text):
        return gone(request, live=is_live(request))
    return _entries(request, conversation, 201) if is_live(request) else _to(conversation)


def _refused(request: DeskRequest, why_not: str) -> HttpResponse:
    """Tell live.js in one sentence why a message cannot be sent."""
    body = fragment(request, "desk/fault.html", {"fault": why_not}).strip()
    return unstored(HttpResponse(body, status=422, content_type="text/plain; charset=utf-8"))


def _not_kept(request: DeskRequest, send_to: str, text: RawText, sent: str) -> HttpResponse:
    """Give the words back and show the other ways. Asks nothing of the house: it has just failed."""
    context = {"words": text, "send_to": send_to, "client_id": sent, "rows": 5}
    response = page(request, "desk/not_kept.html", context, 503)
    response["Retry-After"] = "10"
    return response


@_takes
def person(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Hand over to people, at once and without a reason."""
    _house(request).ask_for_person(conversation, this_customer(request), "button")
    return _to(conversation)


@_shows
def brief(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Show what the person who answers reads first, with a form to correct it."""
    return _brief(request, conversation)


def _brief(
    request: DeskRequest, which: ConversationId, written: Mapping[str, str] | None = None, why_not: str = ""
) -> HttpResponse:
    told = _house(request).brief_for(which, this_customer(request), request.language)
    parts = [
        (name, say_in(request.language, label), text, (written or {}).get(name, text), told.edits.get(name))
        for (name, label), text in zip(EDITABLE.items(), told.parts.values(), strict=True)
    ]
    status = {"overtaken": 409, "too_long": 422}.get(why_not, 200)
    return page(
        request, "desk/brief.html", {"brief": told, "parts": parts, "conversation": which, "fault": why_not}, status
    )


@_takes
def correct_brief(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Keep a customer's correction of it; the person sees both versions."""
    stood, written, seen = brief_form(request.POST)
    try:
        _house(request).correct_brief(conversation, this_customer(request), stood, written, seen)
    except (BadInput, Overtaken) as problem:
        return _brief(request, conversation, written, "overtaken" if isinstance(problem, Overtaken) else "too_long")
    return _to(conversation)


@_takes
def people_only(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Stop using the assistant for this customer."""
    _house(request).refuse_ai(conversation, this_customer(request))
    return _to(conversation)


@_takes
def assistant_again(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Let the assistant answer this customer again."""
    _house(request).allow_ai(conversation, this_customer(request))
    return _to(conversation)


@_takes
def purpose(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Keep a yes or no to another use of the customer's words; anything but a clear yes is a no."""
    asked, yes = request.POST.get("purpose", ""), request.POST.get("answer") == "yes"
    _house(request).answer_purpose(conversation, this_customer(request), asked, yes, request.language)
    return _to(conversation)


@_takes
def did_not_help(request: DeskRequest, conversation: ConversationId, act: ActId) -> HttpResponse:
    """An answer did not help: a person takes the conversation."""
    _house(request).did_not_help(conversation, this_customer(request), act)
    return _to(conversation)


@_shows
def receipt(request: DeskRequest, act: ActId) -> HttpResponse:
    """Hand out the receipt of an act as a file."""
    body = _house(request).quiet_receipt(act, this_customer(request), named=request.GET.get("named") == "1")
    response = HttpResponse(body, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{"".join(c for c in act if c.isalnum())}.txt"'
    return unstored(response)


@_shows
def what_we_keep(request: DeskRequest) -> HttpResponse:
    """Show the whole notice: what is kept, why, how long, and what this customer agreed to, to take it back."""
    house = _house(request)
    context = {
        "notice": house.show_notice(str(Purpose.AI_ANSWER), request.language, request.customer, "what-we-keep"),
        "conversation": _latest(request),
        "agreed": [house.notice(name, request.language) for name in house.agreed(request.customer)],
        "misses": house.mask_misses(),
    }
    return page(request, "desk/what_we_keep.html", context)


urls: list[URLPattern] = [
    path("", home, name="home"),
    path("c/new", new, name="new"),
    path("c/<str:conversation>", conversation, name="conversation"),
    path("c/<str:conversation>/entries", entries, name="entries"),
    path("c/<str:conversation>/say", say, name="say"),
    path("c/<str:conversation>/person", person, name="person"),
    path("c/<str:conversation>/brief", brief, name="brief"),
    path("c/<str:conversation>/brief/correct", correct_brief, name="correct-brief"),
    path("c/<str:conversation>/people-only", people_only, name="people-only"),
    path("c/<str:conversation>/assistant", assistant_again, name="assistant-again"),
    path("c/<str:conversation>/purpose", purpose, name="purpose"),
    path("c/<str:conversation>/did-not-help/<str:act>", did_not_help, name="did-not-help"),
    path("why/<str:act>/receipt", receipt, name="receipt"),
    path("what-we-keep", what_we_keep, name="what-we-keep"),
]
