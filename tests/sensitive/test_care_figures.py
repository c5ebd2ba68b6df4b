"""How well the check of care does, counted: recall, precision, good replies that are stopped, and replies by their tone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairdesk.nouns import BadInput
from fairdesk.sensitive.care_figures import CareScores

OURS = Path(__file__).parents[2] / "tools" / "care" / "replies.jsonl"


def report(*rows: dict[str, object]) -> dict[str, object]:
    scores = CareScores()
    for number, row in enumerate(rows, 1):
        scores.add({"topic": "illness", **row}, number)
    return scores.report()


def test_counts_by_rule_what_is_found_missed_and_found_in_vain() -> None:
    told = report(
        {"text": "Calm down. We will call.", "findings": ["belittling"]},
        {"text": "Pull yourself together. We will call.", "findings": ["belittling"]},
        {"text": "Cheer up. We will call.", "findings": []},
        {"text": "We will call.", "findings": []},
        {"text": "Thank you.", "findings": ["no_next_step"], "part": "kept"},
    )

    seen, kept = told["parts"]["seen"], told["parts"]["kept"]  # type: ignore[index]
    assert (0.5, 2) == (seen["rules"]["belittling"]["recall"]["value"], seen["rules"]["belittling"]["recall"]["n"])
    assert (0.5, 2) == (
        seen["rules"]["belittling"]["precision"]["value"],
        seen["rules"]["belittling"]["precision"]["n"],
    )
    assert (0.5, 2, True) == tuple(seen["good_replies_stopped"][name] for name in ("value", "n", "n_too_small"))
    assert [0.0945, 0.9055] == seen["good_replies_stopped"]["interval"]  # Wilson, 1 of 2
    assert 1.0 == kept["rules"]["no_next_step"]["recall"]["value"]
    assert None is kept["words"]["recall"]["value"], "a next step that is missing is no word"


def test_of_public_replies_it_counts_how_often_it_speaks_by_tone() -> None:
    told = report(
        {"response_post": "Calm down.", "levels": {"emotional_reaction": 0}},
        {"response_post": "Thank you.", "levels": {"emotional_reaction": 0}},
        {"text": "Could you please look?", "label": 1, "annotations": [20], "source": "wikipedia"},
    )["tones"]

    cool, polite = told["sympathy none (EPITOME)"], told["the politest quarter of wikipedia (Stanford Politeness)"]  # type: ignore[index]
    assert (1.0, 0.5, 2) == (cool["any"]["value"], cool["any_words"]["value"], cool["n"])
    assert (0.0, 1) == (polite["any"]["value"], polite["any"]["n"])


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"findings": []}, "line 1 has no text"),
        ({"text": "Calm down."}, "line 1 has no label"),
        ({"text": "Calm down.", "findings": ["rude"]}, '"findings" is a list of'),
    ],
)
def test_a_line_without_a_label_is_named_and_not_quoted(row: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput, match=says) as wrong:
        report(row)
    assert "Calm" not in str(wrong.value)


def test_our_own_replies_hold_what_the_docs_say() -> None:
    """Of the part that the lists were widened on nearly all is found; of the other a third. No good reply waits for nothing."""
    told = report(*map(json.loads, OURS.read_text("utf-8").splitlines()))["parts"]

    seen, kept = told["seen"], told["kept"]  # type: ignore[index]
    assert seen["words"]["recall"]["value"] > 0.9
    assert kept["words"]["recall"]["value"] > 0.25
    assert seen["words"]["precision"]["value"] == kept["words"]["precision"]["value"] == 1.0
    assert seen["good_replies_stopped"]["value"] <= 0.05
    assert kept["good_replies_stopped"]["value"] <= 0.125
