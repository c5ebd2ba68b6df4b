"""The matters: exact codes, urgency, what must not happen."""

from __future__ import annotations

from fairdesk.sensitive.topics import ACUTE, MATTERS, Topic, most_urgent
from tests.desk.test_first_human import open_desk


def test_codes_are_the_ones_guidelines_and_docs_use() -> None:
    codes = {"crisis", "abuse", "minor", "bereavement", "hardship", "fraud", "illness", "discrimination", "legal"}

    assert codes | {"none"} == {str(topic) for topic in Topic}
    assert codes == {str(topic) for topic in MATTERS}


def test_only_crisis_abuse_and_minor_are_acute() -> None:
    assert {Topic.CRISIS, Topic.ABUSE, Topic.MINOR} == ACUTE


def test_the_more_urgent_a_matter_the_earlier_it_stands() -> None:
    times = [open_desk(str(topic)).seconds for topic in MATTERS]

    assert sorted(times) == times
    assert 60 == open_desk("crisis").seconds


def test_every_matter_has_a_label_and_says_what_must_not_happen() -> None:
    assert all(matter.label and matter.never for matter in MATTERS.values())


def test_the_most_urgent_decides() -> None:
    assert Topic.CRISIS is most_urgent(frozenset({Topic.LEGAL, Topic.CRISIS, Topic.BEREAVEMENT}))
    assert Topic.FRAUD is most_urgent(frozenset({Topic.BEREAVEMENT, Topic.FRAUD}))
    assert Topic.NONE is most_urgent(frozenset())
    assert Topic.NONE is most_urgent(frozenset({Topic.NONE}))
