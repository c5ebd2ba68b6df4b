"""A daughter closes her father's accounts: she says it once, each person who comes after reads it, and nobody asks again."""

from __future__ import annotations

import pytest

from fairdesk.database import rows
from fairdesk.desk.asks import GivenAlready
from fairdesk.desk.sorting import Target
from fairdesk.desk.timeline import State
from fairdesk.nouns import Voice
from fairdesk.sensitive.care import NeedsAnotherLook
from tests.people import Customer, Desk

TOLD = "My father died last week. I must close his account, his customer number is KD-48213."
FIRST = "I look after this now. I close his account today, and you need to do nothing more."
DONE = "His account is closed, and nothing more is charged. I will write to you here tomorrow with the last bill."
PROOF = "Before we can do anything, what is the customer number? Send the death certificate first."


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, TOLD)
    return dana


def newest(desk: Desk, who: Customer, colleague) -> int:
    return desk.house.case(who.conversation, colleague).version


def test_from_the_first_word_to_the_closed_account_without_a_second_telling(desk, dana):
    words = [entry for entry in desk.sees(dana).entries if entry.voice is Voice.PREPARED]
    assert 1 == len(words), "words that people wrote, once"
    assert [] == desk.answers(dana)

    # Ada reads it all, is stopped before she asks again, and answers.
    desk.house.take_over(dana.conversation, desk.ada)
    brief = desk.house.case(dana.conversation, desk.ada).brief
    assert "KD-48213" in brief["known"]
    with pytest.raises((GivenAlready, NeedsAnotherLook)):
        desk.house.reply(dana.conversation, desk.ada, PROOF, newest(desk, dana, desk.ada))
    desk.house.reply(dana.conversation, desk.ada, FIRST, newest(desk, dana, desk.ada))

    # Her shift ends. Ben has the same brief and what was said, and closes the account.
    desk.house.set_presence(desk.ben, "available")
    desk.house.assign(dana.conversation, desk.ada, Target(colleague=int(desk.ben)))
    desk.house.take_over(dana.conversation, desk.ben)
    case = desk.house.case(dana.conversation, desk.ben)
    assert "KD-48213" in case.brief["known"]
    assert TOLD in [entry.text for entry in case.entries]
    desk.house.reply(dana.conversation, desk.ben, DONE, newest(desk, dana, desk.ben))
    desk.house.resolve(dana.conversation, desk.ben)

    seen = desk.sees(dana)
    assert 1 == sum(entry.voice is Voice.CUSTOMER for entry in seen.entries), "she said it once"
    assert [] == rows("SELECT number FROM desk_item WHERE code = 'asked_again'")
    assert (State.RESOLVED, (), "") == (seen.state, seen.rates, seen.asks), "no survey, no request"
    desk.house.close_the_day()
    assert not desk.house.verify().problems
