"""What the assistant cannot or may not answer reaches a person, who can see everything and take it from there."""

from __future__ import annotations

import pytest

from fairdesk.desk.timeline import Mode, State
from fairdesk.nouns import NotFound, Overtaken, Refused, Release, Route, Voice


class TestUnsure:
    """Dana asks what no article answers."""

    def test_she_reaches_people_and_is_told_the_wait(self, desk):
        dana = desk.customer()

        turn = desk.says(dana, "Do you sell canoes?")

        seen = desk.sees(dana)
        assert "no_article" == turn.handover
        assert State.WAITING is seen.state
        assert 1 == seen.position
        assert seen.wait_says

    def test_a_second_unclear_answer_hands_over(self, desk):
        dana = desk.customer()
        desk.knows("---\ntitle: Parcels\n---\n\nParcels leave our shop on working days before noon.\n", "parcels")

        first = desk.says(dana, "Do your parcels leave the shop in paper or plastic?")
        second = desk.says(dana, "Do parcels leave your shop on public holidays in winter?")

        assert (Release.UNCLEAR, "") == (first.release, first.handover)
        assert "second_unclear" == second.handover
        assert State.WAITING is desk.sees(dana).state

    def test_an_answer_that_did_not_help_goes_to_a_person(self, desk):
        dana = desk.customer()
        desk.says(dana, "How long does a refund take?")

        desk.house.did_not_help(dana.conversation, dana.id, desk.last_act(dana))

        assert State.WAITING is desk.sees(dana).state
        assert ["did_not_help"] == desk.events(dana)


class TestAPersonTakesIt:
    """Ada takes the conversation over and answers."""

    @pytest.fixture
    def dana(self, desk):
        dana = desk.customer()
        desk.says(dana, "I want to talk to a human")
        return dana

    def test_asking_in_words_is_enough(self, desk, dana):
        assert State.WAITING is desk.sees(dana).state
        assert ["asked_for_person"] == desk.events(dana)

    def test_the_assistant_falls_silent(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)

        turn = desk.says(dana, "How long does a refund take?")

        assert (Route.PERSON, "with_person") == (turn.route, turn.handover)
        assert [] == desk.answers(dana)

    def test_she_answers_under_her_own_name(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)
        case = desk.house.case(dana.conversation, desk.ada)
        desk.house.reply(dana.conversation, desk.ada, "Hello, I am here.", case.version)

        said = desk.sees(dana).entries[-1]

        assert (Voice.PERSON, "Ada", "Hello, I am here.") == (said.voice, said.who, said.text)
        assert Mode.HUMAN is desk.house.case(dana.conversation, desk.ada).mode

    def test_the_same_form_sent_twice_is_one_reply(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)
        seen = desk.house.case(dana.conversation, desk.ada).version
        for _ in range(2):
            desk.house.reply(dana.conversation, desk.ada, "Hello, I am here.", seen)

        assert 1 == [entry.text for entry in desk.sees(dana).entries].count("Hello, I am here.")

    def test_two_people_cannot_have_it_at_once(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)

        with pytest.raises(Overtaken, match="Ada"):
            desk.house.take_over(dana.conversation, desk.ben)
        with pytest.raises(Refused):
            desk.house.reply(dana.conversation, desk.ben, "Me too", 99)

    def test_a_reply_over_a_newer_message_asks_first(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)
        seen = desk.house.case(dana.conversation, desk.ada).version
        desk.says(dana, "One more thing")

        with pytest.raises(Overtaken):
            desk.house.reply(dana.conversation, desk.ada, "About the first thing", seen)

    def test_a_note_never_reaches_the_customer(self, desk, dana):
        desk.house.note(dana.conversation, desk.ada, "calls every week")

        assert "calls every week" not in str(desk.sees(dana))
        assert "calls every week" in str(desk.house.case(dana.conversation, desk.ada))

    def test_given_back_the_assistant_answers_again(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.return_to_ai(dana.conversation, desk.ada)

        turn = desk.says(dana, "How long does a refund take?")

        assert Release.SEND is turn.release

    def test_resolved_and_written_to_again_it_waits_for_people(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.resolve(dana.conversation, desk.ada)
        assert State.RESOLVED is desk.sees(dana).state

        desk.says(dana, "It is not done")

        assert State.WAITING is desk.sees(dana).state

    def test_the_auditor_may_look_but_not_act(self, desk, dana):
        desk.house.case(dana.conversation, desk.otto)

        with pytest.raises(Refused):
            desk.house.take_over(dana.conversation, desk.otto)

    def test_minutes_of_work_are_kept(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.note(dana.conversation, desk.ada, "looking")

        assert 0 < desk.house.case(dana.conversation, desk.ada).minutes < 1


class TestTheStranger:
    """Sam knows the id of Dana's conversation and act. It opens nothing."""

    def test_every_door_is_shut(self, desk):
        dana, sam = desk.customer(), desk.customer()
        desk.says(dana, "How long does a refund take?")
        act = desk.last_act(dana)
        house = desk.house

        for attempt in (
            lambda: house.timeline(dana.conversation, sam.id),
            lambda: house.say(dana.conversation, sam.id, "hello", "12345678"),
            lambda: house.ask_for_person(dana.conversation, sam.id, "button"),
            lambda: house.refuse_ai(dana.conversation, sam.id),
            lambda: house.allow_ai(dana.conversation, sam.id),
            lambda: house.did_not_help(dana.conversation, sam.id, act),
            lambda: house.why(act, sam.id),
            lambda: house.receipt(act, sam.id),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert 2 == len(desk.sees(dana).entries)
