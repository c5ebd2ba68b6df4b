"""The tool that fits the confidence runs on anybody's passages and questions, and says what the weights in force are worth."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lines(path: Path, *each: dict[str, object]) -> str:
    path.write_text("\n".join(map(json.dumps, each)))
    return str(path)


def test_it_says_what_weights_are_worth(tmp_path: Path) -> None:
    things = ["tent", "stove", "kayak", "lamp", "rope", "boot", "map", "flask"]
    passages = lines(
        tmp_path / "passages.jsonl",
        *(
            {"id": one, "doc": one, "title": one, "text": f"How to mend a {one}.\nA {one} is glued."}
            for one in things
        ),
    )
    questions = lines(
        tmp_path / "questions.jsonl",
        *({"query": f"mend my {one}", "gold_any": [one], "dialogue": one} for one in things),
    )
    strangers = lines(tmp_path / "strangers.jsonl", *({"text": f"glued sky {one}"} for one in things[:4]))

    told = subprocess.run(
        [sys.executable, ROOT / "tools" / "fit_confidence.py", passages, questions, "--strangers", strangers],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip

    assert "8 questions, 4 strangers" in told
    assert all(word in told for word in ("in force: {'start'", "fitted, unseen fifths", "calibration error"))
