"""Reads and writes the words by which conversations are found: keyed digests alone, each with its conversation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fairdesk.database import execute, micros, row, rows
from fairdesk.desk.find import EVERY
from fairdesk.desk.records.lists import chosen
from fairdesk.desk.records.stored import ConversationRow
from fairdesk.nouns import ActId, ConversationId, CustomerId

CHUNK = 50
FEW = 500
"""Up to so many conversations a word leads; from a commoner one it is quicker to look the latest ones through."""
_DECIDED = {
    "answered": "t.release = 'send'",
    "unclear": "t.release = 'unclear'",
    "handed_over": "t.handover <> ''",
}
"""What the assistant decided about a message -> how it is kept."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: `words` are ways to find it, digests that must all be there; everything else narrows it."""

    words: Sequence[Collection[int]] = ()
    customers: Collection[CustomerId] = ()
    conversation: ConversationId | None = None
    label: int = 0
    since: datetime | None = None
    until: datetime | None = None
    decided: str = ""
    nothing: bool = field(default=False)
    """Nothing can be found: the words say nothing in any language, or nobody is known by this address."""


def add_tokens(conversation: ConversationId, digests: Collection[int]) -> None:
    """Keep the words of a message; those that the conversation has already are left as they are."""
    if digests:
        marks = ", ".join(["(%s, %s)"] * len(digests))
        values = (part for digest in sorted(digests) for part in (digest, conversation))
        execute(f"INSERT INTO desk_token (digest, conversation_id) VALUES {marks} ON CONFLICT DO NOTHING", *values)


def without_tokens(most: int) -> list[ConversationId]:
    """Return conversations with a turn whose words were never kept: of a desk that could not search yet."""
    found = rows(
        "SELECT c.id FROM desk_conversation c WHERE EXISTS (SELECT 1 FROM desk_turn t WHERE t.conversation_id = c.id)"
        " AND NOT EXISTS (SELECT 1 FROM desk_token k WHERE k.conversation_id = c.id AND k.digest = %s)"
        f" LIMIT {most}", EVERY,
    )  # fmt: skip
    return [ConversationId(each) for (each,) in found]


def conversation_of_act(act: str) -> ConversationId | None:
    """Return the conversation of an act, or None."""
    found = row("SELECT conversation_id FROM desk_turn WHERE act = %s", ActId(act))
    return ConversationId(found[0]) if found else None


def found(wanted: Wanted) -> Iterator[ConversationRow]:
    """Yield the conversations that fit, the latest changed first, read in chunks."""
    if wanted.nothing:
        return
    conditions, values = _conditions(wanted)
    after = ""
    last: tuple[object, ...] = ()
    while True:
        which = f"WHERE {' AND '.join([*conditions, *([after] if after else [])]) or '1 = 1'}"
        read = chosen(f"{which} ORDER BY c.changed_at DESC, c.id DESC LIMIT {CHUNK}", *values, *last)
        yield from read
        if len(read) < CHUNK:
            return
        after = "(c.changed_at < %s OR (c.changed_at = %s AND c.id < %s))"
        last = (read[-1].changed_at, read[-1].changed_at, read[-1].id)


def _conditions(wanted: Wanted) -> tuple[list[str], list[object]]:
    parts: list[tuple[str, Sequence[object]]] = [("c.items > 0", ())]
    if wanted.words:
        ways = [way for digests in wanted.words if (way := _all_of(digests)) is not None] or [("1 = 0", [])]
        parts.append((f"({' OR '.join(way for way, _ in ways)})", [each for _, given in ways for each in given]))
    if wanted.customers:
        parts.append((f"c.customer_id IN ({', '.join(['%s'] * len(wanted.customers))})", list(wanted.customers)))
    if wanted.conversation is not None:
        parts.append(("c.id = %s", (wanted.conversation,)))
    if wanted.label:
        labelled = "EXISTS (SELECT 1 FROM desk_labelled l WHERE l.conversation_id = c.id AND l.label = %s)"
        parts.append((labelled, (wanted.label,)))
    if wanted.since is not None:
        parts.append(("c.changed_at >= %s", (micros(wanted.since),)))
    if wanted.until is not None:
        parts.append(("c.created_at < %s", (micros(wanted.until),)))
    if wanted.decided in _DECIDED:
        turn = "EXISTS (SELECT 1 FROM desk_turn t WHERE t.conversation_id = c.id AND {})"
        parts.append((turn.format(_DECIDED[wanted.decided]), ()))
    return [sql for sql, _ in parts], [value for _, given in parts for value in given]


def _all_of(digests: Collection[int]) -> tuple[str, list[int]] | None:
    """Return the condition that a conversation has every one of these words; None if one of them is in none at all."""
    counted = {digest: _up_to(FEW + 1, digest) for digest in digests}
    if not all(counted.values()):
        return None
    rarest, *others = sorted(counted, key=lambda digest: counted[digest])
    has = "EXISTS (SELECT 1 FROM desk_token k WHERE k.digest = %s AND k.conversation_id = c.id)"
    leads = "c.id IN (SELECT conversation_id FROM desk_token WHERE digest = %s)"
    first = leads if counted[rarest] <= FEW else has
    return f"({' AND '.join([first, *[has] * len(others)])})", [rarest, *others]


def _up_to(most: int, digest: int) -> int:
    found = row(f"SELECT count(*) FROM (SELECT 1 FROM desk_token WHERE digest = %s LIMIT {most}) AS found", digest)
    return int(found[0]) if found else 0
