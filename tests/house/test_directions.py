"""The directions between rooms hold, and the machine that looks would notice if one did not.

A contract that never fails proves nothing, so each kind of breach is planted once in a copy of the source, and the
contract it belongs to must say so.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "fairdesk"
STOREYS = "Storeys: calls only go down; rooms of one storey do not know each other; no unnamed room"
DATABASE = "Only records and the house know the database"
TABLES = "Only a room's records (and the house) read its tables"
RECORDS = "Only pages and the house call records"
PAGES = "Only web hangs pages"
DECISIONS = "Decisions import no framework, driver, network or clock"
CIRCLES = "No circles between rooms"


@dataclass(frozen=True, slots=True)
class Breach:
    """Lines added to a file of a copy (made if it is not there), and the contract that must notice."""

    says: str
    file: str
    line: str
    contract: str

    def __str__(self) -> str:
        return self.says


BREACHES = (
    Breach("a room imports its neighbour", "consent/planted.py", "import fairdesk.privacy", STOREYS),
    Breach("a room on the way imports the desk", "oversight/planted.py", "import fairdesk.desk", STOREYS),
    Breach("the desk imports a room that looks back", "desk/planted.py", "import fairdesk.replay", STOREYS),
    Breach("the desk imports the house", "desk/planted.py", "import fairdesk.house", STOREYS),
    Breach("the house imports a door", "house/planted.py", "import fairdesk.web", STOREYS),
    Breach("the ground imports a room", "nouns.py", "import fairdesk.consent", STOREYS),
    Breach("an import hides in a function", "answers/planted.py", "def f():\n    import fairdesk.desk", STOREYS),
    Breach("a room that nobody placed", "attic/__init__.py", '"""A new room."""', STOREYS),
    Breach("a file at the top that nobody placed", "gadgets.py", '"""A new file."""', STOREYS),
    Breach("a page imports the database", "desk/pages/customer.py", "import fairdesk.database", DATABASE),
    Breach("a door imports the database", "web/planted.py", "import fairdesk.database", DATABASE),
    Breach("a decision imports the database", "privacy/planted.py", "import fairdesk.database", DATABASE),
    Breach("a page reads tables past the records", "desk/pages/customer.py", "import fairdesk.desk.models", TABLES),
    Breach("a decision reads records", "consent/planted.py", "import fairdesk.consent.records", RECORDS),
    Breach("a door reads records", "web/planted.py", "import fairdesk.consent.records", RECORDS),
    Breach("the house hangs a page", "house/planted.py", "import fairdesk.desk.pages", PAGES),
    Breach("a decision imports Django", "guidelines/planted.py", "import django.utils.timezone", DECISIONS),
    Breach("a decision imports a driver", "accountability/planted.py", "import sqlite3", DECISIONS),
    Breach("a decision looks at the clock", "consent/planted.py", "import fairdesk.clock", DECISIONS),
    Breach("a decision calls a model", "explainability/planted.py", "import openai", DECISIONS),
    Breach("the ground leans on what stands on it", "language.py", "import fairdesk.rendering", CIRCLES),
)


def look(folder: Path) -> dict[str, str]:
    """Run the contracts over the source in *folder*; return each contract's name and KEPT or BROKEN."""
    ran = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "300", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found = dict(re.findall(r"^(.+?) (KEPT|BROKEN)", ran.stdout, re.MULTILINE))
    assert found, f"lint-imports could not look: {ran.stdout}{ran.stderr}"
    assert ran.returncode == int("BROKEN" in found.values()), ran.stdout + ran.stderr
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source and its contracts, to be spoilt."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ignored = shutil.ignore_patterns("__pycache__", "static", "templates", "locale")
    shutil.copytree(SOURCE, tmp_path / "src" / "fairdesk", ignore=ignored)
    return tmp_path


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


@pytest.fixture(scope="module")
def unspoilt() -> dict[str, str]:
    return look(ROOT)


def test_the_house_keeps_its_directions(unspoilt: dict[str, str]):
    assert dict.fromkeys(contracts(), "KEPT") == unspoilt


@pytest.mark.parametrize("breach", BREACHES, ids=str)
def test_a_planted_breach_is_noticed(copy: Path, unspoilt: dict[str, str], breach: Breach):
    planted = copy / "src" / "fairdesk" / breach.file
    planted.parent.mkdir(exist_ok=True)
    with planted.open("a", encoding="utf-8") as file:
        file.write(f"\n{breach.line}\n")

    found = look(copy)

    assert ("KEPT", "BROKEN") == (unspoilt.get(breach.contract), found.get(breach.contract)), found


def test_every_contract_has_a_planted_breach():
    assert set(contracts()) == {breach.contract for breach in BREACHES}
