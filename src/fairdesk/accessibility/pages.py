"""The page of the practice: a plain form that works without scripts."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from fairdesk.accessibility.literacy import Feedback, Lesson, check, lesson
from fairdesk.rendering import DeskRequest, page


@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: DeskRequest) -> HttpResponse:
    """Show the practice; on an answer, say at once whether it was found. Without a choice, ask for one."""
    now = lesson(request.language)
    choice = _choice(request, now)
    feedback = check(now, choice) if choice is not None else None
    if feedback is not None:
        _count(request, feedback)
    missing = request.method == "POST" and choice is None
    context = {"lesson": now, "feedback": feedback, "choice": choice, "missing": missing}
    return page(request, "accessibility/practice.html", context, 422 if missing else 200)


def _choice(request: DeskRequest, now: Lesson) -> int | None:
    """The chosen sentence, or None if there is none or it is not one of them."""
    sent = request.POST.get("choice", "")
    places = {str(place): place for place in range(len(now.answer))}
    return places.get(sent)


def _count(request: DeskRequest, feedback: Feedback) -> None:
    """Let the house count the practice where it can; the lesson itself needs nothing kept."""
    counting = getattr(request.house, "count_practice", None)
    if counting is not None:
        counting(request.language, feedback.right)


urls: list[URLPattern] = [path("what-is-this", practice, name="practice")]
