"""Keep and read the stops of the assistant, the looks at what the mask missed, reviewed answers and promises.

`overrides` has the answers that colleagues corrected, `appeals` who decides the appeals of customers and until when.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fairdesk.database import Row, execute, for_update, micros, moment, row, rows, rows_about
from fairdesk.nouns import ActId, ColleagueId, ConversationId, CustomerId, NotFound, Overtaken
from fairdesk.oversight.pause import Pause, checked_scope
from fairdesk.oversight.reviewing import AnswerReview, InForce, KeptLook, Watching

_COLUMNS = (
    "id, scope, at, by_id, by_name, reason, start_asked_by_id, start_asked_by_name, start_asked_at, released_at"
)


def stop(id: str, scope: str, by_id: ColleagueId, by_name: str, reason: str, at: datetime) -> None:
    """Stop the assistant in *scope*. Raises BadInput if that is no scope."""
    execute(
        "INSERT INTO oversight_pause (id, scope, at, by_id, by_name, reason, start_asked_by_name, released_by_name)"
        " VALUES (%s, %s, %s, %s, %s, %s, '', '')",
        id,
        checked_scope(scope),
        micros(at),
        by_id,
        by_name,
        reason,
    )


def find(id: str) -> Pause:
    """Return a stop, held for this transaction. Raises NotFound."""
    found = row(f"SELECT {_COLUMNS} FROM oversight_pause WHERE id = %s{for_update()}", id)
    if found is None:
        raise NotFound("there is no such stop; look at the list of stops in force")
    return _pause(found)


def ask_to_start(id: str, by_id: ColleagueId, by_name: str, at: datetime) -> None:
    """Note the first agreement to start again. Raises Overtaken if somebody agreed meanwhile or the stop has ended."""
    noted = execute(
        "UPDATE oversight_pause SET start_asked_by_id = %s, start_asked_by_name = %s, start_asked_at = %s"
        " WHERE id = %s AND start_asked_by_id IS NULL AND released_at IS NULL",
        by_id,
        by_name,
        micros(at),
        id,
    )
    if not noted:
        raise Overtaken("somebody else agreed to start again meanwhile; look at the stop once more")


def release(id: str, by_id: ColleagueId, by_name: str, at: datetime) -> None:
    """End the stop: the second agreement. pause.start_again decided that *by_id* may be the second.

    Raises Overtaken if it ended meanwhile or nobody had agreed first.
    """
    ended = execute(
        "UPDATE oversight_pause SET released_by_id = %s, released_by_name = %s, released_at = %s"
        " WHERE id = %s AND start_asked_by_id IS NOT NULL AND released_at IS NULL",
        by_id,
        by_name,
        micros(at),
        id,
    )
    if not ended:
        raise Overtaken("the stop has ended meanwhile, or nobody had agreed first; look at it once more")


def in_force() -> tuple[Pause, ...]:
    """Return the stops in force, oldest first. One query over a partial index: it runs on the way of every message."""
    return tuple(
        map(_pause, rows(f"SELECT {_COLUMNS} FROM oversight_pause WHERE released_at IS NULL ORDER BY at, id"))
    )


def history(limit: int = 200) -> tuple[Pause, ...]:
    """Return the newest stops, ended ones too."""
    return tuple(
        map(_pause, rows(f"SELECT {_COLUMNS} FROM oversight_pause ORDER BY at DESC, id DESC LIMIT %s", limit))
    )


# --- what is held about a customer ----------------------------------------------------------------------------------
def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    yield from rows_about(("oversight_pause",), customer, _MINE, only)
    yield from rows_about(_ABOUT_ONE, customer, only=only)


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many stops name this customer or a conversation of theirs, and how many rows are about their answers."""
    counted = {"oversight_pause": row(f"SELECT count(*) FROM oversight_pause WHERE {_MINE}", customer)}
    for table in _ABOUT_ONE:
        counted[table] = row(f"SELECT count(*) FROM {table} WHERE customer_id = %s", customer)
    return {table: int(found[0]) if found else 0 for table, found in counted.items()}


def withdraw(customer: CustomerId, purpose: str) -> Mapping[str, int]:
    """Delete the reviews of a customer's answers when they take back the yes that reviewers look at these."""
    if purpose != "improve":
        return {}
    gone = execute("DELETE FROM oversight_answer_review WHERE customer_id = %s", customer)
    execute(
        "DELETE FROM oversight_probe WHERE customer_id = %s", customer
    )  # made from what reviewers may see no more
    return {"oversight_answer_review": gone} if gone else {}


def forget(customer: CustomerId) -> int:
    """Delete the stops that name this customer or a conversation of theirs and what is kept of their answers; return how many.

    Before the desk forgets the conversations: only it knows whose they are. A promise keeps its counts: they name nobody.
    """
    gone = sum(execute(f"DELETE FROM {table} WHERE customer_id = %s", customer) for table in _ABOUT_ONE)
    return gone + execute(f"DELETE FROM oversight_pause WHERE {_MINE}", customer)


