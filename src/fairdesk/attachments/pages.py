"""The page on which a customer adds files to a message, and the files as downloads, for the customer and for colleagues.

One form with several buttons: what was typed comes back whichever is pressed, and all of it works without scripts.
"""

from __future__ import annotations

from typing import Any, Protocol, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from fairdesk.attachments.allowed import KINDS, MOST_BYTES, MOST_FILES, Attached, NotTaken
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, CustomerId, RawText, Unavailable
from fairdesk.rendering import DeskRequest, calm, colleague_only, fresh_id, gone, myself, page, this_customer

REMOVE = "remove:"
"""Begins the value of a button that takes a file away again."""


class House(Protocol):
    """What these pages ask of the house."""

    def files_waiting(self, conversation: ConversationId, customer: CustomerId) -> tuple[Attached, ...]:
        """Return the files that go with the next message."""

    def attach(
        self, conversation: ConversationId, customer: CustomerId, name: str, content: bytes, words: str
    ) -> None:
        """Keep a file that waits to be sent. Raises NotTaken."""

    def detach(self, conversation: ConversationId, customer: CustomerId, id: str) -> None:
        """Delete a file that was not sent."""

    def say(
        self, conversation: ConversationId, customer: CustomerId, text: RawText, client_id: str, *, files: bool
    ) -> int:
        """Keep a message with the files that wait."""

    def is_safe_word(self, customer: CustomerId, text: str) -> bool:
        """Whether this message is the customer's safe word."""

    def own_file(self, conversation: ConversationId, customer: CustomerId, id: str) -> tuple[Attached, bytes]:
        """Return a customer's own file."""

    def file_for_colleague(
        self, conversation: ConversationId, colleague: ColleagueId, id: str
    ) -> tuple[Attached, bytes]:
        """Return a file for a colleague."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@require_http_methods(["GET", "HEAD", "POST"])
@calm
def files(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Show which files may come and which go with the message; add, remove, send."""
    if request.method != "POST":
        return _page(request, conversation)
    wish, customer = request.POST.get("do", ""), this_customer(request)
    if wish.startswith(REMOVE):
        _house(request).detach(conversation, customer, wish.removeprefix(REMOVE))
    elif fault := _added(request, conversation, wish):
        return _page(request, conversation, fault, NotTaken.http_status)
    return _sent(request, conversation) if wish == "send" else _page(request, conversation)


def _added(request: DeskRequest, conversation: ConversationId, wish: str) -> str:
    """Keep the file that was chosen, if one was, whichever button was pressed; return why it cannot be taken, or ""."""
    chosen = request.FILES.get("file")
    if not isinstance(chosen, UploadedFile):
        return "nothing" if wish == "add" else ""
    content = chosen.read(MOST_BYTES + 1)
    try:
        _house(request).attach(
            conversation, this_customer(request), chosen.name or "", content, request.POST.get("words", "")
        )
    except NotTaken as why:
        return why.fault
    return ""


def _sent(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    sent = request.POST.get("client_id", "") or fresh_id()
    try:
        _house(request).say(
            conversation, this_customer(request), RawText(request.POST.get("text", "")), sent, files=True
        )
    except BadInput:
        return _page(request, conversation, "nothing", NotTaken.http_status)
    except Unavailable:
        return _page(request, conversation, "not_kept", Unavailable.http_status)
    if _house(request).is_safe_word(this_customer(request), request.POST.get("text", "")):
        return gone(request)
    return HttpResponseRedirect(reverse("conversation", args=[conversation]) + "#latest")


def _page(request: DeskRequest, which: ConversationId, fault: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "conversation": which,
        "waiting": _house(request).files_waiting(which, this_customer(request)),
        "text": request.POST.get("text", ""),
        "words": request.POST.get("words", "") if fault else "",
        "client_id": request.POST.get("client_id", "") or fresh_id(),
        "fault": fault,
        "most": MOST_FILES,
        "most_bytes": MOST_BYTES,
        "size": f"{MOST_BYTES // 1_000_000} MB",
        "accept": ",".join((*(kind.ending for kind in KINDS.values()), ".jpeg")),
    }
    response = page(request, "attachments/files.html", context, status)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@calm
def own(request: DeskRequest, conversation: ConversationId, id: str) -> HttpResponse:
    """Hand a customer their own file back."""
    return _download(*_house(request).own_file(conversation, this_customer(request), id))


@require_safe
@calm
@colleague_only
def for_colleague(request: DeskRequest, conversation: ConversationId, id: str) -> HttpResponse:
    """Hand a file to a colleague; the customer sees that they opened it."""
    return _download(*_house(request).file_for_colleague(conversation, myself(request), id))


def _download(file: Attached, content: bytes) -> HttpResponse:
    """Answer with a file that no browser shows, runs, keeps or takes for something else."""
    response = HttpResponse(content, content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response


urls: list[URLPattern] = [
    path("c/<str:conversation>/files", files, name="files"),
    path("c/<str:conversation>/files/<str:id>", own, name="own-file"),
    path("desk/c/<str:conversation>/files/<str:id>", for_colleague, name="file-for-colleague"),
]
