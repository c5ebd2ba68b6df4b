"""Why a person does not let something of the assistant go as it is: one of nine reasons, so that they can be counted."""

from __future__ import annotations

from collections.abc import Mapping

from fairdesk.nouns import BadInput

OTHER = "other"
REASONS: Mapping[str, str] = {
    "wrong_fact": "A fact is wrong",
    "outdated_policy": "The policy is outdated",
    "wrong_person": "Wrong person or account",
    "tone": "The tone",
    "sensitive_missed": "A sensitive matter was missed",
    "unfair": "Unfair",
    "privacy": "Privacy",
    "exception": "An exception is granted",
    OTHER: "Another reason",
}
"""The closed list, as colleagues read it; the last one needs words."""
LONGEST = 500


def checked(reason: str, words: str) -> str:
    """Return the words that go with a reason, on one line. Raises BadInput for no reason, or `other` without words."""
    if reason not in REASONS:
        raise BadInput("choose why: one of the nine reasons")
    said = " ".join(words.split())[:LONGEST]
    if reason == OTHER and not said:
        raise BadInput("say in a few words what the other reason is")
    return said
