"""The promises of docs/promises.md: what no configuration can break. One class a promise.

Each class ends with the same test on broken code: it must then fail. `broken` runs the check and expects it to.
"""

from __future__ import annotations

import ast
import inspect
import re
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import fairdesk
from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose
from fairdesk.consent.withdrawal import WITHIN
from fairdesk.database import on_sqlite, rows, writing
from fairdesk.desk import records, turn
from fairdesk.desk.timeline import State
from fairdesk.guidelines.table import shipped
from fairdesk.house import consenting, customers, forgetting, sitting
from fairdesk.house.erasing import counted, key_is_gone
from fairdesk.nouns import Because, Overtaken, RawText, Refused, Unavailable, Verdict, Voice
from fairdesk.oversight.consultation import PARTS
from fairdesk.oversight.records import vigilance
from fairdesk.oversight.together import Kept
from fairdesk.oversight.vigilance import Counts
from fairdesk.privacy.detect import PatternDetector
from fairdesk.rights.certificate import check
from fairdesk.rights.requests import RequestKind, Stage

SOURCE = Path(fairdesk.__file__).parent
QUESTION = "How long does a refund take?"
PERSONAL = "dana@example.org"


@contextmanager
def broken() -> Iterator[None]:
    """The check inside must find the fault that was planted around it."""
    with pytest.raises(AssertionError):
        yield


class BrokenDetector:
    def spans(self, text: str, language: str):
        raise RuntimeError("the detector is down")


class BlindDetector:
    def spans(self, text: str, language: str):
        return ()


class TestOneNothingBypassesTheMask:
    def makers_of_masked_text(self, source: Path) -> set[str]:
        found = set()
        for file in source.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and getattr(node.func, "id", getattr(node.func, "attr", "")) == "MaskedText"
                ):
                    found.add(str(file.relative_to(source)))
        return found

    def test_masked_text_is_made_in_two_files(self):
        assert {"privacy/mask.py", "house/memory.py"} == self.makers_of_masked_text(SOURCE)

    def test_a_third_maker_would_be_found(self, tmp_path):
        (tmp_path / "desk").mkdir()
        (tmp_path / "desk" / "turn.py").write_text("text = MaskedText(raw)")

        assert {"desk/turn.py"} == self.makers_of_masked_text(tmp_path)

    def no_assistant_sees(self, desk, personal: str) -> None:
        seen: list[str] = []
        answer = desk.house.answer
        desk.house.answer = lambda asked, situation: (seen.append(asked.text), answer(asked, situation))[1]
        dana = desk.customer()
        desk.says(dana, f"{QUESTION} I am {personal}")
        assert seen
        assert not any(personal in text for text in seen)

    def test_the_answerer_never_sees_the_address(self, desk):
        self.no_assistant_sees(desk, PERSONAL)

    def test_and_without_detection_this_test_fails(self, desk):
        desk.house.detector = BlindDetector()
        with broken():
            self.no_assistant_sees(desk, PERSONAL)

    def test_no_readable_byte_of_it_in_database_or_logs(self, desk):
        dana = desk.customer()
        desk.says(dana, f"{QUESTION} I am {PERSONAL}")
        desk.house.close_the_day()

        for file in desk.folder.rglob("*"):
            if file.is_file() and "articles" not in file.parts:
                assert PERSONAL.encode() not in file.read_bytes(), file

    def test_an_error_in_masking_is_a_hand_over(self, desk):
        desk.house.detector = BrokenDetector()
        dana = desk.customer()

        decided = desk.says(dana, f"{QUESTION} I am {PERSONAL}")

        assert "masking_failed" == decided.handover
        assert State.WAITING is desk.sees(dana).state


