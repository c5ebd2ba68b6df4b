"""What is suggested at a case: its source and how sure it is; taken, changed or rejected by one key each."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.walks import ANSWERED, ask, log, name_of, say, strike, take_over

REPLY = re.compile("Reply as yourself")


@pytest.fixture
def suggested(open_page, desk_server) -> Page:
    """Ada has the case of a customer who asks, after an answer, what an article answers too; nobody has replied."""
    customer = open_page("/")
    ask(customer, ANSWERED)
    page: Page = open_page("/desk", as_colleague="Ada")
    take_over(page, desk_server.url(f"/desk/c/{name_of(customer)}"))
    say(customer, "How long does a refund take?")
    expect(log(page)).to_contain_text("How long does a refund take?")
    page.reload()
    expect(page.get_by_role("heading", name="Suggested reply")).to_be_visible()
    return page


def test_it_shows_its_source_and_how_sure_in_words(suggested, picture):
    card = suggested.get_by_role("region", name="Suggested reply")

    expect(card).to_contain_text(re.compile("Quite sure|Fairly sure|Not sure"))
    expect(card.get_by_role("link", name=re.compile("Refunds"))).to_be_visible()
    assert_accessible(suggested)
    picture(suggested, "case-suggested")


def test_one_key_sends_it_under_the_colleagues_name(suggested):
    strike(suggested, "y")

    expect(log(suggested).get_by_role("heading", name=re.compile(r"Ada \(a person\)"))).to_have_count(1)
    expect(suggested.get_by_text("assisted", exact=True)).to_be_visible()
    expect(suggested.get_by_role("heading", name="Suggested reply")).to_have_count(0)


def test_one_key_puts_it_into_the_reply(suggested):
    strike(suggested, "u")

    reply = suggested.get_by_role("textbox", name=REPLY)
    expect(reply).not_to_have_value("")
    reply.fill("It takes five days at most.")
    strike(suggested, "Control+Enter")
    expect(log(suggested)).to_contain_text("It takes five days at most.")
    expect(suggested.get_by_text("assisted", exact=True)).to_be_visible()


def test_one_key_asks_why_it_is_rejected(suggested):
    strike(suggested, "x")

    expect(suggested.get_by_role("radio", name="A fact is wrong")).to_be_focused()
    assert 9 == suggested.get_by_role("group", name="What is wrong with it?").get_by_role("radio").count()
    assert_accessible(suggested)
    strike(suggested, "ArrowDown")
    strike(suggested, "Enter")
    expect(log(suggested)).to_contain_text("rejected what was suggested: outdated policy")
    expect(suggested.get_by_role("heading", name="Suggested reply")).to_have_count(0)
