"""The checklist cannot promise what nobody tests: each item names its tests, which exist, or says why there is none."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.house.pages import ROOT, codes, table

pytestmark = pytest.mark.once

PARTS = {"A. Customer chat": range(1, 31), "B. The desk": range(31, 51)}
ROWS = {heading: table("checklist.md", heading, "item") for heading in PARTS}


@cache
def names_in(path: str) -> frozenset[str]:
    """Return the tests of a file, as `test_name` or `Class::test_name`, and its classes."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    found = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    for held in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        found |= {f"{held.name}::{node.name}" for node in held.body if isinstance(node, ast.FunctionDef)}
    return frozenset(found)


def named(cell: str) -> list[str]:
    return [code for code in codes(cell) if code.startswith("tests/")]


@pytest.mark.parametrize("heading", PARTS)
def test_each_item_stands_there_once_and_in_order(heading: str):
    assert [str(number) for number in PARTS[heading]] == list(ROWS[heading])


@pytest.mark.parametrize(
    ("item", "cells"), [pair for rows in ROWS.values() for pair in rows.items()], ids=lambda value: str(value)[:3]
)
class TestAnItem:
    def test_names_its_test_or_says_why_there_is_none(self, item: str, cells: list[str]):
        what, proof = cells

        assert what
        assert named(proof) or re.match(r"(Open|Not built): .{10}|Open$", proof), f"item {item}: {proof}"

    def test_each_test_it_names_exists(self, item: str, cells: list[str]):
        for name in named(cells[1]):
            path, _, test = name.partition("::")
            assert (ROOT / path).exists(), name
            assert not test or test in names_in(path), name
