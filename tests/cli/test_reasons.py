"""`fairdesk why`: an act is explained to each audience, checked, and not invented; run as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli import refused, told

pytestmark = pytest.mark.once  # each command opens a desk of its own, and those are on SQLite


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("reasons")
    told(folder, "demo")
    return folder


@pytest.fixture(scope="module")
def act(data) -> str:
    return str(json.loads(told(data, "ask", "How long does a refund take?", "--json"))["act"])


def test_each_audience_is_told_its_part(data, act):
    assert "If you had chosen people only" in told(data, "why", act, "--audience", "customer")
    assert "release.sure_enough S06" in told(data, "why", act)
    assert act == json.loads(told(data, "why", act, "--audience", "auditor"))["act"]


def test_it_is_checked_on_request(data, act):
    assert told(data, "why", act, "--check").endswith("decided again the same: yes\nthe change flips it: yes\n")
    checked = json.loads(told(data, "why", act, "--check", "--json"))["check"]
    assert {"decided_again_the_same": True, "the_change_flips_it": True} == checked


def test_an_act_that_is_not_there_is_not_found(data):
    assert "no such act" in refused(data, 4, "why", "nothing")
