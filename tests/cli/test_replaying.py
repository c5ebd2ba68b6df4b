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
from fairdesk.database import execute, on_sqlite, rows, writing
from fairdesk.guidelines.table import shipped
from fairdesk.house.memory import place_of_turn
from fairdesk.house.replaying_in_bulk import job_of, replay_in_bulk
from fairdesk.nouns import BadInput
from fairdesk.privacy.keys import seal, unseal
from fairdesk.sensitive.triage import FOLDER
from tests import model_server as ms
from tests.house.test_replaying import QUESTIONS
from tests.people import Desk
from tests.test_cli import FAIRDESK, _clean, session

SPARK_LACKS = [name for name in ("pyspark", "pyarrow", "pandas") if importlib.util.find_spec(name) is None]


@pytest.fixture
def told(desk: Desk) -> Desk:
    """A desk with a few kept turns, and the files that are tried on it."""
    if not on_sqlite():
        pytest.skip("the command finds the desk by its folder; on PostgreSQL all tests share one database")
    for question in QUESTIONS:
        desk.says(desk.customer(), question)
    shutil.copytree(FOLDER, desk.folder / "lists")
    (desk.folder / "lists" / "xx.yaml").write_text("language: xx\ntopics:\n  crisis:\n    - canoes\n")
    articles = desk.folder / "help" / "en"
    articles.mkdir(parents=True)
    (articles / "canoes.md").write_text("---\ntitle: Canoes\n---\n\nYes, we sell canoes in our shop.\n")
    closed = "then: {route: person, reason: language}"
    table = shipped("routing").replace("then: {route: assistant, reason: routine}", closed)
    (desk.folder / "routing.yaml").write_text(table)
    return desk


def test_other_lists_and_articles_say_what_they_would_have_changed(told: Desk):
    lists, articles, table, run = (str(told.folder / name) for name in ("lists", "help", "routing.yaml", "run"))
    ran = session(
        told.folder,
        ("replay", "--lists", lists, "--processes", "2", "--json"),
        ("replay", "--lists", lists),
        ("replay", "--articles", articles, "--json"),
        ("replay", "--guideline", table, "--articles", articles, "--json"),
        ("replay", "--resume", run, "--json"),
        ("replay", "--lists", articles),
        *([("replay", "--master", "local[1]")] if SPARK_LACKS else []),
    )

    assert [0, 0, 0, 0, 0, 7, 6][: len(ran)] == [status for status, _, _ in ran], ran
    one, other, both, same = (json.loads(ran[number][1]) for number in (0, 2, 3, 4))
    assert ("lists", len(QUESTIONS)) == (one["guideline"], one["turns"])
    assert {"person: sensitive"} == {move["to"] for move in one["moves"]}
    assert f"lists over {len(QUESTIONS)} kept turns: {one['changed']} would have come out otherwise." in ran[1][1]
    assert ("help", len(QUESTIONS)) == (other["guideline"], other["turns"])
    assert other["changed"] + other["other_words"] > 0
    assert "routing.yaml, help" == both["guideline"]
    assert {"person: language"} == {move["to"] for move in both["moves"]}
    assert ("", len(QUESTIONS), 0) == (same["guideline"], same["turns"], same["changed"])
    assert not Path(run).exists()
    assert "no <language>.yaml" in ran[5][2]
    assert all("fairdesk[spark]" in err for _, _, err in ran[6:])
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


def copy_turns(desk: Desk, times: int) -> None:
    """Put copies beside each kept turn, until there are so many of it: enough to kill somebody half-way, in no time."""
    kept = rows("SELECT t.*, c.customer_id FROM desk_turn t JOIN desk_conversation c ON c.id = t.conversation_id")
    with writing():
        for number, (act, *columns, sealed, customer) in enumerate(kept * (times - 1)):
            key, copy = desk.house.keys.of(customer), f"{number:06d}"
            again = seal(key, unseal(key, bytes(sealed), place_of_turn(act)), place_of_turn(copy))
            execute(f"INSERT INTO desk_turn VALUES ({', '.join(['%s'] * 10)})", copy, *columns, again)


