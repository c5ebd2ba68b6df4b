"""Every showing of a notice is recorded: for a customer each version once a place, for nobody's browser as a sum."""

from __future__ import annotations

import pytest

from fairdesk.consent import records as consent
from fairdesk.database import rows
from fairdesk.house import telling
from fairdesk.nouns import Unavailable


def shown_to_nobody() -> dict[str, int]:
    return dict(rows("SELECT place, times FROM consent_shown"))


class TestACustomer:
    def test_each_version_is_recorded_once_a_place_and_conversation(self, desk):
        dana = desk.customer()
        for _ in range(2):
            desk.house.show_notice("ai_answer", "en", dana.id, "what-we-keep")
            desk.house.show_notice("ai_answer", "en", dana.id, "conversation", dana.conversation)
            desk.house.show_notice("ai_answer", "de", dana.id, "what-we-keep")

        kept = [(one.place, one.language) for one in consent.showings(dana.id)]

        assert [("web", "en"), ("what-we-keep", "en"), ("conversation", "en"), ("what-we-keep", "de")] == kept

    def test_a_page_is_shown_though_nothing_can_be_written_and_the_showing_is_counted(self, desk, monkeypatch):
        dana = desk.customer()

        def full(*_):
            raise Unavailable("the disk is full")

        with monkeypatch.context() as broken:
            broken.setattr(consent, "served", full)
            assert desk.house.show_notice("improve", "en", dana.id, "choices").text

        assert 1 == desk.house.keep_shown()
        assert {"choices": 1} == shown_to_nobody()


class TestNobodysBrowser:
    def test_reading_a_page_writes_nothing_and_the_sums_follow(self, desk):
        for _ in range(3):
            desk.house.show_notice("ai_answer", "en", None, "home")
        desk.house.show_notice("ai_answer", "en", None, "what-we-keep")
        before = shown_to_nobody()

        kept = desk.house.keep_shown()

        assert ({}, 4) == (before, kept)
        assert {"home": 3, "what-we-keep": 1} == shown_to_nobody()
        assert 0 == desk.house.keep_shown()

    def test_what_could_not_be_written_is_written_later(self, desk, monkeypatch):
        desk.house.show_notice("ai_answer", "en", None, "home")

        def full(*_):
            raise Unavailable("the disk is full")

        with monkeypatch.context() as broken:
            broken.setattr(consent, "count_shown", full)
            with pytest.raises(Unavailable):
                desk.house.keep_shown()

        assert 1 == desk.house.keep_shown()
        assert {"home": 1} == shown_to_nobody()

    def test_closing_the_desk_writes_them_down(self, desk):
        desk.house.show_notice("ai_answer", "en", None, "home")
        desk.house.close()

        assert {"home": 1} == shown_to_nobody()


def test_answers_of_the_check_are_sums_of_the_last_days(desk):
    for right in (True, True, False):
        desk.house.count_answer("en", "person", right)
    desk.house.count_answer("de", "must", True)

    must, person = desk.house.understanding()

    assert (("must", 1, 1), ("person", 2, 3)) == (
        (must.question, must.right, must.n),
        (person.question, person.right, person.n),
    )
    assert telling.NOWHERE == ""
    columns = {name for name, *_ in _columns("consent_understanding")}
    assert columns == {"id", "date", "language", "question", "right_count", "wrong_count"}, "nothing says whose"


def _columns(table: str):
    from django.db import connection

    with connection.cursor() as cursor:
        return connection.introspection.get_table_description(cursor, table)
