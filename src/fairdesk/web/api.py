"""The JSON API under /api/v1: start, write, read, ask for a person, why, receipt. Events are in web/streams.py.

A conversation's start returns a token; every other call carries it as `Authorization: Bearer`. Errors are problem
details (RFC 9457). The OpenAPI document is at /api/v1/openapi.json.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import APIKeyHeader, HttpBearer

from fairdesk import __version__
from fairdesk.consent.purposes import Purpose
from fairdesk.consent.signal import HEADER, asks_not_to
from fairdesk.explainability.running import as_json
from fairdesk.language import offered
from fairdesk.nouns import ActId, ConversationId, CustomerId, DeskError, RawText, Unavailable
from fairdesk.privacy.pages.centre import download
from fairdesk.web.doors import the_house
from fairdesk.web.wire import (
    PROBLEM,
    appeal_as_json,
    problem_as_json,
    request_as_json,
    seen_as_json,
    timeline_as_json,
    why_as_json,
    why_money_as_json,
)


class Described(NinjaAPI):
    """The API, whose description says that every error is problem details."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """Return the OpenAPI document. ninja gives every answer the one media type of the API."""
        document = super().get_openapi_schema(**options)
        for operation in (each for methods in document["paths"].values() for each in methods.values()):
            for status, said in operation["responses"].items():
                if int(status) >= 400:
                    said["content"] = {PROBLEM: said["content"]["application/json"]}
        return document


api = Described(title="fairdesk", version=__version__, urls_namespace="api", docs_url=None)


class Token(HttpBearer):
    """The customer's token, as the start of a conversation returned it."""

    def authenticate(self, request: HttpRequest, token: str) -> CustomerId | None:
        """Return whose token it is."""
        return the_house().customer_by_token(token, request.META.get("REMOTE_ADDR", ""))


class Start(Schema):
    """The start of a conversation."""

    language: str = Field(
        "en", max_length=35, description="the customer's language (BCP 47); the nearest offered is used"
    )


class Started(Schema):
    """A new conversation and the token that opens it."""

    conversation: str
    token: str
    language: str
    notice: list[str] = Field(description="show these lines before the first message: an AI answers, what is kept")


class Message(Schema):
    """A customer's message."""

    text: str = Field(max_length=100_000)
    client_message_id: str = Field(
        min_length=8,
        max_length=64,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="chosen by the sender; sending it again is harmless",
    )


class Dispute(Schema):
    """What a customer disputes an act with."""

    text: str = Field("", max_length=5_000, description="what a person should look at again; it may be empty")


class Sent(Schema):
    """What became of a message so far. The answer may still be on its way: `conversation.writing`."""

    number: int
    conversation: dict[str, Any]


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


FAULTS: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 503), Problem)


@api.post("/conversations", response={201: Started, **FAULTS}, summary="Start a conversation")
def start(request: HttpRequest, body: Start) -> tuple[int, dict[str, Any]]:
    """Open a conversation with a new customer."""
    house, language = the_house(), offered(body.language)
    customer, token = house.add_customer(language)
    if asks_not_to(request.headers.get(HEADER)):
        house.honour_signal(customer, language)
    conversation = house.start(customer, language, "api")
    notice = house.notice("ai_answer", language)
    return 201, {"conversation": conversation, "token": token, "language": language, "notice": list(notice.short)}


@api.post(
    "/conversations/{conversation}/messages", auth=Token(), response={201: Sent, **FAULTS}, summary="Send a message"
)
def send(request: HttpRequest, conversation: str, body: Message) -> tuple[int, dict[str, Any]]:
    """Keep a message and begin its answer. The same client_message_id again changes nothing."""
    house, customer = the_house(), _customer(request)
    number = house.say(ConversationId(conversation), customer, RawText(body.text), body.client_message_id)
    timeline = house.timeline(ConversationId(conversation), customer, number - 1)
    return 201, {"number": number, "conversation": timeline_as_json(timeline)}


@api.get("/conversations/{conversation}", auth=Token(), response={200: dict[str, Any], **FAULTS}, summary="Read")
def read(request: HttpRequest, conversation: str, after: int = 0) -> dict[str, Any]:
    """Return the conversation as its customer sees it, entries after a number."""
    return timeline_as_json(the_house().timeline(ConversationId(conversation), _customer(request), after))


