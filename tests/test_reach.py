"""Which test files run on both databases, decided by what they import."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import reach
from tests.reach import reaches_a_database, starts_programs

TESTS = Path(__file__).parent


@pytest.mark.parametrize(
    "file",
    ["house/test_keeping.py", "stories/test_erased.py", "web/test_api.py", "test_cli.py", "desk/test_records.py",
     "rights/test_pages.py", "identity/test_pages.py", "stories/test_killed.py"],
)  # fmt: skip
def test_what_keeps_rows_or_starts_programs_runs_on_both(file):
    assert reaches_a_database(TESTS / file)


@pytest.mark.parametrize(
    "file", ["sensitive/test_triage.py", "guidelines/test_compile.py", "privacy/test_scan.py", "desk/test_turn.py"]
)
def test_what_only_decides_runs_once(file):
    assert not reaches_a_database(TESTS / file)


def test_what_starts_programs_is_known_also_where_another_file_starts_them():
    assert starts_programs(TESTS / "stories" / "test_killed.py")
    assert starts_programs(TESTS / "rights" / "test_cli.py"), "its conftest starts the server"
    assert not starts_programs(TESTS / "house" / "test_keeping.py")


def test_every_file_that_asks_for_a_desk_or_a_folder_reaches_one():
    wanted = tuple("(" + name for name in ("desk", "folder"))
    asking = [file for file in TESTS.rglob("test_*.py") if any(name in file.read_text() for name in wanted)]

    assert len(asking) > 50
    assert [file.name for file in asking if not reaches_a_database(file)] == []


def test_what_stands_behind_another_file_of_the_tests_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(reach, "ROOT", tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "cast.py").write_text("from fairdesk.house.opening import open_house\n")
    far = tmp_path / "tests" / "test_far.py"
    far.write_text("from tests.cast import somebody\n")
    near = tmp_path / "tests" / "test_near.py"
    near.write_text("from fairdesk.nouns import Because\n")

    assert reaches_a_database(far)
    assert not reaches_a_database(near)
