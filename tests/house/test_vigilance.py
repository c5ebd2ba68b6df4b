"""Probes are never sent, people are told alone and at once, and without a consultation there is nothing of it."""

from __future__ import annotations

import json
import random
from dataclasses import fields, replace

import pytest
from click.testing import CliRunner
from django.db import connection

from fairdesk.accountability.incidents import Evidence, Found
from fairdesk.cli import main
from fairdesk.clock import now
from fairdesk.database import row, rows, writing
from fairdesk.desk import records
from fairdesk.house.background import Background
from fairdesk.house.forgetting import forget
from fairdesk.identity import records as identity
from fairdesk.nouns import ActId, BadInput, DeskError, NotFound, Overtaken, Refused
from fairdesk.oversight import records as oversight
from fairdesk.oversight.probes import Fault, Revealed, Stands
from fairdesk.oversight.records import vigilance as kept
from fairdesk.oversight.together import FEWEST, GONE, Kept, added, taken
from fairdesk.oversight.vigilance import STAMPED_OVER, Counts
from tests.house.first_looks import accepts, people_look_first

QUESTION = "How long does a refund take?"
PARTS = {
    "what": "Probes among drafts, to keep reviewing safe", "to_whom": "Everybody who answers", "questions": "Who sees it?",
    "answers": "You alone", "changes": "No times are kept",
}  # fmt: skip
TABLES = ("oversight_probe", "oversight_vigilance")


class Always(random.Random):
    """Dice that always say: now."""

    def random(self) -> float:
        return 0.0


@pytest.fixture
def sent(desk):
    """A desk that has answered Dana, who lets reviewers see it."""
    dana = desk.customer()
    desk.says(dana, QUESTION)
    desk.house.answer_purpose(dana.conversation, dana.id, "improve", True)
    return dana


@pytest.fixture
def told(desk):
    """Everybody was told and asked."""
    desk.house.keep_consultation(desk.cleo, PARTS, "2026-11-01")


@pytest.fixture
def due(desk, sent, told):
    """The id of a probe that Ada meets next: made by Rio, read by Cleo."""
    return probe_for(desk, desk.ada)


def probe_for(desk, who) -> ActId:
    assert desk.house.make_probe(desk.rio)
    made = kept.probes(Stands.MADE)[-1]
    desk.house.check_probe(desk.cleo, made.id, natural=True)
    with writing():
        kept.move_probe(made.id, Stands.READY, Stands.USED)
        mine, _ = kept.counts_of(who)
        kept.keep_counts(who, mine, made.id)
    return ActId(made.id)


def opened(desk, act, who=None):
    return desk.house.draft_to_look_at(act, who or desk.ada).opened


def counted() -> dict[str, int]:
    return {table: row(f"SELECT count(*) FROM {table}")[0] for table in TABLES}


class TestWithoutAConsultation:
    def test_nothing_is_made_kept_or_shown(self, desk, sent):
        house = desk.house
        people_look_first()
        for _ in range(3):
            sam = desk.customer()
            desk.says(sam, QUESTION)
            accepts(desk, desk.last_act(sam))

        assert dict.fromkeys(TABLES, 0) == counted()
        assert house.own_vigilance(desk.ada) is None
        assert house.vigilance_together(desk.cleo) is None
        assert () == house.probes_to_check(desk.rio)
        for deed in (lambda: house.make_probe(desk.rio), lambda: house.check_probe(desk.cleo, "p", True)):
            with pytest.raises(Refused, match="/desk/consultation"):
                deed()

    def test_counts_that_stand_there_all_the_same_are_not_shown(self, desk):
        with writing():
            kept.keep_counts(desk.ada, Kept(Counts(hits=3), Counts(hits=3)), "a-probe")

        assert desk.house.own_vigilance(desk.ada) is None
        assert desk.house.vigilance_together(desk.ada) is None
        assert () == desk.house.drafts(desk.ada)

    def test_a_manager_alone_keeps_the_record_and_everybody_reads_it(self, desk):
        with pytest.raises(Refused):
            desk.house.keep_consultation(desk.rio, PARTS, "2026-11-01")
        desk.house.keep_consultation(desk.cleo, PARTS, "2026-11-01")

        for who in (desk.ada, desk.rio, desk.pia, desk.otto):
            (found,) = desk.house.consultations(who)
            assert ("Cleo", PARTS["changes"]) == (found.by_name, found.changes)
        assert "consultation_recorded" in {kind for _, kind, _ in records.deeds()}

    @pytest.mark.parametrize(("missing", "day"), [("what", "2026-11-01"), ("", "soon"), ("", "2999-01-01")])
    def test_a_record_says_all_of_it(self, desk, missing, day):
        with pytest.raises(BadInput):
            desk.house.keep_consultation(desk.cleo, {**PARTS, missing: " "} if missing else PARTS, day)
        assert () == desk.house.consultations(desk.ada)


