"""The page where customers tell which groups they belong to, or take it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from fairdesk.consent.notices import Notice
from fairdesk.consent.purposes import Purpose
from fairdesk.fairness.disclosed import Question, Told
from fairdesk.language import offered, say
from fairdesk.nouns import CustomerId, NotFound, Overtaken
from fairdesk.rendering import DeskRequest, calm, page


class House(Protocol):
    """What these pages ask of the house."""

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


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


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


urls: list[URLPattern] = [path("privacy/groups", groups, name="groups")]
