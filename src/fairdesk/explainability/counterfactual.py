"""Say what would have led to another outcome: for the customer in one sentence, for a colleague as values.

What is said was computed and tried before (guidelines/nearest.py); here are only its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fairdesk.language import gettext_noop, say
from fairdesk.nouns import Change, Otherwise

SENTENCES: Mapping[tuple[str, ...], str] = {
    ("asks_for_person=false",): gettext_noop("If you had not asked for a person, the assistant would have tried to answer."),
    ("asks_for_person=true",): gettext_noop("If you had asked for a person, a person would have answered."),
    ("ai_refused=true",): gettext_noop("If you had chosen people only, a person would have answered."),
    ("ai_refused=false",): gettext_noop("If you had not chosen people only, the assistant would have tried to answer."),
    ("ai_paused=false",): gettext_noop("If the assistant were switched on, it would have tried to answer."),
    ("language_offered=true",): gettext_noop("In a language that we offer, the assistant would have tried to answer."),
    ("confidence",): gettext_noop("If an article had answered this more clearly, the assistant would have shown it."),
    ("answer_found=true", "confidence"): gettext_noop("If we had an article about this, the assistant would have shown it."),
    ("answer_found=true", "confidence", "in_time=true"): gettext_noop(
        "If it had found an article in time, the assistant would have shown it."
    ),
    ("evidence_valid=true",): gettext_noop("If the article were up to date, the assistant would have shown it."),
}  # fmt: skip
"""What is told of the guidelines that come with the desk, by the inputs that would have had to be different."""

SEVERAL = gettext_noop("More than one thing would have had to be different for the assistant to answer.")
NEEDED = gettext_noop("Another outcome would have needed: {needed}.")
"""Of a company's own guideline: its own labels and units, in the language in which it was written."""

_OWN = frozenset(part for key in SENTENCES for part in key)


def for_customer(otherwise: Otherwise | None, language: str) -> str:
    """Return what would have led to another outcome, in one sentence; "" if nothing that anybody could change would."""
    if otherwise is None or not otherwise.changes:
        return ""
    key = tuple(sorted(_part(change) for change in otherwise.changes))
    if key in SENTENCES:
        return say(language, SENTENCES[key])
    if set(key) <= _OWN:
        return say(language, SEVERAL)
    return say(language, NEEDED, needed="; ".join(needed(change) for change in otherwise.changes))


def needed(change: Change) -> str:
    """Return what a fact would have to be, with its label: "days since delivery <= 30 days"."""
    what = change.needed
    between = "" if what[:1] in "<>" else "= "
    return " ".join(part for part in (change.label, between + what, change.unit) if part)


def for_colleague(otherwise: Otherwise | None) -> tuple[str, ...]:
    """Return each change as a line for a colleague, with what it was and who could have changed it."""
    changes: Iterable[Change] = otherwise.changes if otherwise else ()
    return tuple(f"{needed(change)} (was {_plain(change)}; {_whose(change)})" for change in changes)


def _whose(change: Change) -> str:
    return "it is past" if change.by == "past" else f"the {change.by} could change it"


def _plain(change: Change) -> str:
    return str(change.was).lower() if isinstance(change.was, bool) else f"{change.was}"


def _part(change: Change) -> str:
    return f"{change.input}={change.needed}" if isinstance(change.was, bool) else change.input
