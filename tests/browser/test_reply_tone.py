"""How a draft reads is told beside the composer while it is typed, and by a button without scripts; axe finds nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import SCHEMES, WIDTHS
from tests.browser.walks import BEREAVED, ask, name_of, take_over

CURT = "Unfortunately I cannot do that. Why did you wait?"


def composing(open_page, **options) -> Page:
    customer = open_page("/", **options)
    ask(customer, BEREAVED)
    desk = open_page("/desk", as_colleague="Ada", **options)
    take_over(desk, re.sub(r"/desk.*", f"/desk/c/{name_of(customer)}", desk.url))
    return desk


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_while_it_is_typed(open_page, picture, width, scheme):
    desk = composing(open_page, width=width, scheme=scheme)
    field = desk.get_by_role("textbox", name=re.compile("Reply as yourself"))

    field.press_sequentially(CURT)

    told = desk.locator("#tone")
    expect(told).to_contain_text("rather cool, rather curt.")
    expect(told).to_contain_text("“Unfortunately” (office language)")
    assert_accessible(desk)
    picture(desk, f"tone-{width}-{scheme}")
    field.fill("I am so sorry. We are here for you.")
    expect(told).to_contain_text("rather warm")


def test_by_a_button_without_scripts(open_page):
    desk = composing(open_page, javascript=False)
    field = desk.get_by_role("textbox", name=re.compile("Reply as yourself"))
    field.fill(CURT)

    desk.get_by_role("button", name="How does it read?").click()

    expect(desk.locator("#tone")).to_contain_text("rather cool, rather curt.")
    expect(field).to_have_value(CURT)
