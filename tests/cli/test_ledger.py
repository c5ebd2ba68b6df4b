"""The ledger's commands, run as people run them: exit statuses, what is named, what needs no desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairdesk.accountability.cosignatures import ED25519
from fairdesk.cli import main
from fairdesk.database import execute, writing
from tests.witness import Witness, serving


@pytest.fixture
def data(desk, folder: Path) -> Path:
    return folder


def run(data: Path, *words: str, input: str | None = None) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), *words], input=input)


def kept(data: Path, name: str, *words: str) -> Path:
    """Run a command and keep what it prints."""
    ran = run(data, *words)
    assert 0 == ran.exit_code, ran.output
    (data / name).write_text(ran.stdout)
    return data / name


@pytest.fixture
def act(desk, data) -> str:
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")
    return str(desk.last_act(dana))


class TestVerify:
    def test_a_whole_ledger_is_exit_status_0_against_what_was_kept(self, data, act):
        head = kept(data, "head.txt", "ledger", "checkpoint")
        receipt = kept(data, "receipt.txt", "ledger", "prove", act)

        ran = run(data, "ledger", "verify", "--against", str(head), "--against", str(receipt))

        assert (0, True) == (ran.exit_code, "all whole" in ran.output), ran.output

    def test_an_edit_is_exit_status_1_and_the_act_is_named(self, data, act):
        run(data, "ledger", "checkpoint")
        with writing():
            execute("UPDATE accountability_entry SET kind = 'note' WHERE act = %s", act)

        ran = run(data, "ledger", "verify", "--json")

        assert 1 == ran.exit_code
        assert act in {problem["act"] for problem in json.loads(ran.output)["problems"]}

    def test_since_a_day(self, data, act):
        run(data, "ledger", "checkpoint")

        assert 0 == run(data, "ledger", "verify", "--since", "2999-01-01").exit_code
        assert 2 == run(data, "ledger", "verify", "--since", "yesterday").exit_code

    def test_a_head_of_another_ledger_is_exit_status_1(self, data, act, tmp_path):
        head = kept(data, "head.txt", "ledger", "checkpoint")
        head.write_text(head.read_text().replace("\n\n", "1\n\n", 1))

        assert 0 != run(data, "ledger", "verify", "--against", str(head)).exit_code


class TestReceipts:
    def test_the_receipt_of_an_act_verifies_without_a_desk(self, data, act, tmp_path):
        receipt = kept(data, "receipt.txt", "ledger", "prove", act)
        key = kept(data, "key.txt", "ledger", "key").read_text()

        ran = run(tmp_path / "nowhere", "receipt", "verify", str(receipt), "--key", key)

        assert (0, True) == (ran.exit_code, act in ran.output), ran.output
        assert not (tmp_path / "nowhere").exists()

    def test_so_does_its_json_and_by_the_name_of_old_receipts(self, data, act):
        receipt = kept(data, "receipt.json", "ledger", "prove", act, "--json")
        told = json.loads(run(data, "receipt", "verify", str(receipt), "--json").output)

        assert (True, act) == (told["holds"], told["act"])
        assert 0 == run(data, "ledger", "check", str(receipt)).exit_code

    def test_one_changed_letter_is_exit_status_1(self, data, act):
        receipt = kept(data, "receipt.json", "ledger", "prove", act, "--json")
        receipt.write_text(receipt.read_text().replace("refund", "reward", 1))

        assert 1 == run(data, "receipt", "verify", str(receipt)).exit_code

    def test_the_sealed_proof_holds_no_words_and_needs_no_look(self, desk, data, act):
        ran = run(data, "ledger", "prove", act, "--sealed", "--json")

        assert {"entry", "proof"} == json.loads(ran.output).keys()
        assert "refund" not in ran.output
        assert [] == looks(desk)

    def test_what_the_office_opens_is_told_to_the_customer(self, desk, data, act):
        run(data, "ledger", "prove", act)

        assert ["receipt"] == looks(desk)

    def test_an_act_that_is_not_there_is_exit_status_4(self, data, act):
        assert 4 == run(data, "ledger", "prove", "nobody").exit_code


def looks(desk) -> list[str]:
    from fairdesk.database import rows

    return [what for (what,) in rows("SELECT what FROM privacy_look")]


class TestExport:
    def test_verifies_without_a_desk(self, data, act, tmp_path):
        key = kept(data, "key.txt", "ledger", "key").read_text()
        head = kept(data, "head.txt", "ledger", "checkpoint")
        assert 0 == run(data, "ledger", "export", str(tmp_path / "out")).exit_code

        words = ("ledger", "verify-export", str(tmp_path / "out"), "--key", key)
        whole = run(tmp_path / "nowhere", *words, "--against", str(head))
        (bundle,) = (tmp_path / "out/tile/entries/000.p").iterdir()
        bundle.write_bytes(bundle.read_bytes().replace(act.encode(), act[::-1].encode()))
        broken = run(tmp_path / "nowhere", *words)

        assert (0, 1) == (whole.exit_code, broken.exit_code), whole.output
        assert act[::-1] in broken.output


class TestRotate:
    def test_both_keys_are_published_and_the_old_receipt_holds(self, data, act):
        receipt = kept(data, "receipt.txt", "ledger", "prove", act)

        assert 0 == run(data, "ledger", "rotate").exit_code
        keys = run(data, "ledger", "key").output

        assert 2 == len(keys.splitlines())
        assert 0 == run(data, "receipt", "verify", str(receipt), "--key", keys).exit_code
        assert 0 == run(data, "ledger", "verify").exit_code


class TestCosign:
    def test_asks_the_witnesses_and_shows_them_in_a_receipt(self, desk, data, act):
        run(data, "ledger", "checkpoint")
        with serving(Witness("witness.example/w1", desk.house.signer.verifier_key, ED25519)) as witness:
            (data / "witnesses").write_text(f"witness north {witness.key} {witness.url}\nquorum north\n")
            (data / "fairdesk.toml").write_text('ledger_witnesses = "witnesses"\n')
            before = kept(data, "before.txt", "ledger", "prove", act)
            assert 0 == run(data, "ledger", "cosign").exit_code
        run(data, "ledger", "checkpoint")
        receipt = kept(data, "receipt.txt", "ledger", "prove", act)

        ran = run(data, "receipt", "verify", str(receipt), "--witnesses", str(data / "witnesses"))
        alone = run(data, "receipt", "verify", str(before), "--witnesses", str(data / "witnesses"))

        assert (0, True) == (ran.exit_code, "Signed by the witness witness.example/w1" in ran.output), ran.output
        assert (1, True) == (alone.exit_code, "quorum north is not reached" in alone.output)

    def test_without_a_witness_says_what_to_do(self, data, act):
        ran = run(data, "ledger", "cosign")

        assert (7, True) == (ran.exit_code, "ledger_witnesses" in ran.output)
