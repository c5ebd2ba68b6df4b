"""Every list in the documents is the list in the code: nothing is left out, nothing is made up."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import fairdesk
from fairdesk import nouns
from fairdesk.accountability.ledger import Actor, Tampered
from fairdesk.consent.purposes import Choice, Purpose, Standing, about
from fairdesk.desk.timeline import EVENTS, Mode, State
from fairdesk.explainability.sentences import COLLEAGUE, HANDOVER
from fairdesk.flows import walking
from fairdesk.guidelines import life
from fairdesk.guidelines.checks import Flaw
from fairdesk.guidelines.table import Table, parse, shipped
from fairdesk.house import knowing
from fairdesk.identity import codes as codes_of_identity
from fairdesk.identity import contact, merging
from fairdesk.identity.letters import KINDS as KINDS_OF_LETTERS
from fairdesk.identity.records.letters import State as StateOfLetters
from fairdesk.identity.roles import ALLOWED, Deed, Role
from fairdesk.nouns import DeskError, Release, Route, Voice
from fairdesk.oversight.pause import KINDS
from fairdesk.privacy import detect
from fairdesk.privacy.mask import TYPED
from fairdesk.rights.breaches import Risk
from fairdesk.rights.requests import GROUNDS, RequestKind, Stage
from fairdesk.sensitive.topics import MATTERS, Topic
from tests.desk.test_first_human import open_desk
from tests.house.pages import DOCS, ROOT, codes, section, table, text_of

pytestmark = pytest.mark.once

SOURCE = Path(fairdesk.__file__).parent
GUIDELINES = {name: f"The {name} guideline" for name in (*knowing.GUIDELINES, *knowing.DECISIONS)}


def guideline(name: str) -> Table:
    return parse(shipped(name), name)


def calls_in_the_house() -> Iterator[ast.Call]:
    for file in (SOURCE / "house").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def texts(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def name_of(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def handover_reasons() -> set[str]:
    """Every reason a conversation can reach people for: by the two tables, and by a wish or a fault in the house."""
    routing, release = guideline("routing"), guideline("release")
    found = {rule.outputs["reason"] for rule in routing.rules if rule.outputs["route"] == "person"}
    found |= {rule.outputs["reason"] for rule in release.rules if rule.outputs["release"] == "hand_over"}
    found |= {routing.on_refusal["reason"], release.on_refusal["reason"]}
    found |= {walking.PERSON, walking.FAILED}
    for call in calls_in_the_house():
        if name_of(call) == "hand_over":
            found |= {text for part in call.keywords if part.arg == "reason" for text in texts(part.value)}
    return found


def deeds_of_the_house() -> set[str]:
    """Every kind of act that belongs to no conversation, as the house writes it."""
    kinds = set()
    for call in calls_in_the_house():
        if name_of(call) in ("add_deed", "_deed") and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
            kinds.add(str(call.args[1].value))
    return kinds


WORDS = {
    ("Hand-over reasons", "code"): handover_reasons,
    ("Events", "code"): lambda: set(EVENTS),
    ("Voices", "code"): lambda: set(Voice),
    ("States", "code"): lambda: set(State),
    ("Modes", "code"): lambda: set(Mode),
    ("Routes and releases", "code"): lambda: {*Route, *Release},
    ("Roles and deeds", "role"): lambda: set(Role),
    ("Roles and deeds", "deed"): lambda: set(Deed),
    ("Concerns", "code"): lambda: set(Topic),
    ("Purposes and choices", "purpose"): lambda: set(Purpose),
    ("Purposes and choices", "choice"): lambda: set(Choice),
    ("Purposes and choices", "standing"): lambda: set(Standing),
    ("Steps and codes of a reason", "code"): lambda: set(COLLEAGUE),
    ("The ledger", "actor"): lambda: set(Actor),
    ("Requests about one's own data", "kind"): lambda: set(RequestKind),
    ("Requests about one's own data", "stage"): lambda: set(Stage),
    ("Requests about one's own data", "ground"): lambda: set(GROUNDS),
    ("Requests about one's own data", "risk"): lambda: set(Risk),
    ("Guidelines", "stage"): lambda: set(life.Stage),
    ("Guidelines", "origin"): lambda: set(life.Origin),
    ("Guidelines", "flaw"): lambda: set(Flaw),
    ("Letters", "kind"): lambda: set(KINDS_OF_LETTERS),
    ("Letters", "state"): lambda: set(StateOfLetters),
    ("Letters", "reason"): lambda: set(contact.CODES),
    ("Letters", "verdict"): lambda: {*codes_of_identity.CODES, *merging.CODES},
    ("Letters", "level"): lambda: set(merging.Level),
}


class TestWords:
    @pytest.mark.parametrize(("heading", "column"), WORDS, ids=str)
    def test_each_code_is_listed_and_no_other(self, heading: str, column: str):
        assert WORDS[heading, column]() == set(table("words.md", heading, column))

    def test_the_search_for_hand_overs_finds_what_is_known_to_be_there(self):
        assert {"masking_failed", "second_unclear", "did_not_help", "rule_input", "error"} <= handover_reasons()

    def test_customers_are_told_each_hand_over_in_words(self):
        assert set() == handover_reasons() - set(HANDOVER)

    def test_the_kinds_of_entries_are_listed(self):
        listed = set(table("words.md", "The ledger", "kind of entry"))

        assert {"turn", Voice.EVENT, Voice.PERSON, Voice.PREPARED, Voice.NOTE, *deeds_of_the_house()} == listed
        assert {"assistant_stopped", "guideline_in_force"} <= deeds_of_the_house()

    def test_each_role_is_listed_with_what_it_may_do(self):
        rows = table("words.md", "Roles and deeds", "role")

        assert {role: set(deeds) for role, deeds in ALLOWED.items()} == {
            role: set(codes(cell)) for role, (cell,) in rows.items()
        }

    def test_each_matter_has_its_label(self):
        rows = table("words.md", "Concerns", "code")

        assert {topic: matter.label for topic, matter in MATTERS.items()} == {
            topic: cell for topic, (cell,) in rows.items() if topic != Topic.NONE
        }

    def test_each_purpose_has_its_standing_before_any_choice(self):
        rows = table("words.md", "Purposes and choices", "purpose")

        assert {str(p): about(p).default for p in Purpose} == {p: codes(row[1])[0] for p, row in rows.items()}

    def test_each_reason_says_what_colleagues_read(self):
        rows = table("words.md", "Steps and codes of a reason", "code")

        assert dict(COLLEAGUE) == {code: says for code, (says,) in rows.items()}

    def test_each_scope_of_a_stop_is_listed(self):
        listed = {scope.partition(":")[0] for scope in table("words.md", "Scopes of a stop", "scope")}

        assert {"all", *KINDS} == listed

    def test_each_error_has_its_statuses(self):
        family = (*DeskError.__subclasses__(), Tampered)
        ours = {each.__name__: each for each in family if each.__module__ in (nouns.__name__, Tampered.__module__)}
        rows = table("words.md", "Errors", "error")

        assert {name: [str(each.http_status), str(each.exit_status)] for name, each in ours.items()} == {
            name: row[:2] for name, row in rows.items()
        }

    def test_each_kind_of_placeholder_is_listed(self):
        known = re.search(r"Knows ([A-Z_, ]+)\.", detect.PatternDetector.__doc__ or "")
        assert known

        assert {*known[1].split(", "), TYPED} <= set(codes(section("words.md", "Kinds of placeholders")))


class TestSensitive:
    def test_each_matter_is_listed_as_it_is_most_urgent_first(self):
        rows = table("sensitive.md", "The matters", "code")
        minutes = {"seconds": 1 / 60, "minutes": 1, "hour": 60, "hours": 60}

        assert list(MATTERS) == list(rows)
        for topic, (label, acute, within, never) in rows.items():
            matter = MATTERS[Topic(topic)]
            number, unit = within.split()
            assert (matter.label, "yes" if matter.acute else "no") == (label, acute)
            assert open_desk(topic).seconds / 60 == float(number) * minutes[unit]
            assert matter.never == tuple(never.split("; "))


class TestGuidelines:
    @pytest.mark.parametrize("name", GUIDELINES)
    def test_each_input_is_listed_with_its_type(self, name: str):
        rows = table("guidelines.md", GUIDELINES[name], "input")

        assert {column.name: column.kind for column in guideline(name).inputs} == {
            name: row[0] for name, row in rows.items()
        }

    @pytest.mark.parametrize("name", GUIDELINES)
    def test_each_output_is_listed_with_its_values(self, name: str):
        rows = table("guidelines.md", GUIDELINES[name], "output")

        assert {column.name: column.allowed for column in guideline(name).outputs} == {
            name: tuple(codes(row[0])) for name, row in rows.items()
        }

    def test_the_threshold_that_is_told_is_the_one_in_force(self):
        (send,) = (rule for rule in guideline("release").rules if rule.outputs["reason"] == "sure_enough")
        confidence = [column.name for column in guideline("release").inputs].index("confidence")
        lowest = {
            rule.cells[confidence].text
            for rule in guideline("release").rules
            if rule.outputs["reason"] == "no_article"
        }

        assert "< 0.15" in lowest
        assert "below 0.15" in text_of("guidelines.md")
        assert f"The threshold of confidence, {send.cells[confidence].text.removeprefix('>= ')}," in text_of(
            "guidelines.md"
        )


class TestCommands:
    @pytest.fixture
    def tool(self):
        spec = importlib.util.spec_from_file_location("commands", ROOT / "tools" / "commands.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def test_the_page_is_what_the_commands_say(self, tool):
        from fairdesk.cli import main

        assert tool.as_page(main) == (DOCS / "commands.md").read_text("utf-8"), "run: python tools/commands.py"

    def test_every_command_and_option_is_on_it(self, tool):
        """Not by the tool's own hand: click is asked, the page is read."""
        from fairdesk.cli import main

        page = text_of("commands.md")
        for path, command in tool.walk(main, "fairdesk"):
            part = page.partition(f"\n## {path}\n")[2].partition("\n## ")[0]
            assert part, f"{path} is missing"
            for option in tool.options_of(command):
                assert all(f"`{name}`" in part for name in option.opts), f"{path} {option.name}"

    @pytest.mark.parametrize(
        "document", sorted((ROOT / "docs").glob("*.md")) + [ROOT / "README.md"], ids=lambda p: p.name
    )
    def test_commands_that_are_named_elsewhere_exist(self, tool, document: Path):
        from fairdesk.cli import main

        known = {path for path, _ in tool.walk(main, "fairdesk")}
        groups = {path for path, command in tool.walk(main, "fairdesk") if isinstance(command, click.Group)}
        options = {path: {n for o in tool.options_of(c) for n in o.opts} for path, c in tool.walk(main, "fairdesk")}
        text = document.read_text("utf-8")
        typed = "\n".join(
            re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL) + re.findall(r"`(.+?)`", text)
        )
        said = re.findall(r"^(?:\.venv/bin/)?(fairdesk(?: [a-z][a-z-]*)*)((?: --[a-z]+)*)", typed, re.MULTILINE)
        for words, flags in said:
            path = longest_known(words, known)
            assert path == words or path not in groups, f"{words}: {path} has no such command"
            assert set(flags.split()) <= options[path] | options["fairdesk"] | {"--help"}, words


def longest_known(words: str, known: set[str]) -> str:
    """Return the command that *words* begin with."""
    parts = words.split()
    return next(path for n in range(len(parts), 0, -1) if (path := " ".join(parts[:n])) in known)
