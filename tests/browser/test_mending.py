"""From a claim of the audit to a rule in force, by hand: one colleague proposes, another approves, both read before and after."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.every_page import judge
from tests.server import RunningDesk

ROOT = Path(__file__).resolve().parents[2]
SEED = """
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from fairdesk.house.preparing import prepare
from fairdesk.settings import Settings
settings = replace(Settings(data=Path(sys.argv[1])), database=sys.argv[2])
prepare(settings)
from fairdesk.house.opening import open_house
from tests.house.test_mitigating import world
with closing(open_house(settings, migrate=False)) as house:
    world(SimpleNamespace(house=house), {"en": (0.9, 0.7), "pl": (0.3, 0.45, 0.45, 0.6)}, 24)
"""


@pytest.fixture
def unequal(start_desk) -> RunningDesk:
    """The demo's desk, where Polish is answered less often than English."""
    desk = start_desk()
    done = subprocess.run(
        [sys.executable, "-c", SEED, str(desk.data), desk.environment["FAIRDESK_DATABASE"]],
        cwd=ROOT, env=dict(desk.environment), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    return desk


def test_from_a_claim_to_a_rule_in_force(unequal, new_context, picture):
    cleo = new_context().new_page()
    sign_in(cleo, unequal.sign_in["Cleo"])
    cleo.goto(unequal.url("/desk/fairness"))
    claims = cleo.get_by_role("region", name="Beyond chance")
    claims.get_by_role("listitem").filter(has_text="In Polski").get_by_role("link").click()
    cleo.get_by_role("heading", name="Mend a difference").wait_for()
    drafts = cleo.get_by_role("region", name="A person looks first at answers in Polski")
    expect(drafts).to_contain_text("6 of the group and 0 of everybody else would have met something else")
    judge(cleo)
    picture(cleo, "desk mend a difference")

    drafts.get_by_label("Why this?").fill("Polish answers need a look until the articles are there.")
    drafts.get_by_role("button", name="Propose and replay").click()
    cleo.get_by_text("It is to mend a difference").wait_for()
    cleo.get_by_text("You cannot approve it").wait_for()
    judge(cleo)

    dora = new_context().new_page()
    sign_in(dora, unequal.sign_in["Dora"])
    dora.get_by_role("region", name="Guidelines need somebody").get_by_role("link", name="Review first").click()
    dora.get_by_role("link", name=re.compile("What it would change for this group")).click()
    dora.get_by_text("What was promised, by replay").click()
    dora.get_by_role("rowheader", name=re.compile("Looked at by a person before it leaves")).wait_for()
    dora.go_back()
    dora.get_by_role("button", name="Approve").click()
    dora.get_by_text("Approved.").wait_for()

    dora.goto(unequal.url("/desk/fairness/mitigations"))
    mended = dora.get_by_role("region", name="A person looks first at answers in Polski.")
    expect(mended).to_contain_text("In force")
    expect(mended).to_contain_text("Too few people since to say whether it worked")
    mended.get_by_text("What was promised, by replay").click()
    mended.get_by_text("Look again", exact=True).click()
    judge(dora)
    picture(dora, "desk mitigations")
    mended.get_by_label("What do you make of it?").fill("It holds.")
    mended.get_by_role("button", name="Let it go on").click()
    expect(mended).to_contain_text("keep until")
