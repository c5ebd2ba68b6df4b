"""Keep and read the stops of the assistant, the looks at what the mask missed, reviewed answers and promises."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fairdesk.database import Row, execute, for_update, micros, moment, row, rows, rows_about
from fairdesk.nouns import ActId, ColleagueId, ConversationId, CustomerId, NotFound, Overtaken
from fairdesk.oversight.pause import Pause, checked_scope
from fairdesk.oversight.reviewing import AnswerReview, InForce

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
    yield from rows_about(("oversight_answer_review",), customer, "customer_id = %s", only)


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many stops name this customer or a conversation of theirs, and how many of their answers were reviewed."""
    named = row(f"SELECT count(*) FROM oversight_pause WHERE {_MINE}", customer)
    reviewed = row("SELECT count(*) FROM oversight_answer_review WHERE customer_id = %s", customer)
    return {
        "oversight_pause": int(named[0]) if named else 0,
        "oversight_answer_review": int(reviewed[0]) if reviewed else 0,
    }


def withdraw(customer: CustomerId, purpose: str) -> Mapping[str, int]:
    """Delete the reviews of a customer's answers when they take back the yes that reviewers look at these."""
    if purpose != "improve":
        return {}
    gone = execute("DELETE FROM oversight_answer_review WHERE customer_id = %s", customer)
    return {"oversight_answer_review": gone} if gone else {}


def forget(customer: CustomerId) -> int:
    """Delete the stops that name this customer or a conversation of theirs and the reviews of their answers; return how many.

    Before the desk forgets the conversations: only it knows whose they are. A promise keeps its counts: they name nobody.
    """
    reviews = execute("DELETE FROM oversight_answer_review WHERE customer_id = %s", customer)
    return reviews + execute(f"DELETE FROM oversight_pause WHERE {_MINE}", customer)


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
_REVIEW = "act, conversation_id, customer_id, at, by_id, verdict, answered_at, topic, confidence, sent, language, channel, percent"
_PROMISE = "id, topic, at, threshold, target, confidence, reviewed, answered, wrong, first_at, last_at, entries"


def add_answer_review(review: AnswerReview) -> None:
    """Keep one look at an answer. Raises Overtaken if somebody else looked at it meanwhile."""
    kept = execute(
        f"INSERT INTO oversight_answer_review ({_REVIEW}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (act) DO NOTHING",
        review.act, review.conversation, review.customer, micros(review.at), review.by, review.verdict,
        micros(review.answered_at), review.topic, review.confidence, review.sent, review.language, review.channel,
        review.percent,
    )  # fmt: skip
    if not kept:
        raise Overtaken("somebody else looked at this answer meanwhile; take the next one")


def answer_reviewed(act: ActId) -> bool:
    """Whether somebody has looked at this answer."""
    return row("SELECT 1 FROM oversight_answer_review WHERE act = %s", act) is not None


def answer_reviews(since: datetime | None = None) -> list[AnswerReview]:
    """Return the reviews given since a moment, in the order in which they were given."""
    found = rows(
        f"SELECT {_REVIEW} FROM oversight_answer_review WHERE at >= %s ORDER BY at, act",
        micros(since) if since else 0,
    )
    return [
        AnswerReview(
            ActId(act), ConversationId(conversation), CustomerId(customer), moment(at), ColleagueId(by), verdict,
            moment(answered_at), topic, confidence, bool(sent), language, channel, percent,
        )
        for act, conversation, customer, at, by, verdict, answered_at, topic, confidence, sent, language, channel, percent
        in found
    ]  # fmt: skip


def put_promise(made: InForce, by: ColleagueId) -> None:
    """Put a promise in force in place of the topic's earlier one."""
    end_promise(made.topic, made.at)
    execute(
        f"INSERT INTO oversight_promise ({_PROMISE}, by_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        made.id, made.topic, micros(made.at), made.threshold, made.target, made.confidence, made.reviewed, made.answered,
        made.wrong, micros(made.first), micros(made.last), made.entries, by,
    )  # fmt: skip


def end_promise(topic: str, at: datetime) -> bool:
    """End the promise of a topic; whether there was one."""
    return bool(
        execute("UPDATE oversight_promise SET ended_at = %s WHERE topic = %s AND ended_at IS NULL", micros(at), topic)
    )


def promises_in_force() -> tuple[InForce, ...]:
    """Return the promises in force. One query over a partial index: it runs on the way of every message."""
    found = rows(f"SELECT {_PROMISE} FROM oversight_promise WHERE ended_at IS NULL ORDER BY topic")
    return tuple(
        InForce(
            id, topic, moment(at), threshold, target, confidence, reviewed, answered, wrong, moment(first), moment(last),
            entries,
        )
        for id, topic, at, threshold, target, confidence, reviewed, answered, wrong, first, last, entries in found
    )  # fmt: skip