_ABOUT_ONE = (
    "oversight_answer_review", "oversight_override", "oversight_appeal", "oversight_draft", "oversight_probe",
)  # fmt: skip
"""The tables whose rows are each about one customer."""

_MINE = (
    "EXISTS (SELECT 1 FROM (SELECT CAST(%s AS TEXT) AS id) who WHERE scope = 'customer:' || who.id OR scope IN"
    " (SELECT 'conversation:' || mine.id FROM desk_conversation mine WHERE mine.customer_id = who.id))"
)
"""The one place that looks into a table of the desk: a stop names a conversation, and the desk alone knows whose."""


def _pause(found: Row) -> Pause:
    id, scope, at, by, by_name, reason, asked_by, asked_by_name, asked_at, released_at = found
    return Pause(
        id, scope, moment(at), by, by_name, reason, asked_by, asked_by_name, _maybe(asked_at), _maybe(released_at)
    )


def _maybe(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)


# --- what the mask missed -------------------------------------------------------------------------------------------
def add_mask_review(token: bytes, by_id: ColleagueId, missed: Mapping[str, int], at: datetime) -> None:
    """Keep one look at a masked message. Raises Overtaken if somebody else looked at it meanwhile."""
    kept = execute(
        "INSERT INTO oversight_mask_review (token, at, by_id, missed, kinds) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (token) DO NOTHING",
        token, micros(at), by_id, sum(missed.values()), json.dumps(dict(missed), sort_keys=True),
    )  # fmt: skip
    if not kept:
        raise Overtaken("somebody else looked at this message meanwhile; take the next one")


def mask_reviewed(token: bytes) -> bool:
    """Whether somebody has looked at this message."""
    return row("SELECT 1 FROM oversight_mask_review WHERE token = %s", token) is not None


def mask_reviews() -> tuple[int, int, Mapping[str, int], datetime | None, datetime | None]:
    """Return how many messages were looked at, in how many something was missed, of which kinds, and from when to when."""
    found = rows("SELECT at, missed, kinds FROM oversight_mask_review ORDER BY at")
    kinds = Counter[str]()
    for _, _, missed in found:
        kinds.update(json.loads(missed))
    first, last = (moment(found[0][0]), moment(found[-1][0])) if found else (None, None)
    return len(found), sum(missed > 0 for _, missed, _ in found), kinds, first, last


# --- reviewed answers, and what is promised of them -----------------------------------------------------------------
_REVIEW = (
    "act, conversation_id, customer_id, at, by_id, verdict, answered_at, topic, confidence, sent, language, channel,"
    " percent, topics"
)
_PROMISE = "id, topic, at, threshold, target, confidence, reviewed, answered, wrong, first_at, last_at, entries, topics, look_id"
_LOOK = (
    "id, topics, topic, target, confidence, run, since, number, at, doubt, reviewed, threshold, answered, wrong, needed,"
    " first_at, last_at, upto, most_by"
)
_WATCH = "key, topic, at, reviewed, wrong, stands"


def add_answer_review(review: AnswerReview) -> None:
    """Keep one look at an answer. Raises Overtaken if somebody else looked at it meanwhile."""
    kept = execute(
        f"INSERT INTO oversight_answer_review ({_REVIEW}, stands, second) VALUES ({_marks(_REVIEW)}, '', '')"
        " ON CONFLICT (act) DO NOTHING",
        review.act, review.conversation, review.customer, micros(review.at), review.by, review.verdict,
        micros(review.answered_at), review.topic, review.confidence, review.sent, review.language, review.channel,
        review.percent, review.topics,
    )  # fmt: skip
    if not kept:
        raise Overtaken("somebody else looked at this answer meanwhile; take the next one")


def answer_reviewed(act: ActId) -> bool:
    """Whether somebody has looked at this answer."""
    return row("SELECT 1 FROM oversight_answer_review WHERE act = %s", act) is not None


def answer_reviewer(act: ActId) -> ColleagueId | None:
    """Return who said that an answer was right; None if nobody did."""
    found = row("SELECT by_id FROM oversight_answer_review WHERE act = %s AND verdict = 'right'", act)
    return None if found is None else ColleagueId(found[0])


def answer_reviews(topics: str, since: datetime) -> list[AnswerReview]:
    """Return the reviews given since a moment, when *topics* had promises of their own, in the order they were given in."""
    found = rows(
        f"SELECT {_REVIEW} FROM oversight_answer_review WHERE at >= %s AND topics = %s ORDER BY at, act",
        micros(since),
        topics,
    )
    return [
        AnswerReview(
            ActId(act), ConversationId(conversation), CustomerId(customer), moment(at), ColleagueId(by), verdict,
            moment(answered_at), topic, confidence, bool(sent), language, channel, percent, by_topics,
        )
        for act, conversation, customer, at, by, verdict, answered_at, topic, confidence, sent, language, channel,
        percent, by_topics in found
    ]  # fmt: skip


