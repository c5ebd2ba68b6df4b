"""Questions with known answers: read by line, and figures whose intervals cover the truth as often as they say."""

from __future__ import annotations

import json
import random

import pytest

from fairdesk.answers.articles import UnreadableArticle
from fairdesk.answers.scoring import (
    Case,
    Offered,
    answered,
    as_text,
    asked_which,
    figures,
    place_of_right,
    read_cases,
)


def case(*right: str, history: tuple[tuple[bool, str], ...] = (), conversation: str = "") -> Case:
    return Case("How?", history, frozenset(right or ("a",)), conversation, "en")


class TestReading:
    def test_a_line_is_a_question_with_what_was_said_before_and_its_answers(self) -> None:
        line = {
            "query": "And then?",
            "history": ["How?", {"who": "agent", "text": "So."}],
            "gold_any": ["p1", "p2"],
            "dialogue": "d",
        }

        assert [Case("And then?", ((True, "How?"), (False, "So.")), frozenset(("p1", "p2")), "d", "en")] == list(
            read_cases(json.dumps(line), "q.jsonl")
        )

    def test_the_history_may_be_missing(self) -> None:
        (only,) = read_cases('{"query": "How?", "gold_any": ["a"]}', "q.jsonl")

        assert isinstance(only, Case)
        assert () == only.history

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("oh", "not JSON"),
            ("[]", "`query`"),
            ('{"query": "  ", "gold_any": ["a"]}', "`query`"),
            ('{"query": "How?"}', "`gold_any`"),
            ('{"query": "How?", "gold_any": []}', "`gold_any`"),
            ('{"query": "How?", "gold_any": "a"}', "`gold_any`"),
            ('{"query": "How?", "gold_any": ["a"], "history": [{"who": "customer"}]}', "`history`"),
        ],
    )
    def test_a_bad_line_is_named_and_the_rest_is_read(self, line: str, reason: str) -> None:
        bad, good = read_cases(f'\n{line}\n{{"query": "How?", "gold_any": ["a"]}}', "q.jsonl")

        assert isinstance(bad, UnreadableArticle)
        assert str(bad).startswith("q.jsonl:2: ")
        assert reason in bad.reason
        assert isinstance(good, Case)


class TestAskingWhich:
    RESULTS = (
        (case(), None),
        (case(), Offered(True, True)),
        (case(), Offered(True, False)),
        (case(), Offered(False, False)),
    )

    def test_counts_how_often_it_asks_and_how_often_the_right_one_is_offered(self) -> None:
        told = asked_which(self.RESULTS)

        assert (4, 3, 0.75) == (told["n"], told["asked"], told["share"])
        assert (pytest.approx(2 / 3), pytest.approx(1 / 3)) == (told["right"], told["first_right"])
        assert told["right_interval"][0] < 2 / 3 < told["right_interval"][1]

    def test_of_a_desk_that_never_asks_nothing_is_said_of_what_is_offered(self) -> None:
        told = asked_which([(case(), None)])

        assert {"n": 1, "asked": 0, "share": 0.0} == {name: told[name] for name in ("n", "asked", "share")}
        assert "right" not in told
        assert "0 would be asked" in as_text({**figures([(case(), 1)]), "asked_which": told})

    def test_what_is_answered_alone_is_counted_with_how_often_it_is_right(self) -> None:
        told = answered(self.RESULTS)

        assert (4, 3, 0.75, pytest.approx(2 / 3)) == (told["n"], told["answered"], told["share"], told["right"])
        assert "Answered alone: 75.0" in as_text({**figures([(case(), 1)]), "answered": told})

    def test_people_read_it_in_two_lines(self) -> None:
        said = as_text({**figures([(case(), 1)]), "asked_which": asked_which(self.RESULTS)})

        assert "Of 4 questions 3 would be asked which of two articles is meant: 75.0" in said
        assert "One of the two is right: 66.7" in said


class TestPlaces:
    def test_the_first_right_one_counts(self) -> None:
        assert 2 == place_of_right(case("a", "b"), ["c", "b", "a"])

    def test_below_the_tenth_it_is_not_found(self) -> None:
        assert 0 == place_of_right(case("a"), [*"bcdefghijk", "a"])


class TestFigures:
    def test_are_shares_and_reciprocal_places_of_all_first_and_later_turns(self) -> None:
        later = case("a", history=((True, "How?"),))

        told = figures([(case(), 1), (case(), 0), (later, 4), (later, 10)])

        assert (4, 0.25, 0.5, 0.3375) == (told["n"], told["recall_at_1"], told["recall_at_5"], told["mrr_10"])
        assert (2, 0.5) == (told["first_turn"]["n"], told["first_turn"]["recall_at_5"])
        assert (2, 0.5, 0.175) == (
            told["follow_up"]["n"],
            told["follow_up"]["recall_at_5"],
            told["follow_up"]["mrr_10"],
        )

    def test_say_nothing_of_turns_that_there_are_none_of(self) -> None:
        assert {"n": 0, "conversations": 0} == figures([(case(), 1)])["follow_up"]

    @pytest.mark.parametrize("place", [0, 1])
    def test_an_interval_is_never_empty_even_if_all_are_alike(self, place: int) -> None:
        low, high = figures([(case(), place)] * 20)["recall_at_1_interval"]

        assert 0.1 < high - low < 0.3
        assert low <= place <= high

    def test_turns_of_one_conversation_make_the_interval_wider(self) -> None:
        """Forty turns that go together in fours say as much as ten."""
        places = [1 if n % 8 < 4 else 0 for n in range(40)]
        alone = figures([(case(), place) for place in places])["recall_at_1_interval"]
        together = figures([(case(conversation=f"c{n // 4}"), place) for n, place in enumerate(places)])

        low, high = together["recall_at_1_interval"]

        assert 10 == together["conversations"]
        assert high - low > 1.7 * (alone[1] - alone[0])

    def test_an_interval_covers_the_truth_in_about_95_of_100_draws(self) -> None:
        """Conversations of one to nine turns whose chances differ: the truth is 0.7."""
        dice, covered, draws = random.Random(11), 0, 400
        for _ in range(draws):
            results = []
            for talk in range(60):
                chance = dice.choice((0.45, 0.95))
                results += [
                    (case(conversation=str(talk)), int(dice.random() < chance)) for _ in range(dice.randint(1, 9))
                ]
            low, high = figures(results)["recall_at_1_interval"]
            covered += low <= 0.7 <= high

        assert 0.92 <= covered / draws <= 0.98

    def test_are_shown_in_a_table_with_their_intervals(self) -> None:
        shown = as_text(figures([(case(), 1), (case(), 0)]))

        assert "50.0 (" in shown
        assert "follow-ups" not in shown