class TestTwoEveryAiMessageSaysSo:
    def every_text_is_labelled(self, desk) -> None:
        from fairdesk.web.wire import entry_as_json

        dana = desk.customer()
        desk.says(dana, QUESTION)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.reply(dana.conversation, desk.ada, "Hello", 99)
        wire = [entry_as_json(entry) for entry in desk.sees(dana).entries]
        ai = [line for line in wire if line["voice"] == Voice.ASSISTANT]
        people = [line for line in wire if line["voice"] == Voice.PERSON]
        assert ai
        assert people
        assert all(line["from_ai"] and line["label"] == "Assistant (AI)" for line in ai)
        assert all(not line["from_ai"] and line["who"] == "Ada" for line in people)

    def test_on_the_wire(self, desk):
        self.every_text_is_labelled(desk)

    def test_and_without_the_label_this_test_fails(self, desk, monkeypatch):
        from fairdesk.web import wire

        monkeypatch.setitem(wire.LABELS, Voice.ASSISTANT, "Ada")
        with broken():
            self.every_text_is_labelled(desk)

    def test_only_the_keeping_of_a_turn_speaks_as_the_assistant(self):
        """No colleague's act writes under the AI's name."""
        from fairdesk.house import colleagues

        assert "Voice.ASSISTANT, " not in inspect.getsource(colleagues)
        assert "Voice.PERSON" not in inspect.getsource(sitting)


WISHES = {
    "en": "human", "es": "Quiero hablar con una persona", "fr": "Je veux parler à un humain",
    "de": "Ich möchte mit einem Menschen sprechen", "pt": "Quero falar com uma pessoa",
    "it": "Voglio parlare con una persona", "nl": "Ik wil een medewerker spreken",
    "pl": "Chcę rozmawiać z człowiekiem", "ar": "أريد التحدث مع موظف", "uk": "Хочу поговорити з людиною",
    "zh": "转人工",
}  # fmt: skip


class TestThreeOneRequestReachesAPerson:
    @pytest.mark.parametrize("language", WISHES)
    def test_in_words_in_every_language_in_the_same_reply(self, desk, language):
        dana = desk.customer(language)

        desk.says(dana, WISHES[language])

        seen = desk.sees(dana)
        assert State.WAITING is seen.state
        assert seen.wait_says

    def reaches_a_person(self, desk, ask: Callable) -> None:
        dana = desk.customer()
        ask(dana)
        assert State.WAITING is desk.sees(dana).state

    def test_by_button_with_everything_of_the_ai_down(self, desk, monkeypatch):
        def down(*_):
            raise RuntimeError

        desk.house.detector = BrokenDetector()
        monkeypatch.setattr(desk.house, "answer", down)
        monkeypatch.setattr(turn, "triage", down)
        desk.house.stop_ai(desk.ada, "all", "down")
        self.reaches_a_person(desk, lambda dana: desk.house.ask_for_person(dana.conversation, dana.id, "button"))
        self.reaches_a_person(desk, lambda dana: desk.says(dana, "human"))

    def test_and_with_a_deaf_desk_this_test_fails(self, desk, monkeypatch):
        monkeypatch.setattr(turn, "asks_for_a_person", lambda *_: Because("wish", "wish.none"))
        desk.knows("---\ntitle: Human\n---\n\nA human is here to help.\n", "human")
        with broken():
            self.reaches_a_person(desk, lambda dana: desk.says(dana, "human"))

    def test_no_setting_switches_it_off(self):
        from dataclasses import fields

        from fairdesk.settings import Settings

        names = {each.name for each in fields(Settings)}
        assert not {name for name in names if "person" in name or "hand" in name or "human" in name}

    @pytest.mark.parametrize(
        "rule", ["asks_for_person: true", "concern: not(none)", "ai_refused: true", "ai_paused: true"]
    )
    def test_no_guideline_can_be_put_in_force_that_talks_it_around(self, desk, rule):
        """A routing table that lets one case of many slip is refused before anybody could approve it."""
        text = shipped("routing")
        weaker = text.replace(f"when: {{{rule}}}", f"when: {{{rule}, language_offered: false}}")
        assert weaker != text
        with pytest.raises(Refused, match="faults"):
            desk.house.propose_guideline(desk.cleo, "routing", weaker, "Fewer messages for people.")

        id = desk.house.propose_guideline(desk.cleo, "routing", weaker, "Fewer.", as_draft=True)
        for approve in (desk.house.replay_proposal, desk.house.approve_guideline):
            with pytest.raises(Overtaken):
                approve(desk.pia, id)
        self.reaches_a_person(desk, lambda dana: desk.says(dana, "human"))


