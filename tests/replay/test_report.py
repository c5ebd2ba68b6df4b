"""A report hides small groups and whoever could be worked out from them, names who loses, and proves itself."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.accountability.history import SigningKey, as_text
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import Signer
from fairdesk.guidelines.table import parse, shipped
from fairdesk.nouns import BadInput
from fairdesk.replay.as_html import as_html, rows_of
from fairdesk.replay.checking import check_saved, saved
from fairdesk.replay.forest import forest
from fairdesk.replay.harm import Signs
from fairdesk.replay.report import (
    FEWEST,
    Counted,
    Group,
    Pair,
    check_comparable,
    exact,
    fingerprint,
    hash_of,
    judged_pairs,
    note_text,
    report,
    suppressed,
    told_groups,
)

ROUTING = parse(shipped("routing"), "routing.yaml")
SIGNER = Signer("fairdesk/test", b"7" * 32)
ABOUT = {
    "id": "r1", "at": "2026-01-31T10:00:00+00:00", "by": "Rio", "since": None, "topic": "", "sample": 0,
    "cases": {"clearest": [], "sensitive": [], "task": []},
}  # fmt: skip


def group(name: str, n: int, loses: int = 0, gains: int = 0, by: str = "language") -> Group:
    return Group(by, name, n, loses, gains)


def made(*groups: Group, pairs: tuple[Pair, ...] = ()) -> dict[str, Any]:
    return report(Counted(pairs, groups, 100, 0, 0, 0, 6.0, 0), ROUTING, ROUTING, ABOUT)


class TestSmallGroups:
    @given(st.lists(st.integers(1, 60), min_size=1, max_size=8))
    def test_none_is_shown_and_none_can_be_had_by_subtraction(self, sizes: list[int]):
        groups = [group(f"g{n}", size) for n, size in enumerate(sizes)]
        hidden = suppressed(groups)

        shown = [each for each in groups if (each.by, each.name) not in hidden]
        assert all(each.conversations >= FEWEST for each in shown)
        assert 1 != len(hidden) or 1 == len(groups)
        rest = sum(each.conversations for each in groups if each not in shown)
        assert not hidden or rest >= FEWEST or not shown

    def test_the_largest_hides_a_small_one_so_that_the_others_stay_in_sight(self):
        assert {("language", "en"), ("language", "fr")} == suppressed(
            [group("en", 90), group("de", 30), group("fr", 1)]
        )

    def test_each_way_of_telling_apart_stands_alone(self):
        found = suppressed([group("en", 90), group("fr", 5), group("web", 95, by="channel")])

        assert {("language", "en"), ("language", "fr")} == found

    def test_a_hidden_group_has_no_figure_at_all(self):
        told = told_groups([group("en", 900, 9), group("fr", 50), group("pl", 3, 3), group("uk", 19, 1)])

        assert {"by": "language", "suppressed": 2} == told[-1]
        assert ["en", "fr"] == sorted(each["group"] for each in told[:-1])

    def test_nor_a_name(self):
        told = made(group("en", 900, 9), group("fr", 50), group("Isle of Eigg", 3, 3), group("uk", 19, 1))

        for text in (exact(told), as_html(told, "0" * 64)):
            assert "Eigg" not in text
        assert "language: 2 small groups" in as_html(told, "0" * 64)

    def test_a_report_of_before_is_read_without_the_names_it_has(self):
        old = made(group("en", 900, 9), group("fr", 50))
        old["groups"].append({"by": "language", "group": "Isle of Eigg", "suppressed": True})

        assert "language: 1 small group<" in as_html(old, "0" * 64)
        assert "Eigg" not in as_html(old, "0" * 64)


class TestWhoLoses:
    def test_a_group_that_loses_more_is_named_with_its_interval(self):
        told = made(group("en", 400, 4), group("fr", 100, 30), group("web", 500, 34, by="channel"))

        first = told["groups"][0]
        assert ("fr", True) == (first["group"], first["hurt"])
        assert 0 < first["difference"]["low"] < first["difference"]["share"] == 0.29
        assert ["language: fr"] == told["hurt"]

    def test_chance_alone_names_nobody(self):
        """200 reports on groups that all lose alike: at most 5 %, and some luck, name anybody."""
        chance, named = random.Random(11), 0
        for _ in range(200):
            drawn = [group(f"g{n}", 80, sum(chance.random() < 0.1 for _ in range(80))) for n in range(5)]
            named += any(each.get("hurt") for each in told_groups(drawn))
        assert named <= 16

    def test_with_nobody_else_there_is_nothing_to_compare(self):
        (told,) = told_groups([group("en", 100, 50)])

        assert told["difference"] is None
        assert not told["hurt"]
        assert "" == forest([told])


class TestCounting:
    def test_the_worst_stands_first_and_work_is_counted(self):
        pairs = judged_pairs(
            [(8, 2, 0, 0, 0, 1, 5), (2, 8, 1, 0, 0, -1, 2), (8, 8, 0, 0, 0, -1, 50)], ROUTING, ROUTING
        )
        told = made(pairs=pairs)

        assert ["sensitive_to_assistant", "person_instead"] == [each["harm"] for each in told["moves"]]
        assert (57, 7, 2) == (told["turns"], told["changed"], told["sensitive_changed"])
        assert (5, 2, 0.3) == tuple(told["work"][each] for each in ("turns_to_people", "turns_from_people", "hours"))

    def test_a_refusal_is_counted_apart(self):
        told = made(pairs=judged_pairs([(8, -1, 0, 0, 0, -1, 3)], ROUTING, ROUTING))

        assert {"before": 0, "after": 3} == told["refused"]
        assert "person: rule_input" == told["moves"][0]["to"]

    def test_what_cannot_be_compared_says_why(self):
        release = parse(shipped("release"), "release.yaml")

        assert "other names" in check_comparable(ROUTING, release)
        assert "" == check_comparable(ROUTING, ROUTING)


class TestProof:
    def file(self) -> tuple[str, str]:
        summary = exact(made(group("en", 400, 4), group("fr", 100, 30)))
        note = SIGNER.sign(note_text("r1", ROUTING.version, ROUTING.version, hash_of(summary)))
        return saved(summary, note), summary

    def test_a_saved_report_holds_and_is_what_was_kept(self):
        file, summary = self.file()

        assert json.loads(summary) == check_saved(file, SIGNER.verifier_key)

    @pytest.mark.parametrize("path", [("turns",), ("groups", 0, "hurt"), ("hurt",), ("proposed",), ("by",)])
    def test_whatever_is_changed_in_it_is_found(self, path: tuple[Any, ...]):
        whole = json.loads(self.file()[0])
        part = whole["report"]
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = "other"

        with pytest.raises(Tampered):
            check_saved(json.dumps(whole), SIGNER.verifier_key)
        whole["sha256"] = hash_of(exact(whole["report"]))
        with pytest.raises(Tampered):
            check_saved(json.dumps(whole), SIGNER.verifier_key)

    def test_it_holds_under_the_published_list_after_the_key_was_exchanged(self):
        file, summary = self.file()
        keys = (SigningKey(SIGNER.verifier_key, 0), SigningKey(Signer("fairdesk/test", b"8" * 32).verifier_key, 9))

        assert json.loads(summary) == check_saved(file, as_text(keys))

    def test_another_key_signed_nothing_here(self):
        with pytest.raises(Tampered):
            check_saved(self.file()[0], Signer("fairdesk/test", b"8" * 32).verifier_key)

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"report": {}, "note": ""}'])
    def test_another_file_is_no_report(self, text: str):
        with pytest.raises(BadInput):
            check_saved(text, SIGNER.verifier_key)

    def test_a_fingerprint_needs_its_salt(self):
        assert fingerprint("salt", "turn") != fingerprint("other", "turn")


class TestShowing:
    def test_names_from_outside_are_escaped(self):
        told = made(group("<b>&", 400, 4), group("fr", 100, 30))

        for text in (as_html(told, "0" * 64), forest(told["groups"])):
            assert "<b>" not in text
            assert "&lt;b&gt;" in text

    def test_the_picture_holds_each_group_that_the_table_holds(self):
        told = made(group("en", 400, 4), group("fr", 100, 30), group("de", 200, 2))

        drawn = forest(told["groups"])
        assert 3 == drawn.count('stroke-width="2"')
        assert 1 == drawn.count("<rect")
        assert "style" not in drawn

    def test_what_was_not_shown_is_not_said_to_be_fair(self):
        assert "no proof that none does" in rows_of(made(group("en", 400, 4)))["sentences"][0]

    def test_signs_are_four(self):
        assert ("sensitive", "asked", "refused", "failed") == Signs._fields
