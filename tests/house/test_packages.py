"""A default install stays small, and asking for help loads no framework.

What is counted is what `pip install fairdesk` brings: its requirements and theirs, read from the metadata of what is
installed here. The tools of the tests stand in the same environment and are not counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.once

MOST_PACKAGES = 60
MOST_MEGABYTES = 400
HEAVY = ("django", "cryptography", "pydantic", "yaml", "uvicorn", "psycopg")


def install_of(name: str, extras: frozenset[str] = frozenset()) -> dict[str, Distribution]:
    """Return all that installing *name* brings, itself included, by canonical name."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    todo = [(canonicalize_name(name), extras)]
    while todo:
        wanted = todo.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        found[wanted[0]] = distribution(wanted[0])
        todo += needs(found[wanted[0]], wanted[1])
    return found


def needs(package: Distribution, extras: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    """Return what *package* with *extras* requires on this machine."""
    wanted = [Requirement(line) for line in package.requires or ()]
    return [
        (canonicalize_name(need.name), frozenset(need.extras))
        for need in wanted
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras | {""})
    ]


def size_of(package: Distribution) -> int:
    """Return the bytes of the package's files, bytecode included, whether or not it has been made yet."""
    return sum(_bytes(Path(str(package.locate_file(file)))) for file in package.files or () if file.suffix != ".pyc")


def _bytes(path: Path) -> int:
    if not path.is_file():
        return 0
    compiled = Path(cache_from_source(str(path))) if path.suffix == ".py" else None
    # Not compiled yet: measured over this set, bytecode is about as large as its source.
    extra = 0 if compiled is None else compiled.stat().st_size if compiled.exists() else path.stat().st_size
    return path.stat().st_size + extra


def source_size(folder: Path) -> int:
    """Return the bytes of a source tree; an editable install does not list its files."""
    return sum(_bytes(path) for path in folder.rglob("*") if path.suffix != ".pyc")


@pytest.fixture(scope="module")
def installed() -> dict[str, Distribution]:
    return install_of("fairdesk")


def test_a_default_install_has_few_packages(installed: dict[str, Distribution]):
    print(f"packages of a default install: {len(installed)}")

    assert len(installed) <= MOST_PACKAGES, sorted(installed)


def test_a_default_install_is_small(installed: dict[str, Distribution]):
    import fairdesk

    sizes = {name: size_of(package) for name, package in installed.items() if name != "fairdesk"}
    sizes["fairdesk"] = source_size(Path(fairdesk.__file__).parent)
    megabytes = sum(sizes.values()) / 1e6
    print(f"megabytes of a default install, with bytecode: {megabytes:.0f}")

    assert all(sizes.values()), f"no size: {[name for name, size in sizes.items() if not size]}"
    assert megabytes <= MOST_MEGABYTES, sorted(sizes.items(), key=lambda item: -item[1])[:8]


def test_the_count_follows_requirements_and_extras(installed: dict[str, Distribution]):
    """psycopg-binary comes only through an extra, sqlparse only through Django; pytest not at all."""
    assert {"django", "sqlparse", "psycopg-binary"} <= installed.keys()
    assert not {"pytest", "mypy", "ruff", "hypothesis"} & installed.keys()


def test_help_loads_no_framework():
    """`fairdesk --help` answers at once because nothing heavy is imported for it."""
    asked = (
        "import json, sys\n"
        "from fairdesk.cli import main\n"
        "sys.argv = ['fairdesk', '--help']\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as ended:\n"
        "    print('\\n' + json.dumps([ended.code, sorted({name.partition('.')[0] for name in sys.modules})]))\n"
    )
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True)

    status, modules = json.loads(ran.stdout.splitlines()[-1])

    assert status in (0, None)
    assert "fairdesk" in modules
    assert [] == [name for name in HEAVY if name in modules]


def test_a_desk_opens_and_answers_with_nothing_but_its_requirements(tmp_path: Path):
    """The tests' own environment has what the extras bring: whatever is no requirement is taken away here."""
    ours = install_of("fairdesk")
    program = f"""
import importlib.abc, importlib.metadata, sys
named = importlib.metadata.packages_distributions()
class Away(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        from_where = named.get(name.partition(".")[0], ())
        if from_where and not {set(ours)!r} & {{each.lower().replace("_", "-") for each in from_where}}:
            raise ModuleNotFoundError(f"{{name}} is no requirement", name=name)
sys.meta_path.insert(0, Away())
from fairdesk.cli import main
main(["--data", {str(tmp_path / "desk")!r}, "ask", "How long does a refund take?", "--json"])
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False,
        env={**os.environ, "FAIRDESK_DATABASE": "sqlite"},
    )  # fmt: skip

    assert 0 == ran.returncode, ran.stderr[-800:]
    assert json.loads(ran.stdout)["act"]
