"""Two questions in one message, and a question back with two choices: on the page, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.walks import field, log, said, say
from tests.server import RunningDesk, running_desk

NEAR = {"Your bank card": "press Block in the app", "Your gift voucher": "press Block in your account"}
BLOCK = "How do I block it?"
BOTH = "How long does a refund take, and can I pay by card?"


@pytest.fixture(scope="module")
def near_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """The demo desk with two articles that are equally near to one question."""
    folder = tmp_path_factory.mktemp("near")
    articles = folder / "articles" / "en"
    articles.mkdir(parents=True)
    for title, how in NEAR.items():
        text = f"---\ntitle: {title}\n---\n\n## Blocking\n\nTo block it {how}, and another one comes by post.\n"
        (articles / f"{title.split()[-1]}.md").write_text(text)
    with running_desk(folder) as desk:
        assert 0 == desk.command("knowledge", "add", str(articles.parent)).returncode
        yield desk


@pytest.fixture
def visit(near_desk, new_context):
    """Open the first page as a new visitor, in a look of one's own."""

    def opened(*, scheme: str = "light", width: int = 1280, javascript: bool = True) -> Page:
        size = {"width": width, "height": 900}
        page: Page = new_context(color_scheme=scheme, viewport=size, java_script_enabled=javascript).new_page()
        page.goto(near_desk.url("/"))
        return page

    return opened


def asked_back(page: Page) -> Page:
    """Ask what two articles come equally near to, and see that the page asks back."""
    say(page, BLOCK)
    for _ in range(40):
        if log(page).get_by_role("button", name="Your bank card").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    return page


def test_both_look_as_they_should(visit, look, picture):
    page = visit(**look)
    say(page, BOTH)
    expect(said(page)).to_have_count(1)
    asked_back(page)

    expect(log(page).locator("blockquote")).to_have_count(2)
    assert_accessible(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    picture(page, f"customer several and which {look['scheme']} {look['width']}")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("title", NEAR)
def test_a_choice_is_one_press(visit, title, javascript):
    page = asked_back(visit(javascript=javascript))

    log(page).get_by_role("button", name=title).click()

    for _ in range(40):
        if said(page).count():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(log(page)).to_contain_text(NEAR[title])
    expect(log(page).get_by_role("link", name=f"From: {title}")).to_be_visible()


def test_or_typed(visit):
    page = asked_back(visit())

    say(page, "the second")

    expect(said(page)).to_have_count(1)


def test_or_a_person(visit):
    page = asked_back(visit(javascript=False))

    log(page).get_by_role("button", name="Ask a person").click()

    expect(page.get_by_role("banner")).to_contain_text("A person is coming")
    expect(field(page)).to_be_visible()
