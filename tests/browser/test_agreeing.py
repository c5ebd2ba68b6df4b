"""What takes two people, by hand: verdicts that differ, a flow that is asked for; and a pause where somebody looks for long."""

from __future__ import annotations

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
from dataclasses import replace
from pathlib import Path
from fairdesk.house.preparing import prepare
from fairdesk.settings import Settings
settings = replace(Settings(data=Path(sys.argv[1])), database=sys.argv[2])
prepare(settings)
from contextlib import closing
from fairdesk.database import writing
from fairdesk.desk import records
from fairdesk.house.opening import open_house
from fairdesk.identity import records as identity
from fairdesk.nouns import RawText
from fairdesk.oversight.records import second_looks
with closing(open_house(settings, migrate=False)) as house:
    house.in_the_tenth = lambda act: True
    with writing():
        rio = identity.add_colleague("rio", "Rio", "manager")
    cleo = identity.colleague_named("cleo").id
    who, _ = house.add_customer("en")
    talk = house.start(who, "en")
    house.say(talk, who, RawText("How long does a refund take?"), "seeded")
    while records.arrivals_of(talk):
        house.answer_arrivals(talk)
    house.answer_purpose(talk, who, "improve", True)
    act = records.turns_of(talk)[-1]
    house.keep_answer_review(rio, act, "right")
    house.keep_answer_review(cleo, act, "wrong")
    with writing():
        for number in range(20):
            second_looks.add_pair("right", "wrong" if number < 3 else "right")
    name = "where_is_my_order"
    from fairdesk.flows import records as flows
    text = flows.text_of(flows.in_force()[name])
    house.retire_flow(name)
    house.ask_for_flow(rio, text, name + ".yaml", "one in five asks this")
"""


@pytest.fixture
def seeded(start_desk) -> RunningDesk:
    """The demo's desk with a second manager: two verdicts that differ, and a flow that Rio asked for."""
    desk = start_desk(FAIRDESK_REVIEW_SITTING_MINUTES="0.01")
    done = subprocess.run(
        [sys.executable, "-c", SEED, str(desk.data), desk.environment["FAIRDESK_DATABASE"]],
        cwd=ROOT, env=dict(desk.environment), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    return desk


def test_two_who_differ_a_pause_and_a_second_person(seeded, new_context, picture):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, seeded.sign_in["Cleo"])

    page.goto(seeded.url("/desk/answers"))
    expect(page.get_by_text("You said: Wrong. Rio said: Right.")).to_be_visible()
    picture(page, "two verdicts that differ")
    page.get_by_role("button", name="I see it so too: Right (answer 1)").click()
    expect(page.get_by_role("heading", name="Time for a pause")).to_be_visible()
    picture(page, "time for a pause")

    page.goto(seeded.url("/desk/drafts"))
    expect(page.get_by_text("a pause of ten minutes would do you good")).to_be_visible()
    picture(page, "drafts while a pause is due")

    page.goto(seeded.url("/board#agreement"))
    expect(page.get_by_text("Krippendorff's alpha over")).to_be_visible()
    picture(page, "board with agreement")

    page.goto(seeded.url("/desk/agree"))
    expect(page.get_by_role("heading", name="The flow where_is_my_order")).to_be_visible()
    expect(page.get_by_text("Why: one in five asks this")).to_be_visible()
    picture(page, "what takes two")
    page.get_by_label("Why do you agree?").fill("tried with ten orders")
    page.get_by_role("button", name="Agree (where_is_my_order)").click()
    expect(page.get_by_text("Two people agreed: it is in force.")).to_be_visible()
    expect(page.get_by_text("Cleo agreed: tried with ten orders")).to_be_visible()


def test_each_of_these_pages_is_as_sound_as_the_others(seeded, new_context, picture):
    page = new_context().new_page()
    sign_in(page, seeded.sign_in["Cleo"])
    for name in ("answers", "agree", "drafts"):
        page.goto(seeded.url(f"/desk/{name}"))
        judge(page)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 320, "height": 800})
        picture(page, f"{name}, dark, 320")
    page.goto(seeded.url("/desk/answers"))
    expect(page.get_by_role("heading", name="Time for a pause")).to_be_visible()
    judge(page)
