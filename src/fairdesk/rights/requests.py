"""A request about one's own data as a state machine: every move in one table, and no end without proof.

    moved(request, Move.ACCEPT, by_officer(7), at)          the request one stage on, or Overtaken
    moved(request, Move.FINISH, HOUSE, at, proof=proof)     done; without the proof of this very request: Refused

Erasure takes two people: neither is who filed it. In a firm of one the same person agrees a second time, a day later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from fairdesk.language import gettext_noop
from fairdesk.nouns import BadInput, Overtaken, Refused
from fairdesk.rights.proof import Proof

SOLO_WAIT = timedelta(hours=24)
"""How long the one person of a firm of one waits before agreeing a second time; the desk says so publicly."""


class RequestKind(StrEnum):
    """What a customer may ask for: GDPR articles 15, 20, 16, 18, 21, 22(3) and 17."""

    SEE = "see"
    EXPORT = "export"
    CORRECT = "correct"
    RESTRICT = "restrict"
    OBJECT = "object"
    CONTEST = "contest"
    ERASE = "erase"


class Stage(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    IDENTITY_NEEDED = "identity_needed"
    CLARIFICATION = "clarification"
    ACCEPTED = "accepted"
    IN_WORK = "in_work"
    CHECKED = "checked"
    """A dry run was made: somebody has seen what would go."""
    APPROVED = "approved"
    RUNNING = "running"
    HELD = "held"
    """Erased but for what a legal hold keeps; goes on by itself when the hold is lifted."""
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"


ENDED = frozenset({Stage.DONE, Stage.REFUSED, Stage.WITHDRAWN, Stage.DUPLICATE})
PAUSED = frozenset({Stage.IDENTITY_NEEDED, Stage.CLARIFICATION})
"""While the customer must answer us, the deadline may stand still (deadlines.py, by law)."""

OPEN = frozenset(Stage) - ENDED


class Move(StrEnum):
    """What may be done with a request."""

    ASK_IDENTITY = "ask_identity"
    ASK_CLARIFICATION = "ask_clarification"
    ANSWER = "answer"
    ACCEPT = "accept"
    BEGIN = "begin"
    DRY_RUN = "dry_run"
    APPROVE = "approve"
    RUN = "run"
    HOLD = "hold"
    RESUME = "resume"
    FINISH = "finish"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    MARK_DUPLICATE = "mark_duplicate"


class Side(StrEnum):
    """Who moves a request."""

    CUSTOMER = "customer"
    OFFICER = "officer"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class By:
    """Somebody who moves a request: the side, and the colleague's number if it is an officer."""

    side: Side
    colleague: int = 0


CUSTOMER = By(Side.CUSTOMER)
HOUSE = By(Side.HOUSE)


