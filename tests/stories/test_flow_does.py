"""Flows that do something outside: once, after the turn is kept, only if the guideline allows it, and money never."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.database import rows, writing
from fairdesk.desk import records as desk_records
from fairdesk.desk.timeline import State
from fairdesk.flows import records as flows
from fairdesk.house.background import Background
from fairdesk.house.replaying import replay_all
from tests.people import PulledPlug


def cancels(shop, who, order: str = "NU-20932-0"):
    """A customer says what is needed to cancel an order, up to the yes."""
    shop.desk.says(who, f"Please cancel my order {order}")
    return shop.desk.says(who, "yes please")


class TestCancelling:
    def test_nothing_is_done_before_the_customer_said_yes(self, shop):
        kim = shop.known()

        shop.desk.says(kim, "Please cancel my order NU-20932-0")
        assert "Shall we cancel your order NU-20932-0 now?" in shop.last(kim)
        assert [] == shop.office.done

        shop.desk.says(kim, "no")
        assert "stays as it is" in shop.last(kim)
        assert [] == shop.office.done

    def test_it_is_done_after_the_yes_and_said_so(self, shop):
        kim = shop.known()

        turn = cancels(shop, kim)

        assert "doing" == turn.flow.code
        assert [("/orders/cancel", {"order": "NU-20932-0", "email": "kim@example.org"})] == shop.office.done
        assert "Your order NU-20932-0 is cancelled. You pay nothing." == shop.last(kim)
        assert ["action_done"] == shop.desk.events(kim)
        assert "done" == flows.state_of(kim.conversation).ended

    def test_no_guideline_no_deed(self, shop):
        kim = shop.known()

        turn = cancels(shop, kim, "NU-20931-2")  # it is on its way already

        assert ("flow_person", None) == (turn.handover, turn.flow.errand)
        assert [] == shop.office.done
        assert State.WAITING is shop.desk.sees(kim).state
        assert "cancel not allowed" in shop.desk.house.case(kim.conversation, shop.desk.ada).task

    def test_a_corrected_number_is_looked_up_again_and_the_old_yes_is_worth_nothing(self, shop):
        kim = shop.known()
        shop.desk.says(kim, "Please cancel my order NU-20931-2")

        shop.desk.says(kim, "no, it is NU-20932-0")

        assert "Shall we cancel your order NU-20932-0 now?" in shop.last(kim)
        shop.desk.says(kim, "yes")
        assert ["NU-20932-0"] == [sent["order"] for _, sent in shop.office.done]

    def test_replay_gives_the_same(self, shop):
        cancels(shop, shop.known())

        assert (2, (), 0) == ((found := replay_all(shop.desk.house)).turns, found.changed, found.searched)
        assert 1 == len(shop.office.done)


class TestWhenSomethingComesBetween:
    @pytest.mark.parametrize("moment", ["before errand", "after errand"])
    def test_a_crash_leaves_an_errand_that_is_done_once(self, shop, moment):
        kim = shop.known()
        shop.desk.says(kim, "Please cancel my order NU-20932-0")
        shop.desk.pull_the_plug(moment)
        with pytest.raises(PulledPlug):
            shop.desk.says(kim, "yes")
        address = shop.desk.house.settings.back_office

        shop.desk.restart()
        shop.desk.house.settings = replace(shop.desk.house.settings, back_office=address)
        with writing():
            flows.try_again(shop.desk.last_act(kim), shop.desk.house.now(), -flows.LONGEST_CLAIM)
        Background(shop.desk.house).round()

        assert 1 == len(shop.office.done)
        assert "is cancelled" in shop.last(kim)
        assert () == flows.due(shop.desk.house.now())

    def test_a_person_who_takes_over_stops_it(self, shop):
        kim = shop.known()
        shop.desk.says(kim, "Please cancel my order NU-20932-0")
        shop.desk.meanwhile("after keep", lambda: shop.desk.house.take_over(kim.conversation, shop.desk.ada))

        shop.desk.says(kim, "yes")

        assert [] == shop.office.done
        assert "action_held_back" in shop.desk.events(kim)

    def test_so_does_a_stop_and_a_person_gets_it(self, shop):
        kim = shop.known()
        shop.desk.says(kim, "Please cancel my order NU-20932-0")
        shop.desk.meanwhile("after keep", lambda: shop.desk.house.stop_ai(shop.desk.ada, "all", "a drill"))

        shop.desk.says(kim, "yes")

        assert [] == shop.office.done
        assert ["action_held_back", "handed_over"] == shop.desk.events(kim)

    def test_a_side_that_does_not_answer_is_tried_again_then_a_person_gets_it(self, shop):
        kim = shop.known()
        shop.desk.says(kim, "Please cancel my order NU-20932-0")
        shop.desk.meanwhile("before errand", lambda: _unplugged(shop))
        shop.desk.says(kim, "yes")
        act = shop.desk.last_act(kim)

        assert [] == shop.desk.events(kim)
        for _ in range(4):
            with writing():
                flows.try_again(act, shop.desk.house.now(), -flows.LONGEST_CLAIM)
            shop.desk.house.run_errand(act)

        assert ["action_failed", "handed_over"] == shop.desk.events(kim)
        assert "flow_failed" == desk_records.conversation(kim.conversation).reason
        assert () == tuple(rows("SELECT act FROM flows_errand"))


def _unplugged(shop) -> None:
    """The back office is away: nobody listens there."""
    shop.desk.house.settings = replace(shop.desk.house.settings, back_office="http://127.0.0.1:9")


class TestMoney:
    def test_the_guideline_proposes_and_a_person_decides(self, shop):
        kim = shop.known()
        shop.desk.says(kim, "I want my money back for order NU-20933-8")
        shop.desk.says(kim, "it is broken")

        turn = shop.desk.says(kim, "19.90")

        assert ("flow_person", "refund") == (turn.handover, turn.flow.claim["kind"])
        assert "A person decides about the money" in shop.last(kim)
        shop.desk.house.take_over(kim.conversation, shop.desk.cleo)
        money = shop.desk.house.money_of(kim.conversation, shop.desk.cleo)
        assert (19.9, "drafted", "pay") == (money.open.amount, money.open.outcome, money.open.proposed)
        assert [] == shop.office.done


class TestTheOthers:
    @pytest.mark.parametrize(
        ("said", "ends"),
        [
            (["Where is my refund for order NU-20933-8?"], "we have paid the money back"),
            (["My promo code does not work", "it is rain10"], "it is good"),
            (["My discount code is invalid", "SUMMER5"], "its time is over"),
            (
                ["I need a return label for order NU-20933-8", "it is the wrong colour"],
                "The return label for NU-20933-8",
            ),
            (["I need a return label for order NU-20934-6", "too small"], "A person looks at it."),
            (["an item is missing", "NU-20933-8", "a part"], "A person looks at order NU-20933-8"),
            (["there is a mystery fee", "a fee", "2 November", "12,50"], "charge of 12.50 euros on 2 November 2026"),
            (["Can you upgrade my shipping?", "NU-20932-0", "yes"], "tells you what it would cost"),
            (
                ["Change my delivery address please", "NU-20932-0", "12 Baker Street, Dublin 4", "yes"],
                "goes to the new address",
            ),
        ],
    )
    def test_each_ends_as_it_should(self, shop, said, ends):
        kim = shop.known()

        for words in said:
            shop.desk.says(kim, words)

        assert ends in " ".join(entry.text for entry in shop.desk.sees(kim).entries[-4:])
