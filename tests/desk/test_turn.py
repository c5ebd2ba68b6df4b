"""The way of one message: what decides is pure, what follows is in order, and doubt always reaches a person."""

from __future__ import annotations

import ast
import inspect
import itertools
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from fairdesk.answers.grounding import WRITTEN, sources
from fairdesk.answers.small_talk import small_talk_draft, small_talk_reply
from fairdesk.desk import turn
from fairdesk.desk.turn import Message, Rules, decide, digest, facts_of_draft, handover_reason, reply_of, take
from fairdesk.explainability.because import find
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.floor import below
from fairdesk.guidelines.table import parse, shipped
from fairdesk.nouns import (
    ActId,
    Asked,
    Because,
    Concern,
    ConversationId,
    CustomerId,
    Draft,
    Duty,
    Evidence,
    Hidden,
    MaskedText,
    Overtaken,
    Promised,
    RawText,
    Release,
    Reply,
    Route,
    Situation,
    Turn,
    Voice,
)

AT = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
RULES = Rules(
    compile_table(parse(shipped("routing"), "routing")), compile_table(parse(shipped("release"), "release"))
)
ASKED = Asked(MaskedText("How long does a refund take?"), "en")
KNOWN = Situation(
    at=AT, language="en", conversation_version=1, with_person=False, waiting_for_person=False, ai_choice="told",
    paused=(), concern="none", unclear_before=0, duty=Duty(True, None, 1, 0, None), country="IE", turns_before=(),
    guidelines={"routing": "r", "release": "s"}, knowledge="k", promised=Promised("none"),
)  # fmt: skip
PASSAGE = Evidence(
    passage="returns#2", article="returns", article_version="v", title="Sending things back", heading=("Refunds",),
    anchor="refunds", language="en", quote="A refund takes up to 5 working days.", score=2.0,
)  # fmt: skip
OTHER = replace(PASSAGE, passage="parcels#1", article="parcels", quote="Parcels leave at noon.")
SURE = Draft(PASSAGE.quote, (PASSAGE,), 0.9, Because("answer", "answer.found"))
NOTHING = Draft("", (), 0.0, Because("answer", "answer.none"))


def never(_asked: Asked, _situation: Situation) -> Draft:
    raise AssertionError("the assistant was asked though it must not be")


def drafts(draft: Draft) -> Callable[[Asked, Situation], Draft]:
    return lambda _asked, _situation: draft


def says(text: str) -> Asked:
    return replace(ASKED, text=MaskedText(text))


def fails(kind: type[Exception]) -> Callable[[Asked, Situation], Draft]:
    def answer(_asked: Asked, _situation: Situation) -> Draft:
        raise kind

    return answer


