"""Say which decisions a rule may take by itself, and which are only a draft until an authorised person decides.

GDPR Article 22(1): nobody is subject to a decision based solely on automated processing that significantly affects
them. Of the decisions of this desk those about money do; a rule may grant, and never refuse. What is not named here is
taken for significant: whoever adds a guideline must say why its decisions are not.
"""

from __future__ import annotations

from collections.abc import Mapping

from fairdesk.nouns import Refused

FAVOURABLE: Mapping[str, frozenset[str]] = {
    "refund": frozenset({"granted"}),
    "goodwill": frozenset({"granted"}),
}
"""Of each guideline whose decisions are significant: the outcomes that a rule alone may bring about."""

NOT_SIGNIFICANT: Mapping[str, str] = {
    "routing": "a person answers, or an article; who wants a person gets one",
    "release": "an answer is sent, or a person answers",
    "urgency": "in which order people answer, never whether",
    "first_human": "by when a person answers and who is alarmed, never whether",
    "sampling": "which masked messages reviewers look at",
    "retention": "how long things are kept, the same for everybody",
    "automation": "whether the assistant speaks; people answer everybody",
    "appeals": "by when a person decides on an appeal, never how",
    "order_access": "what is asked before an order is told of; a person tells it otherwise",
    "order_changes": "what the customer asked for and said yes to is done; what no rule allows a person looks at",
    "public_facts": "what everybody may be told",
    "acceptance": "how many answers are looked at; where too many were wrong, people answer",
    "fairness": "where people look at answers before they are sent; nobody is refused anything",
    "identity": "what is asked first; an officer decides on the request, and can be shown something else",
}
"""Why the decisions of each other guideline do not significantly affect a customer."""


def needs_a_person(guideline: str, outcome: str) -> bool:
    """Whether this *outcome* of a *guideline* may only take effect by a person's decision."""
    return guideline not in NOT_SIGNIFICANT and outcome not in FAVOURABLE.get(guideline, frozenset())


def check_may_take_effect(guideline: str, outcome: str, decided_by: str) -> None:
    """Raise Refused if a rule alone would bring about what only a person may. *decided_by* is "rule" or "person"."""
    if decided_by != "person" and needs_a_person(guideline, outcome):
        raise Refused(
            f"a rule alone may not decide {outcome!r} about {guideline}; it is a draft until somebody decides who may"
        )
