"""Who is who, read and written: customers, colleagues, sign-in links and the company.

Functions that write expect an open transaction (`database.writing`), which the house composes; only `sign_in` and
`sign_out`, which pages call by themselves, open their own.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from fairdesk.database import Row, execute, for_update, micros, moment, row, rows, rows_about, writing
from fairdesk.identity.company import Company, Logo, from_json, to_json
from fairdesk.identity.people import SHIFT, Colleague, Presence, Session, checked_name, role_named
from fairdesk.identity.records.addresses import same_person as same_person
from fairdesk.identity.roles import Role
from fairdesk.identity.verify import ASK_AGAIN, check_link, digest
from fairdesk.language import DEFAULT
from fairdesk.nouns import BadInput, ColleagueId, CustomerId, NotFound, Refused

_GONE = "there is nobody here any more: everything was erased"


# --- customers ------------------------------------------------------------------------------------------------------
def hold_customer(customer: CustomerId) -> bool:
    """Let nobody else decide for this customer before the open transaction ends; False if there is nobody (any more)."""
    return row("SELECT id FROM identity_customer WHERE id = %s" + for_update(), customer) is not None


def hold_person(customer: CustomerId) -> None:
    """Let nobody else decide for this person, in any place of theirs, before the open transaction ends.

    Raises NotFound if they were erased meanwhile: nothing may be written about them again.
    """
    # In one order: two who hold at once never wait for each other.
    held = {each: hold_customer(each) for each in sorted({customer, *same_person(customer)})}
    if not held[customer]:
        raise NotFound(_GONE)


def new_customer(language: str, at: datetime) -> tuple[CustomerId, str]:
    """Add a customer and return the id with the token that proves it. The token is kept nowhere."""
    customer, token = CustomerId(secrets.token_hex(16)), secrets.token_urlsafe(32)
    execute(
        "INSERT INTO identity_customer (id, created_at, language, last_at) VALUES (%s, %s, %s, %s)",
        customer, micros(at), language, micros(at),
    )  # fmt: skip
    add_token(customer, token, at)
    return customer, token


def add_token(customer: CustomerId, token: str, at: datetime) -> None:
    """Let another token prove this customer. Raises Conflict if it proves somebody already."""
    execute(
        "INSERT INTO identity_token (digest, customer_id, created_at) VALUES (%s, %s, %s)",
        digest(token), customer, micros(at),
    )  # fmt: skip


def customer_by_token(token: str) -> CustomerId | None:
    """Return whose token this is, or None."""
    found = row("SELECT customer_id FROM identity_token WHERE digest = %s", digest(token))
    return CustomerId(found[0]) if found else None


def came(customer: CustomerId, language: str, at: datetime) -> None:
    """Keep when a customer last came, and the language they came in; letters are written in it.

    Raises NotFound if they were erased meanwhile; otherwise nobody erases them before the open transaction ends.
    """
    if not execute(
        "UPDATE identity_customer SET last_at = %s, language = %s WHERE id = %s", micros(at), language, customer
    ):
        raise NotFound(_GONE)


def language_of(customer: CustomerId) -> str:
    """Return the language a customer last came in, or the desk's own if there is no such customer."""
    found = row("SELECT language FROM identity_customer WHERE id = %s", customer)
    return found[0] if found else DEFAULT


