"""Filters lay out words without ever letting them be markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.utils.html import urlize
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from fairdesk import clock
from fairdesk.web import tags
from tests.web.fake_house import PASSAGE

ALLOWED = {"blockquote", "p", "br", "ul", "ol", "li", "a", "mark"}
PIECES = [
    *"<>&\"'[]_=/-*1. \n\tABCaZ:@\u202e",
    "https://a.example/",
    "me@a.example",
    "[EMAIL_1]",
    "<script>",
    "&amp;",
]
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


class _Outline(HTMLParser):
    """The tags, attributes and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@given(HOSTILE)
def test_no_words_become_markup(text: str) -> None:
    for laid_out in (tags.prose(text), tags.verbatim_words(text), tags.masked(text)):
        outline = _Outline(laid_out)

        assert outline.tags <= ALLOWED
        assert outline.attributes <= {"dir", "href", "rel", "class"}


@given(HOSTILE)
def test_a_customers_words_lose_nothing_but_space(text: str) -> None:
    assert "".join(text.split()) == "".join(_Outline(tags.verbatim_words(text)).text.split())


def test_paragraphs_and_lists() -> None:
    expected = (
        '<p dir="auto">Look:</p><ul dir="auto"><li>here</li><li>there</li></ul>'
        '<p dir="auto">Then<br>wait.</p><ol dir="auto"><li>one</li></ol>'
    )

    assert expected == tags.prose("Look:\n- here\n* there\n\nThen\nwait.\n\n1. one")


def test_a_question_stands_out_from_its_answer() -> None:
    expected = '<blockquote><p dir="auto">What &lt;now&gt;?</p></blockquote><p dir="auto">This.</p>'

    assert expected == tags.prose("> What <now>?\n\nThis.")


def test_addresses_in_our_own_words_are_links_and_nothing_else_is() -> None:
    assert '<a href="https://help.example/a?b=1&amp;c=2"' in tags.prose("See https://help.example/a?b=1&c=2.")
    assert "<a" not in tags.prose("javascript:alert(1)")
    assert "<a" not in tags.verbatim_words("https://evil.example")


@given(
    st.lists(
        st.sampled_from([*PIECES, "www.", "HTTP://b.example", ".Org", "a.com/b", "x.gov,", "b.info"]), max_size=9
    )
)
def test_lines_that_are_not_tried_hold_nothing_that_would_be_a_link(pieces: list[str]) -> None:
    line = "".join(pieces)
    assert urlize(line, autoescape=True) == tags._linked(line)


@pytest.mark.parametrize(
    ("seen", "marked"),
    [
        ("Call [PHONE_1] now", "[PHONE_1]"),
        ("Card [CARD_2 Visa 4242]", "[CARD_2 Visa 4242]"),
    ],
)
def test_placeholders_are_marked(seen: str, marked: str) -> None:
    assert f'<mark class="mask">{marked}</mark>' in tags.masked(seen)


@pytest.mark.parametrize("seen", ["[sic]", "[A]", "[NOTE]", "[1]", "a < b"])
def test_other_brackets_are_not_marked(seen: str) -> None:
    assert "<mark" not in tags.masked(seen)


def test_the_place_of_a_passage_repeats_no_title() -> None:
    assert "<bdi>Parcels</bdi> › <bdi>Marked delivered, not received</bdi>" == tags.place(PASSAGE)


def test_nearest_articles_are_one_for_each_place_and_at_most_three() -> None:
    many = [PASSAGE, replace(PASSAGE, passage="p-8"), *(replace(PASSAGE, anchor=f"a{n}") for n in range(5))]

    assert ["not-received", "a0", "a1"] == [found.anchor for found in tags.offered_now(many)]


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(seconds=-5), "under 1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(minutes=60), "1 h"),
        (timedelta(days=3), "3 d"),
    ],
)
def test_time_passed_is_said_in_one_unit(monkeypatch: pytest.MonkeyPatch, passed: timedelta, expected: str) -> None:
    at = datetime(2026, 11, 3, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: at + passed)

    assert expected == tags.timesince_short(at)


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("all", "everything"),
        ("channel:web", "the channel web"),
        ("topic:x", "the topic x"),
        ("topic:all", "all topics"),
    ],
)
def test_what_a_stop_covers_is_said_in_words(scope: str, words: str) -> None:
    assert words == tags.covers(scope)


def test_a_code_is_spoken_and_a_sentence_is_left_alone() -> None:
    assert "returned to AI" == tags.spoken_if_code("returned_to_ai")
    assert "Where is my_file?" == tags.spoken_if_code("Where is my_file?")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "3 November"),
        ("de", "3. November"),
        ("es", "3 de noviembre"),
        ("pl", "3 listopada"),
        ("uk", "3 листопада"),
        ("ar", "3 نوفمبر"),
        ("zh-hans", "11月3日"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(language: str, expected: str) -> None:
    with override(language):
        assert expected == tags.day_month(date(2026, 11, 3))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "3 November 2026"),
        ("de", "3. November 2026"),
        ("uk", "3 листопада 2026 р."),
        ("zh-hans", "2026年11月3日"),
    ],
)
def test_a_day_with_its_year_is_written_as_the_language_writes_it(language: str, expected: str) -> None:
    with override(language):
        assert expected == tags.whole_day(date(2026, 11, 3))


@pytest.mark.parametrize(("share", "shown"), [(0.05, "5 %"), (0.041, "4.1 %"), (1.0, "100 %"), (0.0, "0 %")])
def test_a_share_is_read_in_per_cent(share: float, shown: str) -> None:
    assert shown == tags.as_percent(share)


def test_the_words_of_a_flow_lead_to_our_own_pages_alone():
    told = tags.step_words(
        "Please [prove it](/privacy/contact), not [here](https://evil.example) or [there](//evil.example) <b>"
    )

    assert '<a href="/privacy/contact">prove it</a>' in told
    assert 1 == told.count("<a href") - told.count('<a href="https://evil.example')
    assert "//evil.example)" in told
    assert "&lt;b&gt;" in told
