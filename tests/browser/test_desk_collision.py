"""Two colleagues at one case see each other, and nobody sends over what a colleague wrote meanwhile."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.walks import UNKNOWN, ask, log, name_of, take_over

REPLY = re.compile("Reply as yourself")
LOOKS, WRITES = "Ben is looking at this too", "Ada is writing a reply"


@pytest.fixture
def case(open_page) -> str:
    """The path of the case of a customer who waits."""
    customer = open_page("/")
    ask(customer, UNKNOWN)
    return f"/desk/c/{name_of(customer)}"


@pytest.fixture
def two(open_page, desk_server, case) -> tuple[Page, Page]:
    """Ada has the case; Ben comes to look."""
    ada, ben = open_page("/desk", as_colleague="Ada"), open_page("/desk", as_colleague="Ben")
    take_over(ada, desk_server.url(case))
    ben.goto(desk_server.url(case))
    return ada, ben


def test_the_second_viewer_sees_the_first_at_once_and_the_first_the_second_by_itself(two, picture):
    ada, ben = two

    expect(ben.get_by_role("status").filter(has_text="Ada is looking at this too")).to_be_visible()
    expect(ada.get_by_role("status").filter(has_text=LOOKS)).to_be_visible()
    ada.get_by_role("textbox", name=REPLY).press_sequentially("We")
    expect(ben.get_by_role("status").filter(has_text=WRITES)).to_be_visible()
    assert_accessible(ben)
    picture(ben, "case-somebody-writes")


def test_the_page_asks_often_enough_for_two_seconds(two):
    """What is timed is not the test: between two questions of an open page lie less than two seconds."""
    ada, _ = two
    script = ada.evaluate("fetch(document.querySelector('script[src*=writing]').src).then((answer) => answer.text())")

    (between,) = re.findall(r"setInterval\(here, (\d+)\)", script)
    assert int(between) <= 1500


def test_who_leaves_is_gone_for_the_other(two):
    ada, ben = two
    expect(ada.get_by_role("status").filter(has_text=LOOKS)).to_be_visible()

    ben.goto("about:blank")

    expect(ada.get_by_role("status").filter(has_text=LOOKS)).to_have_count(0)


def test_without_scripts_the_page_says_who_was_here_when_it_was_made(two, open_page, desk_server, case):
    page = open_page("/desk", as_colleague="Ben", javascript=False)
    page.goto(desk_server.url(case))

    expect(page.get_by_text("Ada is looking at this too")).to_be_visible()


def test_a_note_that_came_meanwhile_is_shown_before_anything_is_sent(two):
    ada, ben = two
    ada.evaluate("customElements.whenDefined('fairdesk-live')")
    ada.get_by_role("textbox", name=REPLY).fill("You may send it back.")
    ben.locator("summary", has_text="Write an internal note").click()
    ben.get_by_role("textbox", name="Note for colleagues").fill("She has sent it back already.")
    ben.get_by_role("button", name="Keep the note").click()
    expect(log(ben)).to_contain_text("She has sent it back already.")

    ada.get_by_role("button", name="Send", exact=True).click()

    expect(ada.get_by_text("a colleague wrote while you did")).to_be_visible()
    expect(ada.get_by_role("textbox", name=REPLY)).to_have_value("You may send it back.")
    ada.get_by_role("button", name="Send", exact=True).click()
    expect(log(ada)).to_contain_text("You may send it back.")
