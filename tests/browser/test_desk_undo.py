"""Undo at the desk: a reply before it leaves, a closing, a taking over; by hand, by key, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import sign_in
from tests.browser.walks import UNKNOWN, ask, log, name_of, strike
from tests.server import RunningDesk, running_desk

REPLY = re.compile("Reply as yourself")
WORDS = "We sell umbrellas alone."
Both = tuple[Page, Page]


@pytest.fixture(scope="module", params=["600"])
def slow_desk(tmp_path_factory, request) -> Iterator[RunningDesk]:
    """A desk on which a reply can be taken back for so many seconds."""
    with running_desk(tmp_path_factory.mktemp("undo"), FAIRDESK_UNDO_SECONDS=request.param) as desk:
        yield desk


@pytest.fixture(scope="module")
def ada(slow_desk: RunningDesk, browser) -> Any:
    """The cookies of Ada, signed in once."""
    context = browser.new_context()
    sign_in(context.new_page(), slow_desk.sign_in["Ada"])
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def both(slow_desk: RunningDesk, new_context, ada) -> Callable[..., Both]:
    """A customer who waits, and Ada at the case, who has taken it over."""

    def meet(**options: object) -> Both:
        customer, colleague = new_context().new_page(), new_context(storage_state=ada, **options).new_page()
        customer.goto(slow_desk.url("/"))
        ask(customer, UNKNOWN)
        colleague.goto(slow_desk.url(f"/desk/c/{name_of(customer)}"))
        colleague.get_by_role("button", name="Take over").click()
        expect(colleague.get_by_role("textbox", name=REPLY)).to_be_visible()
        return customer, colleague

    return meet


def send(page: Page) -> None:
    page.get_by_role("textbox", name=REPLY).fill(WORDS)
    page.get_by_role("button", name="Send", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_undo_brings_the_words_back(both, scripts, picture):
    customer, page = both(java_script_enabled=scripts)
    send(page)
    expect(page.get_by_text("not sent yet")).to_be_visible()
    expect(page.get_by_text(re.compile(r"in \d+ seconds"))).to_be_visible()
    assert_accessible(page)
    picture(page, "case-unsent")
    expect(log(customer)).not_to_contain_text(WORDS)

    page.get_by_role("button", name="Undo", exact=True).click()

    expect(page.get_by_role("textbox", name=REPLY)).to_have_value(WORDS)
    expect(page.get_by_text("not sent yet")).to_have_count(0)


def test_undo_is_one_key(both):
    _, page = both()
    send(page)
    expect(page.get_by_text("not sent yet")).to_be_visible()

    strike(page, "z")

    expect(page.get_by_role("textbox", name=REPLY)).to_have_value(WORDS)


def test_resolve_with_a_reply_on_its_way_says_so_and_is_undone_alone(both):
    _, page = both()
    send(page)
    expect(page.get_by_text("not sent yet")).to_be_visible()
    strike(page, "e")
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_text("and then the conversation is closed")).to_be_visible()
    page.go_back()
    strike(page, "z")

    expect(page.get_by_text("not sent yet")).to_be_visible()
    expect(page.get_by_text("and then the conversation is closed")).to_have_count(0)


def test_resolve_is_undone_from_the_list_by_key(both):
    customer, page = both()
    strike(page, "e")
    expect(page.get_by_text("Resolved.")).to_be_visible()
    assert_accessible(page)
    expect(log(customer)).to_contain_text("We have closed this conversation")

    strike(page, "z")

    expect(page.get_by_role("textbox", name=REPLY)).to_be_visible()
    expect(log(customer)).to_contain_text("We have opened this conversation again.")


def test_taking_over_is_undone_by_key_and_the_customer_is_told(both):
    customer, page = both()
    strike(page, "z")

    expect(page.get_by_role("button", name="Take over")).to_be_visible()
    expect(log(customer)).to_contain_text("The person had to go. Another person will answer you.")
    expect(customer.get_by_role("main")).to_contain_text("A person will answer you.")


@pytest.mark.parametrize("slow_desk", ["5"], indirect=True)
class TestLeaving:
    def test_a_reply_leaves_by_itself(self, both):
        customer, page = both()
        send(page)

        expect(log(customer)).to_contain_text(WORDS, timeout=30_000)
        expect(log(page)).to_contain_text(WORDS)
        expect(page.get_by_text("not sent yet")).to_have_count(0)

    def test_what_the_customer_writes_meanwhile_is_read_first(self, both, picture):
        customer, page = both()
        said = customer.get_by_role("textbox", name="Your message")
        said.fill("Wait, paddles!")
        send(page)
        customer.get_by_role("button", name="Send", exact=True).click()

        expect(page.get_by_text("The customer wrote before it left. Read that first.")).to_be_visible(timeout=30_000)
        expect(log(page)).to_contain_text("Wait, paddles!")
        picture(page, "case-held")
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_role("textbox", name=REPLY)).to_have_value(WORDS)
        send(page)
        expect(log(customer)).to_contain_text(WORDS, timeout=30_000)
