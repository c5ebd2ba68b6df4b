"""The command line, run as people run it: real processes on real folders.

A process costs a second, so most tests give theirs several commands: `session` runs them one after the other in one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fairdesk import cli
from fairdesk.nouns import BadInput, DeskError, NotFound, Overtaken, Refused, Unavailable
from fairdesk.replay.checking import check_saved
from tests.commands import command
from tests.conftest import shared_data
from tests.server import with_tables

pytestmark = pytest.mark.once  # each command opens a desk of its own, and those are on SQLite

FAIRDESK = Path(sys.executable).parent / "fairdesk"
PERSONAL = "kim@example.org"
QUESTION = f"How long does the refund for order 4711-0923 take? Write to me at {PERSONAL}"


def run(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `fairdesk words...` on a data folder."""
    if words == ("demo",):
        with_tables(data)
    return command(words, {**_clean(), "FAIRDESK_DATA": str(data), **more})


def told(data: Path, *words: str) -> str:
    """Run it, see that it worked without complaint, and return what it printed."""
    ran = run(data, *words)
    assert (0, "") == (ran.returncode, ran.stderr), ran
    return ran.stdout


def refused(data: Path, status: int, *words: str, **more: str) -> str:
    """Run it, see that it ended with *status* and one sentence on standard error alone, and return that."""
    ran = run(data, *words, **more)
    assert (status, "") == (ran.returncode, ran.stdout), ran
    assert ran.stderr.startswith("fairdesk: ")
    assert 1 == ran.stderr.count("\n"), "one sentence, no stack trace"
    return ran.stderr


_SESSION = """
import contextlib, io, json, sys
from fairdesk.cli import main
ended = []
for words in json.loads(sys.argv[1]):
    out, err, status = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(words, prog_name="fairdesk")
        except SystemExit as end:
            status = end.code or 0
    ended.append([status, out.getvalue(), err.getvalue()])
print(json.dumps(ended))
"""


def session(data: Path, *commands: tuple[str, ...]) -> list[tuple[int, str, str]]:
    """Run commands on a data folder, one after the other in one process; return each one's status, output and errors."""
    if ("demo",) in commands:
        with_tables(data)
    ran = subprocess.run(
        [sys.executable, "-c", _SESSION, json.dumps(commands)],
        env={**_clean(), "FAIRDESK_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return [(status, out, err) for status, out, err in json.loads(ran.stdout)]


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("FAIRDESK_", "DJANGO_"))}


def python(data: Path, code: str) -> str:
    """Run Python with a house open on a data folder, as `house`."""
    begin = (
        "from pathlib import Path; from fairdesk.settings import Settings; from fairdesk.house.preparing import prepare\n"
        f"settings = Settings(data=Path({str(data)!r})); prepare(settings)\n"
        "from fairdesk.house.opening import open_house; house = open_house(settings)\n"
    )
    ran = subprocess.run([sys.executable, "-c", begin + code], capture_output=True, text=True, check=True)
    return ran.stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with the made-up company. Tests that change it take a copy."""
    data = tmp_path_factory.mktemp("desk") / "data"
    assert "The demo company is set up." in told(data, "demo")
    return data


@pytest.fixture
def own(demo: Path, tmp_path: Path) -> Path:
    """A copy of the made-up company's desk."""
    return Path(shutil.copytree(demo, tmp_path / "data"))


# --- starting -------------------------------------------------------------------------------------------------------
def test_help_of_every_command_loads_no_framework():
    asked = (
        "import sys, json, click\n"
        "from fairdesk.cli import main\n"
        "def walk(command, words):\n"
        "    yield words\n"
        "    for name, sub in getattr(command, 'commands', {}).items():\n"
        "        yield from walk(sub, [*words, name])\n"
        "seen = list(walk(main, []))\n"
        "for words in seen:\n"
        "    try:\n"
        "        main([*words, '--help'], standalone_mode=False)\n"
        "    except SystemExit:\n"
        "        pass\n"
        "loaded = [n for n in ('django', 'cryptography', 'rich', 'psycopg', 'ninja', 'uvicorn') if n in sys.modules]\n"
        "print(json.dumps([len(seen), loaded]))\n"
    )
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    count, loaded = json.loads(ran.stdout.splitlines()[-1])

    assert count >= 15
    assert [] == loaded


