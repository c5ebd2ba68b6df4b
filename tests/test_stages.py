"""The checks of a change: a few tests that failed are run once more, alone; one that is wrong stays wrong."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[1] / "tools" / "stages.py"
UNSTEADY = """
from pathlib import Path
def test_unsteady():
    seen = Path(__file__).with_suffix(".seen")
    first = not seen.exists()
    seen.touch()
    assert not first
"""
BREAKS_ONCE = """
from pathlib import Path
seen = Path(__file__).with_suffix(".seen")
first = not seen.exists()
seen.touch()
assert not first
def test_right(): pass
"""
FIXTURE_BREAKS_ONCE = """
import pytest
from pathlib import Path
@pytest.fixture
def unsteady():
    seen = Path(__file__).with_suffix(".seen")
    first = not seen.exists()
    seen.touch()
    assert not first
def test_right(unsteady): pass
"""
WRONG = "def test_wrong():\n    assert False\n"


@pytest.fixture(scope="module")
def stages() -> ModuleType:
    found = importlib.util.spec_from_file_location("stages", TOOL)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["stages"] = module
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        ({"test_a.py": UNSTEADY}, 0, "UNSTEADY, passed alone: "),
        ({"test_a.py": UNSTEADY, "test_b.py": WRONG}, 1, "1 failed, 1 passed"),
        ({f"test_{n}.py": UNSTEADY for n in range(6)}, 1, "6 failed"),
        ({"test_a.py": "def test_right(): pass\n"}, 0, "1 passed"),
        # What did not run is never made good: a file that cannot be read stops the run, and hides the others.
        ({"test_a.py": BREAKS_ONCE, "test_b.py": WRONG}, 2, "1 error"),
        ({"test_a.py": FIXTURE_BREAKS_ONCE}, 1, "1 error"),
    ],
    ids=["unsteady", "wrong", "many", "right", "not read", "broken fixture"],
)
def test_what_failed_is_run_once_more_alone(stages, tmp_path, capfd, files, status, said):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    command = (sys.executable, "-m", "pytest", "-q", "-rf", "-c", "/dev/null", "--rootdir", str(tmp_path))
    stage = stages.Stage(
        "tests", (*command, "-o", "cache_dir=$TMPDIR/pytest-cache", str(tmp_path)), shown=True, again=stages.AGAIN
    )

    assert stages.run((stage,)) == status

    told = capfd.readouterr().out.partition("in all")[2]
    assert said in told
    assert ("UNSTEADY" in told) == said.startswith("UNSTEADY")
