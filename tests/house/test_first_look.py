"""A draft waits for a person's look; whatever silences the assistant meanwhile makes it a draft for people."""

from __future__ import annotations

import pytest
from django.db import connection

from fairdesk.accountability import records as ledger_records
from fairdesk.database import row, writing
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.desk.turn import decide
from fairdesk.explainability.audiences import role_sentence
from fairdesk.guidelines.table import shipped
from fairdesk.house.background import Background
from fairdesk.house.forgetting import forget
from fairdesk.house.memory import Content
from fairdesk.house.replaying import replay_all
from fairdesk.house.reviewed_answers import looked_at_first
from fairdesk.nouns import BadInput, NotFound, Overtaken, RawText, Refused, Release, Restricted, Voice
from fairdesk.oversight import records as oversight
from fairdesk.oversight.first_look import Stands
from fairdesk.oversight.guardrail import NAME, THE_DESK
from fairdesk.oversight.records import drafts
from tests.house.first_looks import accepts, later, people_look_first

QUESTION = "How long does a refund take?"


@pytest.fixture
def dana(desk):
    """Dana, who has asked; her draft waits."""
    people_look_first()
    dana = desk.customer()
    desk.says(dana, QUESTION)
    return dana


def act_of(desk, who):
    return records.turns_of(who.conversation)[0]


def stands(desk, who):
    return drafts.draft(act_of(desk, who))


def background(desk):
    Background(desk.house).round()


class TestItWaits:
    def test_nothing_leaves_and_the_customer_is_told_that_a_person_looks(self, desk, dana):
        seen = desk.sees(dana)

        assert Release.REVIEW_FIRST is desk.turn_of(dana, 1).release
        assert [] == desk.answers(dana)
        assert ["draft_waits"] == desk.events(dana)
        assert seen.draft_waits
        assert State.ASSISTANT is seen.state
        assert "" != seen.wait_says
        assert [] == records.all_outgoing()

    def test_its_words_are_nowhere_but_in_the_sealed_turn(self, desk, dana):
        for line in records.items(dana.conversation):
            said = desk.house.memory.read_line(dana.conversation, desk.house.keys.of(dana.id), line)
            assert "5 working days" not in said.text

    def test_without_a_rule_that_names_it_the_answer_is_sent(self, desk):
        sam = desk.customer()
        desk.says(sam, QUESTION)

        assert 1 == len(desk.answers(sam))
        assert [] == list(drafts.waiting())

    def test_the_person_button_works_as_ever(self, desk, dana):
        desk.house.ask_for_person(dana.conversation, dana.id, "button")

        assert State.WAITING is desk.sees(dana).state
        assert Stands.FOR_PEOPLE is stands(desk, dana).stands

    def test_the_oldest_stands_first_and_an_auditor_sees_none(self, desk, dana):
        sam = desk.customer()
        desk.says(sam, QUESTION)

        assert [act_of(desk, dana), act_of(desk, sam)] == [each.act for each in desk.house.drafts(desk.ada)]
        for deed in (
            lambda: desk.house.drafts(desk.otto),
            lambda: desk.house.draft_to_look_at(act_of(desk, dana), desk.otto),
            lambda: desk.house.reject_draft(act_of(desk, dana), desk.otto, "tone", ""),
        ):
            with pytest.raises(Refused):
                deed()

    def test_the_turn_comes_out_the_same_when_it_is_decided_again_and_under_another_rule_otherwise(
        self, desk, dana, tmp_path
    ):
        assert () == replay_all(desk.house).changed

        file = tmp_path / "review_first.yaml"
        file.write_text(shipped("review_first"))
        changed = replay_all(desk.house, file).changed

        assert [["assistant: review_first", "assistant: send"]] == [outcomes for _, *outcomes in changed]

    def test_the_ledger_holds(self, desk, dana):
        accepts(desk, act_of(desk, dana))
        desk.house.close_the_day()

        assert () == desk.house.verify().problems

    def test_a_draft_that_stands_in_the_timeline_and_nobody_let_go_is_noticed(self, desk, dana):
        act, key = act_of(desk, dana), desk.house.keys.of(dana.id)
        text = desk.house.kept_turn(act)[1].draft.text
        with writing():
            desk.house.memory.add_line(
                dana.conversation, key, desk.house.now(), Voice.ASSISTANT, Content(text), language="en", act=act,
                in_ledger=False,
            )  # fmt: skip
        desk.house.close_the_day()

        assert [act] == [problem.act for problem in desk.house.verify().problems]

    def test_a_look_is_told_to_the_customer(self, desk, dana):
        desk.house.draft_to_look_at(act_of(desk, dana), desk.ada)

        assert ["Ada"] == [look.work_name for look in desk.house.see(dana.id, "en").looks]

    def test_such_answers_are_not_drawn_for_the_promise(self, desk, dana):
        desk.house.answer_purpose(dana.conversation, dana.id, "improve", True)

        assert desk.house.answer_sample(desk.rio) is None


