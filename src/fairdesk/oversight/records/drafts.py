"""Keep and read where each draft stands that a person is to look at before it is sent."""

from __future__ import annotations

from datetime import datetime

from fairdesk.database import Row, execute, for_update, micros, moment, row, rows
from fairdesk.nouns import ActId, ConversationId, CustomerId, NotFound
from fairdesk.oversight.first_look import Stands, Waiting

_COLUMNS = "act, conversation_id, customer_id, number, at, until, risk, language, stands, because"


def add(draft: Waiting) -> None:
    """Let a draft wait."""
    execute(
        f"INSERT INTO oversight_draft ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        draft.act, draft.conversation, draft.customer, draft.number, micros(draft.at), micros(draft.until), draft.risk,
        draft.language, str(draft.stands), draft.because,
    )  # fmt: skip


def draft(act: ActId, *, hold: bool = False) -> Waiting:
    """Return a draft, with *hold* for this transaction. Raises NotFound."""
    found = row(f"SELECT {_COLUMNS} FROM oversight_draft WHERE act = %s" + (for_update() if hold else ""), act)
    if found is None:
        raise NotFound("there is no such draft")
    return _draft(found)


def is_there(act: ActId) -> bool:
    """Whether a person was to look at this draft before it was sent."""
    return row("SELECT 1 FROM oversight_draft WHERE act = %s", act) is not None


def waits(act: ActId) -> bool:
    """Whether a person is still to look at this draft."""
    return row(f"SELECT 1 FROM oversight_draft WHERE act = %s AND {_OPEN}", act) is not None


def judged(since: datetime, until: datetime) -> dict[ActId, str]:
    """Return what looks at the drafts of a while came to: right where one was let go, wrong where its words were not.

    A tone, or an exception that a person grants, makes no answer wrong. One that people took for another reason is unclear.
    """
    found = rows(
        f"SELECT act, stands, because FROM oversight_draft WHERE at >= %s AND at < %s AND NOT ({_OPEN})",
        micros(since), micros(until),
    )  # fmt: skip
    return {ActId(act): _verdict(Stands(stands), because) for act, stands, because in found}


def _verdict(stands: Stands, because: str) -> str:
    if stands is Stands.ACCEPTED:
        return "right"
    return (
        "wrong" if stands in (Stands.EDITED, Stands.REJECTED) and because not in ("tone", "exception") else "unclear"
    )


def waiting() -> tuple[Waiting, ...]:
    """Return the drafts that wait, oldest first."""
    return tuple(map(_draft, rows(f"SELECT {_COLUMNS} FROM oversight_draft WHERE {_OPEN} ORDER BY act")))


def waiting_in(conversation: ConversationId) -> Waiting | None:
    """Return the draft that waits in a conversation, if one does."""
    found = row(f"SELECT {_COLUMNS} FROM oversight_draft WHERE {_OPEN} AND conversation_id = %s", conversation)
    return _draft(found) if found else None


def latest_in(conversation: ConversationId) -> Waiting | None:
    """Return the latest draft of a conversation, wherever it stands."""
    found = row(
        f"SELECT {_COLUMNS} FROM oversight_draft WHERE conversation_id = %s ORDER BY act DESC LIMIT 1", conversation
    )
    return _draft(found) if found else None


def end(conversation: ConversationId, stands: Stands, because: str, at: datetime) -> bool:
    """End the wait of a conversation's draft; whether there was one."""
    return bool(
        execute(
            f"UPDATE oversight_draft SET stands = %s, because = %s, ended_at = %s WHERE {_OPEN} AND conversation_id = %s",
            str(stands), because, micros(at), conversation,
        )
    )  # fmt: skip


def edited(act: ActId, because: str) -> bool:
    """Note that whoever took a draft over changes it; False if they had not just taken it."""
    return bool(
        execute(
            "UPDATE oversight_draft SET stands = 'edited', because = %s WHERE act = %s AND stands = 'for_people'"
            " AND because = 'taken_over'", because, act,
        )
    )  # fmt: skip


_OPEN = "ended_at IS NULL"


def _draft(found: Row) -> Waiting:
    act, conversation, customer, number, at, until, risk, language, stands, because = found
    return Waiting(
        ActId(act), ConversationId(conversation), CustomerId(customer), int(number), moment(at), moment(until), risk,
        language, Stands(stands), because,
    )  # fmt: skip
