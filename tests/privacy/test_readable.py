"""The page of a copy: whole, readable, one file, and nothing from outside is ever markup."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.language import OFFERED
from fairdesk.privacy.export_form import FILES, record
from fairdesk.privacy.readable import Readable

AT = datetime(2026, 11, 3, 10, 41, tzinfo=UTC)
MESSAGES = next(file for file in FILES if file.name == "messages")
OURS = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "ul", "ol", "li", "a", "section", "dl",
        "dt", "dd", "time", "strong", "bdi", "br"}  # fmt: skip


class Tags(HTMLParser):
    """Gathers tags, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag == self.open.pop()

    def handle_data(self, data):
        self.text += data


def page(language: str = "en", text: str = "Hello", company: str = "The shop") -> str:
    made = Readable(language, company, AT)
    row = {"conversation_id": "c", "number": 1, "id": "i", "at": AT, "voice": "customer"}
    parts = [
        made.head({"messages": 1}, FILES),
        made.begin(MESSAGES),
        made.line(MESSAGES, record(MESSAGES, row, {"text": text})),
        made.end(),
        made.foot(),
    ]
    return b"".join(parts).decode()


def test_it_is_one_file_without_scripts_or_anything_from_elsewhere():
    read = Tags(page())

    assert read.tags <= OURS
    assert not {"src", "onclick", "style"} & read.attributes
    assert "http" not in page()


def test_it_says_whose_and_when_and_what_was_said():
    read = Tags(page())

    assert "Your data at The shop" in read.text
    assert "2026-11-03 10:41 UTC" in read.text
    assert "You" in read.text
    assert "Hello" in read.text


@pytest.mark.parametrize("language", OFFERED)
def test_it_bears_its_language_and_direction(language):
    begins = page(language)[:60]

    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in begins


@given(text=st.text(max_size=60), company=st.text(max_size=30))
def test_nothing_that_came_from_outside_is_markup(text, company):
    read = Tags(page(text=f"<script>x</script>{text}", company=f"<img src=x>{company}"))

    assert read.tags <= OURS
    assert [] == read.open
    assert "<script>x</script>" in read.text


def test_what_a_program_reads_is_left_to_the_data():
    made = Readable("en", "The shop", AT)
    decisions = next(file for file in FILES if file.name == "decisions")

    told = made.line(
        decisions, {"at": AT.isoformat(), "says": ["You asked for a person."], "record": {"because": {}}}
    )

    assert b"You asked for a person." in told
    assert b"because" not in told