def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    for table, key in _ABOUT_ONE:
        yield from rows_about((table,), customer, f"{key} = %s", only)


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many rows of each table are about this customer."""
    counted = {table: row(f"SELECT count(*) FROM {table} WHERE {key} = %s", customer) for table, key in _ABOUT_ONE}
    return {table: int(found[0]) for table, found in counted.items() if found}


def forget(customer: CustomerId) -> int:
    """Delete every row about this customer and return how many; the token opens nothing from then on."""
    execute("UPDATE identity_hidden SET away_from = '' WHERE away_from = %s", customer)
    return sum(execute(f"DELETE FROM {table} WHERE {key} = %s", customer) for table, key in _ABOUT_ONE)


_ABOUT_ONE = (
    ("identity_address", "customer_id"), ("identity_contact", "customer_id"), ("identity_joined", "customer_id"),
    ("identity_letter", "customer_id"), ("identity_code", "customer_id"), ("identity_token", "customer_id"),
    ("identity_hidden", "customer_id"),
    ("identity_customer", "id"),
)  # fmt: skip


# --- colleagues -----------------------------------------------------------------------------------------------------
def add_colleague(name: str, work_name: str, role: str) -> ColleagueId:
    """Add a person to the desk. Raises BadInput if the name is taken or unfit, or there is no such role."""
    wanted, shown, known = checked_name("name", name), checked_name("work name", work_name), role_named(role)
    if row("SELECT id FROM auth_user WHERE username = %s", wanted):
        raise BadInput(f"there is a colleague named {wanted!r} already; choose another name")
    # Not before it is needed: who decides kept turns again imports this too, and has no Django set up.
    from django.contrib.auth.models import User

    # No password: people sign in by a one-time link.
    user = User.objects.create_user(username=wanted)
    execute(
        "INSERT INTO identity_colleague (user_id, work_name, role, duty_until) VALUES (%s, %s, %s, 0)",
        user.pk, shown, known.value,
    )  # fmt: skip
    return ColleagueId(user.pk)


def colleague(user: int) -> Colleague | None:
    """Return the colleague with this account, or None: an account alone, or one switched off, opens nothing."""
    found = row(f"{_COLLEAGUE} WHERE u.id = %s AND u.is_active", user)
    return _colleague(found) if found else None


def colleague_named(name: str) -> Colleague:
    """Return the colleague who signs in as *name*. Raises NotFound."""
    found = row(f"{_COLLEAGUE} WHERE u.username = %s AND u.is_active", name)
    if not found:
        raise NotFound(f"there is no colleague named {name!r}; `fairdesk colleague list` shows who there is")
    return _colleague(found)


def colleagues() -> tuple[Colleague, ...]:
    """Return everybody at the desk, by name."""
    return tuple(_colleague(each) for each in rows(f"{_COLLEAGUE} WHERE u.is_active ORDER BY u.username"))


def set_on_duty(user: ColleagueId, on: bool, at: datetime, lasts: timedelta = SHIFT) -> None:
    """Say that a colleague is there, for a shift at most, or has left."""
    until = micros(at + lasts) if on else 0
    execute("UPDATE identity_colleague SET duty_until = %s, away = FALSE WHERE user_id = %s", until, user)


def set_presence(user: ColleagueId, presence: Presence, at: datetime) -> None:
    """Keep whether a colleague takes something new, in place of what was kept: nothing says when it changed.

    Coming back within a shift does not begin another one.
    """
    here = f"CASE WHEN duty_until > {micros(at)} THEN duty_until ELSE {micros(at + SHIFT)} END"
    until = "0" if presence is Presence.OFF else here
    execute(
        f"UPDATE identity_colleague SET away = %s, duty_until = {until} WHERE user_id = %s",
        presence is Presence.AWAY, user,
    )  # fmt: skip


def set_capacity(user: ColleagueId, capacity: int) -> None:
    """Keep how many conversations at once the desk may give a colleague by itself."""
    execute("UPDATE identity_colleague SET capacity = %s WHERE user_id = %s", capacity, user)


def people_on_duty(at: datetime) -> int:
    """Return how many people who may answer customers are there, and not away for the moment."""
    answering = tuple(role.value for role in Role if _any_of(role).answers_customers)
    marks = ", ".join(["%s"] * len(answering))
    found = row(
        f"SELECT count(*) FROM identity_colleague WHERE duty_until > %s AND NOT away AND role IN ({marks})",
        micros(at), *answering,
    )  # fmt: skip
    return int(found[0]) if found else 0


_COLLEAGUE = (
    "SELECT u.id, u.username, c.work_name, c.role, c.duty_until, c.away, c.capacity FROM identity_colleague c "
    "JOIN auth_user u ON u.id = c.user_id"
)


def _colleague(each: Row) -> Colleague:
    number, name, work_name, role, until, away, capacity = each
    there_until = moment(until) if until else None
    return Colleague(ColleagueId(number), name, work_name, Role(role), there_until, bool(away), int(capacity))


def _any_of(role: Role) -> Colleague:
    return Colleague(ColleagueId(0), "", "", role)


# --- signing in -----------------------------------------------------------------------------------------------------
def new_signin(user: ColleagueId, at: datetime, valid: timedelta) -> str:
    """Return the token of a new one-time link for a colleague. It is kept nowhere; links long past are swept."""
    token = secrets.token_urlsafe(32)
    execute("DELETE FROM identity_signin WHERE expires_at < %s", micros(at - timedelta(days=30)))
    execute(
        "INSERT INTO identity_signin (digest, user_id, expires_at, used_at) VALUES (%s, %s, %s, NULL)",
        digest(token), user, micros(at + valid),
    )  # fmt: skip
    return token


def delete_signins(before: datetime) -> int:
    """Delete the links that ran out before a moment, and return how many."""
    return execute("DELETE FROM identity_signin WHERE expires_at < %s", micros(before))


def check_signin(token: str, at: datetime) -> Colleague:
    """Return who a link would sign in, without using it. Raises Refused: unknown, used or too old, said apart."""
    found = row("SELECT user_id, expires_at, used_at FROM identity_signin WHERE digest = %s", digest(token))
    if not found:
        raise Refused(f"this sign-in link is not known here; {ASK_AGAIN}")
    user, expires_at, used_at = found
    check_link(moment(expires_at), None if used_at is None else moment(used_at), at)
    person = colleague(user)
    if person is None:
        raise Refused("this sign-in link belongs to nobody who works here now; ask a colleague")
    return person


def use_signin(token: str, at: datetime) -> ColleagueId:
    """Use a link up and return who it signs in. Of two who try at once, one succeeds.

    Raises Refused: unknown, used or too old, said apart.
    """
    person = check_signin(token, at)
    used = execute(
        "UPDATE identity_signin SET used_at = %s WHERE digest = %s AND used_at IS NULL", micros(at), digest(token)
    )
    if not used:
        check_link(at + timedelta(1), at, at)
    return person.id


def sign_in(token: str, at: datetime) -> Colleague:
    """Use a link up and put its owner on duty, in one transaction. Raises Refused as `use_signin` does."""
    with writing():
        user = use_signin(token, at)
        set_on_duty(user, True, at)
    # A crash here has used the link up without a session: a new link is one command away.
    person = colleague(user)
    if person is None:
        raise Refused("this sign-in link belongs to nobody who works here now; ask a colleague")
    return person


def sign_out(user: ColleagueId, at: datetime) -> None:
    """Take somebody who leaves off duty, in a transaction of its own."""
    with writing():
        set_on_duty(user, False, at)


# --- the second factor and sessions: the tables are django-allauth's --------------------------------------------------
def wrong_codes(user: ColleagueId, at: datetime) -> tuple[datetime, ...]:
    """Return the moments of a colleague's wrong codes of the last hour, oldest first."""
    since = micros(at - timedelta(hours=1))
    found = rows("SELECT at FROM identity_wrong_code WHERE user_id = %s AND at >= %s ORDER BY at", user, since)
    return tuple(moment(each) for (each,) in found)


