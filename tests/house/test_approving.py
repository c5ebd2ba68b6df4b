"""A guideline's life in the house: another person approves what was replayed, and what is in force is what answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk import clock
from fairdesk.database import writing
from fairdesk.desk import records as desk_records
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.floor import FLOORS, Must
from fairdesk.guidelines.life import Origin, Stage
from fairdesk.guidelines.table import shipped, version_of
from fairdesk.house.approving import table_of
from fairdesk.house.background import Background
from fairdesk.house.memory import HOUSE_KEY, place_of_deed
from fairdesk.house.replay_reports import compared, make_report
from fairdesk.house.replay_rows import Chosen
from fairdesk.house.replaying import replay_all
from fairdesk.identity import records as identity
from fairdesk.nouns import BadInput, NotFound, Overtaken, Refused, Route
from fairdesk.privacy.keys import unseal
from tests.people import Desk

QUESTION = "How long does a refund take?"
STRICTER = ('    when: {confidence: ">= 0.5"}', '    when: {confidence: ">= 0.999"}')
"""A release table under which almost nothing is sure enough to be sent."""


def changed(name: str, *pairs: tuple[str, str]) -> str:
    text = shipped(name)
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


STRICT = changed("release", STRICTER, ('confidence: "< 0.5", ', 'confidence: "< 0.999", '))
PLAINER = changed("routing", ("A routine question, so", "A plain question, so"))


def deeds(desk: Desk) -> list[tuple[str, dict[str, object]]]:
    key = desk.house.keys.house_key(HOUSE_KEY)
    found = [
        (kind, json.loads(unseal(key, sealed, place_of_deed(act))))
        for act, kind, sealed in desk_records.deeds()
        if kind.startswith("guideline")
    ]
    return [each for each in found if each[1].get("proposal") or each[0] != "guideline_in_force"]


def at_work(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def replayed(desk: Desk, name: str, text: str) -> str:
    id = desk.house.propose_guideline(desk.cleo, name, text, "Fewer wrong answers.")
    desk.house.replay_proposal(desk.cleo, id)
    return id


class TestAChange:
    def test_decides_from_its_approval_on_and_each_step_is_in_the_ledger(self, desk):
        ada = desk.customer()
        assert "send" == desk.says(ada, QUESTION).release
        id = replayed(desk, "release", STRICT)
        made = desk.house.approve_guideline(desk.pia, id)

        assert (Stage.IN_FORCE, desk.pia) == (made.stage, made.second)
        turn = desk.says(desk.customer(), QUESTION)
        assert version_of(STRICT) == turn.situation.guidelines["release"]
        assert "send" != turn.release
        kinds = ["guideline_proposed", "guideline_replayed", "guideline_approved", "guideline_in_force"]
        assert kinds == [kind for kind, _ in deeds(desk)]
        assert all(
            (id, "release", version_of(STRICT)) == (d["proposal"], d["name"], d["version"]) for _, d in deeds(desk)
        )
        assert made.report == dict(deeds(desk))["guideline_approved"]["report"]
        desk.house.close_the_day()
        assert () == desk.house.verify().problems

    def test_is_told_what_it_would_have_changed(self, desk):
        desk.says(desk.customer(), QUESTION)
        id = replayed(desk, "release", STRICT)

        found = desk.house.guideline_report(guidelines.find(id).proposal.report)
        assert (version_of(STRICT), 1, 1) == (found["proposed"], found["turns"], found["changed"])

    def test_turns_before_it_are_decided_again_as_they_were(self, desk):
        desk.says(desk.customer(), QUESTION)
        desk.house.approve_guideline(desk.pia, replayed(desk, "release", STRICT))
        desk.says(desk.customer(), QUESTION)

        outcome = replay_all(desk.house)
        assert (2, ()) == (outcome.turns, outcome.changed)

    def test_one_that_is_being_decided_is_decided_again(self, desk):
        """The version is read again in the transaction that keeps: nothing is kept under a rule that is no more."""
        ada, id = desk.customer(), replayed(desk, "release", STRICT)
        desk.meanwhile("before keep", lambda: desk.house.approve_guideline(desk.pia, id))
        turn = desk.says(ada, QUESTION)

        assert version_of(STRICT) == turn.situation.guidelines["release"]
        assert "send" != turn.release


class TestAnApproval:
    def test_refers_to_the_replay_of_the_proposal_and_to_no_later_one_of_a_few_turns(self, desk, tmp_path):
        id = replayed(desk, "release", STRICT)
        seen = guidelines.find(id).proposal.report
        file = tmp_path / "release.yaml"
        file.write_text(STRICT)
        make_report(desk.house, compared(desk.house, file), Chosen(sample=1))

        assert seen == desk.house.approve_guideline(desk.pia, id).report
        assert seen == dict(deeds(desk))["guideline_approved"]["report"]

    def test_needs_another_person_who_may(self, desk):
        id = replayed(desk, "routing", PLAINER)
        for who, says in ((desk.cleo, "somebody else"), (desk.ada, "does not allow"), (desk.otto, "does not allow")):
            with pytest.raises(Refused, match=says):
                desk.house.approve_guideline(who, id)

        assert shipped("routing") == guidelines.in_force("routing", clock.now())[1]

    def test_is_of_the_report_that_was_looked_at(self, desk):
        id = replayed(desk, "release", STRICT)
        seen = guidelines.find(id).proposal.report
        desk.house.replay_proposal(desk.cleo, id)
        with pytest.raises(Overtaken, match="replayed again after you looked"):
            desk.house.approve_guideline(desk.pia, id, seen)

        assert Stage.IN_FORCE is desk.house.approve_guideline(desk.pia, id, guidelines.find(id).proposal.report).stage

    def test_is_impossible_without_a_replay(self, desk):
        id = desk.house.propose_guideline(desk.cleo, "routing", PLAINER, "Plainer.")
        with pytest.raises(Overtaken):
            desk.house.approve_guideline(desk.pia, id)

    def test_is_impossible_with_a_replay_against_what_is_in_force_no_more(self, desk):
        first = replayed(desk, "routing", PLAINER)
        second = replayed(desk, "routing", PLAINER.replace("plain", "simple"))
        desk.house.approve_guideline(desk.pia, first)
        with pytest.raises(Refused, match="replay it again"):
            desk.house.approve_guideline(desk.pia, second)

        desk.house.replay_proposal(desk.cleo, second)
        assert Stage.IN_FORCE is desk.house.approve_guideline(desk.pia, second).stage
        assert [Stage.IN_FORCE, Stage.SUPERSEDED, Stage.SUPERSEDED] == [
            life.proposal.stage for life in guidelines.lives("routing")
        ]

    def test_is_impossible_while_another_one_is_scheduled(self, desk):
        day = clock.now() + timedelta(days=3)
        id = desk.house.propose_guideline(desk.cleo, "routing", PLAINER, "Later.", wished=day)
        desk.house.replay_proposal(desk.cleo, id)
        desk.house.approve_guideline(desk.pia, id)
        other = replayed(desk, "routing", PLAINER.replace("plain", "simple"))
        with pytest.raises(Refused, match="scheduled already"):
            desk.house.approve_guideline(desk.pia, other)

        desk.house.withdraw_guideline(desk.pia, id, "Not now.")
        assert Stage.IN_FORCE is desk.house.approve_guideline(desk.pia, other).stage

    def test_of_a_rejected_one_is_impossible(self, desk):
        id = replayed(desk, "routing", PLAINER)
        with pytest.raises(Refused, match="withdraw it"):
            desk.house.reject_guideline(desk.cleo, id, "No.")
        desk.house.reject_guideline(desk.pia, id, "It says less.")
        with pytest.raises(Overtaken, match="rejected"):
            desk.house.approve_guideline(desk.pia, id)

        assert "It says less." == deeds(desk)[-1][1]["why"]

    def test_in_a_firm_of_one_comes_a_day_later(self, desk, monkeypatch):
        with writing():
            identity.switch_off(desk.pia)
        id = replayed(desk, "routing", PLAINER)
        with pytest.raises(Refused, match="you are alone here"):
            desk.house.approve_guideline(desk.cleo, id)
        at_work(monkeypatch, clock.now() + timedelta(hours=25))

        assert desk.house.approve_guideline(desk.cleo, id).solo
        assert True is dict(deeds(desk))["guideline_approved"]["solo"]


class TestAProposal:
    def test_of_a_table_that_breaks_a_promise_is_refused_and_kept_as_a_draft_if_wished(self, desk):
        broken = changed(
            "routing", ("when: {asks_for_person: true}", "when: {asks_for_person: true, language_offered: false}")
        )
        with pytest.raises(Refused, match="1 faults"):
            desk.house.propose_guideline(desk.cleo, "routing", broken, "Fewer people.")
        id = desk.house.propose_guideline(desk.cleo, "routing", broken, "Fewer people.", as_draft=True)

        assert Stage.DRAFT is guidelines.find(id).proposal.stage
        with pytest.raises(Overtaken, match="draft"):
            desk.house.replay_proposal(desk.cleo, id)
        assert [] == deeds(desk)

    def test_draft_is_changed_until_it_can_be_proposed(self, desk):
        id = desk.house.propose_guideline(desk.cleo, "routing", "not a table: [", "A start.", as_draft=True)
        seen = version_of("not a table: [")
        with pytest.raises(Overtaken, match="changed this draft"):
            desk.house.propose_guideline(desk.pia, "routing", PLAINER, "Plainer.", id=id, seen="another")
        with pytest.raises(BadInput, match="of routing, not of release"):
            desk.house.propose_guideline(desk.cleo, "release", STRICT, "Stricter.", id=id, seen=seen)
        assert id == desk.house.propose_guideline(desk.cleo, "routing", PLAINER, "Plainer.", id=id, seen=seen)

        assert (Stage.PROPOSED, version_of(PLAINER)) == (
            guidelines.find(id).proposal.stage, guidelines.find(id).proposal.version,
        )  # fmt: skip
        with pytest.raises(Overtaken):
            desk.house.propose_guideline(
                desk.cleo, "routing", PLAINER + "\n", "Again.", id=id, seen=version_of(PLAINER)
            )

    @pytest.mark.parametrize(
        ("name", "text", "why", "says"),
        [
            ("routing", shipped("routing"), "Why not.", "in force already"),
            ("routing", PLAINER, " ", "say why"),
            ("routing", "hit: [", "Broken.", "not readable as YAML"),
        ],
    )
    def test_that_says_nothing_is_refused(self, desk, name, text, why, says):
        with pytest.raises(BadInput, match=says):
            desk.house.propose_guideline(desk.cleo, name, text, why)

    def test_of_a_guideline_that_is_not_there_is_not_found(self, desk):
        with pytest.raises(NotFound, match="acceptance, appeals, automation"):
            desk.house.propose_guideline(desk.cleo, "weather", PLAINER, "Rain.")

    @pytest.mark.parametrize("who", ["ada", "rio", "otto"])
    def test_is_not_everybody_s(self, desk, who):
        with pytest.raises(Refused, match="does not allow"):
            desk.house.propose_guideline(getattr(desk, who), "routing", PLAINER, "Plainer.")

    def test_can_be_withdrawn(self, desk):
        id = desk.house.propose_guideline(desk.cleo, "routing", PLAINER, "Plainer.")
        desk.house.withdraw_guideline(desk.cleo, id, "Not yet.")

        assert Stage.WITHDRAWN is guidelines.find(id).proposal.stage
        assert () == desk.house.guideline_proposals(desk.cleo)


class TestADay:
    def test_begins_by_itself_and_is_written_down_once(self, desk, monkeypatch):
        day = clock.now() + timedelta(days=2)
        id = desk.house.propose_guideline(desk.cleo, "routing", PLAINER, "From then on.", wished=day)
        desk.house.replay_proposal(desk.cleo, id)
        assert Stage.SCHEDULED is desk.house.approve_guideline(desk.pia, id).stage
        Background(desk.house).round()
        assert shipped("routing") == guidelines.in_force("routing", clock.now())[1]

        at_work(monkeypatch, day + timedelta(seconds=1))
        # Before anybody wrote it down, it decides: what is in force is a question with a moment.
        assert version_of(PLAINER) == desk.says(desk.customer(), QUESTION).situation.guidelines["routing"]
        Background(desk.house).round()
        Background(desk.house).round()
        assert 1 == [kind for kind, _ in deeds(desk)].count("guideline_in_force")
        assert [Stage.IN_FORCE, Stage.SUPERSEDED] == [life.proposal.stage for life in guidelines.lives("routing")]

    def test_that_stands_in_the_file_counts(self, desk):
        later = changed("routing", ("effective_from: 2024-01-01", "effective_from: 2099-01-01"))
        id = replayed(desk, "routing", later)

        assert datetime(2099, 1, 1, tzinfo=UTC) == desk.house.approve_guideline(desk.pia, id).begins


class TestRollingBack:
    def bad(self, desk: Desk) -> None:
        desk.house.approve_guideline(desk.pia, replayed(desk, "release", STRICT))

    def test_by_one_person_is_at_once_and_confirmed_by_another(self, desk):
        self.bad(desk)
        id = desk.house.roll_back_now(desk.cleo, "release", "Nobody gets an answer.")

        ada = desk.customer()
        assert "send" == desk.says(ada, QUESTION).release
        with pytest.raises(Refused, match="you rolled it back"):
            desk.house.confirm_roll_back(desk.cleo, id)
        desk.house.confirm_roll_back(desk.pia, id)
        assert [Stage.IN_FORCE, Stage.ROLLED_BACK, Stage.SUPERSEDED] == [
            life.proposal.stage for life in guidelines.lives("release")
        ]
        assert ["guideline_rolled_back", "guideline_in_force", "guideline_confirmed"] == [k for k, _ in deeds(desk)][
            -3:
        ]

    def test_that_nobody_confirmed_is_an_incident_once(self, desk, monkeypatch):
        self.bad(desk)
        desk.house.roll_back_now(desk.cleo, "release", "Nobody gets an answer.")
        at_work(monkeypatch, clock.now() + timedelta(hours=23))
        desk.house.tell_what_guidelines_need()
        assert "guideline_unconfirmed" not in dict(deeds(desk))

        at_work(monkeypatch, clock.now() + timedelta(hours=2))
        desk.house.tell_what_guidelines_need()
        desk.house.tell_what_guidelines_need()
        assert 1 == [kind for kind, _ in deeds(desk)].count("guideline_unconfirmed")

    def test_takes_what_is_scheduled_with_it(self, desk, monkeypatch):
        self.bad(desk)
        next_one = STRICT.replace("0.99", "0.999")
        id = desk.house.propose_guideline(
            desk.cleo, "release", next_one, "More.", wished=clock.now() + timedelta(days=1)
        )
        desk.house.replay_proposal(desk.cleo, id)
        desk.house.approve_guideline(desk.pia, id)
        desk.house.roll_back_now(desk.cleo, "release", "Nobody gets an answer.")
        at_work(monkeypatch, clock.now() + timedelta(days=2))

        assert shipped("release") == guidelines.in_force("release", clock.now())[1]
        assert Stage.WITHDRAWN is guidelines.find(id).proposal.stage

    def test_does_not_wait_for_a_review_that_is_past(self, desk, monkeypatch):
        self.bad(desk)
        at_work(monkeypatch, datetime(2028, 1, 1, tzinfo=UTC))

        desk.house.roll_back_now(desk.cleo, "release", "Nobody gets an answer.")

        assert shipped("release") == guidelines.in_force("release", clock.now())[1]

    def test_to_what_breaks_a_promise_of_today_is_refused(self, desk, monkeypatch):
        self.bad(desk)
        floor = FLOORS["release"]
        stricter = replace(
            floor, musts=(*floor.musts, Must("answer_found", "true", ("hand_over",), "Nobody is sure."))
        )
        monkeypatch.setitem(FLOORS, "release", stricter)

        with pytest.raises(Refused, match="cannot come back: Nobody is sure. .* Stop the assistant instead"):
            desk.house.roll_back_now(desk.cleo, "release", "Nobody gets an answer.")

    def test_twice_does_not_bring_the_bad_one_back(self, desk):
        self.bad(desk)
        desk.house.roll_back_now(desk.cleo, "release", "Nobody gets an answer.")
        with pytest.raises(NotFound, match="nothing to roll back to"):
            desk.house.roll_back_now(desk.cleo, "release", "And again.")

    def test_to_any_earlier_version_is_proposed_replayed_and_approved(self, desk):
        self.bad(desk)
        first = version_of(shipped("release"))
        id = desk.house.propose_roll_back(desk.cleo, "release", first, "It was better.")
        desk.house.replay_proposal(desk.cleo, id)
        desk.house.approve_guideline(desk.pia, id)

        assert first == guidelines.life_in_force("release", clock.now()).proposal.version
        assert Stage.ROLLED_BACK in {life.proposal.stage for life in guidelines.lives("release")}
        with pytest.raises(NotFound, match="never in force"):
            desk.house.propose_roll_back(desk.cleo, "release", "0123", "Where?")


class TestParts:
    @pytest.fixture
    def change(self, desk, monkeypatch) -> Callable[[str], None]:
        def change(part: str) -> None:
            now = {**desk.house.resting.now(), part: "another"}
            monkeypatch.setattr(desk.house.resting, "_fixed", now)
            desk.house.resting._digest.cache_clear()

        return change

    @pytest.mark.parametrize(
        ("part", "name"), [("triage", "routing"), ("tagger", "routing"), ("answerer", "release")]
    )
    def test_a_changed_part_silences_the_assistant_until_the_guideline_is_approved_again(
        self, desk, change, part, name
    ):
        change(part)
        ada = desk.customer()
        turn = desk.says(ada, QUESTION)

        assert (Route.PERSON, "paused") == (turn.route, turn.handover)
        assert (f"guideline:{name}",) == turn.situation.paused
        assert (part,) == desk.house.guideline_parts_changed(name)
        id = desk.house.propose_guideline(desk.cleo, name, shipped(name), "New word lists.")
        assert Origin.AGAIN is guidelines.find(id).proposal.origin
        desk.house.replay_proposal(desk.cleo, id)
        desk.house.approve_guideline(desk.pia, id)
        assert Route.ASSISTANT is desk.says(desk.customer(), QUESTION).route
        assert () == desk.house.guideline_parts_changed(name)

    def test_a_part_that_changes_after_the_replay_wants_another(self, desk, change):
        id = replayed(desk, "routing", PLAINER)
        change("wish")
        with pytest.raises(Refused, match="a part of the desk"):
            desk.house.approve_guideline(desk.pia, id)

    def test_is_told_to_the_ledger_once(self, desk, change):
        change("wish")
        desk.house.tell_what_guidelines_need()
        desk.house.tell_what_guidelines_need()

        assert ["guideline_parts_changed"] == [kind for kind, _ in deeds(desk)]


class TestReviews:
    def test_one_that_nobody_looked_at_is_an_incident_two_weeks_later(self, desk, monkeypatch):
        for day, told in (
            (datetime(2027, 7, 10, tzinfo=UTC), 0),
            (datetime(2027, 7, 16, tzinfo=UTC), len(guidelines.names())),
        ):
            at_work(monkeypatch, day)
            desk.house.tell_what_guidelines_need()
            desk.house.tell_what_guidelines_need()
            assert told == [kind for kind, _ in deeds(desk)].count("guideline_review_overdue")


class TestCounts:
    def test_say_which_rule_kept_turns_met(self, desk):
        desk.says(desk.customer(), QUESTION)
        desk.says(desk.customer(), "I want to talk to a person.")
        _, kept = desk.house.guideline_now(desk.otto, "routing")
        counts = desk.house.guideline_counts(desk.otto, "routing", table_of(kept))
        assert (2, 0) == (counts.turns, counts.refused)
        assert {"R04": 1, "R09": 1} == {
            rule.id: n for rule, n in zip(table_of(kept).rules, counts.by_rule, strict=True) if n
        }
        assert (
            1
            == desk.house.guideline_counts(
                desk.otto, "release", table_of(desk.house.guideline_now(desk.otto, "release")[1])
            ).turns
        )
