"""The words of letters: in every language, in text and HTML, nothing told that was not asked to be told."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from fairdesk.identity.contact import Occasion
from fairdesk.identity.letters import (
    KINDS,
    as_html,
    as_text,
    check_values,
    paragraphs,
    subject_of,
)
from fairdesk.language import OFFERED, RIGHT_TO_LEFT
from fairdesk.nouns import BadInput
from tests.house.test_reading_ease import HARDEST, LONGEST_SENTENCE, lix, sentences

COMPANY = "Nobody's Umbrellas"
VALUES = {
    "code": "123456", "link": "https://desk.example/privacy/link/abc", "hours": "24", "request": "a copy",
    "due": "4 April 2026", "outcome": "It is all there.", "proof": "abc", "final": "18 March 2026",
    "purpose": "better articles", "reached": "- the open conversation", "until": "11 March 2026",
    "transcript": "You: Where is it?",
}  # fmt: skip


MATTERS = ("delete", "data", "request", "copy", "yes", "conversation", "choice", "erase", "stop", "backup")
"""What letters are about, in words."""


def values_of(kind: str) -> dict[str, str]:
    return {name: VALUES[name] for name in KINDS[kind].needs | KINDS[kind].may}


class Balanced(HTMLParser):
    """Fails where an element is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]

    def handle_endtag(self, tag):
        assert tag == self.open.pop()


@pytest.mark.parametrize("kind", KINDS)
class TestEveryLetter:
    @pytest.mark.parametrize("language", OFFERED)
    def test_a_neutral_one_can_be_written_in_every_language(self, kind, language):
        text = as_text(paragraphs(kind, language, values_of(kind), neutral=True))

        assert not re.search(r"[{}]", text)
        assert (language == "en") is (text == as_text(paragraphs(kind, "en", values_of(kind), neutral=True)))

    @pytest.mark.parametrize("language", OFFERED)
    def test_can_be_written_in_every_language(self, kind, language):
        values = values_of(kind)
        lines = paragraphs(kind, language, values, neutral=False)
        html = as_html(lines, subject_of(kind, language, values, neutral=False), language)
        read = Balanced()
        read.feed(html)

        assert [] == read.open
        assert not re.search(r"[{}]", as_text(lines))
        assert f'lang="{language}" dir="{"rtl" if language in RIGHT_TO_LEFT else "ltr"}"' in html
        for name in KINDS[kind].needs:
            assert values[name] in as_text(lines)

    def test_is_easy_to_read(self, kind):
        plain = {**values_of(kind), "link": ""}
        text = as_text(paragraphs(kind, "en", plain, neutral=False))

        assert HARDEST >= lix(text)
        assert LONGEST_SENTENCE >= max(map(len, sentences(text)))

    def test_leads_nowhere_but_to_this_desk(self, kind):
        read = Balanced()
        read.feed(as_html(paragraphs(kind, "en", values_of(kind), neutral=False), "", "en"))

        assert set(read.links) <= {VALUES["link"]}

    def test_a_neutral_one_names_neither_company_nor_matter(self, kind):
        values = values_of(kind)
        shown = subject_of(kind, "en", values, neutral=True)

        assert "A note for you" == shown
        text = as_text(paragraphs(kind, "en", values, neutral=True)).casefold()
        assert not [word for word in MATTERS if word in text]
        assert not [name for name in values if name not in ("code", "link") and values[name].casefold() in text]
        assert "+00 000 555 0101" not in as_text(paragraphs(kind, "en", values, "+00 000 555 0101", neutral=True))
        assert "+00 000 555 0101" in as_text(paragraphs(kind, "en", values, "+00 000 555 0101", neutral=False))

    def test_says_that_no_person_wrote_it(self, kind):
        assert "written by a computer" in as_text(paragraphs(kind, "en", values_of(kind), neutral=False))

    def test_takes_its_values_and_no_others(self, kind):
        values = values_of(kind)
        check_values(kind, values)

        with pytest.raises(BadInput, match="address"):
            check_values(kind, {**values, "address": "x"})
        for name in KINDS[kind].needs:
            with pytest.raises(BadInput, match=name):
                check_values(kind, {each: said for each, said in values.items() if each != name})

    def test_what_may_be_left_out_leaves_no_hole(self, kind):
        text = as_text(paragraphs(kind, "en", {n: VALUES[n] for n in KINDS[kind].needs}, neutral=False))

        assert "{" not in text
        assert not re.search(r":\n\n|: *$", text.replace("proof:\n\nabc", "").replace("effect:\n\n-", ""))


def test_words_of_a_customer_cannot_become_html():
    html = as_html(('<script>alert("x")</script>\nhttps://x.example/"><img src=y>',), "<b>", "en")

    assert "<script" not in html
    assert "<img" not in html
    assert "<title>&lt;b&gt;</title>" in html


def test_an_unknown_letter_is_refused():
    with pytest.raises(BadInput, match="code, request_received"):
        check_values("advertisement", {})


def test_no_letter_of_today_is_one_that_nobody_asked_for():
    assert Occasion.NEWS not in {kind.occasion for kind in KINDS.values()}
