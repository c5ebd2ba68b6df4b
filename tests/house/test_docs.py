"""The documents cannot rot: what they list exists, and what exists is listed."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import pytest

from fairdesk import settings

ROOT = Path(__file__).resolve().parents[2]
HIDDEN = {".venv", ".git", "node_modules", "fairdesk-data"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "service", "handler", "misc"}


def pages() -> list[Path]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(page for page in found if not HIDDEN & set(page.parts))


def sources() -> list[Path]:
    places = (ROOT / "src", ROOT / "tests", ROOT / "benchmarks", ROOT / "tools")
    return sorted(file for place in places for file in place.rglob("*.py"))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(document: Path) -> set[str]:
    """Return the anchors of a page's headings, made as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class TestSettings:
    TEXT = (ROOT / "docs" / "settings.md").read_text("utf-8")

    @pytest.mark.parametrize("field", dataclasses.fields(settings.Settings), ids=lambda f: f.name)
    def test_each_is_documented_with_its_variable_and_default(self, field):
        row = re.search(rf"^\|.*`{settings.PREFIX}{field.name.upper()}`.*$", self.TEXT, re.MULTILINE)

        assert row, f"docs/settings.md has no line for {field.name}"
        assert f"`{field.default}`" in row[0] or (field.default == "" and "(none)" in row[0])

    def test_none_is_documented_that_does_not_exist(self):
        section = self.TEXT.partition("## For the tests")[0]
        listed = set(re.findall(rf"`{settings.PREFIX}([A-Z_]+)`", section))

        assert {field.name.upper() for field in dataclasses.fields(settings.Settings)} == listed


class TestPages:
    @pytest.mark.parametrize("document", pages(), ids=relative)
    def test_links_between_our_pages_lead_somewhere(self, document: Path):
        text = re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.DOTALL)
        links = re.findall(r"\]\(([^)\s]+)\)", text)
        ours = [link.partition("#") for link in links if not re.match(r"[a-z]+:", link)]

        missing = [path for path, _, _ in ours if path and not (document.parent / path).exists()]
        lost = [
            f"{path}#{anchor}"
            for path, _, anchor in ours
            if anchor and path not in missing and anchor not in anchors(document.parent / path if path else document)
        ]

        assert ([], []) == (missing, lost)

    @pytest.mark.parametrize("document", pages(), ids=relative)
    def test_make_is_asked_only_for_what_it_knows(self, document: Path):
        known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
        text = document.read_text("utf-8")
        asked = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))

        assert set() == asked - known

    @pytest.mark.parametrize("document", pages(), ids=relative)
    def test_files_that_are_named_exist(self, document: Path):
        named = re.findall(r"`((?:src|tests|docs|tools|benchmarks)/[\w./-]+)`", document.read_text("utf-8"))

        assert [] == [path for path in named if not (ROOT / path).exists()]


@pytest.mark.parametrize("document", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=relative)
def test_a_decision_says_what_it_costs_and_when_to_look_again(document: Path):
    """As headings in a long one, as words in bold in a short one."""
    said = " ".join(re.findall(r"^(?:## |\*\*)([^*\n]+)", document.read_text("utf-8"), re.MULTILINE)).lower()

    assert [] == [part for part in ("question", "choice", "what it costs", "look again") if part not in said]
    assert re.fullmatch(r"\d{4}-[a-z-]+\.md", document.name)


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(page.name[:4]) for page in (ROOT / "docs" / "decisions").glob("*.md"))

    assert list(range(1, len(numbers) + 1)) == numbers


def test_no_file_has_a_name_that_says_nothing():
    assert [] == [relative(file) for file in sources() if file.stem in VAGUE]


def test_every_module_says_what_it_is_for():
    bare = [
        relative(file)
        for file in sources()
        if file.stat().st_size and "migrations" not in file.parts and not ast.get_docstring(_tree(file))
    ]

    assert [] == bare


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))
