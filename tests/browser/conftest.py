"""A real server and a real browser: what tests/browser may ask for.

    def test_the_page_is_calm(open_page, desk_server):
        page = open_page("/", scheme="dark", width=320)

Debian's Chromium is used (or the one that CHROMIUM names); nothing is downloaded. Every page opened through these
fixtures is watched: a breach of the content security policy, an uncaught script error or a request that leaves this
machine fails the test that caused it. PICTURES=folder keeps a picture of each page a test names with `picture`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError

from tests.browser.walks import ANSWERED, BEREAVED, UNKNOWN, ask, log, name_of, reply, take_over
from tests.server import RunningDesk, running_desk

HERE = Path(__file__).parent
SCHEMES = ("light", "dark")
WIDTHS = (1280, 320)
_HEIGHTS = {1280: 900, 320: 640}

_CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # Chromium's own sandbox cannot be used as root or in most containers
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--no-first-run",
    # No name but our own can be looked up, so nothing leaves even if one of the above is forgotten by a new version.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as `browser`, so that nobody can forget to."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


# --- the browser ----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use Debian's Chromium, quietly and off the network."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not os.access(path, os.X_OK):
        pytest.fail(f"there is no Chromium at {path}; run tools/install_debian.sh, or name another one in CHROMIUM")
    return {**browser_type_launch_args, "executable_path": path, "args": _CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address is added in front of others: pages are opened by their full one."""


class Watch:
    """What the pages of one test did wrong."""

    def __init__(self) -> None:
        self.wrongs: list[str] = []
        self.allowed: list[re.Pattern[str]] = []

    def allow(self, pattern: str) -> None:
        """Let wrongs that match *pattern* pass in this test; say in the test why that is right."""
        self.allowed.append(re.compile(pattern))

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of *context*."""
        context.on("console", self._console)
        context.on("weberror", self._script_error)
        context.on("request", self._request)

    def unexpected(self) -> list[str]:
        """Return what nobody allowed."""
        return [wrong for wrong in self.wrongs if not any(allowed.search(wrong) for allowed in self.allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.wrongs.append(f"policy: {message.text}")

    def _script_error(self, error: WebError) -> None:
        self.wrongs.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {"127.0.0.1", "localhost"}:
            self.wrongs.append(f"leaves this machine: {request.url}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """The watch over this test's pages; it fails the test at its end."""
    watching = Watch()
    yield watching
    wrongs = watching.unexpected()
    assert not wrongs, "\n".join(wrongs)


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[..., BrowserContext]:
    """Make a browser context (an own visitor, with own cookies) that is watched."""

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(15_000)
        watch.over(context)
        return context

    return make


# --- the desk -------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def desk_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """One real desk with the demo company, shared by all tests that leave it as they found it."""
    with running_desk(tmp_path_factory.mktemp("desk"), FAIRDESK_CALL_BACK="09:00-12:00, 13:00-17:00") as desk:
        yield desk


class StartDesk(Protocol):
    """Starts a desk of the test's own; settings as variables, such as FAIRDESK_SLOW_ANSWER_SECONDS="3"."""

    def __call__(self, **settings: str) -> RunningDesk: ...


@pytest.fixture
def start_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartDesk]:
    """Start a desk of one's own: for tests that stop the assistant, kill the server or change the company."""
    started = []

    def start(**settings: str) -> RunningDesk:
        desk = running_desk(tmp_path_factory.mktemp("own-desk"), **settings)
        started.append(desk)
        return desk.__enter__()

    yield start
    for desk in started:
        desk.__exit__(None, None, None)


def sign_in(page: Page, link: str) -> None:
    """Sign in on *page* as a person would: open the one-time link and press its button."""
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk")


@pytest.fixture(scope="session")
def cookies_of(browser: Browser, desk_server: RunningDesk) -> Callable[[str], Any]:
    """Give the cookies of a colleague of the shared desk; each signs in once, because a link works once."""

    @cache
    def cookies(name: str) -> Any:
        context = browser.new_context()
        sign_in(context.new_page(), desk_server.sign_in[name])
        state = context.storage_state()
        context.close()
        return state

    return cookies


class OpenPage(Protocol):
    """Opens a page of the shared desk as a new visitor.

    `as_colleague` is signed in ("Ada"; the demo prints the names); `javascript=False` is a browser without it;
    `status` is what the page must answer with, so that no test judges an error page by mistake; other options are
    Playwright's for a context (locale="ar", forced_colors="active", reduced_motion="reduce" ...).
    """

    def __call__(
        self,
        path: str = "/",
        *,
        scheme: str = "light",
        width: int = 1280,
        javascript: bool = True,
        as_colleague: str = "",
        status: int = 200,
        **options: Any,
    ) -> Page: ...


