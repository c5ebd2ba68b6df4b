"""What a record needs from the rooms: values with their sources, hashes as of the act, and what would have led elsewhere."""

from __future__ import annotations

from fairdesk.consent import records as consent
from fairdesk.desk import records
from fairdesk.explainability.act_record import ActRecord
from fairdesk.guidelines.table import parse, shipped
from tests.people import Customer, Desk


def record(desk: Desk, who: Customer) -> ActRecord:
    found = desk.house.why(desk.last_act(who), who.id).record
    assert found is not None
    return found


def test_a_person_could_always_have_been_had(desk: Desk):
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")

    otherwise = record(desk, dana).otherwise

    assert otherwise is not None
    assert "person" == otherwise.outputs["route"]
    assert {"customer"} == {change.by for change in otherwise.changes}


def test_what_would_have_let_an_answer_leave(desk: Desk):
    dana = desk.customer()
    desk.says(dana, "Do zebras play chess?")

    otherwise = record(desk, dana).otherwise

    assert otherwise is not None
    assert "send" == otherwise.outputs["release"]
    assert {"answer_found": "true", "confidence": ">= 0.5"} == {c.input: c.needed for c in otherwise.changes}


def test_a_refused_decision_names_the_input_that_was_missing(desk: Desk, monkeypatch):
    def broken(text: str, language: str) -> None:
        raise RuntimeError("the lexicon is gone")

    monkeypatch.setattr("fairdesk.desk.turn.asks_for_a_person", broken)
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")

    (routed, *_) = record(desk, dana).reasons

    assert ("route.refused", "") == (routed.code, routed.rule)
    assert [("asks_for_person", "missing", "wish")] == [(v.input, v.value, v.source) for v in routed.values]
    assert record(desk, dana).otherwise is None


def test_hashes_are_those_of_the_act(desk: Desk):
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")
    versions = record(desk, dana).versions

    assert parse(shipped("routing"), "routing.yaml").version == versions["guideline.routing"]
    assert versions["masking"].startswith("DeskDetector:")
    assert consent.last_shown(dana.id, "ai_answer") == versions["notice"]


def test_a_notice_shown_later_is_not_that_of_the_act(desk: Desk):
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")
    before = records.turn(desk.last_act(dana)).at

    from fairdesk.database import moment

    assert consent.shown_before(dana.id, "ai_answer", moment(before)) == consent.last_shown(dana.id, "ai_answer")
    assert "" == consent.shown_before(dana.id, "ai_answer", moment(0))


def test_a_command_on_the_server_is_a_look_that_the_customer_sees(desk: Desk):
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")

    desk.house.why_for_a_command(desk.last_act(dana))

    assert ["Opened the reason of an answer"] == [look.what for look in desk.house.see(dana.id, "en").looks]
