"""Somebody who must not be seen leaves at once: nothing of it is left on the way back, in the cache, or by asking again."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.walks import ANSWERED, ask, field, log, say

WORDS = re.compile("refund|4711|kim@example", re.IGNORECASE)


class _Elsewhere(http.server.BaseHTTPRequestHandler):
    asked: list[str | None] = []

    def do_GET(self) -> None:
        if self.path == "/weather":
            self.asked.append(self.headers.get("Referer"))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>The weather</title><h1>The weather</h1>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """Another site, on this machine."""
    server = http.server.ThreadingHTTPServer(("localhost", 0), _Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/weather"
    server.shutdown()


@pytest.fixture(scope="module")
def away_desk(tmp_path_factory, elsewhere):
    """A desk that leads there."""
    from tests.server import running_desk

    with running_desk(tmp_path_factory.mktemp("leaving"), FAIRDESK_EXIT_ADDRESS=elsewhere) as desk:
        yield desk


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request, new_context, away_desk) -> Page:
    """Somebody who has written, on a machine that others use."""
    page: Page = new_context(java_script_enabled=request.param).new_page()
    page.goto(away_desk.url("/"))
    ask(page, ANSWERED)
    return page


@pytest.fixture
def with_scripts(new_context, away_desk) -> Page:
    page: Page = new_context().new_page()
    page.goto(away_desk.url("/"))
    ask(page, ANSWERED)
    return page


def assert_nothing_is_left(page: Page, was_at: str, desk) -> None:
    """Look at everything that the next person at this browser can look at."""
    for look in (
        lambda: page.go_back(),
        lambda: page.reload(),
        lambda: page.go_back(),
        lambda: page.goto(was_at),
        lambda: page.reload(),
        lambda: page.goto(desk.url("/privacy")),
        lambda: page.goto(desk.url("/")),
    ):
        look()
        assert not WORDS.search(page.content()), page.url
    assert [] == [cookie for cookie in page.context.cookies() if cookie["name"] in ("fairdesk", "fairdesk-first")]


def test_the_link_leads_away_and_nothing_is_left(page, away_desk, elsewhere):
    was_at = page.url
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url(elsewhere)

    expect(page.get_by_role("heading", name="The weather")).to_be_visible()
    assert _Elsewhere.asked[-1] is None, "the other site is not told where somebody came from"
    assert_nothing_is_left(page, was_at, away_desk)


def test_what_the_browser_had_is_worth_nothing(page, away_desk, elsewhere, new_context):
    (had,) = (each for each in page.context.cookies() if each["name"] == "fairdesk")
    was_at = page.url
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url(elsewhere)
    page.wait_for_timeout(500)  # a page with scripts is gone before the desk has heard of it

    again = new_context()
    again.add_cookies([had])
    copied = again.new_page()
    copied.goto(was_at)

    assert not WORDS.search(copied.content())


def test_shift_three_times_leads_away(with_scripts, elsewhere):
    page = with_scripts
    page.keyboard.press("Shift")
    expect(page.get_by_text("Press Shift 2 more times to leave.")).to_be_visible()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")

    page.wait_for_url(elsewhere)


def test_capitals_do_not(with_scripts):
    page = with_scripts
    field(page).press_sequentially("ABC")
    for _ in range(3):
        page.keyboard.press("Shift+A")
    for _ in range(2):
        page.keyboard.press("Shift")
    page.keyboard.press("x")
    page.keyboard.press("Shift")
    page.wait_for_timeout(300)

    assert "/c/" in page.url
    expect(log(page)).to_contain_text("refund")


def test_the_page_is_blank_before_the_other_site_answers(with_scripts, elsewhere):
    press = "() => { document.querySelector('a[data-leave]').click(); return [document.body.children.length, document.title.trim()] }"

    assert [0, ""] == with_scripts.evaluate(press)
    with_scripts.wait_for_url(elsewhere)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_safe_word_does_the_same(new_context, away_desk, elsewhere, scripts):
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(away_desk.url("/"))
    ask(page, ANSWERED)
    was_at = page.url
    page.goto(away_desk.url("/privacy/contact"))
    page.get_by_label("Safe word").fill("blue heron")
    page.locator("form", has=page.get_by_label("Safe word")).get_by_role("button").last.click()
    page.goto(was_at)
    field(page).fill("Blue Heron ")
    page.get_by_role("button", name="Send", exact=True).click()

    page.wait_for_url(elsewhere)
    assert_nothing_is_left(page, was_at, away_desk)


def test_so_does_it_as_a_first_message(page, away_desk, elsewhere):
    was_at = page.url
    page.goto(away_desk.url("/privacy/contact"))
    page.get_by_label("Safe word").fill("blue heron")
    page.locator("form", has=page.get_by_label("Safe word")).get_by_role("button").last.click()
    page.goto(away_desk.url("/"))
    field(page).fill("blue heron")
    page.get_by_role("button", name="Send", exact=True).click()

    page.wait_for_url(elsewhere)
    assert_nothing_is_left(page, was_at, away_desk)


def test_another_site_cannot_make_somebody_leave(page, away_desk):
    was_at = page.url
    refused = page.request.get(away_desk.url("/exit"), headers={"Sec-Fetch-Site": "cross-site"}, max_redirects=0)
    looked = page.request.get(away_desk.url("/exit"), headers={"Sec-Purpose": "prefetch"}, max_redirects=0)

    assert "/exit/about" == refused.headers["location"] == looked.headers["location"]
    page.goto(was_at)
    assert WORDS.search(page.content())


def test_a_page_says_what_this_cannot_do(open_page, look, picture):
    page = open_page("/", **look)
    say(page, "Hello")
    page.get_by_role("contentinfo").get_by_role("link", name="Leave this page quickly").click()

    expect(page.get_by_role("heading", name="What it cannot do")).to_be_visible()
    assert_accessible(page)
    picture(page, f"leaving-{page.viewport_size['width']}-{look['scheme']}")


def test_who_has_written_nothing_is_not_asked_to_leave(open_page):
    assert 0 == open_page("/").get_by_role("link", name="Leave quickly").count()
