"""The words of decisions about money: one sentence a code for customers, and the facts a decision was made on.

A sentence names what was decided on, never a score. What a person decided stands in that person's own words; here is
only what the rule had said before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fairdesk.explainability.because import walk
from fairdesk.explainability.counterfactual import NEEDED, needed
from fairdesk.language import gettext_noop, say
from fairdesk.nouns import Because, Change, Otherwise

_SENSITIVE = gettext_noop("This is about something that people should decide, not a machine.")
_LARGE = gettext_noop("The amount is large, so no rule may decide it.")
_UNUSUAL = gettext_noop("No rule fits what happened to you.")
_MISSING = gettext_noop("Something that the rule needs was not known.")

REASONS: Mapping[str, str] = {
    "refund.sensitive": _SENSITIVE,
    "refund.large": _LARGE,
    "refund.often": gettext_noop("We have paid you back several times this year."),
    "refund.within_return_time": gettext_noop("You send it back within the time that our terms promise."),
    "refund.faulty_and_shown": gettext_noop("It was broken, wrong or never came, and you showed us."),
    "refund.small_and_new": gettext_noop("It is a small amount for a new order, so we need no proof."),
    "refund.after_return_time": gettext_noop("The time to send it back is over."),
    "refund.after_two_years": gettext_noop("The two years in which we answer for faults are over."),
    "refund.not_shown": gettext_noop("We could not see yet what is wrong."),
    "refund.unusual": _UNUSUAL,
    "refund.refused": _MISSING,
    "goodwill.sensitive": _SENSITIVE,
    "goodwill.large": _LARGE,
    "goodwill.often": gettext_noop("We have given you something twice this year."),
    "goodwill.our_mistake": gettext_noop("We made a mistake, and the amount is small."),
    "goodwill.long_ago": gettext_noop("Your order is more than a year old."),
    "goodwill.no_mistake_of_ours": gettext_noop("We found no mistake of ours."),
    "goodwill.unusual": _UNUSUAL,
    "goodwill.refused": _MISSING,
}

NAMES: Mapping[str, str] = {
    "amount": gettext_noop("amount you asked for, in euros"),
    "order_age_days": gettext_noop("days since delivery"),
    "times_before": gettext_noop("payments to you in the last year"),
    "trouble": gettext_noop("what was wrong"),
    "proof": gettext_noop("what you showed us"),
}
"""The facts a customer is shown, in this order. A sensitive matter is never named here."""

VALUES: Mapping[str, str] = {
    "changed_mind": gettext_noop("you changed your mind"),
    "broken": gettext_noop("it was broken"),
    "wrong_item": gettext_noop("it was the wrong thing"),
    "not_delivered": gettext_noop("it never came"),
    "late": gettext_noop("it came late"),
    "poor_service": gettext_noop("we served you badly"),
    "other": gettext_noop("something else"),
    "none": gettext_noop("nothing"),
    "photo": gettext_noop("a photo"),
    "receipt": gettext_noop("a bill or receipt"),
}

MONEY_ROLES: Mapping[str, str] = {
    "not_involved": gettext_noop("A rule decided this, in your favour."),
    "decided": gettext_noop("A person decided this."),
    "will_decide": gettext_noop("A person will decide this."),
}
"""Who decided, by the role of people; the AI has no part in it."""

OTHERWISE = gettext_noop("If {conditions}, a rule would have paid at once.")
AND = gettext_noop("{one} and {other}")
AT_MOST: Mapping[str, str] = {
    "order_age_days": gettext_noop("your order had been at most {n} days old"),
    "amount": gettext_noop("the amount had been at most {n} euros"),
    "times_before": gettext_noop("our payments to you in the last year had been at most {n}"),
}
SHOWN = gettext_noop("you had shown us a photo or a bill")
STILL = gettext_noop("You can still show it to us.")
"""Told only where the customer can still change it; what is past is never advice."""


def money_reasons(because: Because, language: str) -> tuple[str, ...]:
    """Return why the rule said what it said, for the customer."""
    return tuple(say(language, REASONS[each.code]) for each in walk(because) if each.code in REASONS)


def money_facts(because: Because, language: str) -> tuple[tuple[str, str], ...]:
    """Return the facts the rule read, each named for the customer."""
    return tuple(_facts(because, language))


def money_otherwise(otherwise: Otherwise | None, language: str) -> str:
    """Return what a rule would have paid for; "" if there is nothing that may be told.

    Of a company's own inputs it is told in the labels that their guideline has, in the language it was written in.
    """
    if otherwise is None or not otherwise.changes:
        return ""
    clauses = [_clause(change, language) for change in otherwise.changes]
    if not all(clauses):
        return say(language, NEEDED, needed="; ".join(map(needed, otherwise.changes)))
    conditions, *more = clauses
    for each in more:
        conditions = say(language, AND, one=conditions, other=each)
    said = say(language, OTHERWISE, conditions=conditions)
    by_customer = all(change.by == "customer" for change in otherwise.changes)
    return f"{said} {say(language, STILL)}" if by_customer else said


def _clause(change: Change, language: str) -> str:
    """Return what would have had to be otherwise, as a clause; "" if there is none for it."""
    if change.input == "proof" and set(change.needed.split(", ")) == {"photo", "receipt"}:
        return say(language, SHOWN)
    most = re.fullmatch(r"<= (\d+(?:\.\d+)?)", change.needed)
    if most is None or change.input not in AT_MOST:
        return ""
    n = float(most[1])
    return say(language, AT_MOST[change.input], n=f"{n:.0f}" if n.is_integer() else f"{n:.2f}")


def _facts(because: Because, language: str) -> Iterator[tuple[str, str]]:
    rule = next((each for each in walk(because) if each.version), because)
    for name, label in NAMES.items():
        value = rule.facts.get(name)
        if value is None:
            continue
        text = f"{value:.2f}" if isinstance(value, float) else str(value)
        yield say(language, label), say(language, VALUES[text]) if text in VALUES else text
