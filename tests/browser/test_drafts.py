"""Review before sending, by hand: the customer is told, a colleague judges, reads, waits and lets the draft go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.every_page import judge
from tests.browser.walks import ANSWERED, field, log, said, say
from tests.server import RunningDesk

ROOT = Path(__file__).resolve().parents[2]
IN_FORCE = """
import sys
from pathlib import Path
from fairdesk.house.preparing import prepare
from fairdesk.settings import Settings
from dataclasses import replace
prepare(replace(Settings(data=Path(sys.argv[1])), database=sys.argv[2]))
from tests.house.first_looks import people_look_first
people_look_first("high")
"""


@pytest.fixture
def looked_at(start_desk) -> RunningDesk:
    """A desk where a person looks first at what the article about returns answers, and much is at stake."""
    desk = start_desk()
    done = subprocess.run(
        [sys.executable, "-c", IN_FORCE, str(desk.data), desk.environment["FAIRDESK_DATABASE"]],
        cwd=ROOT, env=dict(desk.environment), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    return desk


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_from_the_question_to_the_marked_answer(looked_at, new_context, picture, javascript):
    customer = new_context(java_script_enabled=javascript).new_page()
    customer.goto(looked_at.url("/"))
    say(customer, ANSWERED)
    waits = customer.get_by_text("A person looks at the answer first.")
    for _ in range(40):  # without scripts the page shows it to who asks again
        customer.reload()
        if waits.count():
            break
        customer.wait_for_timeout(250)
    expect(waits).to_be_visible()
    expect(log(customer)).to_contain_text("The assistant has made a draft.")
    expect(customer.get_by_role("button", name="A person instead")).to_be_visible()
    picture(customer, f"customer waits for a look {javascript}")
    judge(customer) if javascript else None

    colleague = new_context(java_script_enabled=javascript).new_page()
    sign_in(colleague, looked_at.sign_in["Ada"])
    colleague.goto(looked_at.url("/desk/drafts"))
    picture(colleague, f"drafts {javascript}")
    judge(colleague) if javascript else None
    colleague.get_by_role("link", name="Draft 1").click()
    expect(colleague.get_by_role("heading", name="Its reason")).to_have_count(0)
    expect(colleague.get_by_role("button", name="Send it", exact=True)).to_have_count(0)
    picture(colleague, f"draft, own judgement {javascript}")
    judge(colleague) if javascript else None
    colleague.get_by_role("button", name="I would send it").click()
    expect(colleague.get_by_role("heading", name="Its reason")).to_be_visible()
    picture(colleague, f"draft, judged {javascript}")
    judge(colleague) if javascript else None
    if not javascript:
        colleague.wait_for_timeout(4000)
        for _ in range(6):  # the server says how long is left, whatever the browser believes
            colleague.get_by_role("button", name="Send it", exact=True).click()
            if "/desk/drafts?" in colleague.url:
                break
            colleague.wait_for_timeout(2000)
    else:
        colleague.get_by_role("button", name="Send it", exact=True).click()
        if "/desk/drafts?" not in colleague.url:
            expect(colleague.get_by_role("alert")).to_contain_text("much is at stake")
            judge(colleague)
            colleague.wait_for_timeout(9000)
            colleague.get_by_role("button", name="Send it", exact=True).click()
    expect(colleague.get_by_role("status").filter(has_text="It is sent")).to_be_visible()
    expect(colleague.get_by_text("Nothing waits.")).to_be_visible()

    if not javascript:
        customer.reload()
    expect(said(customer)).to_have_count(1)
    expect(log(customer)).to_contain_text("A person looked at this answer before you got it.")
    expect(field(customer)).to_be_visible()
    picture(customer, f"customer reads the marked answer {javascript}")
    judge(customer) if javascript else None
