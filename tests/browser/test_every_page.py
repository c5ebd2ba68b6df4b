"""Every page of customers in every state, and pages that a test must bring into theirs: axe-core finds nothing, in light, dark, 1280 and 320 px; nothing scrolls sideways."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from fairdesk.fairness.as_html import as_html
from fairdesk.fairness.audit import audit
from fairdesk.fairness.from_csv import read_csv
from tests.browser.axe import assert_accessible
from tests.browser.conftest import SCHEMES, WIDTHS
from tests.browser.every_page import EXPLAINED, HEIGHTS, OF_CUSTOMERS, judge
from tests.browser.walks import ANSWERED, ask
from tests.fairness.test_audit import ALL, drawn
from tests.house.test_representing import REFUND
from tests.replay.test_pages import fill
from tests.web.guests import Program


@pytest.mark.parametrize("name", OF_CUSTOMERS)
def test_a_page_of_customers(arrive, picture, name):
    page = arrive(*OF_CUSTOMERS[name])

    judge(page)
    picture(page, f"customer {name}")


def test_all_that_the_centre_holds_when_it_is_unfolded(arrive, picture):
    page = arrive("/privacy", "prepared", 200)
    for part in page.locator("details.card > summary").all():
        part.click()
    page.evaluate("scrollTo(0, 0)")  # where the name in the bar is seen whole: below, it has scrolled away

    judge(page)
    picture(page, "customer your data, unfolded")


def test_a_glass_without_a_reason(arrive):
    page = arrive("/desk/c/{conversation}/glass", "Ada, restricted", 200)
    page.get_by_label(re.compile("Why must you open it")).fill("no")
    page.get_by_role("button", name="Open it and tell").click()

    page.get_by_role("alert").wait_for()
    judge(page)


def test_the_page_inside_a_copy(arrive, tmp_path, picture):
    """It is read from a disk, without us: it must be as sound as our own pages."""
    page = arrive("/privacy", "answered", 200)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    with zipfile.ZipFile(download.value.path()) as copy:
        (tmp_path / "index.html").write_bytes(copy.read("index.html"))

    page.goto((tmp_path / "index.html").as_uri())

    judge(page)
    picture(page, "the page inside a copy")


def test_a_decision_about_money_before_and_after_its_customer_disputes_it(arrive, picture):
    desk = arrive("/desk/c/{conversation}/money", "Ada, paid", 200)
    desk.get_by_label(re.compile("Refund")).check()
    for field, value in (("Amount, in euros", "15"), ("Days since delivery", "3"), ("Paid before", "0")):
        desk.get_by_label(re.compile(field)).fill(value)
    desk.get_by_label("What is wrong").select_option("broken")
    desk.get_by_label("What the customer showed").select_option("photo")
    desk.get_by_role("button", name="Let the rule decide").click()
    desk.get_by_text("Granted: refund").wait_for()

    page = arrive("/c/{conversation}", "paid", 200)
    page.get_by_role("link", name="Why this decision?").click()
    page.get_by_role("heading", level=1).wait_for()
    judge(page)
    where = page.url
    page.get_by_role("button", name="Ask a person to look again").click()
    page.wait_for_url("**/c/*")
    page.goto(where)
    page.get_by_text("You asked us to look at a decision again.").wait_for()
    judge(page)
    picture(page, "customer decision, disputed")
    desk = arrive("/desk/c/{conversation}", "Ada, paid", 200)
    desk.get_by_role("link", name="The decision with its reason").wait_for()
    judge(desk)
    picture(desk, "desk case, money disputed")


def test_a_message_that_cannot_be_read(arrive):
    """The page that answers an empty message: the error is named, the field is marked."""
    page = arrive("/", "", 200)
    page.get_by_role("button", name="Send", exact=True).click()

    page.get_by_role("alert").wait_for()
    judge(page)


def test_a_visit_that_expired(arrive):
    page = arrive("/", "", 200)
    page.context.clear_cookies()
    page.get_by_role("button", name="A person instead").click()

    page.get_by_role("heading", name="This is not possible here").wait_for()
    judge(page)


def test_a_request_on_both_sides(browser, new_context, desk_server, cookies_of, picture):
    """Asked, agreed to by one, and opened again: the customer's page and the officer's, with every part they can show."""
    customer = new_context().new_page()
    customer.goto(desk_server.url("/"))
    ask(customer, ANSWERED)
    customer.goto(desk_server.url("/privacy/requests"))
    customer.get_by_role("radio", name=re.compile("Erase all")).check()
    customer.get_by_role("textbox", name=re.compile("Anything to add")).fill("All of it, please.")
    customer.get_by_role("button", name="Send the request").click()
    customer.get_by_role("heading", name="Please keep this").wait_for()
    judge(customer)
    picture(customer, "customer request")

    officer = new_context(storage_state=cookies_of("Cleo")).new_page()
    officer.goto(customer.url.replace("/privacy/", "/desk/"))
    for button in ("Accept", "Try it dry", "Approve"):
        officer.get_by_role("button", name=button, exact=True).click()
    officer.get_by_text("Now it takes somebody else.").wait_for()
    for closed in officer.locator("details.card").all():
        closed.locator("summary").click()
    judge(officer)
    picture(officer, "desk request")

    officer.goto(desk_server.url("/desk/breaches"))
    officer.get_by_role("textbox", name="What happened").fill("A list went to the wrong person.")
    officer.get_by_role("button", name="Keep it").click()
    officer.get_by_role("heading", name=re.compile("Breach known")).wait_for()
    judge(officer)
    picture(officer, "desk breach")


def test_an_incident(new_context, desk_server, cookies_of, picture):
    """Opened, and not to be closed yet."""
    manager = new_context(storage_state=cookies_of("Cleo")).new_page()
    manager.goto(desk_server.url("/desk/incidents"))
    manager.get_by_role("textbox", name=re.compile("What happened")).fill("A wrong amount was told twice.")
    manager.get_by_role("button", name="Open the incident").click()
    manager.get_by_text("Opened. The clock runs.").wait_for()
    judge(manager)
    picture(manager, "desk incident")

    manager.get_by_role("checkbox", name="Close the incident").check()
    manager.get_by_role("button", name="Keep it").click()
    manager.get_by_role("alert").get_by_text("the cause is not written down").wait_for()
    judge(manager)


def test_a_replay(new_context, desk_server, cookies_of, picture, tmp_path):
    """The list with customers to write to, the report with its picture, and the same report as a file of its own."""
    fill(desk_server, tmp_path, "--out", str(tmp_path / "report.html"))
    officer = new_context(storage_state=cookies_of("Cleo")).new_page()
    officer.goto(desk_server.url("/desk/replays"))
    judge(officer)
    picture(officer, "desk replays")

    officer.get_by_role("link", name=re.compile("^Routing,")).first.click()
    officer.get_by_role("heading", name="Who loses and who gains").wait_for()
    judge(officer)
    picture(officer, "desk replay")

    officer.goto((tmp_path / "report.html").as_uri())
    judge(officer)
    picture(officer, "replay as a file")


def test_an_audit(new_context, picture, tmp_path):
    """The report of an audit is a file of its own, which needs no desk."""
    rows = drawn(3_000, {"en": 0.6, "de": 0.6, "tr": 0.4, "": 0.6})
    (tmp_path / "acts.csv").write_text("\n".join(rows))
    with (tmp_path / "acts.csv").open("rb") as opened:
        report = audit(read_csv(opened, ALL))
    (tmp_path / "audit.html").write_text(as_html(report, "acts.csv"))
    page = new_context().new_page()

    page.goto((tmp_path / "audit.html").as_uri())

    judge(page)
    picture(page, "an audit as a file")


def test_an_audit_of_the_desk_s_own_acts(arrive, desk_server, picture):
    """With its pictures and tables: nobody answers in German here."""
    for language in ("en", "de"):
        for _ in range(8):
            Program(desk_server.address, language).sends(
                ANSWERED if language == "en" else "Was kostet der Rückversand?"
            )

    page = arrive("/desk/fairness?groups=language&outcome=answered&strata=topic", "Cleo", 200)

    page.get_by_role("heading", name="By language").wait_for()
    assert page.get_by_role("table", name=re.compile("^Selection rate by language")).get_by_role("row").count() >= 3
    judge(page)
    picture(page, "desk audit of its own acts")


def test_who_asks_and_is_not_answered(arrive, desk_server, picture):
    """A gap becomes a task with one press, by the keyboard; the page says so and has its pictures and tables."""
    for words in REFUND:
        program = Program(desk_server.address, "pl")
        program.sends(words)
        program.http.post("/consents/improve", json={"choice": "yes"})
    for _ in range(8):
        Program(desk_server.address).sends(ANSWERED)
    page = arrive("/desk/fairness", "Cleo", 200)

    page.get_by_role("link", name="Who asks and is not answered").click()
    page.get_by_role("heading", name="What is there, by language").wait_for()
    judge(page)
    picture(page, "who asks and is not answered")
    page.get_by_role("button", name=re.compile("^Make it a task.*pieniędzy")).press("Enter")

    page.get_by_role("status").get_by_text("It is a task now.").wait_for()
    assert page.get_by_role("table", name="Articles to write").get_by_text(re.compile("^due on")).count() == 1
    assert (
        page.get_by_role("table", name=re.compile("^Who writes, and what is there")).get_by_role("row").count() >= 3
    )
    judge(page)


def test_the_watch_with_an_alarm_over_some_weeks(arrive, desk_server, picture):
    """Nine nights a week apart, kept as the worker keeps them: in Polish fewer are answered, more surely each week."""
    with closing(sqlite3.connect(desk_server.data / "fairdesk.db", timeout=20)) as kept, kept:
        for week in range(9):
            day = f"{date(2026, 8, 3) + timedelta(weeks=week)}"
            kept.execute(
                "INSERT INTO fairness_look (day, at, report) VALUES (?, ?, ?)",
                (day, 10**15, json.dumps(seen(week, day))),
            )
    try:
        page = arrive("/desk/fairness/watch", "Cleo", 200)

        page.get_by_role("heading", name="Language pl fares worse: answered").wait_for()
        page.get_by_text("Language pl, answered, from week to week").click()
        shown = page.get_by_role("table", name=re.compile("^Language pl, answered: difference"))
        assert 10 == shown.get_by_role("row").count(), "the last look of each week, and the heads"
        judge(page)
        for width, scheme in product(WIDTHS, SCHEMES):
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            page.emulate_media(color_scheme=scheme)
            picture(page, f"the watch {width} {scheme}")
        page.emulate_media(media="print")
        picture(page, "the watch printed")
    finally:
        with closing(sqlite3.connect(desk_server.data / "fairdesk.db", timeout=20)) as kept, kept:
            kept.execute("DELETE FROM fairness_look")


def seen(week: int, day: str) -> dict[str, Any]:
    """Return what a night saw, each week surer than before."""
    whole = {
        "by": "language",
        "run": "2026-06-29",
        "topics": [],
        "within": None,
        "worse": True,
        "since": None,
        "alarm": False,
    }
    half = 0.5 / (week + 2) ** 0.9
    polish = {"outcome": "answered", "group": "pl", "n": 60 * (week + 1), "share": 0.41, "other_n": 400 * (week + 1), "other_share": 0.63,
              "gap": -0.22, "low": -0.22 - half, "high": -0.22 + half}  # fmt: skip
    certain = {"since": "2026-08-19", "alarm": True, "topics": ["get_refund"],
               "within": {"gap": -0.19, "low": -0.28, "high": -0.1, "certain": True}}  # fmt: skip
    others = [{**whole, **polish, "group": name, "gap": gap, "low": gap - half, "high": gap + half} for name, gap in
              (("en", 0.03), ("de", 0.01), ("uk", -0.04))]  # fmt: skip
    wrong = {
        **whole,
        **polish,
        "outcome": "reviewed_wrong",
        "share": 0.06,
        "other_share": 0.05,
        "gap": 0.01,
        "low": -half,
        "high": half,
    }
    return {
        "day": day, "began": "2026-06-29", "a_year": 0.05, "alpha": 0.01 / 96, "outcomes": ["answered", "reviewed_wrong"],
        "groups": ["language", "channel"], "differences": [{**whole, **polish, **(certain if week > 2 else {})}, *others, wrong],
    }  # fmt: skip


def test_the_same_question_by_somebody_else(arrive, desk_server, picture):
    ran = subprocess.run(
        [sys.executable, "-m", "fairdesk.cli", "--data", str(desk_server.data), "probe", "run", "--sample", "300"],
        capture_output=True, text=True, check=False, timeout=300, env=dict(desk_server.environment),
    )  # fmt: skip
    assert "of 300 pairs were treated otherwise" in ran.stdout, ran.stderr

    page = arrive("/desk/fairness/probes", "Cleo", 200)

    assert page.get_by_role("table").first.get_by_role("row").count() >= 5
    page.locator("details.card > summary").first.click()
    judge(page)
    picture(page, "desk counterfactual pairs")


class TestOtherEyes:
    """The customer's pages from right to left, and in the colours a person has set for all pages."""

    @pytest.mark.parametrize("name", [name for name in OF_CUSTOMERS if OF_CUSTOMERS[name][2] == 200])
    def test_from_right_to_left(self, arrive, picture, name):
        page = arrive(*OF_CUSTOMERS[name], locale="ar", viewport={"width": 320, "height": 640})

        page.goto(page.url.split("#")[0] + ("&" if "?" in page.url else "?") + "lang=ar")
        assert "rtl" == page.get_by_role("document").or_(page.locator("html")).first.get_attribute("dir")
        assert_accessible(page, EXPLAINED)
        assert 320 >= page.evaluate("document.documentElement.scrollWidth")
        picture(page, f"arabic {name}")

    @pytest.mark.parametrize("name", ["home", "conversation, answered", "conversation, waiting", "why"])
    def test_in_forced_colours(self, arrive, picture, name):
        page = arrive(*OF_CUSTOMERS[name], forced_colors="active")

        assert_accessible(page, EXPLAINED)
        picture(page, f"forced {name}")


@pytest.mark.parametrize(
    "fault",
    [
        "@media (prefers-color-scheme: dark) { main p { color: #333; background: #222; } }",
        "@media (prefers-color-scheme: dark) and (max-width: 400px) { main p { color: #333; background: #222; } }",
    ],
)
def test_a_fault_of_one_look_alone_is_found(arrive, fault):
    page = arrive("/what-is-this", "", 200)
    page.evaluate(
        "fault => { const sheet = new CSSStyleSheet(); sheet.replaceSync(fault); document.adoptedStyleSheets = [sheet]; }",
        fault,
    )

    with pytest.raises(AssertionError, match="color-contrast"):
        judge(page)