def officer(colleague: int) -> By:
    """Return a colleague as somebody who moves requests."""
    return By(Side.OFFICER, colleague)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: from which stages a move leads where, and who may make it."""

    sources: frozenset[Stage]
    target: Stage
    sides: frozenset[Side]


_BEFORE_WORK = frozenset({Stage.RECEIVED, *PAUSED})
_BEFORE_RUNNING = _BEFORE_WORK | {Stage.ACCEPTED, Stage.IN_WORK, Stage.CHECKED, Stage.APPROVED}
_OFFICER, _HOUSE = frozenset({Side.OFFICER}), frozenset({Side.HOUSE})


def _rule(sources: frozenset[Stage] | set[Stage], target: Stage, *sides: Side) -> Rule:
    return Rule(frozenset(sources), target, frozenset(sides))


MOVES: Mapping[Move, Rule] = {
    Move.ASK_IDENTITY: _rule(
        {Stage.RECEIVED, Stage.ACCEPTED, Stage.IN_WORK}, Stage.IDENTITY_NEEDED, Side.OFFICER, Side.HOUSE
    ),
    Move.ASK_CLARIFICATION: _rule({Stage.RECEIVED, Stage.ACCEPTED, Stage.IN_WORK}, Stage.CLARIFICATION, Side.OFFICER),
    Move.ANSWER: _rule(PAUSED, Stage.RECEIVED, Side.CUSTOMER, Side.OFFICER, Side.HOUSE),
    Move.ACCEPT: _rule({Stage.RECEIVED}, Stage.ACCEPTED, Side.OFFICER, Side.HOUSE),
    Move.BEGIN: _rule({Stage.ACCEPTED}, Stage.IN_WORK, Side.OFFICER, Side.HOUSE),
    Move.DRY_RUN: _rule({Stage.ACCEPTED, Stage.IN_WORK, Stage.CHECKED}, Stage.CHECKED, Side.OFFICER, Side.HOUSE),
    Move.APPROVE: _rule({Stage.CHECKED}, Stage.APPROVED, Side.OFFICER),
    Move.RUN: _rule({Stage.APPROVED}, Stage.RUNNING, Side.HOUSE),
    Move.HOLD: _rule({Stage.RUNNING}, Stage.HELD, Side.HOUSE),
    Move.RESUME: _rule({Stage.HELD}, Stage.RUNNING, Side.HOUSE),
    Move.FINISH: _rule({Stage.ACCEPTED, Stage.IN_WORK, Stage.RUNNING}, Stage.DONE, Side.HOUSE),
    Move.REFUSE: _rule(_BEFORE_RUNNING, Stage.REFUSED, Side.OFFICER),
    Move.WITHDRAW: _rule(_BEFORE_RUNNING, Stage.WITHDRAWN, Side.CUSTOMER),
    Move.MARK_DUPLICATE: _rule(_BEFORE_WORK | {Stage.ACCEPTED}, Stage.DUPLICATE, Side.OFFICER),
}
"""Every move there is. What is not here is impossible."""

ERASURE_ALONE = frozenset({Move.DRY_RUN, Move.APPROVE, Move.RUN, Move.HOLD, Move.RESUME})

GROUNDS: Mapping[str, str] = {
    "identity_unproven": gettext_noop("We could not tell that it is you (GDPR 11(2), 12(2))."),
    "unfounded": gettext_noop("The request is clearly without a reason, or is repeated too often (GDPR 12(5))."),
    "legal_duty": gettext_noop("A law says that we must keep this (GDPR 17(3)(b))."),
    "legal_claims": gettext_noop("We need this for a legal claim (GDPR 17(3)(e), 18(2), 21(1))."),
    "free_expression": gettext_noop("Freedom of speech or information stands against it (GDPR 17(3)(a))."),
    "public_interest": gettext_noop(
        "Public health or research in the public interest needs it (GDPR 17(3)(c), (d))."
    ),
    "others_rights": gettext_noop("It would harm the rights of other people (GDPR 15(4), 20(4))."),
    "compelling_grounds": gettext_noop("We have compelling grounds that outweigh yours (GDPR 21(1))."),
    "nothing_held": gettext_noop("We hold nothing about you."),
}
"""Code -> why a request may be refused, as the customer reads it. There are no others."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands. `filed_by`: 0 for the customer, else the colleague who wrote it down for them.

    `first_approver` and `first_at`: who agreed first to an erasure; `second_approver` who made it two.
    """

    id: str
    kind: RequestKind
    stage: Stage
    filed_at: datetime
    filed_by: int = 0
    first_approver: int = 0
    first_at: datetime | None = None
    second_approver: int = 0
    ground: str = ""
    solo: bool = False
    """Whether one person agreed twice, because there is no other."""


def allowed(request: Request, by: By) -> tuple[Move, ...]:
    """Return the moves that *by* may make now, in the order of the table: the buttons of a page."""
    return tuple(move for move in MOVES if not _why_not(request, move, by))


def _why_not(request: Request, move: Move, by: By) -> str:
    rule = MOVES[move]
    if move in ERASURE_ALONE and request.kind is not RequestKind.ERASE:
        return f"{move} belongs to erasure; this is a request to {request.kind}"
    if move is Move.FINISH and request.kind is RequestKind.ERASE and request.stage is not Stage.RUNNING:
        return "an erasure ends after it ran, not before"
    if request.stage not in rule.sources:
        return f"a request that is {request.stage.replace('_', ' ')} cannot {move.replace('_', ' ')}"
    if by.side not in rule.sides:
        return f"{move.replace('_', ' ')} is not for the {by.side}"
    return ""


def moved(
    request: Request,
    move: Move,
    by: By,
    at: datetime,
    *,
    proof: Proof | None = None,
    ground: str = "",
    solo: bool = False,
) -> Request:
    """Return the request after a move.

    Raises Overtaken if it is impossible from where the request stands or for who asks, Refused if it lacks its proof or
    its second person, BadInput if a refusal names no ground of the list. *solo*: whether one person alone may approve.
    """
    if why_not := _why_not(request, move, by):
        raise Overtaken(f"request {request.id}: {why_not}; look at it again")
    if move is Move.FINISH:
        _check_proof(request, proof)
    if move is Move.REFUSE and ground not in GROUNDS:
        raise BadInput(f"say on which ground: {', '.join(GROUNDS)}")
    if move is Move.APPROVE:
        return approved_by(request, by.colleague, at, solo=solo)
    if move in (Move.DRY_RUN, Move.ASK_IDENTITY, Move.ASK_CLARIFICATION):
        # What was agreed to was the earlier picture: a new one wants agreement anew.
        request = replace(request, first_approver=0, first_at=None, second_approver=0)
    return replace(request, stage=MOVES[move].target, ground=ground or request.ground)


def _check_proof(request: Request, proof: Proof | None) -> None:
    if proof is None:
        raise Refused(f"request {request.id} cannot be closed without proof of what was done")
    if (proof.request, proof.kind) != (request.id, request.kind):
        raise Refused(f"this proof belongs to request {proof.request}, not to {request.id}")


def may_agree_now(request: Request, colleague: int, at: datetime, *, solo: bool) -> bool:
    """Whether *colleague* could agree to the erasure now: the button is shown to nobody else."""
    try:
        approved_by(request, colleague, at, solo=solo)
    except Refused:
        return False
    return True


def approved_by(request: Request, colleague: int, at: datetime, *, solo: bool) -> Request:
    """Note an agreement: the first leaves the request where it is, the second approves it.

    Raises Refused if *colleague* filed the request, or agreed first and a second person is needed.
    """
    if colleague == request.filed_by:
        raise Refused("you wrote this request down; somebody else must approve it")
    if not request.first_approver:
        return replace(request, first_approver=colleague, first_at=at)
    if colleague != request.first_approver:
        return replace(request, second_approver=colleague, stage=Stage.APPROVED)
    if not solo:
        raise Refused("you agreed first; a second person must agree too")
    if request.first_at is None or at - request.first_at < SOLO_WAIT:
        raise Refused("you are alone here: agree a second time 24 hours after the first")
    return replace(request, second_approver=colleague, stage=Stage.APPROVED, solo=True)
