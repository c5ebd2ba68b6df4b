"""Cutting articles into passages that keep their heading path and can be quoted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.articles import Article, read_article
from fairdesk.answers.passages import LONGEST, Passage, passages_of, sections_of, slug
from tests.answers.conftest import RETURNS


def passages(markdown: str, title: str = "Title") -> tuple[Passage, ...]:
    return passages_of(sections_of(markdown, title))


def test_keeps_the_heading_path_and_the_anchor() -> None:
    found = passages("Lead.\n\n## A & b\n\nOne.\n\n### C\n\nTwo.\n\n## D\n\nThree.\n\n#### E\n\nFour.")

    assert [
        ((), "start", "Lead."),
        (("A & b",), "a-b", "One."),
        (("A & b", "C"), "c", "Two."),
        (("D",), "d", "Three.\n\nE\n\nFour."),
    ] == [(one.heading, one.anchor, one.text) for one in found]


def test_the_title_repeated_as_a_heading_is_no_step_of_the_path() -> None:
    assert [(), ("B",)] == [one.heading for one in passages("# Title\n\nA.\n\n## B\n\nC.")]


def test_anchors_are_unique_in_an_article() -> None:
    assert ["same", "same-2", "same-3"] == [
        one.anchor for one in passages("## Same\n\nA\n\n## Same\n\nB\n\n## Same\n\nC")
    ]


def test_a_heading_may_bring_its_own_anchor() -> None:
    found = passages("## By post {#post}\n\nA.\n\n## Post\n\nB.\n\n## {#odd} here\n\nC.")

    assert [(("By post",), "post"), (("Post",), "post-2"), (("{#odd} here",), "odd-here")] == [
        (one.heading, one.anchor) for one in found
    ]


def test_link_lists_are_not_quotable() -> None:
    found = read_article(RETURNS, "returns.md", "en").passages

    assert ["start", "how-to-send-it-back", "when-the-money-arrives"] == [one.anchor for one in found]


def test_links_among_words_stay_quotable() -> None:
    assert "See the fees page before you pay." == passages("See the [fees page](/fees) before you pay.")[0].text


def test_a_bare_list_is_quoted_with_its_heading() -> None:
    """Without its heading a list of what is not accepted would read as its opposite."""
    assert "We do not accept:\n- cheques\n- coins" == passages("## We do not accept:\n\n* cheques\n* coins")[0].text


def test_plain_text_keeps_numbers_nesting_and_cells() -> None:
    found = passages("Do:\n\n3. one\n3. two\n   * deep\n\n| Code | Means |\n|--|--|\n| 7 | **lost** |\n\n`x = 1`")[0]

    assert "Do:\n\n3. one\n4. two\n  - deep\n\nCode | Means\n7 | lost\n\nx = 1" == found.text


def test_long_sections_become_several_passages_of_the_same_section() -> None:
    found = passages("## Long\n\n" + "\n\n".join(f"Paragraph {n} " + "word " * 60 for n in range(12)))

    assert 1 < len(found)
    assert {("Long",)} == {one.heading for one in found}
    assert all(len(one.text) <= LONGEST for one in found)
    assert list(range(len(found))) == [one.ordinal for one in found]


def test_long_lists_are_cut_between_items_and_count_on() -> None:
    steps = "\n".join(f"1. Step {n + 1} " + "word " * 60 for n in range(8))

    found = passages(f"To do this:\n\n{steps}")

    assert found[0].text.startswith("To do this:\n1. Step 1 word")
    assert all(f"{n}. Step {n} " in "\n".join(one.text for one in found) for n in range(1, 9))


def test_words_that_lead_into_a_list_stay_with_it() -> None:
    filler = "\n\n".join("Sentence " + "word " * 70 for _ in range(3))

    found = passages(f"{filler}\n\nDo this:\n\n* " + "item " * 60)

    assert not any(one.text.endswith("Do this:") for one in found)


def test_slugs_keep_letters_of_any_script() -> None:
    assert ["über-uns-2", "我的-电邮", "العنوان"] == [slug("Über uns: 2!"), slug("我的 电邮"), slug("العنوان")]


@given(st.lists(st.tuples(st.integers(1, 6), st.text("ab #*[]()|\n", max_size=30)), max_size=8))
def test_nothing_said_is_lost_and_order_is_kept(parts: list[tuple[int, str]]) -> None:
    words = [f"word{n}w" for n in range(len(parts))]
    markdown = "\n\n".join(
        f"{'#' * level} h\n\n{word}\n\n{noise}" for word, (level, noise) in zip(words, parts, strict=True)
    )

    said = "\n".join(section.text for section in sections_of(markdown, "T"))

    places = [said.index(word) for word in words]
    assert sorted(places) == places


def test_the_real_pages_leave_no_markup_in_what_is_quoted(help_centre: list[Article]) -> None:
    quoted = [passage.text for article in help_centre for passage in article.passages]

    assert 600 < len(quoted)
    assert [] == [
        text for text in quoted if any(mark in text for mark in ("{%", "{{", "{:", "](", "<div", "</", "**"))
    ]
    assert {"en", "es", "fr", "zh"} == {article.language for article in help_centre}
    assert not any(
        passage.heading[-1:] == ("Related articles",) for article in help_centre for passage in article.passages
    )


def test_a_line_that_only_leads_on_is_not_quotable() -> None:
    article = read_article(
        "---\ntitle: Problems\n---\n\nThese are the ways out:\n\n## Wrong address\n\nWrite it again.\n",
        "problems.md",
        "en",
    )

    assert ["Write it again."] == [passage.text for passage in article.passages]