class TestMakingOne:
    def test_a_second_person_reads_it_before_it_is_used(self, desk, sent, told):
        assert desk.house.make_probe(desk.rio)
        (made,) = kept.probes(Stands.MADE)
        assert () == desk.house.probes_to_check(desk.rio)
        with pytest.raises(Refused):
            desk.house.check_probe(desk.rio, made.id, natural=True)

        (shown,) = desk.house.probes_to_check(desk.cleo)
        desk.house.check_probe(desk.cleo, shown.probe.id, natural=True)

        assert [made.id] == [each.id for each in kept.probes(Stands.READY)]

    def test_only_of_customers_who_let_reviewers_see_it(self, desk, told):
        desk.says(desk.customer(), QUESTION)

        assert not desk.house.make_probe(desk.rio)

    def test_its_words_are_sealed_and_go_with_the_customer_or_their_yes(self, desk, sent, due):
        for cells in rows("SELECT * FROM oversight_probe"):
            assert not any("refund" in str(cell) for cell in cells)

        desk.house.answer_purpose(sent.conversation, sent.id, "improve", False)

        assert kept.probe(due) is None
        assert () == desk.house.drafts(desk.ada)

    def test_forgotten_with_the_customer(self, desk, sent, due):
        proof = opened(desk, due)
        forget(desk.house, sent.id, "asked")

        assert kept.probe(due) is None
        assert () == desk.house.drafts(desk.ada)
        with pytest.raises(NotFound):
            desk.house.accept_draft(due, desk.ada, proof)

    def test_who_made_or_read_one_never_meets_it(self, desk, sent, told):
        desk.house.dice = Always()
        desk.house.make_probe(desk.rio)
        desk.house.check_probe(desk.cleo, kept.probes(Stands.MADE)[0].id, natural=True)
        for who in (desk.rio, desk.cleo):
            with writing():
                kept.keep_counts(who, Kept(Counts(passes=40)), "")
        people_look_first()
        for who in (desk.rio, desk.cleo, desk.ada):
            with writing():
                kept.keep_counts(who, Kept(Counts(passes=40)), "")
            sam = desk.customer()
            desk.says(sam, QUESTION)
            accepts(desk, desk.last_act(sam), who)

        assert ("", "") == (kept.counts_of(desk.rio)[1], kept.counts_of(desk.cleo)[1])
        assert "" != kept.counts_of(desk.ada)[1]


