"""Two questions in one message: each is answered under its own words, or a person answers both."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from fairdesk.answers.grounding import sources
from fairdesk.desk.timeline import State
from fairdesk.explainability.audiences import Audience, told
from fairdesk.house.replaying import replay_all
from fairdesk.nouns import Release, Voice
from fairdesk.web.asking import ask_once

PARCELS = """---
title: Following a parcel
---

## Follow a parcel with its tracking number

Enter the tracking number in your account to follow the parcel.
"""
REFUND, TRACKING = "A refund takes up to 5 working days", "Enter the tracking number in your account"
BOTH = "How long does a refund take, and how do I follow a parcel with its tracking number?"


@pytest.fixture
def shop(desk):
    desk.knows(PARCELS, "parcels")
    return desk


class TestBothAreAnswered:
    def test_each_under_its_question_with_the_source_of_each(self, shop):
        dana = shop.customer()

        turn = shop.says(dana, BOTH)

        (said,) = shop.answers(dana)
        first, one, second, other = said.split("\n\n")
        assert ["> How long does a refund take", "> how do I follow a parcel with its tracking number?"] == [
            first,
            second,
        ]
        assert one.startswith(REFUND)
        assert other.startswith(TRACKING)
        assert {"returns", "parcels"} == {found.article for found in turn.reply.evidence}
        assert turn.reply.evidence == sources(turn.draft)

    def test_the_page_shows_the_questions_and_both_sources(self, shop):
        dana = shop.customer()
        shop.says(dana, BOTH)

        page = render_to_string(
            "desk/entry.html",
            {"entry": shop.sees(dana).entries[-1], "timeline": shop.sees(dana), "language": "en"},
        )

        assert '<blockquote><p dir="auto">How long does a refund take</p></blockquote>' in page
        assert 2 == page.count("From:")

    def test_what_was_hidden_is_shown_to_its_customer_and_to_no_one_else(self, shop):
        dana = shop.customer()

        turn = shop.says(
            dana,
            "How long does a refund for dana@example.com take? How do I follow a parcel with its tracking number?",
        )

        assert "dana@example.com" in shop.answers(dana)[0]
        assert "dana@example.com" not in turn.draft.text
        assert "[EMAIL_1]" in turn.draft.text

    def test_markup_in_a_question_stays_words(self, shop):
        dana = shop.customer()
        shop.says(dana, f"How long does a <b onclick=x>refund</b> take? {BOTH.partition(', and ')[2]}")

        page = render_to_string(
            "desk/entry.html", {"entry": shop.sees(dana).entries[-1], "timeline": shop.sees(dana)}
        )

        assert "<b onclick" not in page

    def test_replay_gives_the_same_and_searches_nothing(self, shop):
        shop.says(shop.customer(), BOTH)

        outcome = replay_all(shop.house)

        assert (1, (), 0) == (outcome.turns, outcome.changed, outcome.searched)

    def test_why_says_that_each_was_looked_for(self, shop):
        dana = shop.customer()
        shop.says(dana, BOTH)

        record = shop.house.why(shop.last_act(dana), dana.id).record

        says = told(record, Audience.CUSTOMER, "en")["reasons"]
        assert "You asked several things; it looked for an answer to each." in says
        assert ["confidence", "rank of the passage"] == [score.name for score in record.scores]

    def test_a_command_tells_both(self, shop):
        said = ask_once(shop.house, BOTH, None, "en")

        assert REFUND in said["text"]
        assert TRACKING in said["text"]

    def test_the_next_question_is_read_with_both(self, shop):
        dana = shop.customer()
        shop.says(dana, BOTH)

        assert Release.SEND is shop.says(dana, "How long does a refund take?").release


class TestAPersonAnswersBoth:
    def test_where_no_article_answers_one_of_them(self, shop):
        dana = shop.customer()

        turn = shop.says(dana, "How long does a refund take? Where do zeppelins land?")

        assert ("no_article", None, State.WAITING) == (turn.handover, turn.reply, shop.sees(dana).state)

    def test_where_one_is_a_sensitive_matter(self, shop):
        dana = shop.customer()

        turn = shop.says(dana, "How long does a refund take? My husband died last week, what should I do?")

        assert "sensitive" == turn.handover
        assert [] == [each for each in shop.sees(dana).entries if each.voice is Voice.ASSISTANT]

    def test_where_one_asks_for_a_person(self, shop):
        assert "asked_for_person" == shop.says(shop.customer(), f"{BOTH} Can I talk to a human?").handover