def survives(told: Desk, times: int, kills: int, processes: int) -> None:
    data, folder, lists = told.folder, told.folder / "run", told.folder / "lists"
    moves = replay_in_bulk(told.house, job_of(told.house, lists=lists)).moves
    copy_turns(told, times)
    how = ("--lists", str(lists), "--processes", str(processes), "--json")

    assert [True] * kills == [killed_at(data, folder, chunks + 1, *how) for chunks in range(kills)]
    assert len(list(folder.glob("*.jsonl"))) >= kills
    wrong, resumed = session(data, ("replay", "--resume", str(folder)), ("replay", "--resume", str(folder), *how))
    assert 7 == wrong[0], "another replay went on in the folder"
    assert "something else" in wrong[2]
    found = json.loads(resumed[1])
    acts = [each["act"] for each in found["acts"]]
    assert times * len(QUESTIONS) == found["turns"]
    assert moves
    assert {move: times * turns for move, turns in moves.items()} == {
        (each["from"], each["to"]): each["turns"] for each in found["moves"]
    }
    assert sorted(set(acts)) == acts
    assert found["changed"] == len(acts)
    assert not folder.exists()


def test_killed_half_way_and_resumed_nothing_is_lost_or_double(told: Desk):
    survives(told, times=1400 // len(QUESTIONS), kills=1, processes=1)


@pytest.mark.long
def test_killed_twenty_times_nothing_is_lost_or_double(told: Desk):
    survives(told, times=24_000 // len(QUESTIONS), kills=20, processes=2)


# --- on a cluster ---------------------------------------------------------------------------------------------------
def test_on_spark_it_is_the_same(told: Desk, tmp_path: Path):
    if SPARK_LACKS:
        pytest.skip(f"the extra spark is not installed: {', '.join(SPARK_LACKS)}")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed; Debian: default-jre-headless")
    lists, shared = ("--lists", str(told.folder / "lists"), "--json"), tmp_path / "shared"
    shared.mkdir()
    (shared / "mine.txt").write_text("not the run's")
    there, here = session(
        told.folder, ("replay", *lists, "--master", "local[1]", "--shared", str(shared)), ("replay", *lists)
    )

    assert there[:2] == here[:2]
    assert ["mine.txt"] == [left.name for left in shared.iterdir()]


def test_models_of_this_machine_stand_side_by_side(told: Desk):
    pytest.importorskip("openai", reason="the extra llm is not installed")
    from tests.stories.test_model_writes import IN_OTHER_WORDS, about

    models, far = told.folder / "models.toml", told.folder / "far.toml"
    far.write_text('[far]\nurl = "https://models.example/v1"\nmodel = "m"\n')
    with ms.model_server(about(IN_OTHER_WORDS)) as server:
        models.write_text(f'[small]\nurl = "{server.address}"\nmodel = "m"\nprice_in = 2.0\n')
        ran = session(
            told.folder,
            ("replay", "--models", str(models), "--json"),
            ("replay", "--models", str(models), "--sample", "1"),
            ("replay", "--models", str(models), "--imported"),
            ("replay", "--models", str(far)),
        )

    assert [0, 0, 0, 7] == [status for status, _, _ in ran], ran
    small = json.loads(ran[0][1])["answerers"]["small"]
    assert (1, 1, 120, 0.00024) == tuple(small[name] for name in ("asked", "stood", "tokens_in", "cost"))
    assert ["then", "quotation", "small"] == ran[1][1].splitlines()[0].split()
    assert ["quotation", "small"] == ran[2][1].splitlines()[0].split()
    assert "not on this machine" in ran[3][2]


# --- what goes together ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "given",
    [
        set(), {"--processes", "--resume"}, {"--master", "--shared"}, {"--lists", "--articles", "--guideline", "--resume"},
        {"--models", "--since", "--sample"}, {"--guideline", *OF_A_REPORT}, {"--verify", "--key"}, {"--articles", "--master"},
        {"--articles", "--imported", "--lists", "--guideline", "--processes", "--resume"},
        {"--imported", "--lists", "--guideline", "--resume"}, {"--imported", "--models", "--sample", "--since"},
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
        ({"--models", "--articles"}, "--articles: with --models kept questions are answered anew"),
        ({"--models", "--guideline", "--sample"}, "--guideline: with --models"),
        ({"--key"}, "--verify"),
        ({"--master", "--processes"}, "Spark shares the work out"),
        ({"--master", "--resume"}, "Spark"),
        ({"--shared"}, "--master"),
        ({"--imported", "--processes"}, "one process"),
        ({"--imported", "--guideline", "--out"}, "--out: this belongs to the report"),
        ({"--imported", "--articles", "--master"}, "processes of this machine"),
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
