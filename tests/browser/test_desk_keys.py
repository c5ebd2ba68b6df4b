"""The desk by single keys: the whole task in few presses, the list of them, the switch, and never while somebody writes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.walks import UNKNOWN, ask, field, log, name_of, strike

REPLY = re.compile("Reply as yourself")


class Counted:
    """A keyboard that counts what is pressed besides the text of a reply."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def __call__(self, *keys: str) -> None:
        """Press keys; each of a chord counts."""
        for key in keys:
            strike(self.page, key)
            self.presses += len(key.split("+"))


@pytest.fixture
def waiting(start_desk, new_context) -> tuple[Page, Page]:
    """A customer who waits, and a colleague at the list of a desk with nobody else in it."""
    from tests.browser.conftest import sign_in

    desk = start_desk()
    customer, colleague = new_context().new_page(), new_context().new_page()
    customer.goto(desk.url("/"))
    ask(customer, UNKNOWN)
    sign_in(colleague, desk.sign_in["Ada"])
    return customer, colleague


def test_open_next_read_reply_resolve_in_twelve_presses(waiting):
    customer, page = waiting
    press = Counted(page)

    for _ in range(page.locator('[data-part="queue"] a').count()):
        press("j")
        if name_of(customer) in (page.evaluate("document.activeElement.href") or ""):
            break
    rows = press.presses  # whoever is more urgent stands before: going to the next one is one press
    press("Enter")
    expect(log(page)).to_contain_text(UNKNOWN)
    press("a")
    expect(page.get_by_text("with you", exact=True).first).to_be_visible()
    press("r")
    expect(page.get_by_role("textbox", name=REPLY)).to_be_focused()
    page.keyboard.type("We sell umbrellas alone, I am afraid.")
    press("Control+Enter")
    expect(log(page)).to_contain_text("We sell umbrellas alone")
    press("e")

    expect(page).to_have_url(re.compile(r"/desk(\?|$)"))
    assert press.presses - rows + 1 <= 12
    expect(log(customer)).to_contain_text("We sell umbrellas alone")
    expect(log(customer)).to_contain_text("We have closed this conversation")


def test_taking_over_is_one_key_and_the_customer_sees_it(waiting):
    customer, page = waiting
    page.goto(page.url.replace("/desk", f"/desk/c/{name_of(customer)}"))

    strike(page, "a")

    expect(log(customer)).to_contain_text("Ada (a person) is here now")
    expect(customer.get_by_role("banner")).to_contain_text("A person is with you")


class TestKeys:
    @pytest.fixture
    def page(self, open_page) -> Page:
        """Ben, at the desk's list."""
        return open_page("/desk?view=all", as_colleague="Ben")

    def test_a_question_mark_lists_them_and_escape_closes(self, page, picture):
        strike(page, "?")

        keys = page.get_by_role("dialog", name="Keys")
        expect(keys).to_contain_text("Take over: the assistant falls silent at once")
        assert {"j", "k", "r", "n", "e", "a", "s", "/", "?", "g", "i"} <= set(keys.locator("kbd").all_inner_texts())
        assert_accessible(page)
        picture(page, "desk-keys")
        strike(page, "Escape")
        expect(keys).to_have_count(0)

    def test_two_keys_after_one_another_lead_to_the_list(self, page):
        page.goto(page.url.split("?")[0] + "/keyboard")
        page.get_by_role("heading", name="Keyboard", exact=True).click()

        strike(page, "g")
        strike(page, "i")

        expect(page).to_have_url(re.compile("/desk$"))

    def test_up_and_down_the_list(self, page):
        rows = page.locator('[data-part="queue"] a')
        assert 2 < rows.count()

        strike(page, "j")
        strike(page, "j")
        expect(rows.nth(1)).to_be_focused()
        strike(page, "k")

        expect(rows.nth(0)).to_be_focused()

    def test_what_is_not_here_is_said(self, page):
        strike(page, "e")

        expect(page.get_by_role("status").filter(has_text="Resolve: not here")).to_have_count(1)


def test_never_while_somebody_writes(waiting):
    customer, page = waiting
    page.goto(page.url.replace("/desk", f"/desk/c/{name_of(customer)}"))
    strike(page, "a")
    reply = page.get_by_role("textbox", name=REPLY)

    reply.click()
    page.keyboard.type("ear? jkn/")
    expect(reply).to_have_value("ear? jkn/")
    strike(page, "Escape")
    expect(reply).not_to_be_focused()
    strike(page, "n")

    expect(page.get_by_role("textbox", name="Note for colleagues")).to_be_focused()
    expect(reply).to_have_value("ear? jkn/")


def test_turned_off_they_do_nothing_and_changed_they_are_others(waiting):
    customer, page = waiting
    case = page.url.replace("/desk", f"/desk/c/{name_of(customer)}")
    page.goto(page.url + "/keyboard")
    page.get_by_label("Take over: the assistant").fill("w")
    page.get_by_role("button", name="Keep these keys").click()
    expect(page.get_by_text("Your keys are kept.")).to_be_visible()
    page.goto(case)
    strike(page, "a")
    page.wait_for_timeout(300)
    expect(page.get_by_role("button", name="Take over")).to_be_visible()
    strike(page, "w")
    expect(page.get_by_text("with you", exact=True).first).to_be_visible()

    page.goto(case.split("/c/")[0] + "/keyboard")
    page.get_by_label("Single keys are on").uncheck()
    page.get_by_role("button", name="Keep these keys").click()
    page.goto(case)
    strike(page, "e")
    strike(page, "?")
    page.wait_for_timeout(300)

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert case == page.url
    page.get_by_role("textbox", name=REPLY).fill("Sent with both hands.")
    strike(page, "Control+Enter")
    expect(log(page)).to_contain_text("Sent with both hands.")


def test_a_customers_page_has_no_single_keys(open_page):
    page = open_page("/")

    field(page).press("Escape")
    page.get_by_role("heading").first.click()
    strike(page, "?")

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert 0 == page.locator('script[src*="keys"]').count()
