"""Whatever the matter is, a customer's pages, answers of the API, receipts, letters and copies are the same: it is never named.

Nine customers write of nine matters. What each then reads, less their own words and the first words of people, must be
what the others read: so no page can name a matter, in any language, by its name, its code or by being different.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator

from django.test import Client
from django.utils.html import escape

from fairdesk.desk import records as desk_records
from fairdesk.language import OFFERED
from fairdesk.nouns import Voice
from fairdesk.sensitive.topics import MATTERS
from fairdesk.web import doors
from tests.people import Desk

SAYS = {
    "crisis": "I want to end my life tonight.",
    "abuse": "My husband beats me and reads my phone.",
    "minor": "I am 12 years old and a man here asks me for photos.",
    "fraud": "I was scammed, they took all my savings.",
    "bereavement": "My father died last week, please close his contract.",
    "hardship": "I lost my job and cannot pay the bill any more.",
    "illness": "I have been diagnosed with cancer and start chemotherapy.",
    "discrimination": "Your colleague refused to serve me because I am black.",
    "legal": "My lawyer will sue you, this is a formal notice.",
}
"""A message of each matter that does not say its name."""


CENTRE = ("messages", "conversations", "replies", "events", "notices", "decisions", "hidden", "concerns")
"""The lists of the privacy centre that hold anything of theirs."""

FOUND_BY = (
    re.compile(r'(<details class="card" id="words")[^>]*>.*?</details>', re.DOTALL),
    re.compile(r'(\{"id": "words:TALK", [^{}]*\{\}[^{}]*\})(?:, \1)+'),
    re.compile(r'(\{"conversation": ?"TALK"\}\s*)\1+'),
    re.compile(r'(<li class="line"><dl></dl></li>\s*)\1+'),
)
"""One row without any text for each of their own words, in the privacy centre, in the API and in the copy: as many as there
are words."""


class Somebody:
    """A customer who wrote of a matter, in a browser and as a program, and all that they can read of it."""

    def __init__(self, desk: Desk, matter: str) -> None:
        self.desk, self.matter, self.browser = desk, matter, Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="en")
        sent = self.browser.post("/c/new", {"text": SAYS[matter]})
        self.where = str(sent["Location"]).partition("#")[0]
        self.conversation = self.where.removeprefix("/c/")
        desk.house.answer_arrivals(self.conversation)
        (self.act,) = desk_records.turns_of(self.conversation)
        assert matter == desk.house.kept_turn(self.act)[1].concern
        self.customer = desk_records.conversation(self.conversation).customer
        told = desk.house.timeline(self.conversation, self.customer).entries
        self.own = [each.text for each in told if each.voice in (Voice.PREPARED, Voice.CUSTOMER)]
        desk.house.close_the_day()

    def reads(self, language: str) -> Iterator[tuple[str, str]]:
        """Yield each thing they can read in a language, by a name without ids, without what differs by who reads."""
        token = self.browser.cookies["fairdesk"].value
        for address in self.addresses() if language == "en" else self.wordy():
            given = {"headers": {"Authorization": f"Bearer {token}"}} if address.startswith("/api/") else {}
            got = self.browser.get(address, {"lang": language}, **given)
            assert 200 == got.status_code, address
            headers = {name: said for name, said in got.headers.items() if name != "Content-Length"}
            yield self.plain(address), self.plain(f"{got.content.decode()}{headers}")

    def addresses(self) -> tuple[str, ...]:
        """Return where they can look: pages, the act's own, the centre kind by kind, and what programs are told."""
        return (
            "/", self.where, f"{self.where}/entries", f"/why/{self.act}", f"/why/{self.act}/receipt",
            f"/why/{self.act}/receipt.json", f"/api/v1/acts/{self.act}/receipt", "/privacy",
            "/privacy/requests", "/exit/about", "/what-we-keep", *(f"/privacy?kind={kind}" for kind in CENTRE),
            f"/api/v1/conversations/{self.conversation}", f"/api/v1/acts/{self.act}/why", "/api/v1/privacy",
        )  # fmt: skip

    def wordy(self) -> tuple[str, ...]:
        """Return the addresses at which the most is said in the reader's language."""
        return (
            self.where, f"/why/{self.act}", "/privacy?kind=concerns", f"/api/v1/acts/{self.act}/why",
        )  # fmt: skip

    def copy(self) -> Iterator[tuple[str, str]]:
        """Yield each file of their copy, as it is handed out unless they ask for the names of matters."""
        copy = self.desk.house.export(self.customer, "en")
        with zipfile.ZipFile(io.BytesIO(b"".join(copy.pieces))) as packed:
            for name in packed.namelist():
                if name.startswith("data/") or name == "index.html":
                    yield name, self.plain(packed.read(name).decode())

    def plain(self, text: str) -> str:
        """Return a text without what differs by who reads and when: own words, ids, times, numbers."""
        for words in sorted(self.own, key=len, reverse=True):
            for part in (words, *(each for each in words.split("\n") if len(each) > 9)):
                for written in (
                    part,
                    escape(part),
                    json.dumps(part)[1:-1],
                    json.dumps(part, ensure_ascii=False)[1:-1],
                ):
                    text = text.replace(written, "OWN")
        text = re.sub(r'(csrfmiddlewaretoken" value="|client_id" value=")[^"]+', r"\1", text)
        for id, name in ((self.act, "ACT"), (self.conversation, "TALK"), (self.customer, "WHO")):
            text = text.replace(id, name)
        text = re.sub(r"\b\d+\.\d+(?:e-\d+)?\b", "#", text)  # a very short time is written 1.5e-05
        text = re.sub(
            r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|\b[0-9A-Z]+-[0-9A-Z]{8}\b|[A-Za-z0-9+/]{40,}=*|\d+",
            "#",
            text,
        )
        text = re.sub(r"(?:#(?:\s|\\n?)*)+", "#", text)  # a proof has more hashes the later it is
        for rows in FOUND_BY:
            text = rows.sub(r"\1", text)
        return re.sub(r"(OWN\s*(<[^>]*>\s*)*)+", "OWN", text)


def test_nothing_tells_one_matter_from_another(desk):
    doors.open_door(desk.house)
    seen: dict[tuple[str, str], str] = {}
    for matter in map(str, MATTERS):
        somebody = Somebody(desk, matter)
        for language in OFFERED:
            for address, text in somebody.reads(language):
                assert seen.setdefault((language, address), text) == text, (
                    f"{address} in {language} tells of {matter}"
                )
        for name, text in somebody.copy():
            assert seen.setdefault(("copy", name), text) == text, f"{name} of a copy tells of {matter}"
        # Who writes next must not see a longer line.
        desk.house.take_over(somebody.conversation, desk.ada)
