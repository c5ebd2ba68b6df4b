"""Pages of HTML become articles: headings with their anchors, lists and tables in shape, nothing that a reader does not see."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.articles import Article, UnreadableArticle, article_sections, read_html
from fairdesk.answers.html_page import markdown_of
from fairdesk.answers.load import read_folder
from fairdesk.answers.show import html_of

PAGE = """<!doctype html>
<html lang="de-AT"><head><title>Rücksendungen | Laden</title>
<meta name="owner" content="Shop desk"><meta name="valid_until" content="2027-01-31">
<link rel="canonical" href="/hilfe/ruecksendung"><style>p { color: red }</style></head>
<body><nav><ul><li><a href="/">Start</a></ul></nav>
<main><h1>Ware zurücksenden</h1>
<p>Sie haben <strong>30 Tage</strong> &amp; zahlen nichts.
<p>Noch ein Absatz<br>auf zwei Zeilen.</p>
<h2 id="post">Mit der Post</h2>
<ol><li>Karton nehmen<li><p>Etikett drucken</p><ul><li>in Farbe</ul></ol>
<section id="kosten"><h3>Kosten</h3>
<table><caption>Preise</caption><thead><tr><th>Land<th>Preis</thead>
<tbody><tr><td>AT<td>0 | frei<tr><td>DE</td><td>5 EUR</td></tr></table></section>
<script>alert("<h2>no</h2>")</script></main><footer>Impressum</footer></body></html>"""


def read(html: str) -> Article:
    return read_html(html, "page.html", "en")


def texts(html: str) -> list[str]:
    return [one.text for one in read(html).passages]


def test_a_page_is_an_article_with_passages_under_its_headings() -> None:
    article = read(PAGE)

    assert ("de", "Ware zurücksenden", "/hilfe/ruecksendung", "Shop desk", "2027-01-31") == (
        article.language,
        article.title,
        article.url,
        article.owner,
        str(article.valid_until),
    )
    assert [
        ((), "start", "Sie haben 30 Tage & zahlen nichts.\n\nNoch ein Absatz\nauf zwei Zeilen."),
        (("Mit der Post",), "post", "Mit der Post\n1. Karton nehmen\n2. Etikett drucken\n  - in Farbe"),
        (("Mit der Post", "Kosten"), "kosten", "Preise\n\nLand | Preis\nAT | 0 | frei\nDE | 5 EUR"),
    ] == [(one.heading, one.anchor, one.text) for one in article.passages]


def test_the_version_is_that_of_the_page_as_it_is() -> None:
    assert read(PAGE).version == read(PAGE).version != read(PAGE + " ").version


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>secret</script>",
        "<style>.secret{}</style>",
        "<template><p>secret</p></template>",
        "<nav>secret</nav>",
        "<p hidden>secret</p>",
        '<div aria-hidden="true"><p>secret</div>',
        '<span style="display: none">secret</span>',
        '<p style="color:red;VISIBILITY:hidden">secret</p>',
        '<p style="font-size:0">secret</p>',
        "<!-- secret -->",
        "<button>secret</button>",
        '<img src="secret.png">',
        "<ul><li hidden>secret</li></ul>",
        "<table><tr><td>a<td>b<tr hidden><td>secret<td>x</table>",
    ],
)
def test_what_no_reader_sees_is_not_read(hidden: str) -> None:
    """Words that only a machine would read are how a page tells an assistant what to do."""
    article = read(f"<p>Seen before {hidden} and after.</p>")

    assert "secret" not in article.markdown
    assert "Seen before" in article.markdown
    assert "and after" in article.markdown


def test_what_stands_around_the_main_part_is_left_out() -> None:
    assert ["Inside."] == texts("<p>Before.</p><div role='main'><p>Inside.</p></div><p>After.</p>")
    assert ["Inside."] == texts("<header>Shop</header><article>Inside.</article>")


def test_a_question_that_opens_is_a_heading_of_its_answer() -> None:
    (one,) = read("<h2>Pay</h2><details><summary>By card?</summary><p>Yes.</p></details>").passages

    assert (("Pay", "By card?"), "Yes.") == (one.heading, one.text)


def test_a_table_that_only_lays_out_is_read_as_text() -> None:
    assert ["One.\n\nTwo."] == texts("<table><tr><td><p>One.</p></td></tr><tr><td>Two.</td></tr></table>")


def test_cells_over_several_columns_keep_the_others_in_place() -> None:
    markdown = markdown_of("<table><tr><th colspan=2>A<th>B<tr><td>1<td>2<td>3</table>", ())

    assert "| A |  | B |\n|---|---|---|\n| 1 | 2 | 3 |" in markdown


def test_links_are_kept_and_dangerous_ones_become_text() -> None:
    markdown = markdown_of('<p><a href="/pay">Pay</a> <a href="javascript:x()">now</a></p>', ())

    assert "[Pay](/pay) now\n" == markdown


@pytest.mark.parametrize(
    "text",
    ["# no heading", "1. no item", "- no item", "> no quote", ">0", "a *b* _c_ `d` [e](f)", "{{ site }} {% x %} {: .y}",
     "a <b> &amp; c", "| no | table |", "--- no rule", "=== no line", "x {#y}", "\\n", "+ 1 = 2", "~~~ code", "!["],
)  # fmt: skip
def test_a_text_stays_the_text_it_is(text: str) -> None:
    assert [text] == texts(f"<p>{escape(text)}</p>")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n\t\f\v\x1c\x1d\x1e\x1f\x85\xa0"), max_size=60))
def test_any_text_stays_the_text_it_is(text: str) -> None:
    if words := " ".join(text.split()):
        shown = " ".join(texts(f"<p>{escape(words)}</p>"))
        assert words == shown or words.endswith((":", "："))


_TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<ul>",
        "<ol>",
        "<li>",
        "</li>",
        "</ul>",
        "</ol>",
        "<table>",
        "<tr>",
        "<td>",
        "<th>",
        "</table>",
        "<h2>",
        "</h2>",
        "<b>",
        "</b>",
        "<a",
        "href=x>",
        "</a>",
        "<br>",
        "<pre>",
        "</pre>",
        "<main>",
        "</main>",
        "<head>",
        "<body>",
        "<details>",
        "<summary>",
        "</details>",
        "word",
        "<!--",
        "-->",
        "<![CDATA[",
        "<!x",
        "<?",
        "&amp;",
        "<",
        ">",
        "<blockquote>",
        "</blockquote>",
        "<dl><dt>",
        "<dd>",
        "</dl>",
        "<nav>",
        "</nav>",
        "<script>",
        "</script>",
        "```",
        "#",
        "|",
        "*",
    ]
)


@given(st.lists(_TAGS, max_size=40).map(" ".join))
def test_any_heap_of_tags_is_read_or_refused(html: str) -> None:
    try:
        article = read(html)
    except UnreadableArticle:
        return
    assert "<script" not in html_of(article_sections(article.markdown, article.title), {})


def test_a_page_nested_without_end_is_read() -> None:
    assert ["Deep."] == texts("<div>" * 5000 + "Deep.")


def test_a_page_without_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "empty.html").write_text("<html><body><nav>Menu</nav></body></html>")
    (tmp_path / "en" / "pay.htm").write_text("<p>By card.</p>")

    found = [outcome for _, outcome in read_folder(tmp_path)]

    assert ["en/empty.html:1: there is no text in it; write some"] == [
        str(one) for one in found if isinstance(one, UnreadableArticle)
    ]
    assert [("en", "pay", "pay")] == [(one.language, one.id, one.title) for one in found if isinstance(one, Article)]
