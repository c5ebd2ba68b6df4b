"""The record of processing: every table with a customer in it has a purpose, a basis, an end, and a way to stop it."""

from __future__ import annotations

import pytest
from django.db import connection

from fairdesk.consent.notices import INSIDE, Outside
from fairdesk.consent.processing import TABLES, as_json, record
from fairdesk.consent.purposes import Basis, Purpose, about
from fairdesk.consent.receipts import Controller

FIRM = Controller("Example Ltd", "help@example.com")
LEADS = ("customer", "conversation")


def test_every_table_that_leads_to_a_customer_has_a_line(desk) -> None:
    """The database is asked, not the code: a column that leads to a customer is enough."""
    with connection.cursor() as cursor:
        leading = {
            table
            for table in connection.introspection.table_names(cursor)
            for column in connection.introspection.get_table_description(cursor, table)
            if column.name.startswith(LEADS)
        }

    assert leading <= TABLES.keys()
    assert () == desk.house.processing().holes


def test_and_one_that_nobody_spoke_for_is_a_hole() -> None:
    found = record((("stray_note", "stray", True), ("tree_tile", "tree", False)), FIRM, INSIDE)

    assert ("stray_note",) == found.holes
    assert "not stated" == found.lines[0].basis == found.lines[0].storage == found.lines[0].recipients
    assert ["stray_note"] == as_json(found)["without_a_purpose"]


def test_no_line_speaks_of_a_table_that_is_not_there(desk) -> None:
    with connection.cursor() as cursor:
        assert TABLES.keys() <= set(connection.introspection.table_names(cursor))


@pytest.mark.parametrize("table", TABLES)
def test_every_line_says_all_that_the_article_asks_for(table: str) -> None:
    (line,) = record(((table, "room", True),), FIRM, INSIDE).lines

    assert all((line.use.subjects, line.use.data, line.use.security, line.basis, line.recipients, line.storage))
    assert "Article" in line.basis


@pytest.mark.parametrize("table", TABLES)
def test_what_rests_on_consent_stops_or_says_why_not(table: str) -> None:
    use = TABLES[table]
    consented = [one for one in use.purposes if about(one).article is not Basis.CONTRACT]

    assert not (consented and use.kept_after_no), "what rests on consent goes when the consent does"


def test_who_outside_gets_what_is_named() -> None:
    told = as_json(record((), FIRM, Outside("", "Model Ltd", "IS", "adequacy decision")))

    assert ("Model Ltd", "IS", "adequacy decision") == tuple(
        told[f"outside_{name}"] for name in ("recipient", "country", "safeguard")
    )
    assert len(Purpose) == len(told["purposes"])
