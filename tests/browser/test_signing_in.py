"""A customer comes back with a code, on a small telephone, with scripts and without; a second person starts afresh."""

from __future__ import annotations

import email
import hashlib
import re
import time
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.walks import ANSWERED, ask, press, tab_to
from tests.server import RunningDesk

DANAS = "dana.{}@example.org"


def letters(desk: RunningDesk, to: str) -> list[EmailMessage]:
    """Return the letters in the folder that went to an address, the oldest first."""
    found = sorted((desk.data / "mail").glob("*.eml"))
    read = [email.message_from_bytes(Path(file).read_bytes(), policy=policy.default) for file in found]
    return [letter for letter in read if letter["To"] == to]


def next_letter(desk: RunningDesk, to: str, before: int) -> str:
    """Wait until there is one letter more than *before*, and return its text."""
    for _ in range(80):
        if len(came := letters(desk, to)) > before:
            return str(came[-1].get_body(("plain",)).get_content())  # type: ignore[union-attr]
        time.sleep(0.25)
    raise AssertionError(f"no letter to {to} after {before}")


def code_in(text: str) -> str:
    found = re.search(r"Your code is (\d{6})", text)
    assert found
    return found[1]


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def small(request, open_page) -> Page:
    """A small telephone, dark."""
    return open_page("/", javascript=request.param, width=320, scheme="dark")


@pytest.fixture
def address(request) -> str:
    """An address of this test's own: the desk is shared, and so are its limits."""
    return DANAS.format(hashlib.sha256(request.node.name.encode()).hexdigest()[:8])


@pytest.fixture
def gives(desk_server: RunningDesk) -> Callable[[Page, str], None]:
    def give(page: Page, to: str) -> None:
        page.goto(desk_server.url("/privacy/contact"))
        before = len(letters(desk_server, to))
        page.get_by_label("E-mail address").fill(to)
        page.get_by_role("button", name="Send a code to it").click()
        page.get_by_label("Code").fill(code_in(next_letter(desk_server, to, before)))
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("main")).to_contain_text("It is yours: a code proved it.")

    return give


def test_comes_back_with_a_code_and_finds_her_conversation(small, desk_server, open_page, gives, address, picture):
    ask(small, ANSWERED)
    gives(small, address)

    other = open_page("/privacy/sign-in", width=320, javascript=False)
    other.get_by_label("E-mail address").fill(address)
    other.get_by_role("button", name="Send me a code").click()
    field = other.get_by_label("Code")
    assert ("one-time-code", "numeric") == (field.get_attribute("autocomplete"), field.get_attribute("inputmode"))
    text = next_letter(desk_server, address, 1)
    field.fill("000000" if code_in(text) != "000000" else "111111")
    other.get_by_role("button", name="Continue").click()
    expect(other.get_by_role("alert")).to_contain_text("You have 4 more tries.")
    assert_accessible(other, {})
    picture(other, "code, wrong")
    other.get_by_label("Code").fill(code_in(text))
    other.get_by_role("button", name="Continue").click()

    other.goto(desk_server.url("/"))
    other.get_by_role("link", name="Continue it").click()
    expect(other.get_by_role("log")).to_contain_text("How long does the refund")
    assert 320 >= other.evaluate("document.documentElement.scrollWidth")


def test_a_link_signs_in_by_its_button_alone(small, desk_server, open_page, gives, address):
    ask(small, ANSWERED)
    gives(small, address)
    asking = open_page("/privacy/sign-in")
    asking.get_by_label("E-mail address").fill(address)
    asking.get_by_role("button", name="Send me a code").click()
    link = re.search(r"http://\S+(/privacy/link/\S+)", next_letter(desk_server, address, 1))
    assert link

    open_page(link[1])  # a preview of a mail program
    page = open_page(link[1], width=320)
    assert_accessible(page, {})
    page.get_by_role("button", name="Open").click()
    page.goto(desk_server.url("/"))
    expect(page.get_by_role("link", name="Continue it")).to_be_visible()
    open_page(link[1], status=403)


def test_nobody_learns_whether_an_address_is_known(open_page, desk_server):
    page = open_page("/privacy/sign-in", javascript=False)
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_role("button", name="Send me a code").click()

    expect(page.get_by_role("main")).to_contain_text("If we know this address")
    time.sleep(2)
    assert [] == letters(desk_server, "nobody@example.org")


def test_the_next_person_on_the_telephone_starts_afresh(small, desk_server):
    ask(small, ANSWERED)
    conversation = small.url
    small.get_by_role("link", name="This is not me").click()
    small.get_by_role("button", name="Start fresh").click()

    expect(small.get_by_role("heading", name="How can we help?")).to_be_visible()
    assert 0 == small.get_by_role("link", name="Continue it").count()
    small.go_back()
    assert "How long does the refund" not in small.get_by_role("main").inner_text()
    assert small.goto(conversation).status == 404


def test_two_places_are_joined_and_taken_apart_with_the_keyboard(open_page, desk_server, gives, address, picture):
    first = open_page("/")
    ask(first, ANSWERED)
    gives(first, address)
    second = open_page("/")
    ask(second, "Do you sell canoes?")
    second.goto(desk_server.url("/privacy/sign-in"))
    tab_to(second, second.get_by_label("E-mail address"))
    second.keyboard.type(address)
    second.keyboard.press("Enter")
    second.wait_for_url("**/privacy/sign-in/*")
    tab_to(second, second.get_by_label("Code"))
    second.keyboard.type(code_in(next_letter(desk_server, address, 1)))
    second.keyboard.press("Enter")
    expect(second.get_by_role("heading", name="Was this you as well?")).to_be_visible()
    assert_accessible(second, {})
    picture(second, "together")
    yes, no = (second.get_by_role("button", name=name) for name in ("Yes, that was me", "No, somebody else"))
    assert yes.get_attribute("class") == no.get_attribute("class")
    press(second, yes)

    expect(second.get_by_role("heading", name="Your conversations are together")).to_be_visible()
    assert_accessible(second, {})
    press(second, second.get_by_role("button", name="Take them apart again"))
    expect(second.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert 0 == second.get_by_role("button", name="Take them apart again").count()


def test_wishes_are_kept_and_faults_are_named(open_page, small, desk_server):
    ask(small, ANSWERED)
    small.goto(desk_server.url("/privacy/contact"))
    small.get_by_role("textbox", name="From").fill("half past six")
    small.get_by_role("button", name="Save").click()
    expect(small.get_by_role("alert")).to_contain_text("We could not read the times.")
    assert "half past six" == small.get_by_role("textbox", name="From").input_value()
    assert_accessible(small, {})

    small.get_by_role("textbox", name="From").fill("18:30")
    small.get_by_role("textbox", name="To", exact=True).fill("20:00")
    small.get_by_label("Letters must not show").check()
    small.get_by_role("button", name="Save").click()
    expect(small.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert "18:30" == small.get_by_role("textbox", name="From").input_value()
    assert small.get_by_label("Letters must not show").is_checked()
