"""Open pages stay true by themselves: colleagues' words, one announcement each, a server that dies, drafts, weight."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.walks import ANSWERED, HEARD, UNKNOWN, ask, ended, field, log, name_of, reply, said, say, take_over
from tests.server import RunningDesk, clean_environment, program


def never_reloaded(page: Page) -> None:
    """Leave a sign on *page* that a reload would lose."""
    page.evaluate("window.sameVisit = true")


def is_same_visit(page: Page) -> bool:
    """Whether the sign is still there."""
    return bool(page.evaluate("window.sameVisit === true"))


def test_a_colleagues_words_appear_on_the_customers_open_page(open_page, desk_server):
    customer = open_page("/")
    ask(customer, UNKNOWN)
    never_reloaded(customer)
    at_desk = open_page("/desk", as_colleague="Ada")

    take_over(at_desk, desk_server.url(f"/desk/c/{name_of(customer)}"))
    expect(log(customer)).to_contain_text("Ada (a person) is here now")
    expect(customer.get_by_role("banner")).to_contain_text("A person is with you")
    reply(at_desk, "Good evening, this is Ada.")
    expect(log(customer)).to_contain_text("Good evening, this is Ada.")
    say(customer, "Good evening! I would like a canoe.")
    expect(log(at_desk)).to_contain_text("I would like a canoe.")

    assert is_same_visit(customer)
    assert 0 == said(customer).count()


def test_a_new_conversation_appears_in_the_open_queue(open_page):
    at_desk = open_page("/desk?view=waiting", as_colleague="Ben")
    never_reloaded(at_desk)
    customer = open_page("/")
    customer.get_by_role("button", name="A person instead").click()
    customer.wait_for_url("**/c/*")

    at_desk.get_by_role("button", name="1 new").click()
    expect(at_desk.locator(f'a[href*="{name_of(customer)}"]')).to_have_count(1)
    assert is_same_visit(at_desk)


class TestAnnouncements:
    """What a screen reader says: each finished answer once, the sender first (WCAG 4.1.3)."""

    def test_an_answer_is_announced_once_with_its_sender_first(self, open_page):
        page = open_page("/")
        ask(page, ANSWERED)
        page.evaluate(HEARD)

        ask(page, "Can I pay by card?")
        page.wait_for_timeout(500)

        of_answers = [words for words in page.evaluate("heard") if "Assistant (AI)" in words]
        assert 1 == len(of_answers), page.evaluate("heard")
        assert of_answers[0].startswith("Assistant (AI): ")

    def test_a_colleagues_reply_is_announced_once_with_its_sender_first(self, open_page, desk_server):
        customer = open_page("/")
        ask(customer, UNKNOWN)
        at_desk = open_page("/desk", as_colleague="Ada")
        take_over(at_desk, desk_server.url(f"/desk/c/{name_of(customer)}"))
        expect(customer.get_by_role("banner")).to_contain_text("A person is with you")
        customer.evaluate(HEARD)

        reply(at_desk, "We only sell umbrellas.")
        expect(log(customer)).to_contain_text("We only sell umbrellas.")
        customer.wait_for_timeout(500)

        assert ["A colleague (a person) Ada: We only sell umbrellas."] == customer.evaluate("heard")

    def test_the_log_itself_is_silent(self, open_page):
        """A live log would read each answer a second time."""
        page = open_page("/")
        ask(page, ANSWERED)

        assert "off" == log(page).get_attribute("aria-live")


def test_an_unsent_draft_survives_a_reload(open_page):
    page = open_page("/")
    field(page).fill("My parcel is la")
    page.reload()
    expect(field(page)).to_have_value("My parcel is la")
    say(page, "My parcel is late")
    ended(page)
    field(page).fill("And it was a gi")
    page.reload()

    expect(field(page)).to_have_value("And it was a gi")


def test_two_presses_of_send_are_one_message(open_page):
    page = open_page("/")
    field(page).fill("Can I pay by card?")
    page.get_by_role("button", name="Send", exact=True).dblclick()
    page.wait_for_url("**/c/*")
    ended(page)

    assert 1 == log(page).get_by_role("heading", name=re.compile("^You")).count()
    assert 1 == said(page).count()


@pytest.fixture
def restart() -> Iterator[Callable[[RunningDesk], None]]:
    """Start a desk again on its data folder and port, as a person does after a power cut."""
    started = []

    def again(desk: RunningDesk) -> None:
        port = desk.address.rsplit(":", 1)[1]
        environment = clean_environment(FAIRDESK_DATA=str(desk.data))
        with desk.log.open("ab") as out:
            started.append(
                subprocess.Popen([program(), "serve", "--port", port], env=environment, stdout=out, stderr=out)
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if httpx.get(desk.url("/healthz"), timeout=2, trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.2)
        raise AssertionError(desk.log.read_text(errors="replace")[-2000:])

    yield again
    for process in started:
        process.terminate()
        process.wait(timeout=20)


def test_a_server_that_is_killed_while_it_answers_loses_and_doubles_nothing(start_desk, new_context, restart):
    desk = start_desk(FAIRDESK_SLOW_ANSWER_SECONDS="4")
    page = new_context().new_page()
    page.goto(desk.url("/"))
    say(page, ANSWERED)
    never_reloaded(page)

    desk.process.kill()
    desk.process.wait()
    field(page).fill("Are you there?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Not sent. Your words are still here.").first).to_be_visible()
    restart(desk)

    expect(said(page)).to_have_count(1, timeout=30_000)
    page.get_by_role("button", name="Send again").click()
    expect(log(page)).to_contain_text("Are you there?")
    expect(page.get_by_text("You are offline.")).to_have_count(0)
    assert is_same_visit(page)
    page.reload()
    assert 2 == log(page).get_by_role("heading", name=re.compile("^You ")).count()
    assert 0 == desk.command("ledger", "verify").returncode


def test_words_that_cannot_be_kept_stay_on_the_page(start_desk, new_context):
    """A database that takes nothing: nothing is sent, the words stay, telephone and e-mail are shown."""
    desk = start_desk()
    page = new_context(java_script_enabled=False).new_page()
    page.goto(desk.url("/"))
    field(page).fill(ANSWERED)
    holder = sqlite3.connect(desk.data / "fairdesk.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with page.expect_navigation(timeout=60_000) as arrived:
            page.get_by_role("button", name="Send", exact=True).click(no_wait_after=True)
        assert arrived.value is not None
        assert 503 == arrived.value.status
        expect(page.get_by_role("heading", level=1)).to_have_text("Your message was not sent")
        expect(field(page)).to_have_value(ANSWERED)
        expect(page.get_by_role("main")).to_contain_text("Telephone:")
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 700})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert_accessible(page)
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    page.get_by_role("button", name="Send", exact=True).click()

    page.wait_for_url("**/c/*")
    ended(page)
    assert 1 == log(page).get_by_role("heading", name=re.compile("^You")).count()


def test_a_customers_page_weighs_no_more_than_40_kilobytes(new_context, desk_server):
    page = new_context().new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    page.goto(desk_server.url("/"), wait_until="networkidle")

    assert 40_000 >= sum(sizes.values()), sizes
