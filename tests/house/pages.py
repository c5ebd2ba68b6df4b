"""Reads our documents as tests need them: sections, tables and fenced examples."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def text_of(name: str) -> str:
    """Return a page of docs/."""
    return (DOCS / name).read_text("utf-8")


def section(name: str, heading: str) -> str:
    """Return what stands under a heading of level 2, to the next one."""
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", text_of(name), re.MULTILINE | re.DOTALL)
    assert found, f"docs/{name} has no heading {heading!r}"
    return found[1]


def table(name: str, heading: str, column: str) -> dict[str, list[str]]:
    """Return the rows of the table below *heading* whose first column is called *column*: first cell -> other cells."""
    lines = section(name, heading).splitlines()
    starts = [n for n, line in enumerate(lines) if cells(line)[:1] == [column]]
    assert len(starts) == 1, f"docs/{name}, {heading!r}: {len(starts)} tables begin with {column!r}"
    rows: dict[str, list[str]] = {}
    for line in lines[starts[0] + 2 :]:
        if not line.startswith("|"):
            break
        first, *others = cells(line)
        assert first not in rows, f"docs/{name}, {heading!r} lists {first} twice"
        rows[first.strip("`")] = others
    return rows


def cells(line: str) -> list[str]:
    """Return the cells of a line of a table; [] if it is none."""
    return [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []


def codes(cell: str) -> list[str]:
    """Return what a cell sets in code."""
    return re.findall(r"`([^`]+)`", cell)


def examples(name: str, kind: str) -> list[str]:
    """Return the fenced blocks of one kind ("sh", "yaml" ...), in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```", text_of(name), re.MULTILINE | re.DOTALL)
