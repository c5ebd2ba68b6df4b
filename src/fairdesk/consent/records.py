"""What was shown and chosen, read and written. Choices are added, never changed.

Functions that write expect an open transaction (`database.writing`): the house composes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fairdesk.consent.notices import Notice
from fairdesk.consent.purposes import Choice, Purpose, Standing, standing
from fairdesk.consent.receipts import Chosen, in_words
from fairdesk.database import Row, execute, micros, moment, row, rows, rows_about
from fairdesk.nouns import BadInput, ConversationId, CustomerId

METHODS = frozenset({"button", "words", "api"})


def served(conversation: ConversationId, customer: CustomerId, shown: Notice, at: datetime, place: str) -> None:
    """Keep that a notice was shown, and its exact words the first time this version is.

    *place* says where: start, why, settings, api ...
    """
    execute(
        "INSERT INTO consent_text (version, name, language, text, first_shown_at) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (version) DO NOTHING",
        shown.version, shown.name, shown.language, shown.text, micros(at),
    )  # fmt: skip
    execute(
        "INSERT INTO consent_served (conversation_id, customer_id, name, version, language, at, place) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s)",
        conversation, customer, shown.name, shown.version, shown.language, micros(at), place,
    )  # fmt: skip


def choose(chosen: Chosen) -> None:
    """Add a choice. It holds for the next message at once, and for one being answered when that is kept.

    The conversation is "" outside of one. Raises BadInput if the method is none of button, words and api.
    """
    if chosen.method not in METHODS:
        raise BadInput(f"a choice is made by {', '.join(sorted(METHODS))}; {chosen.method!r} is none of them")
    execute(
        "INSERT INTO consent_choice (customer_id, conversation_id, purpose, choice, notice_version, method, at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s)",
        chosen.customer, chosen.conversation, chosen.purpose.value, chosen.choice.value, chosen.notice_version,
        chosen.method, micros(chosen.at),
    )  # fmt: skip


def withdraw(customer: CustomerId, purpose: Purpose, at: datetime, method: str = "button") -> bool:
    """Take a purpose back, under the notice it was last chosen or shown by. False if it was already refused."""
    if standing(purpose, _latest(customer, purpose)) is Standing.REFUSED:
        return False
    version = last_shown(customer, purpose)
    choose(Chosen(customer, ConversationId(""), purpose, Choice.WITHDRAWN, version, method, at))
    return True


def ai_choice(customer: CustomerId) -> str:
    """Return told, allowed or refused: may the assistant answer this customer? One step in one index."""
    return standing(Purpose.AI_ANSWER, _latest(customer, Purpose.AI_ANSWER)).value


def state(customer: CustomerId) -> Mapping[Purpose, Chosen]:
    """Return the latest choice of each purpose this customer chose about; `purposes.standing` says what it means."""
    return {chosen.purpose: chosen for chosen in history(customer)}


def history(customer: CustomerId) -> tuple[Chosen, ...]:
    """Return every choice this customer made, oldest first."""
    found = rows(f"SELECT {_CHOICE} FROM consent_choice WHERE customer_id = %s ORDER BY id", customer)
    return tuple(_chosen(each) for each in found)


def state_in_words(customer: CustomerId) -> Mapping[str, str]:
    """Return each purpose and where it stands, in plain English for colleagues: "yes, 12 Oct 2026", "not asked"."""
    latest = state(customer)
    return {purpose.value: in_words(purpose, latest.get(purpose)) for purpose in Purpose}


def last_shown(customer: CustomerId, name: str) -> str:
    """Return the version of a notice that this customer was last shown, or "" if none was."""
    found = row(
        "SELECT version FROM consent_served WHERE customer_id = %s AND name = %s ORDER BY id DESC LIMIT 1",
        customer, str(name),
    )  # fmt: skip
    return found[0] if found else ""


def text_shown(version: str) -> str | None:
    """Return the exact words of a version that was shown, or None."""
    found = row("SELECT text FROM consent_text WHERE version = %s", version)
    return found[0] if found else None


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


_ABOUT_ONE = ("consent_choice", "consent_served")
_CHOICE = "customer_id, conversation_id, purpose, choice, notice_version, method, at, id"


def _latest(customer: CustomerId, purpose: Purpose) -> Choice | None:
    found = row(
        "SELECT choice FROM consent_choice WHERE customer_id = %s AND purpose = %s ORDER BY id DESC LIMIT 1",
        customer, purpose.value,
    )  # fmt: skip
    return Choice(found[0]) if found else None


def _chosen(each: Row) -> Chosen:
    customer, conversation, purpose, choice, version, method, at, number = each
    return Chosen(customer, conversation, Purpose(purpose), Choice(choice), version, method, moment(at), number)
