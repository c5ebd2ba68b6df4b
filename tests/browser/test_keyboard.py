"""Everything by keyboard alone: the customer's tasks, the desk's day, and a focus that is always seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walks import ANSWERED, UNKNOWN, ask, ended, field, log, name_of, press, tab_to

STANDS_ON = """() => {
  const on = document.activeElement;
  if (!on || on === document.body) return null;
  const box = on.getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const at = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) =>
    document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y));
  const ring = [on, on.closest(".composer")].some((part) => part && getComputedStyle(part).outlineStyle !== "none");
  return {name: on.outerHTML.slice(0, 120), ring,
          seen: bottom - top > 1 && at.filter((there) => there && (on.contains(there) || there.contains(on))).length};
}"""
"""What has the focus: whether a ring is drawn, and at how many of five points it is what one sees."""


def walk_through(page: Page) -> int:
    """Tab through all of *page*; fail where the focus is not seen. Return how many places it stood on."""
    places = 0
    for _ in range(120):
        page.keyboard.press("Tab")
        on = page.evaluate(STANDS_ON)
        if on is None:
            break
        places += 1
        assert on["ring"], f"{page.url}: no focus ring on {on['name']}"
        assert on["seen"] >= 3, f"{page.url}: the focus is covered or out of sight on {on['name']} ({on['seen']}/5)"
    return places


class TestACustomer:
    def test_sees_what_is_kept_and_takes_a_copy(self, open_page):
        page = open_page("/")
        ask(page, ANSWERED)

        press(page, page.get_by_role("link", name="Your data"))
        page.wait_for_url("**/privacy")
        press(page, page.locator("#messages > summary"))
        expect(page.locator("#messages")).to_contain_text(ANSWERED)
        tab_to(page, page.get_by_role("button", name="Download my data"))
        with page.expect_download() as download:
            page.keyboard.press("Enter")

        assert download.value.suggested_filename.startswith("my-data-")

    def test_asks_looks_why_takes_the_receipt_and_reaches_a_person(self, open_page):
        page = open_page("/")

        tab_to(page, field(page))
        page.keyboard.type(ANSWERED)
        press(page, page.get_by_role("button", name="Send", exact=True))
        page.wait_for_url("**/c/*")
        ended(page)

        press(page, page.get_by_role("link", name="Why this answer? Answer 1"))
        expect(page.get_by_role("heading", name="Why answer 1?")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("[EMAIL_1]")

        receipt = page.get_by_role("link", name="Download the receipt")
        for _ in range(40):
            if receipt.count():
                break
            page.wait_for_timeout(500)
            page.reload()
        with page.expect_download() as download:
            press(page, receipt)
        assert re.fullmatch(r"receipt-\w+\.txt", download.value.suggested_filename)

        press(page, page.get_by_role("link", name="Back to the conversation"))
        press(page, page.get_by_role("button", name="This did not help Answer 1"))
        expect(log(page)).to_contain_text("You said that answer 1 did not help")
        expect(page.get_by_role("link", name="A person is coming")).to_be_visible()

    def test_reaches_a_person_with_the_second_key_press_after_the_name(self, open_page):
        """Skip link, name, language, person: it stands in the same place on every page and needs no reason."""
        page = open_page("/")

        tab_to(page, page.get_by_role("button", name="A person instead"), limit=4)
        page.keyboard.press("Enter")

        expect(log(page)).to_contain_text("You asked for a person. The assistant is silent now.")

    def test_skips_to_the_content(self, open_page):
        page = open_page("/")

        press(page, page.get_by_role("link", name="Skip to the content"))
        page.keyboard.press("Tab")

        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    def test_changes_the_language(self, open_page):
        page = open_page("/")

        press(page, page.locator("summary", has_text="English"))
        press(page, page.get_by_role("link", name="Deutsch"))

        expect(page.locator("html")).to_have_attribute("lang", "de")


def test_the_desk_from_the_queue_to_the_closed_case(open_page):
    """Open, read, take over, reply, write a note, give back, take again, close."""
    customer = open_page("/")
    ask(customer, UNKNOWN)
    page = open_page("/desk", as_colleague="Ada")

    press(page, page.get_by_role("link", name=re.compile("^Waiting")))
    press(page, page.locator(f'a[href*="{name_of(customer)}"]'))
    expect(log(page)).to_contain_text(UNKNOWN)
    press(page, page.get_by_role("button", name="Take over"))
    expect(page.get_by_text("with you", exact=True).first).to_be_visible()

    tab_to(page, page.get_by_role("textbox", name=re.compile("Reply as yourself")))
    page.keyboard.type("We sell umbrellas alone, I am afraid.")
    press(page, page.get_by_role("button", name="Send", exact=True))
    expect(log(page)).to_contain_text("We sell umbrellas alone")

    press(page, page.locator("summary", has_text="Write an internal note"))
    tab_to(page, page.get_by_role("textbox", name="Note for colleagues"))
    page.keyboard.type("Asks for canoes, the third this week")
    press(page, page.get_by_role("button", name="Keep the note"))
    expect(log(page)).to_contain_text("the third this week")

    press(page, page.get_by_role("button", name="Return to the assistant"))
    expect(log(page)).to_contain_text("Given back to the assistant")
    press(page, page.get_by_role("button", name="Take over"))
    press(page, page.get_by_role("button", name="Resolve"))

    expect(page).to_have_url(re.compile(r"/desk(\?|$)"))
    expect(log(customer)).to_contain_text("We have closed this conversation")
    expect(log(customer)).not_to_contain_text("the third this week")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["Company", "People", "Requests", "Restricted", "Processing"])
def test_each_room_of_the_office_is_reached_and_says_that_one_is_there(open_page, name, width):
    page = open_page("/desk", width=width, as_colleague="Cleo")
    office = page.locator("details", has=page.locator("summary", has_text="Office"))

    press(page, office.locator("summary"))
    tab_to(page, office.get_by_role("link", name=name), limit=10)
    on = page.evaluate(STANDS_ON)
    assert on["ring"]
    assert on["seen"] >= 3
    assert width >= page.evaluate("document.documentElement.scrollWidth")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("/desk/"))
    expect(office.locator("a[aria-current]")).to_have_text(re.compile(name))


def test_one_stops_the_assistant_and_two_start_it_again(start_desk, new_context):
    desk = start_desk()
    ada, ben = (new_context().new_page() for _ in range(2))
    for page, name in ((ada, "Ada"), (ben, "Ben")):
        page.goto(desk.sign_in[name])
        press(page, page.get_by_role("button", name="Sign in"))
        page.wait_for_url("**/desk")

    press(ada, ada.get_by_role("banner").get_by_role("link", name="Stop the assistant"))
    tab_to(ada, ada.get_by_role("textbox", name=re.compile("^Why")))
    ada.keyboard.type("Wrong prices in an article")
    press(ada, ada.get_by_role("button", name="Stop the assistant now"))
    expect(ada.get_by_role("status").filter(has_text="The assistant is stopped.")).to_be_visible()
    expect(ben.get_by_role("banner")).to_contain_text("Assistant stopped")  # on his open page, without a reload

    press(ada, ada.get_by_role("button", name="Ask to start again"))
    expect(ada.get_by_role("main")).to_contain_text("You have asked already")
    press(ben, ben.get_by_role("banner").get_by_role("link", name="Start again"))
    press(ben, ben.get_by_role("button", name="Agree: start again"))

    expect(ben.get_by_role("status").filter(has_text="Two people agreed")).to_be_visible()
    expect(ben.get_by_role("banner")).to_contain_text("Assistant on")


@pytest.mark.parametrize("path", ["/", "/what-is-this", "/what-we-keep"])
def test_the_focus_is_seen_on_a_small_screen_of_customers(open_page, path):
    page = open_page(path, width=320)
    page.set_viewport_size({"width": 320, "height": 256})

    assert 8 <= walk_through(page)


def test_the_focus_is_seen_in_a_conversation_on_a_small_screen(open_page):
    page = open_page("/", width=320)
    ask(page, ANSWERED)

    for height in (256, 640):
        page.set_viewport_size({"width": 320, "height": height})
        page.reload()
        assert 10 <= walk_through(page)


@pytest.mark.parametrize("path", ["/desk", "/desk/stop"])
def test_the_focus_is_seen_on_a_small_screen_of_colleagues(open_page, path):
    page = open_page(path, width=320, as_colleague="Ada")

    for height in (256, 640):
        page.set_viewport_size({"width": 320, "height": height})
        page.reload()
        assert 8 <= walk_through(page)
