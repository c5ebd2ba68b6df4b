"""Canned replies at a case: opened by "/", filtered, chosen by keys or by a plain link, and never sent half filled in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.walks import UNKNOWN, ask, log, name_of, strike, take_over

REPLY = re.compile("Reply as yourself")


@pytest.fixture
def case(open_page) -> str:
    """The path of a case that Ada has."""
    customer = open_page("/")
    ask(customer, UNKNOWN)
    return f"/desk/c/{name_of(customer)}"


def test_a_slash_opens_letters_filter_enter_puts_in_and_what_is_open_is_refused(
    open_page, desk_server, case, picture
):
    page = open_page("/desk", as_colleague="Ada")
    take_over(page, desk_server.url(case))
    reply = page.get_by_role("textbox", name=REPLY)
    reply.click()

    strike(page, "/")
    expect(page.get_by_role("searchbox", name="Find a canned reply")).to_be_focused()
    expect(page.get_by_text("Ada · changed").first).to_be_visible()
    assert_accessible(page)
    picture(page, "case-canned")
    page.keyboard.type("return")
    expect(page.get_by_role("link", name="We only sell umbrellas")).to_have_count(0)
    strike(page, "Enter")

    expect(reply).to_be_focused()
    expect(reply).to_have_value("I am sending you a return label for order {number}. We pay for the post.\n\nAda")
    strike(page, "Control+Enter")
    expect(page.get_by_text("write what belongs in place of {number}")).to_be_visible()
    expect(log(page)).not_to_contain_text("return label")
    reply = page.get_by_role("textbox", name=REPLY)
    reply.fill("I am sending you a return label. We pay for the post.")
    strike(page, "Control+Enter")
    expect(log(page)).to_contain_text("We pay for the post.")


def test_without_scripts_a_link_puts_it_in(open_page, desk_server, case):
    page: Page = open_page("/desk", as_colleague="Ada", javascript=False)
    take_over(page, desk_server.url(case))
    page.locator("summary", has_text="Canned replies").click()
    page.get_by_role("link", name="We only sell umbrellas").click()

    expect(page.get_by_role("textbox", name=REPLY)).to_have_value(
        "I am sorry, we sell umbrellas and nothing else.\n\nAda"
    )


def test_one_is_written_with_a_fault_told_and_then_kept_and_removed(open_page, picture):
    page = open_page("/desk/canned?change=new", as_colleague="Ben")
    page.get_by_label("Name").fill("Nothing to do")
    page.get_by_label("English").fill("There is nothing to do for {nmae}.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("there is no variable {nmae}")).to_be_visible()
    expect(page.get_by_label("English")).to_have_value("There is nothing to do for {nmae}.")
    page.get_by_label("English").fill("As I said, you should have told us. {me}")
    page.get_by_role("button", name="Keep it").click()

    expect(page.get_by_role("heading", name="Nothing to do")).to_be_visible()
    expect(page.get_by_text("It blames the customer")).to_be_visible()
    picture(page, "canned")
    page.get_by_role("link", name="Change Nothing to do").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("heading", name="Nothing to do")).to_have_count(0)
