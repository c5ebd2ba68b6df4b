"""What the tests of every page share: the pages, and what every page must be. How one is opened is in conftest.py."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.axe import assert_accessible
from tests.browser.conftest import SCHEMES, STATES, WIDTHS

EXPLAINED: dict[str, dict[str, str]] = {
    "color-contrast": {
        "svg text": "takes the colour of the text around it, on the same ground, which axe does judge",
        ".wide :is(th, td)": "what is scrolled out of a region at 320 px has the same colours at 1280, where axe judges it",
    }
}
HEIGHTS = {1280: 900, 320: 640}

OF_CUSTOMERS = {
    "home": ("/", "", 200),
    "home again": ("/", "answered", 200),
    **{f"conversation, {state}": ("/c/{conversation}", state, 200) for state in STATES},
    "why": ("/why/{act}?c={conversation}", "answered", 200),
    "why, contested": ("/why/{act}?c={conversation}", "contested", 200),
    "take it along": ("/c/{conversation}/keep", "answered", 200),
    "take it along, sensitive": ("/c/{conversation}/keep", "prepared", 200),
    "instead of waiting": ("/c/{conversation}/later", "waiting", 200),
    "instead of waiting, not waiting": ("/c/{conversation}/later", "answered", 200),
    "send a file": ("/c/{conversation}/files", "answered", 200),
    "how our ai works": ("/how-our-ai-works", "", 200),
    "how appeals end": ("/appeals", "", 200),
    "what we keep": ("/what-we-keep", "", 200),
    "sign in with a code": ("/privacy/sign-in", "", 200),
    "type the code": ("/privacy/sign-in/some-letter", "", 200),
    "link that is used up": ("/privacy/link/never-given", "", 403),
    "how we write, to nobody": ("/privacy/contact", "", 200),
    "how we write": ("/privacy/contact", "answered", 200),
    "not me": ("/privacy/not-me", "answered", 200),
    "what is this": ("/what-is-this", "", 200),
    "choices": ("/privacy/choices", "", 200),
    "choices of a customer": ("/privacy/choices?kept=ai_answer", "answered", 200),
    "groups you belong to": ("/privacy/groups", "answered", 200),
    "notices": ("/privacy/notices", "answered", 200),
    "were we understood": ("/privacy/understood", "", 200),
    "your data": ("/privacy", "answered", 200),
    "your data, with a person": ("/privacy", "person", 200),
    "your data, one kind": ("/privacy?kind=decisions", "answered", 200),
    "your data, the way in": ("/privacy", "", 200),
    "your rights": ("/privacy/requests", "", 200),
    "your rights, known": ("/privacy/requests", "answered", 200),
    "your rights, objecting": ("/privacy/requests?kind=object", "answered", 200),
    "a request that is not there": ("/privacy/requests/R-NOTHING", "answered", 404),
    "proof of an act": ("/proof", "", 200),
    "proof, another code": ("/proof/7-AAAAAAAA", "", 404),
    "articles": ("/articles", "", 200),
    "article": ("/articles/en/returns", "", 200),
    "not found": ("/nothing/here", "", 404),
    "a stranger's": ("/c/{conversation}", "a stranger of answered", 404),
    "address of a form": ("/c/new", "", 405),
}
"""page -> path, whose visit, what it answers with."""

OF_COLLEAGUES = {
    "sign in": ("/desk/sign-in", "", 200),
    "sign in, link that is used up": ("/desk/sign-in/never-given", "", 403),
    **{
        f"list, {view}": (f"/desk?view={view}", "Ada", 200)
        for view in ("waiting", "mine", "customer", "snoozed", "sensitive", "all")
    },
    "search": ("/desk/search", "Ada", 200),
    "your work": ("/desk/my-work", "Ada", 200),
    "labels and teams": ("/desk/lists", "Cleo", 200),
    "labels and teams, not allowed": ("/desk/lists", "Ada", 403),
    "the whole story": ("/desk/c/{conversation}/reader", "Ada, person", 200),
    "the whole story, sensitive": ("/desk/c/{conversation}/reader", "Ada, prepared", 200),
    "case, with the assistant": ("/desk/c/{conversation}", "Ada, answered", 200),
    "case, sensitive": ("/desk/c/{conversation}", "Ada, prepared", 200),
    "case, mine": ("/desk/c/{conversation}", "Ada, person", 200),
    "case, contested": ("/desk/c/{conversation}", "Ada, contested", 200),
    "case, with another": ("/desk/c/{conversation}", "Ben, person", 200),
    "reason in full": ("/desk/why/{act}", "Ada, answered", 200),
    "stop": ("/desk/stop", "Ada", 200),
    "what takes two people": ("/desk/agree", "Cleo", 200),
    "keyboard": ("/desk/keyboard", "Ada", 200),
    "canned replies": ("/desk/canned", "Ada", 200),
    "a new canned reply": ("/desk/canned?change=new", "Ada", 200),
    "what the mask misses": ("/desk/masking", "Cleo", 200),
    "review answers": ("/desk/answers", "Cleo", 200),
    "drafts to look at": ("/desk/drafts", "Ada", 200),
    "what one found": ("/desk/vigilance", "Cleo", 200),
    "told and asked": ("/desk/consultation", "Cleo", 200),
    "told and asked, to who only reads": ("/desk/consultation", "Ada", 200),
    "board": ("/board", "Cleo", 200),
    "month": ("/desk/month", "Cleo", 200),
    "who is treated otherwise, nobody yet": ("/desk/fairness?outcome=upheld", "Cleo", 200),
    "the same question by somebody else, nobody yet": ("/desk/fairness/probes", "Cleo", 200),
    "who is treated otherwise, not allowed": ("/desk/fairness", "Ada", 403),
    "what to write next, to an editor": ("/desk/fairness/representation", "Ada", 200),
    "whether a group fares worse, nobody looked yet": ("/desk/fairness/watch", "Cleo", 200),
    "whether a group fares worse, not allowed": ("/desk/fairness/watch", "Ada", 403),
    "what was done about differences, nothing yet": ("/desk/fairness/mitigations", "Cleo", 200),
    "how it was": ("/desk/satisfaction", "Cleo", 200),
    "articles of the desk": ("/desk/articles", "Cleo", 200),
    "content gaps": ("/desk/gaps", "Cleo", 200),
    "tasks for owners": ("/desk/article-tasks", "Cleo", 200),
    "same question, same answer": ("/desk/consistency", "Cleo", 200),
    "edit an article": ("/desk/articles/en/returns", "Cleo", 200),
    "new article": ("/desk/articles/new", "Cleo", 200),
    "company": ("/desk/company", "Cleo", 200),
    "people": ("/desk/people", "Cleo", 200),
    "people, not allowed": ("/desk/people", "Ada", 403),
    "sessions": ("/desk/sessions", "Ada", 200),
    "signing in safely": ("/desk/security/", "Ada", 200),
    "restricted": ("/desk/c/{conversation}/glass", "Ada, restricted", 200),
    "sensitive, without a care certificate": ("/desk/c/{conversation}/glass", "Dora, prepared", 200),
    "who waits for a person": ("/desk/first-human", "Ada, prepared", 200),
    "local help": ("/desk/helplines", "Ada", 200),
    "local help, a line to check": ("/desk/helplines?check=IE", "Cleo", 200),
    "on call": ("/desk/on-call", "Cleo", 200),
    "on call, not allowed": ("/desk/on-call", "Ada", 403),
    "care certificates": ("/desk/care-certificates", "Cleo", 200),
    "who opened what is restricted": ("/desk/glass", "Cleo", 200),
    "company, not allowed": ("/desk/company", "Ada", 403),
    "processing": ("/desk/processing", "Cleo", 200),
    "processing, not allowed": ("/desk/processing", "Ada", 403),
    "case that is not there": ("/desk/c/nothing", "Ada", 404),
    "guidelines": ("/desk/guidelines", "Cleo", 200),
    "a guideline": ("/desk/guidelines/routing", "Cleo", 200),
    "a guideline, to who only reads": ("/desk/guidelines/release", "Ada", 200),
    "change a guideline": ("/desk/guidelines/routing/edit", "Cleo", 200),
    "propose a scorer": ("/desk/guidelines/scorers/propose", "Cleo", 200),
    "requests": ("/desk/requests", "Cleo", 200),
    "requests that ended": ("/desk/requests?view=ended", "Cleo", 200),
    "requests, not allowed": ("/desk/requests", "Ada", 403),
    "breaches": ("/desk/breaches", "Cleo", 200),
    "appeals that wait": ("/desk/appeals", "Ben", 200),
    "incidents": ("/desk/incidents", "Cleo", 200),
    "incidents, to who only reads of them": ("/desk/incidents", "Ada", 200),
    "override an answer": ("/desk/c/{conversation}/override/{act}", "Ada, contested", 200),
    "money of a conversation": ("/desk/c/{conversation}/money", "Ada, person", 200),
    "money that waits": ("/desk/money", "Cleo", 200),
    "replays, none yet": ("/desk/replays", "Cleo", 200),
    "ledger": ("/desk/ledger", "Cleo", 200),
    "ledger, one kind": ("/desk/ledger?kind=turn&day=2026-01-01", "Cleo", 200),
    "ledger, an entry": ("/desk/ledger/3", "Cleo", 200),
    "ledger, not allowed": ("/desk/ledger", "Ada", 403),
}


OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that a scheme of colours can break; at each width the other scheme is held to these, and one to all."""


def judge(page: Page) -> None:
    """Hold *page* to what every page must be, in each of the four looks."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert_accessible(page, EXPLAINED, OF_COLOURS if scheme == "dark" else ())
        assert width >= page.evaluate("document.documentElement.scrollWidth"), (
            f"{page.url} scrolls sideways at {width}"
        )
    assert 1 == page.get_by_role("heading", level=1).count()
    assert 1 == page.get_by_role("main").count()
