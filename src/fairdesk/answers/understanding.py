"""Say in the reason of an answer what the message asks, as a company's own model reads it: typed facts, no story.

    understood(draft, reading, "3f9c0a7712d4be05").because.facts["intent"]    ->   "card_arrival"

`intent` is the topic read, `intent_sure` the probability that it is right, `in_scope` that the message asks for one of the
topics, `intent_ready` whether topic and language had enough examples to be answered alone, `intents` the model's version.
"""

from __future__ import annotations

from dataclasses import replace

from fairdesk.answers.classify import Reading
from fairdesk.nouns import Draft, Facts

DIGITS = 4


def understood(draft: Draft, reading: Reading, version: str) -> Draft:
    """Return a draft whose reason also says what was asked."""
    return replace(draft, because=replace(draft.because, facts={**draft.because.facts, **facts(reading, version)}))


def facts(reading: Reading, version: str) -> Facts:
    """Return a reading as facts."""
    return {
        "intent": reading.said,
        "intent_sure": round(reading.probability, DIGITS),
        "in_scope": round(reading.in_scope, DIGITS),
        "intent_ready": reading.ready,
        "intents": version,
    }


def ready(draft: Draft | None) -> bool:
    """Return whether what a draft answers had enough examples; where no model reads messages nothing stands against it."""
    return draft is None or draft.because.facts.get("intent_ready", True) is True
