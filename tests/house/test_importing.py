"""Past conversations come in once, masked and sealed, decided as the desk would; erased ones never come back."""

from __future__ import annotations

import importlib.util
import json
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from fairdesk.database import row, rows
from fairdesk.desk import records as desk_records
from fairdesk.house.forgetting import forget, forget_imports_due, forget_what_is_due
from fairdesk.house.holding import place_of_past
from fairdesk.house.importing import Told, import_past
from fairdesk.house.retaining import delete_what_is_due
from fairdesk.nouns import CustomerId
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.retention import category
from fairdesk.replay import records
from tests.conftest import shared_data
from tests.house.pages import ROOT
from tests.house.test_owners import cells_that_hold
from tests.people import Desk

SAID = "Where is my parcel? I am kim.doe@example.org"


def past(id: str = "T-1", *turns: tuple[str, str], **more: Any) -> bytes:
    said = turns or (("customer", SAID), ("assistant", "On its way, kim.doe@example.org."))
    spoken = [{"author": who, "text": text} for who, text in said]
    return json.dumps({"id": id, "channel": "web", "language": "en", "turns": spoken, **more}).encode() + b"\n"


def read(desk: Desk, *lines: bytes, **how: Any) -> Told:
    return import_past(desk.house, lines, **how)


def turns() -> list[tuple[Any, ...]]:
    return [tuple(each) for each in records.imported_turns()]


def owner() -> CustomerId:
    ((customer,),) = rows("SELECT customer_id FROM replay_conversation")
    return CustomerId(customer)


def owners() -> dict[CustomerId, list[str]]:
    """Return whose the past conversations are that are kept: customer -> their topics."""
    kept = rows("SELECT customer_id, topic FROM replay_conversation ORDER BY topic")
    return {CustomerId(who): [topic for whose, topic in kept if whose == who] for who, _ in kept}


class TestReadingIn:
    def test_it_is_masked_sealed_and_decided(self, desk):
        read(desk, past(groups={"region": "north"}, outcome={"resolved": True}))

        ((conversation, number, customer, *known, failed, facts),) = turns()
        assert (1, ["en", "web", "", '{"region": "north"}'], False) == (number, known, bool(failed))
        assert json.loads(facts)["language_offered"] is True
        of, sealed = records.words_of(conversation)
        words = json.loads(unseal(desk.house.keys.of(of), sealed, place_of_past(conversation)))
        assert ["customer", "Where is my parcel? I am [EMAIL_1]"] == words["turns"][0]

    def test_no_word_stands_anywhere_in_the_open(self, desk):
        read(desk, past(), past("secret-id-kim"))

        assert [] == list(cells_that_hold("kim.doe", "parcel?", "secret-id-kim"))

    def test_the_desk_counts_none_of_it(self, desk):
        before = desk_records.latest_change(), desk.house.queue(desk.ada, "all").rows

        read(desk, past())

        assert before == (desk_records.latest_change(), desk.house.queue(desk.ada, "all").rows)

    def test_a_sensitive_matter_stays_known_through_the_conversation(self, desk):
        read(desk, past("T-1", ("customer", "It was for my father's funeral"), ("customer", "Can I send it back?")))

        assert ["bereavement"] * 2 == [json.loads(each[-1])["concern"] for each in turns()]

    def test_a_person_who_came_in_after_an_assistant_has_it(self, desk):
        several = (
            ("customer", "Hello"),
            ("assistant", "Hi"),
            ("customer", "No"),
            ("person", "Ada here"),
            ("customer", "Thanks"),
        )
        read(desk, past("T-1", *several))

        assert [False, False, True] == [json.loads(each[-1])["with_person"] for each in turns()]
        assert [True, None, None] == [each[-2] if each[-2] is None else bool(each[-2]) for each in turns()]

    def test_facts_of_the_company_are_kept_beside_ours(self, desk):
        spoken = [{"author": "customer", "text": "Money back", "facts": {"amount": 25, "concern": "none"}}]
        read(desk, past(turns=spoken))

        facts = json.loads(turns()[0][-1])
        assert (25, "none") == (facts["amount"], facts["concern"])


