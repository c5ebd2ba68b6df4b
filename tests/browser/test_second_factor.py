"""A colleague sets up a second factor and signs in with it: by code, by recovery code, by passkey; five wrong codes lock."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.conftest import SCHEMES, WIDTHS
from tests.server import RunningDesk, running_desk


def six_digits(secret: str, at: float) -> str:
    """The code of RFC 6238 with its defaults, computed apart from the software under test."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, struct.pack(">Q", int(at) // 30), "sha1")
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.fixture(scope="module")
def strict_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk that asks everybody for a second factor."""
    with running_desk(tmp_path_factory.mktemp("strict"), FAIRDESK_SECOND_FACTOR="all") as desk:
        yield desk


def at_localhost(link: str) -> str:
    """The same address by name: browsers bind a passkey to a name, never to a number."""
    return link.replace("127.0.0.1", "localhost")


def arrive(page: Page, link: str) -> None:
    page.goto(at_localhost(link))
    page.get_by_role("button", name="Sign in").click()


def a_new_link(desk: RunningDesk, name: str) -> str:
    path = re.search(r"/desk/sign-in/\S+", desk.command("colleague", "link", name).stdout)
    assert path
    return desk.url(path[0])


def judge(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert_accessible(page, {})
        assert width >= page.evaluate("document.documentElement.scrollWidth"), page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_code_from_an_app(new_context, strict_desk: RunningDesk, picture):
    page: Page = new_context().new_page()
    arrive(page, strict_desk.sign_in["Ada"])
    expect(page.get_by_role("alert")).to_contain_text("One step before the desk opens")
    judge(page)
    picture(page, "second-factor")
    for closed in ("/desk", "/desk/articles", "/desk/people", "/desk/stop"):
        page.goto(at_localhost(strict_desk.url(closed)))
        expect(page).to_have_url(re.compile(r"/desk/security/$"))
    page.get_by_role("link", name="Set up an app").click()
    judge(page)
    picture(page, "second-factor-app")
    secret = page.locator("code").inner_text()
    page.get_by_label("Six digits").fill("000000" if six_digits(secret, time.time()) != "000000" else "111111")
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_label("Six digits")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Six digits").fill(six_digits(secret, time.time()))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    judge(page)
    codes = page.locator("main li code").all_inner_texts()
    assert 10 == len(codes)
    page.get_by_role("link", name="To the desk").click()
    expect(page).to_have_url(re.compile(r"/desk$"))

    # The secret is nowhere in the database as it was shown.
    kept = b"".join(each.read_bytes() for each in strict_desk.data.glob("fairdesk.db*"))
    assert secret.encode() not in kept
    assert codes[0].encode() not in kept

    again: Page = new_context().new_page()
    arrive(again, a_new_link(strict_desk, "ada"))
    expect(again.get_by_role("heading", name="Your second factor")).to_be_visible()
    judge(again)
    picture(again, "second-factor-code")
    again.goto(at_localhost(strict_desk.url("/desk")))
    expect(again).to_have_url(re.compile("/desk/sign-in"))  # half signed in is not signed in
    again.goto(at_localhost(strict_desk.url("/desk/security/authenticate/")))
    again.get_by_label("Code").fill(codes[0])
    again.get_by_role("button", name="Sign in").click()
    expect(again).to_have_url(re.compile(r"/desk$"))

    third: Page = new_context().new_page()
    arrive(third, a_new_link(strict_desk, "ada"))
    third.get_by_label("Code").fill(codes[0])
    third.get_by_role("button", name="Sign in").click()
    expect(third.get_by_text("This code is not right")).to_be_visible()  # each recovery code once
    third.get_by_label("Code").fill(six_digits(secret, time.time()))
    third.get_by_role("button", name="Sign in").click()
    expect(third).to_have_url(re.compile(r"/desk$"))


def test_five_wrong_codes_lock_and_a_manager_opens(new_context, strict_desk: RunningDesk):
    page: Page = new_context().new_page()
    arrive(page, strict_desk.sign_in["Ben"])
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("code").inner_text()
    page.get_by_label("Six digits").fill(six_digits(secret, time.time()))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    thief: Page = new_context().new_page()
    arrive(thief, a_new_link(strict_desk, "ben"))
    wrong = next(code for code in ("123456", "654321") if code != six_digits(secret, time.time()))
    for _ in range(5):
        thief.get_by_label("Code").fill(wrong)
        thief.get_by_role("button", name="Sign in").click()
        expect(thief.locator("#id_code-fault")).to_be_visible()
    thief.get_by_label("Code").fill(six_digits(secret, time.time()))
    thief.get_by_role("button", name="Sign in").click()
    expect(thief.get_by_text("Too many wrong codes")).to_be_visible()  # even the right one is not taken now


def virtual_key(page: Page) -> None:
    """Give the browser a built-in authenticator that agrees at once (W3C WebAuthn, section 11: for tests)."""
    tools: Any = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**key, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def test_a_passkey(new_context, strict_desk: RunningDesk, picture):
    context = new_context()
    page: Page = context.new_page()
    virtual_key(page)
    arrive(page, strict_desk.sign_in["Cleo"])
    page.get_by_role("link", name="Add a passkey").click()
    judge(page)
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="To the desk").click()

    page.locator("summary", has_text="Office").click()
    page.get_by_role("link", name="People").click()
    judge(page)
    picture(page, "people")
    page.goto(at_localhost(strict_desk.url("/desk/sessions")))
    judge(page)
    picture(page, "sessions")

    page.goto(at_localhost(strict_desk.url("/desk")))
    page.locator("summary", has_text="Signed in as").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile(r"/desk$"))