class TestAccepted:
    def test_it_leaves_as_the_assistants_marked_as_looked_at(self, desk, dana):
        accepts(desk, act_of(desk, dana))

        said = [entry for entry in desk.sees(dana).entries if entry.voice is Voice.ASSISTANT]
        assert 1 == len(said)
        assert "5 working days" in said[0].text
        assert {"looked_at_by": "person"} == said[0].values
        assert not desk.sees(dana).draft_waits
        assert State.ASSISTANT is desk.sees(dana).state

    def test_what_a_person_did_is_in_the_ledger_and_not_in_the_customers_timeline(self, desk, dana):
        accepts(desk, act_of(desk, dana))

        assert ["draft_waits"] == desk.events(dana)
        line = next(each for each in records.items(dana.conversation) if each.code == "draft_accepted")
        assert line.author == desk.ada
        assert ledger_records.entry_for(line.id) is not None

    def test_it_is_sent_once(self, desk, dana):
        opened = desk.house.draft_to_look_at(act_of(desk, dana), desk.ada).opened
        desk.house.accept_draft(act_of(desk, dana), desk.ada, opened)

        with pytest.raises(Overtaken):
            desk.house.accept_draft(act_of(desk, dana), desk.ada, opened)
        background(desk)
        assert 1 == len(desk.answers(dana))

    def test_a_crash_before_it_leaves_sends_it_at_the_next_start_once(self, desk, dana):
        desk.pull_the_plug("before deliver")
        with pytest.raises(BaseException, match="before deliver"):
            accepts(desk, act_of(desk, dana))
        desk.restart()

        background(desk)
        background(desk)

        assert 1 == len(desk.answers(dana))

    def test_a_stop_between_accepting_and_leaving_holds_it_back(self, desk, dana):
        desk.meanwhile("before deliver", lambda: desk.house.stop_ai(desk.ben, "all", "a drill"))

        accepts(desk, act_of(desk, dana))

        assert [] == desk.answers(dana)
        assert "answer_held_back" in desk.events(dana)

    def test_why_shows_what_it_rests_on_once_it_left_and_not_before(self, desk, dana):
        act = act_of(desk, dana)
        assert () == desk.house.why(act, dana.id).evidence

        accepts(desk, act)

        why = desk.house.why(act, dana.id)
        assert "returns" == why.evidence[0].article
        assert "A person looks at it before anything is sent." in role_sentence(why.record, "en")
        assert "look_first" == why.record.people

    def test_a_form_that_proves_nothing_sends_nothing(self, desk, dana):
        act, house = act_of(desk, dana), desk.house
        opened, hers = (house.draft_to_look_at(act, who).opened for who in (desk.ada, desk.ben))
        for proof in ("", "x", hers, opened[:-1], "1" + opened, opened.replace(".", ".right", 1)):
            with pytest.raises(BadInput):
                house.accept_draft(act, desk.ada, proof)
        assert [] == desk.answers(dana)

    def test_an_act_that_is_no_draft_is_not_found(self, desk):
        sam = desk.customer()
        desk.says(sam, QUESTION)

        with pytest.raises(NotFound):
            desk.house.draft_to_look_at(act_of(desk, sam), desk.ada)


