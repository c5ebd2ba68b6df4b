"""What the documents tell people to type does what they say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairdesk.accountability.proofs import check_receipt
from fairdesk.guidelines.checks import check
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.table import parse, shipped
from tests.house.pages import ROOT, examples, section, text_of
from tests.server import RunningDesk, clean_environment, program, running_desk


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("documents")) as desk:
        yield desk


def shell(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=clean_environment(**variables),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


class TestApi:
    TEXT = text_of("api.md")

    def test_each_address_of_the_openapi_document_is_told_and_no_other(self):
        from fairdesk.web.urls import api

        paths = api.get_openapi_schema(path_prefix="/api/v1")["paths"]
        ours = {
            f"{method.upper()} {path.replace('/api/v1//', '/api/v1/')}" for path in paths for method in paths[path]
        }
        told = set(re.findall(r"`((?:GET|POST|PUT|DELETE) /api/v1/\S+)`", self.TEXT))

        assert ours | {"GET /api/v1/conversations/{conversation}/events"} == told

    def test_the_length_of_a_message_is_the_one_that_is_told(self):
        from fairdesk.house.customers import LONGEST_MESSAGE, QUICK_SECONDS

        assert f"at most {LONGEST_MESSAGE:,} characters" in self.TEXT
        assert f"waits {QUICK_SECONDS} seconds at most" in self.TEXT

    def test_the_examples_run_one_after_the_other_as_they_stand(self, served: RunningDesk, tmp_path: Path):
        for needed in ("bash", "curl", "jq"):
            if shutil.which(needed) is None:
                pytest.skip(f"the examples of docs/api.md need {needed}, which is not installed here")

        ran = shell("\n".join(examples("api.md", "sh")), tmp_path, DESK=served.address)

        assert 0 == ran.returncode, ran.stderr
        assert "An automated assistant answers first" in ran.stdout
        assert re.search(r"^assistant: .*refund", ran.stdout, re.MULTILINE)
        assert "event: entry" in ran.stdout
        receipt = (tmp_path / "receipt.txt").read_text("utf-8")
        assert check_receipt(receipt, served.command("ledger", "key").stdout.strip()).entry.code == "turn.answered"

    def test_the_errors_that_are_told_are_those_that_come(self, served: RunningDesk):
        import httpx

        told = set(re.findall(r"^\| (\d{3}) \|", section("api.md", "Errors"), re.MULTILINE))
        with httpx.Client(base_url=f"{served.address}/api/v1", trust_env=False) as client:
            begun = client.post("/conversations", json={"language": "en"}).json()
            messages = f"/conversations/{begun['conversation']}/messages"
            mine = {"Authorization": f"Bearer {begun['token']}"}
            came = {
                "400": client.post(messages, headers=mine, content=b'{"text": "\xff"}'),
                "401": client.post(messages, json={}),
                "404": client.get("/conversations/none", headers=mine),
                "413": client.post(
                    messages, headers=mine, json={"text": "a" * 1_100_000, "client_message_id": "12345678"}
                ),
                "422": client.post(messages, headers=mine, json={"text": " ", "client_message_id": "12345678"}),
            }

        assert came.keys() <= told
        for status, answer in came.items():
            assert status == str(answer.status_code)
            assert "application/problem+json" == answer.headers["content-type"].partition(";")[0]
            assert {"type", "title", "status", "detail"} == answer.json().keys()


class TestLedger:
    def test_the_steps_of_checking_a_receipt_work_away_from_the_desk(self, served: RunningDesk, tmp_path: Path):
        import httpx

        with httpx.Client(base_url=f"{served.address}/api/v1", trust_env=False) as client:
            begun = client.post("/conversations", json={}).json()
            mine = {"Authorization": f"Bearer {begun['token']}"}
            body = {"text": "How long does a refund take?", "client_message_id": "12345678"}
            sent = client.post(f"/conversations/{begun['conversation']}/messages", headers=mine, json=body).json()
            act = next(entry["act"] for entry in sent["conversation"]["entries"] if entry["act"])
            (tmp_path / "receipt.txt").write_text(client.get(f"/acts/{act}/receipt", headers=mine).text, "utf-8")
        make_key, check_it = (
            line.strip() for line in re.findall(r"^ +(fairdesk (?:ledger|receipt) .+)$", text_of("ledger.md"), re.M)
        )
        fairdesk = f"fairdesk() {{ '{program()}' \"$@\"; }}\n"

        published = shell(fairdesk + make_key, tmp_path, FAIRDESK_DATA=str(served.data))
        held = shell(fairdesk + check_it, tmp_path, FAIRDESK_DATA=str(tmp_path / "no-desk"))
        (tmp_path / "receipt.txt").write_text(
            (tmp_path / "receipt.txt").read_text("utf-8").replace("refund take", "refund last"), "utf-8"
        )
        changed = shell(fairdesk + check_it, tmp_path, FAIRDESK_DATA=str(tmp_path / "no-desk"))

        assert (0, 0, 1) == (published.returncode, held.returncode, changed.returncode), held.stderr
        assert act in held.stdout
        assert not (tmp_path / "no-desk").exists()

    def test_an_entry_has_the_parts_that_are_shown(self, desk):
        from fairdesk.accountability import records

        decided = desk.customer()
        desk.says(decided, "How long does a refund take?")
        kept = records.entry_for(desk.last_act(decided))

        shown = json.loads(examples("ledger.md", "json")[0])
        assert shown.keys() == json.loads(kept.entry).keys()


class TestGuidelines:
    def test_the_example_is_a_sound_table(self):
        (text,) = examples("guidelines.md", "yaml")
        written = parse(text, "goodwill.yaml")
        goodwill = compile_table(written)

        assert () == check(written)
        assert "pay" == goodwill.decide({"amount": 12, "concern": "none"}).outputs["decision"]
        assert "person" == goodwill.decide({"amount": 12, "concern": "hardship"}).outputs["decision"]
        assert "rule_input" == goodwill.decide({"amount": 12}).outputs["reason"]

    def test_the_cells_are_read_as_they_are_told(self):
        from fairdesk.guidelines.cells import Kind, read_cell

        told = re.findall(
            r"`([^`]+)`", "".join(re.findall(r"^\| (`.+?) \|", section("guidelines.md", "Cells"), re.M))
        )

        assert {"-", "not(none)", "[1..5)"} <= set(told)
        for cell in told:
            kinds = [kind for kind in Kind if _reads(read_cell, cell, kind)]
            assert kinds, cell

    def test_the_proposal_that_changes_nothing_changes_nothing(self, served: RunningDesk, tmp_path: Path):
        (tmp_path / "routing.yaml").write_bytes(shipped("routing").encode())

        ran = served.command("replay", "--guideline", str(tmp_path / "routing.yaml"), "--json")

        assert 0 == ran.returncode, ran.stderr
        assert 0 == json.loads(ran.stdout)["changed"]


def _reads(read, cell: str, kind) -> bool:
    try:
        read(cell, kind)
    except ValueError:
        return False
    return True


def test_the_article_that_is_shown_can_be_read():
    from fairdesk.answers.articles import read_article

    (text,) = re.findall(r"^```\n(---\n.*?)^```", text_of("start-here.md"), re.MULTILINE | re.DOTALL)
    article = read_article(text, "sending-back.md", "en")

    assert ("Sending things back", "Shop desk") == (article.title, article.owner)
    assert article.valid_until


class TestOperations:
    def test_each_file_of_the_data_folder_is_told(self, served: RunningDesk):
        told = text_of("operations.md")
        beside = {"keys.db-wal", "keys.db-shm"}

        assert {"fairdesk.db", "keys.db", "root.key"} <= {file.name for file in served.data.iterdir()}
        assert [] == [f.name for f in served.data.iterdir() if f.name not in beside and f"`{f.name}`" not in told]

    def test_what_the_desk_writes_is_for_its_own_account_alone(self, served: RunningDesk):
        open_to_others = [file.name for file in (served.data, *served.data.iterdir()) if file.stat().st_mode & 0o077]

        assert [] == open_to_others

    def test_requests_under_another_host_name_are_refused(self, served: RunningDesk):
        import httpx

        elsewhere = httpx.get(served.url("/"), headers={"Host": "elsewhere.example"}, trust_env=False)

        assert 400 == elsewhere.status_code
        assert 200 == httpx.get(served.url("/"), trust_env=False).status_code

    def test_no_line_of_the_log_says_more_than_is_told(self, served: RunningDesk):
        from fairdesk.house.preparing import JsonLines

        lines = [json.loads(line) for line in (served.data / "fairdesk.log").read_text("utf-8").splitlines()]

        assert lines
        assert {name for line in lines for name in line} <= {"at", "level", "from", "says", *JsonLines.FIELDS}


def test_the_two_commands_of_the_readme_are_words_of_the_makefile():
    blocks = re.findall(r"^```\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)

    assert ["make serve\n", "make test\n"] == blocks[:2]
    assert all(re.search(rf"^{word}:", (ROOT / "Makefile").read_text("utf-8"), re.M) for word in ("serve", "test"))
