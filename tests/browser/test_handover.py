"""The hand-over in a browser: the brief is read and corrected, a question is not asked twice, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walks import log, name_of, say, take_over

ORDER = "My order ORDER-20931 came broken"


def handed_over(open_page, **options) -> tuple[Page, Page]:
    """Return a customer's page after they asked for a person, and the desk's page of the colleague who took it."""
    customer = open_page("/", **options)
    say(customer, ORDER)
    customer.get_by_role("banner").get_by_role("button", name="A person instead").click()
    expect(customer.get_by_role("main")).to_contain_text("A person will answer you.")
    desk = open_page("/desk", as_colleague="Ada", **options)
    take_over(desk, re.sub(r"/desk.*", f"/desk/c/{name_of(customer)}", desk.url))
    return customer, desk


def reply_field(desk: Page):
    return desk.get_by_role("textbox", name=re.compile("Reply as yourself"))


def test_a_draft_that_asks_again_is_told_while_it_is_typed_and_goes_when_sent(open_page, picture):
    _, desk = handed_over(open_page)

    reply_field(desk).press_sequentially("Could you send me your order number?")

    expect(desk.get_by_role("status").filter(has_text="The customer gave this already")).to_contain_text(
        "ORDER-20931"
    )
    picture(desk, "given-1280")
    reply_field(desk).fill("A new one leaves today.")
    expect(desk.get_by_text("The customer gave this already")).to_have_count(0)
    reply_field(desk).fill("Your order number, please?")
    expect(desk.get_by_text("The customer gave this already")).to_be_visible()
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(log(desk)).to_contain_text("Your order number, please?")


def test_without_scripts_send_stops_once_and_the_customer_corrects_the_brief(open_page, picture):
    customer, desk = handed_over(open_page, javascript=False)
    reply_field(desk).fill("Your order number, please?")
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("ORDER-20931")
    picture(desk, "given-without-scripts")

    customer.reload()
    customer.get_by_role("link", name="Read or correct what they are told").first.click()
    expect(customer.get_by_role("main")).to_contain_text("Ada (a person) reads this first")
    picture(customer, "brief-1280")
    customer.get_by_label("What you need").fill("My coat came broken and I need it on Friday")
    customer.get_by_role("button", name="Keep my correction").click()
    expect(log(customer)).to_contain_text("You corrected what is noted of your case.")

    desk.goto(desk.url.split("#")[0].replace("/reply", ""))
    expect(desk.get_by_role("heading", level=1)).to_contain_text("My coat came broken")
    picture(desk, "case-corrected")


@pytest.mark.parametrize(
    ("locale", "scheme", "width"), [("en", "dark", 320), ("ar", "light", 320), ("ar", "dark", 1280)]
)
def test_the_brief_fits_every_width_and_direction(open_page, picture, locale, scheme, width):
    page = open_page("/", width=width, scheme=scheme, locale=locale)
    page.locator("textarea").fill("Where is order ORDER-20931?")
    page.locator("form.composer button").click()
    page.wait_for_url("**/c/*")
    page.wait_for_selector(".card.wait, .said.ai, .said.prepared")
    if not page.locator(".card.wait").count():  # in some languages no article answers, and people have it already
        page.locator("header form button").first.click()
    page.wait_for_selector(".card.wait")
    picture(page, f"waiting-{locale}-{scheme}-{width}")

    page.locator('a[href$="/brief"]').first.click()
    page.wait_for_url("**/brief")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, f"brief-{locale}-{scheme}-{width}")
