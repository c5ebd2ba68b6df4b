"""The pages of choices: what may be done with a customer's words, yes or no with equal buttons; were we understood?

No account is needed: the browser that wrote is the customer, and one that only chooses becomes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from fairdesk.consent.accommodations import HELPS, LONGEST, Helps, helps
from fairdesk.consent.choices import Stand
from fairdesk.consent.notices import Notice
from fairdesk.consent.purposes import Purpose, purpose_named
from fairdesk.consent.signal import HEADER, asks_not_to
from fairdesk.consent.understanding import AIM, Share, questions, right
from fairdesk.consent.withdrawal import STORES
from fairdesk.language import offered, say
from fairdesk.nouns import CustomerId, Overtaken
from fairdesk.rendering import DeskRequest, calm, page


class House(Protocol):
    """What these pages ask of the house."""

    def new_customer(self, request: HttpRequest) -> CustomerId:
        """Make a customer for a first choice and remember the browser as theirs."""

    def stands(self, customer: CustomerId | None, language: str, place: str, *, signal: bool) -> tuple[Stand, ...]:
        """Return how every purpose stands, and record that its notice was shown."""

    def choose(self, customer: CustomerId, purpose: Purpose, yes: bool, *, language: str, seen: str) -> None:
        """Keep a yes or a no. Raises Overtaken for a yes to words that changed since they were seen."""

    def helps(self, customer: CustomerId | None) -> Helps:
        """Return what helps a customer."""

    def keep_helps(self, customer: CustomerId, what: Helps, *, language: str, seen: str) -> None:
        """Keep what helps a customer."""

    def count_answer(self, language: str, question: str, right: bool) -> None:
        """Count an answer of the check of understanding."""

    def understanding(self) -> tuple[Share, ...]:
        """Return the share of right answers of each question."""

    def questions(self) -> Mapping[str, object]:
        """Return what this company asks customers of themselves, on a page of its own."""

    def notice(self, name: str, language: str) -> Notice:
        """Return the words customers are shown now about a purpose."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


@calm
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: DeskRequest) -> HttpResponse:
    """Show every purpose with its two equal buttons, and keep what is pressed; anything but a clear yes is a no."""
    changed = ""
    if request.method == "POST":
        purpose = purpose_named(request.POST.get("purpose", ""))
        try:
            _keep(request, purpose)
        except Overtaken:
            changed = purpose.value  # shown again, with the words as they stand now
        else:
            return HttpResponseRedirect(f"{reverse('choices')}?kept={purpose}#{purpose}")
    signal = asks_not_to(request.headers.get(HEADER))
    stands = _house(request).stands(request.customer, request.language, "choices", signal=signal)
    kept = request.GET.get("kept", "")
    shown = [(stand, _reached(stand, request.language), stand.name == kept) for stand in stands]
    known = _house(request).helps(request.customer)
    helping = [(code, say(request.language, words), code in known.chosen) for code, words in HELPS.items()]
    context = {"shown": shown, "signal": signal, "offered": helping, "words": known.words, "longest": LONGEST}
    context["asks_groups"] = bool(_house(request).questions())
    return page(request, "consent/choices.html", {**context, "changed": changed}, 409 if changed else 200)


def _keep(request: DeskRequest, purpose: Purpose) -> None:
    """Keep the choice that was pressed, under the words that stood beside it, with what helps where it is about that."""
    house, sent = _house(request), request.POST
    yes, language = sent.get("answer") == "yes", offered(sent.get("language", request.language))
    what = helps(sent.getlist("help"), sent.get("words", "")) if yes else Helps()
    customer = request.customer or house.new_customer(request)
    if purpose is Purpose.ACCOMMODATE and what:
        house.keep_helps(customer, what, language=language, seen=sent.get("version", ""))
    else:
        house.choose(customer, purpose, yes, language=language, seen=sent.get("version", ""))


def _reached(stand: Stand, language: str) -> list[tuple[str, int, object]]:
    """Return what a no reached, in the customer's words: stores of ours with something in them, and all others asked."""
    if stand.withdrawal is None:
        return []
    return [
        (say(language, STORES[one.store]) if one.store in STORES else one.store, one.count, one.at)
        for one in stand.withdrawal.reached
        if one.count or one.store not in STORES
    ]


@calm
@require_http_methods(["GET", "HEAD", "POST"])
def understood(request: DeskRequest) -> HttpResponse:
    """Ask the two voluntary questions, explain the right answers at once, and show how many get them right."""
    answers = {name: request.POST.get(name, "") for name in ("person", "must")}
    asked = [(question, answers[question.name]) for question in questions(request.language)]
    given = [(question, right(question, said == "yes")) for question, said in asked if said in ("yes", "no")]
    for question, was_right in given:
        _house(request).count_answer(request.language, question.name, was_right)
    shown = {question.name: question.text for question, _ in asked}
    context = {
        "asked": asked,
        "given": given,
        "missing": request.method == "POST" and not given,
        "shares": [(shown[share.question], share) for share in _house(request).understanding()],
        "aim": AIM,
    }
    return page(request, "consent/understood.html", context, 422 if context["missing"] else 200)


urls: list[URLPattern] = [
    path("privacy/choices", choices, name="choices"),
    path("privacy/understood", understood, name="understood"),
]
