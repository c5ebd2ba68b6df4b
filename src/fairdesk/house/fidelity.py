"""Tries whether an explanation is true: it decides itself again, and the change that it names flips the decision.

Both are asked of the record alone, as an auditor has it, and of the guidelines it names. `fairdesk why ACT --check` asks
them of one act.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fairdesk.guidelines.compile import Guideline
from fairdesk.guidelines.scorer import Scorer, scored_facts
from fairdesk.nouns import Fact, Facts, Verdict

GuidelineOf = Callable[[str], Guideline]
ScorerOf = Callable[[str], Scorer]
Decisions = Sequence[Mapping[str, Any]]


def recomputed(record: Mapping[str, Any], guideline_of: GuidelineOf, scorer_of: ScorerOf | None = None) -> bool:
    """Whether an auditor's record decides itself again: each decision from its facts, and from these the outcome."""
    decisions: Decisions = record["decisions"]
    scorers = _scorers(record, scorer_of)
    said = {
        part["step"]: _decided(guideline_of(part["version"]), part["facts"], record, scorers) for part in decisions
    }
    same = all(
        (part["code"], part["rule"]) == (said[part["step"]].because.code, said[part["step"]].because.rule)
        and part["failed"] == {rule: list(names) for rule, names in said[part["step"]].because.failed.items()}
        for part in decisions
    )
    if "kind" in record["outcome"]:
        return same and _money_holds(record, said[record["outcome"]["kind"]]) and _scores_hold(record, scorers)
    route = said["route"].outputs
    release = said["release"].outputs if "release" in said else {}
    handover = route["reason"] if route["route"] == "person" else ""
    handover = release["reason"] if release.get("release") == "hand_over" else handover
    outcome = {"route": route["route"], "release": release.get("release", ""), "handover": handover}
    return same and outcome == record["outcome"]


def _money_holds(record: Mapping[str, Any], verdict: Verdict) -> bool:
    """Whether a decision about money is what its rule proposed, and what a rule alone may do: pay, or draft."""
    outcome, proposed = record["outcome"], verdict.outputs["decision"]
    by_rule = "granted" if proposed == "pay" else "drafted"
    return bool(outcome["proposed"] == proposed and (outcome["by"] == "person" or outcome["decision"] == by_rule))


def _scores_hold(record: Mapping[str, Any], scorers: Mapping[str, Scorer]) -> bool:
    """Whether each score that was told is the one its scorer gives, in parts that sum to it."""
    read = {each["name"]: each["facts"] for each in record.get("scorers", ())}
    return all(
        scorers[told["name"]].score(read[told["name"]]).score == told["value"]
        and abs(math.fsum(told["parts"].values()) - told["value"]) <= 1e-9
        for told in record["scores"]
    )


def _scorers(record: Mapping[str, Any], scorer_of: ScorerOf | None) -> Mapping[str, Scorer]:
    named = record.get("scorers", ())
    return {each["name"]: scorer_of(each["version"]) for each in named} if scorer_of else {}


def _decided(
    guideline: Guideline, facts: Facts, record: Mapping[str, Any], scorers: Mapping[str, Scorer], **changed: Fact
) -> Verdict:
    """Decide on the facts that were read, by the table and its scorers, with some changed; scores are computed anew."""
    read = {name: value for each in record.get("scorers", ()) for name, value in each["facts"].items()}
    whole = {**read, **facts, **changed} if read else {**facts, **changed}
    return guideline.decide(scored_facts(guideline.table.inputs, whole, scorers)[0])


def flips(record: Mapping[str, Any], guideline_of: GuidelineOf, scorer_of: ScorerOf | None = None) -> bool | None:
    """Whether the change that a record names gives the outcome it names, and another than there was; None: it names none."""
    named = record["otherwise"]
    if named is None:
        return None
    facts = next(part["facts"] for part in record["decisions"] if part["step"] == named["step"])
    guideline = guideline_of(named["version"])
    scorers = _scorers(record, scorer_of)
    before = _decided(guideline, facts, record, scorers)
    changed = {change["input"]: change["to"] for change in named["changes"]}
    after = _decided(guideline, facts, record, scorers, **changed)
    flipped = after.outputs == named["outputs"] != before.outputs
    return bool(flipped and after.because.rule == named["rule"])
