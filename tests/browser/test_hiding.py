"""The whole way of a survivor on a shared computer: she writes, hides it, he looks, she comes back; with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.walks import field, log

WORDS = "My husband beats me and reads my phone. I need to change the address of my order."
OF_IT = re.compile("beats me|not your fault|hidden conversation", re.IGNORECASE)


def send(page: Page, words: str) -> None:
    field(page).fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_the_first_word_to_the_way_back(new_context, desk_server, picture, scripts):
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(desk_server.url("/"))
    send(page, WORDS)
    expect(log(page)).to_contain_text("You can also hide this conversation")
    was_at = page.url

    # Where the first words say, she hides it, and writes down the code.
    page.get_by_role("contentinfo").get_by_role("link", name="Leave this page quickly").click()
    about = page.url
    page.get_by_role("button", name="Hide it and show the code").click()
    code = page.locator("main code").inner_text()
    assert about == page.url, "the history of the browser says nothing of it"
    if scripts:
        assert_accessible(page)
        picture(page, "hidden-code")
    page.get_by_role("link", name="Go on").click()

    # He takes the computer: back, reload, the address itself, the privacy centre.
    for look in (
        lambda: page.reload(),
        lambda: page.goto(was_at),
        lambda: page.reload(),
        lambda: page.goto(desk_server.url("/privacy")),
        lambda: page.goto(desk_server.url("/exit/about")),
        lambda: page.goto(desk_server.url("/")),
    ):
        look()
        assert not OF_IT.search(page.content()), page.url
    assert [] == [cookie for cookie in page.context.cookies() if cookie["name"].startswith("fairdesk")]

    # She comes back with the code, as a message, answers, and closes it.
    send(page, code)
    expect(log(page)).to_contain_text("beats me")
    expect(page.get_by_text("A hidden conversation is open.")).to_be_visible()
    if scripts:
        assert_accessible(page)
        picture(page, "hidden-open")
    send(page, "Is somebody there?")
    expect(log(page)).to_contain_text("Is somebody there?")
    page.get_by_role("button", name="Close it").click()
    assert not OF_IT.search(page.content())
    page.goto(was_at)
    assert not OF_IT.search(page.content())


def test_a_live_page_opens_it_without_keeping_the_code(new_context, desk_server):
    page = new_context().new_page()
    page.goto(desk_server.url("/"))
    send(page, WORDS)
    page.goto(desk_server.url("/exit/about"))
    page.get_by_role("button", name="Hide it and show the code").click()
    code = page.locator("main code").inner_text()
    page.goto(desk_server.url("/"))
    send(page, "How long does a refund take?")
    expect(log(page)).to_contain_text("refund")

    send(page, code)

    expect(log(page)).to_contain_text("beats me")
    assert code not in page.evaluate("JSON.stringify(sessionStorage)")


def test_where_it_is_offered(open_page, look, picture):
    page = open_page("/", **look)
    send(page, "How long does a refund take?")
    page.get_by_role("contentinfo").get_by_role("link", name="Leave this page quickly").click()

    expect(page.get_by_role("button", name="Hide it and show the code")).to_be_visible()
    assert_accessible(page)
    picture(page, f"hide-{page.viewport_size['width']}-{look['scheme']}")


@pytest.mark.parametrize("language", ["en", "de", "ar", "uk", "pl"])
def test_on_a_narrow_page_leaving_and_a_person_share_a_line(open_page, language, picture):
    page = open_page("/", width=320)
    send(page, "How long does a refund take?")
    expect(log(page)).to_contain_text("refund")
    page.goto(f"{page.url.partition('#')[0]}?lang={language}")

    leave, person = (
        page.locator("a.leave").bounding_box(),
        page.locator("header [data-part=help] .button").first.bounding_box(),
    )
    picture(page, f"narrow-{language}")
    assert leave["y"] < person["y"] + person["height"]
    assert person["y"] < leave["y"] + leave["height"]
