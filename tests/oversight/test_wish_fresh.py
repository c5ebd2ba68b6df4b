"""Wishes for a person in words that nothing was made from: what is heard in phrases that were not seen.

Lists of 30 November 2026, each measured before anybody looked at what was missed in it. Rules were made from what the
third showed, and the weights were learned from the first four, so these say only that what was heard is heard. The fifth
was written before the weights, by whoever then wrote what they learned from; the sixth after them. Since then the threshold
alone was raised, for the sake of ordinary messages, and the sixth list's totals were seen before and after. A phrase that is missed in these two is not to be mended here: write sentences of your own, then a new list.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from tools.triage.corpus import expanded

from fairdesk.nouns import MaskedText
from fairdesk.oversight.wish import asks_for_a_person

HERE = Path(__file__).parent


def lines(number: int) -> list[dict]:
    return [json.loads(line) for line in (HERE / f"fresh_wishes_{number}.jsonl").read_text("utf-8").splitlines()]


def found(line: dict) -> bool:
    return asks_for_a_person(MaskedText(line["text"]), line["lang"]).code == "wish.asks_for_a_person"


@pytest.mark.parametrize(
    ("number", "recall", "precision"),
    [(1, 0.94, 0.94), (2, 0.9, 0.95), (3, 0.92, 0.96), (4, 0.86, 0.9), (5, 0.88, 0.93), (6, 0.65, 0.94)],
)
def test_unseen_wishes_are_found_as_far_as_they_were(number: int, recall: float, precision: float) -> None:
    asks = [line for line in lines(number) if line["asks"]]
    right = sum(map(found, asks))
    false = sum(found(line) for line in lines(number) if not line["asks"])
    print(f"list {number}: recall {right / len(asks):.3f} of n={len(asks)}, precision {right / (right + false):.3f}")

    assert right >= recall * len(asks)
    assert right >= precision * (right + false)


def test_no_phrase_stands_in_two_lists_or_in_what_the_weights_learned_from() -> None:
    texts = [line["text"] for number in range(1, 7) for line in lines(number)]
    shown = (HERE / "wishes_indirect.jsonl").read_text("utf-8").splitlines()
    told = tomllib.loads((HERE.parents[1] / "tools" / "wish" / "said.toml").read_text("utf-8"))
    said = {
        text.lower() for part in told.values() for cases in part.values() for case in cases for text in expanded(case)
    }

    assert len(texts) == len(set(texts))
    assert not set(texts) & {json.loads(line)["text"] for line in shown}
    assert not {line["text"].lower() for number in (5, 6) for line in lines(number)} & said
