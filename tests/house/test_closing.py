"""A conversation is taken along, ended and rated by its customer: nothing is owed, nobody else reads it, nobody is graded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.database import execute, rows, writing
from fairdesk.desk.satisfaction import FEWEST
from fairdesk.desk.timeline import State
from fairdesk.house.forgetting import forget
from fairdesk.identity.contact import Wishes
from fairdesk.identity.records import letters
from fairdesk.nouns import NotFound, Refused
from tests.letters import code_in_letter

QUESTION = "How long does a refund take?"


@pytest.fixture
def dana(desk):
    dana = desk.customer()
    desk.says(dana, QUESTION)
    return dana


@pytest.fixture
def sam(desk):
    return desk.customer()


def proves_an_address(desk, who, address="dana@example.org"):
    named = desk.house.add_address(who.id, address, "192.0.2.1", who.token)
    desk.house.enter_code(named, code_in_letter(desk, who.id), "192.0.2.1", who.token)


def helped_by_ada(desk, who):
    desk.house.ask_for_person(who.conversation, who.id, "button")
    desk.house.take_over(who.conversation, desk.ada)
    desk.house.reply(who.conversation, desk.ada, "It takes five days.", 99)
    desk.house.resolve(who.conversation, desk.ada)


class TestTheTranscript:
    def test_each_turn_has_its_reason(self, desk, dana):
        reasons = desk.house.reasons(dana.conversation, dana.id)

        assert {desk.last_act(dana): desk.turn_of(dana, 1).because} == reasons

    def test_goes_to_a_proved_address_alone(self, desk, dana):
        assert not desk.house.may_send_transcript(dana.conversation, dana.id)
        with pytest.raises(Refused):
            desk.house.send_transcript(dana.conversation, dana.id, "You: ...")

        proves_an_address(desk, dana)
        desk.house.send_transcript(dana.conversation, dana.id, "You: the words")

        assert ["transcript"] == [row.kind for row in letters.waiting() if row.kind == "transcript"]

    @pytest.mark.parametrize(
        "words", ["My husband hits me and reads my mail", "I want to kill myself", "My father died last week"]
    )
    def test_never_in_a_sensitive_matter_also_when_it_was_closed(self, desk, sam, words):
        proves_an_address(desk, sam)
        desk.says(sam, words)
        desk.house.take_over(sam.conversation, desk.ada)
        desk.house.return_to_ai(sam.conversation, desk.ada)
        desk.says(sam, QUESTION)

        assert not desk.house.may_send_transcript(sam.conversation, sam.id)
        with pytest.raises(Refused):
            desk.house.send_transcript(sam.conversation, sam.id, "You: ...")

    def test_not_where_others_read_it_and_not_to_who_wants_no_letters(self, desk, dana):
        proves_an_address(desk, dana)
        (address,) = desk.house.addresses_of(dana.id)
        desk.house.share_address(dana.id, address.id, True, dana.token)
        assert not desk.house.may_send_transcript(dana.conversation, dana.id)
        desk.house.share_address(dana.id, address.id, False, dana.token)
        desk.house.keep_wishes(dana.id, Wishes(silent=True))

        assert not desk.house.may_send_transcript(dana.conversation, dana.id)

    def test_a_neutral_letter_says_nothing_of_it(self, desk, dana):
        carried = []
        desk.house.carrier = type("C", (), {"carry": lambda self, letter: carried.append(letter)})()
        proves_an_address(desk, dana)
        for neutral in (False, True):
            desk.house.keep_wishes(dana.id, Wishes(neutral=neutral))
            desk.house.send_transcript(dana.conversation, dana.id, "You: the words")
            desk.house.send_letters()

        plain, quiet = carried[-2:]
        assert "You: the words" in plain.text
        assert dana.conversation in plain.text
        assert not [
            word for word in ("the words", dana.conversation, "conversation") if word in quiet.text + quiet.html
        ]

    def test_is_no_strangers(self, desk, dana, sam):
        for door in (desk.house.reasons, desk.house.may_send_transcript, desk.house.must_stay_open, desk.house.end):
            with pytest.raises(NotFound):
                door(dana.conversation, sam.id)


class TestTheEnd:
    def test_closes_it_and_writing_opens_it(self, desk, dana):
        desk.house.end(dana.conversation, dana.id)
        desk.house.end(dana.conversation, dana.id)

        assert State.RESOLVED == desk.sees(dana).state
        assert 1 == desk.events(dana).count("ended")
        desk.says(dana, QUESTION)
        assert State.ASSISTANT == desk.sees(dana).state

    def test_of_who_waits_gives_the_place_back_and_waits_again_after_the_next_word(self, desk, dana):
        desk.house.ask_for_person(dana.conversation, dana.id, "button")
        desk.house.end(dana.conversation, dana.id)

        assert 0 == desk.house.queue(desk.ada, "waiting").counts.get("waiting", 0)
        desk.says(dana, "Still there?")
        assert State.WAITING == desk.sees(dana).state

    def test_not_while_a_sensitive_matter_is_open(self, desk, sam):
        desk.says(sam, "I want to kill myself")

        assert desk.house.must_stay_open(sam.conversation, sam.id)
        with pytest.raises(Refused):
            desk.house.end(sam.conversation, sam.id)
        assert State.WAITING == desk.sees(sam).state

    def test_not_while_a_decision_is_owed(self, desk, dana):
        desk.house.appeal(desk.last_act(dana), dana.id)

        assert desk.house.must_stay_open(dana.conversation, dana.id)
        with pytest.raises(Refused):
            desk.house.end(dana.conversation, dana.id)

    def test_is_in_the_ledger(self, desk, dana):
        desk.house.end(dana.conversation, dana.id)
        desk.house.close_the_day()

        assert not desk.house.verify().problems


class TestHowItWas:
    def test_is_asked_at_the_end_of_who_helped(self, desk, dana):
        assert () == desk.sees(dana).rates
        helped_by_ada(desk, dana)

        assert ("assistant", "people") == desk.sees(dana).rates

    def test_each_is_asked_once_and_the_first_answer_stands(self, desk, dana):
        helped_by_ada(desk, dana)
        desk.house.rate(dana.conversation, dana.id, {"people": 5})

        assert ("assistant",) == desk.sees(dana).rates
        with pytest.raises(Refused):
            desk.house.rate(dana.conversation, dana.id, {"people": 1})
        assert [("people", 5)] == rows("SELECT part, step FROM desk_rating")

    @pytest.mark.parametrize("words", ["My father died last week", "I want to kill myself"])
    def test_never_in_a_sensitive_matter(self, desk, sam, words):
        desk.says(sam, words)
        desk.house.take_over(sam.conversation, desk.ada)
        desk.house.reply(sam.conversation, desk.ada, "I am here for you.", 99, "said by hand")
        desk.house.resolve(sam.conversation, desk.ada)

        assert () == desk.sees(sam).rates
        with pytest.raises(Refused):
            desk.house.rate(sam.conversation, sam.id, {"people": 1})

    def test_is_no_strangers_and_goes_with_the_customer(self, desk, dana, sam):
        helped_by_ada(desk, dana)
        with pytest.raises(NotFound):
            desk.house.rate(dana.conversation, sam.id, {"people": 1})
        desk.house.rate(dana.conversation, dana.id, {"people": 4})
        forget(desk.house, dana.id, "asked")

        assert [] == rows("SELECT part FROM desk_rating")

    def test_no_figure_of_a_few_and_none_of_a_colleague(self, desk, dana):
        helped_by_ada(desk, dana)
        desk.house.rate(dana.conversation, dana.id, {"people": 5, "assistant": 1})
        shown, closed = desk.house.satisfaction()

        assert 1 == closed
        assert [(None, None), (None, None)] == [(each.n, each.share) for each in shown]
        with writing():
            for number in range(FEWEST - 1):
                execute("INSERT INTO desk_rating VALUES (%s, 'people', 5, 0)", f"made-up-{number}")
        assistant, people = desk.house.satisfaction()[0]
        assert (None, FEWEST) == (assistant.n, people.n)
        assert not {"who", "colleague", "author"} & set(people.__slots__)

    def test_one_more_answer_changes_nothing_that_is_shown(self, desk, dana):
        with writing():
            for number in range(FEWEST):
                execute("INSERT INTO desk_rating VALUES (%s, 'people', 5, 0)", f"made-up-{number}")
        before = desk.house.satisfaction_for(desk.cleo)[0]
        helped_by_ada(desk, dana)
        desk.house.rate(dana.conversation, dana.id, {"people": 1})

        assert before == desk.house.satisfaction_for(desk.cleo)[0]
        with writing():
            for number in range(FEWEST - 1):
                execute("INSERT INTO desk_rating VALUES (%s, 'people', 5, 0)", f"more-{number}")
        assert 2 * FEWEST == desk.house.satisfaction()[0][1].n
        with pytest.raises(Refused):
            desk.house.satisfaction_for(987_654)


class TestNoSessionEnds:
    def test_after_eighty_days_her_browser_still_opens_her_conversation(self, desk, dana, monkeypatch):
        before = desk.house.knowing.now
        monkeypatch.setattr(desk.house.knowing, "now", lambda: before() + timedelta(days=80))

        assert dana.id == desk.house.customer_by_token(dana.token)
        desk.says(dana, QUESTION)
        assert 2 == len(desk.answers(dana))
