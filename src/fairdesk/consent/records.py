"""What was shown and chosen, read and written. Choices are added, never changed.

Functions that write expect an open transaction (`database.writing`): the house composes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fairdesk.consent.notices import Notice, read_notice
from fairdesk.consent.purposes import NO_COLLEAGUE_IS_TOLD, Choice, Purpose, may_use, standing
from fairdesk.consent.receipts import Chosen, in_words
from fairdesk.consent.withdrawal import Withdrawal, read_withdrawal, written
from fairdesk.database import Row, execute, micros, moment, row, rows, rows_about
from fairdesk.nouns import BadInput, ConversationId, CustomerId, NotFound

METHODS = frozenset({"button", "words", "api", "gpc"})


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a notice: what it is about, in which language, since when and how often it was shown."""

    version: str
    name: str
    language: str
    first_shown_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Showing:
    """One showing of a notice to a customer: which words, where, in which conversation ("": none) and when."""

    name: str
    version: str
    language: str
    place: str
    conversation: str
    at: datetime


def served(conversation: ConversationId, customer: CustomerId, shown: Notice, at: datetime, place: str) -> None:
    """Keep that a notice was shown, and its exact words the first time this version is.

    *place* says where: start, why, settings, api ...
    """
    _keep_text(shown, at)
    execute(
        "INSERT INTO consent_served (conversation_id, customer_id, name, version, language, at, place, outside) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        conversation, customer, shown.name, shown.version, shown.language, micros(at), place, shown.outside,
    )  # fmt: skip


def served_already(conversation: ConversationId, customer: CustomerId, version: str, place: str) -> bool:
    """Whether this customer was shown this version at this place, in this conversation ("": outside of one)."""
    return bool(
        row(
            "SELECT 1 FROM consent_served WHERE customer_id = %s AND version = %s AND place = %s "
            "AND conversation_id = %s LIMIT 1",
            customer, version, place, conversation,
        )
    )  # fmt: skip


def told_of(conversation: ConversationId, outside: str, before: int) -> bool:
    """Whether this conversation was told of an outside model (its digest) before a moment in microseconds."""
    return bool(
        row(
            "SELECT 1 FROM consent_served WHERE conversation_id = %s AND outside = %s AND at < %s LIMIT 1",
            conversation, outside, before,
        )
    )  # fmt: skip


def count_shown(shown: Notice, at: datetime, place: str, times: int) -> None:
    """Add to the day's sum of showings to browsers that are nobody's yet, and keep the words."""
    _keep_text(shown, at)
    execute(
        "INSERT INTO consent_shown (date, version, place, times) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (date, version, place) DO UPDATE SET times = consent_shown.times + excluded.times",
        at.date().isoformat(), shown.version, place, times,
    )  # fmt: skip


def versions() -> tuple[Version, ...]:
    """Return every version of every notice that was ever shown, the newest first."""
    found = rows(
        "SELECT t.version, t.name, t.language, t.first_shown_at, "
        "(SELECT count(*) FROM consent_served s WHERE s.version = t.version) + "
        "(SELECT COALESCE(SUM(n.times), 0) FROM consent_shown n WHERE n.version = t.version) "
        "FROM consent_text t ORDER BY t.first_shown_at DESC, t.version"
    )
    return tuple(Version(v, name, language, moment(at), int(times)) for v, name, language, at, times in found)


def showings(customer: CustomerId) -> tuple[Showing, ...]:
    """Return every notice this customer was shown, oldest first."""
    found = rows(
        "SELECT name, version, language, place, conversation_id, at FROM consent_served WHERE customer_id = %s "
        "ORDER BY id",
        customer,
    )
    return tuple(
        Showing(name, version, language, place, talk, moment(at))
        for name, version, language, place, talk, at in found
    )


def kept_notice(version: str) -> Notice:
    """Return a notice as it was shown, from its kept words. Raises NotFound if it never was."""
    found = row("SELECT name, language, text FROM consent_text WHERE version = %s", version)
    if found is None:
        raise NotFound("no notice of this version was ever shown here")
    name, language, text = found
    return read_notice(name, language, text)


def choose(chosen: Chosen) -> None:
    """Add a choice. It holds for the next message at once, and for one being answered when that is kept.

    The conversation is "" outside of one. Raises BadInput if the method is none of button, words, api and gpc.
    """
    if chosen.method not in METHODS:
        raise BadInput(f"a choice is made by {', '.join(sorted(METHODS))}; {chosen.method!r} is none of them")
    execute(
        "INSERT INTO consent_choice (customer_id, conversation_id, purpose, choice, notice_version, method, at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s)",
        chosen.customer, chosen.conversation, chosen.purpose.value, chosen.choice.value, chosen.notice_version,
        chosen.method, micros(chosen.at),
    )  # fmt: skip


