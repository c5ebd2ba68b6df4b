"""Past conversations come in once, masked and sealed, decided as the desk would; erased ones never come back."""

from __future__ import annotations

import importlib.util
import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from fairdesk.database import row, rows, writing
from fairdesk.desk import records as desk_records
from fairdesk.house import importing
from fairdesk.house.forgetting import forget, forget_imports_due, forget_what_is_due
from fairdesk.house.importing import AT_ONCE, Told, import_past
from fairdesk.house.memory import HOUSE_KEY, place_of_deed, place_of_past
from fairdesk.house.retaining import delete_what_is_due
from fairdesk.nouns import CustomerId, Unavailable
from fairdesk.privacy import records as privacy
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.privacy.restriction import Restriction
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


def deeds(desk: Desk) -> list[dict[str, Any]]:
    """What the ledger was told of imports."""
    key = desk.house.keys.house_key(HOUSE_KEY)
    told = [each for each in desk_records.deeds() if each[1] == "imported"]
    return [json.loads(unseal(key, sealed, place_of_deed(act))) for act, _, sealed in told]


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


class TestTheLedger:
    def test_each_handful_is_told_with_how_far_the_file_was_read(self, desk):
        lines = [past(f"T-{n}") for n in range(AT_ONCE + 2)]
        read(desk, *lines[:AT_ONCE], b"{\n", *lines[AT_ONCE:])

        told = deeds(desk)
        assert [AT_ONCE, 2] == [each["added"] for each in told]
        whole = [*lines[:AT_ONCE], b"{\n", *lines[AT_ONCE:]]
        for each in told:
            assert sha256(b"".join(whole[: each["lines"]])).hexdigest() == each["file"]
        assert len(whole) == told[-1]["lines"]

    def test_what_could_not_be_kept_is_neither_counted_nor_told(self, desk, monkeypatch):
        """The disk is full in the second handful."""
        kept = records.add_conversation

        def full(one, at):
            if records.counts()[0] > AT_ONCE:
                raise Unavailable("the disk is full")
            kept(one, at)

        monkeypatch.setattr(records, "add_conversation", full)
        with pytest.raises(Unavailable):
            read(desk, *(past(f"T-{n}") for n in range(2 * AT_ONCE)))

        assert (AT_ONCE, AT_ONCE) == (records.counts()[0], sum(each["added"] for each in deeds(desk)))

    def test_the_same_conversation_twice_in_a_file_is_one_and_a_change(self, desk):
        told = read(
            desk, past(), past("T-1", ("customer", "Something else")), past("T-1", ("customer", "Something else"))
        )

        assert (1, 1, 1) == (told.added, told.changed, told.unchanged)
        assert (1, 1) == (records.counts()[0], len(deeds(desk)))


class TestWhatMayOnlyBeStored:
    """GDPR Article 18: what is here stays as it is, and nothing comes to it."""

    def test_nothing_is_masked_decided_changed_or_added(self, desk, monkeypatch):
        read(desk, past(customer="kim"), past("T-2", customer="lee"))
        first = turns()[0]
        desk.house.restrict(first[2], True, desk.house.now())
        decided, decide = [], importing._decided
        monkeypatch.setattr(importing, "_decided", lambda *given: decided.append(given[1].id) or decide(*given))

        marks = ((1, "kim"), (2, "lee"), (3, "kim"), (4, "lee"))
        told = read(desk, *(past(f"T-{n}", ("customer", "Something else"), customer=mark) for n, mark in marks))

        assert [first] == [each for each in turns() if each[2] == first[2]]
        assert (2, 1, 1) == (told.restricted, told.added, told.changed)
        assert 2 == len(decided)

    def test_who_moves_to_somebody_restricted_stays_too(self, desk):
        read(desk, past(customer="kim"))
        desk.house.restrict(owner(), True, desk.house.now())

        assert 1 == read(desk, past(customer="lee")).restricted

    def test_a_limit_set_while_it_is_decided_holds(self, desk, monkeypatch):
        read(desk, past(customer="kim"))
        kim, decide = owner(), importing._decided

        def restricted_meanwhile(*given):
            desk.house.restrict(kim, True, desk.house.now())
            return decide(*given)

        monkeypatch.setattr(importing, "_decided", restricted_meanwhile)

        told = read(desk, past("T-1", ("customer", "Something else"), customer="kim"))
        assert (0, 1) == (told.changed, told.restricted)

    def test_of_one_conversation_it_is_that_one(self, desk):
        read(desk, past(customer="kim"), past("T-2", customer="kim"))
        one = turns()[0]
        with writing():
            privacy.restrict(Restriction("r1", one[2], one[0], desk.house.now()))
        again = (past(f"T-{n}", ("customer", "Something else"), customer="kim") for n in (1, 2, 3))

        told = read(desk, *again)

        assert (1, 1, 1) == (told.restricted, told.changed, told.added)
        assert one in turns()

    def test_where_it_ends_the_file_is_read(self, desk):
        read(desk, past(customer="kim"))
        for on in (True, False):
            desk.house.restrict(owner(), on, desk.house.now())

        assert 1 == read(desk, past("T-1", ("customer", "Something else"), customer="kim")).changed


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

    def test_who_is_erased_while_a_file_is_read_does_not_come_back(self, desk, monkeypatch):
        read(desk, past(customer="kim"))
        kim, decided = owner(), importing._decided

        def erased_meanwhile(*given):
            forget(desk.house, kim, "asked")
            return decided(*given)

        monkeypatch.setattr(importing, "_decided", erased_meanwhile)
        told = read(desk, past("T-1", ("customer", "Something else"), customer="kim"))

        assert (0, 0, 1) == (told.added, told.changed, told.erased)
        assert (0, 0) == records.counts()
        assert 1 == len(deeds(desk))

    def test_nothing_is_kept_under_a_key_that_is_gone(self, desk):
        """An erasure destroys the key first; what comes in before its rows go is left out."""
        read(desk, past(customer="kim"))
        desk.house.keys.destroy(owner(), desk.house.now())

        told = read(
            desk,
            past("T-1", ("customer", "Something else"), customer="kim"),
            past("T-2", customer="kim"),
            past("T-3"),
        )

        assert (1, 0, 2) == (told.added, told.changed, told.erased)

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
        swept = [kind for _, kind, _ in desk_records.deeds() if kind.startswith("retention")]
        assert ["retention_swept"] * 2 == swept  # of the imports, with them; of the rest

    def test_who_is_kept_back_keeps_all_of_it(self, desk):
        read(desk, past(topic="t1"))
        desk.house.restrict(owner(), True, desk.house.now())
        desk.house.start(owner(), "en")

        assert 0 == forget_imports_due(desk.house, desk.house.now() + timedelta(days=91))
        assert {owner(): ["t1"]} == owners()

    def test_whoever_has_no_conversation_any_more_goes_too(self, desk, monkeypatch):
        """A later file says that Lee wrote it, not Kim; Sam came a moment ago and wrote nothing yet."""
        read(desk, past(customer="kim"))
        kim = owner()
        read(desk, past(customer="lee"))
        lasts, now = category("imported").kept_for, desk.house.now()
        with monkeypatch.context() as later:
            later.setattr(desk.house.knowing, "now", lambda: now + lasts)
            sam, _ = desk.house.add_customer("en")

        assert 0 == forget_what_is_due(desk.house, now + lasts * 0.99)
        assert 2 == forget_what_is_due(desk.house, now + lasts * 1.01)
        with pytest.raises(KeyDestroyed):
            desk.house.keys.of(kim)
        assert [] == list(cells_that_hold(kim))
        assert desk.house.keys.of(sam)

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
