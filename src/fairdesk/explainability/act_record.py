"""The record of an act: what was decided, by whom, for which few reasons, on what, and what would have changed it.

    record = record_of(act, turn, told)
    as_json(record)            # for an auditor: codes, values, hashes; no words of anybody

It is read off what was kept, never told afterwards. Law asks for its parts: the procedure and principles actually
applied (CJEU C-203/22), the role of the AI and the main elements (AI Act, Article 86), few and specific reasons
(12 CFR 1002.9, comment 9(b)(2)-1: more than four are not likely to help).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fairdesk.explainability.because import find, walk
from fairdesk.nouns import ActId, Because, Evidence, Fact, Otherwise, Release, Route, Score, Turn

FORMAT = 1
MOST_REASONS = 4
NOT_CALIBRATED = "not calibrated yet"
TOLD = ("route", "answer", "release", "review_first", "mask")
"""The steps that give a reason, those that decided first."""
NOBODY_FIRST = "review_first.not_named"


@dataclass(frozen=True, slots=True)
class Valued:
    """A value that a rule tested: the input, what it was, and which step of the way it came from."""

    input: str
    label: str
    value: Fact
    source: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One principal reason. `values` are what the rule that applied tested; empty where no rule above it applied.

    `says`: the rule's own sentence, where the guideline's words are told instead of ours.
    """

    step: str
    code: str
    rule: str
    version: str
    values: tuple[Valued, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a record needs besides the turn. `tested`: for each step that a guideline decided, the inputs of its rule."""

    tested: Mapping[str, tuple[Valued, ...]] = field(default_factory=dict)
    scores: tuple[Score, ...] = ()
    otherwise: Otherwise | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    calibration: str = NOT_CALIBRATED


@dataclass(frozen=True, slots=True)
class ActRecord:
    """All that explains one act. `ai` and `people` are roles, codes of docs/words.md.

    `scorers`: the reasons of the scorers that a guideline read. `contest`: the page of a decision about money.
    `calibration`: what was measured of answers this sure.
    """

    act: ActId
    at: datetime
    code: str
    ai: str
    people: str
    outcome: Mapping[str, str]
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]
    confidence: float | None
    scores: tuple[Score, ...]
    otherwise: Otherwise | None
    versions: Mapping[str, str]
    because: Because
    scorers: tuple[Because, ...] = ()
    contest: str = ""
    calibration: str = NOT_CALIBRATED

    @property
    def about_money(self) -> bool:
        """Whether it is a decision about money; every other act is a turn."""
        return self.ai == "no_part"


def record_of(act: ActId, turn: Turn, told: Told) -> ActRecord:
    """Return the record of a kept turn. A score whose parts do not sum to it is left out: it would explain nothing."""
    return ActRecord(
        act=act,
        at=turn.situation.at,
        code=turn.because.code,
        ai=role_of_ai(turn),
        people=role_of_people(turn),
        outcome={"route": str(turn.route), "release": str(turn.release or ""), "handover": turn.handover},
        reasons=principal(turn.because, told.tested),
        evidence=turn.reply.evidence if turn.reply else (),
        confidence=turn.draft.confidence if turn.draft and turn.release else None,
        scores=tuple(score for score in told.scores if score.adds_up),
        otherwise=told.otherwise,
        versions=dict(told.versions),
        because=turn.because,
        calibration=told.calibration,
    )


def calibrated(target: float, confidence: float, answered: int, wrong: int, threshold: float, day: date) -> str:
    """Return what a promise says of the answers from its threshold on, with the counts it was made from."""
    return (
        f"at {threshold:.3f} or more at most {target:.0%} are wrong, with {confidence:.0%} confidence:"
        f" people reviewed {answered} such answers until {day.isoformat()}, {wrong} were wrong"
    )


def role_of_ai(turn: Turn) -> str:
    """Return what the AI did in a turn.

    It answered, showed_articles, drafted (a person looks first), looked (and a person decides), was kept_out, saw
    small_talk, asked_which, or walked a flow.
    """
    if turn.route is Route.PERSON:
        return "kept_out"
    if turn.flow and turn.flow.speaks:
        return "walked"
    if turn.release is None:
        return "small_talk"
    if turn.because.code == "turn.asked_which":
        return "asked_which"
    return _ROLES.get(turn.release, "looked")


_ROLES = {Release.SEND: "answered", Release.UNCLEAR: "showed_articles", Release.REVIEW_FIRST: "drafted"}


def role_of_people(turn: Turn) -> str:
    """Return what people did, or are to do, in a turn."""
    if turn.release is Release.REVIEW_FIRST:
        return "look_first"
    return "will_answer" if turn.handover else "not_involved"


def principal(because: Because, tested: Mapping[str, Sequence[Valued]]) -> tuple[Reason, ...]:
    """Return at most four reasons, one a step, in the order in which they decided."""
    found = {step: part for step in TOLD if (part := find(because, step)) is not None}
    if (first := found.get("review_first")) is not None:
        # That a person looks first is told in place of the release; that nobody does is no reason for anything.
        del found["review_first" if first.code == NOBODY_FIRST else "release"]
    return tuple(
        Reason(step, part.code, part.rule, part.version, tuple(tested.get(step, ())) or _measured(part))
        for step, part in found.items()
    )[:MOST_REASONS]


def _measured(part: Because) -> tuple[Valued, ...]:
    """Return what a step without a rule reports of itself, as values: how much was hidden, how many passages found."""
    named = ("hidden", "passages", "problem") if not part.rule else ()
    return tuple(Valued(name, name, part.facts[name], part.step) for name in named if name in part.facts)


def as_json(record: ActRecord) -> dict[str, Any]:
    """Return the record for an auditor: docs/act-record.schema.json describes it. It holds nobody's words."""
    rules = [part for part in walk(record.because) if decided_by_rule(part) and part not in record.scorers]
    scored = [{"name": s.step, "code": s.code, "version": s.version, "facts": dict(s.facts)} for s in record.scorers]
    return {
        "format": FORMAT,
        "act": record.act,
        "at": record.at.isoformat(),
        "code": record.code,
        "role": {"ai": record.ai, "people": record.people},
        "outcome": dict(record.outcome),
        "reasons": [_reason(each) for each in record.reasons],
        "evidence": [_evidence(each) for each in record.evidence],
        "confidence": {"value": record.confidence, "calibration": record.calibration},
        "scores": [_score(each) for each in record.scores],
        "otherwise": _otherwise(record.otherwise),
        "decisions": [_decision(part) for part in rules],
        **({"scorers": scored} if scored else {}),
        "versions": dict(record.versions),
        "contest": {"page": contest_page(record), "correct": "/privacy/requests?kind=correct", "person": "/"},
    }


def contest_page(record: ActRecord) -> str:
    """Return the path of the page on which a customer contests the act."""
    return record.contest or f"/why/{record.act}"


def _reason(reason: Reason) -> dict[str, Any]:
    values = [{"input": each.input, "value": each.value, "source": each.source} for each in reason.values]
    return {"code": reason.code, "rule": reason.rule, "version": reason.version, "values": values}


def _score(score: Score) -> dict[str, Any]:
    """Return a score with its parts; what would be named by a customer's word is numbered instead."""
    parts = {f"term {n}": part for n, part in enumerate(score.parts.values(), 1)} if score.in_words else score.parts
    return {"name": score.name, "value": score.value, "parts": dict(parts)}


def _evidence(found: Evidence) -> dict[str, Any]:
    return {
        "article": found.article,
        "version": found.article_version,
        "passage": found.passage,
        "checked": found.checked.isoformat() if found.checked else None,
        "valid_until": found.valid_until.isoformat() if found.valid_until else None,
        "score": found.score,
    }


def _otherwise(found: Otherwise | None) -> dict[str, Any] | None:
    if found is None:
        return None
    changes = [
        {"input": each.input, "by": each.by, "was": each.was, "to": each.to, "needed": each.needed}
        for each in found.changes
    ]
    return {
        "step": found.step,
        "version": found.version,
        "changes": changes,
        "outputs": dict(found.outputs),
        "rule": found.rule,
    }


def decided_by_rule(part: Because) -> bool:
    """Whether a reason is a guideline's: one of its rules applied, or it refused."""
    return bool(part.version) and (bool(part.rule) or part.code.endswith(".refused"))


def _decision(part: Because) -> dict[str, Any]:
    """Return a guideline's decision with all it read: deciding again on these facts must give this rule."""
    return {
        "step": part.step,
        "code": part.code,
        "rule": part.rule,
        "version": part.version,
        "facts": dict(part.facts),
        "failed": {rule: list(names) for rule, names in part.failed.items()},
    }
