"""Keep and read files that customers send. Callers hold the transaction; nothing here opens one, or a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairdesk.database import execute, micros, row, rows, stored_bytes
from fairdesk.nouns import ConversationId, CustomerId, NotFound

_TOLD = "id, conversation_id, customer_id, number, at, kind, size, sealed"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as it is stored, without its bytes; `sealed` holds its name and what it shows."""

    id: str
    conversation: ConversationId
    customer: CustomerId
    number: int | None
    at: int
    kind: str
    size: int
    sealed: bytes


def add(kept: FileRow, content: bytes) -> None:
    """Keep a file that waits to be sent."""
    execute(
        f"INSERT INTO attachments_file ({_TOLD}, content) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        kept.id, kept.conversation, kept.customer, kept.number, kept.at, kept.kind, kept.size, kept.sealed, content,
    )  # fmt: skip


def unsent(conversation: ConversationId) -> list[FileRow]:
    """Return the files of a conversation that wait to be sent, oldest first."""
    return _found("conversation_id = %s AND number IS NULL", conversation)


def sent(conversation: ConversationId) -> list[FileRow]:
    """Return the files that went with the messages of a conversation, in their order."""
    return _found("conversation_id = %s AND number IS NOT NULL", conversation)


def one(id: str) -> FileRow:
    """Return a file. Raises NotFound."""
    found = _found("id = %s", id)
    if not found:
        raise NotFound("there is no such file, or it is not yours")
    return found[0]


def content(id: str) -> bytes:
    """Return the sealed bytes of a file. Raises NotFound."""
    found = row("SELECT content FROM attachments_file WHERE id = %s", id)
    if found is None:
        raise NotFound("there is no such file, or it is not yours")
    return stored_bytes(found[0])


def ids_in(conversation: ConversationId) -> list[str]:
    """Return the ids of the files of a conversation, sent and unsent."""
    found = rows("SELECT id FROM attachments_file WHERE conversation_id = %s ORDER BY id", conversation)
    return [id for (id,) in found]


def replace_content(id: str, content: bytes) -> None:
    """Keep the bytes of a file sealed anew."""
    execute("UPDATE attachments_file SET content = %s WHERE id = %s", content, id)


def send(conversation: ConversationId, number: int) -> int:
    """Let the files that wait go with a message, and return how many did."""
    return execute(
        "UPDATE attachments_file SET number = %s WHERE conversation_id = %s AND number IS NULL", number, conversation
    )


def remove_unsent(id: str, conversation: ConversationId) -> bool:
    """Delete a file that was not sent; False if it is gone or was sent."""
    return bool(
        execute(
            "DELETE FROM attachments_file WHERE id = %s AND conversation_id = %s AND number IS NULL", id, conversation
        )
    )


def delete_unsent(before: datetime) -> int:
    """Delete the files that nobody sent since a moment, and return how many."""
    return execute("DELETE FROM attachments_file WHERE number IS NULL AND at < %s", micros(before))


def count(conversation: ConversationId) -> int:
    """Return how many files a conversation has, sent and unsent."""
    found = row("SELECT count(*) FROM attachments_file WHERE conversation_id = %s", conversation)
    return int(found[0]) if found else 0


def _found(where: str, *values: object) -> list[FileRow]:
    found = rows(f"SELECT {_TOLD} FROM attachments_file WHERE {where} ORDER BY id", *values)
    return [
        FileRow(id, ConversationId(talk), CustomerId(whose), number, at, kind, size, stored_bytes(sealed))
        for id, talk, whose, number, at, kind, size, sealed in found
    ]


# --- a customer's rows ------------------------------------------------------------------------------------------------
def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row about a customer, or none if *only* names another table. The bytes of a file are read apart."""
    if only in ("", "attachments_file"):
        for found in rows(f"SELECT {_TOLD} FROM attachments_file WHERE customer_id = %s ORDER BY id", customer):
            yield "attachments_file", dict(zip(_TOLD.split(", "), found, strict=True))


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many files are kept of a customer."""
    found = row("SELECT count(*) FROM attachments_file WHERE customer_id = %s", customer)
    return {"attachments_file": int(found[0]) if found else 0}


def forget(customer: CustomerId) -> int:
    """Delete every file of a customer, and return how many."""
    return execute("DELETE FROM attachments_file WHERE customer_id = %s", customer)


def forget_but(customer: CustomerId, kept: Collection[ConversationId]) -> int:
    """Delete a customer's files but those of conversations a legal hold keeps; return how many went."""
    marks = ", ".join(["%s"] * len(kept)) or "''"
    return execute(
        f"DELETE FROM attachments_file WHERE customer_id = %s AND conversation_id NOT IN ({marks})", customer, *kept
    )
