"""A copy holds everything and nobody else's, fits its schemas, proves itself, and is told to the ledger before it leaves."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from fairdesk.accountability import records as ledger
from fairdesk.accountability.copies import check_copy
from fairdesk.accountability.notes import decoded
from fairdesk.accountability.proofs import check_receipt, receipt
from fairdesk.database import row, rows
from fairdesk.house.memory import HOUSE_KEY, place_of_deed
from fairdesk.identity.contact import Wishes
from fairdesk.nouns import CustomerId, NotFound, Overtaken, Unavailable
from fairdesk.privacy.export import Copy
from fairdesk.privacy.export_form import FILES
from fairdesk.privacy.keys import unseal
from fairdesk.sensitive.topics import Topic
from tests.house.test_owners import dana, rows_about_person, sam  # noqa: F401  the whole story, as a fixture
from tests.letters import code_in_letter

QUESTION = "How long does a refund take? I am dana@example.org"


class Opened:
    """A copy as whoever gets it reads it."""

    def __init__(self, copy: Copy) -> None:
        self.bytes = b"".join(copy.pieces)
        self.zip = zipfile.ZipFile(io.BytesIO(self.bytes))
        assert self.zip.testzip() is None

    def text(self, name: str) -> str:
        return self.zip.read(name).decode()

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text(f"data/{name}.jsonl").splitlines()]

    @property
    def manifest(self) -> dict[str, Any]:
        return json.loads(self.text("manifest.json"))

    @property
    def everything(self) -> str:
        return "".join(self.text(name) for name in self.zip.namelist())


def export(desk, who, **more) -> Opened:
    return Opened(desk.house.export(who.id, "en", **more))


class TestItIsWhole:
    def test_every_row_is_a_line(self, desk, dana):  # noqa: F811
        copy = export(desk, dana)

        counted = rows_about_person(desk, dana)
        assert {file.table: counted[file.table] for file in FILES} == {
            file.table: len(copy.lines(file.name)) for file in FILES
        }
        assert [] == copy.lines("other")

    def test_every_line_fits_its_schema(self, desk, dana):  # noqa: F811
        desk.house.close_the_day()
        copy = export(desk, dana, named=True)

        checked = 0
        for file in copy.manifest["files"]:
            if "schema" in file:
                schema = json.loads(copy.text(file["schema"]))
                Draft202012Validator.check_schema(schema)
                validator = Draft202012Validator(schema, format_checker=FormatChecker())
                for line in copy.text(file["name"]).splitlines():
                    validator.validate(json.loads(line))
                    checked += 1
        assert checked == sum(copy.manifest["lines"].values()) > 20

    def test_nothing_is_in_the_field_of_what_nobody_described(self, desk, dana):  # noqa: F811
        copy = export(desk, dana)

        assert [] == [line for file in FILES for line in copy.lines(file.name) if "more" in line]

    def test_what_is_left_out_is_named_with_its_reason(self, desk, dana):  # noqa: F811
        left_out = export(desk, dana).manifest["left_out"]

        assert all(each["reason"] for each in left_out)
        assert {"desk_item.author", "privacy_look.colleague"} <= {
            f"{each['table']}.{each['column']}" for each in left_out if "column" in each
        }
        assert {"accountability_entry", "desk_deed"} <= {each.get("table") for each in left_out}

    def test_her_own_words_stand_there_raw_and_the_reason_in_words(self, desk):
        who = desk.customer()
        desk.says(who, QUESTION)

        copy = export(desk, who)

        assert QUESTION == copy.lines("messages")[0]["text"]
        (decision,) = copy.lines("decisions")
        assert "everyday question" in decision["says"][0]
        assert "[EMAIL_1]" in decision["record"]["asked"]["text"]
        assert "dana@example.org" == copy.lines("hidden")[0]["details"][0]["value"]
        assert "dana@example.org" in copy.text("index.html")

    def test_the_same_data_give_the_same_files(self, desk, dana):  # noqa: F811
        first, second = export(desk, dana), export(desk, dana)

        assert {each["name"]: each["sha256"] for each in first.manifest["files"]} == {
            each["name"]: each["sha256"] for each in second.manifest["files"]
        }

    def test_names_of_files_are_ours_and_safe(self, desk, dana):  # noqa: F811
        for name in export(desk, dana).zip.namelist():
            assert name.isascii()
            assert not name.startswith(("/", "."))
            assert ".." not in name

    def test_a_damaged_row_is_told_and_the_rest_is_there(self, desk, dana):  # noqa: F811
        row("UPDATE desk_turn SET sealed = %s WHERE act = %s RETURNING 1", b"x", desk.last_act(dana))

        copy = export(desk, dana)

        assert ["more"] == [name for line in copy.lines("decisions") for name in line if name == "more"]
        assert len(copy.lines("messages")) > 5


class TestItIsNobodyElses:
    def test_the_strangers_words_and_ids_are_not_in_it(self, desk, dana, sam):  # noqa: F811
        everything = export(desk, dana).everything

        assert "sam@example.org" not in everything
        assert sam.id not in everything
        assert sam.conversation not in everything

    def test_colleagues_are_named_by_work_name_alone(self, desk, dana):  # noqa: F811
        everything = export(desk, dana).everything

        assert '"work_name":"Ada"' in everything
        assert '"ada"' not in everything
        assert not [f'"{name}":{int(desk.ada)}' for name in ("author", "colleague", "assignee")
                    if f'"{name}":{int(desk.ada)}' in everything]  # fmt: skip

    def test_of_a_legal_hold_the_fact_who_and_until_when_but_not_the_companys_own_reason(self, desk, dana):  # noqa: F811
        copy = export(desk, dana)

        (hold,) = copy.lines("holds")
        assert ("The privacy officer", dana.conversation) == (hold["role"], hold["conversation"])
        assert hold["review_by"]
        assert "a claim" not in copy.everything
        assert "Pia" not in json.dumps(hold)
        assert "reason" in [
            each["column"] for each in copy.manifest["left_out"] if each.get("table") == "rights_hold"
        ]
        assert "a claim" not in repr(desk.house.see(dana.id, "en"))

    def test_other_peoples_details_in_notes_are_withheld(self, desk):
        who = desk.customer()
        desk.says(who, QUESTION)
        desk.house.note(who.conversation, desk.ada, "her brother calls from +44 20 7946 0123")

        everything = export(desk, who).everything

        assert "7946" not in everything
        assert "her brother calls from" in everything


class TestWhatWouldOnlyHelpAThief:
    def test_a_code_on_its_way_to_an_address_is_not_in_it(self, desk, dana):  # noqa: F811
        """Otherwise whoever typed a stranger's address could read the code here, and prove the address theirs."""
        code = code_in_letter(desk, dana.id)

        copy = export(desk, dana, named=True)

        assert "dana@example.net" in {line["to"] for line in copy.lines("letters")}
        assert code not in json.dumps([copy.lines("letters"), copy.lines("codes")])
        assert code not in repr(desk.house.see(dana.id, "en", named=True, kind="letters"))

    def test_nor_is_a_safe_word(self, desk, dana):  # noqa: F811
        desk.house.keep_wishes(dana.id, Wishes(safe_word="marmalade"))

        copy = export(desk, dana, named=True)

        assert [True] == [line["has_safe_word"] for line in copy.lines("wishes")]
        assert "marmalade" not in copy.everything


