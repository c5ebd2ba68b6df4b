"""A probe asks the company's own questions in many wordings, says where the answer differs, and is no traffic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from fairdesk.answers import records as answers
from fairdesk.answers.records import probes
from fairdesk.database import rows
from fairdesk.house import answering, asking
from fairdesk.house.automating import outcomes_since
from fairdesk.house.forgetting import forget
from fairdesk.nouns import Draft
from tests.people import Desk

QUESTION = "How long does a refund take after my parcel reached you?"


def agrees(desk: Desk, text: str = QUESTION):
    who = desk.customer()
    desk.says(who, text)
    desk.house.answer_purpose(who.conversation, who.id, "improve", True)
    return who


def unsteady(when: Callable[[str], bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant a fault: the search finds nothing for some wordings."""
    find = answers.find
    monkeypatch.setattr(
        answers, "find", lambda asked, *rest: find("zeppelin" if when(asked) else asked, *rest)
    )  # fmt: skip


class TestAProbe:
    def test_asks_headings_in_other_words_and_finds_the_same_article(self, desk):
        found = desk.house.probe_answers()

        assert found.kinds["wording"].n >= 8
        assert found.kinds["channel"].n >= 2
        assert found.all.same / found.all.n > 0.8
        assert (found,) == desk.house.probed(desk.otto)

    def test_an_instability_that_was_planted_is_found_and_told_with_both_wordings(self, desk, monkeypatch):
        steady = desk.house.probe_answers().rules["capitals"]
        assert steady.same == steady.n

        unsteady(str.isupper, monkeypatch)
        found = desk.house.probe_answers()

        assert 0 == found.rules["capitals"].same < found.rules["capitals"].n
        told = [(one.asked, one.worded, one.base.article) for one in found.differ if one.rule == "capitals"]
        assert (
            "Sending things back: How long a refund takes",
            "SENDING THINGS BACK: HOW LONG A REFUND TAKES",
            "en/returns",
        ) in told

    def test_one_over_a_channel_too(self, desk, monkeypatch):
        steady = desk.house.probe_answers().rules["as an e-mail"]
        assert steady.same == steady.n > 0
        monkeypatch.setattr("fairdesk.answers.answer.without_courtesies", lambda asked: asked)

        found = desk.house.probe_answers()

        assert {"as an e-mail"} == {one.rule for one in found.differ if one.kind == "channel"}

    def test_writes_into_no_conversation_and_is_no_traffic(self, desk):
        before = {
            table: rows(f"SELECT count(*) FROM {table}")
            for table in ("desk_conversation", "desk_item", "desk_turn", "desk_outbox", "desk_arrival")
        }

        desk.house.probe_answers()

        assert before == {table: rows(f"SELECT count(*) FROM {table}") for table in before}
        assert {} == outcomes_since(desk.house.now() - timedelta(days=1))

    def test_is_in_the_ledger(self, desk):
        found = desk.house.probe_answers()

        assert [("answers_probed",)] == rows("SELECT kind FROM desk_deed WHERE kind = 'answers_probed'")
        assert () == desk.house.verify().problems
        assert found.all.n > 0


class TestFromOneProbeToTheNext:
    def test_an_article_that_changed_moves_questions_but_is_no_instability(self, desk):
        desk.house.probe_answers()
        desk.knows("---\ntitle: Sending things back\n---\n\n## How long a refund takes\n\nA refund takes 9 days.\n")

        found = desk.house.probe_answers()

        assert found.moved > 0
        assert found.kinds["time"].same == found.kinds["time"].n > 0

    def test_a_search_that_answers_otherwise_than_it_did_is_one(self, desk, monkeypatch):
        desk.house.probe_answers()
        unsteady(lambda asked: True, monkeypatch)

        found = desk.house.probe_answers()

        assert 0 == found.kinds["time"].same < found.kinds["time"].n


class TestCustomersQuestions:
    def test_of_those_who_agreed_alone_are_asked_and_read_by_reviewers_alone(self, desk, monkeypatch):
        agrees(desk)
        desk.says(desk.customer(), "Who pays for the post when I send it back?")
        unsteady(str.isupper, monkeypatch)

        desk.house.probe_answers()

        by_kind = [source.source.kind for source in probes.asked_last()[1]]
        assert 1 == by_kind.count("turn")
        told = {one.asked for one in desk.house.probed(desk.rio)[0].differ if one.source.kind == "turn"}
        assert {QUESTION} == told
        assert {""} == {one.asked for one in desk.house.probed(desk.ada)[0].differ if one.source.kind == "turn"}
        assert not [1 for cells in rows("SELECT * FROM answers_probe") if "after my parcel" in str(cells)]

    def test_nor_one_in_which_something_is_hidden(self, desk):
        agrees(desk, "How long does a refund take? I am dana@example.org")

        desk.house.probe_answers()

        assert {"passage"} == {one.source.kind for one in probes.asked_last()[1]}

    def test_nobody_reads_one_that_was_erased_or_whose_yes_was_taken_back(self, desk, monkeypatch):
        gone, changed = agrees(desk), agrees(desk)
        unsteady(str.isupper, monkeypatch)
        desk.house.probe_answers()
        assert 2 == len({one.source for one in desk.house.probed(desk.rio)[0].differ if one.source.kind == "turn"})

        forget(desk.house, gone.id, "asked")
        desk.house.answer_purpose(changed.conversation, changed.id, "improve", False)

        assert {""} == {one.asked for one in desk.house.probed(desk.rio)[0].differ if one.source.kind == "turn"}


def test_where_people_answer_the_drafts_are_held_beside_each_other(desk, monkeypatch):
    monkeypatch.setattr(desk.house.knowing, "_before_promise", "cold")

    found = desk.house.probe_answers()

    assert found.all.n > 10
    assert {"hand_over:not_promised_yet"} <= {one.given.outcome for one in probes.asked_last()[1]}


def test_no_language_model_is_asked(desk, monkeypatch):
    def ask(*given: object) -> Draft:
        assert len(given) < 6 or given[5] is None, "a writer was handed in"
        return answering.from_articles(*given)

    monkeypatch.setattr(asking, "from_articles", ask)

    assert desk.house.probe_answers().all.n
