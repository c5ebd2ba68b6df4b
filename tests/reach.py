"""Tell which test files can reach a database: the others need not run a second time on another one.

The house's directions make it a question of imports: only records, the house, `database` and the doors above them
touch a database, so a test file that imports none of these, itself or through other files under tests/, decides
nothing by it. A file that starts programs may reach anything, and counts as one that can.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_TOUCHES = ("fairdesk.house", "fairdesk.database", "fairdesk.web", "fairdesk.cli", "django", "subprocess", "psycopg")
_GIVEN = frozenset({"folder", "desk", "_template"})
"""Fixtures of tests/conftest.py that open a database; asking for one is a way to reach it without an import."""


@cache
def reaches_a_database(file: Path) -> bool:
    """Whether the tests in *file* can touch a database, by what they and the conftests beside them import or ask for."""
    return any(_touches(each) for each in _read_with(file))


@cache
def starts_programs(file: Path) -> bool:
    """Whether the tests in *file* start processes of their own, by the same imports: those are the files that take long."""
    return any("subprocess" in _imports(each) for each in _read_with(file))


def _read_with(file: Path) -> tuple[Path, ...]:
    """Return *file* with every file under tests/ that it brings along: conftests of its folders, and imports in turn."""
    seen: dict[Path, None] = {}
    beside = [folder / "conftest.py" for folder in file.parents if folder.is_relative_to(ROOT / "tests")][:-1]
    waiting = [file, *(conftest for conftest in beside if conftest.exists())]
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen[each] = None
            waiting += [found for name in _imports(each) if (found := _under_tests(name)) is not None]
    return tuple(seen)


@cache
def _touches(file: Path) -> bool:
    tree = ast.parse(file.read_text("utf-8"))
    asked = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names = tuple(_imports(file))
    touching = any(name.startswith(_TOUCHES) or ".records" in name or ".pages" in name for name in names)
    return touching or bool(asked & _GIVEN)


def _imports(file: Path) -> Iterator[str]:
    """Yield each module that *file* imports, also inside functions, and each `module.name` of a from-import."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _under_tests(name: str) -> Path | None:
    if not name.startswith("tests."):
        return None
    path = ROOT.joinpath(*name.split("."))
    found = next((each for each in (path.with_suffix(".py"), path / "__init__.py") if each.exists()), None)
    # The conftest of all tests is everybody's; what it opens stands in _GIVEN.
    return None if found == ROOT / "tests" / "conftest.py" else found
