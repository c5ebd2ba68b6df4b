"""Erasing looks everywhere: what it searches is asked of the database, and what it counts is what the rooms hold."""

from __future__ import annotations

import pytest
from django.db import connection

from fairdesk.database import execute, on_sqlite, rows, writing
from fairdesk.house.erasing import IDS_AT_ONCE, STAYS, columns_of_text, counted, found_in_tables, to_search
from fairdesk.house.raw_files import holds_any
from fairdesk.nouns import CustomerId


@pytest.fixture
def dana(desk):
    dana = desk.customer()
    desk.says(dana, "It was for my father's funeral. dana@example.org")
    return dana


class TestTheTables:
    def test_each_table_of_the_database_is_searched_but_the_ledger(self, desk):
        with connection.cursor() as cursor:
            there = set(connection.introspection.table_names(cursor))

        assert {table for table in there if not table.startswith(STAYS)} == columns_of_text().keys()

    def test_her_id_is_found_where_it_stands(self, desk, dana):
        (her, *conversations), _ = to_search(dana.id)

        found = set(found_in_tables((her,), tuple(conversations), columns_of_text()))

        assert {"identity_customer", "desk_conversation", "desk_item", "privacy_vault", "sensitive_concern"} <= found

    def test_also_inside_a_longer_text(self, desk, dana):
        desk.house.stop_ai(desk.ada, f"customer:{dana.id}", "she asked")

        assert ["oversight_pause"] == list(found_in_tables((dana.id,), (), ["oversight_pause"]))

    def test_a_conversation_among_very_many(self, desk, dana):
        many = [f"c{number}" for number in range(2 * IDS_AT_ONCE + 1)]

        assert ["desk_item"] == list(found_in_tables(("nobody-here",), (*many, dana.conversation), ["desk_item"]))
        assert [] == list(found_in_tables(("nobody-here",), tuple(many), ["desk_item"]))

    def test_nobody_is_found_nowhere(self, desk, dana):
        assert [] == list(found_in_tables(("0" * 32,), ("1" * 32,), columns_of_text()))

    def test_what_is_counted_is_what_the_tables_hold(self, desk, dana):
        found = counted(dana.id)

        assert (
            len(rows("SELECT 1 FROM desk_item WHERE conversation_id = %s", dana.conversation)) == found["desk_item"]
        )
        assert 1 == found["sensitive_concern"]
        assert {} == counted(CustomerId("nobody"))


class TestAStopForHerAlone:
    def test_goes_with_her(self, desk, dana):
        """A stop names her in its scope; erased people leave none behind."""
        desk.house.stop_ai(desk.ada, f"customer:{dana.id}", "she asked")
        desk.house.stop_ai(desk.ada, f"conversation:{dana.conversation}", "and here")
        request = desk.house.file_request(dana.id, "erase")
        for who, move in ((desk.pia, "accept"), (desk.pia, "dry_run"), (desk.pia, "approve"), (desk.cleo, "approve")):
            desk.house.work_request(request, who, move)

        assert "done" == desk.house.run_erasure(request)
        assert [] == rows("SELECT id FROM oversight_pause")


class TestTheRawFile:
    @pytest.mark.skipif(not on_sqlite(), reason="PostgreSQL's files are not ours to read; it holds ciphertext")
    def test_a_deleted_row_is_gone_from_it(self, desk, dana):
        from fairdesk.database import empty_the_log

        (sealed,) = rows("SELECT sealed FROM desk_item WHERE conversation_id = %s LIMIT 1", dana.conversation)[0]
        empty_the_log()
        assert holds_any(desk.folder / "fairdesk.db", [bytes(sealed)[:24]])
        with writing():
            execute("DELETE FROM desk_item")
        empty_the_log()

        assert not holds_any(desk.folder / "fairdesk.db", [bytes(sealed)[:24]])
