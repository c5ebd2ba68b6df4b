"""Two articles come equally near: one question back, in words of people; the choice is answered, a second doubt is not asked."""

from __future__ import annotations

from html import unescape
from re import findall

import pytest
from django.template.loader import render_to_string

from fairdesk.answers.readings import question
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.explainability.audiences import Audience, told
from fairdesk.house.replaying import replay_all
from fairdesk.nouns import Release, Voice
from fairdesk.web.asking import ask_once
from fairdesk.web.wire import entry_as_json

CARD, GIFT = (
    f"---\ntitle: {title}\n---\n\n## Blocking\n\n{text}\n"
    for title, text in (
        ("Your bank card", "To block a bank card press Block in the app, and a new one comes by post."),
        ("Your gift voucher", "To block a gift voucher press Block in your account, and another one comes by post."),
    )
)
BLOCK = "How do I block it?"


@pytest.fixture
def shop(desk):
    desk.knows(CARD, "card")
    desk.knows(GIFT, "gift")
    return desk


@pytest.fixture
def asked(shop):
    """Dana, who was just asked which of the two she means."""
    dana = shop.customer()
    turn = shop.says(dana, BLOCK)
    assert (Release.UNCLEAR, "turn.asked_which") == (turn.release, turn.because.code)
    return dana


class TestTheQuestion:
    def test_people_ask_with_the_names_of_both(self, shop, asked):
        said = shop.sees(asked).entries[-1]

        assert Voice.PREPARED is said.voice
        assert said.text == question(said.evidence, "en")
        assert {"card", "gift"} == {found.article for found in said.evidence}
        assert State.ASSISTANT is shop.sees(asked).state

    def test_it_is_asked_in_the_language_of_the_customer(self, shop):
        for name, text in (("card", CARD), ("gift", GIFT)):
            shop.knows(text, name, "de")
        dora = shop.customer("de")

        shop.says(dora, "Blocking?")

        said = shop.sees(dora).entries[-1]
        assert said.text == question(said.evidence, "de")
        assert "KI" in said.text

    def test_the_page_has_a_button_for_each_and_one_for_a_person(self, shop, asked):
        entry = shop.sees(asked).entries[-1]

        page = render_to_string("desk/entry.html", {"entry": entry, "timeline": shop.sees(asked)})

        assert ["Your bank card › Blocking", "Your gift voucher › Blocking"] == sorted(
            unescape(found) for found in findall(r'name="text" value="([^"]+)"', page)
        )
        assert "Ask a person" in page
        assert 3 == page.count("<button")

    def test_a_program_reads_it_as_no_word_of_the_ai(self, shop, asked):
        told_by_api = entry_as_json(shop.sees(asked).entries[-1])

        assert (False, "prepared", 2) == (told_by_api["from_ai"], told_by_api["voice"], len(told_by_api["evidence"]))
        assert "1. Your" in told_by_api["text"]

    def test_a_command_prints_it(self, shop):
        said = ask_once(shop.house, BLOCK, None, "en")

        assert (False, "unclear") == (said["from_ai"], said["release"])
        assert "Choose one" in said["text"]

    def test_the_record_says_what_happened(self, shop, asked):
        record = shop.house.why(shop.last_act(asked), asked.id).record

        assert "asked_which" == record.ai
        assert "not sure which of two things you mean" in told(record, Audience.CUSTOMER, "en")["role"]
        assert 0.8 <= record.because.under[5].facts["rival"] <= 1


class TestTheChoice:
    def chosen(self, shop, asked, words: str) -> str:
        turn = shop.says(asked, words)
        assert (Release.SEND, "") == (turn.release, turn.handover)
        assert turn.draft.because.facts["chosen"] in (1, 2)
        return turn.reply.evidence[0].article

    def test_by_the_button(self, shop, asked):
        entry = shop.sees(asked).entries[-1]
        for found in entry.evidence:
            page = render_to_string("desk/entry.html", {"entry": entry, "timeline": shop.sees(asked)})
            assert f"{found.title} › Blocking" in unescape(page)

        assert "gift" == self.chosen(shop, asked, "Your gift voucher › Blocking")

    def test_by_its_place(self, shop, asked):
        which = shop.sees(asked).entries[-1].evidence

        assert which[1].article == self.chosen(shop, asked, "The second one.")

    def test_by_a_word_that_only_one_has(self, shop, asked):
        assert "card" == self.chosen(shop, asked, "my bank card please")

    def test_what_was_asked_first_is_answered_from_what_was_chosen(self, shop, asked):
        shop.says(asked, "2")

        assert "To block a" in shop.answers(asked)[0]

    def test_another_question_is_answered_as_ever(self, shop, asked):
        turn = shop.says(asked, "How long does a refund take?")

        assert ("returns", Release.SEND) == (turn.reply.evidence[0].article, turn.release)
        assert "chosen" not in turn.draft.because.facts

    def test_the_same_words_later_choose_nothing(self, shop, asked):
        shop.says(asked, "1")

        turn = shop.says(asked, "1")

        assert "chosen" not in (turn.draft.because.facts if turn.draft else {})

    def test_nobody_chooses_for_another(self, shop, asked):
        sam = shop.customer()

        assert "chosen" not in shop.says(sam, "the first").draft.because.facts


class TestASecondDoubt:
    def test_goes_to_a_person(self, shop, asked):
        turn = shop.says(asked, BLOCK)

        assert ("second_unclear", None) == (turn.handover, turn.reply)
        assert State.WAITING is shop.sees(asked).state

    def test_is_none_after_the_choice_was_answered(self, shop, asked):
        assert 1 == records.conversation(asked.conversation).unclear

        shop.says(asked, "1")

        assert 0 == records.conversation(asked.conversation).unclear


class TestItNeverSpeaksWhereTheAssistantMayNot:
    def test_a_stop_while_it_is_made_holds(self, shop):
        dana = shop.customer()
        shop.meanwhile("before keep", lambda: shop.house.stop_ai(shop.ada, "all", "a drill"))

        turn = shop.says(dana, BLOCK)

        assert ("paused", None) == (turn.handover, turn.reply)


def test_replay_decides_all_of_it_again_the_same(shop, asked):
    shop.says(asked, "the first")
    shop.says(shop.customer(), BLOCK)

    outcome = replay_all(shop.house)

    assert (3, (), 0) == (outcome.turns, outcome.changed, outcome.searched)


def test_a_kept_turn_is_read_as_it_was(shop, asked):
    _, turn = shop.house.kept_turn(shop.last_act(asked))

    assert turn.reply.evidence == shop.sees(asked).entries[-1].evidence