class TestFourNothingLeavesBeforeItIsKept:
    def seen_while(self, desk, step: str) -> list[str]:
        """Return the assistant's texts the customer sees at a step of the way."""
        dana = desk.customer()
        seen: list[str] = []
        desk.meanwhile(step, lambda: seen.extend(desk.answers(dana)))
        desk.says(dana, QUESTION)
        return seen

    @pytest.mark.parametrize("step", ["before keep", "after keep", "before deliver"])
    def test_no_text_is_seen_before_keep_and_deliver(self, desk, step):
        assert [] == self.seen_while(desk, step)

    def test_and_if_kept_text_left_at_once_this_test_fails(self, desk, monkeypatch):
        add_line = desk.house.memory.add_line
        monkeypatch.setattr(
            desk.house.memory, "add_line", lambda *given, **named: add_line(*given, **{**named, "released": True})
        )
        monkeypatch.setattr(records, "add_outgoing", lambda *_: None)
        with broken():
            assert [] == self.seen_while(desk, "after keep")

    def test_reply_reason_and_entry_are_one_transaction(self, desk):
        dana = desk.customer()

        def fails(*_given, **_named):
            raise Unavailable("the disk is full")

        desk.house.memory.enter, kept = fails, desk.house.memory.enter
        desk.house.say(dana.conversation, dana.id, RawText(QUESTION), uuid.uuid4().hex)
        assert () == records.turns_of(dana.conversation)
        assert 1 == len(desk.sees(dana).entries)

        desk.house.memory.enter = kept
        desk.settle(dana)
        assert 1 == len(desk.answers(dana))


class TestFiveNoActWithoutItsReason:
    def test_a_verdict_cannot_be_built_without_its_because(self):
        with pytest.raises(TypeError):
            Verdict(outputs={"route": "assistant"})  # type: ignore[call-arg]

    def test_every_turn_carries_the_rules_that_decided(self, desk):
        for text in (QUESTION, "human", "Can I bring my canoe?"):
            decided = desk.says(desk.customer(), text)
            steps = {part.step: part for part in decided.because.under}
            assert {"mask", "triage", "permit", "wish", "route"} <= set(steps)
            assert steps["route"].rule
            assert steps["route"].version

    def test_deciding_again_gives_the_same_reason(self, desk):
        from fairdesk.house.replaying import replay_all

        for text in (QUESTION, "human", "Can I bring my canoe?", "my father's funeral"):
            desk.says(desk.customer(), text)

        outcome = replay_all(desk.house)

        assert (4, 0) == (outcome.turns, len(outcome.changed))

    def test_and_a_decision_that_differs_is_found(self, desk, monkeypatch):
        from fairdesk.house.replaying import replay_all

        desk.says(desk.customer(), QUESTION)
        monkeypatch.setattr(turn, "asks_for_a_person", lambda *_: Because("wish", "wish.asks_for_a_person"))

        assert 1 == len(replay_all(desk.house).changed)


class TestSixStopMeansStop:
    def silent_after_stop(self, desk, step: str) -> None:
        dana = desk.customer()
        desk.meanwhile(step, lambda: desk.house.stop_ai(desk.ada, "all", "a drill"))
        desk.says(dana, QUESTION)
        assert [] == desk.answers(dana)

    @pytest.mark.parametrize("step", ["before keep", "before deliver"])
    def test_no_text_leaves_after_a_stop(self, desk, step):
        self.silent_after_stop(desk, step)

    def test_and_if_keep_did_not_look_again_this_test_fails(self, desk, monkeypatch):
        monkeypatch.setattr(sitting.Sitting, "_may_not_speak_now", lambda *_: False)
        monkeypatch.setattr(customers, "stopped_for", lambda *_: ())
        with broken():
            self.silent_after_stop(desk, "before keep")

    def test_another_process_stops_this_one(self, desk, folder):
        """A second house on the same data stops the assistant; the first obeys at its next message."""
        from fairdesk.house.opening import open_house

        dana = desk.customer()
        other = open_house(desk.settings, migrate=False)
        other.stop_ai(desk.ada, "all", "from elsewhere")

        assert "paused" == desk.says(dana, QUESTION).handover
        other.close()