class TestItCannotBeSent:
    def everything(self) -> dict[str, list[tuple]]:
        with connection.cursor() as cursor:
            names = connection.introspection.table_names(cursor)
        return {
            name: rows(f"SELECT * FROM {name}") for name in names if name.startswith(("desk_", "identity_letter"))
        }

    def test_whatever_is_done_with_it_in_the_house(self, desk, sent, due):
        house, before = desk.house, self.everything()
        for deed in (
            lambda: house.deliver(due), lambda: house.run_errand(due), lambda: house.kept_turn(due),
            lambda: house.why_in_full(due, desk.ada), lambda: house.why(due, sent.id), lambda: house.receipt(due, sent.id),
            lambda: house.appeal(due, sent.id), lambda: house.did_not_help(sent.conversation, sent.id, due),
            lambda: house.keep_answer_review(desk.rio, due, "right"), lambda: Background(house).round(),
            lambda: house.case(due, desk.ada), lambda: house.take_over(due, desk.ada),
            lambda: house.accept_draft(due, desk.ben, opened(desk, due)), lambda: house.reject_draft(due, desk.ben, "tone", ""),
            lambda: house.edit_draft(due, desk.ben, "tone", ""), lambda: house.draft_to_look_at(due, desk.ben),
        ):  # fmt: skip
            try:
                deed()
            except DeskError:
                continue
        assert before == self.everything()

        assert isinstance(house.accept_draft(due, desk.ada, opened(desk, due)), Revealed)
        Background(house).round()

        assert before == self.everything()

    def test_nor_if_somebody_puts_it_into_the_outbox_by_hand(self, desk, sent, due):
        with writing():
            records.add_outgoing(due, sent.conversation, 1, "web", now())
        before = [line.released_at for line in records.items(sent.conversation)]

        with pytest.raises(NotFound):
            desk.house.deliver(due)
        Background(desk.house).round()

        assert before == [line.released_at for line in records.items(sent.conversation)]


class TestMeetingOne:
    def test_it_stands_among_the_drafts_of_whom_it_is_due_and_of_nobody_else(self, desk, due):
        assert [due] == [each.act for each in desk.house.drafts(desk.ada)]
        assert () == desk.house.drafts(desk.ben)
        assert desk.house.draft_to_look_at(due, desk.ada).text

    def test_let_go_it_was_missed_and_that_is_told_at_once(self, desk, due):
        revealed = desk.house.accept_draft(due, desk.ada, opened(desk, due))

        assert not revealed.noticed
        assert revealed.fault in Fault
        assert revealed.says
        assert (0, 1) == (desk.house.own_vigilance(desk.ada).hits, desk.house.own_vigilance(desk.ada).misses)
        assert () == desk.house.drafts(desk.ada)

    @pytest.mark.parametrize("how", ["reject_draft", "edit_draft"])
    def test_kept_back_it_was_noticed(self, desk, due, how):
        revealed = getattr(desk.house, how)(due, desk.ada, "wrong_fact", "")

        assert revealed.noticed
        assert 1 == desk.house.own_vigilance(desk.ada).hits

    def test_it_counts_once(self, desk, due):
        proof = opened(desk, due)
        desk.house.accept_draft(due, desk.ada, proof)

        with pytest.raises(NotFound):
            desk.house.accept_draft(due, desk.ada, proof)
        assert 1 == desk.house.own_vigilance(desk.ada).misses


class TestWhetherItWasKnown:
    def test_who_was_told_may_say_so_once(self, desk, due):
        revealed = desk.house.accept_draft(due, desk.ada, opened(desk, due))
        desk.house.say_whether_known(desk.ada, revealed.probe, knew=True)

        assert (1, 0) == (desk.house.own_vigilance(desk.ada).knew, desk.house.own_vigilance(desk.ada).took_for_real)
        with pytest.raises(Overtaken):
            desk.house.say_whether_known(desk.ada, revealed.probe, knew=False)
        assert 1 == desk.house.own_vigilance(desk.ada).said

    def test_before_it_was_told_or_by_another_nothing_is_counted(self, desk, due):
        for who in (desk.ada, desk.ben):
            for probe in (due, ""):
                with pytest.raises(Overtaken):
                    desk.house.say_whether_known(who, probe, knew=True)
        desk.house.reject_draft(due, desk.ada, "wrong_fact", "")
        with pytest.raises(Overtaken):
            desk.house.say_whether_known(desk.ben, due, knew=True)

        assert 0 == desk.house.own_vigilance(desk.ada).said + desk.house.own_vigilance(desk.ben).said

    def test_without_a_consultation_nobody_is_asked(self, desk):
        with pytest.raises(Refused, match="/desk/consultation"):
            desk.house.say_whether_known(desk.ada, "p", knew=True)