def add_wrong_code(user: ColleagueId, at: datetime) -> None:
    """Count a wrong code; what is older than a day goes."""
    execute("DELETE FROM identity_wrong_code WHERE at < %s", micros(at - timedelta(days=1)))
    execute("INSERT INTO identity_wrong_code (user_id, at) VALUES (%s, %s)", user, micros(at))


def clear_wrong_codes(user: ColleagueId) -> int:
    """Forgive a colleague's wrong codes and return how many there were."""
    return execute("DELETE FROM identity_wrong_code WHERE user_id = %s", user)


def second_factors(user: ColleagueId) -> tuple[str, ...]:
    """Return the kinds of second factor a colleague has: totp, webauthn, recovery_codes."""
    return tuple(
        kind for (kind,) in rows("SELECT type FROM mfa_authenticator WHERE user_id = %s ORDER BY type", user)
    )


def drop_second_factors(user: ColleagueId) -> int:
    """Take every second factor away from a colleague who lost it, and return how many there were."""
    return execute("DELETE FROM mfa_authenticator WHERE user_id = %s", user)


def end_sessions(user: ColleagueId, keep: str = "") -> int:
    """End a colleague's sessions on every machine, but for the one named *keep*, and return how many ended."""
    keys = "SELECT session_key FROM usersessions_usersession WHERE user_id = %s AND session_key <> %s"
    ended = execute(f"DELETE FROM django_session WHERE session_key IN ({keys})", user, keep)
    execute("DELETE FROM usersessions_usersession WHERE user_id = %s AND session_key <> %s", user, keep)
    return ended


