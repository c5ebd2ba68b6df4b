"""Dana asks to be erased: two people approve, everything goes, a search finds nothing, and she gets a certificate.

She needs no account and gives no reason. Whoever could stand in the way cannot: no colleague closes her request
without proof, no stranger opens it, and a power cut only delays it.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import verify_note
from fairdesk.database import empty_the_log, execute, on_sqlite, rows, writing
from fairdesk.house import forgetting
from fairdesk.house.background import Background
from fairdesk.nouns import NotFound, Overtaken, Refused
from fairdesk.rights.certificate import check
from fairdesk.rights.requests import Stage
from tests.people import PulledPlug

in_one_file = pytest.mark.skipif(
    not on_sqlite(), reason="PostgreSQL's files are not ours to read; it holds ciphertext"
)
WORDS = "My name is Dana Planted-Surname, dana@example.org. How long does a refund take?"


@pytest.fixture
def dana(desk):
    dana = desk.customer()
    desk.says(dana, WORDS)
    desk.says(dana, "It was for my father's funeral")
    desk.house.close_the_day()
    return dana


@pytest.fixture
def asked(desk, dana) -> str:
    return desk.house.file_request(dana.id, "erase", "Please, everything.")


def agree(desk, request: str, *people) -> None:
    for move in ("accept", "dry_run"):
        desk.house.work_request(request, desk.pia, move)
    for each in people:
        desk.house.work_request(request, each, "approve")


def checked(desk, text: str):
    return check(text, lambda note: verify_note(note, desk.house.signer.verifier_key))


def raw(desk) -> bytes:
    return b"".join(path.read_bytes() for path in desk.folder.iterdir() if path.is_file())


class TestFromAskingToTheCertificate:
    def test_she_sees_what_happens_next_and_by_when(self, desk, dana, asked):
        shown = desk.house.request_of(asked, dana.id)

        assert Stage.RECEIVED == shown.stage
        assert timedelta(days=28) <= shown.due_at - shown.filed_at <= timedelta(days=35)
        assert "Data Protection Commission" == shown.authority.name
        assert ["Please, everything."] == [each.text for each in shown.said]

    def test_two_people_and_everything_is_gone(self, desk, dana, asked):
        agree(desk, asked, desk.pia, desk.cleo)
        claim = desk.house.request_of(asked, dana.id).claim

        Background(desk.house).round()

        shown = desk.house.request_of(asked, None, claim)
        assert Stage.DONE == shown.stage
        assert [] == rows("SELECT id FROM desk_conversation")
        with pytest.raises(NotFound):
            desk.house.keys.of(dana.id)

    def test_the_certificate_says_what_went_and_verifies(self, desk, dana, asked):
        agree(desk, asked, desk.pia, desk.cleo)
        claim = desk.house.request_of(asked, dana.id).claim
        before = sum(desk.house.would_erase(dana.id).rows.values())
        desk.house.run_erasure(asked)

        text = desk.house.certificate(asked, None, claim)
        says = checked(desk, text)

        assert (asked, "two people", before) == (says.request, says.approved, says.rows)
        assert 5 == says.before["desk_item"]
        assert set(says.after.values()) == {0}
        with pytest.raises(Tampered):
            checked(desk, text.replace("before 5", "before 4"))

    @in_one_file
    def test_neither_words_nor_ids_of_hers_are_in_the_raw_files(self, desk, dana, asked):
        agree(desk, asked, desk.pia, desk.cleo)
        sealed = [bytes(each) for (each,) in rows("SELECT sealed FROM desk_item")]
        assert any(piece in raw(desk) for piece in sealed), "the search itself finds nothing"
        desk.house.run_erasure(asked)

        kept = raw(desk)
        assert b"Planted-Surname" not in kept
        assert not any(piece[:24] in kept for piece in sealed)
        assert dana.id.encode() not in (desk.folder / "fairdesk.db").read_bytes()

    def test_the_ledger_verifies_and_knows_each_step(self, desk, dana, asked):
        agree(desk, asked, desk.pia, desk.cleo)
        desk.house.run_erasure(asked)
        desk.house.close_the_day()

        assert () == desk.house.verify().problems
        kinds = [kind for (kind,) in rows("SELECT kind FROM desk_deed ORDER BY act")]
        assert ["request_moved"] * 6 + ["erased", "erasure_searched", "request_moved"] == kinds[-9:]

    def test_asking_twice_is_one_request(self, desk, dana, asked):
        assert asked == desk.house.file_request(dana.id, "erase")


class TestNobodyClosesItWithoutProof:
    @pytest.mark.parametrize("move", ["finish", "run", "hold", "resume"])
    def test_an_officer_cannot_end_it_by_hand(self, desk, asked, move):
        agree(desk, asked, desk.pia, desk.cleo)

        with pytest.raises(Overtaken):
            desk.house.work_request(asked, desk.pia, move)

    def test_while_a_copy_of_hers_is_found_it_stays_open(self, desk, dana, asked):
        """Somebody kept her id in a table that no room answers for."""
        agree(desk, asked, desk.pia, desk.cleo)
        with writing():
            execute("UPDATE identity_company SET facts = facts || %s", f" {dana.id}")

        with pytest.raises(Refused, match="identity_company"):
            desk.house.run_erasure(asked)

        assert Stage.RUNNING == rows_stage(asked)

    def test_and_it_ends_by_itself_when_that_is_gone(self, desk, dana, asked):
        agree(desk, asked, desk.pia, desk.cleo)
        with writing():
            execute("UPDATE identity_company SET facts = facts || %s", f" {dana.id}")
        Background(desk.house).round()
        assert Stage.RUNNING == rows_stage(asked)
        with writing():
            execute("UPDATE identity_company SET facts = replace(facts, %s, '')", f" {dana.id}")

        Background(desk.house).round()

        assert Stage.DONE == rows_stage(asked)

    @in_one_file
    def test_while_sealed_rows_lie_in_the_raw_file_it_stays_open(self, desk, dana, asked, monkeypatch):
        """The rows are deleted, but the log of the file still has them."""
        agree(desk, asked, desk.pia, desk.cleo)
        with monkeypatch.context() as now:
            now.setattr(forgetting, "empty_the_log", lambda: True)
            with pytest.raises(Refused, match=r"found again in fairdesk\.db"):
                desk.house.run_erasure(asked)

        Background(desk.house).round()

        assert Stage.DONE == rows_stage(asked)


def rows_stage(request: str) -> str:
    return str(rows("SELECT stage FROM rights_request WHERE id = %s", request)[0][0])


class TestTwoPeople:
    def test_one_alone_is_not_enough(self, desk, asked):
        agree(desk, asked, desk.pia)

        with pytest.raises(Refused, match="second person"):
            desk.house.work_request(asked, desk.pia, "approve")
        assert Stage.CHECKED == desk.house.request_for(asked, desk.pia).stage

    @pytest.mark.parametrize("name", ["ada", "rio", "otto"])
    def test_who_may_not_approve_may_not_even_look(self, desk, asked, name):
        agree(desk, asked, desk.pia)
        who = getattr(desk, name)

        for act in (lambda: desk.house.work_request(asked, who, "approve"), lambda: desk.house.request_for(asked, who),
                    lambda: desk.house.requests(who), lambda: desk.house.dry_run(asked, who)):  # fmt: skip
            with pytest.raises(Refused):
                act()

    def test_who_wrote_it_down_for_her_does_not_approve_it(self, desk, dana):
        asked = desk.house.file_request(dana.id, "erase", filed_by=desk.cleo)
        agree(desk, asked, desk.pia)

        with pytest.raises(Refused, match="somebody else"):
            desk.house.work_request(asked, desk.cleo, "approve")


class TestTheStranger:
    def test_he_meets_the_same_as_nothing(self, desk, asked):
        sam = desk.customer()

        for act in (desk.house.request_of, desk.house.certificate, desk.house.withdraw_request):
            with pytest.raises(NotFound) as his:
                act(asked, sam.id)
            with pytest.raises(NotFound) as nobodys:
                act("R-NOTHING234", sam.id)
            assert str(his.value) == str(nobodys.value)

    def test_a_wrong_code_opens_nothing(self, desk, asked):
        with pytest.raises(NotFound):
            desk.house.request_of(asked, None, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")


class TestThePlugIsPulled:
    @pytest.mark.parametrize("step", ["erasure begun", "erased", "proven", "closed"])
    def test_at_each_step_it_goes_on_by_itself(self, desk, dana, asked, step):
        agree(desk, asked, desk.pia, desk.cleo)
        desk.pull_the_plug(step)
        with pytest.raises(PulledPlug):
            desk.house.run_erasure(asked)
        desk.restart()

        Background(desk.house).round()

        assert Stage.DONE == rows_stage(asked)
        desk.house.close_the_day()
        assert () == desk.house.verify().problems
        assert [(1,)] == rows("SELECT count(*) FROM desk_deed WHERE kind = 'erased'")
        assert [] == rows("SELECT request_id FROM rights_running")


@in_one_file
def test_the_search_takes_no_lock_away_from_the_database(desk, dana, asked):
    """Had it, another process would delete the log under this one, and what is kept after the erasure were lost."""
    agree(desk, asked, desk.pia, desk.cleo)
    desk.house.run_erasure(asked)
    other = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); print(c.execute(sys.argv[2]).fetchone()[0]); c.close()"
    command = [
        sys.executable,
        "-c",
        other,
        str(desk.folder / "fairdesk.db"),
        "SELECT count(*) FROM desk_conversation",
    ]

    seen = []
    for _ in range(3):
        desk.customer()
        seen.append(int(subprocess.run(command, capture_output=True, text=True, check=True).stdout))

    assert [1, 2, 3] == seen


@in_one_file
def test_grep_of_the_operating_system_finds_nothing_either(desk, dana, asked):
    """An outside oracle: grep reads the files, not we."""
    agree(desk, asked, desk.pia, desk.cleo)
    empty_the_log()
    found = ["grep", "-c", "-a", dana.id, str(desk.folder / "fairdesk.db")]
    assert 0 == subprocess.run(found, capture_output=True, check=False).returncode

    desk.house.run_erasure(asked)

    assert 1 == subprocess.run(found, capture_output=True, check=False).returncode
