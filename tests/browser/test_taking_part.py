"""What a customer's open page does while one writes, waits, looks elsewhere, or has to hide."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.walks import ANSWERED, HEARD, UNKNOWN, ask, field, log, name_of, reply, say, take_over

BEATEN = "My husband hits me when I write to you"
KEPT = "Object.entries({...sessionStorage, ...localStorage}).flat().join()"
SEEN = """() => {
  window.seen = [];
  new MutationObserver(() => seen.push(document.querySelector('[data-part="standing"]').textContent.trim()))
    .observe(document.querySelector('[data-part="standing"]'), { childList: true, subtree: true, characterData: true });
}"""


def conversation(open_page, **options) -> Page:
    page: Page = open_page("/", **options)
    ask(page, ANSWERED)
    return page


def test_a_person_is_three_presses_from_the_message(open_page):
    page = conversation(open_page)
    field(page).focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(log(page)).to_contain_text("You asked for a person. The assistant is silent now.")


def test_a_message_is_sending_then_sent_and_says_so(open_page):
    page = conversation(open_page)
    page.get_by_role("main").get_by_role("button", name="Ask a person").click()
    expect(page.get_by_role("banner")).to_contain_text("A person is coming")
    page.evaluate(HEARD)
    page.route("**/say", lambda route: (time.sleep(0.7), route.continue_()))
    field(page).fill("One more thing")
    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.locator(".sending")).to_contain_text("Sending…")
    expect(log(page)).to_contain_text("One more thing")
    expect(page.locator(".sending")).to_have_count(0)
    assert "Sent" in page.evaluate("heard")


def test_a_lost_network_is_said_within_five_seconds(open_page):
    page = conversation(open_page)
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.").first).to_be_visible(timeout=5_000)
    page.context.set_offline(False)

    expect(page.locator(".offline")).to_have_count(0)


def test_a_slow_answer_is_announced_once_while_it_is_made_and_once_when_it_is_there(start_desk, new_context):
    desk = start_desk(FAIRDESK_SLOW_ANSWER_SECONDS="3")
    page = new_context().new_page()
    page.goto(desk.url("/"))
    ask(page, ANSWERED)
    page.evaluate(HEARD)
    ask(page, "Can I pay by card?")
    page.wait_for_timeout(700)

    heard = page.evaluate("heard")
    assert 1 == len([words for words in heard if words.startswith("The assistant is looking in our articles")]), heard
    assert 1 == len([words for words in heard if words.startswith("Assistant (AI): ")]), heard
    expect(page.locator("[data-part=standing]")).not_to_contain_text("The assistant is looking")


def test_a_quick_answer_shows_no_sign_of_being_made(open_page):
    """The page asks once more as soon as the message is kept; that look must not flash what is over at once."""
    page = conversation(open_page)
    writing = '<section data-state="assistant" data-writing="1"><ol></ol><div data-part="standing"><p>BEING MADE</p></div></section>'
    done = writing.replace('"1"', '"0"').replace("BEING MADE", "")
    page.evaluate(SEEN)
    live = "document.querySelector('main fairdesk-live')"
    page.evaluate(
        f"([w, d]) => {{ const live = {live}; live.take(w); setTimeout(() => live.take(d), 300); }}", [writing, done]
    )
    page.wait_for_timeout(900)
    assert "BEING MADE" not in page.evaluate("seen")

    page.evaluate(
        f"([w]) => {{ const live = {live}; live.take(w); setTimeout(() => live.take(w), 300); }}", [writing]
    )
    page.wait_for_timeout(900)
    assert "BEING MADE" in page.evaluate("seen")


def test_nothing_typed_stays_in_a_sensitive_matter(open_page):
    page = conversation(open_page)
    field(page).fill("He must not")
    assert "He must not" in page.evaluate(KEPT)
    say(page, BEATEN)
    expect(page.get_by_role("banner")).to_contain_text("A person is coming")
    field(page).fill("and he reads along")

    assert "reads along" not in page.evaluate(KEPT)
    assert "He must not" not in page.evaluate(KEPT)
    page.reload()
    expect(field(page)).to_have_value("")
    field(page).fill("and again")
    assert "again" not in page.evaluate(KEPT)


def test_the_title_counts_what_came_while_nobody_looked(open_page, desk_server):
    page = open_page("/")
    ask(page, UNKNOWN)
    before = page.title()
    page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => window.away ?? false }); window.away = true; }"
    )
    at_desk = open_page("/desk", as_colleague="Ada")
    take_over(at_desk, desk_server.url(f"/desk/c/{name_of(page)}"))
    reply(at_desk, "Good evening.")
    expect(page).to_have_title(re.compile(r"^\(2\) "))

    page.evaluate("() => { window.away = false; document.dispatchEvent(new Event('visibilitychange')); }")
    expect(page).to_have_title(before)
    assert 0 == page.evaluate("document.querySelectorAll('audio').length")
    assert "Audio" not in page.evaluate("fetch('/static/live.js').then((answer) => answer.text())")
