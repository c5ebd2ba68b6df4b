"""Every page of colleagues in every state: axe-core finds nothing, in light, dark, 1280 and 320 px; nothing scrolls sideways."""

from __future__ import annotations

import pytest

from tests.browser.every_page import OF_COLLEAGUES, judge


@pytest.mark.parametrize("name", OF_COLLEAGUES)
def test_a_page_of_colleagues(arrive, picture, name):
    page = arrive(*OF_COLLEAGUES[name])

    judge(page)
    picture(page, f"desk {name}")
