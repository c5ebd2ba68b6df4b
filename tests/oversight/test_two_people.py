"""One asks, another grants; who is alone, a day later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.nouns import ColleagueId, Refused
from fairdesk.oversight.two_people import Asked, Kind, check_grants, is_looser

AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
ONE, TWO = ColleagueId(1), ColleagueId(2)
ASKED = Asked("a", Kind.PROMISE, "all", "look", ONE, "Cleo", AT)


@pytest.mark.parametrize(
    ("who", "hours", "alone", "may"),
    [(TWO, 0, False, True), (ONE, 0, False, False), (ONE, 99, False, False), (ONE, 23, True, False), (ONE, 24, True, True)],
)  # fmt: skip
def test_who_may_grant(who, hours, alone, may):
    at = AT + timedelta(hours=hours)

    assert may is ASKED.grantable(who, at, alone)
    if not may:
        with pytest.raises(Refused, match="another person must agree"):
            check_grants(ASKED, who, at, alone)


@pytest.mark.parametrize(
    ("threshold", "before", "looser"), [(0.9, None, True), (0.8, 0.9, True), (0.9, 0.9, False), (0.95, 0.9, False)]
)
def test_a_promise_is_looser_where_there_was_none_or_it_is_sure_later(threshold, before, looser):
    assert looser is is_looser(threshold, before)