class TestWhoTakesIt:
    PEOPLE = {
        "masking_failed": (replace(ASKED, text=MaskedText(""), failure="timeout"), KNOWN),
        "sensitive": (says("It was for my father's funeral"), KNOWN),
        "asked_for_person": (says("human"), KNOWN),
        "refused_ai": (ASKED, replace(KNOWN, ai_choice="refused")),
        "paused": (ASKED, replace(KNOWN, paused=("all",))),
        "with_person": (ASKED, replace(KNOWN, with_person=True)),
        "language": (replace(ASKED, language="tlh"), KNOWN),
    }

    @pytest.mark.parametrize("reason", PEOPLE)
    def test_a_person_and_the_assistant_is_not_even_asked(self, reason):
        asked, known = self.PEOPLE[reason]

        decided = decide(asked, known, never, RULES)

        assert (Route.PERSON, None, None, reason) == (decided.route, decided.release, decided.draft, decided.handover)

    def test_who_waits_for_a_person_is_with_people(self):
        decided = decide(ASKED, replace(KNOWN, waiting_for_person=True), never, RULES)

        assert "with_person" == decided.handover

    def test_an_open_concern_goes_on_in_the_next_message(self):
        assert "sensitive" == decide(ASKED, replace(KNOWN, concern="bereavement"), never, RULES).handover

    def test_a_choice_nobody_knows_is_a_refusal(self):
        assert "refused_ai" == decide(ASKED, replace(KNOWN, ai_choice="maybe"), never, RULES).handover

    @pytest.mark.parametrize("step", ["triage", "asks_for_a_person"])
    def test_a_step_that_breaks_is_doubt(self, monkeypatch, step):
        monkeypatch.setattr(turn, step, lambda *_: 1 / 0)

        decided = decide(ASKED, KNOWN, never, RULES)

        assert Route.PERSON is decided.route
        assert decided.handover in ("triage_failed", "rule_input")

    def test_a_company_may_give_whoever_is_upset_a_person(self):
        """As the table comes, no rule asks for it; where triage failed nobody is called upset, and R02 decides as ever."""
        own = shipped("routing").replace(
            "  - id: R09",
            "  - id: R10\n    says: People answer whoever is upset.\n    when: {upset: true}\n"
            "    then: {route: person, reason: named}\n  - id: R09",
        )
        rules = replace(RULES, routing=compile_table(parse(own, "routing")))
        angry = says("HOW LONG DOES A REFUND TAKE?? THIS IS RIDICULOUS, I AM FURIOUS")

        assert "named" == decide(angry, KNOWN, never, rules).handover
        assert "" == decide(angry, KNOWN, drafts(SURE), RULES).handover
        assert "" == decide(ASKED, KNOWN, drafts(SURE), rules).handover
        assert () == below(parse(own, "routing"))

    def test_every_reason_of_the_table_has_its_test_here(self):
        """Whoever adds a row that leads to a person is asked for a situation that reaches it."""
        allowed = next(each for each in RULES.routing.table.outputs if each.name == "reason").allowed
        assert allowed
        told = set(self.PEOPLE) | {"triage_failed", "rule_input", "routine", "named"}

        assert not {each for each in told if each not in str(allowed)}
        assert len(told) == str(allowed).count(",") + 1


class TestWhatBecomesOfADraft:
    @pytest.mark.parametrize(
        ("answer", "known", "release", "handover"),
        [
            (drafts(SURE), KNOWN, Release.SEND, ""),
            (drafts(replace(SURE, confidence=0.2)), KNOWN, Release.UNCLEAR, ""),
            (drafts(replace(SURE, confidence=0.2)), replace(KNOWN, unclear_before=1), Release.HAND_OVER, "second_unclear"),
            (drafts(NOTHING), KNOWN, Release.HAND_OVER, "no_article"),
            (drafts(replace(SURE, text="It takes a year.")), KNOWN, Release.HAND_OVER, "not_grounded"),
            (
                drafts(replace(SURE, evidence=(replace(PASSAGE, valid_until=date(2026, 11, 2)),))),
                KNOWN, Release.HAND_OVER, "article_expired",
            ),
            (drafts(replace(SURE, evidence=(replace(PASSAGE, valid_until=AT.date()),))), KNOWN, Release.SEND, ""),
            (fails(TimeoutError), KNOWN, Release.HAND_OVER, "too_slow"),
            (fails(RuntimeError), KNOWN, Release.HAND_OVER, "error"),
            (drafts(replace(SURE, confidence=float("nan"))), KNOWN, Release.HAND_OVER, "rule_input"),
            (drafts(replace(SURE, confidence=1.5)), KNOWN, Release.HAND_OVER, "rule_input"),
        ],
        ids=[
            "sure", "unsure", "unsure again", "nothing", "made up", "expired", "last day", "too slow", "broken",
            "no number", "no share",
        ],
    )  # fmt: skip
    def test_it_is_sent_called_unclear_or_handed_over(self, answer, known, release, handover):
        decided = decide(ASKED, known, answer, RULES)

        assert (Route.ASSISTANT, release, handover) == (decided.route, decided.release, decided.handover)

    def test_only_what_is_sent_or_unclear_has_a_reply_of_the_assistant(self):
        for release, concern in itertools.product(
            (None, *Release), (None, Concern("none", False, Because("triage", "x")))
        ):
            reply = reply_of(release, SURE, sources(SURE), concern, KNOWN)

            assert (release in (Release.SEND, Release.UNCLEAR)) == (reply is not None)
            assert reply is None or reply.voice is Voice.ASSISTANT

    def test_an_unclear_reply_says_no_words_of_the_draft(self):
        assert Reply(Voice.ASSISTANT, "", SURE.evidence) == reply_of(Release.UNCLEAR, SURE, (), None, KNOWN)

    def test_an_answer_names_the_passages_it_stands_in_alone(self):
        assert (PASSAGE,) == sources(replace(SURE, evidence=(OTHER, PASSAGE)))

    def test_what_is_written_in_other_words_stands_in_its_passage_or_goes_to_a_person(self):
        because = Because("answer", WRITTEN)
        written = replace(SURE, text="The refund takes up to five working days.", because=because)
        wrong = replace(written, text="The refund takes up to nine working days.")
        said_to_be_quoted = replace(written, because=SURE.because)

        assert "" == decide(ASKED, KNOWN, drafts(written), RULES).handover
        assert "not_grounded" == decide(ASKED, KNOWN, drafts(wrong), RULES).handover
        assert "not_grounded" == decide(ASKED, KNOWN, drafts(said_to_be_quoted), RULES).handover

    def test_no_draft_is_no_reply(self):
        assert reply_of(Release.SEND, None, (), None, KNOWN) is None


