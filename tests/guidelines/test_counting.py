"""A rule that no kept case ever met is named, but only where there were cases."""

from __future__ import annotations

from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.counting import counted
from tests.guidelines.tables import refunds
from tests.guidelines.test_compile import SMALL

GUIDELINE = compile_table(refunds())


def test_each_rule_is_counted_and_what_was_refused():
    found = counted(GUIDELINE, [SMALL, SMALL, {**SMALL, "amount": 900}, {}])

    assert (4, (0, 2, 1), 1) == (found.turns, found.by_rule, found.refused)
    assert ("A1",) == found.never(GUIDELINE)


def test_without_cases_nothing_is_said():
    assert () == counted(GUIDELINE, []).never(GUIDELINE)
