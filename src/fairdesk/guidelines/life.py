"""The life of a guideline as a state machine: nobody puts a rule in force alone, unread or untried.

    draft -> proposed -> replayed -> scheduled -> in force -> superseded or rolled back
             (rejected or withdrawn at any time before it is in force)

    approved(proposal, colleague, at, standing)       in force or scheduled, or Refused with what is missing

Who proposed does not approve. What is approved was replayed: this very version against the version in force now, with
the parts of the desk as they are now. In a firm of one the same person approves, a day after proposing. To undo needs
less than to do: one person puts the version before in force again at once, and a second confirms it within a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from fairdesk.nouns import BadInput, ColleagueId, Overtaken, Refused

SOLO_WAIT = timedelta(hours=24)
"""How long the one person of a firm of one waits between proposing and approving; the desk says so publicly."""
CONFIRM_WITHIN = timedelta(hours=24)
"""How soon a second person confirms what one rolled back in an emergency; in a firm of one it may take twice as long."""


class Stage(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    REPLAYED = "replayed"
    SCHEDULED = "scheduled"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    ROLLED_BACK = "rolled_back"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """Why there is a proposal."""

    SHIPPED = "shipped"
    """It came with the desk, and was in force from the first start on."""
    CHANGE = "change"
    AGAIN = "again"
    """The version in force, because a part that it rests on is another one now."""
    ROLL_BACK = "roll_back"
    """An earlier version once more."""
    EMERGENCY = "emergency"
    """The version before, put in force by one person at once."""


class Move(StrEnum):
    """What may be done with a proposal."""

    EDIT = "edit"
    PROPOSE = "propose"
    REPLAY = "replay"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    BEGIN = "begin"
    SUPERSEDE = "supersede"
    ROLL_BACK = "roll_back"
    CONFIRM = "confirm"


WAITING = frozenset({Stage.PROPOSED, Stage.REPLAYED})
OPEN = WAITING | {Stage.DRAFT, Stage.SCHEDULED}

MOVES: Mapping[Move, tuple[frozenset[Stage], Stage]] = {
    Move.EDIT: (frozenset({Stage.DRAFT}), Stage.DRAFT),
    Move.PROPOSE: (frozenset({Stage.DRAFT}), Stage.PROPOSED),
    Move.REPLAY: (WAITING, Stage.REPLAYED),
    Move.APPROVE: (frozenset({Stage.REPLAYED}), Stage.SCHEDULED),
    Move.REJECT: (WAITING, Stage.REJECTED),
    Move.WITHDRAW: (OPEN, Stage.WITHDRAWN),
    Move.BEGIN: (frozenset({Stage.SCHEDULED}), Stage.IN_FORCE),
    Move.SUPERSEDE: (frozenset({Stage.IN_FORCE}), Stage.SUPERSEDED),
    Move.ROLL_BACK: (frozenset({Stage.IN_FORCE}), Stage.ROLLED_BACK),
    Move.CONFIRM: (frozenset({Stage.IN_FORCE}), Stage.IN_FORCE),
}
"""Every move there is: from which stages, and where it leads. What is not here is impossible."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A version of a guideline and where it stands. `wished`: from when it should be in force; None: once approved.

    `report`, `against`, `parts`: the replay it was shown to be worth, the version it was held against, and the hash of
    the parts of the desk then. `begins`: from when it is in force. `second`: who approved, or confirmed an emergency.
    """

    id: str
    name: str
    version: str
    origin: Origin
    stage: Stage
    by: ColleagueId
    at: datetime
    wished: datetime | None = None
    report: str = ""
    against: str = ""
    parts: str = ""
    second: ColleagueId = ColleagueId(0)
    second_at: datetime | None = None
    begins: datetime | None = None
    confirm_by: datetime | None = None
    solo: bool = False


@dataclass(frozen=True, slots=True)
class ReportSeen:
    """A replay's report, as an approval looks at it."""

    id: str
    proposed: str
    current: str
    at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What an approval is held against: the version in force, the report of the proposal's own replay, the parts now.

    `scheduled`: another version of the same guideline that is approved and waits for its day. `flaws`: what the checks
    of the text found. `solo`: whether one person alone may approve.
    """

    current: str
    report: ReportSeen | None
    parts: str
    scheduled: str = ""
    flaws: int = 0
    solo: bool = False


def moved(proposal: Proposal, move: Move) -> Proposal:
    """Return the proposal after a move. Raises Overtaken if it is impossible from where the proposal stands."""
    sources, target = MOVES[move]
    if proposal.stage not in sources:
        stands = proposal.stage.replace("_", " ")
        raise Overtaken(f"proposal {proposal.id} is {stands}; it cannot {move.replace('_', ' ')}: look at it again")
    return replace(proposal, stage=target)


def proposed(draft: Proposal, flaws: int) -> Proposal:
    """Return a draft put forward. Raises Refused while the checks of its text find anything."""
    if flaws:
        raise Refused(f"the checks find {flaws} faults in it; mend them, or keep it as a draft")
    return moved(draft, Move.PROPOSE)


def replayed(proposal: Proposal, report: ReportSeen, parts: str) -> Proposal:
    """Return a proposal with the report of its replay. Raises BadInput if the report is about another version."""
    if report.proposed != proposal.version:
        raise BadInput(f"this report is about {report.proposed}, not about {proposal.version}")
    return replace(moved(proposal, Move.REPLAY), report=report.id, against=report.current, parts=parts)


def approved(proposal: Proposal, colleague: ColleagueId, at: datetime, now: Standing) -> Proposal:
    """Return a proposal that a second person approved: scheduled, or in force at once.

    Raises Overtaken if it is not waiting for that, Refused if anything is missing: the second person, the report of
    exactly these two versions, the parts it was replayed with, clean checks, a free place.
    """
    after = moved(proposal, Move.APPROVE)
    if missing := why_not_approved(proposal, colleague, at, now):
        raise Refused(missing)
    begins = max(at, proposal.wished or at)
    stage = Stage.SCHEDULED if begins > at else Stage.IN_FORCE
    solo = colleague == proposal.by
    return replace(after, stage=stage, second=colleague, second_at=at, begins=begins, solo=solo)


def why_not_approved(proposal: Proposal, colleague: ColleagueId, at: datetime, now: Standing) -> str:
    """Return what keeps *colleague* from approving now, as a sentence; "" if nothing does."""
    if now.flaws:
        return f"the checks find {now.flaws} faults in its text; propose a text without them"
    if proposal.against != now.current:
        return f"it was replayed against {proposal.against}, but {now.current} is in force now; replay it again"
    if now.report is None or (now.report.proposed, now.report.current) != (proposal.version, now.current):
        return "it was not replayed; replay it first, so that whoever approves sees what it would change"
    if now.parts != proposal.parts:
        return "a part of the desk that it rests on has changed since it was replayed; replay it again"
    if now.scheduled:
        return f"version {now.scheduled} of it is scheduled already; wait for its day, or withdraw it first"
    return _why_not_second(proposal, colleague, at, now.solo)


def _why_not_second(proposal: Proposal, colleague: ColleagueId, at: datetime, solo: bool) -> str:
    if colleague != proposal.by:
        return ""
    if not solo:
        return "you proposed it; somebody else who may approve guidelines must approve it"
    if at - proposal.at < SOLO_WAIT:
        return (
            f"you are alone here: approve it a day after proposing, from {proposal.at + SOLO_WAIT:%Y-%m-%d %H:%M} UTC"
        )
    return ""


def rejected(proposal: Proposal, colleague: ColleagueId) -> Proposal:
    """Return a proposal that somebody else said no to. Raises Refused for the one who proposed it."""
    if colleague == proposal.by:
        raise Refused("you proposed it; withdraw it instead")
    return moved(proposal, Move.REJECT)


def emergency(
    id: str, in_force: Proposal, before: Proposal, colleague: ColleagueId, at: datetime, *, solo: bool
) -> Proposal:
    """Return the version before, in force at once by one person; *parts* stay those it was approved with."""
    if in_force.version == before.version:
        raise BadInput("the version before is the same text; there is nothing to roll back to")
    within = CONFIRM_WITHIN * 2 if solo else CONFIRM_WITHIN
    return replace(
        before, id=id, origin=Origin.EMERGENCY, stage=Stage.IN_FORCE, by=colleague, at=at, wished=None, begins=at,
        second=ColleagueId(0), second_at=None, confirm_by=at + within, solo=False,
    )  # fmt: skip


def confirmed(proposal: Proposal, colleague: ColleagueId, at: datetime, *, solo: bool) -> Proposal:
    """Return an emergency that a second person confirmed.

    Raises Overtaken if there is nothing to confirm, Refused if *colleague* is who rolled back (alone: for a day).
    """
    after = moved(proposal, Move.CONFIRM)
    if proposal.confirm_by is None or proposal.second:
        raise Overtaken(f"proposal {proposal.id} needs no confirmation; look at it again")
    if missing := _why_not_second(proposal, colleague, at, solo):
        raise Refused(missing.replace("proposed it", "rolled it back").replace("approve", "confirm"))
    return replace(after, second=colleague, second_at=at, solo=colleague == proposal.by)


def unconfirmed(proposal: Proposal, at: datetime) -> bool:
    """Whether an emergency should have been confirmed by now and was not: an incident."""
    waits = proposal.stage is Stage.IN_FORCE and proposal.confirm_by is not None and not proposal.second
    return waits and proposal.confirm_by is not None and at > proposal.confirm_by


def ended_by(newer: Proposal) -> Move:
    """Return what becomes of the version in force when *newer* begins."""
    back = newer.origin in (Origin.ROLL_BACK, Origin.EMERGENCY)
    return Move.ROLL_BACK if back else Move.SUPERSEDE
