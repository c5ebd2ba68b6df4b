"""What a customer does with a conversation besides talking: take it along, go on elsewhere, end it, say how it was."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from typing import Any, Protocol, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import strip_tags
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.desk.pages.live import unstored
from fairdesk.desk.satisfaction import PARTS, STEPS, read_step
from fairdesk.desk.timeline import Entry, Timeline
from fairdesk.desk.transcript import HEADINGS, MADE, Line, Transcript, as_json, as_text, clock, title
from fairdesk.explainability.wording import for_customer, unclear_sentence
from fairdesk.language import direction, say
from fairdesk.nouns import ActId, Because, ConversationId, CustomerId, NotFound, Overtaken, Refused, Voice
from fairdesk.privacy.readable import VOICES
from fairdesk.rendering import DeskRequest, calm, fragment, page, this_customer


class House(Protocol):
    """What these pages ask of the house."""

    def timeline(self, conversation: ConversationId, customer: CustomerId, after: int = 0) -> Timeline:
        """Return the customer's view."""

    def reasons(self, conversation: ConversationId, customer: CustomerId) -> Mapping[ActId, Because]:
        """Return the reason of each turn of a conversation."""

    def may_send_transcript(self, conversation: ConversationId, customer: CustomerId) -> bool:
        """Whether a transcript may go to an address of this customer."""

    def send_transcript(self, conversation: ConversationId, customer: CustomerId, text: str) -> None:
        """Write it to the address that the customer proved. Refused where it may not go."""

    def must_stay_open(self, conversation: ConversationId, customer: CustomerId) -> bool:
        """Whether a person still owes the customer something here."""

    def end(self, conversation: ConversationId, customer: CustomerId) -> None:
        """Close the conversation. Refused while it must stay open, Overtaken while a message is being answered."""

    def rate(self, conversation: ConversationId, customer: CustomerId, steps: Mapping[str, int]) -> None:
        """Keep how it was. Refused where it is not asked."""

    def now(self) -> datetime:
        """Return the present moment."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@require_safe
@calm
def keeping(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Show what can be done with a conversation."""
    return _keeping(request, conversation)


def _keeping(request: DeskRequest, which: ConversationId, fault: str = "", status: int = 200) -> HttpResponse:
    house, customer = _house(request), this_customer(request)
    context = {
        "timeline": house.timeline(which, customer),
        "conversation": which,
        "may_send": house.may_send_transcript(which, customer),
        "stays": house.must_stay_open(which, customer),
        "sent": request.GET.get("sent") == "1",
        "fault": fault,
    }
    return unstored(page(request, "desk/keeping.html", context, status))


# --- a transcript -----------------------------------------------------------------------------------------------------
@require_safe
@calm
def transcript(request: DeskRequest, conversation: ConversationId, form: str) -> HttpResponse:
    """Hand out the conversation as a file."""
    made = _made(request, conversation)
    if form == "json":
        body, kind = json.dumps(as_json(made), ensure_ascii=False, indent=1), "application/json"
    elif form == "txt":
        body, kind = as_text(made), "text/plain; charset=utf-8"
    elif form == "html":
        body, kind = _as_page(request, made), "text/html; charset=utf-8"
    else:
        raise NotFound("there is no such form of a transcript")
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="conversation-{made.made_at:%Y-%m-%d}.{form}"'
    return unstored(response)


def _as_page(request: DeskRequest, made: Transcript) -> str:
    told = {name: say(made.language, heading) for name, heading in HEADINGS.items()}
    lines = [
        {
            "line": line,
            "at": clock(line.at),
            "dir": direction(line.language),
            "under": [(told[name], getattr(line, name)) for name in HEADINGS if getattr(line, name)],
        }
        for line in made.lines
    ]
    context = {"title": title(made), "made": say(made.language, MADE, day=clock(made.made_at)), "lines": lines}
    return fragment(request, "desk/transcript.html", context)


def _made(request: DeskRequest, which: ConversationId) -> Transcript:
    house, customer, language = _house(request), this_customer(request), request.language
    timeline, why = house.timeline(which, customer), house.reasons(which, customer)
    lines = tuple(_line(request, timeline, entry, why) for entry in timeline.entries)
    return Transcript(request.company.name or "fairdesk", which, language, house.now(), lines)


def _line(request: DeskRequest, timeline: Timeline, entry: Entry, why: Mapping[ActId, Because]) -> Line:
    """Return a line of the timeline in the same words; the reasons of a turn stand with the message it answered."""
    language = request.language
    who = say(language, VOICES[str(entry.voice)])
    because = why.get(entry.act) if entry.act and entry.voice is Voice.CUSTOMER else None
    return Line(
        number=entry.number,
        at=entry.at,
        voice=str(entry.voice),
        who=f"{who} ({entry.who})" if entry.who and entry.voice is Voice.PERSON else who,
        text=_words(request, timeline, entry),
        language=entry.language if entry.text else language,
        sources=tuple(dict.fromkeys(" › ".join((found.title, *found.heading[1:])) for found in entry.evidence)),
        files=tuple(" · ".join(filter(None, (file.name, file.words))) for file in entry.files),
        reasons=for_customer(because, language) if because else (),
        act=entry.act or "",
    )


def _words(request: DeskRequest, timeline: Timeline, entry: Entry) -> str:
    if entry.voice is Voice.EVENT:
        said = fragment(request, "desk/event.html", {"entry": entry, "timeline": timeline})
        return re.sub(r"\s+", " ", unescape(strip_tags(said))).strip()
    return unclear_sentence(request.language) if entry.unclear else entry.text


@require_POST
@calm
def send_transcript(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Send the conversation to the address that the customer proved."""
    _house(request).send_transcript(conversation, this_customer(request), as_text(_made(request, conversation)))
    return HttpResponseRedirect(reverse("keeping", args=[conversation]) + "?sent=1")


# --- the end ----------------------------------------------------------------------------------------------------------
@require_POST
@calm
def end(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """End the conversation, if nobody owes the customer anything in it."""
    try:
        _house(request).end(conversation, this_customer(request))
    except (Refused, Overtaken) as why:
        return _keeping(request, conversation, "not_ended", why.http_status)
    return HttpResponseRedirect(reverse("conversation", args=[conversation]) + "#latest")


@require_http_methods(["GET", "HEAD", "POST"])
@calm
def rate(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Ask how it was, of the assistant's help and of people's apart; every answer may be left out."""
    asked = _house(request).timeline(conversation, this_customer(request)).rates
    if not asked:
        return HttpResponseRedirect(reverse("conversation", args=[conversation]) + "#latest")
    if request.method != "POST":
        language = request.language
        steps = [(step, say(language, words)) for step, words in STEPS.items()]
        context: dict[str, Any] = {
            "conversation": conversation,
            "parts": [(part, say(language, PARTS[part])) for part in asked],
            "steps": steps,
        }
        return page(request, "desk/rate.html", context)
    chosen = {part: read_step(request.POST.get(part, "")) for part in asked}
    given = {part: step for part, step in chosen.items() if step is not None}
    _house(request).rate(conversation, this_customer(request), given)
    return HttpResponseRedirect(reverse("conversation", args=[conversation]) + "#latest")


urls: list[URLPattern] = [
    path("c/<str:conversation>/keep", keeping, name="keeping"),
    path("c/<str:conversation>/transcript.<str:form>", transcript, name="transcript"),
    path("c/<str:conversation>/transcript", send_transcript, name="send-transcript"),
    path("c/<str:conversation>/end", end, name="end"),
    path("c/<str:conversation>/rate", rate, name="rate"),
]
