"""Scoring triage: shares with their n, nobody's messages for false alarms, and lines that say nothing are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tools.triage.corpus import own

from fairdesk.nouns import BadInput
from fairdesk.sensitive.figures import Scores

LINES = [
    {"text": "I want to kill myself", "category": "crisis_self_harm", "source": "a"},
    {"text": "please send the catalogue", "category": "crisis_self_harm", "source": "a"},
    {"text": "my mother died last week", "category": "bereavement", "source": "b"},
    {"text": "where is my parcel", "category": "none", "source": "a", "hard": True},
    {"text": "I want to die", "category": "none", "source": "a"},
    {"text": "whatever", "category": "distress_other"},
]


def report(*lines: dict[str, object]) -> dict[str, object]:
    scores = Scores()
    for number, line in enumerate(lines, 1):
        scores.add(line, number)
    return scores.report()


def test_the_gate_has_recall_false_alarms_and_n() -> None:
    acute = report(*LINES)["acute"]

    assert {"recall": 0.6667, "false_alarms": 0.5, "n": 3, "n_too_small": True}.items() <= acute.items()  # type: ignore[attr-defined]
    assert (0.0, 1) == (acute["hard_false_alarms"], acute["hard_false_alarms_n"])  # type: ignore[index]


def test_each_class_and_source_has_its_own_share() -> None:
    found = report(*LINES)

    assert 0.5 == found["classes"]["crisis"]["recall"]  # type: ignore[index]
    assert None is found["classes"]["legal"]["recall"]  # type: ignore[index]
    assert ["a", "b"] == sorted(one["source"] for one in found["sources"])  # type: ignore[attr-defined]
    assert 1 == found["left_out"]


def test_lines_of_the_care_data_are_read_too() -> None:
    found = report(
        {"text": "I want to die", "label": 1, "kind": "x"}, {"text": "hi", "label": 0, "kind": "safe_lookalike:y"}
    )

    assert (1.0, 0.0) == (found["acute"]["recall"], found["acute"]["hard_false_alarms"])  # type: ignore[index]


@pytest.mark.parametrize(
    "line", [{}, {"text": 3, "category": "none"}, {"text": "secret words"}, {"text": "secret words", "label": 7}]
)
def test_a_line_without_text_or_label_is_named_and_not_quoted(line: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="line 4") as refused:
        Scores().add(line, 4)
    assert "secret" not in str(refused.value)


FRESH = [json.loads(line) for line in Path(__file__).with_name("fresh.jsonl").open(encoding="utf-8")]
"""Sentences of our own, written before the model was changed and never tuned on: the last look at it."""


def test_the_fresh_sentences_are_none_that_the_model_learned_from() -> None:
    assert not {row["text"].lower() for row in FRESH} & {text.text.lower() for text in own()}


def test_of_fresh_sentences_at_least_six_in_ten_acute_ones_bring_a_person() -> None:
    acute = report(*FRESH)["acute"]

    assert 90 == acute["n"]  # type: ignore[index]
    assert 0.6 <= acute["recall"]  # type: ignore[index]
