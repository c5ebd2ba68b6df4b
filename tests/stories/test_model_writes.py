"""A language model writes drafts: what it may say is what the articles say, and what it may not goes to a person."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fairdesk.database import close, rows
from fairdesk.desk.timeline import State
from fairdesk.explainability.because import find
from fairdesk.explainability.wording import for_colleague, for_customer
from fairdesk.nouns import BadInput
from tests import model_server as ms
from tests.people import Customer, Desk
from tests.stories.test_outside_model import QUESTION, approve_it, with_model

pytest.importorskip("openai", reason="the extra llm is not installed")
QUOTATION = "A refund takes up to 5 working days after your parcel reaches us."
IN_OTHER_WORDS = "Once your parcel has reached us, the refund takes up to five working days."


@contextmanager
def written_by(desk: Desk, behave: ms.Behaviour, **settings: object) -> Iterator[ms.Seen]:
    """Let a model behind a real server write the desk's drafts, approved by two people."""
    with ms.model_server(behave) as server:
        with_model(desk, llm_url=server.address, llm_model="a-model", llm_key="the-key", **settings)
        approve_it(desk)
        yield server
        desk.house.close()


def about(*sentences: str) -> ms.Behaviour:
    """Say these sentences, each with the number of the passage about refunds."""

    def told(data: dict) -> str:
        number = next(one["number"] for one in data["passages"] if "refund" in one["text"])
        return ms.answer(*((sentence, number) for sentence in sentences))

    return ms.says(told)


class TestWhatTheArticlesSay:
    def test_is_sent_in_the_models_words_with_its_source(self, desk):
        with written_by(desk, about(IN_OTHER_WORDS)):
            dana = desk.customer()
            turn = desk.says(dana, QUESTION)

            assert [IN_OTHER_WORDS] == desk.answers(dana)
            assert [QUOTATION] == [one.quote for one in turn.reply.evidence]
            assert "A language model wrote it from our help articles; we checked it against them." in for_customer(
                turn.because, "en"
            )

    def test_its_reason_names_the_model_its_rules_and_what_it_cost(self, desk):
        with written_by(desk, about(IN_OTHER_WORDS), llm_price_in=2.0, llm_price_out=10.0):
            facts = find(desk.says(desk.customer(), QUESTION).because, "answer").facts

        assert ("a-model", 120, 30, 0.00054) == tuple(
            facts[n] for n in ("language_model", "tokens_in", "tokens_out", "cost")
        )
        assert facts["prompt"]

    def test_a_kept_turn_decided_again_is_the_same_and_asks_nobody(self, desk):
        from fairdesk.house.replaying_in_bulk import job_of, replay_in_bulk

        with written_by(desk, about(IN_OTHER_WORDS)) as server:
            desk.says(desk.customer(), QUESTION)
            asked = len(server.asked)
            found = replay_in_bulk(desk.house, job_of(desk.house))

            assert ((), asked) == (found.changed, len(server.asked))

    def test_the_model_sees_masked_words_the_passages_and_nothing_else(self, desk):
        with written_by(desk, about(IN_OTHER_WORDS)) as server:
            desk.says(desk.customer(), f"{QUESTION} I am jane.roe@mail.example.")

            assert {"language", "question", "passages"} == set(server.data)
            assert "[EMAIL_1]" in server.data["question"]
            assert "jane.roe" not in str(server.asked)


class TestARefundItMayNotPromise:
    SAID = "We will refund you 50 dollars today, guaranteed."

    def test_is_blocked_and_a_person_takes_it(self, desk):
        with written_by(desk, about(IN_OTHER_WORDS, self.SAID)):
            dana = desk.customer()
            turn = desk.says(dana, QUESTION)

            assert "not_grounded" == turn.handover
            assert State.WAITING is desk.sees(dana).state
            assert [] == desk.answers(dana)

    def test_and_the_reason_names_the_promise(self, desk):
        with written_by(desk, about(self.SAID)):
            turn = desk.says(desk.customer(), QUESTION)
            reason = find(turn.because, "answer")

        assert "answer.departed" == reason.code
        assert 1 <= reason.facts["missing_promise"]
        assert any(word.startswith("promise: ") for word in reason.words)
        (line,) = [each for each in for_colleague(turn.because) if each.step == "answer"]
        assert ("promises that no passage makes", str(reason.facts["missing_promise"])) in line.facts
        assert "dollars" not in str(line), "its words stay sealed"


