"""Only another language has the article: the customer is told so in their own, can read it there, and a person answers."""

from __future__ import annotations

import pytest

from fairdesk.desk.timeline import State
from fairdesk.desk.turn import decide, digest
from fairdesk.nouns import Release, Voice
from tests.people import Desk

PAYPAL = "# Paying with PayPal\n\nYou can pay within 30 days with PayPal, at no cost."
QUESTION = "Kann ich bei euch auch mit PayPal bezahlen?"


@pytest.fixture
def shop(desk: Desk) -> Desk:
    desk.knows(PAYPAL, "paypal")
    return desk


def prepared(desk, dana):
    return [entry for entry in desk.sees(dana).entries if entry.voice is Voice.PREPARED]


class TestOnlyAnotherLanguageHasTheArticle:
    def test_she_reads_of_it_in_her_language_and_a_person_has_her_message(self, shop):
        dana = shop.customer("de")

        turn = shop.says(dana, QUESTION)

        (told,) = prepared(shop, dana)
        assert "de" == told.language
        assert told.text.startswith("Dazu haben wir keinen Artikel in Ihrer Sprache.")
        assert "English" in told.text
        assert "Paying with PayPal" in told.text
        assert [("paypal", "en")] == [(found.article, found.language) for found in told.evidence]
        assert (Release.HAND_OVER, "no_article") == (turn.release, turn.handover)
        assert "answer.other_language" in [each.code for each in turn.because.under]
        assert State.WAITING is shop.sees(dana).state
        assert [] == shop.answers(dana)

    def test_the_words_of_the_article_are_not_passed_off_as_an_answer(self, shop):
        dana = shop.customer("de")

        turn = shop.says(dana, QUESTION)

        assert turn.facts["answer_found"] is False
        assert "30 days" not in prepared(shop, dana)[0].text

    def test_who_has_one_in_her_own_language_gets_that(self, shop):
        shop.knows("# Mit PayPal bezahlen\n\nSie können mit PayPal in 30 Tagen bezahlen.", "paypal", "de")
        dana = shop.customer("de")

        turn = shop.says(dana, QUESTION)

        assert turn.draft is not None
        assert {"de"} == {found.language for found in turn.draft.evidence}
        assert [] == prepared(shop, dana)

    def test_an_unsure_answer_gives_way_to_a_name_that_only_the_other_language_has(self, shop):
        shop.knows("# Wie Sie bezahlen\n\nSie können mit Karte bezahlen.", "bezahlen", "de")
        dana = shop.customer("de")

        shop.says(dana, QUESTION)

        assert [["paypal"]] == [[found.article for found in told.evidence] for told in prepared(shop, dana)]

    def test_an_unsure_answer_stays_where_her_own_language_knows_the_name(self, shop):
        shop.knows("# Wie Sie bezahlen\n\nSie können hier mit Karte bezahlen, nie mit PayPal.", "bezahlen", "de")
        dana = shop.customer("de")

        shop.says(dana, QUESTION)

        assert [] == prepared(shop, dana)

    def test_where_no_word_is_shared_nothing_is_named(self, shop):
        dana = shop.customer("de")

        turn = shop.says(dana, "Welche Umschläge passen in den Briefkasten?")

        assert "no_article" == turn.handover
        assert [] == prepared(shop, dana)

    def test_taken_down_meanwhile_it_is_not_named(self, shop):
        dana = shop.customer("de")
        shop.meanwhile("before keep", lambda: shop.house.take_down(shop.cleo, "paypal", "en"))

        shop.says(dana, QUESTION)

        assert [] == prepared(shop, dana)
        assert State.WAITING is shop.sees(dana).state

    def test_decided_again_it_is_the_same(self, shop):
        dana = shop.customer("de")
        shop.says(dana, QUESTION)
        kept, turn = shop.house.kept_turn(shop.last_act(dana))

        rules = shop.house.knowing.rules(turn.situation.guidelines)
        again = decide(turn.asked, turn.situation, lambda *_: turn.draft, rules)

        assert kept.digest == digest(again)
