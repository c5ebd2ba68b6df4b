"""The form of a copy: every field has its type, what nobody described cannot vanish, and a concern is not named."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from fairdesk.privacy.export_form import (
    COLUMNS,
    FILES,
    NEEDS_A_PERSON,
    OTHER,
    PROOFS,
    File,
    file_of,
    hushed,
    names_a_matter,
    other_record,
    record,
    schema,
)
from fairdesk.sensitive.topics import Topic

AT = datetime(2026, 11, 3, 10, 41, tzinfo=UTC)
MATTERS = [str(topic) for topic in Topic if topic is not Topic.NONE]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def named(name: str) -> File:
    return next(file for file in FILES if file.name == name)


def check(file: File, made: dict[str, object]) -> None:
    Draft202012Validator(schema(file), format_checker=FormatChecker()).validate(made)


class TestSchemas:
    @pytest.mark.parametrize("file", [*FILES, OTHER, PROOFS], ids=lambda file: file.name)
    def test_each_is_a_schema(self, file: File):
        Draft202012Validator.check_schema(schema(file))

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
    def test_a_row_of_nothing_still_fits(self, file: File):
        made = record(file, {}, {})
        for name, (kind, _) in file.fields.items():
            if kind == "moment":
                made[name] = AT.isoformat()

        check(file, made)

    def test_a_row_that_does_not_fit_is_found(self):
        with pytest.raises(ValidationError):
            check(named("looks"), {**record(named("looks"), {"at": AT}, {}), "role": 7})
        with pytest.raises(ValidationError):
            check(named("looks"), {**record(named("looks"), {"at": AT}, {}), "surname": "Byron"})


class TestRecords:
    def test_fields_come_from_columns_and_from_what_was_sealed(self):
        row = {"conversation_id": "c", "number": 1, "id": "i", "at": AT, "voice": "customer", "code": "", "act": "a",
               "language": "en", "released_at": None, "sealed": b"x", "author": 7, "client_key": "k"}  # fmt: skip

        made = record(named("messages"), row, {"v": 1, "text": "Hello", "who": "Ada"})

        assert ("c", "Hello", "Ada", None) == (made["conversation"], made["text"], made["who"], made["released_at"])
        assert AT.isoformat() == made["at"]
        assert "more" not in made
        check(named("messages"), made)

    def test_what_nobody_described_cannot_vanish(self):
        made = record(named("visits"), {"id": "c", "created_at": AT, "last_at": AT, "language": "en", "shoe": 43}, {})

        assert {"shoe": 43} == made["more"]
        check(named("visits"), made)

    def test_a_damaged_row_says_so(self):
        made = record(named("messages"), {"at": AT}, {"unreadable": True})

        assert "damaged" in made["more"]["unreadable"]

    def test_a_table_without_a_file_goes_into_the_last_one(self):
        made = other_record("stray", {"id": 1, "at": AT, "sealed": b"x"})

        assert file_of("stray") is OTHER
        assert {"table": "stray", "columns": {"id": 1, "at": AT.isoformat(), "sealed": "sealed"}} == made
        check(OTHER, made)

    def test_nobody_is_named_by_account(self):
        """Colleagues appear by work name and role alone."""
        exported = {source for file in FILES for _, source in file.fields.values()}

        assert not exported & {"author", "colleague", "assignee", "seen_by"}
        assert all(reason for file in FILES for reason in file.left_out.values())
        assert all(COLUMNS[file] for file in FILES)


class TestConcernsAreNotNamed:
    @staticmethod
    def turn(topic: str) -> dict[str, object]:
        triage = {
            "step": "triage",
            "code": f"triage.{topic}",
            "facts": {"topic": topic},
            "words": ["funeral"],
            "under": [],
        }
        route = {"step": "route", "code": "route.sensitive", "facts": {"concern": topic}, "under": [triage]}
        return {"concern": topic, "facts": {"concern": topic, "x": 1}, "record": {"because": route, "concern": topic}}

    @pytest.mark.parametrize("topic", MATTERS)
    def test_however_deep_it_stands(self, topic):
        before = self.turn(topic)

        after = json.dumps(hushed(before))

        assert topic in json.dumps(before)
        assert topic not in after
        assert NEEDS_A_PERSON in after
        assert names_a_matter(json.dumps(before, separators=(",", ":")).encode())

    def test_how_sure_how_soon_and_who_are_not_told_either(self):
        facts = {"certainty": 0.9, "immediacy": "now", "at_risk": "child", "triage_model": "e6a3"}
        before = {"because": {"step": "triage", "code": "triage.minor", "facts": facts, "words": ["<young> +1.2"]}}

        assert {"step": "triage", "code": "triage.needs_a_person"} == hushed(before)["because"]

    @pytest.mark.parametrize("topic", ["none", "failed"])
    def test_what_is_no_matter_stays_as_it_is(self, topic):
        triage = {"step": "triage", "code": f"triage.{topic}", "facts": {}}
        written = json.dumps({"concern": "none", "because": triage}, separators=(",", ":"))

        assert json.loads(written) == hushed(json.loads(written))
        assert not names_a_matter(written.encode())

    @given(record=st.dictionaries(st.text(max_size=8), JSON, max_size=4))
    def test_what_holds_no_concern_is_not_changed(self, record):
        if not names_a_matter(json.dumps(record, separators=(",", ":")).encode()):
            assert record == hushed(record)

    @given(record=st.dictionaries(st.text(max_size=5), JSON, max_size=4), topic=st.sampled_from(MATTERS))
    def test_the_quick_look_never_misses_one(self, record, topic):
        planted = {**record, "deep": [record, {"concern": topic}]}

        assert names_a_matter(json.dumps(planted, separators=(",", ":")).encode())
        assert NEEDS_A_PERSON == hushed(planted)["deep"][1]["concern"]