class TestSevenRefusingTheAiLosesNothing:
    def a_no_reaches_the_running_conversation(self, desk, step: str, stopped: dict[str, int]) -> None:
        """Dana takes her yes back while an answer is on its way; the report counts what that stopped."""
        dana, done = desk.customer(), []
        desk.meanwhile(step, lambda: done.append(desk.house.withdraw(dana.id, Purpose.AI_ANSWER)))
        desk.says(dana, QUESTION)
        assert [] == desk.answers(dana)
        assert State.WAITING is desk.sees(dana).state
        assert stopped == {one.store: one.count for one in done[0].reached if one.count}
        assert all(one.at - done[0].at <= WITHIN for one in done[0].reached)

    @pytest.mark.parametrize(
        ("step", "stopped"),
        [("before keep", {"desk_conversation": 1, "desk_arrival": 1}),
         ("before deliver", {"desk_conversation": 1, "desk_outbox": 1})],
    )  # fmt: skip
    def test_in_the_middle_of_an_answer_with_a_report(self, desk, step, stopped):
        self.a_no_reaches_the_running_conversation(desk, step, stopped)

    def test_and_if_no_room_is_asked_this_test_fails(self, desk, monkeypatch):
        monkeypatch.setattr(consenting, "ROOMS", ())
        with broken():
            self.a_no_reaches_the_running_conversation(
                desk, "before keep", {"desk_conversation": 1, "desk_arrival": 1}
            )

    def test_every_room_that_uses_words_for_a_purpose_is_asked(self):
        assert set(consenting.ROOMS) == {room for room in forgetting.ROOMS if hasattr(room, "withdraw")}

    @pytest.mark.parametrize("purpose", Purpose)
    def test_every_purpose_stops_and_the_report_is_kept(self, desk, purpose):
        dana = desk.customer()
        desk.house.choose(dana.id, purpose, True, language="en")

        done = desk.house.withdraw(dana.id, purpose)

        assert not consent.may_use_words(dana.id, purpose)
        assert done == consent.withdrawals(dana.id)[purpose]

    def test_people_answer_as_before(self, desk):
        dana = desk.customer()
        desk.house.refuse_ai(dana.conversation, dana.id)
        desk.says(dana, QUESTION)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.reply(dana.conversation, desk.ada, "Up to 5 working days.", 99)

        assert "Up to 5 working days." == desk.sees(dana).entries[-1].text