class TestDelicateMatters:
    @pytest.fixture
    def bereaved(self, desk):
        who = desk.customer()
        desk.says(who, "How long does a refund take?")
        desk.says(who, "It is for my mother's funeral")
        desk.house.close_the_day()
        return who

    def test_are_not_named_unless_asked(self, desk, bereaved):
        copy, named = export(desk, bereaved), export(desk, bereaved, named=True)

        assert [topic for topic in Topic if f'"{topic}"' in copy.everything and topic != "none"] == []
        assert "triage.bereavement" not in copy.everything
        assert "bereavement" == named.lines("concerns")[0]["topic"]
        assert "triage.bereavement" in named.everything

    def test_what_cannot_be_proven_without_naming_them_is_said(self, desk, bereaved):
        copy, named = export(desk, bereaved), export(desk, bereaved, named=True)

        assert (1, 2) == (len(copy.lines("proofs")), len(named.lines("proofs")))
        assert [1] == [each["lines"] for each in copy.manifest["left_out"] if each.get("file") == "proofs"]
        assert not [each for each in named.manifest["left_out"] if each.get("file") == "proofs"]


class TestItProvesItself:
    def test_it_is_signed_by_the_desk(self, desk, dana):  # noqa: F811
        copy = export(desk, dana)

        checked = check_copy(copy.bytes, desk.house.signer.verifier_key)

        assert hashlib.sha256(copy.zip.read("manifest.json")).hexdigest() == checked.digest

    def test_each_decision_can_be_proven_from_it_alone(self, desk):
        """The receipt is put together from the copy, and is the one that the desk itself hands out."""
        who = desk.customer()
        for question in ("How long does a refund take?", "Who pays for the post?", "human"):
            desk.says(who, question)
        desk.house.close_the_day()
        copy = export(desk, who)
        records = {line["act"]: line["record"] for line in copy.lines("decisions")}

        for line in copy.lines("proofs"):
            body = json.dumps(
                records[line["act"]], sort_keys=True, ensure_ascii=False, separators=(",", ":")
            ).encode()
            entry, opening = decoded(line["entry"], "entry"), decoded(line["opening"], "opening")
            proof = [decoded(each, "hash") for each in line["proof"]]
            made = receipt(line["position"], entry, opening, body, proof, copy.text("data/checkpoint.note"))

            assert made == desk.house.receipt(line["act"], who.id)
            assert check_receipt(made, copy.manifest["key"])
        assert 3 == len(copy.lines("proofs"))