class TestSmallTalk:
    THANKS = staticmethod(drafts(small_talk_draft("thanks")))

    def test_it_is_answered_in_words_of_people_and_nothing_is_released(self):
        decided = decide(says("thanks"), KNOWN, self.THANKS, RULES)

        assert (Route.ASSISTANT, None, "") == (decided.route, decided.release, decided.handover)
        assert Reply(Voice.PREPARED, small_talk_reply("thanks", "en")) == decided.reply
        assert "turn.small_talk" == decided.because.code
        assert ["mask", "triage", "permit", "wish", "route", "answer"] == [p.step for p in decided.because.under]
        assert not {"answer_found", "promise", "confidence"} & set(decided.facts)

    @pytest.mark.parametrize("reason", sorted(set(TestWhoTakesIt.PEOPLE) - {"asked_for_person", "sensitive"}))
    def test_it_never_wins_over_what_leads_to_a_person(self, reason):
        asked, known = TestWhoTakesIt.PEOPLE[reason]

        decided = decide(replace(asked, text=MaskedText("" if asked.failure else "thanks")), known, never, RULES)

        assert (reason, None) == (decided.handover, decided.reply)

    @pytest.mark.parametrize("known", [replace(KNOWN, concern="crisis"), replace(KNOWN, waiting_for_person=True)])
    def test_it_never_wins_over_an_open_matter_or_a_place_in_the_queue(self, known):
        assert Route.PERSON is decide(says("thanks"), known, never, RULES).route

    def test_a_wish_or_a_sensitive_matter_beside_it_reaches_a_person(self):
        assert "asked_for_person" == decide(says("Hello, a person please"), KNOWN, never, RULES).handover
        assert "crisis" == decide(says("Goodbye, I want to end my life"), KNOWN, never, RULES).concern

    def test_no_word_of_an_answerer_leaves_as_small_talk(self):
        """Whatever a draft says of itself: its text and evidence are left where they are, or the guideline decides."""
        made_up = replace(SURE, text="It takes a year.", because=small_talk_draft("thanks").because)
        unheard_of = replace(made_up, because=Because("answer", "answer.small_talk", {"small_talk": "praise"}))

        assert (
            Reply(Voice.PREPARED, small_talk_reply("thanks", "en"))
            == decide(ASKED, KNOWN, drafts(made_up), RULES).reply
        )
        assert "not_grounded" == decide(ASKED, KNOWN, drafts(unheard_of), RULES).handover

    def test_other_words_for_the_same_leave_the_digest_and_another_kind_does_not(self):
        decided = decide(says("thanks"), KNOWN, self.THANKS, RULES)
        reworded = replace(decided, reply=Reply(Voice.PREPARED, "With pleasure."))

        assert digest(decided) == digest(reworded)
        assert digest(decided) != digest(decide(says("thanks"), KNOWN, drafts(small_talk_draft("fine")), RULES))


class TestASensitiveMatter:
    def test_words_people_wrote_come_once(self):
        first = decide(says("It was for my father's funeral"), KNOWN, never, RULES)
        again = decide(says("It was for my father's funeral"), replace(KNOWN, concern="bereavement"), never, RULES)

        assert first.reply
        assert Voice.PREPARED is first.reply.voice
        assert again.reply is None
        assert ("bereavement", "bereavement") == (first.concern, again.concern)

    def test_they_come_also_where_a_person_has_the_conversation_or_the_ai_is_stopped(self):
        for known in (
            replace(KNOWN, with_person=True),
            replace(KNOWN, paused=("all",)),
            replace(KNOWN, ai_choice="refused"),
        ):
            decided = decide(says("I want to end my life"), known, never, RULES)

            assert ("crisis", Voice.PREPARED) == (decided.concern, decided.reply and decided.reply.voice)


