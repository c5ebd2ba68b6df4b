"""Tries whether an explanation is true: it decides itself again, and the change that it names flips the decision.

Both are asked of the record alone, as an auditor has it, and of the guidelines it names. `fairdesk why ACT --check` asks
them of one act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fairdesk.guidelines.compile import Guideline

GuidelineOf = Callable[[str], Guideline]
Decisions = Sequence[Mapping[str, Any]]


def recomputed(record: Mapping[str, Any], guideline_of: GuidelineOf) -> bool:
    """Whether an auditor's record decides itself again: each decision from its facts, and from these the outcome."""
    decisions: Decisions = record["decisions"]
    said = {part["step"]: guideline_of(part["version"]).decide(part["facts"]) for part in decisions}
    same = all(
        (part["code"], part["rule"]) == (said[part["step"]].because.code, said[part["step"]].because.rule)
        and part["failed"] == {rule: list(names) for rule, names in said[part["step"]].because.failed.items()}
        for part in decisions
    )
    route = said["route"].outputs
    release = said["release"].outputs if "release" in said else {}
    handover = route["reason"] if route["route"] == "person" else ""
    handover = release["reason"] if release.get("release") == "hand_over" else handover
    outcome = {"route": route["route"], "release": release.get("release", ""), "handover": handover}
    return same and outcome == record["outcome"]


def flips(record: Mapping[str, Any], guideline_of: GuidelineOf) -> bool | None:
    """Whether the change that a record names gives the outcome it names, and another than there was; None: it names none."""
    named = record["otherwise"]
    if named is None:
        return None
    facts = next(part["facts"] for part in record["decisions"] if part["step"] == named["step"])
    guideline = guideline_of(named["version"])
    before = guideline.decide(facts)
    after = guideline.decide({**facts, **{change["input"]: change["to"] for change in named["changes"]}})
    flipped = after.outputs == named["outputs"] != before.outputs
    return bool(flipped and after.because.rule == named["rule"])
