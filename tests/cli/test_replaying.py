"""`fairdesk replay` in bulk: other lists, other articles, in processes, killed and resumed; options that fit together."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from fairdesk.cli.replaying import OF_A_REPORT, OF_A_RUN, check_together
from fairdesk.guidelines.table import shipped
from fairdesk.nouns import BadInput
from fairdesk.sensitive.triage import FOLDER
from tests.test_cli import FAIRDESK, _clean, python, session, told

COPIED = """
from fairdesk.database import execute, rows, writing
from fairdesk.house.memory import place_of_turn
from fairdesk.privacy.keys import seal, unseal
kept = rows("SELECT t.*, c.customer_id FROM desk_turn t JOIN desk_conversation c ON c.id = t.conversation_id")
with writing():
    for number in range(COPIES):
        act, *columns, sealed, customer = kept[number % len(kept)]
        key, copy = house.keys.of(customer), f"{number:06d}"
        record = unseal(key, bytes(sealed), place_of_turn(act))
        execute("INSERT INTO desk_turn VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                copy, *columns, seal(key, record, place_of_turn(copy)))
house.close()
"""
"""Puts copies of the kept turns beside them: enough that there is time to kill somebody, in no time."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with the made-up company, and the files that are tried on it."""
    folder = tmp_path_factory.mktemp("desk")
    told(folder / "data", "demo")
    lists, articles = folder / "lists", folder / "help" / "en"
    shutil.copytree(FOLDER, lists)
    (lists / "xx.yaml").write_text("language: xx\ntopics:\n  crisis:\n    - refund\n")
    articles.mkdir(parents=True)
    (articles / "refunds.md").write_text("---\ntitle: Refunds\n---\n\nA refund takes ninety days to reach you.\n")
    closed = "then: {route: person, reason: language}"
    table = shipped("routing").replace("then: {route: assistant, reason: routine}", closed)
    (folder / "routing.yaml").write_text(table)
    return folder


def test_other_lists_and_articles_say_what_they_would_have_changed(demo: Path):
    lists, articles, table = str(demo / "lists"), str(demo / "help"), str(demo / "routing.yaml")
    ran = session(
        demo / "data",
        ("replay", "--lists", lists, "--json"),
        ("replay", "--lists", lists, "--processes", "2", "--json"),
        ("replay", "--lists", lists),
        ("replay", "--articles", articles, "--json"),
        ("replay", "--guideline", table, "--articles", articles, "--json"),
        ("replay", "--processes", "2", "--json"),
        ("replay", "--lists", articles),
    )

    assert [0, 0, 0, 0, 0, 0, 7] == [status for status, _, _ in ran], ran
    one, other, both, same = (json.loads(ran[number][1]) for number in (0, 3, 4, 5))
    assert ran[0][1] == ran[1][1]
    assert ("lists", 7) == (one["guideline"], one["turns"])
    assert {"person: sensitive"} == {move["to"] for move in one["moves"]}
    assert f"lists over 7 kept turns: {one['changed']} would have come out otherwise." in ran[2][1]
    assert ("help", 7) == (other["guideline"], other["turns"])
    assert other["changed"] + other["other_words"] > 0
    assert "routing.yaml, help" == both["guideline"]
    assert {"person: language"} == {move["to"] for move in both["moves"]}
    assert ("", 7, 0) == (same["guideline"], same["turns"], same["changed"])
    assert "no <language>.yaml" in ran[6][2]
    assert all("\x1b" not in out + err for _, out, err in ran), "a progress line where nobody watches"


# --- killed half-way ------------------------------------------------------------------------------------------------
def killed_at(data: Path, folder: Path, chunks: int, *words: str) -> bool:
    """Run the command and kill it with -9 once so many chunks are done; False if it was done first."""
    command = [FAIRDESK, "replay", "--resume", str(folder), *words]
    child = subprocess.Popen(
        command, env={**_clean(), "FAIRDESK_DATA": str(data)}, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while child.poll() is None and len(list(folder.glob("*.jsonl"))) < chunks:
            time.sleep(0.002)
        return child.poll() is None
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def survives(demo: Path, tmp_path: Path, copies: int, kills: int, processes: int) -> None:
    data, folder = tmp_path / "data", tmp_path / "run"
    shutil.copytree(demo / "data", data)
    python(data, COPIED.replace("COPIES", str(copies)))
    how = ("--lists", str(demo / "lists"), "--processes", str(processes), "--json")

    assert [True] * kills == [killed_at(data, folder, chunks + 1, *how) for chunks in range(kills)]
    done = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.jsonl")}
    assert len(done) >= kills
    wrong, resumed, whole = session(
        data,
        ("replay", "--resume", str(folder)),
        ("replay", "--resume", str(folder), *how),
        ("replay", *how),
    )
    assert 7 == wrong[0], "another replay went on in the folder"
    assert "something else" in wrong[2]
    assert resumed == whole
    found = json.loads(resumed[1])
    acts = [each["act"] for each in found["acts"]]
    assert copies + 7 == found["turns"]
    assert sorted(set(acts)) == acts
    assert not folder.exists()


def test_killed_half_way_and_resumed_nothing_is_lost_or_double(demo: Path, tmp_path: Path):
    survives(demo, tmp_path, copies=2000, kills=1, processes=1)


@pytest.mark.long
def test_killed_twenty_times_nothing_is_lost_or_double(demo: Path, tmp_path: Path):
    survives(demo, tmp_path, copies=24_000, kills=20, processes=2)


# --- on a cluster ---------------------------------------------------------------------------------------------------
def test_on_spark_it_is_the_same(demo: Path, tmp_path: Path):
    if missing := [name for name in ("pyspark", "pyarrow", "pandas") if importlib.util.find_spec(name) is None]:
        ((status, _, err),) = session(demo / "data", ("replay", "--master", "local[1]", "--shared", str(tmp_path)))
        assert 6 == status
        assert "fairdesk[spark]" in err
        pytest.skip(f"the extra spark is not installed: {', '.join(missing)}")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed; Debian: default-jre-headless")
    lists = ("--lists", str(demo / "lists"), "--json")
    (tmp_path / "mine.txt").write_text("not the run's")
    there, here = session(
        demo / "data", ("replay", *lists, "--master", "local[1]", "--shared", str(tmp_path)), ("replay", *lists)
    )

    assert there[:2] == here[:2]
    assert ["mine.txt"] == [left.name for left in tmp_path.iterdir()]


# --- what goes together ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "given",
    [
        set(), {"--processes", "--resume"}, {"--master", "--shared"}, {"--lists", "--articles", "--guideline", "--resume"},
        {"--guideline", *OF_A_REPORT}, {"--verify", "--key"}, {"--articles", "--master"},
    ],
    ids=lambda given: " ".join(sorted(given)),
)  # fmt: skip
def test_options_of_one_way_go_together(given: set[str]):
    check_together(given)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        *(({each}, "give --guideline") for each in sorted(OF_A_REPORT)),
        *(({each, "--guideline"}, "by columns") for each in sorted(OF_A_RUN - {"--shared"})),
        ({"--guideline", "--lists", "--out"}, "--out: this belongs to the report"),
        ({"--verify", "--guideline", "--since"}, "--guideline and --since: with --verify a saved report"),
        ({"--key"}, "--verify"),
        ({"--master", "--processes"}, "Spark shares the work out"),
        ({"--master", "--resume"}, "Spark"),
        ({"--shared"}, "--master"),
    ],
    ids=lambda each: each if isinstance(each, str) else " ".join(sorted(each)),
)
def test_options_of_two_ways_are_refused_with_a_sentence(given: set[str], says: str):
    with pytest.raises(BadInput, match=says):
        check_together(given)


def test_a_refusal_comes_before_a_desk_is_opened(tmp_path: Path):
    ((status, out, err),) = session(tmp_path / "data", ("replay", "--lists", str(FOLDER), "--sample", "5"))

    assert (7, "") == (status, out)
    assert err.startswith("fairdesk: --sample: ")
    assert not (tmp_path / "data").exists()