@pytest.mark.parametrize("fault", [Refused, NotFound, Overtaken, Unavailable, BadInput])
def test_every_error_of_the_desk_has_its_status_and_one_sentence(fault: type[DeskError]):
    @click.group(cls=cli.root.Desk)
    def main() -> None: ...

    @main.group()
    def deep() -> None: ...

    @deep.command()
    def fails() -> None:
        raise fault("this did not work; try that")

    ran = CliRunner().invoke(main, ["deep", "fails"])

    assert fault.exit_status == ran.exit_code
    assert ("", "fairdesk: this did not work; try that\n") == (ran.stdout, ran.stderr)


def test_statuses_are_three_to_seven_each_its_own():
    assert [3, 4, 5, 6, 7] == [fault.exit_status for fault in (Refused, NotFound, Overtaken, Unavailable, BadInput)]


def test_a_folder_that_cannot_be_made_and_settings_that_cannot_be_read(tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert "file/desk" in refused(tmp_path / "file" / "desk", 6, "knowledge", "list")

    (tmp_path / "fairdesk.toml").write_text("port = 'eight'")
    assert "port" in refused(tmp_path, 7, "knowledge", "list")


def test_what_is_refused_before_anything_is_opened(tmp_path: Path):
    data = tmp_path / "data"
    open_to_all, unknown, nowhere = session(
        data,
        ("serve", "--host", "0.0.0.0", "--port", "1"),
        ("knowlege",),
        ("knowledge", "add", str(tmp_path / "nowhere")),
    )

    assert 7 == open_to_all[0]
    assert "TLS" in open_to_all[2]
    assert (2, 2) == (unknown[0], nowhere[0])
    assert "No such command" in unknown[2]
    assert not data.exists()


# --- the made-up company --------------------------------------------------------------------------------------------
def test_demo_again_changes_nothing(own: Path):
    again, replayed = session(own, ("demo",), ("replay",))

    assert "nothing was changed" in again[1]
    assert "every one gives the same digest" in replayed[1]


def test_the_tour_leaves_nothing_behind(tmp_path: Path):
    said = told(tmp_path / "data", "demo", "tour", "--quick")

    assert "answer discarded" in said
    assert "two people, and it runs again" in said
    assert not (tmp_path / "data").exists()


def test_tampering_is_found_in_the_copy_and_the_original_passes(own: Path):
    said = told(own, "demo", "tamper")
    act = re.search(r"the act (\S+) was changed", said)
    copy = re.search(r"--data (\S+) ledger verify", said)
    assert act
    assert copy

    tampered = run(Path(copy[1]), "ledger", "verify")
    assert 1 == tampered.returncode
    assert f"act {act[1]}: " in tampered.stdout
    assert "1 NOT as they were kept" in tampered.stdout
    assert "all whole." in told(own, "ledger", "verify")

    ((status, out, _),) = session(Path(copy[1]), ("ledger", "verify", "--json"))
    assert (1, [act[1]]) == (status, [problem["act"] for problem in json.loads(out)["problems"]])


# --- one turn -------------------------------------------------------------------------------------------------------
ASKED = {
    "act", "route", "release", "handover", "from_ai", "text", "evidence", "says", "because", "masked", "conversation",
}  # fmt: skip


def customers(data: Path) -> int:
    with closing(sqlite3.connect(data / "fairdesk.db")) as kept:
        return int(kept.execute("SELECT count(*) FROM identity_customer").fetchone()[0])


class TestAsk:
    def test_as_json_it_tells_all_but_the_raw_words(self, own: Path):
        printed = told(own, "ask", QUESTION, "--json")
        said = json.loads(printed)

        assert ASKED == said.keys()
        assert ("assistant", "send", "", True) == (said["route"], said["release"], said["handover"], said["from_ai"])
        assert "working days" in said["text"]
        assert "/articles/en/" in said["evidence"][0]["url"]
        assert "turn" == said["because"]["step"]
        assert PERSONAL not in printed
        assert "4711-0923" not in printed
        assert "[EMAIL_1]" in said["masked"]
        assert PERSONAL not in (own / "fairdesk.log").read_text()

    def test_for_people_it_says_who_speaks_and_why(self, own: Path):
        wish = ("ask", "Quiero hablar con una persona", "--language", "es")
        (_, said, _), (_, handed, _), (_, as_json, _) = session(own, ("ask", QUESTION), wish, (*wish, "--json"))

        assert said.startswith("Assistant (AI): ")
        assert "\nFrom: " in said
        assert "\nWhy: " in said
        assert PERSONAL not in said
        assert handed.startswith("Desk: ")
        said = json.loads(as_json)
        assert ("person", "asked_for_person", False) == (said["route"], said["handover"], said["from_ai"])
        assert said["text"]

    def test_one_address_is_one_customer(self, own: Path):
        before = customers(own)
        addresses = (PERSONAL, f" {PERSONAL.upper()}", "sam@example.org")
        asked = session(own, *[("ask", "Who pays for the post?", "--customer", address) for address in addresses])

        assert [0, 0, 0] == [status for status, _, _ in asked]
        assert before + 2 == customers(own)
        assert not any(PERSONAL in out for _, out, _ in asked)

    def test_what_cannot_be_a_message_is_bad_input(self, own: Path):
        for status, out, err in session(own, ("ask", ""), ("ask", "   "), ("ask", "x" * 20_001)):
            assert (7, "") == (status, out)
            assert err.startswith("fairdesk: the message ")
            assert 1 == err.count("\n")
            assert "xxx" not in err


# --- articles -------------------------------------------------------------------------------------------------------
class TestKnowledge:
    def test_a_folder_with_a_bad_file_and_again(self, tmp_path: Path):
        help_, data = tmp_path / "help" / "en", tmp_path / "data"
        help_.mkdir(parents=True)
        for name in ("parcels", "repairs"):
            (help_ / f"{name}.md").write_text(f"---\ntitle: {name.title()}\n---\n\nAll about {name}.\n")
        (help_ / "bad.md").write_bytes(b"---\ntitle: Bad\n---\n\nNot \xff UTF-8.\n")

        (tmp_path / "empty").mkdir()
        add = ("knowledge", "add", str(tmp_path / "help"))
        first, again, listed, nothing = session(
            data, add, add, ("knowledge", "list"), ("knowledge", "add", str(tmp_path / "empty"))
        )

        assert (0, "2 added, 0 changed, 0 unchanged.\n") == first[:2]
        assert first[2].startswith("not read: en/bad.md:5: ")
        assert (0, "0 added, 0 changed, 2 unchanged.\n") == again[:2]
        assert ["Parcels", "Repairs"] == sorted(line.split()[2] for line in listed[1].splitlines())
        assert (7, "") == nothing[:2]
        assert "no article" in nothing[2]

    def test_a_real_help_centre_of_220_pages(self, tmp_path: Path):
        help_centre = shared_data("assistant", "kb", "login_gov_help")

        added, listed = session(tmp_path, ("knowledge", "add", str(help_centre), "--json"), ("knowledge", "list"))

        assert {"added": 220, "changed": 0, "unchanged": 0, "unreadable": []} == json.loads(added[1])
        assert 220 == len(listed[1].splitlines())


# --- replay ---------------------------------------------------------------------------------------------------------
class TestReplay:
    def table(self, at: Path, old: str, new: str) -> str:
        from fairdesk.guidelines.table import shipped

        assert old in shipped("routing")
        (at / "routing.yaml").write_text(shipped("routing").replace(old, new))
        return str(at / "routing.yaml")

    def test_another_table_says_what_it_would_have_changed(self, demo: Path, tmp_path: Path):
        stricter = self.table(
            tmp_path, "then: {route: assistant, reason: routine}", "then: {route: person, reason: language}"
        )

        saved, page = tmp_path / "report.json", tmp_path / "report.html"

        as_json, as_text, key, held, other = session(
            demo,
            ("replay", "--guideline", stricter, "--json", "--out", str(saved)),
            ("replay", "--guideline", stricter, "--out", str(page)),
            ("ledger", "key"),
            ("replay", "--verify", str(saved)),
            ("replay", "--verify", str(saved), "--key", "fairdesk/x+00000000+AAAA"),
        )
        said = json.loads(as_json[1])
        assert ("route", 7, 0) == (said["guideline"], said["turns"], said["unknown_turns"])
        assert 0 < said["changed"] == sum(move["turns"] for move in said["moves"])
        assert "->  person: language" in as_text[1]
        assert said == json.loads(saved.read_text())["report"]
        assert page.read_text().startswith("<!doctype html>")
        assert "http" not in page.read_text()
        assert (0, 7) == (held[0], other[0])
        assert said == check_saved(saved.read_text(), key[1].strip())

    def test_a_report_that_was_changed_ends_with_one(self, demo: Path, tmp_path: Path):
        stricter = self.table(
            tmp_path, "then: {route: assistant, reason: routine}", "then: {route: person, reason: language}"
        )
        saved = tmp_path / "report.json"
        session(demo, ("replay", "--guideline", stricter, "--out", str(saved)))
        saved.write_text(saved.read_text().replace('"by": "command line"', '"by": "somebody"'))

        ((status, said, _),) = session(demo, ("replay", "--verify", str(saved), "--json"))
        assert 1 == status
        assert not json.loads(said)["holds"]

    def test_an_option_that_makes_no_sense_is_refused_before_anything_is_read(self, demo: Path, tmp_path: Path):
        table = self.table(tmp_path, "R09", "R09")

        assert ".html or .json" in refused(demo, 7, "replay", "--guideline", table, "--out", str(tmp_path / "x.pdf"))
        assert "2026-01-31" in refused(demo, 7, "replay", "--guideline", table, "--since", "yesterday")

    def test_a_broken_table_is_bad_input_with_file_and_row(self, demo: Path, tmp_path: Path):
        broken = self.table(tmp_path, "when: {asks_for_person: true}", "when: {asks_for_person: maybe}")

        assert re.search(
            r"routing\.yaml, line \d+, rules 4 .*maybe", refused(demo, 7, "replay", "--guideline", broken)
        )

    def test_past_conversations_are_read_in_and_a_bad_line_is_named(self, own: Path, tmp_path: Path):
        said = {"id": "1", "channel": "web", "language": "en", "turns": [{"author": "customer", "text": "Hello"}]}
        file = tmp_path / "past.jsonl"
        file.write_text(f"{json.dumps(said)}\n{{zebra\n")

        dry, first, again = session(
            own, ("import", str(file), "--dry-run"), ("import", str(file), "--json"), ("import", str(file))
        )
        assert [1, 1, 1] == [each[0] for each in (dry, first, again)]
        assert "1 would be added" in dry[1]
        told = json.loads(first[1])
        assert (1, 1, [{"line": 2, "problem": "the line is not JSON"}]) == (told["added"], told["turns"], told["bad"])
        assert "1 here already" in again[1]
        assert "line 2: the line is not JSON" in again[2]
        assert "zebra" not in str((dry, first, again))

    def test_a_desk_that_decides_otherwise_now_ends_with_one(self, own: Path):
        """An edited digest stands for a changed program: what is decided again is not what was kept."""
        said = python(
            own,
            "import fairdesk.desk.turn as turn, sys\n"
            "from fairdesk.nouns import Because\n"
            "turn.asks_for_a_person = lambda *_: Because('wish', 'wish.asks_for_a_person')\n"
            "from fairdesk.cli import main\n"
            f"try:\n    main(['--data', {str(own)!r}, 'replay'])\nexcept SystemExit as ended:\n    print('status', ended.code)",
        )

        assert "come out OTHERWISE" in said
        assert "status 1" in said


# --- the ledger -----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def receipt(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = python(
        demo,
        "from fairdesk.desk import records as r\n"
        "act = next(t.act for t in r.turns() if t.route == 'assistant')\n"
        "print(house.receipt(act, r.conversation(r.turn(act).conversation).customer), end='')",
    )
    file = tmp_path_factory.mktemp("receipt") / "receipt.txt"
    file.write_text(text)
    return file


