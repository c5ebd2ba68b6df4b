"""Several models over the kept questions, each behind a real server: side by side, and nothing is kept or sent elsewhere."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from fairdesk.answers.language_model import Access
from fairdesk.answers.model_file import Named
from fairdesk.database import rows
from fairdesk.house.comparing_models import compare_models
from fairdesk.house.forgetting import forget
from fairdesk.house.replay_rows import Chosen
from fairdesk.nouns import BadInput
from tests import model_server as ms
from tests.house.test_importing import past, read
from tests.people import Desk
from tests.stories.test_model_writes import IN_OTHER_WORDS, about, written_by
from tests.stories.test_outside_model import QUESTION

pytest.importorskip("openai", reason="the extra llm is not installed")
OBEYS, PROMISES = about(IN_OTHER_WORDS), about("We will refund you 50 dollars today, guaranteed.")
EVERY = Chosen()


def compared(desk: Desk, chosen: Chosen = EVERY, imported: bool = False, **behaviours: ms.Behaviour):
    with ExitStack() as running:
        servers = {name: running.enter_context(ms.model_server(each)) for name, each in behaviours.items()}
        named = {name: Named(Access(server.address, name), 2.0, 10.0) for name, server in servers.items()}
        return compare_models(desk.house, named, chosen, imported=imported), servers


class TestSideBySide:
    @pytest.fixture
    def told(self, desk: Desk) -> Desk:
        for question in (QUESTION, "human", "Do you sell canoes?", "Hello"):
            desk.says(desk.customer(), question)
        return desk

    def test_each_has_its_figures_over_the_turns_that_the_assistant_had(self, told: Desk):
        found, _ = compared(told, obeys=OBEYS, promises=PROMISES, silent=ms.status(500))
        columns = found.columns

        assert ["then", "quotation", "obeys", "promises", "silent"] == list(columns)
        assert {2} == {each.turns for each in columns.values()}, "a wish for a person and a greeting have no draft"
        assert (0, 0) == (columns["then"].asked, columns["quotation"].asked)
        assert (1, 1, 120, 30, 0.00054) == tuple(
            getattr(columns["obeys"], name) for name in ("asked", "stood", "tokens_in", "tokens_out", "cost")
        )
        assert (columns["then"].sent, columns["then"].sent - 1) == (columns["obeys"].sent, columns["promises"].sent)
        assert ({"blocked": 1}, {"failing": 1}) == (columns["promises"].faults, columns["silent"].faults)

    def test_and_each_two_their_differences(self, told: Desk):
        found, _ = compared(told, obeys=OBEYS, promises=PROMISES)
        parts = {(each.one, each.other): each for each in found.differences}

        assert ({}, 0) == (parts["then", "quotation"].moves, parts["then", "quotation"].other_words)
        assert ({}, 1) == (parts["quotation", "obeys"].moves, parts["quotation", "obeys"].other_words)
        assert {("assistant: send", "person: not_grounded"): 1} == parts["obeys", "promises"].moves

    def test_nothing_is_written(self, told: Desk):
        def kept():
            return [
                rows(f"SELECT count(*) FROM {table}") for table in ("desk_turn", "desk_item", "accountability_entry")
            ]

        before = kept()
        compared(told, obeys=OBEYS)

        assert before == kept()

    def test_a_model_sees_masked_words_and_passages(self, told: Desk):
        told.says(told.customer(), f"{QUESTION} I am jane.roe@mail.example.")
        _, servers = compared(told, obeys=OBEYS)

        assert any("[EMAIL_1]" in str(body) for body in servers["obeys"].asked)
        assert not any("jane.roe" in str(body) for body in servers["obeys"].asked)

    def test_what_another_system_was_asked_is_answered_by_each_and_nothing_is_said_of_then(self, told: Desk):
        read(told, past("T-1", ("customer", QUESTION)), past("T-2", ("customer", "human")))
        found, servers = compared(told, imported=True, obeys=OBEYS)

        assert ["quotation", "obeys"] == list(found.columns)
        assert {(1, 1)} == {(each.turns, each.sent) for each in found.columns.values()}
        assert 1 == len(servers["obeys"].asked)

    def test_who_was_erased_is_asked_of_nobody(self, told: Desk):
        dana = told.customer()
        told.says(dana, "Where does a refund for zebra number 7719 go?")
        forget(told.house, dana.id, "asked")
        found, servers = compared(told, obeys=OBEYS)

        assert not any("zebra" in str(body) for body in servers["obeys"].asked)
        assert 2 == found.columns["then"].turns

    def test_a_sample_is_always_the_same(self, told: Desk):
        found, servers = compared(told, Chosen(sample=1), one=OBEYS, other=OBEYS)

        assert {1} == {each.turns for each in found.columns.values()}
        assert servers["one"].asked == [{**body, "model": "one"} for body in servers["other"].asked]


def test_a_draft_that_a_model_made_then_is_taken_as_it_was_kept(desk: Desk):
    with written_by(desk, OBEYS, llm_price_in=2.0, llm_price_out=10.0) as live:
        desk.says(desk.customer(), QUESTION)
        asked = len(live.asked)
        found, _ = compared(desk, promises=PROMISES)

        assert (1, 1, 0.00054) == tuple(getattr(found.columns["then"], name) for name in ("asked", "stood", "cost"))
        assert asked == len(live.asked), "the live model is not asked again"


@pytest.mark.parametrize(
    ("name", "address", "says"),
    [
        (
            "far",
            "https://models.example/v1",
            "far: https://models.example/v1 is not on this machine; past messages stay",
        ),
        ("then", "http://127.0.0.1:9/v1", "give the model another name"),
        ("here", "ftp://127.0.0.1/v1", "should be https"),
    ],
)
def test_a_model_that_past_messages_may_not_go_to_is_refused(desk: Desk, name: str, address: str, says: str):
    with pytest.raises(BadInput, match=says):
        compare_models(desk.house, {name: Named(Access(address, "m"))}, EVERY)
