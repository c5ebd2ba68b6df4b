"""Put a guideline in force by which people look at what the desk's one article answers, and step over reading time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk import clock
from fairdesk.guidelines.table import shipped
from fairdesk.nouns import ActId, ColleagueId
from tests.house.in_force import put_in_force
from tests.people import Desk

NAMED = """  - id: F11
    says: An answer about sending things back is looked at first.
    when: {article: "returns, refunds"}
    then: {look: first, risk: RISK, minutes: "15", reason: named}
  - id: F02"""


def people_look_first(risk: str = "calm") -> None:
    """From now on a person looks at what the article about returns answers."""
    put_in_force("review_first", shipped("review_first").replace("  - id: F02", NAMED.replace("RISK", risk)))


def accepts(desk: Desk, act: ActId, who: ColleagueId | None = None) -> None:
    """A colleague opens a draft and lets it go as it is."""
    who = who or desk.ada
    desk.house.accept_draft(act, who, desk.house.draft_to_look_at(act, who).opened)


def later(monkeypatch: pytest.MonkeyPatch, desk: Desk, **passed: float) -> None:
    """Let time pass for the whole house."""
    at = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: at)
