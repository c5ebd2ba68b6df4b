"""live.js in a real browser over the fake house: it appends, announces once, keeps words safe, and moves no focus."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from whitenoise import WhiteNoise

import fairdesk.web
from fairdesk.desk.timeline import State
from fairdesk.nouns import Voice
from tests.web.fake_house import ACT, TALK, Person, Visit

pytest_plugins = ["tests.web.visiting"]
pytestmark = pytest.mark.browser

STATIC = Path(fairdesk.web.__file__).parent / "static"
CHROMIUM = Path("/usr/bin/chromium")
SPOKEN = '[data-part="spoken"]'


class _Quiet(WSGIRequestHandler):
    def log_message(self, *given: object) -> None:
        """Say nothing."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 50


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for this file."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(visit: Visit) -> Iterator[str]:
    """The fake house, served."""
    visit.house.state = State.ASSISTANT
    pages = WhiteNoise(WSGIHandler(), root=str(STATIC), prefix="/static/")
    pages.add_files(str(STATIC.parents[1] / "desk/static"), prefix="/static/")
    server = make_server(
        "127.0.0.1",
        0,
        pages,
        server_class=_Threads,
        handler_class=_Quiet,
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    visit.over = True
    server.shutdown()
    server.server_close()


@pytest.fixture
def context(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A window whose addresses begin at the fake house."""
    opened = chromium.new_context(base_url=address, viewport={"width": 1000, "height": 800})
    yield opened
    opened.close()


@pytest.fixture
def talk(context: BrowserContext) -> Page:
    """The conversation, listening."""
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    with page.expect_request(re.compile(r"/events")):
        page.goto(f"/c/{TALK}")
    return page


class TestListening:
    def test_an_answer_is_appended_and_announced_once_with_its_sender_first(self, visit: Visit, talk: Page):
        talk.evaluate("document.getElementById('e1').kept = true; window.heard = []")
        talk.evaluate(
            "new MutationObserver(() => heard.push(document.querySelector('[data-part=spoken]').textContent))"
            ".observe(document.querySelector('[data-part=spoken]'), {childList: true})"
        )
        talk.get_by_label("Your message").focus()

        visit.says(Voice.ASSISTANT, "It leaves today.", answer=3, act=ACT)

        expect(talk.locator("#e11")).to_contain_text("It leaves today.")
        expect(talk.locator(SPOKEN)).to_have_text("Assistant (AI): It leaves today.")
        assert ["Assistant (AI): It leaves today."] == talk.evaluate("heard")
        assert talk.evaluate("document.getElementById('e1').kept")
        assert "text" == talk.evaluate("document.activeElement.id")
        assert 10 == talk.locator(".log > li").count()

    def test_what_is_shown_already_is_not_shown_again(self, talk: Page):
        """A sent message's answer and the stream may bring the same entries."""
        talk.evaluate(
            "fetch(location.pathname + '/entries?after=3').then(a => a.text())"
            ".then(html => document.querySelector('fairdesk-live').take(html))"
        )

        assert 9 == talk.locator(".log > li").count()

    def test_how_things_stand_and_the_way_to_a_person_follow(self, visit: Visit, talk: Page):
        visit.house.state, visit.house.position = State.WAITING, 1

        visit.says(Voice.EVENT, "", code="asked_for_person")

        expect(talk.get_by_text("A person will answer you.")).to_be_visible()
        expect(talk.locator("header").get_by_role("link", name="A person is coming")).to_be_visible()

    def test_nothing_breaks_the_strict_content_policy(self, visit: Visit, talk: Page):
        visit.says(Voice.ASSISTANT, "<img src=x onerror=alert(1)>", answer=3, act=ACT)
        expect(talk.locator("#e11")).to_contain_text("<img src=x")

        assert [] == talk.complaints  # type: ignore[attr-defined]

    def test_a_lost_line_is_said_and_what_was_missed_is_shown_afterwards(self, visit: Visit, talk: Page):
        visit.cut = True
        expect(talk.get_by_text("You are offline.").first).to_be_visible(timeout=5000)

        visit.cut = False
        visit.says(Voice.PERSON, "Here I am.", who="Ana")

        expect(talk.locator("#e11")).to_contain_text("Here I am.", timeout=10_000)
        expect(talk.locator(".offline")).to_have_count(0)


class TestSending:
    def test_goes_without_a_reload_and_appears_once(self, visit: Visit, talk: Page):
        talk.evaluate("window.same = true")

        talk.get_by_label("Your message").fill("Hello there")
        talk.get_by_role("button", name="Send").click()

        expect(talk.locator("#e11")).to_contain_text("Hello there")
        expect(talk.locator(".sending")).to_have_count(0)
        assert talk.evaluate("window.same")
        assert "" == talk.get_by_label("Your message").input_value()
        assert talk.evaluate("sessionStorage.length") == 0
        assert 1 == [asked[0] for asked in visit.house.asked].count("say")

    def test_that_fails_keeps_the_words_and_offers_other_ways_and_counts_once(self, visit: Visit, talk: Page):
        visit.house.failing = True
        talk.get_by_label("Your message").fill("Please help")
        talk.get_by_role("button", name="Send").click()
        expect(talk.locator(".sending")).to_contain_text("Not sent. Your words are still here.")
        expect(talk.locator('[data-part="reach"]')).to_contain_text("000 555 0101")

        visit.house.failing = False
        talk.get_by_role("button", name="Send again").click()

        expect(talk.locator("#e11")).to_contain_text("Please help")
        expect(talk.locator('[data-part="reach"]')).to_be_hidden()
        assert 1 == [asked[0] for asked in visit.house.asked].count("say")

    def test_that_was_kept_although_the_answer_was_lost_is_not_doubled(self, visit: Visit, talk: Page):
        lost = []

        def lose_the_first(route: object) -> None:
            if not lost:
                lost.append(route.fetch())  # type: ignore[attr-defined]
                route.abort()  # type: ignore[attr-defined]
            else:
                route.continue_()  # type: ignore[attr-defined]

        talk.route("**/say", lose_the_first)
        talk.get_by_label("Your message").fill("Only once")
        talk.get_by_role("button", name="Send").click()
        talk.get_by_role("button", name="Send again").click()

        expect(talk.locator("#e11")).to_contain_text("Only once")
        said = [asked for asked in visit.house.asked if asked[0] == "say"]
        assert (2, 1) == (len(said), len({asked[2] for asked in said}))
        assert 1 == talk.get_by_text("Only once").count()

    def test_a_draft_survives_a_reload(self, talk: Page):
        talk.get_by_label("Your message").fill("Half a thou")

        talk.reload()

        assert "Half a thou" == talk.get_by_label("Your message").input_value()

    def test_the_counter_comes_at_four_fifths(self, talk: Page):
        counter = talk.locator('[data-part="count"]')

        talk.get_by_label("Your message").fill("a" * 3199)
        expect(counter).to_be_hidden()
        talk.get_by_label("Your message").fill("a" * 3200)

        expect(counter).to_have_text("3200 of 4000 characters")

    def test_the_network_is_gone_and_the_page_says_so(self, talk: Page):
        talk.context.set_offline(True)

        expect(talk.get_by_text("You are offline.").first).to_be_visible(timeout=5000)

    def test_a_first_message_pressed_twice_opens_one_conversation(self, visit: Visit, context: BrowserContext):
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Your message").fill("Hello")

        page.get_by_role("button", name="Send").dblclick()

        expect(page.locator("#e11")).to_contain_text("Hello")
        assert 1 == [asked[0] for asked in visit.house.asked].count("start")


class TestTheDeskLive:
    @pytest.fixture
    def case(self, visit: Visit, context: BrowserContext) -> Page:
        visit.colleague = Person()
        page = context.new_page()
        with page.expect_request(re.compile(r"/events")):
            page.goto(f"/desk/c/{TALK}")
        return page

    def test_a_passage_goes_into_the_reply_after_what_is_there(self, case: Page):
        reply = case.get_by_label("Reply as yourself")
        reply.fill("Dear customer")

        case.get_by_role("link", name="Put into the reply (passage 2)").click()

        assert "Dear customer\n\nA refund takes three to five working days." == reply.input_value()
        assert "text" == case.evaluate("document.activeElement.id")

    def test_what_the_customer_writes_appears_and_the_reply_in_hand_stays(self, visit: Visit, case: Page):
        case.get_by_label("Reply as yourself").fill("Half a rep")

        visit.says(Voice.CUSTOMER, "It has come!")

        expect(case.get_by_text("It has come!").first).to_be_visible()
        assert "Half a rep" == case.get_by_label("Reply as yourself").input_value()

    def test_new_rows_take_no_focus(self, visit: Visit, case: Page):
        case.locator(".queue a").nth(1).focus()
        case.evaluate("window.before = document.activeElement")

        visit.says(Voice.CUSTOMER, "More")

        expect(case.locator('[data-count="all"]')).to_have_text("11")
        assert case.evaluate("document.activeElement === before && before.isConnected")

    def test_both_live_parts_share_one_connection(self, visit: Visit, context: BrowserContext):
        visit.colleague = Person()
        page, listening = context.new_page(), []
        page.on("request", lambda request: listening.append(request.url) if request.url.endswith("/events") else None)

        page.goto(f"/desk/c/{TALK}")
        page.wait_for_selector("html.live")

        assert 1 == len(listening)


class TestNarrowAndZoomed:
    @pytest.mark.parametrize(
        "path", ["/", f"/c/{TALK}", f"/why/{ACT}", "/desk", f"/desk/c/{TALK}", "/desk/stop", f"/desk/why/{ACT}"]
    )
    def test_nothing_is_cut_at_320_pixels_even_with_one_long_word(
        self, visit: Visit, chromium: Browser, address: str, path: str
    ):
        visit.colleague = Person() if path.startswith("/desk") else None
        visit.house.entries = tuple(
            e if e.voice is Voice.EVENT else type(e)(**{**{n: getattr(e, n) for n in e.__slots__}, "text": "W" * 320})
            for e in visit.house.entries
        )
        context = chromium.new_context(base_url=address, viewport={"width": 320, "height": 640})
        page = context.new_page()
        page.goto(path)

        width = page.evaluate("document.documentElement.scrollWidth")
        context.close()

        assert width <= 320

    def test_nothing_sticks_over_the_text_at_400_percent(self, chromium: Browser, address: str):
        context = chromium.new_context(base_url=address, viewport={"width": 320, "height": 256})
        page = context.new_page()
        page.goto(f"/c/{TALK}")

        stuck = page.evaluate(
            "[...document.querySelectorAll('*')].filter(e => ['sticky', 'fixed'].includes(getComputedStyle(e).position)).length"
        )
        context.close()

        assert 0 == stuck
