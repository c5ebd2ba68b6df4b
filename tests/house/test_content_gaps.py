"""The owners of articles see what customers asked in vain, of those who agreed alone, and which articles want mending."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.answers.gaps import Gap
from fairdesk.clock import new_id
from fairdesk.consent.purposes import Purpose
from fairdesk.database import execute, micros, writing
from fairdesk.house import content_gaps
from fairdesk.house.automating import unhelpful_acts, unhelpful_since
from fairdesk.house.forgetting import forget
from fairdesk.identity.records import addresses
from fairdesk.nouns import Refused
from tests.people import Customer, Desk

ASKED = (
    "Can I buy a gift card?", "Do you sell gift cards", "Where do I get a gift card for kim@example.org",
    "How much is a gift card?", "Is there a gift card for a friend?",
)  # fmt: skip
GIFT_CARDS = (Gap("en", ("gift", "card"), 5, 5),)


def asks(desk: Desk, text: str) -> Customer:
    who = desk.customer()
    desk.says(who, text)
    desk.house.answer_purpose(who.conversation, who.id, str(Purpose.IMPROVE), True)
    return who


class TestGaps:
    @pytest.fixture
    def askers(self, desk: Desk) -> list[Customer]:
        return [asks(desk, text) for text in ASKED]

    def test_five_who_agreed_and_got_no_answer_are_a_gap(self, desk: Desk, askers: list[Customer]) -> None:
        asks(desk, "How long does a refund take?")

        told, _ = desk.house.content_gaps(desk.ada)

        assert (GIFT_CARDS, 5, 5, 0) == (told.found, told.questions, told.customers, told.left_out)

    def test_who_took_the_yes_back_is_not_read(self, desk: Desk, askers: list[Customer]) -> None:
        who = askers[0]
        desk.house.answer_purpose(who.conversation, who.id, str(Purpose.IMPROVE), False)

        told = desk.house.gaps_now()
        assert ((), 4, 4) == (told.found, told.questions, told.left_out)

    def test_one_person_in_two_browsers_is_one_customer(self, desk: Desk, askers: list[Customer]) -> None:
        with writing():
            addresses.join((askers[0].id, askers[1].id), new_id(), desk.house.now())

        told = desk.house.gaps_now()

        assert ((), 5, 4) == (told.found, told.questions, told.customers)

    def test_nor_what_may_only_be_stored_nor_who_was_erased(self, desk: Desk, askers: list[Customer]) -> None:
        desk.house.restrict(askers[0].id, True, desk.house.now())
        forget(desk.house, askers[1].id, "asked")

        assert 3 == desk.house.gaps_now().questions

    def test_nor_what_is_older_than_ninety_days(
        self, desk: Desk, askers: list[Customer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        later = desk.house.now() + timedelta(days=91)
        monkeypatch.setattr(desk.house, "now", lambda: later)

        assert 0 == desk.house.gaps_now().questions

    def test_the_latest_questions_are_read_and_a_wish_for_a_person_is_none(
        self, desk: Desk, askers: list[Customer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asks(desk, "I want to talk to a person")
        assert 5 == desk.house.gaps_now().questions
        asks(desk, "Is the shop in Cork open on Sunday?")
        monkeypatch.setattr(content_gaps, "MOST_QUESTIONS", 5)

        told = desk.house.gaps_now()

        assert ((), 5) == (told.found, told.questions), "four asked for gift cards, one for the shop"

    def test_is_for_those_who_edit_articles(self, desk: Desk) -> None:
        with pytest.raises(Refused):
            desk.house.content_gaps(desk.otto)


class TestArticles:
    def test_an_old_article_that_answered_nobody_is_unused_and_one_that_did_is_not(self, desk: Desk) -> None:
        desk.knows(
            "---\ntitle: Gift cards\nowner: Ada\n---\n\nWe sell gift cards of 50 euros in every shop.\n", "cards"
        )
        with writing():
            execute("UPDATE answers_article SET added_at = 0")
        since = (desk.house.now() - timedelta(days=90)).date()
        assert "send" == desk.says(desk.customer(), "How long does a refund take?").release

        _, mend = desk.house.content_gaps(desk.ada)

        assert [("cards", "Ada", (f"no answer was given from it since {since}",))] == [
            (one.id, one.owner, one.says) for one in mend
        ]

    def test_unused_is_not_said_of_a_time_that_was_not_looked_at(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.knows("---\ntitle: Gift cards\n---\n\nWe sell gift cards of 50 euros in every shop.\n", "cards")
        with writing():
            eighty_days_ago = micros(desk.house.now() - timedelta(days=80))
            execute("UPDATE answers_article SET added_at = %s", eighty_days_ago)
        desk.says(desk.customer(), "How long does a refund take?")
        assert () == desk.house.articles_to_mend()

        monkeypatch.setattr(content_gaps, "MOST_ANSWERS", 1)

        today = desk.house.now().date()
        assert [(f"no answer was given from it since {today}",)] == [
            one.says for one in desk.house.articles_to_mend()
        ]

    def test_a_hard_text_is_found_hard(self, desk: Desk) -> None:
        desk.knows(
            "---\ntitle: Terms\n---\n\nNotwithstanding aforementioned considerations, processing operations conducted "
            "automatically necessitate comprehensive documentation establishing accountability.\n",
            "terms",
        )

        assert ["hard to read"] == [one.says[0].split(" (")[0] for one in desk.house.articles_to_mend()]

    def test_what_did_not_help_is_counted_from_five_customers_on(self, desk: Desk) -> None:
        for number in range(5):
            assert () == desk.house.articles_to_mend()
            who = desk.customer()
            desk.says(who, "How long does a refund take?")
            if number < 2:
                desk.house.did_not_help(who.conversation, who.id, desk.last_act(who))

        assert [("2 of 5 answers from it did not help",)] == [one.says for one in desk.house.articles_to_mend()]

    def test_the_answers_that_did_not_help_are_those_the_guardrail_counts(self, desk: Desk) -> None:
        who = desk.customer()
        desk.says(who, "How long does a refund take?")
        act = desk.last_act(who)
        desk.house.did_not_help(who.conversation, who.id, act)
        began = desk.house.now() - timedelta(hours=1)

        assert {act} == unhelpful_acts(began)
        assert {"web": 1} == unhelpful_since(began)

    def test_of_what_may_only_be_stored_nothing_is_counted(self, desk: Desk) -> None:
        who = desk.customer()
        desk.says(who, "How long does a refund take?")
        with writing():
            execute("UPDATE answers_article SET added_at = 0")
        assert () == desk.house.articles_to_mend()

        desk.house.restrict(who.id, True, desk.house.now())

        assert ["no answer was given"] == [one.says[0][:19] for one in desk.house.articles_to_mend()]
