"""Ninety days after the last word everything about Dana is gone, and the ledger still proves what the desk did."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.database import execute
from fairdesk.house.forgetting import ROOMS, forget_what_is_due
from fairdesk.nouns import NotFound
from fairdesk.privacy.retention import KEPT_FOR

QUESTION = "How long does a refund take? I am dana@example.org"


@pytest.fixture
def dana(desk):
    dana = desk.customer()
    desk.says(dana, QUESTION)
    desk.says(dana, "My father's funeral was yesterday")
    desk.house.close_the_day()
    return dana


def held(desk, who) -> int:
    return sum(len(room.holdings(who.id)) and sum(_counts(room.holdings(who.id))) for room in ROOMS)


def _counts(holdings) -> list[int]:
    return [
        each if isinstance(each, int) else 1
        for each in (holdings.values() if hasattr(holdings, "values") else holdings)
    ]


def test_a_day_early_nothing_goes(desk, dana):
    assert 0 == forget_what_is_due(desk.house, desk.house.now() + KEPT_FOR - timedelta(days=1))
    assert held(desk, dana)


def test_when_it_is_due_key_and_rows_are_gone(desk, dana):
    sam = desk.customer()
    desk.says(sam, "human")
    execute("UPDATE desk_conversation SET changed_at = changed_at + 2000000 WHERE id = %s", sam.conversation)
    gone_at = desk.house.now() + KEPT_FOR + timedelta(seconds=1)

    assert 1 == forget_what_is_due(desk.house, gone_at)

    assert 0 == held(desk, dana)
    assert held(desk, sam)
    with pytest.raises(NotFound):
        desk.house.keys.of(dana.id)


def test_the_ledger_still_verifies(desk, dana):
    forget_what_is_due(desk.house, desk.house.now() + KEPT_FOR + timedelta(seconds=1))
    desk.house.close_the_day()

    assert () == desk.house.verify().problems


def test_a_receipt_handed_out_before_still_holds(desk, dana):
    from fairdesk.accountability.proofs import check_receipt
    from fairdesk.desk import records

    act = records.turns_of(dana.conversation)[0]
    receipt = desk.house.receipt(act, dana.id)
    forget_what_is_due(desk.house, desk.house.now() + KEPT_FOR + timedelta(seconds=1))

    assert act == check_receipt(receipt, desk.house.signer.verifier_key).entry.act


def test_what_somebody_took_away_is_told_from_what_was_erased(desk, dana):
    execute("DELETE FROM desk_turn WHERE conversation_id = %s", dana.conversation)

    problems = desk.house.verify().problems

    assert 2 == len([each for each in problems if "no longer kept" in each.sentence])


@pytest.mark.parametrize("step", ["rows", "log"])
def test_a_power_cut_while_forgetting_leaves_only_work_for_the_next_round(desk, dana, monkeypatch, step):
    from fairdesk.house import forgetting
    from tests.people import PulledPlug

    def cut(*_):
        raise PulledPlug(step)

    due = desk.house.now() + KEPT_FOR + timedelta(seconds=1)
    with monkeypatch.context() as now:
        now.setattr(*((forgetting.desk, "forget") if step == "rows" else (forgetting, "empty_the_log")), cut)
        with pytest.raises(PulledPlug):
            forget_what_is_due(desk.house, due)
    desk.restart()
    with pytest.raises(NotFound):
        desk.house.keys.of(dana.id)
    desk.house.queue(desk.ada, "all")

    forget_what_is_due(desk.house, due)

    assert 0 == held(desk, dana)
    assert () == desk.house.verify().problems
