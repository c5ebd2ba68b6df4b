"""A customer asks where an order is: the flow asks, looks up and tells, to nobody but who proved the order's address."""

from __future__ import annotations

import json

from fairdesk.database import rows
from fairdesk.desk.timeline import State
from fairdesk.explainability.audiences import Audience, told
from fairdesk.flows import records as flows
from fairdesk.house.replaying import replay_all
from fairdesk.nouns import Voice
from fairdesk.web.asking import ask_once

WHERE = "Hello, where is my order?"


class TestWhereIsMyOrder:
    def test_it_asks_looks_up_and_tells(self, shop):
        kim = shop.known()

        asked = shop.desk.says(kim, WHERE)
        assert "What is your order number?" in shop.last(kim)
        told = shop.desk.says(kim, "NU-20931-2")

        assert ("turn.flow", "asked", "said") == (asked.because.code, asked.flow.code, told.flow.code)
        assert shop.last(kim).startswith("Your order NU-20931-2 is on its way to you.")
        assert Voice.PREPARED is shop.desk.sees(kim).entries[-1].voice
        assert State.ASSISTANT is shop.desk.sees(kim).state
        assert [("/orders/find", {"order": "NU-20931-2", "email": "kim@example.org"})] == shop.office.asked

    def test_the_number_in_the_first_message_is_not_asked_again(self, shop):
        kim = shop.known()

        shop.desk.says(kim, "Where is my order NU-20931-2?")

        assert "is on its way to you" in shop.last(kim)

    def test_in_german(self, shop):
        kim = shop.known(language="de")

        shop.desk.says(kim, "Guten Tag, wo ist meine Bestellung NU-20931-2?")

        assert "ist unterwegs zu Ihnen" in shop.last(kim)

    def test_in_a_language_without_flows_the_message_is_answered_as_any_other(self, shop):
        eva = shop.known(language="es")

        turn = shop.desk.says(eva, "¿Dónde está mi pedido NU-20931-2?")

        assert turn.flow is None
        assert [] == shop.office.asked

    def test_the_decision_never_saw_the_number(self, shop):
        kim = shop.known()
        shop.desk.says(kim, WHERE)

        turn = shop.desk.says(kim, "it is nu-20931-2 or rather NU-20931-2")

        assert turn.flow.state.filled["order"].startswith("[ACCOUNT_")
        assert "20931" not in repr(turn)

    def test_nothing_of_it_is_readable_in_the_database(self, shop):
        kim = shop.known()
        shop.desk.says(kim, WHERE)
        shop.desk.says(kim, "NU-20931-2")

        kept = repr(rows("SELECT * FROM flows_state")) + repr(rows("SELECT * FROM accountability_waiting"))
        assert "20931" not in kept

    def test_replay_gives_the_same(self, shop):
        kim = shop.known()
        for said in (WHERE, "NU-20931-3", "NU-20931-2", "thanks"):
            shop.desk.says(kim, said)

        outcome = replay_all(shop.desk.house)

        assert (4, (), 0) == (outcome.turns, outcome.changed, outcome.searched)

    def test_the_reason_names_the_flow_and_the_guideline_that_let_it_tell(self, shop):
        kim = shop.known()
        turn = shop.desk.says(kim, "Where is my order NU-20931-2?")

        reason = next(part for part in turn.because.under if part.step == "answer")

        assert "answer.flow" == reason.code
        assert ["order_access.proved", "order_access.proved", "order_access.theirs"] == [b.code for b in reason.under]

    def test_each_audience_is_told_why(self, shop):
        kim = shop.known()
        shop.desk.says(kim, "Where is my order NU-20931-2?")

        record = shop.desk.house.why(shop.desk.last_act(kim), kim.id).record
        says, in_full, codes = (told(record, audience, "en") for audience in Audience)

        assert "walked" == record.ai
        assert "The assistant took you through fixed steps. People wrote the words." == says["role"]
        (said,) = [reason for reason in says["reasons"] if "a task with steps" in reason]
        assert said.endswith("The rule we used: who may be told of an order."), (
            "named to everybody, not to experts alone"
        )
        assert ["order_access"] * 3 == [each["step"] for each in codes["decisions"] if each["step"] == "order_access"]
        assert "20931" not in repr((in_full, codes))

    def test_a_command_that_asks_says_that_it_is_not_from_the_ai(self, shop):
        said = ask_once(shop.desk.house, "Where is my order NU-20931-2?", None, "en")

        assert (False, "") == (said["from_ai"], said["handover"])
        assert "We tell only the person who ordered." in said["text"]


