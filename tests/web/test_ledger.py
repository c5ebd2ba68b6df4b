"""The ledger over real HTTP: what everybody may read, what a short code finds, and the auditor's browser."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from fairdesk.accountability.exported import CHECKPOINT, KEYS, check_export
from fairdesk.accountability.proofs import check_receipt
from fairdesk.accountability.tiles import path_of, tiles_of
from tests.server import RunningDesk
from tests.web.guests import Guest


@pytest.fixture
def cleo(colleagues) -> Guest:
    return colleagues["Cleo"]


@pytest.fixture(scope="module")
def dana(served: RunningDesk) -> tuple[Guest, str]:
    """Somebody with an answer whose receipt is ready, and the answer's act."""
    guest = Guest(served.address)
    guest.opens("/")
    guest.says("How long does the refund take?")
    for _ in range(60):
        guest.opens(guest.at)
        if found := re.search(r'href="/why/([^?"/]+)', guest.response.text):
            guest.opens(f"/why/{found[1]}")
            if "/proof/" in guest.response.text:
                return guest, found[1]
            guest.opens(guest.conversation if guest.at.startswith("/c/") else guest.at)
        time.sleep(0.25)
    raise AssertionError("the receipt was not ready in time")


def fetched(served: RunningDesk, path: str) -> httpx.Response:
    return httpx.get(f"{served.address}/ledger/{path}", trust_env=False)


class TestForEverybody:
    def test_the_head_is_fresh_and_hashes_are_for_ever(self, served, dana):
        head, tile = fetched(served, CHECKPOINT), fetched(served, "tile/0/000.p/1")

        assert ("no-cache", "text/plain; charset=utf-8") == (
            head.headers["cache-control"],
            head.headers["content-type"],
        )
        assert (32, "application/octet-stream") == (len(tile.content), tile.headers["content-type"])
        assert "immutable" in tile.headers["cache-control"]
        assert "set-cookie" not in tile.headers

    @pytest.mark.parametrize("path", ["tile/2/000", "tile/0/999", "tile/9/000", "tile/0/0", "tile/0/000.p/0"])
    def test_what_is_not_there_is_404(self, served, dana, path):
        assert 404 == fetched(served, path).status_code

    def test_entries_are_not(self, served, dana):
        assert 403 == fetched(served, "tile/entries/000.p/1").status_code

    def test_nothing_is_written(self, served):
        assert 403 == httpx.post(f"{served.address}/ledger/checkpoint", trust_env=False).status_code


def test_an_auditor_takes_the_whole_ledger_over_http_and_checks_it(served, dana, cleo, tmp_path: Path):
    note = cleo.http.get("/ledger/checkpoint").text
    keys = cleo.http.get("/ledger/keys").text
    for place in tiles_of(int(note.split("\n")[1])):
        answered = cleo.http.get(f"/ledger/{path_of(place)}")
        assert 200 == answered.status_code
        (tmp_path / path_of(place)).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path_of(place)).write_bytes(answered.content)
    (tmp_path / CHECKPOINT).write_text(note)
    (tmp_path / KEYS).write_text(keys)

    assert check_export(tmp_path, keys).report.holds


class TestACustomersReceipt:
    def test_its_json_verifies(self, served, dana):
        guest, act = dana
        told = guest.http.get(f"/why/{act}/receipt.json")

        found = check_receipt(told.text, fetched(served, "keys").text)

        assert (act, json.loads(told.text)["code"]) == (found.entry.act, found.code)
        assert "attachment" in told.headers["content-disposition"]

    def test_a_stranger_gets_none(self, served, dana):
        stranger = Guest(served.address)
        stranger.opens("/")

        assert 404 == stranger.http.get(f"/why/{dana[1]}/receipt.json").status_code

    def test_its_code_finds_its_page_which_holds_no_words(self, served, dana):
        guest, act = dana
        code = json.loads(guest.http.get(f"/why/{act}/receipt.json").text)["code"]
        anybody = Guest(served.address)

        anybody.opens(f"/proof?code={code.lower().replace('-', ' ')}")

        assert 200 == anybody.status
        assert act in anybody.response.text
        assert "refund take" not in anybody.response.text

    @pytest.mark.parametrize("typed", ["7-AAAAAAAA", "nonsense", "%00", "9" * 30, "../../etc"])
    def test_another_code_finds_nothing(self, served, typed):
        anybody = Guest(served.address)
        anybody.opens(f"/proof?code={typed}")

        assert anybody.status == 404


class TestTheAuditorsBrowser:
    def test_shows_entries_by_kind_and_an_entry_with_its_proof(self, cleo, dana):
        cleo.opens("/desk/ledger?kind=turn")
        assert dana[1] not in cleo.response.text
        (position, *_) = re.findall(r'href="/desk/ledger/(\d+)"', cleo.response.text)

        cleo.opens(f"/desk/ledger/{position}")

        assert (200, True) == (cleo.status, "Its proof" in cleo.response.text)
        assert "refund take" not in cleo.response.text

    def test_verifies_now_and_shows_what_was_found(self, cleo, dana):
        cleo.opens("/desk/ledger")
        cleo.presses("Verify now")
        for _ in range(60):
            if "All whole" in cleo.response.text:
                break
            time.sleep(0.25)
            cleo.opens("/desk/ledger")

        assert "All whole" in cleo.response.text

    def test_compares_two_heads(self, cleo, dana):
        cleo.opens("/desk/ledger")
        sizes = re.findall(r'<th class="n" scope="row">(\d+)</th>', cleo.response.text)

        cleo.opens(f"/desk/ledger/heads?old={sizes[-1]}&new={sizes[0]}")

        assert "goes on from the older" in cleo.response.text
        assert 404 == cleo.http.get("/desk/ledger/heads?old=999999&new=1").status_code
        assert 422 == cleo.http.get("/desk/ledger/heads?old=x&new=1").status_code

    def test_shows_an_edited_entry_as_edited(self, served, cleo, dana):
        if not (file := served.data / "fairdesk.db").exists():
            pytest.skip("a database that somebody edits is a file here")
        with closing(sqlite3.connect(file, isolation_level=None)) as database:
            ((kept,),) = database.execute("SELECT entry FROM accountability_entry WHERE position = 0")
            database.execute("UPDATE accountability_entry SET entry = 'text' WHERE position = 0")
            try:
                listed = cleo.http.get("/desk/ledger?before=1")
                shown = cleo.http.get("/desk/ledger/0")
            finally:
                database.execute("UPDATE accountability_entry SET entry = ? WHERE position = 0", (kept,))

        assert (200, True) == (listed.status_code, "Not readable as an entry" in listed.text)
        assert (200, True) == (shown.status_code, "somebody edited them" in shown.text)

    def test_is_not_for_a_colleague_without_the_right(self, colleagues):
        ada = colleagues["Ada"]

        assert [403, 403] == [ada.http.get(path).status_code for path in ("/desk/ledger", "/desk/ledger/0")]
        assert 403 == ada.http.get("/ledger/tile/entries/000.p/1").status_code

    def test_a_day_without_acts_is_empty_and_nonsense_is_no_filter(self, cleo, dana):
        cleo.opens("/desk/ledger?day=2020-01-01")
        assert "No entry is of this kind and day." in cleo.response.text
        cleo.opens("/desk/ledger?day=soon&before=x&kind='")
        assert 200 == cleo.status
