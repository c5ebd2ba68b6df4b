"""The desk's lists in a real browser: nothing moves by itself, all by keyboard, all without scripts, all at 320 px."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.walks import UNKNOWN, ask, name_of, reply, strike, take_over

WEIGHT = 90_000


def comes(open_page, words: str = UNKNOWN) -> str:
    """A customer writes something that a person must answer; return the conversation's name."""
    page = open_page("/")
    ask(page, words)
    return name_of(page)


def row(page: Page, conversation: str):
    return page.locator(f'li[data-id="{conversation}"]')


def count(page: Page, view: str) -> int:
    return int(page.locator(f'[data-count="{view}"]').inner_text())


def test_new_rows_steal_neither_focus_nor_scroll(open_page):
    """Item 47: they wait behind a button that says how many there are."""
    first = comes(open_page)
    page = open_page("/desk?view=unassigned", as_colleague="Ben", width=320)
    box = row(page, first).get_by_role("checkbox")
    box.focus()
    strike(page, "Space")
    before, stands, scrolled = page.locator("li[data-id]").count(), box.bounding_box(), page.evaluate("scrollY")

    second, third = comes(open_page), comes(open_page)
    news = page.get_by_role("button", name="2 new")
    expect(news).to_be_visible()

    assert before == page.locator("li[data-id]").count()
    assert (stands, scrolled) == (box.bounding_box(), page.evaluate("scrollY"))
    expect(box).to_be_focused()
    expect(page.locator('[data-count="unassigned"]')).to_have_text(str(before + 2))

    news.click()

    expect(row(page, second)).to_have_count(1)
    expect(row(page, third)).to_have_count(1)
    expect(row(page, first).get_by_role("checkbox")).to_be_checked()
    expect(news).to_be_hidden()


def test_a_row_that_changes_is_changed_where_it_stands(open_page, desk_server):
    conversation = comes(open_page)
    page = open_page("/desk?view=all", as_colleague="Ben")
    expect(row(page, conversation)).to_contain_text("with nobody yet")

    take_over(open_page("/desk", as_colleague="Ada"), desk_server.url(f"/desk/c/{conversation}"))

    expect(row(page, conversation)).to_contain_text("with Ada (a person)")


class TestByKeyboard:
    def test_all_are_ticked_labelled_and_it_is_taken_back(self, open_page):
        """Items 43 and 50."""
        cleo = open_page("/desk/lists", as_colleague="Cleo")
        if not cleo.get_by_text("Umbrellas").count():
            cleo.get_by_label("New label").fill("Umbrellas")
            strike(cleo, "Enter")
            expect(cleo.get_by_role("status").filter(has_text="Kept")).to_be_visible()
        comes(open_page)
        page = open_page("/desk?view=unassigned", as_colleague="Ada")
        rows = page.locator("li[data-id]").count()

        page.get_by_role("checkbox", name="All", exact=True).focus()
        strike(page, "Space")
        assert rows == page.locator("li[data-id] input:checked").count()
        strike(page, "Tab")
        page.keyboard.type("Umb")
        strike(page, "Tab")
        strike(page, "Enter")

        expect(page.get_by_role("status").first).to_contain_text(f"Done: {rows}.")
        assert rows == page.locator("li[data-id]").get_by_text("Umbrellas", exact=True).count()

        page.get_by_role("button", name="Undo").focus()
        strike(page, "Enter")

        expect(page.get_by_role("status").first).to_contain_text(f"Taken back: {rows}.")
        assert 0 == page.locator("li[data-id]").get_by_text("Umbrellas", exact=True).count()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
class TestAtWork:
    """Items 31, 33, 37, 40, 44, 46 and 49, on a telephone, with and without scripts."""

    def test_takes_answers_puts_aside_finds_and_reads_it_all(self, open_page, picture, javascript):
        story = f"Do you sell turquoise canoes number {1 if javascript else 2}?"
        conversation = comes(open_page, story)
        page = open_page("/desk?view=all", as_colleague="Ben", width=320, javascript=javascript)
        row(page, conversation).get_by_role("link").click()
        page.get_by_role("button", name="Take over").click()
        reply(page, "Only umbrellas, I am afraid. Shall I look for one?")
        page.goto(page.url.partition("/desk")[0] + "/desk?view=customer")
        expect(row(page, conversation)).to_be_visible()
        mine = count(page, "mine")

        row(page, conversation).get_by_role("link").click()
        page.get_by_text("Give to somebody, label, put aside").click()
        page.get_by_label("Do with this conversation").select_option("snooze:customer")
        page.get_by_role("button", name="Do it").click()

        expect(page.get_by_text("Done: 1.")).to_be_visible()
        assert mine - 1 == count(page, "mine")
        page.get_by_role("link", name=re.compile("Put aside")).click()
        expect(row(page, conversation)).to_contain_text("put aside until the customer writes")
        picture(page, f"put aside, {javascript}")

        page.get_by_role("link", name="Search").click()
        page.get_by_label("Words, or the id").fill("turquoise canoe")
        page.get_by_role("button", name="Search").click()
        expect(row(page, conversation)).to_be_visible()
        assert "turquoise" not in page.url
        picture(page, f"search, {javascript}")
        self.fits(page, javascript)

        row(page, conversation).get_by_role("link").click()
        page.get_by_role("link", name="Read it all").click()
        told = page.get_by_role("main")
        for words in ("A conversation began (web)", story, "From here on the guideline routing", "handed over", "Ben",
                      "put it aside", "The notice", "was shown"):  # fmt: skip
            expect(told).to_contain_text(words)
        picture(page, f"the whole story, {javascript}")
        self.fits(page, javascript)

    def test_says_whether_they_are_there(self, open_page, javascript):
        page = open_page("/desk/my-work", as_colleague="Ben", width=320, javascript=javascript)
        page.get_by_label(re.compile("Away for a while")).check()
        page.get_by_role("button", name="Keep").first.click()
        page.goto(page.url.partition("/desk")[0] + "/desk")
        expect(page.get_by_text("You are away")).to_be_visible()
        self.fits(page, javascript)

        page.get_by_role("button", name="I am here").click()

        expect(page.get_by_label(re.compile("Available"))).to_be_checked()
        page.get_by_label(re.compile("How many conversations")).fill("many")
        page.get_by_role("button", name="Keep").last.click()
        expect(page.get_by_role("alert")).to_contain_text("whole number")

    def test_chooses_all(self, open_page, javascript):
        comes(open_page)
        page = open_page("/desk?view=unassigned", as_colleague="Ben", javascript=javascript)
        if javascript:
            page.get_by_role("checkbox", name="All", exact=True).check()
        else:
            page.get_by_role("link", name="Choose all").click()

        expect(page.locator("li[data-id] input:checked").first).to_be_visible()
        expect(page.locator("li[data-id]:not(:has(input:checked))")).to_have_count(0)

    def fits(self, page: Page, javascript: bool) -> None:
        """Nothing is cut off at this width, and what a machine can find about accessibility is right."""
        if javascript:
            assert 320 >= page.evaluate("document.documentElement.scrollWidth"), page.url
            assert_accessible(page)


def test_a_desk_page_weighs_at_most_ninety_kilobytes(open_page, desk_server):
    comes(open_page)
    page = open_page("/desk?view=all", as_colleague="Ada")
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
        ".map((each) => each.decodedBodySize)"
    )

    assert 3 < len(sizes)
    assert 20_000 < sum(sizes) <= WEIGHT