def withdraw(customer: CustomerId, purpose: Purpose) -> Mapping[str, int]:
    """Delete what this room keeps for a purpose, and return how many rows of which table."""
    if purpose is not Purpose.ACCOMMODATE:
        return {}
    return {"consent_accommodation": execute("DELETE FROM consent_accommodation WHERE customer_id = %s", customer)}


def latest(customer: CustomerId, purpose: Purpose) -> Choice | None:
    """Return the latest choice about a purpose, or None. One step in one index."""
    found = row(
        "SELECT choice FROM consent_choice WHERE customer_id = %s AND purpose = %s ORDER BY id DESC LIMIT 1",
        customer, purpose.value,
    )  # fmt: skip
    return Choice(found[0]) if found else None


def latest_of(customers: Sequence[CustomerId], purpose: Purpose) -> dict[CustomerId, Choice]:
    """Return the latest choice about a purpose of each of some customers; of those who made one."""
    marks = ", ".join(["%s"] * len(customers)) or "''"
    found = rows(
        f"SELECT c.customer_id, c.choice FROM consent_choice c WHERE c.purpose = %s AND c.customer_id IN ({marks}) "
        "AND NOT EXISTS (SELECT 1 FROM consent_choice l WHERE l.customer_id = c.customer_id "
        "AND l.purpose = c.purpose AND l.id > c.id)",
        purpose.value, *customers,
    )  # fmt: skip
    return {CustomerId(who): Choice(choice) for who, choice in found}


def may_use_words(customer: CustomerId, purpose: Purpose) -> bool:
    """Whether this customer's words may be used for *purpose* now: ask it in the transaction that uses them."""
    return may_use(purpose, latest(customer, purpose))


def ai_choice(customer: CustomerId) -> str:
    """Return told, allowed or refused: may the assistant answer this customer? One step in one index."""
    return standing(Purpose.AI_ANSWER, latest(customer, Purpose.AI_ANSWER)).value


def state(customer: CustomerId) -> Mapping[Purpose, Chosen]:
    """Return the latest choice of each purpose this customer chose about; `purposes.standing` says what it means."""
    return {chosen.purpose: chosen for chosen in history(customer)}


def history(customer: CustomerId) -> tuple[Chosen, ...]:
    """Return every choice this customer made, oldest first."""
    found = rows(f"SELECT {_CHOICE} FROM consent_choice WHERE customer_id = %s ORDER BY id", customer)
    return tuple(_chosen(each) for each in found)


def state_in_words(customer: CustomerId) -> Mapping[str, str]:
    """Return each purpose and where it stands, in plain English for colleagues: "yes, 12 Oct 2026", "not asked".

    Whether something helps a customer is not in it: who may answer is shown what helps, and nobody else that it does.
    Nor is whether they told of groups they belong to.
    """
    latest = state(customer)
    told = (purpose for purpose in Purpose if purpose not in NO_COLLEAGUE_IS_TOLD)
    return {purpose.value: in_words(purpose, latest.get(purpose)) for purpose in told}


def last_shown(customer: CustomerId, name: str) -> str:
    """Return the version of a notice that this customer was last shown, or "" if none was."""
    found = row(
        "SELECT version FROM consent_served WHERE customer_id = %s AND name = %s ORDER BY id DESC LIMIT 1",
        customer, str(name),
    )  # fmt: skip
    return found[0] if found else ""


def shown_before(customer: CustomerId, name: str, at: datetime) -> str:
    """Return the version of a notice that a customer had last been shown at a moment, or "" if none."""
    found = row(
        "SELECT version FROM consent_served WHERE customer_id = %s AND name = %s AND at <= %s ORDER BY id DESC LIMIT 1",
        customer, str(name), micros(at),
    )  # fmt: skip
    return found[0] if found else ""


def text_shown(version: str) -> str | None:
    """Return the exact words of a version that was shown, or None."""
    found = row("SELECT text FROM consent_text WHERE version = %s", version)
    return found[0] if found else None


# --- withdrawals ----------------------------------------------------------------------------------------------------
def keep_withdrawal(act: str, customer: CustomerId, done: Withdrawal) -> None:
    """Keep what a withdrawal reached; the same act again replaces it, as the others answer."""
    execute(
        "INSERT INTO consent_withdrawal (act, customer_id, purpose, at, report, waits) VALUES (%s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (act) DO UPDATE SET report = excluded.report, waits = excluded.waits",
        act, customer, done.purpose.value, micros(done.at), written(done), done.waits,
    )  # fmt: skip


def withdrawals(customer: CustomerId) -> Mapping[Purpose, Withdrawal]:
    """Return the latest withdrawal of each purpose."""
    found = rows("SELECT purpose, report FROM consent_withdrawal WHERE customer_id = %s ORDER BY at, act", customer)
    return {Purpose(purpose): read_withdrawal(report) for purpose, report in found}


