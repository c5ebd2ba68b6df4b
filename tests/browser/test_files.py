"""A customer sends files from a real browser, with scripts and without, and a colleague downloads them."""

from __future__ import annotations

import base64
import re

from playwright.sync_api import Page, expect

from fairdesk.attachments.allowed import MOST_BYTES
from fairdesk.attachments.stripping import bare_jpeg, bare_png
from tests.attachments.pictures import PDF, jpeg, png
from tests.browser.axe import assert_accessible
from tests.browser.walks import ANSWERED, ask, field, log, name_of, press, tab_to

DOTS = """async ([type, data]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type }));
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return [picture.width, picture.height, ...canvas.getContext("2d").getImageData(0, 0, picture.width, picture.height).data];
}"""
PAINTED = """async ([type, turned]) => {
  const canvas = new OffscreenCanvas(61, 37);
  const brush = canvas.getContext("2d");
  for (let x = 0; x < 61; x++) for (let y = 0; y < 37; y++) {
    brush.fillStyle = `rgb(${x * 4}, ${y * 6}, ${(x * y) % 256})`;
    brush.fillRect(x, y, 1, 1);
  }
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type, quality: 0.8 })).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""


def choose(page: Page, name: str, content: bytes, kind: str = "application/octet-stream") -> None:
    page.get_by_label("Choose a file", exact=True).first.set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )


def in_a_conversation(open_page, **options) -> Page:
    page: Page = open_page("/", **options)
    ask(page, ANSWERED)
    return page


def test_a_browser_sees_the_same_dots_after_what_was_hidden_is_gone(open_page):
    """An oracle that is not ours: the browser paints and decodes both."""
    page = open_page("/")
    for kind, bare in (("image/jpeg", bare_jpeg), ("image/png", bare_png)):
        before = base64.b64decode(page.evaluate(PAINTED, [kind, False]))
        after = bare(before)
        seen = [page.evaluate(DOTS, [kind, base64.b64encode(each).decode()]) for each in (before, after)]
        assert [61, 37] == seen[0][:2]
        assert seen[0] == seen[1]
    for kind, hidden, bare in (("image/jpeg", jpeg(6), bare_jpeg), ("image/png", png(), bare_png)):
        seen = [page.evaluate(DOTS, [kind, base64.b64encode(each).decode()]) for each in (hidden, bare(hidden))]
        assert seen[0] == seen[1]


def test_with_scripts_words_come_along_progress_is_said_and_a_colleague_gets_the_file(
    open_page, desk_server, picture
):
    page = in_a_conversation(open_page)
    field(page).fill("The cup came broken")
    page.get_by_role("button", name="Send a file").click()
    page.wait_for_url("**/files")
    expect(field(page)).to_have_value("The cup came broken")

    page.evaluate(
        """() => { window.said = []; new MutationObserver(() => said.push(document.querySelector('[data-part="arrived"]')?.textContent))
        .observe(document.querySelector("main"), { childList: true, subtree: true, characterData: true }); }"""
    )
    choose(page, "cup.jpeg", jpeg() + b"\0" * 900_000)
    page.get_by_label("If it is a picture").fill("A cup without its handle")
    page.get_by_role("button", name="Add this file").click()
    expect(page.get_by_role("heading", name="These go with your message")).to_be_visible()
    assert [words for words in page.evaluate("said") if words and re.fullmatch(r"Arrived so far: \d+ %", words)]
    choose(page, "bill.pdf", PDF)
    page.get_by_role("button", name="Add this file").click()
    expect(page.get_by_role("button", name="Remove bill.pdf")).to_be_visible()
    expect(field(page)).to_have_value("The cup came broken")
    picture(page, "customer files, two")
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url(re.compile(r"/c/[^/]+$|/c/[^/]+#"))

    expect(log(page).get_by_role("link", name="cup.jpg")).to_be_visible()
    expect(log(page)).to_contain_text("You sent a file. A person will look at it.")
    expect(field(page)).to_have_value("")
    at_desk = open_page(f"/desk/c/{name_of(page)}", as_colleague="Ada")
    expect(log(at_desk)).to_contain_text("It shows, as the customer says: A cup without its handle")
    with at_desk.expect_download() as download:
        log(at_desk).get_by_role("link", name="bill.pdf").click()
    assert PDF == download.value.path().read_bytes()
    assert_accessible(at_desk)
    assert_accessible(page)


def test_what_is_too_large_is_said_before_it_is_sent(open_page):
    page = in_a_conversation(open_page)
    page.get_by_role("button", name="Send a file").click()
    page.wait_for_load_state("networkidle")
    sent = []
    page.on("request", lambda request: sent.append(request.method))

    choose(page, "large.txt", b"a" * (MOST_BYTES + 1), "text/plain")

    expect(page.get_by_text("The file is too large. At most 5 MB can be sent.")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_timeout(300)
    assert [] == sent
    expect(page.get_by_label("Choose a file", exact=True).first).to_be_focused()
    assert_accessible(page)


def test_without_scripts_by_keyboard_alone(open_page):
    page = in_a_conversation(open_page, javascript=False)
    field(page).fill("Look")
    press(page, page.get_by_role("button", name="Send a file"))
    expect(field(page)).to_have_value("Look")
    tab_to(page, page.get_by_label("Choose a file", exact=True).first)
    choose(page, "words.exe", b"MZ\x90\0")
    press(page, page.get_by_role("button", name="Add this file"))
    expect(page.get_by_role("alert")).to_contain_text("We cannot take files of this type.")
    choose(page, "words.txt", b"two cups\n")
    press(page, page.get_by_role("button", name="Add this file"))
    press(page, page.get_by_role("button", name="Remove words.txt"))
    expect(page.get_by_role("heading", name="These go with your message")).to_have_count(0)
    choose(page, "words.txt", b"two cups\n")
    press(page, page.get_by_role("button", name="Send", exact=True))

    expect(log(page).get_by_role("link", name="words.txt")).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("link", name="A person is coming")).to_be_visible()
