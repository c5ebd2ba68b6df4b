"""Tell from the typed facts of a turn alone that a proposed guideline would leave it as it was.

    stays(Typed("assistant", "send", "", facts), proposed)

Facts are kept in the open beside each sealed turn, so that the many turns a change does not touch need neither a key
nor a second decision: only the others are opened and decided whole. The facts are those read then; if triage or the
wish for a person have changed since, a replay without a proposed guideline shows that, not this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairdesk.guidelines.compile import Guideline
from fairdesk.guidelines.table import HitPolicy
from fairdesk.nouns import Facts, Release, Route


@dataclass(frozen=True, slots=True)
class Typed:
    """What is kept in the open about a turn: who took it, what became of a draft, why a person has it, the facts."""

    route: str
    release: str
    handover: str
    facts: Facts


def stays(kept: Typed, proposed: Guideline) -> bool:
    """Whether *proposed*, a routing or release guideline, gives this turn what it had. False means: decide it whole."""
    routes = any(column.name == "route" for column in proposed.table.outputs)
    if not routes and kept.route != Route.ASSISTANT:
        return True  # no draft, so nothing to release
    says = outputs(proposed, kept.facts)
    if routes:
        same = says["route"] == kept.route
        return same and (kept.route == Route.ASSISTANT or says["reason"] == kept.handover)
    same = says["release"] == kept.release
    return same and (kept.release != Release.HAND_OVER or says["reason"] == kept.handover)


def outputs(guideline: Guideline, facts: Facts) -> Mapping[str, str]:
    """Return what a guideline says about *facts*, without the reason where it can be had without."""
    hit = guideline.hit(facts)
    if hit < 0 or guideline.table.hit is HitPolicy.COLLECT:
        return guideline.decide(facts).outputs
    return guideline.table.rules[hit].outputs
