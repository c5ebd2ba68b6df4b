"""The reader of past conversations takes what the published schema takes, and says what is wrong without a word of it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.nouns import BadInput
from fairdesk.replay.interchange import Ended, exact, read_line
from tests.house.pages import DOCS

SCHEMA = json.loads((DOCS / "past-conversations.schema.json").read_text("utf-8"))
CHECK = jsonschema.Draft202012Validator(SCHEMA)
SECRET = "zebra-7"


def line(**more: Any) -> dict[str, Any]:
    said = {"author": "customer", "text": "Where is my parcel?"}
    return {"id": "1", "channel": "web", "language": "en", "turns": [said], **more}


def turn(**more: Any) -> dict[str, Any]:
    return line(turns=[{"author": "customer", "text": "Hello", **more}])


WRONG = [
    line(id=""), line(id=7), line(id="  "), line(channel="Web shop"), line(language="english!"), line(turns=[]),
    line(turns=SECRET), line(turns=[{"author": "person", "text": "x"}]), turn(author=SECRET), turn(text=""),
    turn(text=None), turn(labels=SECRET), turn(labels=["Not A Code"]), turn(facts={"amount": None}),
    turn(facts={"who": f"{SECRET} is angry"}), turn(facts=[SECRET]), turn(mood=SECRET), line(mood=SECRET),
    line(groups={"region": SECRET * 20}), line(groups=[SECRET]), line(outcome={"rating": 6}), line(outcome={"rating": True}),
    line(outcome={"resolved": SECRET}), line(outcome={"other": 1}), line(topic="Two words"), line(customer=""),
    [SECRET], SECRET, 7, None, {**line(), "turns": [SECRET]},
]  # fmt: skip
RIGHT = [
    line(), line(customer="kim", topic="returns", groups={"region": "north"}, outcome={"resolved": True, "rating": 4}),
    turn(at="2026-01-31T10:00:00Z", labels=["a", "b"], facts={"amount": 2.5, "whole": 3, "yes": True, "kind": "book"}),
    turn(at=None), line(outcome={"resolved": None}), line(language="pt-BR"),
]  # fmt: skip


class TestTheSchema:
    def test_it_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    @pytest.mark.parametrize("found", RIGHT, ids=range(len(RIGHT)))
    def test_what_it_takes_is_read(self, found: Any):
        CHECK.validate(found)

        assert read_line(json.dumps(found)).turns

    @pytest.mark.parametrize("found", WRONG, ids=range(len(WRONG)))
    def test_what_it_refuses_is_refused_without_a_word_of_it(self, found: Any):
        assert list(CHECK.iter_errors(found))

        with pytest.raises(BadInput) as told:
            read_line(json.dumps(found))
        assert SECRET not in str(told.value)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda c: (
                st.lists(c)
                | st.dictionaries(st.sampled_from(["id", "turns", "channel", "language", "text", "author"]), c)
            ),
        )
    )
    def test_whatever_stands_in_a_line_is_read_or_refused(self, found: Any):
        try:
            read_line(json.dumps(found))
        except BadInput:
            return
        CHECK.validate(found)

    @pytest.mark.parametrize("text", ["", "{", '{"id": NaN}', '"\\ud800"', "[" * 100_000])
    def test_what_is_no_json_is_refused(self, text: str):
        with pytest.raises(BadInput):
            read_line(text)

    def test_a_moment_without_a_zone_is_refused(self):
        with pytest.raises(BadInput, match="turn 1: at"):
            read_line(json.dumps(turn(at="2026-01-31T10:00:00")))


class TestReading:
    def test_the_same_content_is_the_same_however_it_is_written(self):
        one, two = line(groups={"a": "1", "b": "2"}), line(groups={"b": "2", "a": "1"})

        assert exact(read_line(json.dumps(one))) == exact(read_line(json.dumps(two, indent=1).replace("\n", " ")))
        assert exact(read_line(json.dumps(one))) != exact(read_line(json.dumps(line())))

    @pytest.mark.parametrize(
        ("ended", "wrong"),
        [
            (Ended(), None), (Ended(resolved=True), False), (Ended(resolved=False), True), (Ended(True, True), True),
            (Ended(rating=2), True), (Ended(rating=3), False), (Ended(True, None, 1), True),
        ],
    )  # fmt: skip
    def test_whether_it_went_wrong_is_known_only_where_something_is(self, ended: Ended, wrong: bool | None):
        assert wrong is ended.went_wrong
