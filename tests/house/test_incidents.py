"""Incidents as the house keeps them: by people and by the desk itself, one open of a cause, late ones told, none closed half."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from fairdesk.accountability.incidents import Evidence, Found, Severity, Stage
from fairdesk.database import execute, rows, writing
from fairdesk.desk import records as desk_records
from fairdesk.guidelines.table import shipped
from fairdesk.house.background import Background
from fairdesk.house.forgetting import forget
from fairdesk.house.promising import Broken
from fairdesk.house.rejected import rejected
from fairdesk.nouns import BadInput, NotFound, Overtaken, Refused
from tests.meanwhile import Other
from tests.people import Desk

QUESTION = "How long does a refund take?"


def deeds(kind: str) -> int:
    return int(rows("SELECT count(*) FROM desk_deed WHERE kind = %s", kind)[0][0])


def override(desk: Desk, times: int, reason: str = "wrong_fact") -> None:
    for _ in range(times):
        who = desk.customer()
        desk.says(who, QUESTION)
        desk.house.take_over(who.conversation, desk.ada)
        desk.house.override(desk.last_act(who), desk.ada, reason, "It takes 14 days here.")


def reject(desk: Desk, times: int, reason: str = "outdated_policy") -> list[str]:
    acts = []
    for _ in range(times):
        who = desk.customer()
        desk.house.refuse_ai(who.conversation, who.id)
        desk.says(who, QUESTION)
        desk.house.take_over(who.conversation, desk.ada)
        desk.house.reject_suggestion(who.conversation, desk.ada, reason, "")
        acts.append(desk_records.turns_of(who.conversation)[-1])
    return acts


def known(desk: Desk, number: int, **more: object) -> dict[str, object]:
    found = desk.house.incident(desk.cleo, number)
    told = {"seen": found.version, "cause": "An old article.", "correction": "It was replaced.",
            "evidence": Evidence(("a1",)), "severity": str(found.severity), "owner": int(found.owner)}  # fmt: skip
    return {**told, **more}


@pytest.fixture
def number(desk: Desk) -> int:
    return desk.house.open_incident(desk.ada, "Petronella was told a wrong amount.", "fault")


class TestByPeople:
    def test_it_has_a_number_an_owner_and_a_clock_and_its_words_are_sealed(self, desk, number):
        found = desk.house.incident(desk.otto, number)

        assert (1, Found.PERSON, Stage.OPEN) == (found.number, found.found, found.stage)
        assert "Cleo" == found.owner_name
        assert timedelta(days=10) == found.due - found.known_at
        assert [] == [
            1 for (sealed,) in rows("SELECT sealed FROM accountability_incident") if b"Petronella" in bytes(sealed)
        ]
        assert 1 == deeds("incident_opened")

    def test_who_may_only_read_opens_none_and_colleagues_close_none(self, desk, number):
        with pytest.raises(Refused):
            desk.house.open_incident(desk.otto, "Something", "fault")
        for who in (desk.ada, desk.rio, desk.otto):
            with pytest.raises(Refused):
                desk.house.change_incident(who, number, **known(desk, number))

    @pytest.mark.parametrize("lacking", [{"cause": " "}, {"correction": ""}, {"evidence": Evidence()}], ids=str)
    def test_nobody_closes_it_without_all_of_it(self, desk, number, lacking):
        with pytest.raises(Refused, match="cannot be closed"):
            desk.house.change_incident(desk.cleo, number, **known(desk, number, **lacking), close=True)

        assert Stage.CLOSED is not desk.house.incident(desk.cleo, number).stage
        assert 0 == deeds("incident_closed")

    def test_each_change_is_in_the_ledger_and_a_closed_one_stays(self, desk, number):
        desk.house.change_incident(desk.pia, number, **known(desk, number, owner=int(desk.pia)))
        closed = desk.house.change_incident(desk.pia, number, **known(desk, number), close=True)

        assert ("Pia", Stage.CLOSED) == (closed.owner_name, closed.stage)
        assert (1, 1) == (deeds("incident_changed"), deeds("incident_closed"))
        with pytest.raises(BadInput):
            desk.house.change_incident(desk.pia, number, **known(desk, number))
        assert () == desk.house.verify().problems

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self, desk, number):
        mine = known(desk, number, cause="Mine.")
        desk.house.change_incident(desk.pia, number, **known(desk, number, cause="Pia's."))

        with pytest.raises(Overtaken):
            desk.house.change_incident(desk.cleo, number, **mine)
        assert "Pia's." == desk.house.incident(desk.cleo, number).cause

    def test_a_breach_is_linked_not_doubled_and_must_exist(self, desk):
        with pytest.raises(NotFound):
            desk.house.open_incident(desk.pia, "A list went astray.", "personal_data", breach="none")
        breach = desk.house.record_breach(desk.pia, desk.house.now(), {"what": "A list went astray."})

        made = desk.house.open_incident(desk.pia, "A list went astray.", "personal_data", breach=breach)

        assert breach == desk.house.incident(desk.pia, made).breach
        assert timedelta(hours=72) == (found := desk.house.incident(desk.pia, made)).due - found.known_at

    def test_only_who_may_work_on_it_owns_it(self, desk, number):
        with pytest.raises(BadInput):
            desk.house.change_incident(desk.cleo, number, **known(desk, number, owner=int(desk.ada)))
        assert {"Cleo", "Pia"} == {name for _, name in desk.house.incident_owners(desk.ada)}


class TestLate:
    def test_it_is_told_once_logged_and_shown_to_whoever_may_work_on_it(self, desk, caplog):
        ago = desk.house.now() - timedelta(days=16)
        made = desk.house.open_incident(desk.pia, "It hurt somebody.", "serious", known_at=ago)
        desk.house.change_incident(desk.pia, made, **known(desk, made, owner=int(desk.pia)))

        with caplog.at_level(logging.ERROR, "fairdesk.background"):
            for _ in range(2):
                Background(desk.house).round()

        assert 1 == deeds("incident_late")
        assert ["the clock of an incident ran out"] == [each.message for each in caplog.records]
        assert [made] == [each.number for each in desk.house.incident_tasks(desk.cleo)], (
            "late: not hers, but hers to see"
        )
        assert () == desk.house.incident_tasks(desk.ada)

    def test_one_whose_authority_was_told_in_time_is_not(self, desk):
        made = desk.house.open_incident(desk.pia, "It hurt somebody.", "serious")
        desk.house.change_incident(desk.pia, made, **known(desk, made, reported=True))
        with writing():
            execute("UPDATE accountability_incident SET due_at = 1")

        assert () == desk.house.tell_late_incidents()


class TestByTheDesk:
    def test_five_overrides_of_one_reason_on_a_topic(self, desk):
        override(desk, 4)
        override(desk, 1, "tone")
        assert () == desk.house.watch_incidents()

        override(desk, 1)
        (number,) = desk.house.watch_incidents()

        found = desk.house.incident(desk.cleo, number)
        assert (Found.OVERRIDES, Severity.FAULT) == (found.found, found.severity)
        assert "5 answers about returns" in found.what
        assert 5 == len(found.evidence.acts)
        assert () == desk.house.watch_incidents(), "one open incident of a cause"

    def test_once_it_is_closed_five_more_open_another(self, desk):
        override(desk, 5)
        (number,) = desk.house.watch_incidents()
        desk.house.change_incident(desk.cleo, number, **known(desk, number), close=True)
        override(desk, 4)
        assert () == desk.house.watch_incidents()

        override(desk, 1)

        assert (2,) == desk.house.watch_incidents()

    def test_five_rejected_suggestions_of_one_reason_on_a_topic(self, desk):
        reject(desk, 4)
        reject(desk, 1, "tone")
        assert () == desk.house.watch_incidents()

        acts = reject(desk, 1)
        (number,) = desk.house.watch_incidents()

        found = desk.house.incident(desk.cleo, number)
        assert Found.SUGGESTIONS is found.found
        assert "rejected 5 suggested replies about returns" in found.what
        assert set(acts) < set(found.evidence.acts)
        assert "Ada" not in found.what
        desk.house.change_incident(desk.cleo, number, **known(desk, number), close=True)
        assert () == desk.house.watch_incidents(), "what came before it was closed is dealt with"

    def test_what_a_forgotten_customer_was_suggested_counts_no_more(self, desk):
        reject(desk, 5)
        row = desk_records.conversation(desk_records.turn(reject(desk, 1)[0]).conversation)
        forget(desk.house, row.customer, "asked")

        assert 5 == len(list(rejected(desk.house, desk.house.now() - timedelta(days=7))))

    def test_the_evidence_names_the_range_of_the_ledger(self, desk):
        override(desk, 5)
        desk.house.close_the_day()

        (number,) = desk.house.watch_incidents()

        evidence = desk.house.incident(desk.cleo, number).evidence
        placed = [desk.house.ledger_entry(desk.otto, place) for place in (evidence.first, evidence.last)]
        assert all(placed)
        assert evidence.first < evidence.last

    def test_a_stop_by_the_guardrail_and_a_broken_promise(self, desk):
        for number in range(20):
            who = desk.customer()
            desk.says(who, QUESTION)
            if number < 9:
                desk.house.did_not_help(who.conversation, who.id, desk.last_act(who))
        desk.house.watch_automation()
        desk.house._close(
            Broken("returns", "errors", "9 of 20 were wrong.", desk.house.watch_key("returns", None), {})
        )

        numbers = desk.house.watch_incidents()

        assert {Found.GUARDRAIL, Found.PROMISE} == {desk.house.incident(desk.cleo, each).found for each in numbers}
        assert () == desk.house.watch_incidents()

    def test_a_guideline_that_nobody_looked_at(self, desk):
        text = shipped("urgency")
        day = f"{desk.house.now().date() - timedelta(days=15)}"
        import re

        with writing():
            execute(
                "UPDATE guidelines_version SET text = %s WHERE name = 'urgency'",
                re.sub(r"review_by: \S+", f"review_by: {day}", text),
            )
        from fairdesk.house.knowing import compiled

        compiled.cache_clear()

        (number,) = desk.house.watch_incidents()

        assert Found.REVIEW is desk.house.incident(desk.cleo, number).found
        assert "urgency" in desk.house.incident(desk.cleo, number).what
        compiled.cache_clear()

    def test_two_servers_that_notice_it_at_once_open_one(self, desk, monkeypatch):
        override(desk, 5)
        other, known_one = Other(desk.house.watch_incidents), desk.house._is_known

        def both_look(noticed):
            try:
                return known_one(noticed)
            finally:
                other.goes_first()

        monkeypatch.setattr(desk.house, "_is_known", both_look)
        desk.house.watch_incidents()
        other.ends()

        assert [(1,)] == rows("SELECT count(*) FROM accountability_incident")

    def test_it_stays_true_after_an_erasure(self, desk):
        override(desk, 5)
        (number,) = desk.house.watch_incidents()
        before = desk.house.incident(desk.cleo, number)
        from fairdesk.house.forgetting import forget

        forget(desk.house, desk_records.conversation(
            desk_records.turn(before.evidence.acts[0]).conversation).customer, "asked")  # fmt: skip

        assert before == desk.house.incident(desk.cleo, number)
        assert () == desk.house.watch_incidents()
        assert () == desk.house.verify().problems
