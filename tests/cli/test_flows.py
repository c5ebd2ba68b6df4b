"""`fairdesk flow` on the command line: check, show, try, add, list, retire."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairdesk.cli import main
from tests.cli.test_intents import run
from tests.shop import FILES

pytestmark = pytest.mark.once


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "cancel_order.yaml"
    place.write_text((FILES / place.name).read_text("utf-8"))
    return place


def test_a_file_is_checked_without_a_desk(file: Path) -> None:
    told = json.loads(run("flow", "check", file, "--json").output)

    assert ("cancel_order", ["en", "de"]) == (told["name"], told["languages"])
    assert ["order_access", "order_changes"] == told["guidelines"]
    assert "can be walked" in run("flow", "check", file).output


def test_a_fault_names_the_place_and_exits_with_7(file: Path) -> None:
    file.write_text(file.read_text().replace("ask: agreed", "ask: agreement"))

    told = run("flow", "check", file)

    assert 7 == told.exit_code
    assert "cancel_order.yaml: step sure: 'agreement' is not declared" in told.output


def test_its_steps_are_shown_in_a_language(file: Path) -> None:
    told = run("flow", "show", file, "--language", "de").output

    assert "Bestellung|Auftrag" in told
    assert "cancel: POST /orders/cancel, does something, allowed by order_changes: decision = do" in told


def test_it_is_tried_and_put_in_force_and_retired(file: Path, folder: Path) -> None:
    (folder / "made_up.json").write_text(
        '{"find_order": {"belongs": "mine", "order_status": "open", "days_since_delivery": 0}}'
    )
    desk = ("--data", folder, "flow")

    tried = run(*desk, "try", file, "cancel my order NU-20932-0", "yes", "--answers", folder / "made_up.json")
    assert "would_do: cancel" in tried.output, tried.output
    as_json = run(*desk, "try", file, "cancel my order", "--known-by", "session", "--json")
    assert "done" == json.loads(as_json.output.splitlines()[0])["ended"]
    assert 7 == run(*desk, "try", file, "hello").exit_code
    assert "It begins once back_office is set" in run(*desk, "add", file).output
    assert ["cancel_order"] == list(json.loads(run(*desk, "list", "--json").output))
    assert "begins no more" in run(*desk, "retire", "cancel_order").output
    assert "nothing was changed" in run(*desk, "retire", "cancel_order").output


def test_where_people_may_approve_it_takes_two_of_them(shop, file: Path) -> None:
    desk = ["--data", shop.desk.folder, "flow"]
    run(*desk, "retire", "cancel_order")

    alone = run(*desk, "add", file)
    assert (7, True) == (alone.exit_code, "it takes two people" in alone.output)
    assert "say why" in run(*desk, "add", file, "--by", "cleo").output
    why = ("--why", "many ask for it")
    assert "waits" in run(*desk, "add", file, "--by", "cleo", *why).output
    assert 2 == run(*desk, "agree", "cancel_order", "--by", "pia").exit_code
    assert 3 == run(*desk, "agree", "cancel_order", "--by", "cleo", *why).exit_code
    assert "cancel_order" not in json.loads(run(*desk, "list", "--json").output)
    assert "is in force" in run(*desk, "agree", "cancel_order", "--by", "pia", *why).output
    assert "cancel_order" in json.loads(run(*desk, "list", "--json").output)


def test_every_command_has_an_example() -> None:
    group = main.commands["flow"]
    assert all(f"fairdesk flow {name}" in (each.help or "") for name, each in group.commands.items())  # type: ignore[attr-defined]
