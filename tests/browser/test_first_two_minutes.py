"""The first two minutes of a newcomer, as one walk in a browser (the same as `fairdesk demo tour`)."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.walks import ANSWERED, UNKNOWN, ask, log, name_of, said, say, take_over


def test_the_first_two_minutes(start_desk, new_context, picture):
    """Answer, why, hand-over, take-over that kills a draft, stop, start by two: in no more than 120 s."""
    desk = start_desk(FAIRDESK_SLOW_ANSWER_SECONDS="3")
    began = time.monotonic()
    customer, ada, ben = (new_context().new_page() for _ in range(3))
    sign_in(ada, desk.sign_in["Ada"])
    sign_in(ben, desk.sign_in["Ben"])

    # 1. A question with an e-mail address and an order number is answered with its source.
    customer.goto(desk.url("/"))
    ask(customer, ANSWERED)
    expect(log(customer).get_by_role("link", name=re.compile("^From: Refunds"))).to_be_visible()

    # 2. Why? The rule, the passage, and what the assistant saw.
    customer.get_by_role("link", name="Why this answer? Answer 1").click()
    main = customer.get_by_role("main")
    expect(main.get_by_role("heading", name="Where it comes from")).to_be_visible()
    expect(main).to_contain_text("[EMAIL_1]")
    customer.get_by_text("Rules and versions, for experts").click()
    expect(main.get_by_text("Rule", exact=True).first).to_be_visible()
    picture(customer, "tour why")
    customer.get_by_role("link", name="Back to the conversation").click()

    # 3. A colleague takes over while the next answer is being made: the draft dies, for both to see.
    say(customer, "Can I pay by card?")
    expect(customer.get_by_role("main")).to_contain_text("The assistant is looking in our articles")
    take_over(ada, desk.url(f"/desk/c/{name_of(customer)}"))
    expect(log(customer)).to_contain_text("The assistant was writing an answer. It was thrown away.")
    expect(log(ada)).to_contain_text("An answer was being made and was thrown away")
    customer.wait_for_timeout(4000)
    assert 1 == said(customer).count()
    picture(customer, "tour takeover")

    # 4. A question that no article answers goes to people, with the honest wait.
    stranger = new_context().new_page()
    stranger.goto(desk.url("/"))
    ask(stranger, UNKNOWN)
    expect(stranger.get_by_role("main")).to_contain_text("A person will answer you.")
    expect(stranger.get_by_role("main")).to_contain_text(re.compile(r"people are here|person is here"))

    # 5. Stop: the next question goes to people.
    ada.get_by_role("banner").get_by_role("link", name="Stop the assistant").click()
    ada.get_by_role("textbox", name=re.compile("^Why")).fill("a tour")
    ada.get_by_role("button", name="Stop the assistant now").click()
    expect(ada.get_by_role("status").filter(has_text="The assistant is stopped.")).to_be_visible()
    another = new_context().new_page()
    another.goto(desk.url("/"))
    ask(another, ANSWERED)
    assert 0 == said(another).count()

    # 6. Two start it again.
    ada.get_by_role("button", name="Ask to start again").click()
    ben.goto(desk.url("/desk/stop"))
    ben.get_by_role("button", name="Agree: start again").click()
    expect(ben.get_by_role("banner")).to_contain_text("Assistant on")

    assert 120 >= time.monotonic() - began


def test_a_tampered_copy_is_found_and_the_original_passes(start_desk):
    desk = start_desk()

    told = desk.command("demo", "tamper").stdout
    act, copy = re.search(r"the act (\S+) was", told), re.search(r"--data (\S+)", told)
    assert act
    assert copy
    in_copy = desk.command("--data", copy.group(1), "ledger", "verify")

    assert 1 == in_copy.returncode
    assert act.group(1) in in_copy.stdout + in_copy.stderr
    assert 0 == desk.command("ledger", "verify").returncode