def end_session(user: ColleagueId, key: str) -> int:
    """End one of a colleague's sessions."""
    ended = execute("DELETE FROM usersessions_usersession WHERE user_id = %s AND session_key = %s", user, key)
    execute("DELETE FROM django_session WHERE session_key = %s", key if ended else "")
    return ended


def sessions(user: ColleagueId) -> tuple[Session, ...]:
    """Return a colleague's sessions that are still open, oldest first."""
    found = rows(
        "SELECT u.id, u.session_key, u.created_at, u.ip, u.user_agent FROM usersessions_usersession u"
        " JOIN django_session s ON s.session_key = u.session_key WHERE u.user_id = %s ORDER BY u.id", user,
    )  # fmt: skip
    return tuple(Session(int(n), key, _aware(at), str(ip), browser) for n, key, at, ip, browser in found)


def _aware(at: datetime | str) -> datetime:
    """Return a time from a table that is not ours; SQLite keeps it as text."""
    read = datetime.fromisoformat(at) if isinstance(at, str) else at
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def change_role(user: ColleagueId, role: str) -> None:
    """Give a colleague another role. Raises BadInput if there is no such role."""
    execute("UPDATE identity_colleague SET role = %s WHERE user_id = %s", role_named(role).value, user)


def switch_off(user: ColleagueId) -> None:
    """Close a colleague's account: it opens nothing from then on; what they did keeps their work name."""
    execute("UPDATE auth_user SET is_active = %s WHERE id = %s", False, user)
    execute("UPDATE identity_colleague SET duty_until = 0 WHERE user_id = %s", user)
    execute("DELETE FROM identity_signin WHERE user_id = %s", user)


# --- the company ----------------------------------------------------------------------------------------------------
def read_company() -> Company | None:
    """Return the company, or None as long as nobody has named it."""
    found = row("SELECT facts, logo, logo_type FROM identity_company WHERE id = 1")
    if not found:
        return None
    facts, picture, media_type = found
    return _company(facts, bytes(picture or b""), media_type)


@lru_cache(maxsize=4)
def _company(facts: str, picture: bytes, media_type: str) -> Company:
    # The stored text is the key: a change is seen at once, and a message does not read 14 fields again.
    return from_json(json.loads(facts), Logo(picture, media_type) if picture else None)


def keep_company(company: Company, at: datetime) -> None:
    """Keep the company as it is now."""
    logo = company.logo
    execute(
        "INSERT INTO identity_company (id, facts, logo, logo_type, changed_at) VALUES (1, %s, %s, %s, %s) "
        "ON CONFLICT (id) DO UPDATE SET facts = excluded.facts, logo = excluded.logo, "
        "logo_type = excluded.logo_type, changed_at = excluded.changed_at",
        json.dumps(to_json(company), ensure_ascii=False, sort_keys=True),
        logo.picture if logo else None,
        logo.media_type if logo else "",
        micros(at),
    )