def six_people():
    with writing():
        return [identity.add_colleague(f"p{n}", f"P{n}", "reviewer") for n in range(6)]


def stamp(desk, people, times, **how) -> None:
    """Let people let drafts of high risk go, in turns."""
    for number in range(times):
        desk.house._counted(
            people[number % len(people)], let_go=True, short=False, **{"high": True, "unread": True, **how}
        )


class TestAlarmForTheTeam:
    def test_an_incident_opens_that_names_nobody_and_another_only_after_new_looks(self, desk, told):
        people = six_people()
        stamp(desk, people, STAMPED_OVER - 30)
        assert () == desk.house.watch_incidents()

        stamp(desk, people, 60)
        (number,) = desk.house.watch_incidents()

        found = desk.house.incident(desk.cleo, number)
        assert Found.STAMPS is found.found
        assert not any(name in repr(found) for name in ("P0", "P1", "P2", "P3", "P4", "P5"))
        assert () == desk.house.watch_incidents()
        closes(desk, number)
        assert () == desk.house.watch_incidents()
        stamp(desk, people, 60)
        assert () == desk.house.watch_incidents(), "what came before it was closed is dealt with"
        stamp(desk, people, STAMPED_OVER)
        assert 1 == len(desk.house.watch_incidents())

    def test_none_where_they_read_or_little_is_at_stake(self, desk, told):
        people = six_people()
        stamp(desk, people, STAMPED_OVER + 30, unread=False)
        stamp(desk, people, STAMPED_OVER, high=False)

        assert () == desk.house.watch_incidents()

    def test_none_about_four_people(self, desk, told):
        stamp(desk, six_people()[:4], STAMPED_OVER + 60)

        assert () == desk.house.watch_incidents()

    def test_none_without_a_consultation_whatever_stands_there(self, desk):
        for who in six_people():
            with writing():
                sums = Counts(passes=60, high=60, high_let_go=60, high_unread=60)
                kept.keep_counts(who, Kept(sums, sums), "")

        assert () == desk.house.watch_incidents()


def closes(desk, number) -> None:
    seen = desk.house.incident(desk.cleo, number)
    desk.house.change_incident(
        desk.cleo, number, seen=seen.version, cause="too many drafts", correction="fewer", evidence=Evidence(("a1",)),
        severity="fault", owner=int(desk.cleo), close=True,
    )  # fmt: skip


