"""What a customer's words may be used for, each purpose apart and each with its own default.

Answering is what the customer came for (GDPR Article 6(1)(b), performance of the request); it is told, not asked, and
can still be refused at any time. Every other purpose is no until the customer says yes (Articles 6(1)(a) and 7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fairdesk.nouns import BadInput


class Purpose(StrEnum):
    """One use of a customer's words. Agreeing to one never agrees to another (GDPR 7(2), 7(4))."""

    AI_ANSWER = "ai_answer"
    """The assistant reads the masked message and answers. Refusing loses nothing: people answer instead."""
    IMPROVE = "improve"
    """Masked conversations are read to write better help articles."""
    TRAIN_PEOPLE = "train_people"
    """Masked conversations are used to train colleagues."""


class Choice(StrEnum):
    """What a customer said about a purpose, as it is kept."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """Where a purpose stands for one customer."""

    TOLD = "told"
    """Nothing was chosen; the customer was told, and the purpose does not wait for a yes."""
    NOT_ASKED = "not_asked"
    """Nothing was chosen; there is no use until the customer says yes."""
    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class About:
    """What a purpose is, in plain English, for pages of colleagues and for receipts.

    `days` is the storage time; `basis` the legal basis; `default` the standing before any choice. What customers read
    is the notice of the same name, in their language.
    """

    label: str
    description: str
    data: tuple[str, ...]
    days: int
    basis: str
    default: Standing


_ABOUT: Mapping[Purpose, About] = {
    Purpose.AI_ANSWER: About(
        label="The assistant answers",
        description="An automated assistant reads your masked message and answers from our help articles.",
        data=("messages", "language", "times"),
        days=90,
        basis="GDPR Article 6(1)(b), performance of your request; you can refuse at any time",
        default=Standing.TOLD,
    ),
    Purpose.IMPROVE: About(
        label="Better articles",
        description="Colleagues read masked conversations to write better help articles.",
        data=("masked messages", "language"),
        days=90,
        basis="GDPR Article 6(1)(a), your consent",
        default=Standing.NOT_ASKED,
    ),
    Purpose.TRAIN_PEOPLE: About(
        label="Training of colleagues",
        description="Colleagues practise on masked conversations.",
        data=("masked messages", "language"),
        days=90,
        basis="GDPR Article 6(1)(a), your consent",
        default=Standing.NOT_ASKED,
    ),
}


def about(purpose: Purpose) -> About:
    """Return what a purpose is."""
    return _ABOUT[purpose]


def purpose_named(name: str) -> Purpose:
    """Return the purpose with this name. Raises BadInput naming those there are."""
    try:
        return Purpose(name)
    except ValueError as unknown:
        raise BadInput(f"there is no purpose {name!r}; there are {', '.join(Purpose)}") from unknown


def standing(purpose: Purpose, latest: Choice | None) -> Standing:
    """Return where a purpose stands after the customer's latest choice (None: none was made)."""
    if latest is None:
        return about(purpose).default
    return Standing.ALLOWED if latest is Choice.GRANTED else Standing.REFUSED


def may_use(purpose: Purpose, latest: Choice | None) -> bool:
    """Whether a customer's words may be used for *purpose* now."""
    return standing(purpose, latest) in {Standing.TOLD, Standing.ALLOWED}
