"""Saying no is as easy as saying yes: measured in pixels, presses and words, by mouse, keyboard and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fairdesk.consent.purposes import Purpose
from tests.browser.axe import assert_accessible
from tests.browser.walks import ANSWERED, ask, press

PURPOSES = list(Purpose)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request, new_context, desk_server) -> Page:
    """Somebody who was answered and looks at their choices."""
    page: Page = new_context(java_script_enabled=request.param).new_page()
    page.goto(desk_server.url("/"))
    ask(page, ANSWERED)
    page.goto(desk_server.url("/privacy/choices"))
    return page


def buttons(page: Page, purpose: str):
    """Return the button for yes and the one for no."""
    return page.locator(f"#{purpose} button[value=yes]"), page.locator(f"#{purpose} button[value=no]")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_two_buttons_are_of_one_size_and_one_look(page, width, language):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(page.url.partition("?")[0] + f"?lang={language}")
    look = "e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.borderColor, s.fontSize, s.fontWeight] }"

    for purpose in PURPOSES:
        yes, no = buttons(page, purpose)
        one, other = yes.bounding_box(), no.bounding_box()
        assert one
        assert other
        assert (one["width"], one["height"]) == pytest.approx((other["width"], other["height"]), abs=0.5), purpose
        assert one["y"] == pytest.approx(other["y"], abs=0.5), "side by side: neither comes first"
        assert yes.evaluate(look) == no.evaluate(look)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_each_takes_one_press_and_no_further_question(page, answer):
    for purpose in PURPOSES:
        yes, no = buttons(page, purpose)
        (yes if answer == "yes" else no).click()

        expect(page.locator(f"#{purpose} [role=status]")).to_contain_text("We kept your choice.")
        assert "/privacy/choices" in page.url
    assert 0 == page.get_by_role("dialog").count()


def test_nothing_is_ticked_or_pressed_beforehand(page):
    assert 0 == page.locator("input:checked").count()
    assert 0 == page.locator("[aria-pressed=true]").count()
    assert 0 == page.locator("button[autofocus]").count()


def test_after_a_no_the_report_stands_there_and_axe_finds_nothing(new_context, desk_server):
    page = new_context().new_page()
    page.goto(desk_server.url("/"))
    ask(page, ANSWERED)
    page.goto(desk_server.url("/privacy/choices"))
    buttons(page, "ai_answer")[1].click()

    expect(page.locator("#ai_answer")).to_contain_text("Conversations that people have taken over: 1")
    page.locator("#ai_answer summary").last.click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert_accessible(page, {})
    page.get_by_role("link", name="All notices we ever showed").click()
    page.get_by_role("list").get_by_role("link", name="An automated assistant answers first").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A notice, word for word")
    assert_accessible(page, {})


def test_by_keyboard_alone(new_context, desk_server):
    page = new_context().new_page()
    page.goto(desk_server.url("/privacy/choices"))
    press(page, buttons(page, "improve")[1])

    expect(page.locator("#improve")).to_contain_text("You said no.")


def test_the_browsers_signal_is_answered_in_words(new_context, desk_server):
    page = new_context(extra_http_headers={"Sec-GPC": "1"}).new_page()
    page.goto(desk_server.url("/privacy/choices"))

    expect(page.get_by_text("Your browser asks us not to use your words")).to_be_visible()
    expect(page.locator("#contact")).to_contain_text("No: your browser asks so.")
    assert_accessible(page, {})