class TestLedger:
    def test_a_receipt_is_checked_by_the_published_key_without_the_desk(
        self, demo: Path, receipt: Path, tmp_path: Path
    ):
        (_, key, _), (_, checked, _) = session(demo, ("ledger", "key"), ("ledger", "check", str(receipt)))
        key = key.strip()
        assert key.startswith("fairdesk/")
        assert "The receipt holds: act " in checked

        assert "The receipt holds: act " in told(tmp_path / "nowhere", "ledger", "check", str(receipt), "--key", key)
        assert not (tmp_path / "nowhere").exists(), "checking offline makes no desk"

    def test_an_altered_one_is_refused(self, demo: Path, receipt: Path, tmp_path: Path):
        whole = receipt.read_text()
        altered = {
            "its words": re.sub(r"(\nbody .*?)working", r"\1walking", whole),
            "its opening": re.sub(r"\nopening .", "\nopening =", whole),
            "its entry": whole.replace('"kind":"turn"', '"kind":"torn"').replace("kind turn", "kind torn"),
            "its own text": whole.replace("Nobody can", "Anybody can"),
            "none": "not a receipt",
        }
        for name, text in altered.items():
            (tmp_path / name).write_text(text)
        (tmp_path / "bytes").write_bytes(b"\xff\xfe")
        assert all(text != whole for name, text in altered.items() if name != "its entry")
        names = [name for name, text in altered.items() if text != whole] + ["bytes"]

        for status, out, err in session(demo, *[("ledger", "check", str(tmp_path / name)) for name in names]):
            assert status in (1, 7)
            assert ("", 1) == (out, err.count("\n"))

    def test_another_desks_key_does_not_fit(self, receipt: Path, tmp_path: Path):
        session(tmp_path, ("knowledge", "list"))
        (_, key, _), (status, _, _) = session(tmp_path, ("ledger", "key"), ("ledger", "check", str(receipt)))

        assert key.startswith("fairdesk/")
        assert status in (1, 7)

    def test_verify_makes_no_desk_where_none_is(self, tmp_path: Path):
        assert "no desk" in refused(tmp_path / "nowhere", 7, "ledger", "verify")
        assert not (tmp_path / "nowhere").exists()


