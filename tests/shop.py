"""A desk with flows: the demo's own, and the stand-in for the company's system, served on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files

from fairdesk.web.demo_back_office import Office, served
from tests.letters import code_in_letter
from tests.people import Customer, Desk

FILES = files("fairdesk.house") / "demo_flows"


@dataclass
class Shop:
    """The desk, and what its back office was asked and did."""

    desk: Desk
    office: Office

    def proves(self, who: Customer, address: str = "kim@example.org") -> None:
        """A customer proves an address of theirs by the code in a letter."""
        house = self.desk.house
        named = house.add_address(who.id, address, "192.0.2.1", who.token)
        house.enter_code(named, code_in_letter(self.desk, who.id), "192.0.2.1", who.token)

    def known(self, address: str = "kim@example.org", language: str = "en") -> Customer:
        """A customer who has proved an address."""
        who = self.desk.customer(language)
        self.proves(who, address)
        return who

    def last(self, who: Customer) -> str:
        """The last words a customer sees."""
        return [entry.text for entry in self.desk.sees(who).entries if entry.text][-1]


@contextmanager
def opened(desk: Desk) -> Iterator[Shop]:
    """Put the demo's flows in force and serve its back office."""
    office = Office()
    with served(office) as address:
        desk.house.settings = replace(desk.house.settings, back_office=address)
        for file in FILES.iterdir():
            desk.house.keep_flow(file.read_text("utf-8"), file.name)
        yield Shop(desk, office)
