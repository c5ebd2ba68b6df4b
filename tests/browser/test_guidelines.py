"""The pages of a guideline's life in a browser: checked while typing, proposed, replayed, approved; sound in every look."""

from __future__ import annotations

import re

from fairdesk.guidelines.table import shipped
from tests.browser.every_page import judge

WEAKER = shipped("routing").replace("when: {ai_refused: true}", "when: {ai_refused: true, language_offered: false}")
PLAINER = shipped("routing").replace("The assistant is stopped, so people", "The assistant is off, so people")


def test_a_change_is_checked_while_it_is_typed_and_taken_to_its_approval(
    new_context, desk_server, cookies_of, picture
):
    page = new_context(storage_state=cookies_of("Cleo")).new_page()
    page.goto(desk_server.url("/desk/guidelines/routing/edit"))
    page.get_by_label("The table").fill(WEAKER)
    page.get_by_text("Who chose people only is answered by people (promise 7).").wait_for()
    judge(page)
    picture(page, "desk a guideline with a fault")
    page.get_by_label("The table").fill(PLAINER)
    page.get_by_text("The checks find nothing.").wait_for()
    page.get_by_label("Why this change?").fill("Plainer words.")
    page.get_by_role("button", name="Propose", exact=True).click()
    page.get_by_role("button", name="Replay over kept turns").click()
    page.get_by_text(re.compile("turns would have come out otherwise")).wait_for()
    page.get_by_text("You cannot approve it").wait_for()
    judge(page)
    picture(page, "desk a proposal")
    page.goto(desk_server.url("/desk/guidelines"))
    page.get_by_role("link", name=re.compile("Plainer words")).wait_for()
    judge(page)
    picture(page, "desk guidelines, one waits")
    page.goto(desk_server.url("/desk/guidelines/routing"))
    for closed in page.locator("details.card").all():
        closed.locator("summary").click()
    judge(page)
    picture(page, "desk a guideline, unfolded")
