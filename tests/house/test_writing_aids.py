"""What helps colleagues to write is their own."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from fairdesk.database import rows
from fairdesk.desk.keyboard import Keyboard, chosen
from fairdesk.nouns import ColleagueId, Refused
from fairdesk.web import doors

SOURCE = Path(__file__).parents[2] / "src" / "fairdesk"
CURT = "Unfortunately I cannot do that. Why did you wait?"


class TestKeys:
    def test_are_kept_for_the_colleague_alone(self, desk):
        desk.house.keep_keyboard(desk.ada, chosen(True, {"reply": "w"}))
        desk.house.keep_keyboard(desk.ada, chosen(False, {"reply": "q"}))

        assert chosen(False, {"reply": "q"}) == desk.house.keyboard(desk.ada)
        assert Keyboard() == desk.house.keyboard(desk.ben)

    def test_who_does_not_work_here_has_none(self, desk):
        with pytest.raises(Refused):
            desk.house.keep_keyboard(ColleagueId(4711), Keyboard())


def all_there_is() -> dict[str, str]:
    """Return a digest of every table, all cells of it."""
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if not name.startswith("sqlite_")]
    return {
        name: hashlib.sha256(repr(sorted(map(repr, rows(f"SELECT * FROM {name}")))).encode()).hexdigest()
        for name in names
    }


class TestHowADraftReads:
    """Help for whoever writes, and for nobody else: nothing is kept, and no page but the composer's knows of it."""

    @pytest.fixture
    def dana(self, desk):
        dana = desk.customer()
        desk.says(dana, "My mother died last week and I must end her contract")
        desk.house.take_over(dana.conversation, desk.ada)
        return dana

    def test_is_told_to_the_writer_and_leaves_no_trace(self, desk, dana):
        before = all_there_is()

        reading = desk.house.how_it_reads(dana.conversation, desk.ada, CURT)

        assert ["Unfortunately", "Why"] == [
            part.words for part in reading.cools if part.words in ("Unfortunately", "Why")
        ][::-1]
        assert before == all_there_is()

    def test_not_to_who_may_not_read_the_case(self, desk, dana):
        with pytest.raises(Refused):
            desk.house.how_it_reads(dana.conversation, ColleagueId(4711), CURT)

    def test_nothing_else_in_the_house_can_ask_for_it(self):
        """No statistics page, no list, no report: whoever imports it stands here."""
        asks = {
            str(file.relative_to(SOURCE))
            for file in SOURCE.rglob("*.py")
            if re.search(r"sensitive(\.| import )tone|how_it_reads", file.read_text("utf-8"))
        }

        assert {"house/writing_aids.py", "desk/pages/colleague.py"} == asks

    def test_beside_the_composer_with_scripts_and_without(self, desk, dana):
        doors.open_door(desk.house)
        ada = Client(HTTP_HOST="localhost")
        ada.force_login(User.objects.get(pk=desk.ada), backend="django.contrib.auth.backends.ModelBackend")
        page, reads = f"/desk/c/{dana.conversation}", f"/desk/c/{dana.conversation}/reads"

        assert f'data-reads="{reads}"' in ada.get(page).content.decode()
        typed = ada.post(reads, {"text": CURT})
        pressed = ada.post(reads, {"text": CURT, "button": "1"}).content.decode()

        assert "no-store" == typed["Cache-Control"]
        assert "<strong>Reads cool:</strong>" in typed.content.decode()
        assert "“<bdi>Unfortunately</bdi>” (office language)" in typed.content.decode()
        assert "rather cool, rather curt." in pressed
        assert CURT in pressed, "the words are still there"
        assert [] == [entry for entry in desk.house.case(dana.conversation, desk.ada).entries if entry.text == CURT]
        assert "None of the expressions" in ada.post(reads, {"text": "42", "button": "1"}).content.decode()

    def test_only_where_there_are_lists_for_the_language(self, desk):
        doors.open_door(desk.house)
        dana = desk.customer("de")
        desk.says(dana, "Wie lange dauert eine Erstattung?")
        desk.house.take_over(dana.conversation, desk.ada)
        ada = Client(HTTP_HOST="localhost")
        ada.force_login(User.objects.get(pk=desk.ada), backend="django.contrib.auth.backends.ModelBackend")

        assert "data-reads" not in ada.get(f"/desk/c/{dana.conversation}").content.decode()
        assert None is desk.house.how_it_reads(dana.conversation, desk.ada, CURT)
