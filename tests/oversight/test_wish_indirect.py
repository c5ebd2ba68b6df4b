"""Indirect wishes for a person ("is there anybody there?") in eleven languages, with what only looks like one."""

from __future__ import annotations

import json
from pathlib import Path

from fairdesk.language import OFFERED
from fairdesk.nouns import MaskedText
from fairdesk.oversight.wish import asks_for_a_person

FILE = Path(__file__).with_name("wishes_indirect.jsonl")
LINES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def found(line: dict) -> bool:
    return asks_for_a_person(MaskedText(line["text"]), line["lang"]).code == "wish.asks_for_a_person"


def test_recall_and_precision_hold_over_all_languages() -> None:
    asks = [line for line in LINES if line["asks"]]
    right = [line for line in asks if found(line)]
    false = [line for line in LINES if not line["asks"] and found(line)]
    print(f"recall {len(right) / len(asks):.3f} of n={len(asks)}, precision {len(right) / len(right + false):.3f}")

    assert len(right) / len(asks) >= 0.98, [line for line in asks if line not in right]
    assert len(right) / len(right + false) >= 0.95, false


def test_every_language_has_wishes_and_look_alikes() -> None:
    assert {(code, asks) for code in OFFERED for asks in (True, False)} == {(x["lang"], x["asks"]) for x in LINES}
