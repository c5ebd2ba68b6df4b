"""Several answerers over the same turns: their figures, and where they part, without a word of anybody."""

from __future__ import annotations

import json

from fairdesk.replay.answerers import Made, as_text, column, compared

QUOTED = Made("assistant: send", "a", "answer.found", {})
WROTE = Made(
    "assistant: send", "b", "answer.written",
    {"language_model": "m", "tokens_in": 100, "tokens_out": 10, "cost": 0.25, "model_seconds": 0.5},
)  # fmt: skip
BLOCKED = Made(
    "person: not_grounded", "c", "answer.departed",
    {"language_model": "m", "tokens_in": 50, "tokens_out": 20, "cost": 0.5, "model_seconds": 1.5},
)  # fmt: skip
SILENT = Made("assistant: send", "a", "answer.found", {"language_model": "m", "model_fault": "too_slow"})
UNSURE = Made("assistant: unclear", "a", "answer.found", {})


class TestAColumn:
    def test_counts_what_the_customers_met_and_what_a_model_cost(self):
        found = column([WROTE, BLOCKED, SILENT, UNSURE])

        assert (4, 2, 1, 1) == (found.turns, found.sent, found.handed_over, found.unclear)
        assert (3, 1, {"blocked": 1, "too_slow": 1}) == (found.asked, found.stood, found.faults)
        assert (150, 30, 0.75, 1.0) == (found.tokens_in, found.tokens_out, found.cost, found.seconds)

    def test_of_an_answerer_without_a_model_has_no_share_and_no_seconds(self):
        told = column([QUOTED, UNSURE]).as_json()

        assert (0, None, None) == (told["asked"], told["stood_share"], told["seconds"])

    def test_its_share_has_n_and_an_interval(self):
        share = column([WROTE, BLOCKED, SILENT]).as_json()["stood_share"]

        assert (3, True) == (share["n"], share["low"] < 1 / 3 < share["high"])


class TestTwo:
    FOUND = compared({"then": [QUOTED, QUOTED, QUOTED], "small": [WROTE, BLOCKED, SILENT]}, 2)

    def test_part_where_another_outcome_or_other_words_come_out(self):
        (found,) = self.FOUND.differences

        assert {("assistant: send", "person: not_grounded"): 1} == found.moves
        assert 1 == found.other_words

    def test_stand_side_by_side_in_text(self):
        lines = as_text(self.FOUND).splitlines()

        assert ["then", "small"] == lines[0].split()
        assert ["sent", "3", "2"] == next(line.split() for line in lines if line.startswith("sent"))
        assert ["not", "used:", "too_slow", "0", "1"] == next(line.split() for line in lines if "too_slow" in line)
        assert "then and small: 1 come out otherwise, 1 in other words." in lines
        assert "      1  assistant: send  ->  person: not_grounded" in lines
        assert lines[-1].startswith("2 turns were left out")

    def test_and_as_json(self):
        told = json.loads(json.dumps(self.FOUND.as_json()))

        assert {"then", "small"} == set(told["answerers"])
        assert [("then", "small", 1)] == [(one["one"], one["other"], one["changed"]) for one in told["differences"]]
        assert 2 == told["unknown"]
