"""One message's keep: all or nothing, once, and never over what somebody decided meanwhile."""

from __future__ import annotations

import pytest

from fairdesk.database import row, writing
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.desk.turn import Message, decide
from fairdesk.house.sitting import Settled, Sitting, stopped_for, unclear_now
from fairdesk.identity import records as identity
from fairdesk.identity.company import Company
from fairdesk.nouns import ActId, Overtaken, RawText, Release, Turn, Voice
from tests.people import Customer, Desk

QUESTION = "How long does a refund take? I am dana@example.org"


class Seat:
    """A message that has arrived, and the sitting that answers it step by step."""

    def __init__(self, desk: Desk, who: Customer, text: str = QUESTION) -> None:
        self.desk, self.who = desk, who
        house, at = desk.house, desk.house.now()
        from fairdesk.clock import new_id
        from fairdesk.house.memory import Content

        act = ActId(new_id())
        with writing():
            number = house.memory.add_line(
                who.conversation, house.keys.of(who.id), at, Voice.CUSTOMER, Content(text), language="en", act=act,
                in_ledger=False,
            )  # fmt: skip
            records.add_arrival(who.conversation, number, act, at)
        self.message = Message(act, who.conversation, who.id, number, RawText(text), "en", "web", at)
        key = house.keys.of(who.id)
        self.sitting = Sitting(self.message, key, house.memory, house.knowing, house.detector, lambda _step: None)

    def decide(self) -> Turn:
        asked = self.sitting.mask(self.message)
        situation = self.sitting.recall(self.message)
        return decide(asked, situation, self.desk.house.answer, self.sitting.rules(situation))

    def mask(self) -> str:
        return self.sitting.mask(self.message).text

    def keep(self, turn: Turn) -> None:
        self.sitting.keep(self.message, turn)


@pytest.fixture
def dana(desk: Desk) -> Customer:
    return desk.customer()


@pytest.fixture
def seat(desk: Desk, dana: Customer) -> Seat:
    return Seat(desk, dana)


def everything() -> tuple[int, ...]:
    tables = ("desk_turn", "desk_item", "desk_outbox", "accountability_waiting", "privacy_vault", "sensitive_concern")
    return tuple(row(f"SELECT count(*) FROM {table}")[0] for table in tables)  # type: ignore[index]


class TestKeep:
    def test_all_that_follows_is_there_together(self, desk, seat):
        before = everything()

        seat.keep(seat.decide())

        after = everything()
        assert (1, 1, 1, 1, 1, 0) == tuple(new - old for new, old in zip(after, before, strict=True))
        assert [] == records.arrivals_of(seat.who.conversation)

    def test_a_second_keep_of_the_same_message_is_settled(self, desk, seat):
        turn = seat.decide()
        seat.keep(turn)
        before = everything()

        with pytest.raises(Settled):
            seat.keep(turn)

        assert before == everything()

    @pytest.mark.parametrize(
        "meanwhile",
        [
            lambda d, c: d.house.take_over(c.conversation, d.ada),
            lambda d, c: d.house.ask_for_person(c.conversation, c.id, "button"),
            lambda d, c: d.house.refuse_ai(c.conversation, c.id),
            lambda d, c: d.house.refuse_ai(None, c.id),
            lambda d, c: d.house.stop_ai(d.ada, "all", "drill"),
            lambda d, c: d.house.stop_ai(d.ada, f"customer:{c.id}", "drill"),
        ],
        ids=["taken over", "asked for", "refused here", "refused elsewhere", "stopped", "stopped for her"],
    )
    def test_overtaken_nothing_of_it_remains(self, desk, seat, meanwhile):
        turn = seat.decide()
        assert "" == turn.handover
        meanwhile(desk, seat.who)
        before = everything()

        with pytest.raises(Overtaken):
            seat.keep(turn)

        assert before == everything()
        assert [(seat.message.number, seat.message.act)] == records.arrivals_of(seat.who.conversation)

    def test_taken_again_it_says_that_an_answer_was_thrown_away(self, desk, seat):
        turn = seat.decide()
        desk.house.stop_ai(desk.ada, "all", "drill")
        with pytest.raises(Overtaken):
            seat.keep(turn)

        seat.keep(seat.decide())

        assert ["answer_discarded", "handed_over"] == desk.events(seat.who)

    def test_a_vault_that_another_process_filled_meanwhile_is_not_overwritten(self, desk, dana):
        first = Seat(desk, dana, "How long does a refund take? I am dana@example.org")
        second = Seat(desk, dana, "How long does a refund take? I am bo@example.org")
        asked = second.sitting.mask(second.message)
        first.keep(first.decide())
        situation = second.sitting.recall(second.message)
        late = decide(asked, situation, desk.house.answer, second.sitting.rules(situation))

        with pytest.raises(Overtaken, match="masked meanwhile"):
            second.keep(late)
        second.keep(second.decide())

        vault = desk.house.memory.vault(dana.conversation, desk.house.keys.of(dana.id))
        assert [("EMAIL_1", "dana@example.org"), ("EMAIL_2", "bo@example.org")] == [
            (kept.name, kept.value) for kept in vault.kept
        ]

    def test_a_stop_elsewhere_overtakes_nothing(self, desk, seat):
        turn = seat.decide()
        desk.house.stop_ai(desk.ada, "channel:email", "drill")

        seat.keep(turn)

        assert desk.last_act(seat.who) == seat.message.act

    def test_a_person_bound_turn_is_kept_though_the_assistant_was_stopped(self, desk, dana):
        """What a stop forbids is speaking; reaching a person is never overtaken by it."""
        seat = Seat(desk, dana, "human")
        turn = seat.decide()
        desk.house.stop_ai(desk.ada, "all", "drill")

        seat.keep(turn)

        assert State.WAITING is desk.sees(dana).state

    def test_what_happens_at_keep_bears_the_time_of_keep(self, desk, seat):
        """An answer that took long must not push the conversation back in time: live pages look for the newest."""
        turn = seat.decide()
        other = desk.customer()
        desk.house.ask_for_person(other.conversation, other.id, "button")
        between = records.conversation(other.conversation).changed_at

        seat.keep(turn)

        assert records.conversation(seat.who.conversation).changed_at > between
        assert records.items(seat.who.conversation)[-1].at > between

    def test_the_answer_is_not_yet_shown(self, desk, seat):
        seat.keep(seat.decide())

        assert [] == desk.answers(seat.who)
        desk.house.deliver(seat.message.act)
        assert 1 == len(desk.answers(seat.who))