class TestDecideIsPure:
    def test_the_same_in_gives_the_same_out(self):
        assert decide(ASKED, KNOWN, drafts(SURE), RULES) == decide(ASKED, KNOWN, drafts(SURE), RULES)

    def test_the_file_names_no_clock_database_or_framework(self):
        imported = {
            getattr(node, "module", None) or node.names[0].name
            for node in ast.walk(ast.parse(inspect.getsource(turn)))
            if isinstance(node, (ast.Import, ast.ImportFrom))
        }

        assert not {
            name
            for name in imported
            if name.startswith(("django", "sqlite3", "psycopg", "fairdesk.clock", "fairdesk.database"))
        }

    def test_the_moment_is_the_situations(self):
        """An article that was valid then is valid whenever the turn is decided again."""
        expiring = drafts(replace(SURE, evidence=(replace(PASSAGE, valid_until=AT.date()),)))

        assert Release.SEND is decide(ASKED, KNOWN, expiring, RULES).release

    def test_the_answer_is_asked_once_with_what_is_masked(self):
        got = []
        decide(ASKED, KNOWN, lambda asked, known: (got.append((asked, known)), SURE)[1], RULES)

        assert [(ASKED, KNOWN)] == got


class TestBecause:
    def test_every_step_gives_its_reason_in_the_order_of_the_way(self):
        decided = decide(ASKED, KNOWN, drafts(SURE), RULES)

        assert ["mask", "triage", "permit", "wish", "route", "answer", "release"] == [
            part.step for part in decided.because.under
        ]
        assert "turn.answered" == decided.because.code

    def test_of_a_person_there_is_no_answer_and_no_release(self):
        decided = decide(says("human"), KNOWN, never, RULES)

        assert ["mask", "triage", "permit", "wish", "route"] == [part.step for part in decided.because.under]
        assert "turn.handed_over" == decided.because.code

    @pytest.mark.parametrize(("fault", "code"), [(TimeoutError, "answer.too_slow"), (KeyError, "answer.error")])
    def test_a_fault_is_a_reason(self, fault, code):
        answered = find(decide(ASKED, KNOWN, fails(fault), RULES).because, "answer")

        assert answered
        assert code == answered.code

    def test_a_failed_mask_says_why_without_content(self):
        asked = replace(ASKED, text=MaskedText(""), failure="timeout")

        masked = decide(asked, KNOWN, never, RULES).because.under[0]

        assert ("mask.failed", {"problem": "timeout"}) == (masked.code, masked.facts)


class TestFacts:
    @pytest.mark.parametrize("draft", [None, SURE, NOTHING])
    @pytest.mark.parametrize("fault", ["", "error", "too_slow"])
    def test_the_release_table_has_all_its_inputs(self, draft, fault):
        given = facts_of_draft(draft, fault, KNOWN, sources(draft) if draft else ())

        assert {each.name for each in RULES.release.table.inputs} == set(given)

    def test_the_routing_table_has_all_its_inputs(self):
        assert {each.name for each in RULES.routing.table.inputs} <= set(
            decide(ASKED, KNOWN, drafts(SURE), RULES).facts
        )

    def test_a_wish_that_could_not_be_heard_is_left_out_not_made_up(self, monkeypatch):
        monkeypatch.setattr(turn, "asks_for_a_person", lambda *_: 1 / 0)

        assert "asks_for_person" not in decide(ASKED, KNOWN, never, RULES).facts

    def test_a_release_that_hands_over_gives_its_own_reason(self):
        assert "routed" == handover_reason(Route.PERSON, "routed", "released", None)
        assert "released" == handover_reason(Route.ASSISTANT, "routed", "released", Release.HAND_OVER)
        assert "" == handover_reason(Route.ASSISTANT, "routed", "released", Release.SEND)


