"""An appeal to its end: another person says it was right, a rule and an article change for it, and the customer is told."""

from __future__ import annotations

import pytest

from fairdesk.answers.article_tasks import APPEAL, DONE
from fairdesk.database import rows
from fairdesk.guidelines.life import Stage
from fairdesk.guidelines.table import version_of
from fairdesk.identity.records import letters
from fairdesk.nouns import NotFound, Refused, Release
from fairdesk.oversight.appeal import Outcome
from fairdesk.oversight.appeal_figures import FEWEST
from tests.house.test_approving import PLAINER, QUESTION, STRICT
from tests.house.test_closing import proves_an_address
from tests.people import Customer, Desk


def disputed(desk: Desk) -> Customer:
    """A customer whose appeal Ada decided: the act was changed."""
    who = desk.customer()
    desk.says(who, QUESTION)
    act = desk.last_act(who)
    desk.house.appeal(act, who.id)
    desk.house.take_appeal(act, desk.ada)
    desk.house.decide_appeal(
        act, desk.ada, Outcome.CHANGED, "It was lost, not returned. We pay at once.", "wrong_fact"
    )
    return who


def contested(desk: Desk, who: Customer) -> str:
    return desk.house.case(who.conversation, desk.ada).appeals[0].act


@pytest.fixture
def dana(desk: Desk) -> Customer:
    return disputed(desk)


class TestARule:
    def test_is_proposed_replayed_approved_by_another_in_force_and_the_customer_is_told(self, desk, dana):
        proves_an_address(desk, dana)
        act = contested(desk, dana)
        draft = desk.house.propose_guideline(
            desk.cleo, "release", STRICT, "An appeal was right", as_draft=True, appeal=act
        )
        proposal = desk.house.propose_guideline(
            desk.cleo, "release", STRICT, "An appeal was right", id=draft, seen=version_of(STRICT), appeal=act
        )
        assert "rule_changed" not in desk.events(dana)
        desk.house.replay_proposal(desk.cleo, proposal)
        with pytest.raises(Refused):
            desk.house.approve_guideline(desk.cleo, proposal)
        made = desk.house.approve_guideline(desk.pia, proposal)

        assert Stage.IN_FORCE is made.stage
        assert ["appeal_changed", "rule_changed"] == desk.events(dana)[-2:]
        assert "led_on" not in desk.events(dana)
        assert 1 == [row.kind for row in letters.waiting()].count("appeal_led")
        other = desk.customer()
        assert Release.SEND is desk.turn_of(dana, 1).release
        assert Release.UNCLEAR is desk.says(other, QUESTION).release, "another rule decides it now"
        desk.house.close_the_day()
        assert not desk.house.verify().problems

    def test_of_which_another_came_into_force_tells_nobody(self, desk, dana):
        desk.house.propose_guideline(
            desk.cleo, "routing", PLAINER, "An appeal was right", appeal=contested(desk, dana)
        )
        other = desk.house.propose_guideline(desk.cleo, "release", STRICT, "Something else")
        desk.house.replay_proposal(desk.cleo, other)
        desk.house.approve_guideline(desk.pia, other)

        assert "rule_changed" not in desk.events(dana)

    def test_that_comes_to_nothing_tells_nobody(self, desk, dana):
        proposal = desk.house.propose_guideline(
            desk.cleo, "release", STRICT, "An appeal was right", appeal=contested(desk, dana)
        )
        desk.house.withdraw_guideline(desk.cleo, proposal, "It would hold back too much.")

        assert "rule_changed" not in desk.events(dana)

    def test_is_led_to_by_acts_that_somebody_disputed_alone(self, desk, dana):
        sam = desk.customer()
        desk.says(sam, QUESTION)
        before = rows("SELECT count(*) FROM guidelines_proposal")

        with pytest.raises(NotFound):
            desk.house.propose_guideline(
                desk.cleo, "release", STRICT, "An appeal was right", appeal=desk.last_act(sam)
            )

        assert before == rows("SELECT count(*) FROM guidelines_proposal"), "both are kept, or neither"


class TestAnArticle:
    def test_is_a_task_of_its_owner_that_names_nobody_and_stays_until_somebody_says_it_is_done(self, desk, dana):
        act = contested(desk, dana)
        id = desk.house.ask_to_mend(act, desk.ada, "returns", "en")
        assert id == desk.house.ask_to_mend(act, desk.ada, "returns", "en")
        desk.house.tend_article_tasks()
        task = next(one for one in desk.house.open_article_tasks() if one.id == id)
        assert (APPEAL, ()) == (task.finding.kind, task.finding.refs)
        assert not {dana.conversation, act} & set(str(task.finding).split("'"))
        assert "article_changed" not in desk.events(dana)

        desk.house.close_article_task(desk.ada, id, DONE, "It says what happens to lost parcels.")

        assert "article_changed" == desk.events(dana)[-1]
        with pytest.raises(NotFound):
            desk.house.ask_to_mend(act, desk.ada, "no such article", "en")

    def test_of_two_appeals_is_one_task_and_both_are_told(self, desk, dana):
        sam = disputed(desk)
        ids = {desk.house.ask_to_mend(contested(desk, who), desk.ada, "returns", "en") for who in (dana, sam)}
        (id,) = ids
        desk.house.close_article_task(desk.ada, id, DONE, "Mended.")

        assert {"article_changed"} == {desk.events(who)[-1] for who in (dana, sam)}


def test_the_public_figures_say_how_many_changed_something_once_there_are_enough(desk):
    first = disputed(desk)
    id = desk.house.ask_to_mend(contested(desk, first), desk.ada, "returns", "en")
    desk.house.close_article_task(desk.ada, id, DONE, "Mended.")
    assert (None, None) == (desk.house.appeal_figures().rules, desk.house.appeal_figures().articles)
    for _ in range(FEWEST - 1):
        disputed(desk)

    told = desk.house.appeal_figures()
    assert (FEWEST, 0, 1) == (told.changed, told.rules, told.articles)
