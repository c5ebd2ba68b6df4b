"""How long things are kept stands in one table, and everything that says a number says that one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.consent.purposes import Purpose, about
from fairdesk.guidelines.table import parse, shipped
from fairdesk.nouns import NotFound
from fairdesk.privacy.retention import KEPT_FOR, categories, category, days_kept, due, gone_before, kept_until
from fairdesk.sensitive import records as sensitive
from tests.house.pages import table

AT = datetime(2026, 3, 2, tzinfo=UTC)


def test_each_category_says_from_when_what_for_and_why():
    for each in categories().values():
        assert each.days > 0
        assert all((each.since, each.purpose, each.what, each.why))


def test_the_page_says_the_same_numbers():
    said = table("rights.md", "How long things are kept", "category")

    assert {name: str(each.days) for name, each in categories().items()} == {
        name: row[0] for name, row in said.items()
    }


def test_notices_and_receipts_say_the_same():
    of_groups = {Purpose.DISCLOSE: category("disclosed").days}

    for purpose in Purpose:
        assert of_groups.get(purpose, category("conversations").days) == about(purpose).days


def test_concerns_go_as_the_table_says():
    assert category("concerns").kept_for == sensitive.KEPT_FOR


@pytest.mark.parametrize(("days", "is_due"), [(89, False), (90, True), (91, True)])
def test_the_last_day_is_the_promised_one(days, is_due):
    assert is_due is due(AT, AT + timedelta(days=days))
    assert AT + KEPT_FOR == kept_until(AT)


def test_three_years_are_three_years():
    assert datetime(2023, 3, 2, tzinfo=UTC) == gone_before("requests", AT)


def test_what_is_in_no_category_is_not_guessed():
    with pytest.raises(NotFound, match="conversations"):
        category("dreams")


def test_the_shipped_guideline_says_what_customers_are_promised():
    rules = parse(shipped("retention"), "retention.yaml").rules

    assert {name: (str(each.days),) for name, each in categories().items()} == {
        rule.cells[0].text: (rule.outputs["days"],) for rule in rules
    }


@pytest.mark.parametrize(("decided", "kept"), [(30, 30), (365, 90), (None, 90)])
def test_a_guideline_may_shorten_the_promise_and_not_lengthen_it(decided, kept):
    assert kept == days_kept("conversations", decided)
    assert AT - timedelta(days=kept) == gone_before("conversations", AT, decided)
