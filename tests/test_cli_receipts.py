"""`fairdesk receipt verify`, `processing` and `understood`, run as people run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairdesk.cli import main
from fairdesk.consent import records as consent
from fairdesk.consent.jws import sign
from fairdesk.consent.purposes import Purpose


@pytest.fixture
def signed(desk, tmp_path: Path) -> tuple[Path, str]:
    """A receipt on disk, and the key the company publishes."""
    dana = desk.customer()
    desk.house.choose(dana.id, Purpose.CONTACT, True, language="fr")
    file = tmp_path / "consent-receipt.jws"
    file.write_text(desk.house.consent_receipt(dana.id, consent.history(dana.id)[0].number))
    return file, desk.house.signer.verifier_key


def verify(file: Path, key: str, *more: str) -> Result:
    return CliRunner().invoke(main, ["receipt", "verify", str(file), "--key", key, *more])


class TestVerify:
    def test_says_what_was_chosen_when_and_under_which_words(self, signed):
        ran = verify(*signed)

        assert 0 == ran.exit_code, ran.output
        assert all(word in ran.output for word in ("holds", "contact", "granted", "button", "(fr)", "unchanged"))

    def test_as_json(self, desk, signed):
        file, _ = signed
        told = json.loads(verify(file, json.dumps(desk.house.public_keys()), "--json").output)

        assert told["holds"]
        assert told["notice_whole"]
        assert ("contact", "granted") == (told["purpose"], told["choice"])

    def test_one_changed_byte_is_exit_status_1(self, signed):
        file, key = signed
        header, body, signature = file.read_text().split(".")
        file.write_text(f"{header}.{body[:-3]}{'A' if body[-3] != 'A' else 'B'}{body[-2:]}.{signature}")

        ran = verify(file, key)

        assert 1 == ran.exit_code
        assert "NOT" in ran.output

    def test_other_words_inside_are_exit_status_1_though_the_signature_fits(self, desk, signed, tmp_path):
        """The company itself signs a receipt whose notice is not the one it names."""
        dana = desk.customer()
        desk.house.choose(dana.id, Purpose.CONTACT, True, language="en")
        body = json.loads(json.dumps(desk.house.consent_receipt_body(dana.id, consent.history(dana.id)[0].number)))
        body["dpv:hasRecordOfActivity"]["dpv:hasNotice"]["schema:text"] = "May we sell all you write?"
        forged = tmp_path / "forged.jws"
        forged.write_text(sign(body, desk.house.signer.seed))

        ran = verify(forged, signed[1])

        assert 1 == ran.exit_code
        assert "not those of the notice" in ran.output

    def test_another_companys_key_is_exit_status_1(self, signed):
        from fairdesk.accountability.notes import Signer

        assert 1 == verify(signed[0], Signer("other", bytes(32)).verifier_key).exit_code

    @pytest.mark.parametrize("words", ["", "no receipt", "a.b.c", "żółw"])
    def test_what_is_no_receipt_is_bad_input(self, signed, tmp_path, words):
        file = tmp_path / "something"
        file.write_text(words)

        ran = verify(file, signed[1])

        assert 7 == ran.exit_code
        assert "Traceback" not in ran.output


def test_help_has_examples():
    for words in (["receipt", "verify"], ["processing"], ["understood"]):
        ran = CliRunner().invoke(main, [*words, "--help"])

        assert 0 == ran.exit_code
        assert f"fairdesk {' '.join(words)}" in ran.output


class TestOnADesk:
    """Commands that open a desk: the very one of this test, by its folder."""

    @pytest.fixture
    def run(self, desk, monkeypatch):
        from contextlib import nullcontext

        from fairdesk.cli import receipts

        monkeypatch.setattr(receipts, "open_existing", lambda *_: desk.house)
        monkeypatch.setattr(receipts, "closing", nullcontext)
        return lambda *words: CliRunner().invoke(main, words)

    def test_processing_is_whole(self, run):
        ran, told = run("processing"), json.loads(run("processing", "--json").output)

        assert 0 == ran.exit_code, ran.output
        assert "0 without a purpose" in ran.output
        assert {"desk_item", "consent_accommodation"} <= {line["table"] for line in told["tables"]}

    def test_processing_with_a_hole_is_exit_status_1(self, run, monkeypatch):
        from fairdesk.consent import processing

        fewer = {table: use for table, use in processing.TABLES.items() if table != "desk_item"}
        monkeypatch.setattr(processing, "TABLES", fewer)

        ran = run("processing")

        assert 1 == ran.exit_code
        assert "NOT STATED" in ran.output

    def test_understood_tells_shares_from_ten_answers_on(self, desk, run):
        assert "Nobody has answered yet" in run("understood").output
        for number in range(10):
            desk.house.count_answer("en", "person", number > 0)
        desk.house.count_answer("en", "must", True)

        said = run("understood").output

        assert "90% right" in said
        assert "too few answers" in said
        assert {"person", "must"} == {one["question"] for one in json.loads(run("understood", "--json").output)}
