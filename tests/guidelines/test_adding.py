"""One rule more in a guideline's text, and every other byte as it was."""

from __future__ import annotations

from datetime import date
from difflib import ndiff

import pytest

from fairdesk.guidelines.adding import (
    Row,
    free_id,
    named,
    stands,
    threshold_of,
    with_rule,
    with_threshold,
    without_rule,
)
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.diff import difference
from fairdesk.guidelines.faults import faults_in
from fairdesk.guidelines.floor import OF_WHOM
from fairdesk.guidelines.table import Table, parse, shipped
from fairdesk.nouns import BadInput

FIRST, RELEASE = shipped("review_first"), shipped("release")
ROW = Row("M1", 'A person looks first at answers in "Polski".', {"language": "pl"},
          {"look": "first", "risk": "high", "minutes": "60", "reason": "draft_mode"})  # fmt: skip
FACTS = {"intent": "all", "article": "returns", "written": False, "upset": False, "draft_mode": False}


def read(text: str) -> Table:
    return parse(text, "a table.yaml")


class TestARule:
    def test_decides_for_its_language_alone_and_nothing_else_differs(self):
        text = with_rule(FIRST, ROW, "F01")
        table = compile_table(read(text))

        assert () == faults_in(table.table, "review_first", date(2026, 11, 30))
        assert [("added", "input language"), ("added", "M1")] == [
            (one.how, one.what) for one in difference(read(FIRST), read(text))
        ]
        looks = {code: table.decide({**FACTS, "language": code}).outputs["look"] for code in ("pl", "en")}
        assert {"pl": "first", "en": "none"} == looks
        assert "first" == table.decide(FACTS).outputs["look"], (
            "without a language the table refuses, and a person looks"
        )
        assert not [line for line in ndiff(FIRST.splitlines(), text.splitlines()) if line.startswith("- ")]

    def test_is_taken_out_again_and_leaves_the_rest(self):
        text = without_rule(with_rule(FIRST, ROW, "F01"), "M1")

        assert {"input language"} == {one.what for one in difference(read(FIRST), read(text))}
        with pytest.raises(BadInput, match="no rule M1 any more"):
            without_rule(text, "M1")

    def test_stands_and_has_an_id_that_none_had(self):
        table = read(with_rule(FIRST, ROW, "F02"))

        assert (True, False) == (stands(table, "M1"), stands(read(FIRST), "M1"))
        assert ("M2", "M4") == (free_id(table, ()), free_id(table, ("M2", "M3")))

    @pytest.mark.parametrize("value", ["pl, en", "not(pl)", ">= 3", "", "a\nb", '"'])
    def test_names_nothing_that_is_a_test_of_another_kind(self, value: str):
        with pytest.raises(BadInput, match="cannot stand in a rule"):
            named(value)

    def test_is_refused_where_the_text_is_laid_out_otherwise(self):
        flat = FIRST.replace(
            "  - id: F01\n    says:",
            "  - {id: F01, says: x, when: {}, then: {look: none, risk: calm, minutes: '60', reason: named}}\n  - id: F03\n    says:",
        )
        with pytest.raises(BadInput, match="no rule F99"):
            with_rule(flat, ROW, "F99")
        with pytest.raises(BadInput, match="laid out otherwise"):
            without_rule(FIRST.replace("rules:\n  - id: F01", "rules:\n  -\n    id: F01"), "F01")


class TestAThreshold:
    def test_is_moved_in_every_rule_that_names_it(self):
        assert 0.5 == threshold_of(read(RELEASE))
        text = with_threshold(RELEASE, 0.62)

        assert 0.62 == threshold_of(read(text))
        assert {"S06", "S08"} == {one.what for one in difference(read(RELEASE), read(text))}
        assert RELEASE == with_threshold(text, 0.5)

    def test_is_refused_where_a_table_names_none(self):
        assert threshold_of(read(FIRST)) is None
        with pytest.raises(BadInput, match="names no confidence"):
            with_threshold(FIRST, 0.6)


class TestWhoseMessageItIs:
    def test_may_be_asked_for_what_becomes_of_an_answer_and_for_no_route(self):
        routing = shipped("routing").replace(
            "inputs:\n", "inputs:\n  - {name: language, type: text, label: language, from: desk}\n"
        )
        found = faults_in(read(routing), "routing", date(2026, 11, 30))

        assert ["It reads language, which the desk does not give: every case would be refused."] == [
            one.says for one in found
        ]
        assert {"language", "channel"} == set(OF_WHOM), "nothing that somebody told of themselves"