class TestWhatTheCustomerMayDo:
    def test_a_wrong_number_is_asked_again_once_then_a_person_helps(self, shop):
        kim = shop.known()
        shop.desk.says(kim, WHERE)

        again = shop.desk.says(kim, "NU-20931-3")
        assert "did not understand" in shop.last(kim)
        person = shop.desk.says(kim, "NU-20931-4")

        assert ("again", "flow_failed") == (again.flow.code, person.handover)
        assert State.WAITING is shop.desk.sees(kim).state
        assert [] == shop.office.asked

    def test_never_mind(self, shop):
        kim = shop.known()
        shop.desk.says(kim, WHERE)

        shop.desk.says(kim, "never mind")

        assert "All right, we stop here. Nothing was changed." == shop.last(kim)
        assert "cancelled" == flows.state_of(kim.conversation).ended

    def test_something_else_in_between_is_answered_and_the_question_comes_back_once(self, shop):
        kim = shop.known()
        shop.desk.says(kim, WHERE)

        shop.desk.says(kim, "How long does a refund take?")

        assert "up to 5 working days" in shop.desk.answers(kim)[-1]
        assert "What is your order number?" in shop.last(kim)
        shop.desk.says(kim, "NU-20931-2")
        assert "is on its way" in shop.last(kim)

    def test_the_second_time_the_flow_is_left(self, shop):
        kim = shop.known()
        for said in (WHERE, "How long does a refund take?", "Who pays for the post of the return?"):
            shop.desk.says(kim, said)

        assert "What is your order number?" not in shop.last(kim)
        assert "left" == flows.state_of(kim.conversation).ended

    def test_a_person_comes_at_once(self, shop):
        kim = shop.known()
        shop.desk.says(kim, WHERE)

        turn = shop.desk.says(kim, "I want to talk to a human")

        assert ("asked_for_person", "put_down") == (turn.handover, turn.flow.code)


class TestAStranger:
    def test_who_proved_nothing_is_told_nothing_and_nothing_is_looked_up(self, shop):
        sam = shop.desk.customer()

        turn = shop.desk.says(sam, "Where is my order NU-20931-2?")

        assert "We tell only the person who ordered." in shop.last(sam)
        assert [] == shop.office.asked
        assert "said" == turn.flow.code

    def test_who_proved_another_address_does_not_learn_that_it_exists(self, shop):
        sam = shop.known("sam@example.org")

        shop.desk.says(sam, "Where is my order NU-20931-2?")
        of_kim = shop.last(sam)
        shop.desk.says(sam, "Where is my order NU-20936-1?")

        assert of_kim == shop.last(sam)
        assert "We found no order with this number" in of_kim


class TestABereavement:
    def test_the_flow_is_put_down_at_once_and_never_goes_on_by_itself(self, shop):
        kim = shop.known()
        shop.desk.says(kim, WHERE)

        turn = shop.desk.says(kim, "It was for my mother's funeral, she died last week.")

        assert ("sensitive", "put_down", "sensitive") == (turn.handover, turn.flow.code, turn.flow.ended)
        assert "order number" not in " ".join(e.text for e in shop.desk.sees(kim).entries[-2:])
        later = shop.desk.says(kim, "NU-20931-2")
        assert later.flow is None
        assert [] == shop.office.asked
        shop.desk.house.take_over(kim.conversation, shop.desk.ada)
        shop.desk.house.return_to_ai(kim.conversation, shop.desk.ada)
        assert shop.desk.says(kim, "NU-20931-2").flow is None

    def test_the_colleague_sees_what_was_asked_and_given(self, shop):
        kim = shop.known()
        shop.desk.says(kim, WHERE)
        shop.desk.says(kim, "It was for my mother's funeral, she died last week.")

        case = shop.desk.house.case(kim.conversation, shop.desk.ada)

        stands = "Where is my order: put down because of a sensitive matter, at the step which order"
        assert stands == case.brief["task"]

    def test_and_what_was_given_and_found(self, shop):
        kim = shop.known()
        shop.desk.says(kim, "Where is my order NU-20931-2?")

        case = shop.desk.house.case(kim.conversation, shop.desk.ada)

        assert ("order access: look up", "find order: found") == case.task[:2]
        assert "order number: NU-20931-2 (found in our system)" == case.brief["known"].splitlines()[0]
        assert [True] == [entry.step for entry in case.entries if entry.voice is Voice.PREPARED]


class TestOnAnotherChannel:
    def test_it_goes_on_in_another_conversation_of_the_same_person(self, shop):
        kim = shop.known()
        shop.desk.says(kim, "Cancel my order, please")
        shop.desk.says(kim, "NU-20932-0")
        assert "cancel" in shop.last(kim)
        elsewhere, token = shop.desk.house.add_customer("en")
        shop.desk.house.join(kim.token, token)
        there = type(kim)(elsewhere, token, shop.desk.house.start(elsewhere, "en", "api"))

        shop.desk.says(there, "I want to cancel my order")

        assert "We go on where you stopped." in shop.last(there)
        assert "NU-20932-0" in shop.last(there)
        assert "moved" == flows.state_of(kim.conversation).ended
        shop.desk.says(there, "yes")
        assert [("/orders/cancel", "NU-20932-0")] == [(path, sent["order"]) for path, sent in shop.office.done]


def test_what_was_kept_holds_no_words_in_the_ledger(shop):
    kim = shop.known()
    shop.desk.says(kim, "Where is my order NU-20931-2?")

    entries = [json.loads(bytes(entry)) for (entry,) in rows("SELECT entry FROM accountability_waiting")]
    # The number whole: its digits alone come up in a hash by chance.
    assert not [each for each in entries if "NU-20931" in json.dumps(each)]


def test_the_ledger_names_the_version_of_each_guideline_that_a_flow_asked(shop):
    kim = shop.known()
    turn = shop.desk.says(kim, "Where is my order NU-20931-2?")

    entries = [json.loads(bytes(entry)) for (entry,) in rows("SELECT entry FROM accountability_waiting")]
    named = [each for each in entries if "order_access" in json.dumps(each)]
    assert [turn.situation.flows["guideline:order_access"]] == [_version(each) for each in named if _version(each)]


def _version(entry: dict) -> str:
    return next(
        (part["order_access"] for part in entry.values() if isinstance(part, dict) and "order_access" in part), ""
    )
