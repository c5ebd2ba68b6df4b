"""The desk's lists at work: sort many at once and take it back, take the next, find, read a whole story, one's own work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, cast
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairdesk.desk.forms import clean, view_wanted, whole
from fairdesk.desk.sorting import SNOOZES, Sort, wanted
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, NotFound, Overtaken, Refused, Restricted
from fairdesk.rendering import DeskRequest, View, calm, colleague_only, myself, page

DECISIONS = {"answered": "answered", "unclear": "was not sure", "handed_over": "handed over"}
"""What the assistant decided about a message -> as the search page says it."""
PRESENCES = {
    "available": "Available: I take what comes",
    "away": "Away for a while: nothing new, please",
    "off": "Off: my work is over",
}


class House(Protocol):
    """What these pages ask of the house."""

    def sort(self, by: ColleagueId, conversations: Sequence[ConversationId], what: Sort) -> Any:
        """Do one thing to each conversation that it can be done to."""

    def undo(self, by: ColleagueId, id: str) -> Any:
        """Take back what was done under an id."""

    def undoable(self, by: ColleagueId, id: str) -> int:
        """Return in how many conversations that can still be taken back."""

    def take_next(self, colleague: ColleagueId) -> ConversationId | None:
        """Take over what waits at the highest risk."""

    def whom(self, colleague: ColleagueId) -> Any:
        """Return whom something may be given to: colleagues who are there, and teams."""

    def labels(self, colleague: ColleagueId) -> tuple[tuple[int, str], ...]:
        """Return the company's labels."""

    def my_work(self, colleague: ColleagueId) -> Any:
        """Return how this person's own work stands."""

    def set_presence(self, colleague: ColleagueId, presence: str) -> None:
        """Say whether this person takes something new."""

    def set_capacity(self, colleague: ColleagueId, capacity: str) -> None:
        """Say how many conversations at once the desk may give this person by itself."""

    def search(self, colleague: ColleagueId, sought: Any) -> Any:
        """Return a page of what was found."""

    def sought(self, **fields: Any) -> Any:
        """Return what is looked for."""

    def reader(self, conversation: ConversationId, colleague: ColleagueId) -> Any:
        """Return the whole story of whose conversation this is."""

    def list_settings(self, by: ColleagueId) -> Any:
        """Return labels, teams with their members, and whether the desk gives out by itself, for a manager."""

    def change_list_settings(self, by: ColleagueId, do: str, value: str, members: frozenset[int]) -> None:
        """Change one of them."""


def _house(request: DeskRequest) -> House:
    return cast(House, request.house)


def _shows(view: View) -> View:
    return calm(colleague_only(require_safe(view)))


def _takes(view: View) -> View:
    return calm(colleague_only(require_POST(view)))


def sort_menu(request: DeskRequest) -> dict[str, Any]:
    """Return what the menu of things to do with conversations offers; asked of the house where the menu is drawn."""
    me = myself(request)
    return {
        "whom": lambda: _house(request).whom(me),
        "labels": lambda: _house(request).labels(me),
        "snoozes": SNOOZES.items(),
    }


def done_before(request: DeskRequest) -> dict[str, Any]:
    """Return what was done a moment ago, for the list to say it and to offer to take it back."""
    id, said = request.GET.get("done", ""), request.GET
    if not id and "undone" not in said:
        return {}
    return {
        "done": {
            "id": id,
            "count": whole(said.get("n", "")),
            "left": whole(said.get("left", "")),
            "undone": "undone" in said,
            "undoable": _house(request).undoable(myself(request), id) if id else 0,
        }
    }


@_takes
def sort(request: DeskRequest) -> HttpResponse:
    """Do one thing to the conversations that were ticked, and go back to the list, which offers to take it back."""
    chosen = [ConversationId(each) for each in request.POST.getlist("c")]
    raw = request.POST.get("do", "")
    what = wanted(f"snooze:{request.POST.get('day', '')}" if raw == "snooze:day" else raw)
    done = _house(request).sort(myself(request), chosen, what)
    if not done.done:
        raise Refused(done.why)
    told = {"view": view_wanted(request.POST.get("view", "")), "done": done.id, "n": done.done, "left": done.left_out}
    return HttpResponseRedirect(f"{reverse('desk')}?{urlencode(told)}")


