"""An override: a colleague says that an answer of the assistant was wrong, and why, and writes what is right. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from fairdesk.nouns import BadInput


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


def reason_named(written: str, words: str) -> Reason:
    """Return the reason that a form names. Raises BadInput for none of the nine, and for "other" without words."""
    if written not in set(Reason):
        raise BadInput(f"choose why the answer is overridden: one of {', '.join(Reason)}")
    if written == Reason.OTHER and not words.strip():
        raise BadInput("say in a few words what the other reason is")
    return Reason(written)
