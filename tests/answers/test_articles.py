"""Reading one article: front matter, dates, versions, and what cannot be read, by name and line."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.articles import Article, UnreadableArticle, article_sections, read_article, read_passages
from fairdesk.nouns import BadInput
from tests.answers.conftest import RETURNS


def test_reads_front_matter_and_text() -> None:
    article = read_article(RETURNS, "help/returns.md", "en")

    assert ("help/returns", "en", "Returning what you bought", "Returns team") == (
        article.id,
        article.language,
        article.title,
        article.owner,
    )
    assert date(2026, 3, 1) == article.checked
    assert article.valid_until is None
    assert RETURNS == article.markdown


def test_the_version_is_the_hash_of_the_bytes() -> None:
    assert hashlib.sha256(RETURNS.encode()).hexdigest()[:16] == read_article(RETURNS, "returns.md", "en").version


def test_front_matter_may_name_id_language_address_audience_and_date() -> None:
    text = "---\nid: a/b\nlanguage: es\npermalink: /ayuda/\naudience: colleagues\nvalid_until: 2027-01-31\nlayout: x\n---\nHola."

    article = read_article(text, "other.md", "en")

    assert ("a/b", "es", "/ayuda/", "colleagues", date(2027, 1, 31)) == (
        article.id,
        article.language,
        article.url,
        article.audience,
        article.valid_until,
    )
    assert not article.for_customers


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: no\n---\nText", "no"),
        ("# From the heading\n\nText", "From the heading"),
        ("Text only", "how to pay"),
        ("---\ntitle: 'Folded\n  over lines'\n---\nText", "Folded over lines"),
    ],
)
def test_the_title_comes_from_front_matter_heading_or_name(text: str, title: str) -> None:
    assert title == read_article(text, "how-to-pay.md", "en").title


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "no text"),
        ("   \n\n", 1, "no text"),
        ("---\ntitle: A\n---\n\n<!-- nothing -->\n", 4, "no text"),
        ("---\ntitle: A\n", 1, "not closed"),
        ("---\ntitle: [A\nowner: B\n---\nText", 3, "front matter cannot be read"),
        ("---\ntitle: A\nowner: b: c\n---\nText", 3, "front matter cannot be read"),
        ("---\n- a\n- b\n---\nText", 2, "should be lines"),
        ("---\ntitle: A\nvalid_until: next summer\n---\nText", 3, "should be a date"),
        ("---\ntitle: A\nchecked: 2026-02-30\n---\nText", 3, "should be a date"),
        ("One\ntwo\0", 2, "NUL"),
        ("One\n\ud800", 2, "half of a character"),
    ],
)
def test_says_where_and_why_a_text_cannot_be_read(text: str, line: int, reason: str) -> None:
    with pytest.raises(UnreadableArticle, match=reason) as found:
        read_article(text, "page.md", "en")

    assert ("page.md", line) == (found.value.name, found.value.line)
    assert f"page.md:{line}: " in str(found.value)
    assert isinstance(found.value, BadInput)


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    plain = read_article(RETURNS, "returns.md", "en")

    windows = read_article("\ufeff" + RETURNS.replace("\n", "\r\n"), "returns.md", "en")

    assert plain.passages == windows.passages
    assert plain.title == windows.title


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_by_line(text: str) -> None:
    lines = text.count("\n") + text.count("\r") + 2
    try:
        passages = read_article(text, "any.md", "en").passages
    except UnreadableArticle as refused:
        passages, lines = (), lines - refused.line
    assert 0 <= lines
    assert all(passage.text.strip() for passage in passages)


_MARKS = st.sampled_from(
    ["---\n", "title: ", "valid_until: ", "# ", "## ", "* ", "1. ", "\n", "\n\n", "    ", "|a|b|\n", "|-|-|\n", "```\n", "<div>", "</div>",
     "<ul><li>", "</li></ul>", "<a href='x'>", "</a>", "{% ", " %}", "{{", "}}", "{: .x}", "[a](b)", "![a](b)", "**", "word ", "2026-01-01", "&amp;", "[", "]", ": ", "'", "> "]
)  # fmt: skip


@given(st.lists(_MARKS, max_size=40).map("".join))
def test_any_heap_of_marks_is_read_or_refused(text: str) -> None:
    try:
        article = read_article(text, "any.md", "en")
    except UnreadableArticle:
        return
    assert len({(passage.ordinal) for passage in article.passages}) == len(article.passages)


def test_deeply_nested_front_matter_is_refused() -> None:
    with pytest.raises(UnreadableArticle):
        read_article("---\na: " + "[" * 5000 + "\n---\nText", "deep.md", "en")


class TestPassagesAsLines:
    def test_lines_of_one_document_are_one_article(self) -> None:
        text = '{"id": "d1_0", "doc": "d1", "title": "One", "text": "First."}\n\n{"id": "d1_1", "doc": "d1", "title": "One", "text": "Second."}\n'
        text += '{"id": "d2_0", "doc": "d2", "text": "Third.", "language": "fr"}'

        found = [one for one in read_passages(text, "p.jsonl") if isinstance(one, Article)]

        assert [("d1", "One", "en"), ("d2", "d2", "fr")] == [(one.id, one.title, one.language) for one in found]
        assert [("d1_0", "First."), ("d1_1", "Second.")] == [(part.name, part.text) for part in found[0].passages]

    def test_a_line_that_cannot_be_read_is_named_and_the_rest_is_read(self) -> None:
        text = '{"id": "a", "doc": "d", "text": "Fine."}\n{"id": 3}\nnot json\n[]\n{"id": "b", "doc": "d", "text": "NUL \\u0000"}'

        found = list(read_passages(text, "p.jsonl"))

        assert [2, 3, 4, 5] == [one.line for one in found if isinstance(one, UnreadableArticle)]
        assert 1 == len([one for one in found if isinstance(one, Article)])

    def test_lines_of_one_document_belong_together_wherever_they_stand(self) -> None:
        lines = [{"id": f"{doc}{n}", "doc": doc, "text": f"Text {n}."} for n in range(2) for doc in ("d1", "d2")]

        found = [
            one for one in read_passages("\n".join(map(json.dumps, lines)), "p.jsonl") if isinstance(one, Article)
        ]

        assert [("d1", ["d10", "d11"]), ("d2", ["d20", "d21"])] == [
            (one.id, [part.name for part in one.passages]) for one in found
        ]

    @pytest.mark.parametrize(
        ("text", "heading", "body"),
        [
            ("Who pays? \nWe do.", ("Who pays?",), "We do."),
            ("1. By post\nBring it.\n\nKeep the receipt.", ("1. By post",), "Bring it.\n\nKeep the receipt."),
            ("We pay.\nYou do not.", (), "We pay.\nYou do not."),
            ("You need:\n- a label", (), "You need:\n- a label"),
            ("- a label\n- a box", (), "- a label\n- a box"),
            ("Who pays?", (), "Who pays?"),
            ("word " * 40 + "\nMore.", (), "word " * 40 + "\nMore."),
        ],
    )
    def test_a_short_first_line_that_is_no_sentence_is_the_heading(
        self, text: str, heading: tuple[str, ...], body: str
    ) -> None:
        (one,) = read_passages(json.dumps({"id": "a", "doc": "d", "text": text}), "p.jsonl")

        assert isinstance(one, Article)
        assert (heading, body) == (one.passages[0].heading, one.passages[0].text)

    def test_a_heading_leads_to_its_place_in_the_whole_article(self) -> None:
        (one,) = read_passages('{"id": "a", "doc": "d", "text": "Who pays?\\nWe do."}', "p.jsonl")

        assert isinstance(one, Article)
        shown = article_sections(one.markdown, one.title)
        assert one.passages[0].anchor in [section.anchor for section in shown]

    def test_a_line_may_be_a_whole_article_in_markdown(self) -> None:
        line = {
            "id": "card (general)_1",
            "title": 'Cards: "lost"',
            "content": "## Lost\n\nCall us.\n\n|a|b|\n|-|-|\n|1|2|",
        }

        (one,) = read_passages(json.dumps(line), "p.jsonl")

        assert isinstance(one, Article)
        assert ("card (general)_1", 'Cards: "lost"') == (one.id, one.title)
        assert [(("Lost",), "Call us.\n\na | b\n1 | 2")] == [(part.heading, part.text) for part in one.passages]

    def test_an_article_without_text_is_named_by_its_line(self) -> None:
        (bad,) = read_passages('{"id": "a", "title": "A", "content": "<!-- -->"}', "p.jsonl")

        assert isinstance(bad, UnreadableArticle)
        assert ("p.jsonl", 1) == (bad.name, bad.line)
        assert "no text" in bad.reason
