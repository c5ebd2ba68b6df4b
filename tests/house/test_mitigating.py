"""What is proposed about a difference: a threshold, a row of one's own, and who may; found over rows of a made-up world."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fairdesk.answers.article_tasks import DONE, UNEQUAL
from fairdesk.clock import new_id
from fairdesk.database import execute, micros, writing
from fairdesk.fairness.mitigation import DRAFT, EXAMPLES, FOR_ALL, ROW, THRESHOLD, WEIGHTS, Difference, Offer, Wanted
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.adding import Row, threshold_of, with_rule
from fairdesk.guidelines.floor import OF_WHOM
from fairdesk.guidelines.life import Stage
from fairdesk.guidelines.table import parse, shipped
from fairdesk.house import mitigating
from fairdesk.house.approving import kept_version, table_of
from fairdesk.house.mitigating import MitigationSide
from fairdesk.house.replaying import replay_all
from fairdesk.nouns import BadInput, ColleagueId, NotFound, Overtaken, Refused, Release
from fairdesk.web import doors
from tests.house.in_force import put_in_force
from tests.house.test_groups import QUESTION
from tests.people import Desk

SURE = {
    "answerer_ok": True, "in_time": True, "answer_found": True, "evidence_valid": True, "grounded": True, "unclear_before": 0,
    "promise": "none", "above_promise": False, "intent": "all", "article": "returns", "written": False, "upset": False,
    "draft_mode": False, "concern": "none",
}  # fmt: skip


def world(desk: Desk, said: dict[str, tuple[float, ...]], each: int = 12) -> None:
    """Let people write in each language; the assistant is as sure of its answers as *said*, one after the other."""
    at = micros(desk.house.now()) - 10**9
    with writing():
        for language, sure in said.items():
            for n in range(each):
                talk, confidence = uuid.uuid4().hex, sure[n % len(sure)]
                execute(
                    "INSERT INTO desk_conversation (id, customer_id, channel, language, created_at, changed_at, version, items,"
                    " state, mode, reason, unclear, assignee_name, work_micros) VALUES"
                    " (%s, %s, %s, %s, %s, %s, 0, 0, 'open', 'automated', '', 0, '', 0)",
                    talk, f"of-{talk}", ("web", "email")[n % 2], language, at, at,
                )  # fmt: skip
                execute(
                    "INSERT INTO desk_turn (act, conversation_id, number, at, route, release, handover, facts, digest, sealed)"
                    " VALUES (%s, %s, 1, %s, 'assistant', %s, '', %s, '', %s)",
                    new_id(), talk, at, "send" if confidence >= 0.5 else "unclear",
                    json.dumps({**SURE, "confidence": confidence}), b"",
                )  # fmt: skip


@pytest.fixture
def unsure(desk: Desk) -> Desk:
    """Of English answers the assistant is sure; of Polish ones it is sure of one in four, and nearly of two."""
    world(desk, {"en": (0.9, 0.7), "pl": (0.3, 0.45, 0.45, 0.6)})
    return desk


def found(desk: Desk, outcome: str = "answered", **group: str) -> Difference:
    return desk.house.difference(desk.cleo, group or {"language": "pl"}, outcome)


def offered(desk: Desk, kind: str, threshold: float | None = None, topic: str = "") -> Offer:
    return next(one for one in desk.house.offers(desk.cleo, found(desk), topic, threshold) if one.choice.kind == kind)


def shares(offer: Offer, rate: str, column: str) -> tuple[float, float]:
    assert offer.effect is not None, offer.why_not
    cell = next(row["columns"][column] for row in offer.effect["rates"] if row["rate"] == rate)
    return cell["group"]["share"], cell["others"]["share"]


def proposed(desk: Desk, wanted: Wanted, days: int = 30, about: Difference | None = None) -> Any:
    day = desk.house.now().date() + timedelta(days=days)
    return desk.house.propose_mitigation(desk.cleo, about or found(desk), wanted, "It answers them less.", day)


class TestAThreshold:
    def test_for_the_group_moves_the_group_alone(self, unsure: Desk):
        looser, stricter = (offered(unsure, THRESHOLD, new) for new in (0.4, 0.8))

        assert [(0.25, 1.0), (0.75, 1.0)] == [shares(looser, "sent", column) for column in ("before", "after")]
        assert [(0.25, 1.0), (0.0, 1.0)] == [shares(stricter, "sent", column) for column in ("before", "after")]
        assert (0.25, 0.0) == shares(stricter, "person", "after")
        assert {"group": 6, "others": 0} == (looser.effect or {})["moved"]

    def test_for_everybody_moves_everybody(self, unsure: Desk):
        stricter = offered(unsure, FOR_ALL, 0.8)

        assert (0.0, 0.5) == shares(stricter, "sent", "after")
        assert {"group": 3, "others": 6} == (stricter.effect or {})["moved"]

    def test_is_in_force_once_another_agrees(self, unsure: Desk):
        unsure.knows("---\ntitle: Ile trwa zwrot\n---\n\nZwrot trwa do pięciu dni roboczych.\n", "zwrot", "pl")
        made = proposed(unsure, Wanted(THRESHOLD, threshold=0.999))
        assert Release.SEND is unsure.says(unsure.customer("pl"), "Ile trwa zwrot?").release
        unsure.house.approve_guideline(unsure.pia, made.proposal)
        polish = unsure.says(unsure.customer("pl"), "Ile trwa zwrot?")

        assert (Release.HAND_OVER, "unsure", "pl") == (polish.release, polish.handover, polish.facts["language"])
        assert Release.SEND is unsure.says(unsure.customer("en"), QUESTION).release

    def test_for_everybody_ends_where_it_was(self, unsure: Desk):
        made = proposed(unsure, Wanted(FOR_ALL, threshold=0.8))
        unsure.house.approve_guideline(unsure.pia, made.proposal)
        assert ["in force"] == [one.stands for one in unsure.house.mitigations(unsure.otto)]
        unsure.house.approve_guideline(unsure.pia, unsure.house.end_mitigation(unsure.cleo, made.id, "Enough."))

        table = table_of(kept_version(guidelines.life_in_force("release", unsure.house.now()).proposal.version))
        assert (0.5, ["ended"]) == (
            threshold_of(table),
            [one.stands for one in unsure.house.mitigations(unsure.otto)],
        )

    @pytest.mark.parametrize("wrong", [0.5, 0.1, 1.0])
    def test_is_another_one_and_no_promise_that_nothing_is_held_back(self, unsure: Desk, wrong: float):
        with pytest.raises(BadInput, match=r"number from 0\.15"):
            proposed(unsure, Wanted(THRESHOLD, threshold=wrong))
        assert offered(unsure, THRESHOLD, wrong).why_not


class TestDrafts:
    def test_of_one_topic_leave_the_others_alone(self, unsure: Desk):
        assert (0.25, 0.0) == shares(offered(unsure, DRAFT, topic="returns"), "looked", "after")
        assert (0.0, 0.0) == shares(offered(unsure, DRAFT, topic="something-else"), "looked", "after")
        assert "cannot stand in a rule" in offered(unsure, DRAFT, topic="a, b").why_not

    def test_of_a_channel_are_of_that_channel(self, desk: Desk):
        world(desk, {"en": (0.9, 0.3, 0.9, 0.9)}, 80)  # by the web all are answered, by e-mail one of two
        by_email = found(desk, channel="email")
        offer = next(one for one in desk.house.offers(desk.cleo, by_email) if one.choice.kind == DRAFT)

        assert (0.5, 1.0) == shares(offer, "sent", "before")
        assert (0.0, 1.0) == shares(offer, "sent", "after")
        assert (0.5, 0.0) == shares(offer, "looked", "after")

    def test_a_table_that_is_kept_as_csv_is_changed_by_hand(self, unsure: Desk, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(mitigating, "kept_version", lambda version: replace(kept_version(version), form="csv"))
        monkeypatch.setattr(
            MitigationSide, "_in_force_table", lambda self, name: parse(shipped(name), f"{name}.yaml")
        )

        assert "kept as CSV" in offered(unsure, DRAFT).why_not
        with pytest.raises(BadInput, match="kept as CSV"):
            proposed(unsure, Wanted(DRAFT))

    def test_of_a_language_in_a_channel_are_of_both(self, desk: Desk):
        world(desk, {"en": (0.9,), "pl": (0.9, 0.3)}, 40)
        both = found(desk, language="pl", channel="email")
        offer = next(one for one in desk.house.offers(desk.cleo, both) if one.choice.kind == THRESHOLD)
        made = proposed(desk, Wanted(THRESHOLD, threshold=0.2), about=both)

        assert ("in Polski by email", 20) == (both.whose, both.n)
        assert (0.4, {"group": 0, "others": 0}) == (offer.wanted.threshold, (offer.effect or {})["moved"]), (
            "looser, yet not enough"
        )
        table = table_of(desk.house.guideline_proposal(desk.cleo, made.proposal)[1])
        rule = next(rule for rule in table.rules if rule.id == made.rule)
        assert {"language", "channel", "promise", "confidence"} == {
            column.name for column, cell in zip(table.inputs, rule.cells, strict=True) if not cell.anything
        }

    def test_a_row_of_ones_own_is_a_draft_to_be_changed(self, unsure: Desk):
        made = proposed(unsure, Wanted(ROW))
        life, kept = unsure.house.guideline_proposal(unsure.cleo, made.proposal)

        assert Stage.DRAFT is life.proposal.stage
        assert made.rule in {rule.id for rule in table_of(kept).rules}
        assert ["waits"] == [one.stands for one in unsure.house.mitigations(unsure.cleo)]


class TestWhatIsNoRow:
    def test_examples_are_a_task_of_an_article_s_owner_that_stays_until_it_is_done(self, desk: Desk):
        of = Difference({"language": "pl"}, "answered", date(2026, 9, 1), 12, 0.25, 1.0, -0.9, -0.4, 0.01)
        made = proposed(desk, Wanted(EXAMPLES, topic="returns"), about=of)
        desk.house.tend_article_tasks()
        (task,) = [one for one in desk.house.open_article_tasks() if one.finding.kind == UNEQUAL]
        assert (made.proposal, "pl", "returns") == (task.id, task.finding.language, task.finding.articles[0].id)
        assert ["waits"] == [one.stands for one in desk.house.mitigations(desk.cleo)]
        desk.house.close_article_task(desk.ada, task.id, DONE, "It is there in Polish now.")

        assert ["in force"] == [one.stands for one in desk.house.mitigations(desk.cleo)]
        with pytest.raises(BadInput, match="no row to take out"):
            desk.house.end_mitigation(desk.cleo, made.id, "why")

    def test_another_reader_of_topics_is_approved_by_two_once_the_desk_runs_with_it(
        self, unsure: Desk, monkeypatch: pytest.MonkeyPatch
    ):
        said = offered(unsure, WEIGHTS).why_not
        assert "train another" in said
        with pytest.raises(BadInput, match="train another"):
            proposed(unsure, Wanted(WEIGHTS))
        monkeypatch.setattr(unsure.house.resting, "_fixed", {**unsure.house.resting.now(), "intents": "weighed"})
        unsure.house.resting._digest.cache_clear()
        made = proposed(unsure, Wanted(WEIGHTS))
        with pytest.raises(Refused):
            unsure.house.approve_guideline(unsure.cleo, made.proposal)
        unsure.house.approve_guideline(unsure.pia, made.proposal)

        assert ["in force"] == [one.stands for one in unsure.house.mitigations(unsure.cleo)]
        assert () == unsure.house.guideline_parts_changed("release")
        unsure.house.approve_guideline(unsure.pia, proposed(unsure, Wanted(FOR_ALL, threshold=0.4)).proposal)
        assert ["in force"] * 2 == [one.stands for one in unsure.house.standings()], "the weighed reader reads still"
        monkeypatch.setattr(unsure.house.resting, "_fixed", {**unsure.house.resting.now(), "intents": "another"})
        assert ["in force", "ended"] == [one.stands for one in unsure.house.standings()]


class TestWhoMay:
    def test_see_what_can_be_done_those_who_read_the_books_and_propose_those_who_rule(self, unsure: Desk):
        for who in (unsure.otto, unsure.rio):
            assert unsure.house.offers(who, found(unsure))
            with pytest.raises(Refused):
                unsure.house.propose_mitigation(
                    who, found(unsure), Wanted(DRAFT), "why", unsure.house.now().date() + timedelta(days=9)
                )
        with pytest.raises(Refused):
            unsure.house.difference(unsure.ada, {"language": "pl"}, "answered")
        with pytest.raises(Refused):
            unsure.house.mended_by(ColleagueId(0), "any")

    def test_nobody_a_group_that_customers_told_of_themselves(self, unsure: Desk):
        with pytest.raises(Refused, match="sums alone"):
            found(unsure, gender="woman")

    def test_what_is_no_choice_is_refused(self, unsure: Desk):
        with pytest.raises(BadInput, match="is no choice"):
            proposed(unsure, Wanted("prayer"))

    def test_without_a_day_or_with_a_far_one_nothing_is_kept(self, unsure: Desk):
        for days in (0, 400):
            with pytest.raises(BadInput, match="looked at again"):
                proposed(unsure, Wanted(DRAFT), days)
        assert () == unsure.house.mitigations(unsure.cleo)
        assert () == unsure.house.guideline_proposals(unsure.cleo)

    def test_what_is_not_in_force_is_neither_kept_on_nor_ended(self, unsure: Desk):
        made = proposed(unsure, Wanted(DRAFT))
        with pytest.raises(Overtaken):
            unsure.house.end_mitigation(unsure.cleo, made.id, "why")
        with pytest.raises(Overtaken):
            unsure.house.keep_mitigation(unsure.pia, made.id, made.review_by, "why")
        unsure.house.reject_guideline(unsure.pia, made.proposal, "It is their wait.")
        assert ["not taken"] == [one.stands for one in unsure.house.mitigations(unsure.cleo)]
        with pytest.raises(NotFound):
            unsure.house.keep_mitigation(unsure.pia, "no-such", made.review_by, "why")


class TestWhoseMessageItIs:
    def test_is_no_fact_of_a_turn_that_no_table_asks_it_for(self, desk: Desk):
        assert not set(OF_WHOM) & set(desk.says(desk.customer("pl"), QUESTION).facts)

    def test_turns_kept_before_a_table_asked_are_decided_again_as_they_were_and_under_it(self, desk: Desk, tmp_path):
        desk.says(desk.customer("en"), QUESTION)
        asks_for_both = shipped("review_first").replace("inputs:\n", "inputs:\n" + "".join(
            f"  - {{name: {name}, type: text, label: {label}, from: desk}}\n" for name, label in OF_WHOM.items()
        ), 1)  # fmt: skip
        file = tmp_path / "review_first.yaml"
        file.write_text(asks_for_both)
        assert () == replay_all(desk.house, file).changed
        put_in_force("review_first", asks_for_both)
        turn = desk.says(desk.customer("en"), QUESTION)

        assert (Release.SEND, "en", "web") == (turn.release, turn.facts["language"], turn.facts["channel"])
        again = replay_all(desk.house)
        assert (2, ()) == (again.turns, again.changed)
        row = Row(
            "M1",
            "English is refused.",
            {"language": "en", "confidence": ">= 0"},
            {"release": "hand_over", "reason": "unsure"},
        )
        counts = desk.house.guideline_counts(
            desk.cleo, "release", parse(with_rule(shipped("release"), row, "S01"), "a.yaml")
        )
        assert counts is not None
        assert (2, 2, 0) == (counts.turns, counts.by_rule[0], counts.refused)


class TestThePages:
    def visit(self, desk: Desk, who: int, address: str, given: dict[str, str] | None = None) -> Any:
        doors.open_door(desk.house)
        client = Client(HTTP_HOST="localhost")
        client.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(address) if given is None else client.post(address, given)

    def test_lead_from_a_claim_to_a_proposal_and_tell_whoever_approves(self, unsure: Desk):
        html = self.visit(unsure, unsure.cleo, "/desk/fairness").content.decode()
        address = re.search(r'href="(/desk/fairness/mend[^"]*language=pl[^"]*)"', html)
        assert address
        place = address[1].replace("&amp;", "&")
        html = self.visit(unsure, unsure.otto, place).content.decode()
        assert (1, 0) == (html.count("<h1>"), html.count("Propose and replay")), "an auditor reads"
        day = f"{unsure.house.now().date() + timedelta(days=30)}"
        given = {"kind": "draft", "why": "Too few.", "review_by": day}
        went = self.visit(unsure, unsure.cleo, place, given)
        proposal = unsure.house.mitigations(unsure.cleo)[0].mitigation.proposal

        assert f"/desk/guidelines/proposals/{proposal}?said=replayed" == went.headers["Location"]
        assert (
            "It is to mend a difference" in self.visit(unsure, unsure.pia, went.headers["Location"]).content.decode()
        )
        listed = self.visit(unsure, unsure.pia, "/desk/fairness/mitigations").content.decode()
        sent = re.search(r"Answered at once.*?<td.*?>(.*?)<br>.*?<td.*?>(.*?)<br>", listed)
        assert sent
        assert ("25.0%", "0.0%") == sent.groups(), "before, then after"
        cost = "3 of the group and 0 of everybody else would have met something else. 3 answers more would have been in people’s hands"
        assert (2, 1) == (html.count(cost), listed.count(cost)), "who approves reads the cost too"
        row = self.visit(unsure, unsure.cleo, place, {**given, "kind": "rule"})
        assert "/desk/guidelines/review_first/edit?draft=" in row.headers["Location"]
        assert "M2" in self.visit(unsure, unsure.cleo, row.headers["Location"]).content.decode()

    def test_say_what_was_wrong_and_keep_what_was_typed(self, unsure: Desk):
        for given, status, says in (
            ({"kind": "draft", "why": "A reason.", "review_by": "2020-01-01"}, 422, "looked at again"),
            ({"kind": "draft", "why": "A reason.", "review_by": "soon"}, 422, "is no day"),
            ({"kind": "weights", "why": "A reason.", "review_by": "2020-01-01"}, 422, "looked at again"),
        ):
            page = self.visit(unsure, unsure.cleo, "/desk/fairness/mend?language=pl", given)
            assert (status, True) == (page.status_code, says in page.content.decode()), given
        assert (
            'value="A reason."'
            in self.visit(
                unsure,
                unsure.cleo,
                "/desk/fairness/mend?language=pl",
                {"kind": "draft", "why": "A reason.", "review_by": ""},
            ).content.decode()
        )

    @pytest.mark.parametrize(("who", "address", "status"), [
        ("ada", "/desk/fairness/mend?language=pl", 403), ("ada", "/desk/fairness/mitigations", 403),
        ("cleo", "/desk/fairness/mend?gender=woman", 403), ("cleo", "/desk/fairness/mend?language=en,de", 422),
        ("cleo", "/desk/fairness/mend", 422), ("cleo", "/desk/fairness/mend?language=pl&threshold=much", 422),
    ])  # fmt: skip
    def test_are_closed_to_who_may_not_and_to_what_is_no_group(
        self, unsure: Desk, who: str, address: str, status: int
    ):
        assert status == self.visit(unsure, getattr(unsure, who), address).status_code
