"""What people do on the pages, by the names they see and hear."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

ANSWERED = "How long does the refund for order 4711-0923 take? My address is kim@example.org"
UNKNOWN = "Do you sell canoes?"
BEREAVED = "My father died last week and this was his parcel"

MASKED_AS = "How long does the refund for order"
HEARD = """() => {
  window.heard = [];
  const spoken = document.querySelector('[role="status"][data-part="spoken"]');
  new MutationObserver(() => spoken.textContent.trim() && heard.push(spoken.textContent.trim()))
    .observe(spoken, {childList: true, characterData: true, subtree: true});
}"""
"""Notes each announcement of the page's live region in `window.heard`."""


def field(page: Page) -> Locator:
    """Return where a customer writes."""
    return page.get_by_role("textbox", name="Your message")


def log(page: Page) -> Locator:
    """Return the conversation as it is shown."""
    return page.get_by_role("log")


def say(page: Page, words: str) -> None:
    """Write and send a message as a customer, and see it in the conversation."""
    field(page).fill(words)
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url("**/c/*")
    expect(log(page)).to_contain_text(words)


def ask(page: Page, words: str) -> None:
    """Say something that is answered by the assistant or handed over, and wait until one of the two has happened."""
    answers = said(page).count()
    say(page, words)
    ended(page, answers)


def said(page: Page) -> Locator:
    """Return the assistant's answers."""
    return log(page).get_by_role("heading", name=re.compile(r"Assistant \(AI\) answer"))


def ended(page: Page, answers: int = 0) -> None:
    """Wait until there is one answer more than *answers*, or a person was called."""
    coming = page.get_by_role("banner").get_by_role("link", name="A person is coming")
    without_scripts = page.evaluate("() => matchMedia('(scripting: none)').matches")
    for _ in range(60):
        if said(page).count() > answers or coming.count():
            return
        page.wait_for_timeout(250)
        if without_scripts:
            page.reload()
    raise AssertionError(f"{page.url}: neither an answer nor a person:\n{page.get_by_role('main').inner_text()}")


def name_of(page: Page) -> str:
    """Return the id of the conversation that is open, on the customer's page or at the desk."""
    found = re.search(r"/c/([^/?#]+)", page.url)
    assert found, page.url
    return found.group(1)


def strike(page: Page, *keys: str) -> None:
    """Press keys one after the other, once the page that is there listens to them.

    Text stands before its scripts run: a key pressed between the two is nobody's.
    """
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, target: Locator, limit: int = 80, key: str = "Tab") -> None:
    """Press Tab until *target* has the focus, as a person without a mouse does; fail if it is never reached."""
    for _ in range(limit):
        page.keyboard.press(key)
        if target.count() and target.first.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached with {limit} times {key}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to *target* with Tab and press *key* there."""
    tab_to(page, target)
    page.keyboard.press(key)


def take_over(page: Page, address: str) -> None:
    """Open a case at the desk and take it."""
    page.goto(address)
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_role("textbox", name=re.compile("Reply as yourself"))).to_be_visible()


def reply(page: Page, words: str) -> None:
    """Answer as the colleague who has the case."""
    page.get_by_role("textbox", name=re.compile("Reply as yourself")).fill(words)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(log(page)).to_contain_text(words)
