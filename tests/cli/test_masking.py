"""`fairdesk mask`, run as people run it: a file in, a line out for each line in."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import shared_data

pytestmark = pytest.mark.once  # masking opens no desk

GOLD = {"text": "I am ana@example.org", "spans": [[5, 20, "EMAIL"]], "source": "cs-synth", "lang": "en"}


def run(*words: object, given: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    """Run `fairdesk mask words...` in a folder where there is no desk."""
    return subprocess.run(
        [sys.executable, "-m", "fairdesk.cli", "mask", *map(str, words)],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "FAIRDESK_DATA": "/nowhere/at-all"},
    )


def lines(out: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.decode().split("\n")[:-1]]


def written(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_adds_what_was_hidden_and_where_and_keeps_the_rest() -> None:
    ran = run("-", given='{"id": 7, "text": "I am ana@example.org", "tags": ["a"]}\n{"text": "Thanks!"}\n')

    assert 0 == ran.returncode
    assert [
        {
            "id": 7,
            "text": "I am ana@example.org",
            "tags": ["a"],
            "masked": "I am [EMAIL_1]",
            "spans": [[5, 20, "EMAIL"]],
        },
        {"text": "Thanks!", "masked": "Thanks!", "spans": []},
    ] == lines(ran.stdout)
    assert "2 lines, 1 with something hidden: 1 EMAIL" in ran.stderr.decode()


def test_a_bad_line_has_its_error_in_its_place_and_loses_nothing() -> None:
    text = '{"text": "a"}\nnot json ana@example.org\n\n[1]\n{"text": 3}\n{"text": "z"}'
    ran = run("-", given=text.encode() + b'\n{"text": "\xff"}\n')
    out = lines(ran.stdout)

    assert 7 == ran.returncode
    assert ["a", "z"] == [out[0]["text"], out[5]["text"]]
    assert ["line 2", "line 3", "line 4", "line 5", "line 7"] == [row["error"][:6] for row in out if "error" in row]
    assert b"ana@" not in ran.stdout + ran.stderr
    assert "5 of 7 lines could not be masked" in ran.stderr.decode()


def test_writes_a_file_when_it_is_whole_and_prints_the_summary(tmp_path: Path) -> None:
    out = tmp_path / "masked.jsonl"
    ran = run(written(tmp_path / "in.jsonl", GOLD), "--out", out, "--json")

    assert {"lines": 1, "altered": 1, "bad": 0, "hidden": {"EMAIL": 1}} == json.loads(ran.stdout)
    assert "I am [EMAIL_1]" == lines(out.read_bytes())[0]["masked"]
    assert ["in.jsonl", "masked.jsonl"] == sorted(file.name for file in tmp_path.iterdir())


def test_a_file_may_be_masked_in_place(tmp_path: Path) -> None:
    file = written(tmp_path / "in.jsonl", GOLD)

    assert 0 == run(file, "--out", file).returncode
    assert "I am [EMAIL_1]" == lines(file.read_bytes())[0]["masked"]


def test_says_what_cannot_be_written_and_what_is_not_there(tmp_path: Path) -> None:
    no_folder = run(written(tmp_path / "in.jsonl", GOLD), "--out", tmp_path / "no" / "folder")
    no_file = run(tmp_path / "nothing.jsonl")

    assert (7, "fairdesk: ") == (no_folder.returncode, no_folder.stderr.decode()[:10])
    assert "cannot be written" in no_folder.stderr.decode()
    assert 2 == no_file.returncode


class TestScore:
    def test_prints_figures_and_no_lines(self, tmp_path: Path) -> None:
        ran = run(written(tmp_path / "gold.jsonl", GOLD, {**GOLD, "lang": "de", "spans": []}), "--score")
        said = ran.stdout.decode()

        assert 0 == ran.returncode
        assert "2 texts, 1 gold spans" in said
        assert {"all", "mean over sources", "source cs-synth", "language en"} <= {
            line[:22].strip() for line in said.split("\n")
        }
        assert "EMAIL                  1   1.0000  0.2065 to 1.0000" in said

    def test_writes_the_lines_where_out_says(self, tmp_path: Path) -> None:
        out = tmp_path / "out.jsonl"
        ran = run(written(tmp_path / "gold.jsonl", GOLD), "--score", "--json", "--out", out)

        assert 1.0 == json.loads(ran.stdout)["f2_typed"]
        assert [[5, 20, "EMAIL"]] == lines(out.read_bytes())[0]["spans"]

    @pytest.mark.parametrize(
        "spans",
        [None, 3, [[5, 20]], [["5", 20, "EMAIL"]], [[5, 99, "EMAIL"]], [[20, 5, "EMAIL"]], [[True, 5, "EMAIL"]]],
    )
    def test_gold_that_is_none_is_a_bad_line(self, tmp_path: Path, spans: object) -> None:
        ran = run(written(tmp_path / "gold.jsonl", GOLD, {**GOLD, "spans": spans}), "--score", "--json")

        assert (7, 1, 1) == (ran.returncode, json.loads(ran.stdout)["spans"], json.loads(ran.stdout)["bad"])

    def test_gives_the_figures_of_the_independent_scorer(self, tmp_path: Path) -> None:
        gold, out = shared_data("pii", "cs-synth.jsonl"), tmp_path / "out.jsonl"
        scorer = gold.parents[2] / "score_pii.py"
        if not scorer.exists():
            pytest.skip("the independent scorer is not here")
        ours = json.loads(run(gold, "--score", "--json", "--out", out).stdout)
        theirs = json.loads(
            subprocess.run(
                [sys.executable, scorer, gold, "--predicted", out, "--json"], capture_output=True, check=True
            ).stdout
        )

        same = (
            "spans",
            "f2_typed",
            "recall_typed",
            "precision_typed",
            "recall_masked",
            "precision_any",
            "origin_gap",
        )
        assert {key: theirs[key] for key in (*same, "origin", "over_masked")} == {
            key: ours[key] for key in (*same, "origin", "over_masked")
        }


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=30).map(lambda drawn: drawn.replace(b"\n", b" ")),
            st.text(max_size=30).map(lambda text: json.dumps({"text": text}).encode()),
            st.recursive(st.none() | st.integers() | st.text(max_size=5), st.lists, max_leaves=5).map(
                lambda thing: json.dumps(thing).encode()
            ),
        ),
        max_size=20,
    )
)
@settings(max_examples=100)
def test_any_lines_give_as_many_lines(drawn: list[bytes]) -> None:
    from collections import Counter

    from fairdesk.cli.masking import _one_line

    told: Counter[str] = Counter()
    out = [_one_line(line, number, "en", None, told) for number, line in enumerate(drawn, 1)]

    assert all(1 == line.count(b"\n") and line.endswith(b"\n") for line in out)
    assert all({"masked", "error"} & json.loads(line).keys() for line in out)
    assert told["bad"] == sum(b'"error"' in line and b'"masked"' not in line for line in out)