@pytest.fixture
def open_page(
    new_context: Callable[..., BrowserContext], desk_server: RunningDesk, request: pytest.FixtureRequest
) -> OpenPage:
    """Open a page of the shared desk; see OpenPage."""

    def open_it(
        path: str = "/",
        *,
        scheme: str = "light",
        width: int = 1280,
        javascript: bool = True,
        as_colleague: str = "",
        status: int = 200,
        **options: Any,
    ) -> Page:
        if as_colleague:
            options["storage_state"] = request.getfixturevalue("cookies_of")(as_colleague)
        context = new_context(
            color_scheme=scheme,
            viewport={"width": width, "height": _HEIGHTS.get(width, 800)},
            java_script_enabled=javascript,
            **options,
        )
        page = context.new_page()
        answered = page.goto(desk_server.url(path))
        assert answered is not None
        assert status == answered.status, f"{path} answered {answered.status}"
        return page

    return open_it


@pytest.fixture(params=[(scheme, width) for scheme in SCHEMES for width in WIDTHS], ids=lambda p: f"{p[0]}-{p[1]}")
def look(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each of the four looks a page must have: open_page("/", **look)."""
    scheme, width = request.param
    return {"scheme": scheme, "width": width}


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture of the whole page under a name, if PICTURES names a folder; otherwise do nothing."""
    folder = os.environ.get("PICTURES", "")

    def take(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take


# --- every page -----------------------------------------------------------------------------------------------------
STATES = {
    "answered": [ANSWERED],
    "unclear": [ANSWERED, "Who pays the return postage?"],
    "waiting": [UNKNOWN],
    "prepared": [BEREAVED],
    "person": [UNKNOWN],
    "restricted": [UNKNOWN],
    "contested": [ANSWERED],
    "paid": [UNKNOWN],
}
"""A conversation in each state -> what its customer says."""


@pytest.fixture(scope="module")
def visits(browser: Browser, desk_server: RunningDesk, cookies_of: Callable[[str], Any]) -> Callable[[str], Any]:
    """Have a conversation in the state asked for: its customer's cookies, its id, and the act of its last answer."""

    @cache
    def visit(state: str) -> tuple[Any, str, str]:
        context = browser.new_context()
        page = context.new_page()
        page.goto(desk_server.url("/"))
        for words in STATES[state]:
            ask(page, words)
        conversation, kept = name_of(page), context.storage_state()
        links = log(page).get_by_role("link", name=re.compile("Why this answer"))
        found = re.search(r"/why/([^?]+)", links.last.get_attribute("href") or "") if links.count() else None
        if state == "restricted":
            page.goto(desk_server.url("/privacy"))
            page.get_by_role("button", name=re.compile("Only store it")).first.click()
            page.get_by_text("Done. We only store it now.").wait_for()
        if state == "contested" and found:
            page.goto(desk_server.url(f"/why/{found[1]}"))
            page.get_by_role("button", name="I contest this decision").click()
            page.wait_for_url("**/c/*")
        context.close()
        if state in ("person", "contested", "paid"):
            colleague = browser.new_context(storage_state=cookies_of("Ada"))
            at_desk = colleague.new_page()
            take_over(at_desk, desk_server.url(f"/desk/c/{conversation}"))
            reply(at_desk, "I am here. What would you like to know?")
            colleague.close()
        return kept, conversation, found.group(1) if found else ""

    return visit


@pytest.fixture
def arrive(new_context, desk_server, visits, cookies_of):
    """Open a page of the two lists above, with further options of the context."""

    def open_it(path: str, visit: str, status: int, **options: Any) -> Page:
        who, _, state = visit.rpartition(", ")
        if visit in {"Ada", "Ben", "Cleo"}:
            who, state = visit, ""
        kept, conversation, act = visits(state.removeprefix("a stranger of ")) if state else (None, "", "")
        if who:
            kept = cookies_of(who)
        if state.startswith("a stranger"):
            kept = None
        page: Page = new_context(storage_state=kept, **options).new_page()
        answered = page.goto(desk_server.url(path.format(conversation=conversation, act=act)))
        assert answered is not None
        assert status == answered.status
        return page

    return open_it
