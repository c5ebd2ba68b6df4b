"""Every version of a guideline is kept as it was, and the one in force at a moment is found again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fairdesk.database import writing
from fairdesk.guidelines import records
from fairdesk.guidelines.records import Kept
from fairdesk.guidelines.table import parse, shipped
from fairdesk.guidelines.versions import in_force

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def keep(
    version: str, effective_from: datetime, at: datetime = NOON, name: str = "routing", reason: str = "why"
) -> None:
    with writing():
        records.keep(name, version, f"text of {version}", effective_from, at, "a colleague", reason)


def test_a_shipped_guideline_comes_back_to_the_byte(folder):
    text = shipped("routing")
    table = parse(text, "routing.yaml")
    with writing():
        records.keep("routing", table.version, text, table.effective_from, NOON, "fairdesk", "shipped")

    assert (table.version, text) == records.in_force("routing", NOON)
    kept = records.by_version(table.version)
    assert kept == Kept("routing", table.version, text, table.effective_from, NOON, "fairdesk", "shipped")


def test_keeping_the_same_text_again_changes_nothing(folder):
    keep("a", NOON)
    keep("a", NOON + DAY, NOON + DAY, reason="another")

    (kept,) = records.history("routing")
    assert ("why", NOON) == (kept.reason, kept.effective_from)


def test_a_version_is_in_force_from_its_moment_on(folder):
    keep("b", NOON + DAY)
    keep("a", NOON)
    keep("other", NOON, name="release")

    assert None is records.in_force("routing", NOON - timedelta(microseconds=1))
    assert ("a", "text of a") == records.in_force("routing", NOON)
    assert ("b", "text of b") == records.in_force("routing", NOON + DAY)
    assert ["a", "b"] == [kept.version for kept in records.history("routing")]


def test_the_database_and_the_pure_rule_name_the_same_version(folder):
    for n, version in enumerate("dbac"):
        keep(version, NOON + DAY * (n % 2), NOON + timedelta(hours=n))
    history = [(kept.effective_from, kept.version) for kept in records.history("routing")]

    for at in (NOON - DAY, NOON, NOON + DAY):
        kept = records.in_force("routing", at)
        assert in_force(history, at) == (kept[0] if kept else None)


def test_what_was_never_kept_is_not_there(folder):
    assert None is records.by_version("nothing")
    assert () == records.history("routing")
