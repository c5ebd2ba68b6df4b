"""Windows for a call: on days on which people work, by the company's clock, and only where the customer may be reached."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.desk.hours import parse
from fairdesk.desk.later import MOST_OFFERED, Window, call_windows, read_number, window_in_words, windows
from fairdesk.identity.contact import MAY, NOT_NOW, PAGE_ONLY, SAFE_WORD, Channel, Wishes, may_call
from fairdesk.language import OFFERED
from fairdesk.nouns import BadInput

SPANS = call_windows("10:00-12:00, 14:00-16:00")
FRIDAY_NOON = datetime(2026, 3, 27, 12, 30, tzinfo=UTC)
"""In Berlin 13:30, two days before the clocks go forward."""


def begins(found):
    return [f"{each.begins:%a %H:%M}" for each in found]


class TestWindows:
    def test_are_the_next_ones_on_working_days_also_when_the_clocks_change(self):
        found = windows(SPANS, None, "Europe/Berlin", FRIDAY_NOON)

        # 14:00 in Berlin is 13:00 UTC on Friday and 12:00 UTC from Sunday on.
        assert ["Fri 13:00", "Mon 08:00", "Mon 12:00", "Tue 08:00", "Tue 12:00", "Wed 08:00"] == begins(found)
        assert MOST_OFFERED == len(found)

    def test_by_the_companys_days_and_holidays(self):
        hours = parse("Europe/Berlin", ["09:00-17:00", "", "", "", "", "09:00-17:00", ""], ["2026-03-28"])

        assert ["Mon 08:00", "Mon 12:00"] == begins(windows(SPANS, hours, "Europe/Berlin", FRIDAY_NOON))

    def test_one_that_is_full_or_that_the_customer_cannot_take_is_left_out(self):
        first = windows(SPANS, None, "Europe/Berlin", FRIDAY_NOON)[0]
        afternoons = windows(
            SPANS, None, "Europe/Berlin", FRIDAY_NOON, {first.begins}, lambda window: window.begins.hour == 12
        )

        assert {"12:00"} == {each.split()[1] for each in begins(afternoons)}
        assert () == windows((), None, "Europe/Berlin", FRIDAY_NOON)

    def test_a_setting_that_nobody_can_read_names_itself(self):
        with pytest.raises(BadInput, match="call_back"):
            call_windows("in the morning")

    def test_are_said_in_every_language_on_the_companys_clock(self):
        window = windows(SPANS, None, "Europe/Berlin", FRIDAY_NOON)[1]

        assert "Monday, 10:00 to 12:00 (Berlin time)" == window_in_words(window, "en", "Europe/Berlin")
        said = {window_in_words(window, language, "Europe/Berlin") for language in OFFERED}
        assert len(OFFERED) == len(said)
        assert all("10:00" in each and "12:00" in each and "Berlin" in each for each in said)


class TestANumber:
    @pytest.mark.parametrize("typed", ["+00 000 555 0101", "030/1234567", "(020) 7946-0958", "+49.30.1234567"])
    def test_is_kept_as_it_is_typed(self, typed):
        assert typed == read_number(f" {typed} ")

    @pytest.mark.parametrize("typed", ["", "12345", "call me", "+" + "1" * 16, "tel:112;x", "555 0101 ext 4"])
    def test_anything_else_is_refused(self, typed):
        with pytest.raises(BadInput):
            read_number(typed)


class TestMayCall:
    WINDOW = Window(datetime(2026, 3, 30, 8, tzinfo=UTC), datetime(2026, 3, 30, 10, tzinfo=UTC))

    @pytest.mark.parametrize(
        ("wishes", "code"),
        [
            ((), MAY),
            ((Wishes(),), MAY),
            ((Wishes(Channel.PAGE),), PAGE_ONLY),
            ((Wishes(silent=True),), SAFE_WORD),
            ((Wishes(hours=(8 * 60, 10 * 60)),), MAY),
            ((Wishes(hours=(9 * 60, 12 * 60)),), NOT_NOW),
            ((Wishes(hours=(9 * 60 + 30, 8 * 60 + 45)),), NOT_NOW),  # a gap in the middle of the window
            ((Wishes(), Wishes(hours=(20 * 60, 22 * 60))), NOT_NOW),
        ],
    )
    def test_as_the_customer_wants_to_be_reached(self, wishes, code):
        assert code == may_call(wishes, self.WINDOW.begins, self.WINDOW.ends)

    def test_the_end_itself_is_not_in_the_window(self):
        assert MAY == may_call((Wishes(hours=(0, 600)),), self.WINDOW.ends - timedelta(hours=2), self.WINDOW.ends)
