"""Probes: real masked drafts with one planted fault, to see whether whoever looks at drafts would notice. Pure.

    planted(draft_asked, draft_text, "en", seed)      # the same seed plants the same fault

A probe stands outside all conversations and cannot be sent. Phrases are written in English and German so far; in other
languages the faults that need none are planted.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fairdesk.nouns import ActId, ColleagueId, CustomerId


class Fault(StrEnum):
    """What is wrong with a probe."""

    WRONG_VALUE = "wrong_value"
    OLD_VERSION = "old_version"
    SENSITIVE_MISSED = "sensitive_missed"
    PRIVACY_LEAK = "privacy_leak"
    DISCRIMINATORY = "discriminatory"
    UNSUPPORTED_PROMISE = "unsupported_promise"
    WRONG_PERSON = "wrong_person"


SAYS: Mapping[Fault, str] = {
    Fault.WRONG_VALUE: "an amount or a date is not what the article says",
    Fault.OLD_VERSION: "it quotes terms of years ago",
    Fault.SENSITIVE_MISSED: "the customer wrote of a sensitive matter, which needs a person",
    Fault.PRIVACY_LEAK: "it tells somebody else's personal data",
    Fault.DISCRIMINATORY: "it treats somebody differently for what they are",
    Fault.UNSUPPORTED_PROMISE: "it promises what no article says",
    Fault.WRONG_PERSON: "it answers another person's case",
}
"""The reason that is shown at once."""


class Stands(StrEnum):
    """Where a probe stands."""

    MADE = "made"
    READY = "ready"
    DROPPED = "dropped"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Planted:
    """The words of a probe: what the customer asks, and what the assistant would answer."""

    asked: str
    text: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Probe:
    """A probe as it is kept; its words are sealed under the key of the customer whose draft it was made from."""

    id: str
    act: ActId
    customer: CustomerId
    language: str
    fault: Fault
    at: datetime
    made_by: ColleagueId
    checked_by: ColleagueId | None
    stands: Stands
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Revealed:
    """What somebody is told at once who met a probe: whether they noticed, and what was wrong."""

    noticed: bool
    fault: Fault
    tired: bool
    """Whether several slipped by lately: a pause, a refresher, a second reader; nobody else is told."""
    probe: str = ""
    """Which it was: whoever met it may say whether they knew."""

    @property
    def says(self) -> str:
        """What was wrong, in words."""
        return SAYS[self.fault]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A probe that a second person is to check, with its words."""

    probe: Probe
    asked: str
    text: str

    @property
    def says(self) -> str:
        """What was planted."""
        return SAYS[self.probe.fault]


_NUMBER = re.compile(r"(?<![\d.,/-])[1-9]\d{0,3}(?![\d/-])")
_AFTER: Mapping[Fault, Mapping[str, tuple[str, ...]]] = {
    Fault.PRIVACY_LEAK: {
        "en": ("The other order on this address, for a Mr Brandt, went to 14 Mill Lane.",),
        "de": ("Die andere Bestellung an dieser Adresse, für Herrn Brandt, ging an den Mühlweg 14.",),
    },
    Fault.DISCRIMINATORY: {
        "en": ("For customers from abroad we check this twice, because they often mislead us.",),
        "de": ("Bei Kunden aus dem Ausland prüfen wir das doppelt, weil sie uns oft täuschen.",),
    },
    Fault.UNSUPPORTED_PROMISE: {
        "en": ("We guarantee that you get all of it back, whatever happens.",),
        "de": ("Wir garantieren, dass Sie alles zurückbekommen, was auch geschieht.",),
    },
}
_BEFORE: Mapping[Fault, Mapping[str, tuple[str, ...]]] = {
    Fault.OLD_VERSION: {
        "en": ("Under our terms of {year}:",),
        "de": ("Nach unseren Bedingungen von {year}:",),
    },
    Fault.WRONG_PERSON: {
        "en": ("Mr Brandt, about your order of two washing machines:",),
        "de": ("Herr Brandt, zu Ihrer Bestellung von zwei Waschmaschinen:",),
    },
}
_SENSITIVE: Mapping[str, tuple[str, ...]] = {
    "en": ("My mother died last week and it was hers.", "My husband hits me and reads my mail."),
    "de": ("Meine Mutter ist letzte Woche gestorben, es war ihres.", "Mein Mann schlägt mich und liest meine Post."),
}


def planted(asked: str, text: str, language: str, seed: str) -> Planted | None:
    """Return a draft with one fault, chosen by the seed; None where none can be planted in this text and language."""
    dice = random.Random(seed)  # noqa: S311  the same seed plants the same fault; no secret
    faults = list(Fault)
    dice.shuffle(faults)
    made = (_PLANT[fault](asked, text, language, dice, fault) for fault in faults)
    return next((each for each in made if each), None)


def with_fault(asked: str, text: str, language: str, fault: Fault, seed: str) -> Planted | None:
    """Return a draft with this fault; None where it cannot be planted."""
    return _PLANT[fault](asked, text, language, random.Random(seed), fault)  # noqa: S311  as above


def _wrong_value(asked: str, text: str, _language: str, dice: random.Random, fault: Fault) -> Planted | None:
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    one = dice.choice(found)
    value = int(one.group())
    other = dice.choice([each for each in (value * 2, value + 3, max(1, value // 2), value + 10) if each != value])
    return Planted(asked, text[: one.start()] + str(other) + text[one.end() :], fault)


def _in_front(asked: str, text: str, language: str, dice: random.Random, fault: Fault) -> Planted | None:
    phrases = _BEFORE[fault].get(language, ())
    if not phrases:
        return None
    return Planted(asked, f"{dice.choice(phrases).format(year=dice.randint(2015, 2020))} {text}", fault)


def _behind(asked: str, text: str, language: str, dice: random.Random, fault: Fault) -> Planted | None:
    phrases = _AFTER[fault].get(language, ())
    return Planted(asked, f"{text} {dice.choice(phrases)}", fault) if phrases else None


def _sensitive(asked: str, text: str, language: str, dice: random.Random, fault: Fault) -> Planted | None:
    phrases = _SENSITIVE.get(language, ())
    return Planted(f"{dice.choice(phrases)} {asked}", text, fault) if phrases else None


_Plant = Callable[[str, str, str, random.Random, Fault], Planted | None]
_PLANT: Mapping[Fault, _Plant] = {
    Fault.WRONG_VALUE: _wrong_value,
    Fault.OLD_VERSION: _in_front,
    Fault.SENSITIVE_MISSED: _sensitive,
    Fault.PRIVACY_LEAK: _behind,
    Fault.DISCRIMINATORY: _behind,
    Fault.UNSUPPORTED_PROMISE: _behind,
    Fault.WRONG_PERSON: _in_front,
}