class TestEightErasureErases:
    def nothing_of_her_is_left(self, desk, erase: Callable) -> None:
        dana = desk.customer()
        desk.says(dana, f"{QUESTION} I am {PERSONAL}")
        desk.house.close_the_day()
        sealed = [bytes(each)[:24] for (each,) in rows("SELECT sealed FROM desk_item")]
        erase(dana)
        desk.house.close_the_day()
        assert key_is_gone(desk.house, dana.id)
        assert {} == counted(dana.id)
        assert () == desk.house.verify().problems
        if on_sqlite():  # PostgreSQL's files are not ours to read; they hold what is sealed
            files = b"".join(path.read_bytes() for path in desk.folder.iterdir() if path.is_file())
            assert [] == [piece for piece in (*sealed, PERSONAL.encode()) if piece in files]

    def asks_and_two_approve(self, desk, who) -> str:
        asked = desk.house.file_request(who.id, "erase")
        for colleague, move in (
            (desk.pia, "accept"),
            (desk.pia, "dry_run"),
            (desk.pia, "approve"),
            (desk.cleo, "approve"),
        ):
            desk.house.work_request(asked, colleague, move)
        return str(asked)

    def test_on_request(self, desk):
        self.nothing_of_her_is_left(desk, lambda dana: desk.house.run_erasure(self.asks_and_two_approve(desk, dana)))

    def test_and_if_a_room_kept_its_rows_this_test_fails(self, desk, monkeypatch):
        monkeypatch.setattr(forgetting, "ROOMS", tuple(r for r in forgetting.ROOMS if r is not records))
        with broken():
            self.nothing_of_her_is_left(desk, lambda dana: forgetting.forget(desk.house, dana.id, "asked"))

    def test_and_if_the_key_stayed_this_test_fails(self, desk, monkeypatch):
        monkeypatch.setattr(desk.house.keys, "destroy", lambda *_: None)
        with broken():
            self.nothing_of_her_is_left(desk, lambda dana: forgetting.forget(desk.house, dana.id, "asked"))

    @pytest.mark.parametrize("kind", RequestKind)
    def test_no_request_is_closed_without_its_proof(self, desk, kind):
        asked = desk.house.file_request(desk.customer().id, kind)

        with pytest.raises((Refused, Overtaken)):
            desk.house.work_request(asked, desk.pia, "finish")
        # What is carried out at once is done, and has its proof; nothing is done without one.
        shown = desk.house.request_for(asked, desk.pia)
        assert Stage.DONE != shown.stage or shown.proof

    def test_an_erasure_that_left_something_stays_open(self, desk, monkeypatch):
        dana = desk.customer()
        desk.says(dana, QUESTION)
        asked = self.asks_and_two_approve(desk, dana)
        monkeypatch.setattr(forgetting, "ROOMS", tuple(r for r in forgetting.ROOMS if r is not records))

        with pytest.raises(Refused):
            desk.house.run_erasure(asked)
        assert Stage.RUNNING == desk.house.request_for(asked, desk.pia).stage

    def test_the_proof_says_when_the_last_backup_of_the_keys_expires(self, desk):
        from fairdesk.accountability.notes import verify_note

        dana = desk.customer()
        desk.says(dana, QUESTION)
        asked = self.asks_and_two_approve(desk, dana)
        claim = desk.house.request_of(asked, dana.id).claim
        desk.house.run_erasure(asked)

        text = desk.house.certificate(asked, None, claim)

        assert re.search(r"^final on \d{4}-", text, re.MULTILINE)
        says = check(text, lambda note: verify_note(note, desk.house.signer.verifier_key))
        assert {0} == set(says.after.values())


class TestNineDoubtGoesToAPerson:
    @pytest.mark.parametrize("step", ["triage", "asks_for_a_person"])
    def test_a_step_that_breaks(self, desk, monkeypatch, step):
        def fails(*_):
            raise RuntimeError

        monkeypatch.setattr(turn, step, fails)
        dana = desk.customer()

        decided = desk.says(dana, QUESTION)

        assert decided.handover
        assert State.WAITING is desk.sees(dana).state

    def test_an_answerer_that_breaks(self, desk, monkeypatch):
        def fails(*_):
            raise RuntimeError

        monkeypatch.setattr(desk.house, "answer", fails)

        assert "error" == desk.says(desk.customer(), QUESTION).handover

    def test_an_answerer_that_is_too_slow(self, desk, monkeypatch):
        def late(*_):
            raise TimeoutError

        monkeypatch.setattr(desk.house, "answer", late)

        assert "too_slow" == desk.says(desk.customer(), QUESTION).handover

    def test_even_if_deciding_itself_breaks(self, desk, monkeypatch):
        monkeypatch.setattr(customers, "take", lambda *_: 1 / 0)
        dana = desk.customer()

        desk.house.say(dana.conversation, dana.id, RawText(QUESTION), uuid.uuid4().hex)

        assert State.WAITING is desk.sees(dana).state

    @pytest.mark.parametrize(
        "name", ["masking_ok", "concern", "ai_refused", "ai_paused", "with_person", "asks_for_person"]
    )
    def test_a_missing_input_refuses(self, desk, name):
        decided = desk.says(desk.customer(), QUESTION)
        rules = desk.house.knowing.guideline(decided.situation.guidelines["routing"])
        facts = {
            key: value for key, value in decided.facts.items() if key in {each.name for each in rules.table.inputs}
        }

        assert "assistant" == rules.decide(facts).outputs["route"]
        verdict = rules.decide({key: value for key, value in facts.items() if key != name})

        assert ("person", "rule_input") == (verdict.outputs["route"], verdict.outputs["reason"])


