"""The pages of guidelines over real HTTP, without scripts: two people take a change from a text to force and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from fairdesk.guidelines.table import shipped, version_of
from tests.guidelines.test_nearest_scored import scorer_text
from tests.server import RunningDesk, running_desk
from tests.web.guests import Guest, signed_in

PLAINER = shipped("routing").replace("A routine question, so", "A plain question, so")
WEAKER = shipped("routing").replace(
    "when: {asks_for_person: true}", "when: {asks_for_person: true, masking_ok: false}"
)
WHY = "Plainer words."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("guidelines")) as desk:
        yield desk


@pytest.fixture(scope="module")
def colleagues(served: RunningDesk) -> dict[str, Guest]:
    return {name: signed_in(served.address, link) for name, link in served.sign_in.items()}


@pytest.fixture
def cleo(colleagues: dict[str, Guest]) -> Guest:
    return colleagues["Cleo"]


@pytest.fixture
def dora(colleagues: dict[str, Guest]) -> Guest:
    return colleagues["Dora"]


def proposes(guest: Guest, text: str, why: str = WHY) -> str:
    """Fill in the form, propose, and return the path of the proposal."""
    guest.opens("/desk/guidelines/routing/edit")
    guest.presses("Propose", text=text.replace("\n", "\r\n"), why=why, act="propose")
    assert guest.at.startswith("/desk/guidelines/proposals/"), guest.page.text
    return guest.at


def test_the_list_leads_to_a_table_that_can_be_read(cleo):
    page = cleo.opens("/desk/guidelines")
    assert {"Who takes a message", "What becomes of a draft"} <= set(
        re.findall(r'guidelines/\w+">([^<]+)</a>', page.html)
    )

    page = cleo.opens("/desk/guidelines/routing")
    assert "The customer asks for a person: yes" in page.text
    assert "Head of customer service" in page.text
    assert "Regulation (EU) 2016/679 (GDPR), Article 22" in page.text
    assert version_of(shipped("routing")) in page.text
    assert re.search(r"R04.*?Person.*?asked for person\s*1", page.text, re.S), (
        "one turn of the demo asked for a person"
    )


class TestTheForm:
    def test_checks_what_is_typed_and_keeps_it(self, cleo):
        cleo.opens("/desk/guidelines/routing/edit")
        page = cleo.presses("Check", text=WEAKER, why=WHY, act="check")

        assert "Who asks for a person gets one (promise 3). R09 says assistant in this case." in page.text
        assert "the customer asks for a person: yes" in page.text
        assert "asks_for_person: true, masking_ok: false" in page.html
        page = cleo.presses("Check", text="hit: [", act="check")
        assert "It cannot be read yet" in page.text

    def test_answers_the_script_with_the_findings_alone(self, cleo):
        cleo.opens("/desk/guidelines/routing/edit")
        body = {"csrfmiddlewaretoken": cleo.token(), "text": PLAINER, "act": "check", "form": "yaml"}
        answer = cleo.http.post("/desk/guidelines/routing/edit", data=body, headers={"X-Live": "1"})

        assert "The checks find nothing" in answer.text
        assert "<html" not in answer.text

    def test_refuses_to_propose_a_table_that_breaks_a_promise(self, cleo):
        cleo.opens("/desk/guidelines/routing/edit")
        page = cleo.presses("Propose", text=WEAKER, why=WHY, act="propose")

        assert 403 == cleo.status
        assert "Nothing was proposed" in page.text
        assert "masking_ok: false" in page.html, "what was typed is still there"

    def test_keeps_a_draft_with_its_faults_and_goes_on_with_it(self, cleo):
        cleo.opens("/desk/guidelines/routing/edit")
        page = cleo.presses("Keep as a draft", text="hit: [", why=WHY, act="draft")
        assert "StandsDraft" in page.text
        draft = cleo.at
        cleo.opens(f"/desk/guidelines/routing/edit?draft={draft.rpartition('/')[2]}")
        assert "hit: [" in cleo.page.html
        page = cleo.presses("Propose", text=PLAINER, why=WHY, act="propose")

        assert draft == cleo.at
        assert "Proposed. Now replay it" in page.text
        page = cleo.presses("Withdraw", why="Only a trial.", move="withdraw")
        assert "Withdrawn." in page.text


def test_a_second_editor_does_not_write_over_the_first(cleo, dora):
    cleo.opens("/desk/guidelines/routing/edit")
    cleo.presses("Keep as a draft", text=PLAINER, why="A start.", act="draft")
    edit = re.search(r'href="([^"]+\?draft=[^"]+)"', cleo.page.html)
    assert edit
    for each in (cleo, dora):
        each.opens(edit[1])
    dora.presses("Keep as a draft", text=PLAINER.replace("plain", "simple"), why="Simpler.", act="draft")
    assert 200 == dora.status

    # Neither at once nor after a look at what the checks find.
    cleo.presses("Check", text=PLAINER.replace("plain", "humble"), why="Humbler.", act="check")
    cleo.presses("Keep as a draft", text=PLAINER.replace("plain", "humble"), why="Humbler.", act="draft")

    assert 409 == cleo.status
    assert "Somebody changed this draft while you did" in cleo.page.text
    assert "humble" in cleo.page.html, "what was typed is not lost"


def test_two_people_take_a_change_to_force_and_back(cleo, dora):
    path = proposes(cleo, PLAINER)
    page = dora.opens(path)
    assert "R09" in page.text
    assert "A routine question, so the assistant may try to answer. → A plain question" in page.text
    assert {"Approve", "Reject"} & set(page.buttons) == {"Reject"}, "nobody approves what was not replayed"

    page = cleo.presses("Replay over kept turns", move="replay")
    assert "0 of 7 turns would have come out otherwise." in " ".join(page.text.split())
    assert "You cannot approve it: you proposed it" in page.text
    cleo.posts(f"{path}/move", move="approve")
    assert 403 == cleo.status

    assert "A proposal waits for another person to approve it".lower() in dora.opens("/desk").text.lower()
    page = dora.opens(path)
    page = dora.presses("Approve", move="approve")
    assert "In force" in page.text
    assert "A plain question, so" in dora.opens("/desk/guidelines/routing").text

    cleo.opens("/desk/guidelines/routing")
    page = cleo.presses("Roll back now", why="Nobody understands it.")
    assert "The version before is in force. A second person must confirm it." in page.text
    assert "Confirm the roll-back" in page.buttons
    back = cleo.at
    cleo.presses("Confirm the roll-back", move="confirm")
    assert 403 == cleo.status
    assert "rolled back by one person" in dora.opens("/desk").text
    dora.opens(back)
    assert "Confirmed." in dora.presses("Confirm the roll-back", move="confirm").text
    assert "Guidelines need somebody" not in dora.opens("/desk").text
    history = " ".join(dora.opens("/desk/guidelines/routing").text.split())
    assert "Rolled back" in history
    assert "Superseded" in history
    assert "A routine question, so" in history


def test_two_people_take_a_scorer_to_force_and_its_page_says_what_each_value_adds(cleo, dora):
    cleo.opens("/desk/guidelines")
    assert "No scorer is in force." in cleo.page.text
    cleo.opens("/desk/guidelines/scorers/propose")
    cleo.presses("Propose", text="{", why="Learned from last year.")
    assert 422 == cleo.status
    assert "not readable as JSON" in cleo.page.text
    cleo.presses("Propose", text=scorer_text(), why="Learned from last year.")
    path = cleo.at
    assert "Amount: below 8 EUR" in cleo.page.text
    cleo.presses("Replay over kept turns", move="replay")
    told = " ".join(cleo.page.text.split())
    assert "0 of 0 decisions about money would have come out otherwise." in told
    assert "No guideline in force reads this score yet" in told

    dora.opens(path)
    dora.presses("Approve", move="approve")
    assert "In force" in dora.page.text
    assert "goodwill_score" in dora.opens("/desk/guidelines").text
    page = dora.opens("/desk/guidelines/scorer.goodwill_score")
    assert ("from: scorer goodwill_score" in page.text, "Approved" in page.text) == (True, False)
    assert "0.600" in page.text
    assert "High enough from" in dora.opens(f"/desk/guidelines/versions/{version_of(scorer_text())}").text

    cleo.opens("/desk/guidelines/scorers/propose")
    cleo.presses("Propose", text=scorer_text(intercept=0.5), why="A little more.")
    told = " ".join(cleo.page.text.split())
    assert "0.500 now -0.050" in told, "what every case starts with is what differs"
    assert {"Now", "Proposed"} <= set(re.findall(r'class="n">(\w+)</th>', cleo.page.html))
    cleo.opens("/desk/guidelines/scorer.goodwill_score/edit")
    assert "/desk/guidelines/scorers/propose" == cleo.at


def test_who_works_here_reads_and_changes_nothing(colleagues):
    ada = colleagues["Ada"]
    page = ada.opens("/desk/guidelines/routing")
    assert "Who takes a message" in page.text
    assert not {"Roll back now", "Propose"} & set(page.buttons)
    for path, typed in (
        ("/desk/guidelines/routing/edit", {"text": PLAINER, "why": WHY, "act": "propose"}),
        ("/desk/guidelines/routing/roll-back", {"why": WHY}),
        ("/desk/guidelines/scorers/propose", {"text": scorer_text(), "why": WHY}),
    ):
        ada.posts(path, **typed)
        assert 403 == ada.status
    assert "Guidelines need somebody" not in ada.opens("/desk").text


def test_a_stranger_is_sent_to_sign_in(served):
    stranger = Guest(served.address)
    for path in ("/desk/guidelines", "/desk/guidelines/routing", "/desk/guidelines/routing/edit"):
        stranger.opens(path)
        assert "/desk/sign-in" == stranger.at


@pytest.mark.parametrize(
    "path", ["/desk/guidelines/weather", "/desk/guidelines/proposals/nothing", "/desk/guidelines/versions/0123"]
)
def test_what_is_not_there_is_not_found(cleo, path):
    cleo.opens(path)
    assert 404 == cleo.status


def test_a_version_shows_its_exact_text(cleo):
    page = cleo.opens(f"/desk/guidelines/versions/{version_of(shipped('routing'))}")

    assert "# Who takes a customer&#x27;s message: the assistant or a person." in page.html
