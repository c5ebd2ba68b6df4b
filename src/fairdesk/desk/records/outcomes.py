"""Reads what became of the conversations of a while, without opening a word of any."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from fairdesk.database import Row, micros, row, rows
from fairdesk.desk.outcomes import QUIET, Replies, Seen
from fairdesk.desk.suggestion import ASSISTED, EDITED, REJECTED

_CALLED = "'asked_for_person', 'handed_over', 'did_not_help', 'appealed'"
_SEEN = f"""
    SELECT c.id, c.channel, c.state, c.mode, c.changed_at, c.waited_micros, c.work_micros,
        sum(CASE WHEN i.voice = 'customer' THEN 1 ELSE 0 END),
        min(CASE WHEN i.voice = 'customer' THEN i.at END),
        min(CASE WHEN i.voice = 'assistant' THEN i.released_at END),
        max(CASE WHEN i.voice = 'assistant' AND i.code <> 'unclear' AND i.released_at IS NOT NULL
            OR i.voice = 'prepared' AND i.code = 'flow' THEN i.number ELSE 0 END),
        max(CASE WHEN i.voice = 'person' THEN i.number ELSE 0 END),
        max(CASE WHEN i.code IN ({_CALLED}) OR i.voice = 'assistant' AND i.code = 'unclear' THEN i.number ELSE 0 END),
        max(CASE WHEN i.voice = 'prepared' AND i.code = 'thanks' THEN i.number ELSE 0 END),
        max(CASE WHEN i.code = 'resolved' THEN 1 ELSE 0 END), max(CASE WHEN i.code = 'reopened' THEN 1 ELSE 0 END)
    FROM desk_conversation c JOIN desk_item i ON i.conversation_id = c.id
    WHERE {{which}} GROUP BY c.id
"""


def seen_between(since: datetime, until: datetime, at: datetime) -> list[Seen]:
    """Return what is known at a moment of each conversation that began in a while and in which its customer wrote."""
    began = "c.created_at >= %s AND c.created_at < %s"
    return [one for _, one in _seen(rows(_SEEN.format(which=began), micros(since), micros(until)), at)]


def seen_of(conversations: Collection[str], at: datetime) -> dict[str, Seen]:
    """Return what is known at a moment of each of some conversations in which its customer wrote."""
    found: dict[str, Seen] = {}
    wanted = sorted(conversations)
    for n in range(0, len(wanted), 500):
        some = wanted[n : n + 500]
        which = f"c.id IN ({', '.join(['%s'] * len(some))})"
        found.update(_seen(rows(_SEEN.format(which=which), *some), at))
    return found


def _seen(found: list[Row], at: datetime) -> Iterator[tuple[str, Seen]]:
    for (
        id, channel, state, mode, changed, waited, work, messages, wrote, said, answer, person, called, thanks, closed, again
    ) in found:  # fmt: skip
        if not messages:
            continue
        quiet = micros(at) - changed >= QUIET.total_seconds() * 1e6
        yield id, Seen(
            channel, state == "resolved" or quiet, int(messages), answered=answer > 0, thanked=thanks > answer > 0,
            person_wrote=person > 0, left_open=called > max(answer, person), by_people_alone=mode == "human" and not answer,
            closed=bool(closed), reopened=bool(again),
            first_answer=(said - wrote) / 1e6 if said is not None else None,
            first_person=waited / 1e6 if waited is not None else None, minutes=work / 6e7,
        )  # fmt: skip


def replies_between(since: datetime, until: datetime) -> Replies:
    """Return how people's replies of a while came about, and how many suggestions were rejected; by nobody's name."""
    span = micros(since), micros(until)
    told = "SELECT code, count(*) FROM desk_item WHERE voice = 'person' AND at >= %s AND at < %s GROUP BY code"
    counted = {code: int(n) for code, n in rows(told, *span)}
    found = row("SELECT count(*) FROM desk_item WHERE code = %s AND at >= %s AND at < %s", REJECTED, *span)
    suggested = counted.pop(ASSISTED, 0), counted.pop(EDITED, 0)
    return Replies(*suggested, sum(counted.values()), int(found[0]) if found else 0)


def people_who_wrote(since: datetime, until: datetime) -> int:
    """Return how many colleagues answered customers in a while."""
    found = row(
        "SELECT count(DISTINCT author) FROM desk_item WHERE voice = 'person' AND at >= %s AND at < %s",
        micros(since), micros(until),
    )  # fmt: skip
    return int(found[0]) if found else 0
