"""What helps colleagues to write is their own."""

from __future__ import annotations

import pytest

from fairdesk.desk.keyboard import Keyboard, chosen
from fairdesk.nouns import ColleagueId, Refused


class TestKeys:
    def test_are_kept_for_the_colleague_alone(self, desk):
        desk.house.keep_keyboard(desk.ada, chosen(True, {"reply": "w"}))
        desk.house.keep_keyboard(desk.ada, chosen(False, {"reply": "q"}))

        assert chosen(False, {"reply": "q"}) == desk.house.keyboard(desk.ada)
        assert Keyboard() == desk.house.keyboard(desk.ben)

    def test_who_does_not_work_here_has_none(self, desk):
        with pytest.raises(Refused):
            desk.house.keep_keyboard(ColleagueId(4711), Keyboard())