def put_promise(made: InForce, by: ColleagueId) -> None:
    """Put a promise in force in place of the topic's earlier one."""
    end_promise(made.topic, made.at)
    execute(
        f"INSERT INTO oversight_promise ({_PROMISE}, by_id) VALUES ({_marks(_PROMISE)}, %s)",
        made.id, made.topic, micros(made.at), made.threshold, made.target, made.confidence, made.reviewed, made.answered,
        made.wrong, micros(made.first), micros(made.last), made.entries, made.topics, made.look, by,
    )  # fmt: skip


def end_promise(topic: str, at: datetime) -> bool:
    """End the promise of a topic; whether there was one."""
    return bool(
        execute("UPDATE oversight_promise SET ended_at = %s WHERE topic = %s AND ended_at IS NULL", micros(at), topic)
    )


def promises_in_force() -> tuple[InForce, ...]:
    """Return the promises in force. One query over a partial index: it runs on the way of every message."""
    return tuple(
        map(_in_force, rows(f"SELECT {_PROMISE} FROM oversight_promise WHERE ended_at IS NULL ORDER BY topic"))
    )


def promise_at(topic: str, at: datetime) -> InForce | None:
    """Return the promise of a topic that was in force at a moment, or None."""
    sql = "at <= %s AND (ended_at IS NULL OR ended_at > %s) ORDER BY at DESC LIMIT 1"
    found = row(f"SELECT {_PROMISE} FROM oversight_promise WHERE topic = %s AND {sql}", topic, micros(at), micros(at))
    return None if found is None else _in_force(found)


def _in_force(found: Row) -> InForce:
    id, topic, at, threshold, target, confidence, reviewed, answered, wrong, first, last, entries, topics, look = (
        found
    )
    return InForce(
        id, topic, moment(at), threshold, target, confidence, reviewed, answered, wrong, moment(first), moment(last),
        entries, topics, look,
    )  # fmt: skip


def last_stops(by: ColleagueId, prefix: str) -> Mapping[str, datetime]:
    """Return, of each scope that begins so, when it was last stopped by *by*, however long ago."""
    found = rows(
        "SELECT scope, max(at) FROM oversight_pause WHERE by_id = %s AND scope LIKE %s GROUP BY scope",
        by,
        f"{prefix}%",
    )
    return {scope: moment(at) for scope, at in found}


# --- looks at reviewed answers, and the watch over their errors -----------------------------------------------------
def add_look(look: KeptLook) -> None:
    """Keep a look that was taken. Raises Conflict if the look of this number was taken already."""
    execute(
        f"INSERT INTO oversight_look ({_LOOK}) VALUES ({_marks(_LOOK)})",
        look.id, look.topics, look.topic, look.target, look.confidence, _or_always(look.run), _or_always(look.since),
        look.number, micros(look.at), look.doubt, look.reviewed, look.threshold, look.answered, look.wrong, look.needed,
        micros(look.first), micros(look.last), micros(look.upto), look.most_by or 0,
    )  # fmt: skip


def looks(topics: str, target: float, confidence: float, run: datetime | None) -> tuple[KeptLook, ...]:
    """Return the looks taken on these terms at the answers of this assistant, in the order of their numbers."""
    found = rows(
        f"SELECT {_LOOK} FROM oversight_look WHERE topics = %s AND target = %s AND confidence = %s AND run = %s"
        " ORDER BY number",
        topics, target, confidence, _or_always(run),
    )  # fmt: skip
    return tuple(map(_look, found))


def _look(found: Row) -> KeptLook:
    (
        id,
        topics,
        topic,
        target,
        sure,
        run,
        since,
        number,
        at,
        doubt,
        reviewed,
        threshold,
        answered,
        wrong,
        needed,
        first,
        last,
        upto,
        by,
    ) = found
    return KeptLook(
        id, topics, topic, target, sure, moment(run) if run else None, moment(since) if since else None, number, moment(at), doubt, reviewed,
        threshold, answered, wrong, needed, moment(first), moment(last), moment(upto), ColleagueId(by) if by else None,
    )  # fmt: skip


def keep_watching(watch: Watching) -> None:
    """Keep where the watch over a topic's errors stands now."""
    execute(
        f"INSERT INTO oversight_error_watch ({_WATCH}) VALUES ({_marks(_WATCH)}) ON CONFLICT (key) DO UPDATE SET"
        " at = excluded.at, reviewed = excluded.reviewed, wrong = excluded.wrong, stands = excluded.stands",
        watch.key, watch.topic, micros(watch.at), watch.reviewed, watch.wrong, watch.stands,
    )  # fmt: skip


def watching(key: str) -> Watching | None:
    """Return where a watch stands; None if nothing was watched under this key yet."""
    found = row(f"SELECT {_WATCH} FROM oversight_error_watch WHERE key = %s", key)
    return None if found is None else Watching(found[0], found[1], moment(found[2]), *found[3:])


def watched_topics() -> tuple[str, ...]:
    """Return the topics over whose errors there ever was a watch, in order."""
    return tuple(topic for (topic,) in rows("SELECT DISTINCT topic FROM oversight_error_watch ORDER BY topic"))


def _or_always(at: datetime | None) -> int:
    return micros(at) if at else 0


def _marks(columns: str) -> str:
    return ", ".join(["%s"] * len(columns.split(", ")))
