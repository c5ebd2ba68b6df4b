"""Gathers what the record of an act needs from the rooms: the guidelines that decided, what else they would have said, hashes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fairdesk.answers.abstain import contributions, topic_of
from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose
from fairdesk.explainability.act_record import NOT_CALIBRATED, ActRecord, Told, Valued, calibrated, record_of
from fairdesk.explainability.because import find
from fairdesk.guidelines.nearest import EVERYBODY, Wanted, nearest
from fairdesk.guidelines.table import Changeable, Table
from fairdesk.house.knowing import Knowing
from fairdesk.nouns import ActId, Because, CustomerId, Otherwise, Release, Route, Score, Turn
from fairdesk.oversight import records as oversight

STEPS = ("route", "release", "review_first")
"""The steps of a turn that a guideline decides."""


def explained(knowing: Knowing, act: ActId, turn: Turn, customer: CustomerId) -> ActRecord:
    """Return the record of a kept turn. Raises Unavailable if a guideline that decided it is not kept here any more."""
    parts = {step: part for step in STEPS if (part := find(turn.because, step)) is not None}
    told = Told(
        tested={step: tested(knowing.guideline(part.version).table, part) for step, part in parts.items()},
        scores=_scores(turn),
        otherwise=_otherwise(knowing, turn, parts),
        versions=_versions(turn, customer, turn.situation.at),
        calibration=_calibration(turn, parts.get("release")),
    )
    return record_of(act, turn, told)


def _calibration(turn: Turn, release: Because | None) -> str:
    """Return what was promised of answers this sure where that decided; without a promise nothing was measured of them."""
    if release is None or release.facts.get("promise") != "kept":
        return NOT_CALIBRATED
    made = oversight.promise_at(topic_of(turn.draft, turn.situation.promised.by), turn.situation.at)
    if made is None:
        return NOT_CALIBRATED
    return calibrated(made.target, made.confidence, made.answered, made.wrong, made.threshold, made.last.date())


def tested(table: Table, part: Because) -> tuple[Valued, ...]:
    """Return the inputs that the rule of a decision tested, with the values it found; of a refusal the one refused."""
    if not part.rule:
        wrong = next((column for column in table.inputs if column.name == part.facts.get("input")), None)
        problem = part.facts.get("problem", "")
        return (Valued(wrong.name, wrong.label, problem, wrong.source),) if wrong else ()
    rule = next(each for each in table.rules if each.id == part.rule)
    return tuple(
        Valued(column.name, column.label, part.facts[column.name], column.source)
        for column, cell in zip(table.inputs, rule.cells, strict=True)
        if not cell.anything
    )


def _scores(turn: Turn) -> tuple[Score, ...]:
    """Return how sure the answer was, and how its first passage earned its rank, each in parts that sum to it."""
    if turn.draft is None or not turn.draft.evidence:
        return ()
    sure, best = contributions(turn.draft.because.facts), turn.draft.evidence[0]
    ranked = Score("rank of the passage", best.score, best.terms, in_words=True)
    return (sure, ranked) if sure else (ranked,)


def _otherwise(knowing: Knowing, turn: Turn, parts: Mapping[str, Because]) -> Otherwise | None:
    """Return what would have led elsewhere: to the assistant's answer where there was none, else to a person."""
    step, wanted, by = _asked_of(turn)
    part = parts.get(step)
    return nearest(knowing.guideline(part.version), part.facts, wanted, by) if part else None


def _asked_of(turn: Turn) -> tuple[str, Wanted, frozenset[Changeable]]:
    if turn.route is Route.PERSON:
        return "route", lambda outputs: outputs["route"] == Route.ASSISTANT, EVERYBODY
    if turn.release in (Release.SEND, Release.REVIEW_FIRST):
        return "route", lambda outputs: outputs["route"] == Route.PERSON, frozenset({Changeable.CUSTOMER})
    return "release", lambda outputs: outputs["release"] == Release.SEND, EVERYBODY


def _versions(turn: Turn, customer: CustomerId, at: datetime) -> Mapping[str, str]:
    """Return the hash of each thing that decided, as of the act; what was not noted then is left out, never guessed."""
    masked, triaged = find(turn.because, "mask"), find(turn.because, "triage")
    found = {
        **{f"guideline.{name}": version for name, version in turn.situation.guidelines.items()},
        "masking": str(masked.facts.get("model", "")) if masked else "",
        "triage": str(triaged.facts.get("lexicon", "")) if triaged else "",
        "triage_model": str(triaged.facts.get("triage_model", "")) if triaged else "",
        "notice": consent.shown_before(customer, str(Purpose.AI_ANSWER), at),
        "articles": turn.situation.knowledge,
    }
    return {name: version for name, version in found.items() if version}
