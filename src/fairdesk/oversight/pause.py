"""Decide what a stop of the assistant covers, and who may start it again.

One person stops; two start: the asymmetry is the point. A scope is "all", "channel:web", "customer:<id>",
"conversation:<id>", "topic:<name>", "model:<name>", "model:<name>@<version>" or "guideline:<version>". The desk itself puts
all answers to a group in draft mode: "group:<column>:<group>"; no person stops one.

What a message is about is known only once its answer is drafted: stops of a topic are held against the draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.nouns import BadInput, ColleagueId, Refused

KINDS = ("channel", "customer", "conversation", "topic", "model", "guideline", "group")
LATER = ("model:", "guideline:")
"""Begin the scopes of stops that ask what answers a message, beside whose it is."""
TOPIC = "topic:"
"""Begins the scope of a stop of one topic."""
SOLO_WAIT = timedelta(hours=24)
"""In a firm of one the same person may agree a second time, but a day later; the desk says so publicly."""


@dataclass(frozen=True, slots=True)
class Pause:
    """One stop: what, since when, by whom and why; who asked to start again and when; when it ended."""

    id: str
    scope: str
    at: datetime
    by: ColleagueId
    by_name: str
    reason: str
    start_asked_by: ColleagueId | None = None
    start_asked_by_name: str = ""
    start_asked_at: datetime | None = None
    released_at: datetime | None = None


def checked_scope(scope: str) -> str:
    """Return *scope* if it is one. Raises BadInput naming the forms there are."""
    kind, _, name = scope.partition(":")
    if scope == "all" or (kind in KINDS and name):
        return scope
    raise BadInput(f"{scope!r} is no scope of a stop; use all or one of {', '.join(f'{k}:<name>' for k in KINDS)}")


def scopes_that_stop(
    pauses: Iterable[Pause], channel: str, customer: str, conversation: str, topic: str, model: str = "",
    in_use: Callable[[], Iterable[str]] = tuple,
) -> tuple[str, ...]:  # fmt: skip
    """Return the scopes in force that cover this message, each once, oldest first; empty: the assistant may answer.

    *in_use*: the scopes of what answers here (models, guidelines); asked only where such a stop is in force.
    """
    there = [pause for pause in pauses if pause.released_at is None]
    here = {"all", f"channel:{channel}", f"customer:{customer}", f"conversation:{conversation}", f"topic:{topic}"}
    here |= {f"model:{model}", f"model:{model.partition('@')[0]}"}
    if any(pause.scope.startswith(LATER) for pause in there):
        here |= set(in_use())
    covering = [pause for pause in there if pause.scope in here]
    return tuple(dict.fromkeys(pause.scope for pause in sorted(covering, key=lambda pause: (pause.at, pause.id))))


def stopped_topics(stopped: Iterable[str], topics: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes among *stopped* that cover an answer about these topics."""
    mine = {TOPIC + topic for topic in topics}
    return tuple(scope for scope in stopped if scope in mine)


def may_second(pause: Pause, colleague: ColleagueId, at: datetime, solo: bool = False) -> bool:
    """Whether *colleague* may be the second to agree. In solo mode the first may, after SOLO_WAIT."""
    if pause.released_at is not None or pause.start_asked_by is None:
        return False
    if colleague != pause.start_asked_by:
        return True
    return solo and pause.start_asked_at is not None and at - pause.start_asked_at >= SOLO_WAIT


def start_again(pause: Pause, colleague: ColleagueId, at: datetime, solo: bool = False) -> bool:
    """Decide what agreeing to start does: False notes the first agreement, True ends the stop.

    Raises Refused if it has ended already or if the first to agree tries to be the second.
    """
    if pause.released_at is not None:
        raise Refused(f"the stop of {pause.scope} has ended already; there is nothing to start")
    if pause.start_asked_by is None:
        return False
    if may_second(pause, colleague, at, solo):
        return True
    wait = (
        f" or you again from {pause.start_asked_at + SOLO_WAIT:%Y-%m-%d %H:%M} UTC"
        if solo and pause.start_asked_at
        else ""
    )
    raise Refused(f"you agreed first to start {pause.scope} again; a second person must agree too{wait}")