@api.post(
    "/conversations/{conversation}/person", auth=Token(), response={200: dict[str, Any], **FAULTS}, summary="A person"
)
def person(request: HttpRequest, conversation: str) -> dict[str, Any]:
    """Hand the conversation to people, now."""
    house, customer = the_house(), _customer(request)
    house.ask_for_person(ConversationId(conversation), customer, "api")
    return timeline_as_json(house.timeline(ConversationId(conversation), customer))


@api.post(
    "/conversations/{conversation}/people-only",
    auth=Token(),
    response={200: dict[str, Any], **FAULTS},
    summary="No AI",
)
def people_only(request: HttpRequest, conversation: str) -> dict[str, Any]:
    """Refuse the assistant, from now on."""
    house, customer = the_house(), _customer(request)
    house.refuse_ai(ConversationId(conversation), customer, "api")
    return timeline_as_json(house.timeline(ConversationId(conversation), customer))


@api.get("/acts/{act}/why", auth=Token(), response={200: dict[str, Any], **FAULTS}, summary="Why")
def why(request: HttpRequest, act: str, language: str = "en", named: bool = False) -> dict[str, Any]:
    """Return the computed reason of an act: of a turn, or of a decision about money. *named*: name a sensitive matter."""
    house, customer, spoken = the_house(), _customer(request), offered(language)
    if (money := house.why_money(ActId(act), customer)) is not None:
        return why_money_as_json(*money, spoken)
    return why_as_json(house.why(ActId(act), customer), spoken, named=named)


@api.post("/acts/{act}/appeal", auth=Token(), response={200: dict[str, Any], **FAULTS}, summary="Dispute")
def appeal(request: HttpRequest, act: str, body: Dispute) -> dict[str, Any]:
    """Dispute an act: people get the conversation, with the words. Again while it is open changes nothing."""
    house, customer = the_house(), _customer(request)
    conversation = house.appeal(ActId(act), customer, RawText(body.text))
    return timeline_as_json(house.timeline(conversation, customer))


@api.get("/acts/{act}/appeal", auth=Token(), response={200: dict[str, Any], **FAULTS}, summary="How a dispute stands")
def read_appeal(request: HttpRequest, act: str) -> dict[str, Any]:
    """Return where an appeal stands: who decides by which day; once decided, how it ended, by whom, in which words."""
    return appeal_as_json(the_house().appeal_told(ActId(act), _customer(request)))


@api.get("/how-our-ai-works", response={200: dict[str, Any], **FAULTS}, summary="How our AI works")
def how_our_ai_works(request: HttpRequest) -> dict[str, Any]:
    """Return what runs here: guidelines, models, word lists and settings with their hashes, and what is measured."""
    return as_json(the_house().running())


