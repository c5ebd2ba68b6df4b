"""Who looked at a conversation, what is restricted, and whose glass was broken. Functions that write expect an open transaction."""

from __future__ import annotations

from datetime import datetime

from fairdesk.database import Row, execute, micros, moment, row, rows
from fairdesk.nouns import ColleagueId, ConversationId, CustomerId
from fairdesk.privacy.restriction import Glass, Look, Restriction


def _marks(customers: tuple[CustomerId, ...]) -> str:
    return ", ".join(["%s"] * len(customers))


# --- who looked -----------------------------------------------------------------------------------------------------
_LOOK = "id, conversation_id, customer_id, colleague, role, work_name, at, what"


def looked_since(conversation: ConversationId, colleague: ColleagueId, since: datetime, what: str) -> bool:
    """Whether a colleague's look of this kind at a conversation has been kept since a moment. One step in one index."""
    sql = "SELECT 1 FROM privacy_look WHERE conversation_id = %s AND colleague = %s AND at > %s AND what = %s"
    return row(sql, conversation, colleague, micros(since), what) is not None


def add_look(look: Look) -> None:
    """Keep a look."""
    execute(
        f"INSERT INTO privacy_look ({_LOOK}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        look.id, look.conversation, look.customer, look.colleague, look.role, look.work_name, micros(look.at), look.what,
    )  # fmt: skip


def looks(*customers: CustomerId) -> tuple[Look, ...]:
    """Return who looked at what one or more customers wrote, latest first."""
    mine = f"customer_id IN ({_marks(customers)})"
    found = rows(f"SELECT {_LOOK} FROM privacy_look WHERE {mine} ORDER BY at DESC, id DESC", *customers)
    return tuple(_look(each) for each in found)


def _look(each: Row) -> Look:
    id, conversation, customer, colleague, role, work_name, at, what = each
    return Look(id, conversation, customer, colleague, role, work_name, moment(at), what)


def delete_old_looks(before: datetime) -> int:
    """Delete the looks of a time long past, and return how many."""
    return execute("DELETE FROM privacy_look WHERE at < %s", micros(before))


# --- restriction and glass --------------------------------------------------------------------------------------------
_GLASS = "id, conversation_id, customer_id, colleague, role, work_name, at, until, sealed, seen_at"


def restrictions(*customers: CustomerId) -> tuple[Restriction, ...]:
    """Return the restrictions in force, oldest first: those of some customers, or with none named all."""
    mine = f" AND customer_id IN ({_marks(customers)})" if customers else ""
    sql = "SELECT id, customer_id, conversation_id, at FROM privacy_restriction WHERE lifted_at IS NULL"
    found = rows(f"{sql}{mine} ORDER BY at, id", *customers)
    return tuple(Restriction(id, whose, conversation, moment(at)) for id, whose, conversation, at in found)


def restrict(restriction: Restriction) -> None:
    """Keep that something is restricted from now on."""
    execute(
        "INSERT INTO privacy_restriction (id, customer_id, conversation_id, at) VALUES (%s, %s, %s, %s)",
        restriction.id, restriction.customer, restriction.conversation, micros(restriction.at),
    )  # fmt: skip


def lift(customer: CustomerId, conversation: ConversationId, at: datetime) -> int:
    """End the restriction of a conversation, or with "" of all that is the customer's; return how many ended."""
    mine = "" if not conversation else " AND conversation_id = %s"
    values = (conversation,) if conversation else ()
    sql = f"UPDATE privacy_restriction SET lifted_at = %s WHERE customer_id = %s AND lifted_at IS NULL{mine}"
    return execute(sql, micros(at), customer, *values)


def break_glass(glass: Glass) -> None:
    """Keep that a glass was broken."""
    execute(
        "INSERT INTO privacy_glass (id, conversation_id, customer_id, colleague, role, work_name, at, until, sealed)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        glass.id, glass.conversation, glass.customer, glass.colleague, glass.role, glass.work_name, micros(glass.at),
        micros(glass.until), glass.sealed,
    )  # fmt: skip


def glass_open(conversation: ConversationId, colleague: ColleagueId, at: datetime) -> bool:
    """Whether a colleague has broken this conversation's glass and the time is not over."""
    sql = "SELECT 1 FROM privacy_glass WHERE conversation_id = %s AND colleague = %s AND until > %s"
    return row(sql, conversation, colleague, micros(at)) is not None


def ever_broken(conversation: ConversationId, colleague: ColleagueId) -> bool:
    """Whether a colleague has broken this conversation's glass at any time."""
    sql = "SELECT 1 FROM privacy_glass WHERE conversation_id = %s AND colleague = %s"
    return row(sql, conversation, colleague) is not None


def glasses(limit: int = 200) -> tuple[Glass, ...]:
    """Return the glasses that were broken: those no officer has read first, then latest first."""
    found = rows(f"SELECT {_GLASS} FROM privacy_glass ORDER BY seen_at IS NOT NULL, at DESC, id DESC LIMIT {limit}")
    return tuple(_glass(each) for each in found)


def glasses_of(*customers: CustomerId) -> tuple[Glass, ...]:
    """Return the glasses that were broken to see what one or more customers wrote, oldest first."""
    mine = f"customer_id IN ({_marks(customers)})"
    found = rows(f"SELECT {_GLASS} FROM privacy_glass WHERE {mine} ORDER BY at, id", *customers)
    return tuple(map(_glass, found))


def unread_glasses() -> int:
    """Return how many broken glasses no officer has read."""
    found = row("SELECT count(*) FROM privacy_glass WHERE seen_at IS NULL")
    return int(found[0]) if found else 0


def acknowledge(id: str, officer: ColleagueId, at: datetime) -> bool:
    """Keep that an officer has read of a glass; False if somebody had."""
    sql = "UPDATE privacy_glass SET seen_at = %s, seen_by = %s WHERE id = %s AND seen_at IS NULL"
    return bool(execute(sql, micros(at), officer, id))


def _glass(each: Row) -> Glass:
    id, conversation, customer, colleague, role, work_name, at, until, sealed, seen_at = each
    seen = None if seen_at is None else moment(seen_at)
    return Glass(
        id, conversation, customer, colleague, role, work_name, moment(at), moment(until), bytes(sealed), seen
    )
