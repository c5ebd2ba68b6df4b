"""Reads a decision about money and gathers its record: the rule, its scores, the person, and what a rule would have paid for."""

from __future__ import annotations

from collections.abc import Mapping

from fairdesk.database import moment
from fairdesk.desk import records as desk
from fairdesk.explainability.act_record import ActRecord, Reason, Valued
from fairdesk.guidelines.nearest_scored import nearest_scored
from fairdesk.guidelines.scorer import KEPT_AS
from fairdesk.guidelines.table import RESERVED, Changeable
from fairdesk.house.foundation import Foundation
from fairdesk.house.knowing import Knowing
from fairdesk.house.reasoning import tested
from fairdesk.money.claim import Decision
from fairdesk.nouns import ActId, Because, ConversationId, Fact, Otherwise, Score

CUSTOMERS = frozenset({Changeable.CUSTOMER})


def explained_decision(knowing: Knowing, decision: Decision, conversation: ConversationId) -> ActRecord:
    """Return the record of a decision. Raises Unavailable if the guideline that decided is not kept here any more."""
    rule, scorers = by_rule(decision), scorers_of(decision)
    drafted, by_person = decision.outcome == "drafted", decision.by == "person"
    return ActRecord(
        act=decision.act,
        at=decision.at,
        code=decision.because.code,
        ai="no_part",
        people="will_decide" if drafted else "decided" if by_person else "not_involved",
        outcome={
            "kind": decision.kind,
            "decision": decision.outcome,
            "by": decision.by,
            "proposed": decision.proposed,
        },
        reasons=(*_persons(decision), _rules(knowing, rule)),
        evidence=(),
        confidence=None,
        scores=tuple(score for each in scorers if (score := score_of(each)) and score.adds_up),
        otherwise=better(knowing, decision),
        versions={
            f"guideline.{rule.step}": rule.version,
            **{f"{KEPT_AS}{each.step}": each.version for each in scorers},
        },
        because=decision.because,
        scorers=scorers,
        contest=f"/c/{conversation}/decision/{decision.number}",
    )


def by_rule(decision: Decision) -> Because:
    """Return the rule's reason: of a person's decision what the rule had said before."""
    return decision.because.under[0] if decision.by == "person" else decision.because


def labelled(knowing: Knowing, rule: Because) -> tuple[tuple[str, str], ...]:
    """Return what the rule read, each value under its input's label in the table."""
    labels = {column.name: column.label for column in knowing.guideline(rule.version).table.inputs}
    return tuple((labels.get(name, name.replace("_", " ")), str(value)) for name, value in rule.facts.items())


def scorers_of(decision: Decision) -> tuple[Because, ...]:
    """Return the reasons of the scorers that the rule read."""
    return by_rule(decision).under


def score_of(scorer: Because) -> Score | None:
    """Return a score in the parts that add up to it; None where the scorer refused."""
    if "score" not in scorer.facts:
        return None
    parts = {str(part.facts["term"]): float(part.facts["adds"]) for part in scorer.under}
    return Score(scorer.step, float(scorer.facts["score"]), {"intercept": float(scorer.facts["intercept"]), **parts})


def better(knowing: Knowing, decision: Decision) -> Otherwise | None:
    """Return the smallest change for which the rule would have paid: first of what the customer can still change.

    None where all that was asked was granted, and where the rule refused: then nothing was decided that would change.
    """
    rule = by_rule(decision)
    granted_in_full = decision.outcome == "granted" and decision.amount >= float(rule.facts.get("amount", 0.0))
    if granted_in_full or not rule.rule:
        return None
    guideline, read = knowing.guideline(rule.version), all_read(rule)
    scorers = {each.step: knowing.scorer(each.version) for each in scorers_of(decision)}
    mine = nearest_scored(guideline, read, scorers, _paid, CUSTOMERS)
    return mine or nearest_scored(guideline, read, scorers, _paid)


def _paid(outputs: Mapping[str, str]) -> bool:
    return outputs["decision"] == "pay"


def all_read(rule: Because) -> dict[str, Fact]:
    """Return all that was read, by the table and by its scorers; what they say themselves is theirs, not the case's."""
    own = ("score", "intercept", "threshold", *RESERVED)
    theirs = {name: value for each in rule.under for name, value in each.facts.items() if name not in own}
    return {**theirs, **{name: value for name, value in rule.facts.items() if name not in RESERVED}}


def decision_in(house: Foundation, row: desk.ConversationRow, line: desk.ItemRow) -> Decision:
    """Return the decision that a line of a conversation holds, opened with the customer's key."""
    kept = house.memory.read_line(row.id, house.keys.of(row.customer), line)
    values = kept.values or {}
    assert kept.because is not None  # every decision is written with its reason, in MoneySide._keep_decision
    return Decision(
        number=line.number, act=ActId(line.id), at=moment(line.at), kind=str(values["kind"]),
        outcome=line.code.removeprefix("money_"), amount=float(values["amount"]), by=str(values["by"]),
        who=kept.who, words=kept.text, proposed=str(values["proposed"]), because=kept.because,
    )  # fmt: skip


def _persons(decision: Decision) -> tuple[Reason, ...]:
    """Return the person's reason: their words are told elsewhere; here is what they decided and on which proposal."""
    if decision.by != "person":
        return ()
    facts, says = decision.because.facts, f"A person decided: {decision.outcome}."
    values = tuple(Valued(name, name.replace("_", " "), value, "person") for name, value in facts.items())
    return (Reason(decision.because.step, decision.because.code, "", "", values, says),)


def _rules(knowing: Knowing, rule: Because) -> Reason:
    table = knowing.guideline(rule.version).table
    says = next((each.says for each in table.rules if each.id == rule.rule), "The rule could not decide.")
    return Reason(rule.step, rule.code, rule.rule, rule.version, tested(table, rule), says)
