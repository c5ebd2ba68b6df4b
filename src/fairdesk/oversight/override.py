"""An override: a colleague says that an answer of the assistant was wrong, and why, and writes what is right. Pure.

The answer stays where it stands; the customer reads the corrected words under the colleague's own name. Overrides are
counted of the assistant: by reason and topic, never by who said so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fairdesk.nouns import ActId, BadInput, ConversationId, CustomerId

OVERRIDDEN = "overridden"
"""The event of an override; its values name the act, which answer it was, and the reason."""
WEEK = timedelta(days=7)
MOST_A_WEEK = 5
"""So many overrides of one topic for one reason within a week are no single mistake any more."""


class Reason(StrEnum):
    """Why an answer was overridden: a closed list, so that reasons can be counted."""

    WRONG_FACT = "wrong_fact"
    OUTDATED_POLICY = "outdated_policy"
    WRONG_PERSON = "wrong_person"
    TONE = "tone"
    SENSITIVE_MISSED = "sensitive_missed"
    UNFAIR = "unfair"
    PRIVACY = "privacy"
    EXCEPTION = "exception"
    OTHER = "other"


REASONS: Mapping[Reason, str] = {
    Reason.WRONG_FACT: "A fact is wrong",
    Reason.OUTDATED_POLICY: "It follows an outdated rule or article",
    Reason.WRONG_PERSON: "It is about another person, account or order",
    Reason.TONE: "The tone is not right",
    Reason.SENSITIVE_MISSED: "It missed a sensitive matter",
    Reason.UNFAIR: "It is unfair to this customer",
    Reason.PRIVACY: "It tells what it should not tell",
    Reason.EXCEPTION: "The rule was followed, but an exception is granted",
    Reason.OTHER: "Another reason",
}
"""Reason -> how the desk's form says it."""


@dataclass(frozen=True, slots=True)
class Override:
    """One overridden answer: what it was about and why it was wrong. Who said so stands in the conversation alone."""

    act: ActId
    conversation: ConversationId
    customer: CustomerId
    at: datetime
    reason: Reason
    topic: str
    channel: str


def reason_named(written: str, words: str) -> Reason:
    """Return the reason that a form names. Raises BadInput for none of the nine, and for "other" without words."""
    if written not in set(Reason):
        raise BadInput(f"choose why the answer is overridden: one of {', '.join(Reason)}")
    if written == Reason.OTHER and not words.strip():
        raise BadInput("say in a few words what the other reason is")
    return Reason(written)


def repeated(
    overrides: Iterable[Override], at: datetime, looked_into: Mapping[tuple[str, str], datetime]
) -> Iterator[tuple[str, Reason, tuple[Override, ...]]]:
    """Yield each topic and reason with MOST_A_WEEK overrides or more within the last week, and these overrides.

    *looked_into*: topic and reason -> when people last closed that matter; what came before is dealt with.
    """
    counting = [
        each for each in overrides if at - WEEK < each.at and looked_into.get((each.topic, each.reason), at - WEEK) < each.at
    ]  # fmt: skip
    for (topic, reason), count in sorted(Counter((each.topic, each.reason) for each in counting).items()):
        if count >= MOST_A_WEEK:
            yield topic, reason, tuple(each for each in counting if (each.topic, each.reason) == (topic, reason))


LONGEST = 500
"""Characters of the words that go with "another reason"."""


def checked(reason: str, words: str) -> str:
    """Return the words that go with a reason, on one line. Raises BadInput for no reason, or `other` without words."""
    if reason not in REASONS:
        raise BadInput("choose why: one of the nine reasons")
    said = " ".join(words.split())[:LONGEST]
    if reason == Reason.OTHER and not said:
        raise BadInput("say in a few words what the other reason is")
    return said