class TestDigest:
    TURN = decide(ASKED, KNOWN, drafts(SURE), RULES)
    PREPARED = decide(says("It was for my father's funeral"), KNOWN, never, RULES)
    CHANGES = {
        "what was seen": lambda t: replace(t, asked=says("another")),
        "that masking failed": lambda t: replace(t, asked=replace(t.asked, failure="timeout")),
        "a fact": lambda t: replace(t, facts={**t.facts, "confidence": 0.91}),
        "a fact less": lambda t: replace(t, facts={k: v for k, v in t.facts.items() if k != "confidence"}),
        "the route": lambda t: replace(t, route=Route.PERSON),
        "the release": lambda t: replace(t, release=Release.UNCLEAR),
        "no release": lambda t: replace(t, release=None),
        "the hand-over": lambda t: replace(t, handover="unsure"),
        "the concern": lambda t: replace(t, concern="crisis"),
        "the text": lambda t: replace(t, draft=replace(t.draft, text="Another.")),
        "the passage": lambda t: replace(t, draft=replace(t.draft, evidence=(OTHER,))),
        "a reason": lambda t: replace(t, because=replace(t.because, under=t.because.under[1:])),
        "a rule": lambda t: replace(t, because=replace(t.because, rule="R01")),
        "a version": lambda t: replace(t, because=replace(t.because, version="x")),
    }

    @pytest.mark.parametrize("what", CHANGES)
    def test_it_changes_with(self, what):
        assert digest(self.TURN) != digest(self.CHANGES[what](self.TURN))

    def test_it_changes_with_the_prepared_words(self):
        changed = replace(self.PREPARED, reply=Reply(Voice.PREPARED, "Other words."))

        assert digest(self.PREPARED) != digest(changed)

    def test_it_is_the_same_for_the_same_decided_anew(self):
        assert digest(self.TURN) == digest(decide(ASKED, KNOWN, drafts(SURE), RULES))

    def test_no_two_of_these_changes_collide(self):
        digests = {digest(change(self.TURN)) for change in self.CHANGES.values()}

        assert len(self.CHANGES) == len(digests)

    def test_what_it_leaves_out_is_known(self):
        """Of a turn's parts: the situation comes in through facts and reasons, the reply through draft and words."""
        assert {
            "asked",
            "situation",
            "facts",
            "route",
            "release",
            "draft",
            "reply",
            "handover",
            "concern",
            "because",
            "flow",
        } == {each.name for each in fields(Turn)}
        hidden = replace(self.TURN, asked=replace(ASKED, hidden=(Hidden(0, 1, "EMAIL", "[EMAIL_1]"),)))
        assert digest(self.TURN) == digest(hidden)


MESSAGE = Message(ActId("a"), ConversationId("c"), CustomerId("d"), 1, RawText("raw words"), "en", "web", AT)


class Recorder:
    """Memory, mask, answer and outbox that only note in which order they were asked."""

    def __init__(self, overtaken: bool = False) -> None:
        self.steps: list[str] = []
        self.overtaken = overtaken
        self.kept: list[Turn] = []

    def mask(self, message: Message) -> Asked:
        self.steps.append("mask")
        return ASKED

    def recall(self, message: Message) -> Situation:
        self.steps.append("recall")
        return KNOWN

    def rules(self, situation: Situation) -> Rules:
        self.steps.append("rules")
        return RULES

    def answer(self, asked: Asked, situation: Situation) -> Draft:
        self.steps.append("answer")
        assert "raw words" not in repr((asked, situation))
        return SURE

    def keep(self, message: Message, turn: Turn) -> None:
        self.steps.append("keep")
        if self.overtaken:
            raise Overtaken("a person took over")
        self.kept.append(turn)

    def deliver(self, act: ActId) -> None:
        assert ActId("a") == act
        self.steps.append("deliver")


class TestTake:
    def test_mask_recall_decide_keep_deliver_in_this_order(self):
        way = Recorder()

        taken = take(MESSAGE, way, way.mask, way.answer, way)

        assert ["mask", "recall", "rules", "answer", "keep", "deliver"] == way.steps
        assert [taken] == way.kept

    def test_overtaken_nothing_is_delivered(self):
        way = Recorder(overtaken=True)

        with pytest.raises(Overtaken):
            take(MESSAGE, way, way.mask, way.answer, way)

        assert "deliver" not in way.steps
        assert [] == way.kept