class TestTheVault:
    def test_it_is_written_only_if_it_grew(self, desk, dana):
        plain = Seat(desk, dana, "Who pays for the post?")
        plain.keep(plain.decide())

        assert row("SELECT count(*) FROM privacy_vault") == (0,)

    def test_it_grows_with_the_turn_that_is_kept_not_before(self, desk, seat):
        seat.decide()
        assert row("SELECT count(*) FROM privacy_vault") == (0,)

        seat.keep(seat.decide())

        assert row("SELECT count(*) FROM privacy_vault") == (1,)


class TestRecall:
    def test_it_reads_what_stands_now(self, desk, seat):
        desk.house.refuse_ai(None, seat.who.id)
        desk.house.stop_ai(desk.ada, "channel:web", "drill")
        desk.house.take_over(seat.who.conversation, desk.ada)

        known = seat.sitting.recall(seat.message)

        assert ("refused", ("channel:web",), True, False) == (
            known.ai_choice, known.paused, known.with_person, known.waiting_for_person,
        )  # fmt: skip
        assert {"routing", "release", "review_first"} == set(known.guidelines)
        assert (1, "IE") == (known.duty.people, known.country)

    def test_the_version_it_names_is_the_conversations(self, desk, seat):
        before = seat.sitting.recall(seat.message).conversation_version
        desk.house.ask_for_person(seat.who.conversation, seat.who.id, "button")

        assert seat.sitting.recall(seat.message).conversation_version > before

    def test_another_message_of_hers_overtakes_nothing(self, desk, seat):
        """She may write three lines in a row: each is answered, none is taken again because of the next."""
        before = seat.sitting.recall(seat.message).conversation_version
        Seat(desk, seat.who, "And one more thing")

        assert before == seat.sitting.recall(seat.message).conversation_version


@pytest.mark.parametrize(
    ("before", "release", "after"),
    [
        (0, Release.UNCLEAR, 1),
        (1, Release.UNCLEAR, 2),
        (1, Release.SEND, 0),
        (1, Release.HAND_OVER, 1),
        (1, None, 1),
    ],
)
def test_unclear_answers_are_counted_in_a_row(before, release, after):
    assert after == unclear_now(before, release)


def test_stops_are_read_now(desk, dana):
    assert () == stopped_for("web", dana.id, dana.conversation)
    desk.house.stop_ai(desk.ada, "channel:web", "drill")

    assert ("channel:web",) == stopped_for("web", dana.id, dana.conversation)
    assert () == stopped_for("api", dana.id, dana.conversation)


class TestWhatStaysReadable:
    def test_the_company_and_a_colleague_who_is_addressed(self, desk: Desk, dana: Customer) -> None:
        with writing():
            identity.keep_company(Company("Okonkwo & Lindqvist"), desk.house.now())
            identity.add_colleague("zuri.o", "Zuri", "colleague")

        asked = Seat(desk, dana, "Hello Zuri, is Okonkwo & Lindqvist open? My name is Chukwuemeka Okafor.").mask()

        assert "Hello Zuri, is Okonkwo & Lindqvist open? My name is [PERSON_1]." == asked

    def test_not_a_customer_who_bears_the_same_name(self, desk: Desk, dana: Customer) -> None:
        with writing():
            identity.add_colleague("zuri.o", "Zuri", "colleague")

        assert "My name is [PERSON_1] and I need help" == Seat(desk, dana, "My name is Zuri and I need help").mask()
