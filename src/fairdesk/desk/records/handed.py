"""Reads what became of hand-overs, for figures and the honest wait: waits, questions asked again, turns until a person came.

And a person's own replies of late, for their own page (breaks.py); no figure is made of them.
"""

from __future__ import annotations

from datetime import datetime

from fairdesk.database import micros, moment, row, rows
from fairdesk.nouns import ColleagueId

TO_PEOPLE = (
    "asked_for_person",
    "handed_over",
    "did_not_help",
    "refused_ai",
    "taken_over",
    "appealed",
    "money_appealed",
)
"""Events with which the assistant falls silent."""


def waits(most: int = 200) -> list[tuple[float, int, int]]:
    """Return the latest waits for a person: seconds, people on duty and place in the queue when each began."""
    found = rows(
        "SELECT waited_micros, waiting_people, waiting_place FROM desk_conversation WHERE waited_micros IS NOT NULL"
        f" AND waiting_place IS NOT NULL ORDER BY changed_at DESC LIMIT {most}"
    )
    return [(int(waited) / 1e6, int(people or 0), int(place)) for waited, people, place in found]


def passing(since: datetime, until: datetime) -> float:
    """Return how many sensitive cases came to people a second, on average between two moments."""
    found = row("SELECT count(*) FROM desk_turn WHERE at >= %s AND handover = 'sensitive'", micros(since))
    return int(found[0] if found else 0) / (until - since).total_seconds()


def first_replies(since: datetime) -> list[float]:
    """Return how many seconds each customer waited for a person's first words, in conversations touched since then."""
    found = rows(
        "SELECT waited_micros FROM desk_conversation WHERE waited_micros IS NOT NULL AND changed_at >= %s",
        micros(since),
    )
    return [int(waited) / 1e6 for (waited,) in found]


def own_replies(colleague: ColleagueId, since: datetime) -> list[tuple[str, datetime, bool]]:
    """Return a person's own replies since a moment, the oldest first: where, when, and whether a matter was found there."""
    found = rows(
        "SELECT i.conversation_id, i.at, EXISTS (SELECT 1 FROM desk_turn t WHERE t.conversation_id = c.id"
        " AND t.handover = 'sensitive') FROM desk_conversation c JOIN desk_item i ON i.conversation_id = c.id"
        " WHERE c.changed_at >= %s AND i.at >= %s AND i.voice = 'person' AND i.author = %s ORDER BY i.at",
        micros(since),
        micros(since),
        int(colleague),
    )
    return [(str(conversation), moment(at), bool(heavy)) for conversation, at, heavy in found]


def asked_again(since: datetime) -> tuple[int, int]:
    """Return in how many conversations a person asked for what the customer had given, and in how many a person answered."""
    found = row(
        "SELECT count(*), coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM desk_item i WHERE i.conversation_id = c.id"
        " AND i.code = 'asked_again') THEN 1 ELSE 0 END), 0) FROM desk_conversation c"
        " WHERE waited_micros IS NOT NULL AND changed_at >= %s",
        micros(since),
    )
    return (int(found[1]), int(found[0])) if found else (0, 0)


def escape_depths(since: datetime) -> list[int]:
    """Return, for each message that asked for a person, how many answers of the assistant came before people were called."""
    codes = ", ".join(f"'{code}'" for code in TO_PEOPLE)
    found = rows(
        "SELECT (SELECT count(*) FROM desk_item a WHERE a.conversation_id = t.conversation_id AND a.voice = 'assistant'"
        " AND a.released_at IS NOT NULL AND a.number > t.number AND a.number < coalesce((SELECT min(e.number) FROM"
        " desk_item e WHERE e.conversation_id = t.conversation_id AND e.voice = 'event' AND e.number > t.number"
        f" AND e.code IN ({codes})), 2147483647)) FROM desk_turn t WHERE t.at >= %s AND t.facts LIKE %s AND t.facts LIKE %s",
        micros(since), '%"asks_for_person": true%', '%"with_person": false%',
    )  # fmt: skip
    return [int(depth) for (depth,) in found]
