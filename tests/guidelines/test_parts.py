"""What a guideline rests on is one hash, and what changed is named."""

from __future__ import annotations

from fairdesk.guidelines.parts import LABELS, RESTS_ON, changed, digest, parts_of
from fairdesk.guidelines.table import shipped

NOW = {"tagger": "1", "triage": "2", "wish": "3", "answerer": "4"}


def test_a_guideline_rests_on_its_own_parts():
    assert {"tagger": "1", "triage": "2", "wish": "3"} == parts_of("routing", NOW)
    assert {"answerer": "4"} == parts_of("release", NOW)
    assert {} == parts_of("identity", NOW)


def test_every_part_has_a_label_and_every_name_is_one_of_ours():
    assert {part for parts in RESTS_ON.values() for part in parts} == set(LABELS)
    assert all(shipped(name) for name in RESTS_ON)


def test_one_hash_says_whether_anything_changed():
    assert digest(NOW) == digest(dict(reversed(NOW.items())))
    assert digest(NOW) != digest({**NOW, "wish": "4"})
    assert "" == digest({})


def test_what_changed_is_named_also_what_came_or_went():
    assert () == changed(NOW, NOW)
    assert ("articles", "triage", "wish") == changed(NOW, {**{k: v for k, v in NOW.items() if k != "wish"}, "triage": "9", "articles": "1"})  # fmt: skip
