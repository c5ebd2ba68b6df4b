"""Letters in tests: a carrier that keeps what it is given, and the code that a waiting letter holds."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from fairdesk.database import row
from fairdesk.house.letters import NOBODY
from fairdesk.identity.letters import Letter
from fairdesk.nouns import CustomerId
from fairdesk.privacy.keys import unseal
from tests.people import Desk

HERE = "192.0.2.1"
"""A network address (RFC 5737)."""


@dataclass
class Kept:
    """A carrier that keeps letters, or does what `fails` says with each."""

    letters: list[Letter] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)
    fails: Exception | None = None

    def carry(self, letter: Letter) -> None:
        self.letters.append(letter)
        if self.fails is not None:
            raise self.fails

    def check(self) -> str:
        return "kept"

    def take_back(self, id: str) -> None:
        self.taken_back.append(id)

    def to(self, address: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.to == address]


def code_in(letter: Letter) -> str:
    """Return the code that a letter names."""
    found = re.search(r"Your code is (\d{6})", letter.text)
    assert found, letter.subject
    return found[1]


def link_in(letter: Letter) -> str:
    """Return the path of the link in a letter."""
    found = re.search(r"https?://[^/\s]+(/\S+)", letter.text)
    assert found, letter.subject
    return found[1]


def code_in_letter(desk: Desk, customer: CustomerId) -> str:
    """Return the code in the latest letter that waits for a customer, as only the house can read it."""
    found = row(
        "SELECT id, sealed FROM identity_letter WHERE customer_id = %s AND kind = 'code' AND state = 'waiting'"
        " ORDER BY id DESC LIMIT 1",
        customer,
    )
    assert found, "no code waits for this customer"
    assert customer != NOBODY
    opened = unseal(desk.house.keys.of(customer), bytes(found[1]), f"identity_letter|{found[0]}")
    return str(json.loads(opened)["values"]["code"])