# --- people ---------------------------------------------------------------------------------------------------------
def test_colleagues_are_added_linked_and_listed(tmp_path: Path):
    added, another, listed, emperor, twice, nobody, still = session(
        tmp_path,
        ("colleague", "add", "ada", "--work-name", "Ada", "--role", "manager"),
        ("colleague", "link", "ada"),
        ("colleague", "list"),
        ("colleague", "add", "ben", "--role", "emperor"),
        ("colleague", "add", "ada"),
        ("colleague", "link", "nobody"),
        ("colleague", "list"),
    )

    for link in (added[1], another[1]):
        assert re.fullmatch(r"/desk/sign-in/[\w-]{43}\n", link)
    assert added[1] != another[1]
    assert ["ada", "Ada", "manager", "away"] == listed[1].split()
    assert [7, 7, 4] == [status for status, _, _ in (emperor, twice, nobody)]
    assert "emperor" in emperor[2]
    assert "ada" in twice[2]
    assert "nobody" in nobody[2]
    assert listed == still


def test_two_that_begin_on_a_new_folder_at_once_both_work(tmp_path: Path):
    """Tables, keys and guidelines are made once, whoever comes first."""
    both = [
        subprocess.Popen(
            [FAIRDESK, "ask", QUESTION, "--json"],
            env={**_clean(), "FAIRDESK_DATA": str(tmp_path / "data")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    ended = [(each.communicate(timeout=120), each.returncode) for each in both]

    assert [0, 0] == [status for _, status in ended], ended
    assert "all whole." in told(tmp_path / "data", "ledger", "verify")


class TestExport:
    @pytest.fixture
    def asked(self, own: Path) -> Path:
        told(own, "ask", QUESTION, "--customer", PERSONAL)
        return own

    def test_by_address_it_writes_a_file_for_its_owner_alone_and_tells(self, asked: Path, tmp_path: Path):
        out = tmp_path / "copy.zip"
        (status, printed, wrong), (checked, said, _) = session(
            asked,
            ("export", PERSONAL, "--out", str(out), "--json"),
            ("export-check", str(out), "--json"),
        )

        assert (0, "", 0) == (status, wrong, checked)
        made, proven = json.loads(printed), json.loads(said)
        assert (str(out), out.stat().st_size) == (made["file"], made["bytes"])
        assert made["sha256"] == proven["manifest"]
        assert 0o600 == out.stat().st_mode & 0o777
        with zipfile.ZipFile(out) as copy:
            assert PERSONAL in copy.read("data/messages.jsonl").decode()
            looks = copy.read("data/looks.jsonl").decode()
        assert ('"role":"house"', '"what":"export"') == tuple(
            p for p in ('"role":"house"', '"what":"export"') if p in looks
        )
        assert PERSONAL not in printed
        assert PERSONAL not in (asked / "fairdesk.log").read_text()

    def test_for_people_it_says_what_was_written_and_how_it_can_be_checked(self, asked: Path, tmp_path: Path):
        out = tmp_path / "copy.zip"
        (_, written, _), (_, proven, _) = session(
            asked, ("export", PERSONAL, "--out", str(out)), ("export-check", str(out))
        )

        assert written.startswith(f"{out}: ")
        assert "give --key" in proven

    def test_no_copy_is_lost_and_nobody_is_found_where_nobody_is(self, asked: Path, tmp_path: Path):
        there, fresh = tmp_path / "there.zip", tmp_path / "fresh.zip"
        there.write_text("mine")
        ran = session(
            asked,
            ("export", PERSONAL, "--out", str(there)),
            ("export", "nobody@example.org", "--out", str(fresh)),
            ("export", PERSONAL, "--out", str(tmp_path / "no" / "such" / "folder.zip")),
            ("export-check", str(there)),
        )

        assert [7, 4, 7, 7] == [status for status, _, _ in ran]
        assert all(wrong.startswith("fairdesk: ") and wrong.count("\n") == 1 for _, _, wrong in ran)
        assert "mine" == there.read_text()
        assert not fresh.exists()

    def test_a_changed_copy_is_found_without_a_desk(self, asked: Path, tmp_path: Path):
        out, changed = tmp_path / "copy.zip", tmp_path / "changed.zip"
        told(asked, "export", PERSONAL, "--out", str(out))
        with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name) + (b" " if name == "data/messages.jsonl" else b""))

        assert "data/messages.jsonl" in refused(tmp_path / "no-desk", 1, "export-check", str(changed))
        assert not (tmp_path / "no-desk").exists()

    def test_it_makes_no_desk_where_none_is(self, tmp_path: Path):
        refused(tmp_path / "none", 7, "export", PERSONAL, "--out", str(tmp_path / "copy.zip"))

        assert not (tmp_path / "none").exists()