class TestChangedOrNotSent:
    def test_changed_the_reply_is_the_persons(self, desk, dana):
        where = desk.house.edit_draft(act_of(desk, dana), desk.ada, "wrong_fact", "")
        case = desk.house.case(where, desk.ada)
        assert case.mine
        assert "5 working days" in case.draft.text

        desk.house.reply(where, desk.ada, case.draft.text.replace("5", "6"), case.version)

        said = [entry for entry in desk.sees(dana).entries if entry.voice in (Voice.ASSISTANT, Voice.PERSON)]
        assert [(Voice.PERSON, "Ada")] == [(entry.voice, entry.who) for entry in said]
        assert Stands.EDITED is stands(desk, dana).stands
        assert desk.house.case(where, desk.ada).draft is None

    def test_not_sent_people_have_it_with_the_reason_and_the_customer_is_told(self, desk, dana):
        desk.house.reject_draft(act_of(desk, dana), desk.ada, "other", "it names a strike")

        assert State.WAITING is desk.sees(dana).state
        assert "draft_rejected" == desk.sees(dana).entries[-1].values["reason"]
        assert [] == desk.answers(dana)
        told = [
            entry for entry in desk.house.case(dana.conversation, desk.ben).entries if entry.code == "draft_rejected"
        ]
        assert ("it names a strike", "other") == (told[0].text, told[0].values["reason"])

    @pytest.mark.parametrize(("reason", "words"), [("", ""), ("because", ""), ("other", " ")])
    def test_it_takes_one_of_the_nine_reasons(self, desk, dana, reason, words):
        for deed in (desk.house.reject_draft, desk.house.edit_draft):
            with pytest.raises(BadInput):
                deed(act_of(desk, dana), desk.ada, reason, words)
        assert Stands.WAITS is stands(desk, dana).stands


class TestWhatMakesItADraftForPeople:
    def overtaken(self, desk, dana):
        with pytest.raises(Overtaken):
            accepts(desk, act_of(desk, dana))
        assert [] == desk.answers(dana)
        assert Stands.FOR_PEOPLE is stands(desk, dana).stands

    def test_a_takeover(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ben)

        self.overtaken(desk, dana)
        assert "5 working days" in desk.house.case(dana.conversation, desk.ben).draft.text

    def test_the_customer_refuses_the_assistant(self, desk, dana):
        desk.house.refuse_ai(dana.conversation, dana.id)

        self.overtaken(desk, dana)
        assert State.WAITING is desk.sees(dana).state

    def test_a_newer_message(self, desk, dana):
        turn = desk.says(dana, "And who pays for the post?")

        self.overtaken(desk, dana)
        assert "with_person" == turn.handover
        assert State.WAITING is desk.sees(dana).state
        assert "wrote_again" == next(e for e in desk.sees(dana).entries if e.code == "handed_over").values["reason"]

    def test_a_message_that_came_while_the_draft_was_made(self, desk):
        people_look_first()
        dana = desk.customer()
        more = RawText("And who pays for the post?")
        desk.meanwhile("in keep", lambda: None)
        house = desk.house
        house.turns.submit = lambda *_: _Done()  # nobody answers yet
        house.say(dana.conversation, dana.id, RawText(QUESTION), "1")
        house.say(dana.conversation, dana.id, more, "2")
        house.answer_arrivals(dana.conversation)

        assert [] == desk.answers(dana)
        assert Stands.FOR_PEOPLE is stands(desk, dana).stands
        assert State.WAITING is desk.sees(dana).state

    @pytest.mark.parametrize("how", ["stop", "one customer", "promise", "article", "late"])
    def test_whatever_else_silences_the_assistant_within_a_round(self, desk, dana, how, monkeypatch):
        house = desk.house
        {
            "stop": lambda: house.stop_ai(desk.ben, "all", "a drill"),
            "one customer": lambda: house.stop_ai(desk.ben, f"customer:{dana.id}", "she asked for it"),
            "promise": lambda: _close_all(desk),
            "article": lambda: house.take_down(desk.cleo, "returns", "en"),
            "late": lambda: later(monkeypatch, desk, minutes=16),
        }[how]()

        background(desk)

        assert Stands.FOR_PEOPLE is stands(desk, dana).stands
        assert State.WAITING is desk.sees(dana).state
        assert not desk.sees(dana).draft_waits
        self.overtaken(desk, dana)

    def test_the_same_when_nobody_has_gone_round_yet(self, desk, dana):
        opened = desk.house.draft_to_look_at(act_of(desk, dana), desk.ada).opened
        desk.house.stop_ai(desk.ben, "all", "a drill")

        with pytest.raises(Overtaken):
            desk.house.accept_draft(act_of(desk, dana), desk.ada, opened)

        assert [] == desk.answers(dana)
        assert State.WAITING is desk.sees(dana).state

    def test_what_may_only_be_stored_is_shown_to_nobody_and_goes_to_people(self, desk, dana):
        desk.house.restrict(dana.id, True, desk.house.now())

        assert () == desk.house.drafts(desk.ada)
        with pytest.raises(Restricted):
            desk.house.draft_to_look_at(act_of(desk, dana), desk.ada)
        background(desk)
        assert Stands.FOR_PEOPLE is stands(desk, dana).stands

    def test_forgotten_it_is_gone(self, desk, dana):
        act = act_of(desk, dana)
        forget(desk.house, dana.id, "asked")

        with pytest.raises(NotFound):
            drafts.draft(act)
        background(desk)


