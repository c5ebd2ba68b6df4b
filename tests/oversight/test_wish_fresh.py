"""Wishes for a person in words that no rule was made from: what the lists find in phrases they have not seen.

Four lists of 30 November 2026, each written and measured before anybody looked at what was missed in it. The first, the
second and the fourth were never tuned on; rules were made from what the third showed, so it says only that these hold.
A phrase that is missed here is not to be mended here: write rules from other phrases, then a new list.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairdesk.nouns import MaskedText
from fairdesk.oversight.wish import asks_for_a_person

HERE = Path(__file__).parent


def lines(number: int) -> list[dict]:
    return [json.loads(line) for line in (HERE / f"fresh_wishes_{number}.jsonl").read_text("utf-8").splitlines()]


def found(line: dict) -> bool:
    return asks_for_a_person(MaskedText(line["text"]), line["lang"]).code == "wish.asks_for_a_person"


@pytest.mark.parametrize(
    ("number", "recall", "precision"), [(1, 0.9, 0.93), (2, 0.8, 0.9), (3, 0.9, 0.95), (4, 0.5, 0.9)]
)
def test_unseen_wishes_are_found_as_far_as_they_were(number: int, recall: float, precision: float) -> None:
    asks = [line for line in lines(number) if line["asks"]]
    right = sum(map(found, asks))
    false = sum(found(line) for line in lines(number) if not line["asks"])
    print(f"list {number}: recall {right / len(asks):.3f} of n={len(asks)}, precision {right / (right + false):.3f}")

    assert right >= recall * len(asks)
    assert right >= precision * (right + false)


def test_no_phrase_stands_in_two_lists() -> None:
    texts = [line["text"] for number in (1, 2, 3, 4) for line in lines(number)]
    shown = (HERE / "wishes_indirect.jsonl").read_text("utf-8").splitlines()

    assert len(texts) == len(set(texts))
    assert not set(texts) & {json.loads(line)["text"] for line in shown}