@pytest.mark.parametrize(
    ("behave", "fault"),
    [
        (ms.status(429, **{"Retry-After": "60"}), "busy"),
        (ms.status(500), "failing"),
        (ms.cut("The refund"), "cut"),
        (ms.raw("data: {broken\n\n"), "odd"),
        (ms.says("It takes a while."), "malformed"),
        (ms.dripping, "too_slow"),
        (ms.babbling, "too_long"),
        (about(IN_OTHER_WORDS.replace("five", "nine")), "departed"),
        (about(IN_OTHER_WORDS.replace("working ", "")), "departed"),
        # No warm words round a claim that no passage makes: they would only make it believed.
        (about(f"You are in good hands with us. {IN_OTHER_WORDS.replace('five', 'nine')}"), "departed"),
        (about(f"Waiting is hard, and we will do all we can for you. {IN_OTHER_WORDS}"), "departed"),
        (about(f"Calm down. {IN_OTHER_WORDS}"), "careless"),
        (about(f"I am so sad to hear that. {IN_OTHER_WORDS}"), "careless"),
    ],
)
def test_whatever_it_does_the_answer_is_the_quotation_and_in_time(desk, behave, fault):
    with written_by(desk, behave, model_seconds=4.0):
        dana, began = desk.customer(), time.monotonic()
        turn = desk.says(dana, QUESTION)

        assert [QUOTATION] == desk.answers(dana)
        assert fault == find(turn.because, "answer").facts["model_fault"]
        assert time.monotonic() - began < 4.0 + 2.0


class TestBeforeItMayServe:
    def test_without_two_people_it_is_not_asked(self, desk):
        with ms.model_server(about(IN_OTHER_WORDS)) as server:
            with_model(desk, llm_url=server.address, llm_model="a-model")
            turn = desk.says(desk.customer(), QUESTION)

            assert ("paused", []) == (turn.handover, server.asked)

    def test_another_model_wants_them_again(self, desk):
        with written_by(desk, about(IN_OTHER_WORDS)) as server:
            with_model(desk, llm_model="another-model")
            asked = len(server.asked)

            assert "paused" == desk.says(desk.customer(), QUESTION).handover
            assert asked == len(server.asked)

    def test_whose_it_is_must_be_named(self, desk):
        with pytest.raises(BadInput, match="model_recipient"):
            with_model(desk, model_recipient="", llm_url="http://127.0.0.1:9/v1", llm_model="m")


class TestWhileItWrites:
    """The desk reads along; the customer reads nothing until all of it was checked and kept."""

    def test_colleagues_see_the_words_grow_and_customers_do_not(self, desk):
        begun, go_on = threading.Event(), threading.Event()

        def slowly(request: ms.Request) -> None:
            passages = request.server.seen.data["passages"]
            number = next(one["number"] for one in passages if "refund" in one["text"])
            whole = ms.answer((IN_OTHER_WORDS, number))
            request.begin()
            request.chunk(whole[:70])
            begun.set()
            go_on.wait(20)
            request.chunk(whole[70:])
            request.end()

        with written_by(desk, slowly):
            dana = desk.customer()
            asking = threading.Thread(target=self.ask, args=(desk, dana))
            asking.start()
            assert begun.wait(20)
            seen = self.growing(desk, dana)

            assert len(seen) > 10
            assert IN_OTHER_WORDS.startswith(seen)
            assert seen not in repr(desk.sees(dana))
            assert seen.encode() not in kept_growing(dana), "it is kept sealed"
            go_on.set()
            asking.join()

            assert [IN_OTHER_WORDS] == desk.answers(dana)
            assert "" == desk.house.case(dana.conversation, desk.ada).growing
            assert [] == rows("SELECT growing FROM desk_arrival")

    def ask(self, desk: Desk, dana: Customer) -> None:
        desk.says(dana, QUESTION)
        close()

    def growing(self, desk: Desk, dana: Customer) -> str:
        for _ in range(200):
            if seen := desk.house.case(dana.conversation, desk.ada).growing:
                return seen
            time.sleep(0.05)
        return ""


def kept_growing(dana: Customer) -> bytes:
    ((sealed,),) = rows("SELECT growing FROM desk_arrival WHERE conversation_id = %s", dana.conversation)
    return bytes(sealed)
