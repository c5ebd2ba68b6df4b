"""Customers' addresses, how they want to be written to, and which customers are one person: read and written.

Functions that write expect an open transaction (`database.writing`), which the house composes. Addresses and wishes
come and go sealed; nothing here can read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fairdesk.database import Row, execute, micros, moment, row, rows
from fairdesk.identity.verify import digest
from fairdesk.nouns import CustomerId, NotFound


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address as it is stored."""

    id: str
    customer: CustomerId
    token: str
    sealed: bytes
    added_at: datetime
    verified_at: datetime | None
    shared: bool
    undeliverable: bool


def add(id: str, customer: CustomerId, token: str, sealed: bytes, at: datetime) -> None:
    """Keep an address that nobody has proved yet. Raises Conflict if the customer gave it before."""
    execute(
        "INSERT INTO identity_address (id, customer_id, token, sealed, added_at, verified_at, shared, undeliverable_at)"
        " VALUES (%s, %s, %s, %s, %s, NULL, %s, NULL)",
        id, customer, token, sealed, micros(at), False,
    )  # fmt: skip


def of(customers: tuple[CustomerId, ...]) -> tuple[AddressRow, ...]:
    """Return the addresses of a person's places, the one proved last first."""
    marks = ", ".join(["%s"] * len(customers))
    found = rows(
        f"{_ADDRESS} WHERE customer_id IN ({marks}) ORDER BY COALESCE(verified_at, 0) DESC, added_at, id", *customers
    )
    return tuple(_address(each) for each in found)


def everybody_s() -> tuple[AddressRow, ...]:
    """Return the addresses of all customers."""
    return tuple(_address(each) for each in rows(f"{_ADDRESS} ORDER BY id"))


def exchange_token(old: str, new: str) -> None:
    """Let an address be found by another token, for everybody who gave it."""
    execute("UPDATE identity_address SET token = %s WHERE token = %s", new, old)


def one(id: str, customers: tuple[CustomerId, ...]) -> AddressRow:
    """Return an address of a person. Raises NotFound for anybody else's."""
    found = next((each for each in of(customers) if each.id == id), None)
    if found is None:
        raise NotFound("there is no such address, or it is not yours")
    return found


def proved_by(token: str) -> tuple[AddressRow, ...]:
    """Return the rows of an address by everybody who proved that they read it, the earliest first."""
    found = rows(f"{_ADDRESS} WHERE token = %s AND verified_at IS NOT NULL ORDER BY verified_at, id", token)
    return tuple(_address(each) for each in found)


def prove(id: str, at: datetime) -> None:
    """Keep that its customer reads an address; a letter that came back before counts no more."""
    execute("UPDATE identity_address SET verified_at = %s, undeliverable_at = NULL WHERE id = %s", micros(at), id)


def share(id: str, shared: bool) -> None:
    """Keep whether other people read an address."""
    execute("UPDATE identity_address SET shared = %s WHERE id = %s", shared, id)


def undeliverable(token: str, at: datetime) -> None:
    """Keep that an address does not exist, for everybody who gave it."""
    execute("UPDATE identity_address SET undeliverable_at = %s WHERE token = %s", micros(at), token)


def remove(id: str) -> None:
    """Delete an address."""
    execute("DELETE FROM identity_address WHERE id = %s", id)


_ADDRESS = (
    "SELECT id, customer_id, token, sealed, added_at, verified_at, shared, undeliverable_at FROM identity_address"
)


def _address(each: Row) -> AddressRow:
    id, customer, token, sealed, added_at, verified_at, shared, undeliverable_at = each
    return AddressRow(
        id, CustomerId(customer), token, bytes(sealed), moment(added_at),
        None if verified_at is None else moment(verified_at), bool(shared), undeliverable_at is not None,
    )  # fmt: skip


# --- wishes ---------------------------------------------------------------------------------------------------------
def wishes_of(customer: CustomerId) -> bytes | None:
    """Return the sealed wishes of a customer, or None if they said nothing."""
    found = row("SELECT sealed FROM identity_contact WHERE customer_id = %s", customer)
    return bytes(found[0]) if found else None