class TestTheAct:
    def deeds(self, desk) -> list[dict[str, Any]]:
        key = desk.house.keys.house_key(HOUSE_KEY)
        found = rows("SELECT act, sealed FROM desk_deed WHERE kind = 'exported' ORDER BY act")
        return [json.loads(unseal(key, bytes(sealed), place_of_deed(act))) for act, sealed in found]

    def test_is_in_the_ledger_with_its_hash(self, desk, dana):  # noqa: F811
        copy = export(desk, dana)

        (told,) = self.deeds(desk)
        assert hashlib.sha256(copy.zip.read("manifest.json")).hexdigest() == told["manifest"]
        desk.house.close_the_day()
        assert () == desk.house.verify().problems
        assert ledger.latest_checkpoint()

    def test_does_not_name_the_customer(self, desk, dana):  # noqa: F811
        export(desk, dana)

        assert dana.id not in json.dumps(self.deeds(desk))

    def test_if_it_cannot_be_told_nothing_is_handed_out(self, desk, dana, monkeypatch):  # noqa: F811
        def failing(*_: object, **__: object) -> str:
            raise Unavailable("the disk is full")

        monkeypatch.setattr(desk.house.memory, "add_deed", failing)

        with pytest.raises(Unavailable):
            desk.house.export(dana.id, "en")
        monkeypatch.undo()
        assert export(desk, dana).manifest

    def test_one_at_a_time_for_each_customer(self, desk, dana):  # noqa: F811
        desk.house._copying_for.add(dana.id)
        try:
            with pytest.raises(Overtaken):
                desk.house.export(dana.id, "en")
        finally:
            desk.house._copying_for.discard(dana.id)
        assert desk.house.export(dana.id, "en").lines

    def test_of_nobody_is_not_found(self, desk):
        with pytest.raises(NotFound):
            desk.house.export(CustomerId("nobody"), "en")
        assert [] == self.deeds(desk)


class TestKnownAs:
    def test_by_id_and_by_address(self, desk, dana):  # noqa: F811
        address = desk.house.customer_by_address("Kim@example.org ", "en")

        assert dana.id == desk.house.customer_known_as(dana.id)
        assert address == desk.house.customer_known_as("kim@example.org")

    @pytest.mark.parametrize("name", ["nobody", "nobody@example.org", ""])
    def test_others_are_not_found_and_not_made(self, desk, name):
        before = row("SELECT count(*) FROM identity_customer")

        with pytest.raises(NotFound):
            desk.house.customer_known_as(name)

        assert before == row("SELECT count(*) FROM identity_customer")
