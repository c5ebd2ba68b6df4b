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
        section = self.TEXT.partition("## For tests and benchmarks")[0]
        listed = set(re.findall(rf"`{settings.PREFIX}([A-Z_]+)`", section))

        assert {field.name.upper() for field in dataclasses.fields(settings.Settings)} == listed

    def test_every_variable_of_ours_is_documented(self):
        read = {
            name for file in sources() for name in re.findall(rf"{settings.PREFIX}[A-Z_]+", file.read_text("utf-8"))
        }

        assert {f"{settings.PREFIX}DATA", f"{settings.PREFIX}TEST_DATABASE"} <= read
        assert [] == sorted(name for name in read if f"`{name}`" not in self.TEXT)


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

    @pytest.mark.parametrize("document", sorted((ROOT / "docs").glob("*.md")), ids=relative)
    def test_one_sentence_stands_on_a_line(self, document: Path):
        """So that a change to a sentence is a change to one line. Tables and lists may hold more."""
        text = re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.DOTALL)
        prose = [line for line in text.splitlines() if re.match(r"[A-Z*`\[\"]", line) and "made by" not in line]

        assert [] == [line for line in prose if re.search(r"[a-z)`][.!?] [A-Z]", line)]

    @pytest.mark.parametrize("document", sorted((ROOT / "docs").glob("*.md")), ids=relative)
    def test_every_page_is_reached_from_the_readme(self, document: Path):
        linked, new = set(), {ROOT / "README.md"}
        while new:
            page = new.pop()
            linked.add(page)
            links = re.findall(r"\]\(([^)#\s:]+\.md)", page.read_text("utf-8"))
            new |= {p for link in links if (p := (page.parent / link).resolve()).exists()} - linked

        assert document in linked

    @pytest.mark.parametrize("document", pages(), ids=relative)
    def test_files_that_are_named_exist(self, document: Path):
        named = re.findall(r"`((?:src|tests|docs|tools|benchmarks)/[\w./-]+)`", document.read_text("utf-8"))

        assert [] == [path for path in named if not (ROOT / path).exists()]


class TestPromises:
    TEXT = (ROOT / "docs" / "promises.md").read_text("utf-8")
    PARTS = re.findall(r"^## (\d+)\. (.+?)$(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)

    def classes(self) -> set[str]:
        tree = _tree(ROOT / "tests" / "house" / "test_promises.py")
        return {node.name for node in tree.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test")}

    def test_there_are_thirteen_in_order(self):
        assert [str(number) for number in range(1, 14)] == [number for number, _, _ in self.PARTS]

    @pytest.mark.parametrize(("number", "title", "text"), PARTS, ids=[number for number, _, _ in PARTS])
    def test_each_says_what_is_built_and_has_its_class_or_says_that_it_is_not_built(self, number, title, text):
        assert [] == [part for part in ("**Built:**", "**Code:**", "**Test:**") if part not in text]
        said = text.partition("**Test:**")[2]
        named = re.findall(r"`(Test\w+)`", said)

        assert set(named) <= self.classes()
        assert ("not built yet" in said) == (not named)

    def test_each_class_belongs_to_a_promise(self):
        assert self.classes() == set(re.findall(r"\*\*Test:\*\* `(Test\w+)`", self.TEXT))

    def test_those_of_the_readme_are_those(self):
        told = re.findall(r"^(\d+)\. (.+)\.$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)

        assert told
        assert set(told) <= {(number, title) for number, title, _ in self.PARTS}

    @pytest.mark.parametrize("name", ["promises.md", "start-here.md", "the-way-of-a-message.md"])
    def test_functions_that_are_named_with_their_file_stand_in_it(self, name: str):
        text = (ROOT / "docs" / name).read_text("utf-8")
        pairs = re.findall(r"`(src/[\w/]+\.py)` \(((?:`\w+`(?:, )?)+)\)", text)

        lost = [
            f"{path}: {name}"
            for path, names in pairs
            for name in re.findall(r"\w+", names)
            if not re.search(
                rf"^\s*(?:def|class) {name}\b|^{name} = ", (ROOT / path).read_text("utf-8"), re.MULTILINE
            )
        ]
        assert [] == lost


class TestWhatStrangersMustNotMeet:
    """Our pages are read on other machines, by people who know nothing of the one they were written on."""

    MACHINE = re.compile(r"(?<![\w.])/(?:work|home|root|Users|tmp|mnt|private)/")
    REGISTRY = re.compile(
        r"pypi\.org|files\.pythonhosted|npmjs|index-url|proxy\.golang|artifactory|nexus", re.IGNORECASE
    )

    @pytest.mark.parametrize("document", pages(), ids=relative)
    def test_no_path_of_one_machine(self, document: Path):
        assert [] == self.MACHINE.findall(document.read_text("utf-8"))

    @pytest.mark.parametrize("document", [*pages(), ROOT / "pyproject.toml", ROOT / "Makefile"], ids=relative)
    def test_no_host_of_a_registry(self, document: Path):
        assert [] == self.REGISTRY.findall(document.read_text("utf-8"))

    def test_both_would_be_found(self):
        assert self.MACHINE.search("see /home/somebody/desk")
        assert self.REGISTRY.search("pip install --index-url https://example.org")
        assert not self.MACHINE.search("`src/fairdesk/home/` and /srv/desk")

    @pytest.mark.parametrize("document", pages(), ids=relative)
    def test_people_are_not_called_agents_or_users(self, document: Path):
        text = re.sub(r"```.*?```|`[^`]*`|\"[^\"]*\"", "", document.read_text("utf-8"), flags=re.DOTALL)

        assert [] == re.findall(r"\b(?:agents?|end.users?)\b", text, re.IGNORECASE)


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
