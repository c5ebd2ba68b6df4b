"""The desk that benchmarks measure: a real house in a folder of its own, with invented articles of 10,000 passages.

    with open_stand() as house:
        house.say(...)

The folder is made under the present one, never in memory: a RAM disk would flatter what is durable.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairdesk.house.opening import House

PASSAGES, WORDS_A_PASSAGE, VOCABULARY = 10_000, 90, 30_000
PERSONAL = (
    "My order is 4711-0923 and my mail is ana.lopez@example.org.",
    "You can call me on +44 20 7946 0123.",
    "",
    "It was paid with the card 4111 1111 1111 1111.",
    "",
)


def word(number: int) -> str:
    """Return an invented word."""
    letters, made = "bcdfgklmnprtvz", ""
    number += 200
    while number:
        number, rest = divmod(number, len(letters))
        made += letters[rest] + "aeiou"[(rest + number) % 5]
    return made


class Texts:
    """Invented articles whose words are as unevenly used as those of a language, and questions about them."""

    def __init__(self, passages: int = PASSAGES, seed: int = 5) -> None:
        self._chance = random.Random(seed)
        self._words = [word(n) for n in range(VOCABULARY)]
        self._weights = [1 / (n + 10) for n in range(VOCABULARY)]
        self.articles: list[str] = []
        self.parts: list[tuple[str, str]] = []
        """Each passage's heading and body."""
        for _ in range(max(1, passages // 10)):
            parts = [(self.some(4), self.some(WORDS_A_PASSAGE)) for _ in range(10)]
            self.parts += parts
            self.articles.append(
                f"# {self.some(4)}\n\n" + "\n\n".join(f"## {head}\n\n{body}." for head, body in parts)
            )

    def some(self, count: int) -> str:
        """Return some words."""
        return " ".join(self._chance.choices(self._words, self._weights, k=count))

    def question(self) -> str:
        """Return a message: eight words, seven of them about a passage, and with some an address, a number or a card."""
        head, body = self._chance.choice(self.parts)
        about = f"{head} {' '.join(self._chance.sample(body.split(), 3))}"
        return f"How do I {about} {self.some(1)}? {self._chance.choice(PERSONAL)}".strip()


def shelve(texts: Texts) -> None:
    """Put the invented articles on the open desk's shelf."""
    from fairdesk.answers import records
    from fairdesk.answers.articles import read_article
    from fairdesk.clock import now
    from fairdesk.database import writing

    read = [read_article(text, f"a{n}.md", "en") for n, text in enumerate(texts.articles)]
    with writing():
        records.add(read, now())


def open_folder(folder: Path, database: str = "sqlite") -> House:
    """Set up a desk in a folder, with a company and one colleague on duty, and open it."""
    os.environ |= {"FAIRDESK_DATA": str(folder), "FAIRDESK_DATABASE": database}
    from fairdesk.house.preparing import prepare
    from fairdesk.settings import Settings

    settings = replace(Settings(), data=folder)
    prepare(settings)
    from fairdesk.clock import now
    from fairdesk.database import writing
    from fairdesk.house.opening import open_house
    from fairdesk.identity import records as identity
    from fairdesk.identity.company import Company

    house = open_house(settings)
    with writing():
        identity.keep_company(Company("A made-up company", country="IE"), now())
        identity.set_on_duty(identity.add_colleague("ada", "Ada", "manager"), True, now())
    return house


@contextmanager
def folder_of_our_own() -> Iterator[Path]:
    """Make a folder on the disk and take it away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bench-desk-", dir="."))
    try:
        yield folder.resolve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def open_stand(texts: Texts) -> Iterator[House]:
    """Open a desk with articles in a folder of its own; close it and take the folder away afterwards."""
    with folder_of_our_own() as folder:
        house = open_folder(folder)
        shelve(texts)
        try:
            yield house
        finally:
            house.close()
            from django.db import connections

            connections.close_all()
