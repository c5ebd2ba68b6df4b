"""The gauge itself: axe finds what is planted, and the watch sees what a page must not do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route

from tests.browser.axe import Finding, assert_accessible, axe, version

PAGE = """<!doctype html><html lang="en"><head><title>A page</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css"></head><body><main><h1>A page</h1>{}</main></body></html>"""
STYLE = ".grey { color: #aaa } .fading { background: linear-gradient(white, black) }"
STRICT = {"Content-Security-Policy": "default-src 'self'"}
ADDRESS = "http://127.0.0.1:1/"
FILES = {
    ADDRESS + "style.css": ("text/css", STYLE),
    ADDRESS + "page.js": ("text/javascript", "document.getElementById('new').textContent = 'changed'"),
}


@pytest.fixture
def show(new_context):
    """Show a body under a strict policy, served without a server."""

    def show_it(body: str, **options: object) -> Page:
        context: BrowserContext = new_context(**options)

        def answer(route: Route) -> None:
            kind, content = FILES.get(route.request.url, ("text/html; charset=utf-8", PAGE.format(body)))
            route.fulfill(headers={**STRICT, "Content-Type": kind}, body=content)

        context.route(re.compile(re.escape(ADDRESS)), answer)
        page = context.new_page()
        page.goto(ADDRESS)
        return page

    return show_it


def test_axe_is_recent_enough():
    """4.10 is the first with all rules of WCAG 2.2 that a machine can check."""
    assert (4, 10) <= tuple(int(part) for part in version().split(".")[:2])


def test_a_sound_page_passes_under_its_own_strict_policy(show):
    page = show("<p>Words that can be read.</p>")

    assert_accessible(page)


def test_each_planted_fault_is_found(show):
    page = show('<img src="/style.css"><p class="grey">grey</p><button></button><label>No field</label><input>')

    found = {finding.rule for finding in axe(page).violations}

    assert {"image-alt", "button-name", "label", "color-contrast"} <= found


def test_rules_that_are_off_by_default_are_run_too(show):
    """target-size (WCAG 2.2) and label-content-name-mismatch (experimental) are off unless asked for."""
    page = show('<button aria-label="Other words">Send it</button>')

    assert "label-content-name-mismatch" in {finding.rule for finding in axe(page).violations}


def test_what_axe_cannot_decide_fails_until_it_is_explained(show):
    page = show('<p class="fading">text on a gradient</p>')

    with pytest.raises(AssertionError, match="color-contrast"):
        assert_accessible(page)
    assert_accessible(page, explained={"color-contrast": {".fading": "planted by this test"}})


def test_a_page_without_javascript_is_judged_as_it_was_read(show):
    """What stands in <noscript> is there, and what a script would have changed is not."""
    page = show(
        '<noscript><button></button></noscript><p id="new">old</p><script src="/page.js"></script>',
        java_script_enabled=False,
    )

    found = {finding.rule for finding in axe(page).violations}

    assert "button-name" in found
    assert "old" == page.locator("#new").inner_text()
    assert 1 == page.locator("noscript > button").count()
    assert axe(show("<p>Words.</p>", java_script_enabled=False)).passes


def test_a_finding_says_where_and_what():
    finding = Finding("image-alt", "critical", "Images must have alternative text", "img", "Element has no alt")

    assert "image-alt (critical) at img: Images must have alternative text. Element has no alt" == str(finding)


class TestTheWatch:
    def test_sees_a_breach_of_the_policy(self, show, watch):
        show('<p style="color:red">inline style</p><script>1</script>')

        assert watch.unexpected()
        watch.allow("^policy: ")

    def test_sees_it_without_javascript_too(self, show, watch):
        show('<p style="color:red">inline style</p>', java_script_enabled=False)

        assert watch.unexpected()
        watch.allow("^policy: ")

    def test_sees_a_script_that_fails(self, show, watch):
        page = show("<p>quiet</p>")
        page.evaluate("() => setTimeout(() => { throw new Error('planted') }, 0)")
        page.wait_for_timeout(100)

        assert ["script: planted"] == [wrong.splitlines()[0].replace("Error: ", "") for wrong in watch.unexpected()]
        watch.allow("planted")

    def test_sees_a_request_that_leaves_this_machine(self, show, watch):
        page = show("<p>quiet</p>")

        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):  # and the browser does not let it
            page.goto("http://example.invalid/")

        assert ["leaves this machine: http://example.invalid/"] == watch.unexpected()
        watch.allow("example.invalid")

    def test_is_content_with_a_sound_page(self, show, watch):
        show("<p>quiet</p>")

        assert [] == watch.unexpected()