class TestTenInACrisisTheWordsAreHumanWritten:
    CRISIS = "I want to kill myself"

    def prepared_words_only(self, desk) -> None:
        dana = desk.customer()
        desk.says(dana, self.CRISIS)
        voices = [entry.voice for entry in desk.sees(dana).entries]
        assert Voice.PREPARED in voices
        assert Voice.ASSISTANT not in voices

    def test_no_generated_text(self, desk):
        desk.knows(f"---\ntitle: {self.CRISIS}\n---\n\n{self.CRISIS} is a song in our shop.\n", "song")
        self.prepared_words_only(desk)

    def test_and_without_triage_this_test_fails(self, desk, monkeypatch):
        from fairdesk.nouns import Concern

        monkeypatch.setattr(turn, "triage", lambda *_: Concern("none", False, Because("triage", "triage.none")))
        with broken():
            self.prepared_words_only(desk)


class TestElevenFiguresBelongToThePeople:
    def nothing_of_one_person(self, desk) -> None:
        """What Ada missed is shown to nobody else, and to her only after a consultation."""
        with writing():
            vigilance.keep_counts(desk.ada, Kept(Counts(misses=3)), "")
        assert desk.house.own_vigilance(desk.ada) is None
        desk.house.keep_consultation(desk.cleo, dict.fromkeys(PARTS, "said"), "2026-11-01")
        assert 3 == desk.house.own_vigilance(desk.ada).misses
        assert 0 == desk.house.own_vigilance(desk.cleo).misses
        assert desk.house.vigilance_together(desk.cleo) is None

    def test_they_are_off_until_people_were_asked_and_then_ones_own(self, desk):
        self.nothing_of_one_person(desk)

    def test_and_without_the_question_for_the_record_this_test_fails(self, desk, monkeypatch):
        monkeypatch.setattr(vigilance, "consulted", lambda: True)
        with broken():
            self.nothing_of_one_person(desk)

    def test_and_a_sum_of_one_would_be_found(self, desk):
        with broken():
            with writing():
                vigilance.keep_counts(desk.ada, Kept(Counts(misses=3), Counts(misses=3)), "")
            self.nothing_of_one_person_in_the_sum(desk)

    def nothing_of_one_person_in_the_sum(self, desk) -> None:
        desk.house.keep_consultation(desk.cleo, dict.fromkeys(PARTS, "said"), "2026-11-01")
        assert desk.house.vigilance_together(desk.cleo) is None


class TestThirteenNoNetworkCallThatWasNotConfigured:
    @contextmanager
    def no_network(self, monkeypatch) -> Iterator[list[object]]:
        tried: list[object] = []

        def refuse(self, address, *_):
            if self.family != socket.AF_UNIX:
                tried.append(address)
                raise OSError("no network in this test")
            return real(self, address)

        real = socket.socket.connect
        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: tried.append(a) or [])
        yield tried

    def test_a_whole_conversation_makes_none(self, desk, monkeypatch):
        with self.no_network(monkeypatch) as tried:
            dana = desk.customer()
            desk.says(dana, f"{QUESTION} I am {PERSONAL}")
            desk.says(dana, "human")
            desk.house.close_the_day()
            desk.house.verify()
        assert [] == tried

    def test_a_model_is_called_where_it_was_configured_and_nowhere_else(self, desk, monkeypatch):
        from tests import model_server as ms
        from tests.stories.test_outside_model import approve_it, with_model

        pytest.importorskip("openai", reason="the extra llm is not installed")
        called: list[object] = []
        real = socket.socket.connect

        def connect(self, address, *more):
            called.append(address)
            return real(self, address, *more)

        with ms.model_server(ms.says('{"sentences": []}')) as server:
            with_model(desk, llm_url=server.address, llm_model="a-model")
            approve_it(desk)
            monkeypatch.setattr(socket.socket, "connect", connect)
            desk.says(desk.customer(), f"{QUESTION} I am {PERSONAL}")
            desk.house.close()

            assert [f"http://{host}:{port}/v1" for host, port in called] == [server.address]
            assert PERSONAL not in str(server.asked)

    def test_and_one_that_calls_out_is_seen(self, desk, monkeypatch):
        class Calling(PatternDetector):
            def spans(self, text, language):
                socket.create_connection(("192.0.2.1", 80), timeout=0.1)
                return super().spans(text, language)

        desk.house.detector = Calling()
        with self.no_network(monkeypatch) as tried:
            desk.says(desk.customer(), QUESTION)
        assert tried
