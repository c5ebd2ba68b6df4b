"""Articles as HTML: safe, with the anchors that answers cite, and an outline without holes."""

from __future__ import annotations

import re

import pytest

from fairdesk.answers.articles import Article, article_sections
from fairdesk.answers.show import html_of


def shown(markdown: str, **addresses: str) -> str:
    return html_of(
        article_sections(markdown, "Title"), {name.replace("_", "/"): to for name, to in addresses.items()}
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>x",
        "<img src=x onerror=alert(1)>x",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "![x](https://example.org/track.gif)",
        "<svg/onload=alert(1)>x",
        '<a href="javascript:alert(1)">x</a>',
        '## <b onclick="x">y</b>\n\nx',
        "<iframe src=//example.org></iframe>x",
        "<form action=//example.org><p>x",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(hostile: str) -> None:
    html = shown(hostile)

    assert not re.search(r"<(script|img|svg|iframe|form|b)\b|href=\"(javascript|data)|<[^>]*\son\w+=", html, re.I)


def test_each_section_carries_its_anchor_and_lower_headings_are_emphasis() -> None:
    html = shown("Lead.\n\n### Deep\n\nA.\n\n## Next\n\nB.\n\n#### Small\n\nC.")

    assert ["start", "deep", "next"] == re.findall(r'<section id="([^"]*)"', html)
    assert ["h2", "h2"] == re.findall(r"<(h\d)", html)
    assert '<p class="subheading">Small</p>' in html


def test_links_lead_to_our_articles_outside_or_nowhere() -> None:
    html = shown(
        "[a](/help/pay/) [b](/help/gone/) [c](https://example.org/) [d](/help/pay#fees) [e](mailto:a@example.org)",
        _help_pay="/articles/en/pay",
    )

    assert '<a href="/articles/en/pay">a</a> b <a href="https://example.org/" rel="noopener noreferrer">c</a>' in html
    assert '<a href="/articles/en/pay#fees">d</a> <a href="mailto:a@example.org">e</a>' in html


def test_tables_can_be_scrolled_by_keyboard() -> None:
    assert '<div class="wide" tabindex="0">\n<table>' in shown("|a|b|\n|-|-|\n|1|2|")


def test_every_cited_anchor_of_the_real_help_centre_is_on_its_page(help_centre: list[Article]) -> None:
    for article in help_centre:
        ids = re.findall(r'<section id="([^"]*)"', html_of(article_sections(article.markdown, article.title), {}))

        assert {passage.anchor for passage in article.passages} <= set(ids)
        assert len(ids) == len(set(ids))
