"""A tenth of the answers is judged again by somebody who cannot know, and where two differ it is settled between people."""

from __future__ import annotations

import re

import pytest

from fairdesk.database import rows, writing
from fairdesk.desk import records
from fairdesk.house.memory import HOUSE_KEY, place_of_deed
from fairdesk.identity import records as identity
from fairdesk.nouns import NotFound
from fairdesk.oversight.second_look import STEP
from fairdesk.privacy.keys import unseal
from tests.people import Desk

QUESTION = "How long does a refund take?"


@pytest.fixture
def judging(desk: Desk) -> Desk:
    """A desk where every reviewed answer is judged twice."""
    desk.house.in_the_tenth = lambda act: True
    return desk


def answer(desk: Desk):
    dana = desk.customer()
    desk.says(dana, QUESTION)
    desk.house.answer_purpose(dana.conversation, dana.id, "improve", True)
    return desk.last_act(dana)


def third(desk: Desk):
    with writing():
        return identity.add_colleague("mia", "Mia", "reviewer")


def verdict_of(act) -> tuple:
    return rows("SELECT verdict, stands, second_by, second FROM oversight_answer_review WHERE act = %s", act)[0]


def kinds() -> list[str]:
    return [kind for _, kind, _ in records.deeds()]


def test_the_second_sees_the_same_page_as_the_first(judging):
    act = answer(judging)
    first = judging.house.answer_sample(judging.rio)
    judging.house.keep_answer_review(judging.rio, act, "wrong")

    assert first == judging.house.answer_sample(judging.cleo)
    assert judging.house.answer_sample(judging.rio) is None
    with pytest.raises(NotFound):
        judging.house.keep_answer_review(judging.rio, act, "right")


def test_what_is_not_drawn_is_judged_once(judging):
    judging.house.in_the_tenth = lambda act: False
    act = answer(judging)
    judging.house.keep_answer_review(judging.rio, act, "right")

    assert judging.house.answer_sample(judging.cleo) is None
    with pytest.raises(NotFound):
        judging.house.keep_answer_review(judging.cleo, act, "right")


def test_who_agrees_is_not_kept_and_stands_in_no_entry(judging):
    act = answer(judging)
    judging.house.keep_answer_review(judging.rio, act, "right")
    before = kinds()
    judging.house.keep_answer_review(judging.cleo, act, "right")

    assert ("right", "agreed", None, "") == verdict_of(act)
    assert before == kinds()
    assert 1 == judging.house.agreement_told().pairs


def test_two_of_two_talk_and_each_can_only_come_round(judging):
    act = answer(judging)
    judging.house.keep_answer_review(judging.rio, act, "right")
    judging.house.keep_answer_review(judging.cleo, act, "wrong")

    (mine,) = judging.house.seen_apart(judging.rio)
    (hers,) = judging.house.seen_apart(judging.cleo)
    assert ("right", "wrong", "Cleo") == (mine.mine, mine.other, mine.with_whom)
    assert ("wrong", "right", "Rio") == (hers.mine, hers.other, hers.with_whom)

    judging.house.come_round(judging.rio, act)

    assert ("wrong", "settled", None, "") == verdict_of(act)
    assert () == judging.house.seen_apart(judging.cleo)
    assert "answer_settled" == kinds()[-1]
    ((act_of_it, _, sealed),) = [deed for deed in records.deeds() if deed[1] == "answer_settled"]
    record = unseal(judging.house.keys.house_key(HOUSE_KEY), sealed, place_of_deed(act_of_it)).decode()
    assert '"wrong"' in record
    assert str(act) not in record, "who was of another mind cannot be put together from the ledger"
    assert not re.search(r'"(by|who|colleague)"', record)


def test_with_a_third_nobody_is_told_and_the_third_decides_without_knowing(judging):
    act, mia = answer(judging), third(judging)
    first = judging.house.answer_sample(judging.rio)
    judging.house.keep_answer_review(judging.rio, act, "right")
    judging.house.keep_answer_review(judging.cleo, act, "wrong")

    assert () == judging.house.seen_apart(judging.rio)
    assert first == judging.house.answer_sample(mia)
    judging.house.keep_answer_review(mia, act, "wrong")

    assert ("wrong", "settled", None, "") == verdict_of(act)
    assert (
        1 == judging.house.agreement_told().pairs
    )  # the third is asked where two differ: it would count against agreement


def test_no_stranger_settles_what_two_see_differently(judging):
    act, mia = answer(judging), third(judging)
    judging.house.keep_answer_review(judging.rio, act, "right")
    judging.house.keep_answer_review(judging.cleo, act, "wrong")

    with pytest.raises(NotFound):
        judging.house.come_round(mia, act)
    assert "apart" == verdict_of(act)[1]


def test_the_figure_is_told_in_steps_and_stands_in_the_ledger_once(judging):
    for number in range(STEP + 1):
        act = answer(judging)
        judging.house.keep_answer_review(judging.rio, act, "right" if number % 2 else "wrong")
        assert judging.house.agreement_told().last is None or number >= STEP
        judging.house.keep_answer_review(judging.cleo, act, "right" if number % 2 else "wrong")

    told = judging.house.agreement_told()
    assert (STEP, 1.0, STEP + 1, STEP - 1) == (told.last.units, told.last.alpha, told.pairs, told.missing)
    assert STEP == told.same
    assert 1 == kinds().count("agreement_told")


def test_it_goes_with_the_customers_yes(judging):
    act = answer(judging)
    judging.house.keep_answer_review(judging.rio, act, "right")
    judging.house.keep_answer_review(judging.cleo, act, "wrong")
    row = records.conversation(records.turn(act).conversation)

    judging.house.answer_purpose(row.id, row.customer, "improve", False)

    assert [] == rows("SELECT 1 FROM oversight_answer_review")
    assert () == judging.house.seen_apart(judging.rio)
