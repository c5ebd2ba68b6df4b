"""Labelled messages are read as they stand; refusals are in test_intent_training.py."""

from __future__ import annotations

from fairdesk.answers.intent_examples import read_examples


def test_a_file_is_read_in_order_with_its_hash_and_without_empty_lines() -> None:
    body = b'{"text": "b", "label": "y", "more": 1}\n\n{"text": "a\xc3\xa9", "label": "x"}\r\n{"text": "c", "label": "oos"}'
    found = read_examples(body, "f.jsonl")

    assert (("b", "aé", "c"), ("y", "x", "oos")) == (found.texts, found.labels)
    assert ("x", "y") == found.topics
    assert 16 == len(found.digest)
    assert found.digest != read_examples(body + b"\n", "f.jsonl").digest
