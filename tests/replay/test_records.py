"""Reports of replays are kept whole and never overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.clock import now
from fairdesk.database import Conflict, writing
from fairdesk.nouns import NotFound
from fairdesk.replay import records

AT = now()


def keep(id: str, proposed: str = "new", current: str = "old", after: int = 0) -> None:
    with writing():
        records.keep_report(
            id, "routing", proposed, current, AT + timedelta(seconds=after), "Rio", "{}", "h" * 64, "note\n"
        )


class TestReports:
    def test_a_report_comes_back_as_it_was_kept(self, folder):
        keep("r1")

        assert records.Report("r1", "routing", "new", "old", AT, "Rio", "{}", "h" * 64, "note\n") == records.report(
            "r1"
        )

    def test_reports_are_listed_the_latest_first(self, folder):
        keep("r1")
        keep("r2", after=5)
        keep("r3", current="older", after=9)

        assert ["r3", "r2", "r1"] == [each.id for each in records.reports()]

    def test_one_that_was_never_kept_is_not_found(self, folder):
        with pytest.raises(NotFound, match="fairdesk replay"):
            records.report("r9")

    def test_a_report_is_never_overwritten(self, folder):
        keep("r1")

        with pytest.raises(Conflict):
            keep("r1")