@api.get(
    "/acts/{act}/receipt", auth=Token(), response={200: None, **FAULTS}, summary="Receipt",
    openapi_extra={"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
def receipt(request: HttpRequest, act: str, named: bool = False) -> HttpResponse:
    """Return the receipt of an act: a text file that verifies offline; of a sensitive matter only if it may be *named*."""
    text = the_house().quiet_receipt(ActId(act), _customer(request), named=named)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@api.get("/privacy", auth=Token(), response={200: dict[str, Any], **FAULTS}, summary="What is kept")
def privacy(request: HttpRequest, language: str = "en", kind: str = "", page: int = 1) -> dict[str, Any]:
    """Return what is kept about the customer, why, how long, and who looked; of one kind page by page."""
    seen = the_house().see(_customer(request), offered(language), kind=kind, page=max(1, page))
    return seen_as_json(seen)


@api.get(
    "/export", auth=Token(), response={200: None, **FAULTS}, summary="A copy of everything",
    openapi_extra={"responses": {200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}}},
)  # fmt: skip
def export(request: HttpRequest, language: str = "en", named: bool = False) -> HttpResponse:
    """Return a ZIP with everything that is kept about the customer: JSON Lines, schemas, a page, a signed manifest."""
    return download(the_house().export(_customer(request), offered(language), named=named))


def _customer(request: HttpRequest) -> CustomerId:
    return CustomerId(request.auth)  # type: ignore[attr-defined]


# --- rights ---------------------------------------------------------------------------------------------------------
class Ask(Schema):
    """A request about one's own data."""

    kind: str = Field(description="see, export, correct, restrict, object, contest or erase", max_length=20)
    text: str = Field("", max_length=5_000, description="anything to add; it may be empty")
    language: str = Field("en", max_length=35, description="the customer's language (BCP 47)")
    uses: list[str] = Field(
        [],
        max_length=len(Purpose),
        description="of an objection: the purposes it is about; none, and a person reads it",
    )
    conversation: str = Field(
        "", max_length=100, description="of a restriction: the one conversation; none means all"
    )


class Claim(APIKeyHeader):
    """The code of a request, which opens it also after an erasure."""

    param_name = "Fairdesk-Claim"

    def authenticate(self, request: HttpRequest, key: str | None) -> str | None:
        """Return the code; whether it opens the request is asked with its number."""
        request.claim = key  # type: ignore[attr-defined]
        return key or None


@api.post("/rights", auth=Token(), response={201: dict[str, Any], **FAULTS}, summary="Ask about one's own data")
def ask_right(request: HttpRequest, body: Ask) -> tuple[int, dict[str, Any]]:
    """Begin a request; asked again while the same is open, the one that is open."""
    house, customer = the_house(), _customer(request)
    scope = body.uses if body.kind == "object" else [body.conversation] if body.conversation else []
    id = house.file_request(customer, body.kind, body.text, language=offered(body.language), scope=scope)
    return 201, request_as_json(house.request_of(id, customer))


@api.get("/rights", auth=Token(), response={200: list[dict[str, Any]], **FAULTS}, summary="One's own requests")
def list_rights(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the customer's requests, newest first."""
    return [request_as_json(each) for each in the_house().my_requests(_customer(request))]


@api.get("/rights/{id}", auth=[Claim(), Token()], response={200: dict[str, Any], **FAULTS}, summary="A request")
def read_right(request: HttpRequest, id: str) -> dict[str, Any]:
    """Return where a request stands, what happens next and by when, and where to complain."""
    return request_as_json(the_house().request_of(id, *_claimant(request)))


@api.get(
    "/rights/{id}/certificate", auth=[Claim(), Token()], response={200: None, **FAULTS}, summary="Certificate",
    openapi_extra={"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
def certificate(request: HttpRequest, id: str) -> HttpResponse:
    """Return the signed certificate of an erasure: a text file that verifies offline."""
    body = the_house().certificate(id, *_claimant(request))
    return HttpResponse(body, content_type="text/plain; charset=utf-8")


def _claimant(request: HttpRequest) -> tuple[CustomerId | None, str]:
    claim = getattr(request, "claim", None)
    return (None, claim) if claim else (_customer(request), "")


# --- events ---------------------------------------------------------------------------------------------------------
_EVENTS = {
    "parameters": [
        {
            "name": "Last-Event-ID",
            "in": "header",
            "required": False,
            "schema": {"type": "integer", "minimum": 0},
            "description": "the id of the last event received: the stream continues after it, without loss or doubling",
        }
    ],
    "responses": {
        200: {
            "description": "Server-sent events. `entry`: one entry of the conversation, its number as the event's id."
            " `status`: state, writing and assistant_on, whenever they may have changed.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
}


@api.get(
    "/conversations/{conversation}/events", auth=Token(), response={200: None, **FAULTS}, summary="Events",
    openapi_extra=_EVENTS,
)  # fmt: skip
def events(request: HttpRequest, conversation: str, after: int = 0) -> HttpResponse:
    """Stream the entries as they are kept, by server-sent events (HTML standard, section 9.2)."""
    # web/streams.py answers this address before it gets here; this stands in for it in the OpenAPI document.
    raise Unavailable("events are streamed by `fairdesk serve`, not by a plain WSGI server")


# --- errors ---------------------------------------------------------------------------------------------------------
def _problem(status: int, detail: str) -> JsonResponse:
    response = JsonResponse(problem_as_json(status, detail), status=status, content_type=PROBLEM)
    if status == 503:
        response["Retry-After"] = "10"
    return response


@api.exception_handler(DeskError)
def _of_the_desk(request: HttpRequest, fault: DeskError) -> HttpResponse:
    return _problem(fault.http_status, str(fault))


@api.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    return _problem(401, "send the token of the conversation as Authorization: Bearer")


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    # Only where and what: pydantic's own text repeats the input, which may be a customer's words.
    said = "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in fault.errors)
    return _problem(422, said)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return _problem(
        fault.status_code, "the request cannot be read as JSON in UTF-8" if fault.status_code == 400 else ""
    )
