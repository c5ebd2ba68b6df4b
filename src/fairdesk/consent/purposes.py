"""What a customer's words may be used for, each purpose apart and each with its own default.

Answering is what the customer came for (GDPR Article 6(1)(b), performance of the request); it is told, not asked, and
can still be refused at any time. Every other purpose is no until the customer says yes (Articles 6(1)(a) and 7), and
what helps somebody with a disability or an illness needs a yes that is explicit (Article 9(2)(a)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fairdesk.language import gettext_noop
from fairdesk.nouns import BadInput


class Purpose(StrEnum):
    """One use of a customer's words. Agreeing to one never agrees to another (GDPR 7(2), 7(4))."""

    AI_ANSWER = "ai_answer"
    """The assistant reads the masked message and answers. Refusing loses nothing: people answer instead."""
    PERSONALISE = "personalise"
    """Earlier masked conversations of the same customer are used to answer this one better."""
    IMPROVE = "improve"
    """Masked conversations are read to write better help articles, and to count what the masking missed."""
    TRAIN_PEOPLE = "train_people"
    """Masked conversations are used to train colleagues."""
    RESEARCH = "research"
    """Masked conversations are used to check that everybody is treated alike."""
    CONTACT = "contact"
    """The company writes to the customer about something they did not ask about."""
    ACCOMMODATE = "accommodate"
    """What helps a customer (large print, more time) is kept and shown to the person who answers."""
    DISCLOSE = "disclose"
    """Groups a customer says they belong to are counted in audits, in sums alone."""


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


class Basis(StrEnum):
    """The lawful basis of a purpose: articles of the GDPR, as the DPV's extension `eu-gdpr` names them."""

    CONTRACT = "A6-1-b"
    CONSENT = "A6-1-a"
    EXPLICIT_CONSENT = "A9-2-a"


_BASES: Mapping[Basis, str] = {
    Basis.CONTRACT: "GDPR Article 6(1)(b), performance of your request; you can refuse at any time",
    Basis.CONSENT: "GDPR Article 6(1)(a), your consent",
    Basis.EXPLICIT_CONSENT: "GDPR Articles 6(1)(a) and 9(2)(a), your explicit consent",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a purpose is, in plain English, for pages of colleagues and for receipts.

    `days` is the storage time; `article` the lawful basis and `basis` the same in words; `recipients` who may see the
    data; `broader` the nearest purpose of the Data Privacy Vocabulary; `default` the standing before any choice. What
    customers read is the notice of the same name, in their language.
    """

    label: str
    description: str
    data: tuple[str, ...]
    recipients: tuple[str, ...]
    days: int
    article: Basis
    broader: str
    default: Standing = Standing.NOT_ASKED

    @property
    def basis(self) -> str:
        """The lawful basis in words."""
        return _BASES[self.article]


_MASKED = ("masked messages", "language")
_COLLEAGUES = ("colleagues of the company",)

_ABOUT: Mapping[Purpose, About] = {
    Purpose.AI_ANSWER: About(
        label="The assistant answers",
        description="An automated assistant reads your masked message and answers from our help articles.",
        data=("messages", "language", "times"),
        recipients=("colleagues who answer",),
        days=90,
        article=Basis.CONTRACT,
        broader="CustomerCare",
        default=Standing.TOLD,
    ),
    Purpose.PERSONALISE: About(
        label="Answers that know you",
        description="The assistant uses your earlier masked conversations to answer you.",
        data=_MASKED,
        recipients=_COLLEAGUES,
        days=90,
        article=Basis.CONSENT,
        broader="ServicePersonalisation",
    ),
    Purpose.IMPROVE: About(
        label="Better articles",
        description="Colleagues read masked conversations to write better help articles and count what masking missed.",
        data=_MASKED,
        recipients=_COLLEAGUES,
        days=90,
        article=Basis.CONSENT,
        broader="ImproveExistingProductsAndServices",
    ),
    Purpose.TRAIN_PEOPLE: About(
        label="Training of colleagues",
        description="Colleagues practise on masked conversations.",
        data=_MASKED,
        recipients=_COLLEAGUES,
        days=90,
        article=Basis.CONSENT,
        broader="PersonnelManagement",
    ),
    Purpose.RESEARCH: About(
        label="Checks that everybody is treated alike",
        description="Masked conversations are counted to find unequal treatment.",
        data=_MASKED,
        recipients=("the company's auditors",),
        days=90,
        article=Basis.EXPLICIT_CONSENT,
        broader="ResearchAndDevelopment",
    ),
    Purpose.CONTACT: About(
        label="Writing to you",
        description="The company writes to you about something you did not ask about.",
        data=("e-mail address or telephone number", "language"),
        recipients=_COLLEAGUES,
        days=90,
        article=Basis.CONSENT,
        broader="CommunicationManagement",
    ),
    Purpose.ACCOMMODATE: About(
        label="What helps you",
        description="What you say helps you is shown to the person who answers you.",
        data=("what helps you, as you say it",),
        recipients=("colleagues who answer",),
        days=90,
        article=Basis.EXPLICIT_CONSENT,
        broader="CustomerCare",
    ),
    Purpose.DISCLOSE: About(
        label="Groups you belong to",
        description="What you tell of yourself is counted to find unequal treatment, in sums alone.",
        data=("groups you name, as you answer",),
        recipients=("the company's auditors, as sums of five people or more",),
        days=365,
        article=Basis.EXPLICIT_CONSENT,
        broader="ResearchAndDevelopment",
    ),
}

NAMES: Mapping[Purpose, str] = {
    Purpose.AI_ANSWER: gettext_noop("The assistant answers"),
    Purpose.PERSONALISE: gettext_noop("Answers that use earlier conversations"),
    Purpose.IMPROVE: gettext_noop("Better help articles"),
    Purpose.TRAIN_PEOPLE: gettext_noop("Training of colleagues"),
    Purpose.RESEARCH: gettext_noop("A check that everybody is treated alike"),
    Purpose.CONTACT: gettext_noop("Letters you did not ask for"),
    Purpose.ACCOMMODATE: gettext_noop("What helps you"),
    Purpose.DISCLOSE: gettext_noop("Groups you belong to"),
}
"""What each use is called before customers, in a few words (msgids)."""

SIGNAL_REFUSES = (
    Purpose.PERSONALISE,
    Purpose.IMPROVE,
    Purpose.TRAIN_PEOPLE,
    Purpose.RESEARCH,
    Purpose.CONTACT,
    Purpose.DISCLOSE,
)
"""What a browser's Global Privacy Control says no to. Not the answer itself, and not what the customer says helps them:
neither shares anything, and a signal that took them away would make its sender pay for it."""

NO_COLLEAGUE_IS_TOLD = frozenset({Purpose.ACCOMMODATE, Purpose.DISCLOSE})
"""Choices that no conversation, list or letter speaks of: that somebody made one tells something already (GDPR Article 9)."""


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


def no_to(latest: Choice | None) -> Choice:
    """Return what a no is kept as: a yes that is taken back is withdrawn, anything else is refused."""
    return Choice.WITHDRAWN if latest is Choice.GRANTED else Choice.REFUSED
