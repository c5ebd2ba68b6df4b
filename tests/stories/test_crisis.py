"""A crisis at night with the AI down: words people wrote, local help, and a person. Nothing generated."""

from __future__ import annotations

import pytest

from fairdesk.desk.timeline import State
from fairdesk.language import OFFERED, say
from fairdesk.nouns import Route, Voice
from fairdesk.sensitive.first_response import words_in
from tests.house.test_alarming import closed

CRISIS = "I can't go on any more, I want to end my life"


class TestCrisis:
    @pytest.mark.parametrize("ai_down", [False, True])
    def test_she_meets_prepared_words_with_local_help(self, desk, monkeypatch, ai_down):
        def broken(*_):
            raise RuntimeError

        if ai_down:
            monkeypatch.setattr(desk.house, "answer", broken)
            desk.house.stop_ai(desk.ada, "all", "down")
        dana = desk.customer()

        turn = desk.says(dana, CRISIS)

        words = desk.sees(dana).entries[1]
        assert (Route.PERSON, "sensitive", "crisis") == (turn.route, turn.handover, turn.concern)
        assert Voice.PREPARED is words.voice
        assert "112" in words.text
        assert "116 123" in words.text, "the Irish line, confirmed by two sources"
        assert [] == desk.answers(dana)

    def test_at_night_she_is_not_let_wait_for_us(self, desk):
        """The page says when we open; the words above it say that help is there now, and nowhere that somebody was told."""
        by_day, at_night = ({code: desk.customer(code) for code in OFFERED} for _ in range(2))
        for who in by_day.values():
            desk.says(who, CRISIS)
        closed(desk)
        for code, who in at_night.items():
            desk.says(who, CRISIS)
            shared, seen = words_in(code).shared, desk.sees(who)

            assert shared["person_called"] in desk.sees(by_day[code]).entries[1].text
            assert shared["person_away"] in seen.entries[1].text
            assert shared["person_called"] not in seen.entries[1].text
            assert say(code, "We are closed now.") in seen.wait_says

    def test_it_stands_first_in_the_queue(self, desk):
        early, dana = desk.customer(), desk.customer()
        desk.says(early, "a human please")
        desk.says(dana, CRISIS)

        first = desk.house.queue(desk.ada, "waiting").rows[0]

        assert dana.conversation == first.conversation
        assert "crisis" == first.concern
        assert 1 == desk.house.queue(desk.ada, "sensitive").counts["sensitive"]

    def test_the_words_are_not_repeated_at_every_message(self, desk):
        dana = desk.customer()
        desk.says(dana, CRISIS)
        desk.says(dana, "I want to end my life")

        said = [entry for entry in desk.sees(dana).entries if entry.voice is Voice.PREPARED]

        assert 1 == len(said)
        assert State.WAITING is desk.sees(dana).state

    def test_bereavement_reaches_a_person_with_words_people_wrote(self, desk):
        dana = desk.customer()

        turn = desk.says(dana, "It was a gift for my father's funeral")

        assert "bereavement" == turn.concern
        assert Voice.PREPARED is desk.sees(dana).entries[1].voice