def wishes_of_person(customer: CustomerId) -> list[tuple[CustomerId, bytes]]:
    """Return the sealed wishes of every customer who is the same person and said any."""
    found = rows(
        "SELECT customer_id, sealed FROM identity_contact WHERE customer_id = %s OR customer_id IN (SELECT"
        " other.customer_id FROM identity_joined mine JOIN identity_joined other ON other.person_id = mine.person_id"
        " WHERE mine.customer_id = %s)",
        customer, customer,
    )  # fmt: skip
    return [(CustomerId(each), bytes(sealed)) for each, sealed in found]


def keep_wishes(customer: CustomerId, sealed: bytes, at: datetime) -> None:
    """Keep how a customer wants to be written to."""
    execute(
        "INSERT INTO identity_contact (customer_id, sealed, changed_at) VALUES (%s, %s, %s)"
        " ON CONFLICT (customer_id) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at",
        customer, sealed, micros(at),
    )  # fmt: skip


# --- one person, several places -------------------------------------------------------------------------------------
def same_person(customer: CustomerId) -> tuple[CustomerId, ...]:
    """Return every customer who is the same person, this one first; alone if nothing was joined."""
    found = rows(
        "SELECT other.customer_id FROM identity_joined mine JOIN identity_joined other"
        " ON other.person_id = mine.person_id WHERE mine.customer_id = %s ORDER BY other.joined_at, other.customer_id",
        customer,
    )
    return (customer, *(CustomerId(each) for (each,) in found if each != customer))


def places_of(customers: Sequence[CustomerId]) -> dict[CustomerId, tuple[CustomerId, ...]]:
    """Return every place of each of some customers, their own first: `same_person` of many at once."""
    marks = ", ".join(["%s"] * len(customers)) or "''"
    places: dict[CustomerId, tuple[CustomerId, ...]] = {each: (each,) for each in customers}
    for mine, other in rows(
        "SELECT mine.customer_id, other.customer_id FROM identity_joined mine JOIN identity_joined other"
        f" ON other.person_id = mine.person_id WHERE mine.customer_id IN ({marks})"
        " AND other.customer_id <> mine.customer_id ORDER BY other.joined_at, other.customer_id",
        *customers,
    ):
        places[CustomerId(mine)] += (CustomerId(other),)
    return places


def person_of(customer: CustomerId) -> str:
    """Return the random number of the person a customer was joined into, or ""."""
    found = row("SELECT person_id FROM identity_joined WHERE customer_id = %s", customer)
    return str(found[0]) if found else ""


def joined_since(customer: CustomerId) -> datetime | None:
    """Return when a customer was joined to others, or None."""
    found = row("SELECT joined_at FROM identity_joined WHERE customer_id = %s", customer)
    return moment(found[0]) if found else None


def join(customers: tuple[CustomerId, ...], person: str, at: datetime) -> None:
    """Make customers one person; those who were one with others bring them all."""
    for customer in customers:
        execute(
            "INSERT INTO identity_joined (customer_id, person_id, joined_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (customer_id) DO UPDATE SET person_id = excluded.person_id",
            customer, person, micros(at),
        )  # fmt: skip


def part(customers: tuple[CustomerId, ...]) -> int:
    """Take customers apart again and return how many were together."""
    return sum(execute("DELETE FROM identity_joined WHERE customer_id = %s", each) for each in customers)


# --- tokens ---------------------------------------------------------------------------------------------------------
def token_verified(token: str, at: datetime) -> None:
    """Keep that a code was typed in the browser that holds a token."""
    execute("UPDATE identity_token SET verified_at = %s WHERE digest = %s", micros(at), digest(token))


def verified_at(token: str, customer: CustomerId) -> datetime | None:
    """Return when a code was last typed in the browser that holds a customer's token, or None."""
    found = row(
        "SELECT verified_at FROM identity_token WHERE digest = %s AND customer_id = %s", digest(token), customer
    )
    return moment(found[0]) if found and found[0] is not None else None


def drop_token(token: str) -> None:
    """Let a token prove nobody any more."""
    execute("DELETE FROM identity_token WHERE digest = %s", digest(token))
