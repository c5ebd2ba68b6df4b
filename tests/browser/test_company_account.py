"""A colleague signs in with an account of the company's OpenID Connect server; a stranger's account opens nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.server import RunningDesk, free_port, running_desk

ACCOUNTS = (
    {"sub": "1001", "preferred_username": "ada"},
    {"sub": "1002", "preferred_username": "someone-else", "email": "ben", "email_verified": False},
    {"sub": "1003", "preferred_username": "ada"},
)


@pytest.fixture(scope="module")
def company_server() -> Iterator[str]:
    """A real OpenID Connect server, made for tests, whose sign-in page takes anybody's word."""
    port = free_port()
    claims = [part for each in ACCOUNTS for part in ("--user-claims", json.dumps(each))]
    command = [str(Path(sys.executable).parent / "oidc-provider-mock"), "--port", str(port), *claims]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            httpx.get(f"{address}/.well-known/openid-configuration", trust_env=False)
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture(scope="module")
def desk(company_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    folder = tmp_path_factory.mktemp("company")
    secret = folder / "secret"
    secret.write_text("a secret")
    asked = {"OIDC_SERVER": company_server, "OIDC_CLIENT": "the-desk", "OIDC_SECRET_FILE": str(secret)}
    named = {**asked, "OIDC_NAME": "our account"}
    with running_desk(folder, **{f"FAIRDESK_{key}": value for key, value in named.items()}) as running:
        yield running


@pytest.fixture(autouse=True)
def its_own_page_may_ask_for_its_style(watch) -> None:
    """The test server's sign-in page names a style sheet elsewhere, which the browser here cannot reach; not ours."""
    watch.allow(r"leaves this machine: https://cdn\.jsdelivr\.net/npm/@picocss/")


def come_with(page: Page, desk: RunningDesk, account: str) -> None:
    page.goto(desk.url("/desk/sign-in"))
    page.get_by_role("link", name="Sign in with our account").click()
    page.locator("input[name=sub]").first.fill(account)
    page.get_by_role("button", name=re.compile("authorize|log ?in|sign in", re.IGNORECASE)).first.click()


def test_a_colleague_comes_in_and_again(new_context, desk):
    for _ in range(2):
        page = new_context().new_page()
        come_with(page, desk, "1001")
        expect(page).to_have_url(re.compile(r"/desk$"))
        expect(page.get_by_text("Ada", exact=True)).to_be_visible()


@pytest.mark.parametrize("account", ["1002", "1003"])
def test_an_account_of_nobody_or_of_the_same_name_opens_nothing(new_context, desk, account):
    page = new_context().new_page()
    if account == "1003":  # the name is Ada's, but another account is hers
        first = new_context().new_page()
        come_with(first, desk, "1001")
        expect(first).to_have_url(re.compile(r"/desk$"))
    come_with(page, desk, account)
    expect(page.get_by_role("alert")).to_contain_text("belongs to nobody who works here")
    page.goto(desk.url("/desk"))
    expect(page).to_have_url(re.compile("/desk/sign-in"))