class TestMuchAtStake:
    @pytest.fixture
    def dana(self, desk):
        people_look_first("high")
        dana = desk.customer()
        desk.says(dana, QUESTION)
        return dana

    def test_the_reason_comes_after_ones_own_judgement(self, desk, dana):
        act, house = act_of(desk, dana), desk.house
        first = house.draft_to_look_at(act, desk.ada)
        assert ((), ()) == (first.reasons, first.evidence)

        judged = house.draft_to_look_at(act, desk.ada, first.opened, "right")

        assert judged.reasons
        assert judged.evidence

    def test_without_one_it_cannot_be_sent(self, desk, dana, monkeypatch):
        first = desk.house.draft_to_look_at(act_of(desk, dana), desk.ada)
        later(monkeypatch, desk, seconds=60)

        with pytest.raises(BadInput):
            desk.house.accept_draft(act_of(desk, dana), desk.ada, first.opened)

    def test_it_can_be_sent_once_the_time_to_read_it_has_passed(self, desk, dana, monkeypatch):
        act, house = act_of(desk, dana), desk.house
        judged = house.draft_to_look_at(act, desk.ada, house.draft_to_look_at(act, desk.ada).opened, "right")
        with pytest.raises(BadInput, match="3 seconds"):
            house.accept_draft(act, desk.ada, judged.opened)
        assert [] == desk.answers(dana)

        later(monkeypatch, desk, seconds=judged.seconds)
        house.accept_draft(act, desk.ada, judged.opened)

        assert 1 == len(desk.answers(dana))
        line = next(each for each in records.items(dana.conversation) if each.code == "draft_accepted")
        said = house.memory.read_line(dana.conversation, house.keys.of(dana.id), line)
        assert "right" == said.values["own"]

    def test_to_say_no_nobody_waits(self, desk, dana):
        desk.house.reject_draft(act_of(desk, dana), desk.ada, "tone", "")

        assert State.WAITING is desk.sees(dana).state

    def test_nothing_of_how_long_anybody_looked_is_kept(self, desk, dana):
        before = _all_rows(desk)
        desk.house.draft_to_look_at(act_of(desk, dana), desk.ada)  # the look itself is kept, for the customer
        after = _all_rows(desk)

        first = desk.house.draft_to_look_at(act_of(desk, dana), desk.ada)
        desk.house.draft_to_look_at(act_of(desk, dana), desk.ada, first.opened, "wrong")

        assert {"privacy_look"} == {table for table in after if after[table] != before[table]}
        assert after == _all_rows(desk)


class _Done:
    def result(self, timeout: float | None = None) -> None:
        return None


def _close_all(desk):
    with writing():
        oversight.stop("closed", "topic:all", THE_DESK, NAME, "a promise was broken", desk.house.now())


def _all_rows(desk):
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if not name.startswith("sqlite_")]
    return {name: row(f"SELECT count(*) FROM {name}")[0] for name in names}


def test_an_older_turn_knows_nothing_of_it(desk):
    """A turn of a time when there was no such guideline is decided again as it was then."""
    dana = desk.customer()
    desk.says(dana, QUESTION)
    _, turn = desk.house.kept_turn(act_of(desk, dana))
    versions = {name: version for name, version in turn.situation.guidelines.items() if name != "review_first"}
    rules = desk.house.knowing.rules(versions)

    assert rules.first is None
    again = decide(turn.asked, turn.situation, lambda *_: turn.draft, rules)
    assert Release.SEND is again.release
    assert "draft_mode" not in again.facts
    assert "draft_mode" in turn.facts
    assert not looked_at_first(again.facts, desk.house.knowing.rules(turn.situation.guidelines).first)
