"""A scorer comes into force as a guideline does: proposed, tried on the decisions that are kept, approved by another person."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from fairdesk import clock
from fairdesk.database import rows
from fairdesk.desk import records as desk_records
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.life import Stage
from fairdesk.guidelines.table import shipped, version_of
from fairdesk.house.forgetting import forget
from fairdesk.nouns import BadInput, NotFound, Overtaken, Refused
from fairdesk.rights import records as rights
from tests.guidelines.test_nearest_scored import by_score, scorer_text
from tests.house.test_approving import at_work, deeds
from tests.house.test_deciding_money import BROKEN, decides, entries
from tests.people import Customer, Desk

GENEROUS, STRICT = scorer_text(), scorer_text(intercept=-5.0)
CLAIM = {**BROKEN, "kind": "goodwill", "amount": "5"}
NAME = "scorer.goodwill_score"


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, "A human please, my lamp is broken")
    desk.house.take_over(dana.conversation, desk.ada)
    return dana


def proposed(desk: Desk, text: str = GENEROUS) -> str:
    return desk.house.propose_scorer(desk.cleo, text, "Learned from last year.")


def approved(desk: Desk, text: str = GENEROUS) -> str:
    id = proposed(desk, text)
    desk.house.replay_proposal(desk.cleo, id)
    desk.house.approve_guideline(desk.pia, id)
    return id


def table_reads_it(desk: Desk) -> None:
    id = desk.house.propose_guideline(desk.cleo, "goodwill", by_score(), "By score.")
    desk.house.replay_proposal(desk.cleo, id)
    desk.house.approve_guideline(desk.pia, id)


class TestTwoPeople:
    def test_put_a_scorer_in_force_and_the_table_that_reads_it_decides_by_it(self, desk, dana):
        approved(desk)
        table_reads_it(desk)

        decision = decides(desk, dana, CLAIM)

        (score,) = decision.because.under
        assert ("granted", "goodwill_score.above", version_of(GENEROUS)) == (
            decision.outcome, score.code, score.version,
        )  # fmt: skip
        assert [("money_granted", "house")] == entries(desk, dana)
        kinds = ["guideline_proposed", "guideline_replayed", "guideline_approved", "guideline_in_force"]
        assert kinds * 2 == [kind for kind, _ in deeds(desk)]
        assert () == desk.house.verify().problems

    def test_not_one_alone_and_not_untried(self, desk):
        id = proposed(desk)
        with pytest.raises(Overtaken):
            desk.house.approve_guideline(desk.pia, id)
        desk.house.replay_proposal(desk.cleo, id)
        with pytest.raises(Refused, match="somebody else"):
            desk.house.approve_guideline(desk.cleo, id)
        with pytest.raises(Refused, match="does not allow"):
            desk.house.propose_scorer(desk.ada, STRICT, "Mine.")

        assert None is guidelines.in_force(NAME, clock.now())

    def test_not_with_a_trial_against_what_is_in_force_no_more(self, desk):
        first, second = proposed(desk), proposed(desk, STRICT)
        for id in (first, second):
            desk.house.replay_proposal(desk.cleo, id)
        desk.house.approve_guideline(desk.pia, first)

        with pytest.raises(Refused, match="replay it again"):
            desk.house.approve_guideline(desk.pia, second)

    def test_on_its_day(self, desk, monkeypatch):
        id = desk.house.propose_scorer(desk.cleo, GENEROUS, "Later.", wished=datetime(2099, 1, 1, tzinfo=UTC))
        desk.house.replay_proposal(desk.cleo, id)

        assert Stage.SCHEDULED is desk.house.approve_guideline(desk.pia, id).stage
        assert None is guidelines.in_force(NAME, clock.now())
        assert () == desk.house.scorers_in_force(desk.cleo)
        at_work(monkeypatch, datetime(2099, 1, 1, 1, tzinfo=UTC))
        with pytest.raises(Refused, match="1 faults"):
            desk.house.propose_scorer(desk.cleo, STRICT, "Its review is long past.")

    @pytest.mark.parametrize(
        ("text", "fault", "says"),
        [
            ("{", BadInput, "not readable as JSON"),
            (scorer_text(terms=[]), BadInput, "terms"),
            (scorer_text(name="Good will/../x"), Refused, "1 faults"),
            (scorer_text(review_by="2020-01-01"), Refused, "1 faults"),
        ],
    )
    def test_not_what_cannot_be_read_or_named_or_was_not_looked_at(self, desk, text, fault, says):
        with pytest.raises(fault, match=says):
            proposed(desk, text)

        assert () == guidelines.lives(NAME)

    def test_not_the_one_in_force_again(self, desk):
        approved(desk)

        with pytest.raises(BadInput, match="in force already"):
            proposed(desk)


class TestServiceByScore:
    """Priority and the level of identity may rest on a score as money does; the reason holds what each input added."""

    HASTE = scorer_text(
        name="haste", changeable=[], intercept=0.0,
        inputs=[{"name": "waited_minutes", "type": "whole number", "label": "waited", "from": "desk", "unit": "minutes"}],
        terms=[{"axes": [{"input": "waited_minutes", "cuts": [0]}], "scores": [-1.0, 2.0]}],
    )  # fmt: skip
    SURE = scorer_text(
        name="surety", changeable=[], intercept=0.5,
        inputs=[{"name": "can_mail", "type": "boolean", "label": "mail", "from": "desk", "unit": ""}],
        terms=[{"axes": [{"input": "can_mail", "levels": [False, True]}], "scores": [1.0, -1.0]}],
    )  # fmt: skip

    def in_force(self, desk: Desk, scorer: str, name: str, reads: str, rule: str) -> None:
        approved(desk, scorer)
        text = shipped(name).replace("\noutputs:", f"\n  - {reads}\noutputs:", 1)
        text = text.replace("\nrules:\n", f"\nrules:\n  - {rule}\n", 1)
        id = desk.house.propose_guideline(desk.cleo, name, text, "By score.")
        desk.house.replay_proposal(desk.cleo, id)
        desk.house.approve_guideline(desk.pia, id)

    def test_priority(self, desk):
        reads = "{name: score, type: number, label: score, from: scorer haste}"
        rule = '{id: U00, says: The score is high., when: {score: "> 1"}, then: {urgency: soon, minutes: "60", reason: waited_long}}'
        self.in_force(desk, self.HASTE, "urgency", reads, rule)
        dana = desk.customer()
        desk.says(dana, "A human please")

        shown = desk.house.case(dana.conversation, desk.ada)
        desk.house.take_over(dana.conversation, desk.ada)

        assert ("soon", "The score is high.") == (shown.urgency, shown.urgency_says)
        row = desk_records.conversation(dana.conversation)
        (line,) = [line for line in desk_records.items(dana.conversation) if line.code == "taken_over"]
        because = desk.house.memory.read_line(row.id, desk.house.keys.of(dana.id), line).because
        (score,) = because.under
        assert ("U00", 2.0, 2.0) == (because.rule, because.facts["score"], score.facts["score"])
        assert [("waited_minutes", 2.0)] == [(each.facts["term"], each.facts["adds"]) for each in score.under]

    def test_what_must_be_shown_for_a_request(self, desk):
        reads = "{name: score, type: number, label: score, from: scorer surety}"
        rule = '{id: I00, says: The score is high., when: {score: "> 1"}, then: {ask: own_conversation, reason: nothing_known}}'
        self.in_force(desk, self.SURE, "identity", reads, rule)
        dana = desk.customer()

        kept = rights.find(desk.house.file_request(dana.id, "see", ""))
        verdict = desk.house.identity_needed(kept, dana.id)

        assert ("I00", "own_conversation", 1.5) == (
            verdict.because.rule, verdict.outputs["ask"], verdict.because.facts["score"],
        )  # fmt: skip
        assert "surety" == verdict.because.under[0].step


class TestRollingBack:
    def test_puts_the_version_before_in_force_and_a_second_person_confirms(self, desk):
        approved(desk)
        approved(desk, STRICT)

        id = desk.house.roll_back_now(desk.cleo, NAME, "It says no to everybody.")
        desk.house.confirm_roll_back(desk.pia, id)

        assert version_of(GENEROUS) == guidelines.life_in_force(NAME, clock.now()).proposal.version

    def test_of_the_first_one_leads_nowhere(self, desk):
        approved(desk)

        with pytest.raises(NotFound, match="nothing to roll back to"):
            desk.house.roll_back_now(desk.cleo, NAME, "It says no to everybody.")


class TestTrying:
    def figures(self, desk: Desk, text: str) -> dict:
        id = proposed(desk, text)
        return dict(desk.house.guideline_report(desk.house.replay_proposal(desk.cleo, id).id))

    def test_a_first_scorer_says_how_many_decisions_it_could_score(self, desk, dana):
        decides(desk, dana, CLAIM)
        decides(desk, dana, {**CLAIM, "proof": ""})

        told = self.figures(desk, GENEROUS)

        # The second was refused: what the customer showed is not known, so it cannot be scored either.
        assert (2, 1, 1, 0, "none") == tuple(
            told[name] for name in ("turns", "scored", "above", "changed", "current")
        )

    def test_another_says_what_would_have_come_out_otherwise(self, desk, dana):
        approved(desk)
        table_reads_it(desk)
        decides(desk, dana, CLAIM)
        decides(desk, dana, {**CLAIM, "kind": "refund"})

        told = self.figures(desk, STRICT)

        assert (2, 2, 0, 1) == tuple(told[name] for name in ("turns", "scored", "above", "changed"))
        (move,) = told["moves"]
        assert ("pay: our_mistake", "draft_refusal: unusual", "loses", 1) == (
            move["from"], move["to"], move["side"], move["turns"],
        )  # fmt: skip
        assert dana.id not in json.dumps(told)

    def test_what_a_person_decided_on_a_draft_counts_once(self, desk, dana):
        draft = decides(desk, dana, {**CLAIM, "amount": "500"})
        desk.house.settle_money(dana.conversation, desk.cleo, draft.number, True, "", "This once.")

        assert 1 == self.figures(desk, GENEROUS)["turns"]

    def test_who_may_only_be_stored_is_counted_as_unknown_and_who_was_erased_not_at_all(self, desk, dana):
        decides(desk, dana, CLAIM)
        desk.house.restrict(dana.id, True, desk.house.now())
        assert (0, 1) == tuple(self.figures(desk, GENEROUS)[name] for name in ("turns", "unknown_turns"))

        forget(desk.house, dana.id, "asked")
        assert (0, 0) == tuple(self.figures(desk, STRICT)[name] for name in ("turns", "unknown_turns"))


class TestBesideTheTables:
    def test_lists_tasks_and_reviews_go_on(self, desk, monkeypatch):
        approved(desk)
        waiting = proposed(desk, STRICT)
        desk.house.replay_proposal(desk.cleo, waiting)

        assert NAME not in [each.name for each in desk.house.guideline_overviews(desk.otto)]
        ((life, scorer),) = desk.house.scorers_in_force(desk.otto)
        assert (NAME, "goodwill_score") == (life.proposal.name, scorer.name)
        assert [(NAME, waiting)] == [(task.name, task.proposal) for task in desk.house.guideline_tasks(desk.pia)]
        at_work(monkeypatch, datetime(2027, 7, 16, tzinfo=UTC))
        desk.house.tell_what_guidelines_need()
        told = [said["name"] for kind, said in deeds(desk) if kind == "guideline_review_overdue"]
        assert NAME in told

    def test_a_table_may_read_a_score_and_nothing_else_that_the_desk_does_not_give(self, desk):
        as_text = by_score().replace("name: score, type: number", "name: score, type: text")
        as_text = as_text.replace('{score: "< 0"}', "{score: low}")
        with pytest.raises(Refused, match="1 faults"):
            desk.house.propose_guideline(desk.cleo, "goodwill", as_text, "By a word.")
        with pytest.raises(Refused, match="faults"):
            desk.house.propose_guideline(
                desk.cleo, "goodwill", by_score().replace("from: scorer goodwill_score", "from: order"), "By mood."
            )

    def test_its_versions_are_kept_as_its_own(self, desk):
        approved(desk)

        assert [("scorer.goodwill_score", "json")] == rows(
            "SELECT name, form FROM guidelines_version WHERE version = %s", version_of(GENEROUS)
        )
        assert version_of(shipped("goodwill")) == guidelines.in_force("goodwill", clock.now())[0]
        assert desk_records.deeds()
