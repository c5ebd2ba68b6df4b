"""What programs are told: every AI text says that it is one, nothing of the desk's own gets out, and it is plain JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fairdesk.explainability.because import from_dict
from fairdesk.nouns import ActId, Evidence, Voice
from fairdesk.web import wire
from fairdesk.web.wire import entry_as_json, evidence_as_json, problem_as_json, timeline_as_json, why_as_json
from tests.people import Customer, Desk
from tests.web.fake_house import PASSAGE, entry

AT = datetime(2026, 11, 3, 10, 41, tzinfo=UTC)
LINE = entry(2, Voice.ASSISTANT, "A refund takes up to 5 working days.", act=ActId("a1"))


class TestEntries:
    @pytest.mark.parametrize("voice", list(Voice))
    def test_only_the_assistants_is_from_ai_and_it_always_says_so(self, voice):
        told = entry_as_json(replace(LINE, voice=voice))

        assert (voice is Voice.ASSISTANT) == told["from_ai"] == ("AI" in told["label"])

    def test_an_unclear_answer_says_so_in_words_in_its_language(self):
        english, german = (
            entry_as_json(replace(LINE, text="", unclear=True, language=code)) for code in ("en", "de")
        )

        assert english["text"]
        assert english["from_ai"]
        assert german["text"]

    @pytest.mark.parametrize(
        ("voice", "act"),
        [(Voice.ASSISTANT, "a1"), (Voice.PREPARED, "a1"), (Voice.CUSTOMER, None), (Voice.PERSON, None)],
    )
    def test_an_act_is_named_where_it_can_be_asked_about(self, voice, act):
        assert act == entry_as_json(replace(LINE, voice=voice))["act"]

    def test_an_event_is_told_in_words_without_notes_for_builders(self):
        told = entry_as_json(replace(LINE, voice=Voice.EVENT, code="handed_over", values={"reason": "paused"}))

        assert ("handed_over", {"reason": "paused"}) == (told["event"], told["values"])
        assert told["says"].startswith("The desk handed over to people")
        assert "(values" not in told["says"]

    def test_what_the_assistant_saw_is_not_told_to_the_customers_program(self):
        assert "[EMAIL_1]" not in json.dumps(entry_as_json(replace(LINE, masked="I am [EMAIL_1]")))


class TestEvidence:
    def test_it_leads_to_the_section(self):
        told = evidence_as_json(PASSAGE)

        assert "/articles/en/parcels#not-received" == told["url"]
        assert ["Parcels", "Marked delivered, not received"] == told["heading"]
        assert "/articles/en/parcels" == evidence_as_json(replace(PASSAGE, anchor=""))["url"]

    def test_every_part_of_a_passage_is_told_or_left_out_on_purpose(self):
        left_out = {"anchor", "checked", "valid_until", "language", "article_version"}

        assert set(Evidence.__slots__) - left_out == set(evidence_as_json(PASSAGE)) - {"url", "version"}


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, "How long does a refund take? I am dana@example.org")
    return dana


class TestAConversation:
    def test_it_is_plain_json(self, desk, dana):
        told = json.loads(json.dumps(timeline_as_json(desk.sees(dana))))

        assert ("assistant", False, True, False) == (
            told["state"],
            told["writing"],
            told["assistant_on"],
            told["ai_refused"],
        )
        assert ["customer", "assistant"] == [line["voice"] for line in told["entries"]]
        assert (0, None, "") == (told["queue"]["position"], told["queue"]["wait_seconds"], told["queue"]["says"])

    def test_in_the_queue_the_wait_is_told(self, desk, dana):
        desk.says(dana, "human")
        told = timeline_as_json(desk.sees(dana))

        assert ("waiting", 1, 1) == (told["state"], told["queue"]["position"], told["queue"]["people_on_duty"])
        assert told["queue"]["says"]

    def test_no_note_and_no_name_of_a_file_gets_out(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.note(dana.conversation, desk.ada, "calls every week")

        assert "calls every week" not in json.dumps(timeline_as_json(desk.sees(dana)))


class TestWhy:
    def test_the_tree_comes_back_as_it_was_computed(self, desk, dana):
        why = desk.house.why(desk.last_act(dana), dana.id)

        told = json.loads(json.dumps(why_as_json(why, "en")))

        assert why.because == from_dict(told["because"])
        assert why.seen == told["masked"]
        assert {"routing", "review_first", "release"} == set(told["guidelines"])
        assert told["says"]

    def test_the_raw_words_are_not_in_it(self, desk, dana):
        assert "dana@example.org" not in json.dumps(why_as_json(desk.house.why(desk.last_act(dana), dana.id), "en"))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 503])
def test_a_problem_has_a_title_of_its_own(status):
    told = problem_as_json(status, "what to do")

    assert {"type", "title", "status", "detail"} == told.keys()
    assert (status, "what to do", "about:blank") == (told["status"], told["detail"], told["type"])
    assert told["title"] == wire.TITLES[status]


def test_an_unforeseen_problem_is_told_too():
    assert "Error" == problem_as_json(418, "")["title"]
