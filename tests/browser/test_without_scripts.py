"""Ten tasks of a customer with JavaScript off: plain pages and forms do all of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walks import ANSWERED, UNKNOWN, ask, field, log, said, say


@pytest.fixture
def visitor(open_page) -> Page:
    """A customer whose browser runs no scripts, on the first page."""
    page: Page = open_page("/", javascript=False)
    return page


@pytest.fixture
def answered(visitor) -> Page:
    """The same after one answer."""
    ask(visitor, ANSWERED)
    return visitor


def test_asks_and_reads_the_answer_with_its_source(answered):
    assert 1 == said(answered).count()
    expect(log(answered).get_by_role("link", name="From: Refunds")).to_be_visible()


def test_writes_again_in_the_same_conversation(answered):
    ask(answered, "Can I pay by card?")

    assert 2 == said(answered).count()


def test_reads_why_and_what_the_assistant_saw(answered):
    answered.get_by_role("link", name="Why this answer? Answer 1").click()

    expect(answered.get_by_role("heading", name="Why answer 1?")).to_be_visible()
    expect(answered.get_by_role("main")).to_contain_text("[EMAIL_1]")


def test_takes_the_receipt(answered):
    answered.get_by_role("link", name="Why this answer? Answer 1").click()
    receipt = answered.get_by_role("link", name="Download the receipt")
    for _ in range(40):
        if receipt.count():
            break
        answered.wait_for_timeout(500)
        answered.reload()
    with answered.expect_download() as download:
        receipt.click()

    assert download.value.path().stat().st_size > 200


def test_says_that_it_did_not_help(answered):
    answered.get_by_role("button", name="This did not help Answer 1").click()

    expect(log(answered)).to_contain_text("You said that answer 1 did not help")


def test_asks_for_a_person_by_the_button(visitor):
    visitor.get_by_role("button", name="A person instead").click()

    expect(visitor.get_by_role("main")).to_contain_text("A person will answer you.")


def test_asks_for_a_person_in_words(visitor):
    ask(visitor, "Let me talk to a human, please")

    expect(visitor.get_by_role("main")).to_contain_text("A person will answer you.")


def test_refuses_the_assistant_and_lets_it_back(answered):
    answered.get_by_role("button", name="Stop using the assistant").click()
    expect(log(answered)).to_contain_text("You chose people only.")
    answered.get_by_role("button", name="Let the assistant answer").click()

    expect(log(answered)).to_contain_text("You let the assistant answer again.")


def test_checks_for_a_colleagues_answer(visitor):
    ask(visitor, UNKNOWN)
    visitor.get_by_role("link", name="Check for an answer").click()

    expect(log(visitor)).to_contain_text(UNKNOWN)


def test_practises_and_reads_what_is_kept(visitor):
    visitor.get_by_role("link", name="What is this?").click()
    visitor.get_by_role("radio").nth(1).check()
    visitor.get_by_role("button", name="Check").click()
    expect(visitor.get_by_role("status")).to_be_visible()
    visitor.get_by_role("link", name="What we keep", exact=True).click()

    expect(visitor.get_by_role("heading", name="What we keep, and why")).to_be_visible()


def test_an_empty_message_is_refused_and_a_good_one_after_it_is_taken(visitor):
    visitor.get_by_role("button", name="Send", exact=True).click()
    expect(visitor.get_by_role("alert")).to_contain_text("Your message was not sent")
    expect(field(visitor)).to_have_attribute("aria-invalid", "true")

    say(visitor, "Can I pay by card?")


def test_sees_what_is_kept_unfolds_it_and_takes_a_copy(answered):
    answered.get_by_role("link", name="Your data").click()
    answered.locator("#messages > summary").click()
    expect(answered.get_by_role("main")).to_contain_text(ANSWERED)
    expect(answered.get_by_role("link", name="This is wrong").first).to_be_visible()

    with answered.expect_download() as download:
        answered.get_by_role("button", name="Download my data").click()

    assert download.value.suggested_filename.startswith("my-data-")
    assert download.value.path().stat().st_size > 2000


def test_restricts_everything_and_ends_it_again(answered):
    answered.get_by_role("link", name="Your data").click()
    answered.get_by_role("button", name="Only store it (Everything)").click()
    expect(answered.get_by_role("status")).to_contain_text("We only store it now")

    answered.get_by_role("button", name="Use it again (Everything)").click()

    expect(answered.get_by_role("status")).to_contain_text("We may use it to answer you again")
