"""`fairdesk handover`, run as people run it."""

from __future__ import annotations

import json

import pytest

from tests.test_cli import refused, told

pytestmark = pytest.mark.once  # each command opens a desk of its own, and those are on SQLite


def test_figures_have_n_and_say_nothing_of_few(tmp_path) -> None:
    told(tmp_path, "demo")

    found = json.loads(told(tmp_path, "handover", "figures", "--json"))

    assert {"deepest": 0, "n": found["escape_depth"]["n"], "days": 90} == found["escape_depth"]
    assert found["first_reply_seconds"]["value"] is None or found["first_reply_seconds"]["n"] >= 20
    assert "escape depth, 90 days: 0" in told(tmp_path, "handover", "figures")


def test_wishes_are_scored_with_their_n(tmp_path) -> None:
    file = tmp_path / "wishes.jsonl"
    lines = [("a human please", True), ("my parcel", True), ("price per person", False)]
    file.write_text("".join(json.dumps({"lang": "en", "text": text, "asks": asks}) + "\n" for text, asks in lines))

    found = json.loads(told(tmp_path, "handover", "wishes", str(file), "--json"))

    assert (0.5, 2) == (found["all"]["recall"]["value"], found["all"]["recall"]["n"])
    assert (1.0, 1) == (found["languages"]["en"]["precision"]["value"], found["languages"]["en"]["precision"]["n"])
    assert "en: recall 0.500" in told(tmp_path, "handover", "wishes", str(file))


def test_a_line_that_cannot_be_read_is_named_and_not_quoted(tmp_path) -> None:
    file = tmp_path / "wishes.jsonl"
    file.write_text('{"lang": "en", "text": "my secret"}\n')

    said = refused(tmp_path, 7, "handover", "wishes", str(file))

    assert "line 1 cannot be read" in said
    assert "secret" not in said
