"""The page where customers tell which groups they belong to: given, seen, changed and taken back, by keyboard and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.walks import ANSWERED, ask, press

GROUPS = "/privacy/groups"


def judge(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert_accessible(page, {})
    assert page.viewport_size
    assert page.viewport_size["width"] >= page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_given_seen_changed_and_taken_back(new_context, desk_server, picture, scripts):
    """By keyboard alone, at 320 pixels."""
    page = new_context(java_script_enabled=scripts, viewport={"width": 320, "height": 640}).new_page()
    page.goto(desk_server.url(GROUPS))
    gender, age = page.get_by_label("What is your gender?"), page.get_by_label("How old are you?")
    expect(page.get_by_text("We keep none of your answers.")).to_be_visible()
    assert [""] * 4 == [each.input_value() for each in page.locator("select").all()], "nothing is chosen beforehand"
    assert 0 == page.get_by_label("Where do you or your family come from?").count(), "no company asks it unsaid"
    judge(page)

    gender.focus()
    page.keyboard.type("Wo")
    with page.expect_navigation():
        press(page, page.get_by_role("button", name="Yes, keep my answers"))
    expect(page.get_by_role("status")).to_contain_text("We keep your answers.")
    assert ["", "woman"] == [age.input_value(), gender.input_value()]
    judge(page)
    picture(page, f"groups told 320{'' if scripts else ' no scripts'}")

    gender.focus()
    page.keyboard.type("I would")
    age.focus()
    page.keyboard.type("45")
    with page.expect_navigation():
        press(page, page.get_by_role("button", name="Yes, keep my answers"))
    page.goto(desk_server.url(GROUPS))
    assert ["45-59", ""] == [age.input_value(), gender.input_value()]

    with page.expect_navigation():
        press(page, page.get_by_role("button", name="No, keep nothing"))
    expect(page.get_by_role("status")).to_contain_text("We keep none of your answers.")
    assert ["", ""] == [age.input_value(), gender.input_value()]
    page.goto(desk_server.url("/privacy/choices"))
    expect(page.locator("#disclose")).to_contain_text("What you told us of yourself: deleted: 1")


def test_yes_and_no_are_of_one_size_and_one_look(new_context, desk_server, picture):
    page = new_context().new_page()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(desk_server.url(GROUPS))
        one, other = (page.get_by_role("button", name=name) for name in ("Yes, keep my answers", "No, keep nothing"))
        look = (
            "e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.borderColor, s.fontWeight] }"
        )
        first, second = one.bounding_box(), other.bounding_box()
        assert first
        assert second
        assert (first["width"], first["height"]) == pytest.approx((second["width"], second["height"]), abs=0.5)
        assert one.evaluate(look) == other.evaluate(look)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            picture(page, f"groups {width} {scheme}")


def test_it_is_found_where_people_look_for_it_and_never_in_the_way(new_context, desk_server):
    page = new_context().new_page()
    page.goto(desk_server.url("/"))
    ask(page, ANSWERED)
    links = page.locator(f"a[href*='{GROUPS}']")
    assert 0 == links.count(), "no conversation leads there"

    for place in ("/privacy/choices", "/privacy", "/how-our-ai-works"):
        page.goto(desk_server.url(place))
        links.first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Groups you belong to")
    page.goto(desk_server.url("/"))
    assert 0 == links.count()


def test_words_that_changed_keep_what_was_answered(new_context, desk_server):
    page = new_context().new_page()
    page.goto(desk_server.url(GROUPS))
    page.locator("input[name=version]").evaluate("e => { e.value = 'other words' }")
    page.get_by_label("What is your gender?").select_option("man")
    page.get_by_role("button", name="Yes, keep my answers").click()

    expect(page.get_by_role("alert")).to_contain_text(re.compile("These words have changed"))
    assert "man" == page.get_by_label("What is your gender?").input_value()
    page.goto(desk_server.url(GROUPS))
    expect(page.get_by_text("We keep none of your answers.")).to_be_visible()
