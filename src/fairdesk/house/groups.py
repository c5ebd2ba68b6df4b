"""Count, of each group of customers, whom the assistant answered alone of late, and whose reviewed answers were wrong.

Everybody counts once, with the first message of theirs; a person in two browsers is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fairdesk.clock import id_from
from fairdesk.database import micros, rows
from fairdesk.oversight.compared import Group, Tally, compared


def live_groups(name: str, since: datetime) -> tuple[Group, ...]:
    """Return the groups called *name*, "language" or "channel", over the messages and reviews since a moment."""
    tallies: dict[str, Tally] = {}
    for value, tally in (*_asked(name, since), *_reviewed(name, since)):
        tallies[value] = tallies.get(value, Tally()) + tally
    # A group that only reviews know asked before this: it has no message to be compared by.
    return compared(name, {value: tally for value, tally in tallies.items() if tally.people})


def people_of(customers: set[str]) -> dict[str, str]:
    """Return who each customer is: the person they were joined into, or themselves."""
    joined: dict[str, str] = dict(rows("SELECT customer_id, person_id FROM identity_joined"))
    return {customer: joined.get(customer, customer) for customer in customers}


def _asked(name: str, since: datetime) -> Iterator[tuple[str, Tally]]:
    for value, people, answered in rows(_ASKED[name], id_from(since)):
        yield value, Tally(int(people), int(answered))


def _reviewed(name: str, since: datetime) -> Iterator[tuple[str, Tally]]:
    for value, people, wrong in rows(_REVIEWED[name], micros(since)):
        yield value, Tally(0, 0, int(people), int(wrong))


_GROUPS = ("language", "channel")
_ASKED = {
    name: f"""
    SELECT value, count(*), sum(CASE WHEN release = 'send' THEN 1 ELSE 0 END) FROM (
        SELECT c.{name} AS value, t.release, row_number() OVER (
            PARTITION BY coalesce(j.person_id, c.customer_id) ORDER BY t.act) AS place
        FROM desk_turn t JOIN desk_conversation c ON c.id = t.conversation_id
        LEFT JOIN identity_joined j ON j.customer_id = c.customer_id
        WHERE t.act >= %s AND t.route = 'assistant' AND t.release <> '') first
    WHERE place = 1 GROUP BY value
"""
    for name in _GROUPS
}
"""Of small talk nothing is released: it is not counted."""
_REVIEWED = {
    name: f"""
    SELECT value, count(*), sum(CASE WHEN verdict = 'wrong' THEN 1 ELSE 0 END) FROM (
        SELECT r.{name} AS value, r.verdict, row_number() OVER (
            PARTITION BY coalesce(j.person_id, r.customer_id) ORDER BY r.answered_at, r.act) AS place
        FROM oversight_answer_review r LEFT JOIN identity_joined j ON j.customer_id = r.customer_id
        WHERE r.answered_at >= %s AND r.sent AND r.verdict <> 'unclear') first
    WHERE place = 1 GROUP BY value
"""
    for name in _GROUPS
}