@_takes
def undo(request: DeskRequest) -> HttpResponse:
    """Take back what was done."""
    done = _house(request).undo(myself(request), request.POST.get("id", ""))
    told = {"view": view_wanted(request.POST.get("view", "")), "undone": 1, "n": done.done, "left": done.left_out}
    return HttpResponseRedirect(f"{reverse('desk')}?{urlencode(told)}")


@_takes
def take_next(request: DeskRequest) -> HttpResponse:
    """Take over what waits at the highest risk, and open it."""
    taken = _house(request).take_next(myself(request))
    if taken is None:
        raise Overtaken("nothing waits for you now; somebody was faster, or the list is empty")
    return HttpResponseRedirect(reverse("case", args=[taken]) + "#work")


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: DeskRequest) -> HttpResponse:
    """Find conversations. What is looked for is sent in the form's body, so that it is in no address and no log."""
    given, wrong = request.POST, ""
    try:
        fields = {
            "words": clean(given.get("q", ""))[:500],
            "customer": clean(given.get("customer", ""))[:320],
            "label": whole(given.get("label", "")),
            "since": _day(given.get("since", "")),
            "until": _day(given.get("until", "")),
            "decided": given.get("decided", "") if given.get("decided") in DECISIONS else "",
            "page": max(1, whole(given.get("page", ""), 1)),
        }
        sought = _house(request).sought(**fields)
        found = _house(request).search(myself(request), sought)
    except BadInput as problem:
        sought = found = None
        wrong = str(problem)
    context = {
        "here": "search", "sought": sought, "found": found, "wrong": wrong, "asked": given, "decisions": DECISIONS,
        **sort_menu(request),
    }  # fmt: skip
    return page(request, "desk/desk_search.html", context, 422 if wrong else 200)


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError as unknown:
        raise BadInput("a day is written as 2026-11-03") from unknown


@_shows
def reader(request: DeskRequest, conversation: ConversationId) -> HttpResponse:
    """Show all that happened with a customer, over every channel, as one text."""
    try:
        story = _house(request).reader(conversation, myself(request))
    except Restricted:
        return HttpResponseRedirect(reverse("glass", args=[conversation]))
    return page(request, "desk/desk_reader.html", {"here": "desk", "story": story, "case": story})


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def my_work(request: DeskRequest) -> HttpResponse:
    """Show one's own presence and capacity (GET), or change one of them (POST)."""
    me, house, wrong = myself(request), _house(request), ""
    if request.method == "POST":
        try:
            if "presence" in request.POST:
                house.set_presence(me, request.POST["presence"])
            if "capacity" in request.POST:
                house.set_capacity(me, request.POST["capacity"].strip())
            return HttpResponseRedirect(reverse("my-work") + "?kept=1")
        except BadInput as problem:
            wrong = str(problem)
    context = {
        "work": house.my_work(me),
        "presences": PRESENCES.items(),
        "wrong": wrong,
        "kept": "kept" in request.GET,
    }
    return page(request, "desk/desk_my_work.html", context, 422 if wrong else 200)


@calm
@colleague_only
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: DeskRequest) -> HttpResponse:
    """Show labels, teams and whether the desk gives out by itself (GET), or change one of them (POST)."""
    me, house, wrong = myself(request), _house(request), ""
    if request.method == "POST":
        members = frozenset(whole(each) for each in request.POST.getlist("member"))
        try:
            house.change_list_settings(me, request.POST.get("do", ""), clean(request.POST.get("value", "")), members)
            return HttpResponseRedirect(reverse("list-settings") + "?kept=1")
        except (BadInput, NotFound) as problem:
            wrong = str(problem)
    context = {"settings": house.list_settings(me), "wrong": wrong, "kept": "kept" in request.GET}
    return page(request, "desk/desk_list_settings.html", context, 422 if wrong else 200)


urls: list[URLPattern] = [
    path("desk/sort", sort, name="sort"),
    path("desk/undo", undo, name="undo"),
    path("desk/next", take_next, name="take-next"),
    path("desk/search", search, name="search"),
    path("desk/my-work", my_work, name="my-work"),
    path("desk/lists", settings, name="list-settings"),
    path("desk/c/<str:conversation>/reader", reader, name="reader"),
]