class TestNobodyReadsOnePerson:
    """Try to single out one person: by views, differences in time, people who leave, the ledger and exports."""

    def six(self, desk):
        return six_people()

    def test_every_count_is_told_of_five_or_more_alone(self, desk, told):
        """Each person does one kind of thing: no difference of two sums may ever be one person's own number."""
        names = [each.name for each in fields(Counts) if each.name not in ("test", "found", "missed")]
        people, dice = self.six(desk), random.Random(8)
        before: Counts | None = None
        since: dict[object, Counts] = {}
        for _ in range(120):
            who = dice.choice(people)
            more = {name: dice.randint(0, 3) for name in names}
            mine, due = kept.counts_of(who)
            with writing():
                kept.keep_counts(
                    who,
                    replace(mine, now=replace(mine.now, **{n: getattr(mine.now, n) + more[n] for n in names})),
                    due,
                )
            desk.house._counted(who, let_go=True, short=False)
            since[who] = added(since.get(who, Counts()), Counts(**{**more, "passes": more["passes"] + 1}))
            seen = desk.house.vigilance_together(desk.cleo)
            if seen != before:
                assert len(since) >= FEWEST
                total = Counts()
                for each in since.values():
                    total = added(total, each)
                assert total == taken(seen, before or Counts()), "the difference is of all five or more at once"
                before, since = seen, {}
        assert before

    def test_no_incident_of_the_team_tells_more_than_the_sum(self, desk, told):
        people = self.six(desk)
        stamp(desk, people, STAMPED_OVER + 30)
        desk.house._counted(people[0], let_go=False, short=False, high=True)  # seen by nobody until five have moved
        (number,) = desk.house.watch_incidents()

        total = desk.house.vigilance_together(desk.cleo)
        assert f"Of {total.high} drafts" in desk.house.incident(desk.cleo, number).what
        assert total.high == total.high_let_go

    def does(self, desk, who, **more):
        """Let somebody do something, as the house counts it."""
        mine, due = kept.counts_of(who)
        with writing():
            kept.keep_counts(who, replace(mine, now=replace(mine.now, misses=mine.now.misses + 1, **more)), due)
        desk.house._counted(who, let_go=True, short=False)

    def test_there_is_no_way_to_ask_for_another(self, desk, told):
        """Own counts are asked for with one's own number alone; a page takes it from the session."""
        self.does(desk, desk.ada)

        assert 0 == desk.house.own_vigilance(desk.cleo).misses
        assert 1 == desk.house.own_vigilance(desk.ada).misses

    def test_no_two_sums_differ_by_fewer_than_five_people(self, desk, told):
        people, dice, did = self.six(desk), random.Random(4), set()
        shown = desk.house.vigilance_together(desk.cleo)
        for _ in range(200):
            who = dice.choice(people)
            self.does(desk, who)
            did.add(who)
            seen = desk.house.vigilance_together(desk.cleo)
            if seen != shown:
                assert len(did) >= FEWEST
                shown, did = seen, set()

        assert shown is not None

    def test_of_four_nothing_is_ever_told(self, desk, told):
        people = self.six(desk)[:4]
        for _ in range(20):
            for who in people:
                self.does(desk, who)

        assert desk.house.vigilance_together(desk.cleo) is None

    def test_who_leaves_changes_no_sum(self, desk, told):
        people = self.six(desk)
        for who in people:
            self.does(desk, who)
        before = desk.house.vigilance_together(desk.cleo)
        assert before is not None

        desk.house.let_go(desk.cleo, people[0])

        assert before == desk.house.vigilance_together(desk.cleo)
        assert Kept() == kept.counts_of(people[0])[0]
        assert 1 == kept.counts_of(GONE)[0].now.misses

    def test_the_one_who_met_a_probe_is_named_by_no_command(self, desk, sent, due):
        desk.house.accept_draft(due, desk.ada, opened(desk, due))

        told = CliRunner().invoke(main, ["--data", str(desk.folder), "answers", "agreement", "--json"])
        assert {"judged_twice": 0, "told": None, "missing": 20} == json.loads(told.output)

    def test_no_time_is_kept_of_it_and_no_deed_says_who_found_what(self, desk, sent, told, due):
        deeds = len(records.deeds())
        desk.house.accept_draft(due, desk.ada, opened(desk, due))

        with connection.cursor() as cursor:
            columns = {
                column.name
                for column in connection.introspection.get_table_description(cursor, "oversight_vigilance")
            }
        assert {"colleague_id", "now", "told", "due", "asks"} == columns
        assert deeds == len(records.deeds())

    def test_no_copy_or_account_of_a_customer_names_who_met_a_probe(self, desk, sent, due):
        desk.house.accept_draft(due, desk.ada, opened(desk, due))

        held = list(oversight.all_about(sent.id, "oversight_probe"))
        assert held
        assert not any(str(value) == str(int(desk.ada)) for _, columns in held for value in columns.values())
