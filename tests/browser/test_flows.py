"""A task with steps in a plain browser without scripts: prove the address, cancel an order, read why; then the desk."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walks import log, say
from tests.server import RunningDesk


def newest_code(data: Path) -> str:
    """Return the code in the letter that was carried last."""
    for _ in range(60):
        letters = sorted((data / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime)
        if letters and (
            found := re.search(r"^\s*(\d{6})\s*$|\b(\d{6})\b", letters[-1].read_text().partition("\n\n")[2])
        ):
            return found[1] or found[2]
        time.sleep(0.5)
    raise AssertionError("no letter with a code was carried")


def reads(page: Page, words: str) -> None:
    """Look at the page again until the words stand there: without scripts, and on a busy machine, that takes a while."""
    for _ in range(30):
        if words in log(page).inner_text():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(log(page)).to_contain_text(words)


@pytest.fixture
def kim(open_page, desk_server: RunningDesk) -> Page:
    """A customer without scripts who wrote once, then proved the address of the order."""
    page: Page = open_page("/", javascript=False)
    say(page, "Hello, please cancel my order")
    reads(page, "Please confirm the e-mail address of the order first")
    expect(page.get_by_role("link", name="confirm the e-mail address of the order")).to_have_attribute(
        "href", "/privacy/contact"
    )
    conversation = page.url
    log(page).get_by_role("link", name="confirm the e-mail address of the order").click()
    page.get_by_role("textbox", name="E-mail address").fill("kim@example.org")
    page.get_by_role("button", name="Send a code to it").click()
    page.get_by_label("Code").fill(newest_code(desk_server.data))
    page.locator("form:has(#code) button").click()
    page.goto(conversation)
    return page


def test_an_order_is_cancelled_step_by_step_and_each_word_has_its_reason(kim):
    say(kim, "Please cancel my order NU-20932-0")
    reads(kim, "Shall we cancel your order NU-20932-0 now?")
    say(kim, "yes")
    reads(kim, "Your order NU-20932-0 is cancelled.")

    log(kim).get_by_role("link", name=re.compile("Why this answer")).last.click()

    expect(kim.get_by_role("main")).to_contain_text("Your message belongs to a task with steps")
    expect(kim.get_by_role("main")).to_contain_text("People wrote the words.")
