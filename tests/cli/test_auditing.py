"""`fairdesk audit`: from a file to sentences, JSON, a table of commas and a page, without a desk."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairdesk.cli import main
from fairdesk.fairness.own_acts import LOW_IS_WORSE, OUTCOMES
from fairdesk.guidelines.table import parse, shipped
from tests.fairness.test_audit import ALIKE, drawn

pytestmark = pytest.mark.once


@pytest.fixture
def acts(tmp_path: Path) -> Path:
    file = tmp_path / "acts.csv"
    file.write_text("\n".join(drawn(3_000, {**ALIKE, "tr": 0.4})))
    return file


def run(*words: object) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["audit", *map(str, words)])
    return ran.exit_code, ran.output


ASKED = (
    "--groups",
    "language, age",
    "--outcome",
    "said",
    "--label",
    "right",
    "--strata",
    "topic",
    "--quantity",
    "wait",
)


def test_says_what_is_beyond_chance_and_writes_the_page(acts: Path):
    page = acts.with_suffix(".html")
    status, said = run(acts, *ASKED, "--html", page)

    assert 0 == status, said
    assert "tr: selection rate" in said
    assert "<h1>Audit of said by language, age</h1>" in page.read_text("utf-8")
    assert ["acts.csv", "acts.html"] == sorted(each.name for each in acts.parent.iterdir())  # no desk is made


def test_json_and_commas_say_the_same(acts: Path):
    report = json.loads(run(acts, *ASKED, "--json")[1])
    table = list(csv.DictReader(io.StringIO(run(acts, *ASKED, "--csv")[1])))

    rate = report["views"][0]["groups"][0]["rates"]["accuracy"]
    row = next(each for each in table if each["figure"] == "accuracy")
    assert (str(rate["share"]), str(rate["n"])) == (row["value"], row["n"])


def test_a_value_that_counts_as_yes_and_a_larger_cell(acts: Path):
    report = json.loads(run(acts, "--groups", "language", "--outcome", "topic=bill", "--min-cell", 20, "--json")[1])

    assert ("topic", "bill", 20) == (
        report["columns"]["outcome"],
        report["columns"]["outcome_is"],
        report["min_cell"],
    )


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("--groups", "langage", "--outcome", "said"), 7, "no column langage; is language meant?"),
        (("--groups", "language", "--outcome", "wait"), 7, "row 2, column wait: holds"),
        (("--groups", " ", "--outcome", "said"), 7, "name at least one column of groups"),
        (("--groups", "language", "--outcome", "said", "--json", "--csv"), 2, "two forms of the same"),
        (("--groups", "language", "--outcome", "said", "--html", "no/such/folder.html"), 7, "cannot be written"),
    ],
)
def test_refuses_in_one_sentence(acts: Path, words: tuple[str, ...], status: int, says: str):
    ended, said = run(acts, *words)

    assert (status, True) == (ended, says in said)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "name a FILE with --groups and --outcome, or --own"),
        (("acts", "--groups", "language"), "name a FILE with --groups and --outcome, or --own"),
        (("acts", "--groups", "language", "--outcome", "said", "--since", "2026-01-01"), "--since is for --own"),
        (("acts", "--own"), "FILE has no part in that"),
        (("--own", "--label", "right"), "--label has no part in that"),
        *(
            (("--watch", *more), "only --json goes with it")
            for more in (
                ("--own",),
                ("--since", "2026-01-01"),
                ("--csv",),
                ("--html", "x"),
                ("--min-cell", "9"),
                ("acts",),
            )
        ),
    ],
)
def test_a_file_or_the_desk_s_own_acts_and_never_half_of_both(acts: Path, words: tuple[str, ...], says: str):
    status, said = run(*(acts if word == "acts" else word for word in words))

    assert 2 == status
    assert says in " ".join(said.split())


def test_the_same_outcomes_are_told_everywhere():
    """Of what the help names, what the guideline about alarms takes, and what can be asked, none is missing."""
    table = parse(shipped("fairness"), "fairness.yaml")
    (allowed,) = (column.allowed for column in table.inputs if column.name == "outcome")
    said = " ".join(CliRunner().invoke(main, ["audit", "--help"]).output.split())

    assert [name for name in OUTCOMES if name not in said] == []
    assert set(allowed) == set(OUTCOMES)
    assert set(OUTCOMES) > LOW_IS_WORSE
