"""Canned replies before the house: what may be written, what is filled in, and what is left open."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.desk.canned import LONGEST, VARIABLES, Canned, checked, filled, ready, unfilled
from fairdesk.nouns import BadInput

CANNED = Canned(
    "c", "Label", {"en": "For {number}. {me}", "de": "Zu { number }. {me}"}, "Ada", datetime(2026, 11, 3, tzinfo=UTC)
)


class TestChecked:
    @pytest.mark.parametrize(
        ("name", "texts", "why"),
        [
            (" ", {"en": "Hello"}, "name"),
            ("x" * 61, {"en": "Hello"}, "at most 60"),
            ("Label", {"en": "  "}, "one language"),
            ("Label", {"xx": "Hello"}, "no language"),
            ("Label", {"en": "x" * (LONGEST + 1)}, "too many"),
            ("Label", {"en": "Hello", "de": "Zu {nummer}"}, r"Deutsch: there is no variable \{nummer\}"),
        ],
    )
    def test_what_cannot_be_kept_is_told(self, name, texts, why):
        with pytest.raises(BadInput, match=why):
            checked(name, texts)

    def test_empty_languages_are_left_out_and_spaces_tidied(self):
        assert ("My label", {"en": "Hello {me}"}) == checked(" My  label ", {"en": " Hello {me} ", "de": " "})


class TestFilled:
    def test_the_customers_language_is_taken_and_what_is_unknown_stays_and_is_named(self):
        mine = ready(CANNED, "de", {"me": "Ada", "number": ""})

        assert ("de", "Zu { number }. Ada", ("number",)) == (mine.language, mine.text, mine.open)
        assert ("number",) == unfilled(mine.text)

    def test_another_language_is_said_to_be_another(self):
        assert "en" == ready(CANNED, "pl", {}).language

    def test_a_value_is_words_and_no_variable(self):
        assert "For {me}. Ada" == ready(CANNED, "en", {"me": "Ada", "number": "{me}"}).text
        assert () == ready(CANNED, "en", {"me": "Ada", "number": "{me}"}).open

    @given(st.text(), st.fixed_dictionaries({each: st.text(min_size=1) for each in VARIABLES}))
    def test_other_braces_are_just_words(self, text, values):
        nothing = "".join(text.split("{"))

        assert nothing == filled(nothing, values)
        assert () == unfilled(f"{{{{ {nothing} }} if (a) {{ b }}")
