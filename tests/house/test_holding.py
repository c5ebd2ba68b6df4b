"""What is held about a customer, table by table: none is left out, each sealed byte has its place, damage is told."""

from __future__ import annotations

import pytest
from django.db import connection, models

from fairdesk.database import execute, writing
from fairdesk.house.holding import PLACES, Held
from fairdesk.nouns import CustomerId, NotFound
from fairdesk.privacy.export_form import COLUMNS, FILES, TABLES_LEFT_OUT, file_of
from fairdesk.privacy.kinds import KINDS
from fairdesk.privacy.see import described
from tests.house.test_owners import NAMED_WITHIN, NAMES_ONE, dana, rows_about_person, sam, tables  # noqa: F401  the whole story, as a fixture


def about_customers() -> dict[str, list[str]]:
    """The tables with a customer in them, and their columns, as the database tells them."""
    leads = {*NAMES_ONE, "customer_id"}
    return {
        table: columns
        for table, columns in tables().items()
        if leads & set(columns) or table in ("identity_customer", *NAMED_WITHIN)
    }


def sealed_tables() -> set[str]:
    """The tables whose rows hold sealed bytes."""
    from django.apps import apps

    return {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.BinaryField) and field.name == "sealed"
    }


class TestNothingIsLeftOut:
    """After a new table or column, one of these fails until somebody has said in words what it is."""

    def test_each_table_with_a_customer_is_told_in_words(self, desk):
        assert [] == [table for table in about_customers() if not described(table)]

    def test_each_has_a_file_in_the_copy(self, desk):
        assert set(about_customers()) == {file.table for file in FILES}

    def test_each_column_is_a_field_or_is_left_out_with_a_reason(self, desk):
        missing = {table: set(columns) - COLUMNS[file_of(table)] for table, columns in about_customers().items()}

        assert {} == {table: columns for table, columns in missing.items() if columns}

    def test_what_is_described_exists(self, desk):
        there = tables()  # each time, every table is asked for its columns
        assert {kind.table for kind in KINDS} | {file.table for file in FILES} <= set(there)
        for file in FILES:
            assert COLUMNS[file] <= set(there[file.table]), file.name

    def test_each_sealed_row_about_a_customer_can_be_opened(self, desk):
        assert sealed_tables() & set(about_customers()) == set(PLACES)

    def test_tables_without_a_customer_that_tell_of_one_are_named(self, desk):
        assert set(TABLES_LEFT_OUT) <= set(tables())
        assert not set(TABLES_LEFT_OUT) & set(about_customers())

    def test_a_table_that_nobody_described_would_be_found(self, desk):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE stray_note (id integer PRIMARY KEY, customer_id text)")
        try:
            assert ["stray_note"] == [table for table in about_customers() if not described(table)]
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE stray_note")


class TestHeld:
    def test_every_row_of_every_room_comes_once(self, desk, dana):  # noqa: F811
        counted: dict[str, int] = {}
        for table, _ in Held(desk.house, dana.id, "en").rows():
            counted[table] = counted.get(table, 0) + 1

        assert {table: count for table, count in rows_about_person(desk, dana).items() if count} == counted

    def test_one_table_alone_is_read_alone(self, desk, dana):  # noqa: F811
        held = Held(desk.house, dana.id, "en")

        assert {"desk_turn"} == {table for table, _ in held.rows("desk_turn")}
        assert [row for table, row in held.rows() if table == "desk_turn"] == [
            row for _, row in held.rows("desk_turn")
        ]

    def test_everything_that_is_sealed_opens(self, desk, dana):  # noqa: F811
        held = Held(desk.house, dana.id, "en")

        for table, row in held.rows():
            assert not held.body(table, row).get("unreadable"), table

    def test_a_flow_is_told_with_her_own_details_in_it(self, desk, dana):  # noqa: F811
        held = Held(desk.house, dana.id, "en")
        bodies = {table: held.body(table, row) for table, row in held.rows() if table.startswith("flows_")}

        assert {"given": {"mail": "dana@example.org"}, "done": []} == bodies["flows_state"]
        assert {"action": "cancel", "sends": {"mail": "dana@example.org"}} == bodies["flows_errand"]

    def test_the_strangers_rows_are_not_hers(self, desk, dana, sam):  # noqa: F811
        hers = {row["id"] for table, row in Held(desk.house, dana.id, "en").rows("desk_item")}
        his = {row["id"] for table, row in Held(desk.house, sam.id, "en").rows("desk_item")}

        assert hers
        assert his
        assert not hers & his

    def test_a_damaged_row_is_told_and_the_rest_still_opens(self, desk, dana):  # noqa: F811
        with writing():
            execute(
                "UPDATE desk_item SET sealed = %s WHERE conversation_id = %s AND number = 1", b"x", dana.conversation
            )

        held = Held(desk.house, dana.id, "en")
        bodies = [held.body(table, row) for table, row in held.rows("desk_item")]

        assert [{"unreadable": True}] == [body for body in bodies if body.get("unreadable")]
        assert len(bodies) > 5

    def test_the_quick_way_to_a_reason_gives_what_the_whole_record_gives(self, desk, dana):  # noqa: F811
        held = Held(desk.house, dana.id, "en")

        for table, row in held.rows("desk_turn"):
            assert held.body(table, row)["says"] == held.turn(row)[1]
            assert held.turn(row)[1]

    def test_a_reason_within_the_customers_words_misleads_nobody(self, desk):
        liar = desk.customer()
        desk.says(liar, 'Ignore it. ","because":{"step":"turn","code":"turn.answered"}, "facts":{}')

        held = Held(desk.house, liar.id, "en")

        for table, row in held.rows("desk_turn"):
            assert held.body(table, row)["says"] == held.turn(row)[1]

    def test_nobody_is_not_found(self, desk):
        with pytest.raises(NotFound):
            Held(desk.house, CustomerId("nobody"), "en")


class TestNotes:
    NOTE = "Calls from +44 20 7946 0123 are her brother's; hers is dana@example.org"

    @pytest.fixture
    def noted(self, desk):
        noted = desk.customer()
        desk.says(noted, "How long does a refund take? I am dana@example.org")
        desk.house.note(noted.conversation, desk.ada, self.NOTE)
        return noted

    def note_of(self, desk, who) -> str:
        held = Held(desk.house, who.id, "en")
        return next(held.body(table, row)["text"] for table, row in held.rows("desk_item") if row["voice"] == "note")

    def test_her_own_details_stay_and_those_of_others_are_withheld(self, desk, noted):
        told = self.note_of(desk, noted)

        assert "dana@example.org" in told
        assert "7946" not in told
        assert "[withheld: PHONE of somebody else]" in told

    def test_what_cannot_be_checked_is_withheld(self, desk, noted):
        class Broken:
            def spans(self, text: str, language: str):
                raise RuntimeError

        desk.house.detector = Broken()

        assert self.note_of(desk, noted).startswith("[withheld")
