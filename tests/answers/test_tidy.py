"""What web publishing leaves in Markdown, taken out or turned into Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.tidy import tidy


@pytest.mark.parametrize(
    ("found", "tidied"),
    [
        ("[a]({{ site.baseurl }}/b)", "[a](/b)"),
        ('One{:class="x"} two\n{: .list}', "One two\n"),
        ("{% comment %}gone{% endcomment %}stays", "stays"),
        ("{% capture x %}shown{% endcapture %}{% include alert.html content=x %}", "shown"),
        ("a <!-- note --> b", "a  b"),
        ("<script>alert(1)</script>ok", "ok"),
        ("Fees: 3 < 4 and <https://example.org/>", "Fees: 3 < 4 and <https://example.org/>"),
        ("See <a class='b' href='/c'>this</a>.", "See [this](/c)."),
        ("See <a href='java script:x'>this</a>.", "See this."),
        ("**警告：**我们", "**警告**：我们"),
    ],
)
def test_takes_out_remnants(found: str, tidied: str) -> None:
    assert tidied == tidy(found)


def test_headings_and_lists_of_html_become_markdown() -> None:
    page = """<div class="box">
  <h2 class="x">
    <button type="button">
      On a phone
    </button>
  </h2>
  <p>
    First
    line.
  </p>
  <ol>
    <li><p>One</p></li>
    <li>
      Two
      <ul><li>Deep</li></ul>
    </li>
  </ol>
</div>

## After
"""

    lines = [line.rstrip() for line in tidy(page).splitlines() if line.strip()]

    assert ["## On a phone", "First line.", "1. One", "2. Two", "   * Deep", "## After"] == lines


def test_markdown_inside_html_stays_markdown() -> None:
    assert "\n* one\n* two" in tidy("<div markdown='1'>\n  Do:\n  * one\n  * two\n</div>")


def test_lists_of_the_front_matter_stand_where_the_template_shows_them() -> None:
    shown = tidy(
        "We accept:\n\n{% include list.html items=page.cards size='md' %}", {"cards": ["passport", "licence"]}
    )

    assert "We accept:\n\n\n* passport\n* licence" == shown


def test_a_table_without_its_line_of_hyphens_gets_one() -> None:
    assert "|a|b|\n|---|---|\n|1|2|" == tidy("|a|b|\n|1|2|")
    assert "|a|b|\n|--|--|\n|1|2|" == tidy("|a|b|\n|--|--|\n|1|2|")


def test_code_stays_as_it_is() -> None:
    code = "```html\n<p>{{ name }}</p>\n```\n"

    assert code + "after" == tidy(code + "{{ x }}after")


@given(st.text("<>/apdivlou h2 ='\"{}%:`\n", max_size=300))
def test_never_fails(text: str) -> None:
    tidy(text)


def test_broken_html_costs_no_patience() -> None:
    """Unclosed tags and quotes are read once, not once for each start."""
    tidy("<p " * 5000 + '<a href="' * 2000 + "{%" * 5000)