class TestAgain:
    def test_the_same_file_again_changes_nothing(self, desk):
        lines = past("T-1"), past("T-2")
        assert (2, 0) == ((first := read(desk, *lines)).added, first.unchanged)
        before = turns(), len(desk_records.deeds())

        assert (0, 2) == ((again := read(desk, *lines)).added, again.unchanged)
        assert before == (turns(), len(desk_records.deeds()))

    def test_another_content_replaces_it(self, desk):
        read(desk, past())
        customer = owner()

        assert 1 == read(desk, past("T-1", ("customer", "Something else"))).changed
        assert (1, 1) == records.counts()
        assert customer == owner()

    def test_one_mark_is_one_person(self, desk):
        read(desk, past("T-1", customer="kim"), past("T-2", customer="kim"), past("T-3"))

        assert (2,) == row("SELECT count(DISTINCT customer_id) FROM replay_conversation")

    def test_a_bad_line_is_named_and_left_out(self, desk):
        told = read(desk, past("T-1"), b"{\n", b"\xff\n", b"\n", past("T-2", turns=[]), past("T-3"))

        assert (2, [2, 3, 5]) == (told.added, [line for line, _ in told.bad])

    def test_a_dry_run_keeps_nothing(self, desk):
        assert 1 == read(desk, past(), dry_run=True).added
        assert (0, 0) == records.counts()


class TestForgetting:
    def test_the_erased_do_not_come_back(self, desk):
        read(desk, past(customer="kim"), past("T-2"))
        kim, conversation = next((each[2], each[0]) for each in turns())

        forget(desk.house, kim, "asked")

        assert [] == list(cells_that_hold(kim, conversation))
        assert (0, 1, 1) == (
            (told := read(desk, past(customer="kim"), past("T-2"))).added,
            told.erased,
            told.unchanged,
        )

    def test_they_go_when_their_time_is_over_and_no_day_before(self, desk):
        read(desk, past())
        lasts = category("imported").kept_for
        now = desk.house.now()

        assert 0 == forget_what_is_due(desk.house, now + lasts * 0.99)
        assert 1 == forget_what_is_due(desk.house, now + lasts * 1.01)
        assert (0, 0) == records.counts()

    def test_each_goes_after_its_own_import_whoever_else_stays(self, desk, monkeypatch):
        """One of a customer who had another imported later, one of a customer who wrote to the desk, and a stranger's."""
        first = [past(f"T-{n}", customer=f"C-{n}", topic=f"t{n}") for n in (1, 2, 3)]
        read(desk, *first)
        begun = desk.house.now()
        monkeypatch.setattr(desk.house.knowing, "now", lambda: begun + timedelta(days=40))
        read(desk, past("T-4", customer="C-1", topic="t4"))
        (writes,) = (who for who, topics in owners().items() if topics == ["t2"])
        desk.house.start(writes, "en")

        gone = delete_what_is_due(desk.house, begun + timedelta(days=category("imported").days, seconds=9))

        assert [["t4"]] == list(owners().values())
        assert (1, 2) == (gone["conversations"], gone["imported"])
        desk.house.keys.of(writes)  # what she wrote to the desk can still be opened
        assert 3 == read(desk, *first).erased
        assert ["retention_swept"] == [kind for _, kind, _ in desk_records.deeds() if kind.startswith("retention")]

    def test_who_is_kept_back_keeps_all_of_it(self, desk):
        read(desk, past(topic="t1"))
        desk.house.restrict(owner(), True, desk.house.now())
        desk.house.start(owner(), "en")

        assert 0 == forget_imports_due(desk.house, desk.house.now() + timedelta(days=91))
        assert {owner(): ["t1"]} == owners()

    def test_everything_verifies_afterwards(self, desk):
        read(desk, past())
        forget(desk.house, owner(), "asked")

        assert () == desk.house.verify().problems


class TestConverters:
    @pytest.fixture
    def tool(self) -> ModuleType:
        spec = importlib.util.spec_from_file_location("converters", ROOT / "tools" / "convert_conversations.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    @pytest.mark.parametrize(
        ("name", "file"),
        [
            ("multidogo", "multidogo/airline_dev.jsonl"), ("star", "star_dev.jsonl"), ("tau", "tau_airline_gpt4o_dev.jsonl"),
        ],
    )  # fmt: skip
    def test_a_public_set_is_read_whole(self, desk, tool, tmp_path: Path, capsys, name: str, file: str):
        tool.main(name, str(shared_data("assistant", "conversations", file)))
        lines = capsys.readouterr().out.encode().splitlines(keepends=True)

        assert [] == read(desk, *lines, dry_run=True).bad
        few = read(desk, *lines[:3])
        assert (3, few.turns) == records.counts()