def unanswered_withdrawals() -> tuple[tuple[str, CustomerId, Withdrawal], ...]:
    """Return the withdrawals of which somebody else was asked and has not confirmed, oldest first."""
    found = rows("SELECT act, customer_id, report FROM consent_withdrawal WHERE waits > 0 ORDER BY at")
    return tuple((act, CustomerId(customer), read_withdrawal(report)) for act, customer, report in found)


# --- what helps -----------------------------------------------------------------------------------------------------
def keep_helps(customer: CustomerId, sealed: bytes, at: datetime, until: datetime) -> None:
    """Keep what helps a customer, in place of what was kept before."""
    execute(
        "INSERT INTO consent_accommodation (customer_id, sealed, at, until) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (customer_id) DO UPDATE SET sealed = excluded.sealed, at = excluded.at, until = excluded.until",
        customer, sealed, micros(at), micros(until),
    )  # fmt: skip


def sealed_helps(customer: CustomerId, at: datetime) -> bytes | None:
    """Return what helps a customer, sealed; None if nothing is kept or its time is over."""
    found = row(
        "SELECT sealed FROM consent_accommodation WHERE customer_id = %s AND until > %s", customer, micros(at)
    )
    return bytes(found[0]) if found else None


def delete_expired(at: datetime) -> int:
    """Delete what has outlived its time, and return how many rows."""
    return execute("DELETE FROM consent_accommodation WHERE until <= %s", micros(at))


def customers_silent_since(moment: datetime) -> list[CustomerId]:
    """Return the customers who were shown or chose something, all of it before a moment."""
    found = rows(
        "SELECT customer_id FROM (SELECT customer_id, at FROM consent_served UNION ALL "
        "SELECT customer_id, at FROM consent_choice) AS heard GROUP BY customer_id HAVING max(at) < %s",
        micros(moment),
    )
    return [CustomerId(each) for (each,) in found]


def last_heard(customer: CustomerId) -> datetime | None:
    """Return when this customer was last shown or chose something; None: never."""
    found = row(
        "SELECT max(at) FROM (SELECT customer_id, at FROM consent_served UNION ALL "
        "SELECT customer_id, at FROM consent_choice) AS heard WHERE customer_id = %s",
        customer,
    )
    return moment(found[0]) if found and found[0] is not None else None


# --- the check of understanding -------------------------------------------------------------------------------------
def count_answer(day: date, language: str, question: str, right: bool) -> None:
    """Add one answer to the day's sums; nothing says whose."""
    execute(
        "INSERT INTO consent_understanding (date, language, question, right_count, wrong_count) "
        "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (date, language, question) DO UPDATE SET "
        "right_count = consent_understanding.right_count + excluded.right_count, "
        "wrong_count = consent_understanding.wrong_count + excluded.wrong_count",
        day.isoformat(), language, question, int(right), int(not right),
    )  # fmt: skip


def answers_counted(since: date, until: date, language: str = "") -> tuple[tuple[str, int, int], ...]:
    """Return each question's right and wrong answers from *since* to *until*, in one language or all."""
    found = rows(
        "SELECT question, SUM(right_count), SUM(wrong_count) FROM consent_understanding "
        "WHERE date >= %s AND date <= %s AND (language = %s OR %s = '') GROUP BY question ORDER BY question",
        since.isoformat(), until.isoformat(), language, language,
    )  # fmt: skip
    return tuple((question, int(right), int(wrong)) for question, right, wrong in found)


def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    return rows_about(_ABOUT_ONE, customer, only=only)


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many rows of each table are about this customer."""
    counted = {table: row(f"SELECT count(*) FROM {table} WHERE customer_id = %s", customer) for table in _ABOUT_ONE}
    return {table: int(found[0]) for table, found in counted.items() if found}


def forget(customer: CustomerId) -> int:
    """Delete every row about this customer and return how many. The texts stay: they are nobody's."""
    return sum(execute(f"DELETE FROM {table} WHERE customer_id = %s", customer) for table in _ABOUT_ONE)


_ABOUT_ONE = ("consent_choice", "consent_served", "consent_withdrawal", "consent_accommodation")
_CHOICE = "customer_id, conversation_id, purpose, choice, notice_version, method, at, id"


def _keep_text(shown: Notice, at: datetime) -> None:
    execute(
        "INSERT INTO consent_text (version, name, language, text, first_shown_at) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (version) DO NOTHING",
        shown.version, shown.name, shown.language, shown.text, micros(at),
    )  # fmt: skip


def _chosen(each: Row) -> Chosen:
    customer, conversation, purpose, choice, version, method, at, number = each
    return Chosen(customer, conversation, Purpose(purpose), Choice(choice), version, method, moment(at), number)
