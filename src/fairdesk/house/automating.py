"""The guardrail: the desk stops its own assistant when what became of its answers says so. Two people start it again."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from fairdesk.clock import id_from, new_id
from fairdesk.database import alone_with, micros, rows, writing
from fairdesk.house.books import Books
from fairdesk.nouns import Release, Verdict
from fairdesk.oversight import records as oversight
from fairdesk.oversight.guardrail import FAULTS, NAME, THE_DESK, Outcomes, facts_of, looked_back_from, scope_of
from fairdesk.oversight.override import OVERRIDDEN

OVERRIDES = ("answer_held_back", "answer_discarded", OVERRIDDEN)
"""The events by which people overrode the assistant: before an answer left, or after."""


class Automating(Books):
    """The part of the house that watches the assistant."""

    def watch_automation(self) -> tuple[str, ...]:
        """Ask the guideline `automation` about each channel, stop what it says, and return the scopes stopped now."""
        at = self.now()
        began = looked_back_from(oversight.history(), at)
        guideline = self.knowing.rule_for("automation", at)
        stopped = []
        for channel, counted in outcomes_since(began).items():
            verdict = guideline.decide(facts_of(counted))
            scope = scope_of(verdict.outputs["decision"], channel)
            says = next(
                (rule.says for rule in guideline.table.rules if rule.id == verdict.because.rule),
                "It could not decide.",
            )
            if scope and self._stop_by_itself(scope, verdict, f"{says} ({counted.turns} messages)", at):
                stopped.append(scope)
        if stopped:
            self.pulse.beat()
        return tuple(stopped)

    def _stop_by_itself(self, scope: str, verdict: Verdict, says: str, at: datetime) -> bool:
        id = new_id()
        with writing():
            # Read again here, one process at a time: another may have stopped it a moment ago.
            alone_with("automation")
            if {stop.scope for stop in oversight.in_force()} & {"all", scope}:
                return False
            oversight.stop(id, scope, THE_DESK, NAME, says, at)
            self.memory.add_deed(
                at, "assistant_stopped", "house",
                {
                    "stop": id, "scope": scope, "by": int(THE_DESK), "reason": verdict.because.code,
                    "rule": verdict.because.rule, "version": verdict.because.version, **verdict.because.facts,
                },
            )  # fmt: skip
        return True


def outcomes_since(began: datetime) -> dict[str, Outcomes]:
    """Return, of each channel, what became of the messages the assistant was to answer since a moment."""
    sent: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    # Ids are made in the order of time, so both searches run over an index, however much is kept.
    for channel, release, handover, count in rows(_TURNS, id_from(began), micros(began)):
        turns[channel] += count
        alone[channel] += 0 if handover or release == Release.REVIEW_FIRST else count
        faults[channel] += count if handover in FAULTS else 0
        sent[channel] += count if release == "send" else 0
    fate = {(channel, code): count for channel, code, count in rows(_EVENTS, id_from(began), micros(began))}
    unhelpful = unhelpful_since(began)
    return {
        channel: Outcomes(
            turns[channel], alone[channel], faults[channel], sent[channel],
            unhelpful.get(channel, 0),
            sum(fate.get((channel, code), 0) for code in OVERRIDES),
        )
        for channel in turns
    }  # fmt: skip


def unhelpful_since(began: datetime) -> dict[str, int]:
    """Return, of each channel, how many answers to messages since a moment did not help, as their customers said.

    An answer counts once, however often somebody says so: never more of them did not help than were given.
    """
    return Counter(channel for channel, _ in _unhelpful(began))


def unhelpful_acts(began: datetime) -> set[str]:
    """Return the acts of these answers."""
    return {act for _, act in _unhelpful(began)}


def _unhelpful(began: datetime) -> list[tuple[str, str]]:
    return [(channel, act) for channel, act in rows(_UNHELPFUL, id_from(began), id_from(began), micros(began))]


_TURNS = """
    SELECT c.channel, t.release, t.handover, count(*) FROM desk_turn t
    JOIN desk_conversation c ON c.id = t.conversation_id
    WHERE t.act >= %s AND t.at >= %s AND t.route = 'assistant' AND t.release <> '' GROUP BY c.channel, t.release, t.handover
"""
_EVENTS = """
    SELECT c.channel, i.code, count(*) FROM desk_item i JOIN desk_conversation c ON c.id = i.conversation_id
    WHERE i.id >= %s AND i.at >= %s AND i.code IN ('answer_held_back', 'answer_discarded', 'overridden')
    GROUP BY c.channel, i.code
"""
# Which answer it was stands sealed in the event; in the open it is the last one that was given before it.
_UNHELPFUL = """
    SELECT DISTINCT c.channel, t.act FROM desk_item e
    JOIN desk_item a ON a.conversation_id = e.conversation_id AND a.number = (
        SELECT max(b.number) FROM desk_item b WHERE b.conversation_id = e.conversation_id AND b.number < e.number
        AND b.voice = 'assistant' AND b.released_at IS NOT NULL)
    JOIN desk_turn t ON t.act = a.act JOIN desk_conversation c ON c.id = e.conversation_id
    WHERE e.id >= %s AND e.voice = 'event' AND e.code = 'did_not_help'
    AND t.act >= %s AND t.at >= %s AND t.release = 'send'
"""
