"""Money: what a rule pays at once with its reason, and what stays a draft until a person decides."""

from __future__ import annotations

import pytest

from fairdesk.desk.timeline import State
from fairdesk.money.claim import read_claim
from fairdesk.nouns import NotFound

CLAIM = {"amount": "15", "order_age_days": "12", "times_before": "0", "proof": "photo"}


@pytest.fixture
def dana(desk):
    """Dana asked for a person, and Ada has her conversation."""
    dana = desk.customer()
    desk.says(dana, "A human please: my lamp came broken")
    desk.house.take_over(dana.conversation, desk.ada)
    return dana


def test_a_refund_that_the_rule_pays_with_its_reason(desk, dana):
    desk.house.decide_money(dana.conversation, desk.ada, read_claim({**CLAIM, "kind": "refund", "trouble": "broken"}))

    shown = desk.sees(dana).entries[-1]
    decision = desk.house.money_decision(dana.conversation, dana.id, shown.number)
    words = desk.house.money_told(dana.conversation, decision, "en")
    assert ("money_granted", 15.0, "rule") == (shown.code, shown.values["amount"], shown.values["by"])
    assert ("It was broken, wrong or never came, and you showed us.",) == words.reasons
    assert ("days since delivery", "12") in words.facts
    assert "F05" == decision.because.rule


def test_an_adverse_goodwill_decision_stays_a_draft_until_a_person_decides(desk, dana):
    claim = read_claim({**CLAIM, "kind": "goodwill", "trouble": "changed_mind"})
    draft = desk.house.decide_money(dana.conversation, desk.ada, claim)
    assert "draft_refusal" == draft.proposed
    assert not [code for code in desk.events(dana) if code.startswith("money_")]
    with pytest.raises(NotFound):
        desk.house.money_decision(dana.conversation, dana.id, draft.number)

    # Cleo, who may, does not follow the rule blindly; this time she agrees with it, and says why herself.
    desk.house.settle_money(
        dana.conversation, desk.cleo, draft.number, grant=False, amount="", words="The lamp is as we described it."
    )

    shown = desk.sees(dana).entries[-1]
    told = desk.house.money_decision(dana.conversation, dana.id, shown.number)
    assert ("money_refused", "Cleo", "The lamp is as we described it.") == (shown.code, shown.who, told.words)
    assert ("We found no mistake of ours.",) == desk.house.money_told(dana.conversation, told, "en").reasons

    # Dana disputes it after the conversation was closed: a person has it at once.
    desk.house.resolve(dana.conversation, desk.ada)
    desk.house.appeal_money(dana.conversation, dana.id, shown.number)
    assert State.WAITING is desk.sees(dana).state
    assert desk.house.verify().problems == ()
