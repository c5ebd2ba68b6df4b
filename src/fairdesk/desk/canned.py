"""Canned replies: words that colleagues wrote beforehand, in several languages, with variables that are filled in.

    filled("Dear customer, order {number} has left. {me}", {"me": "Ada", "number": ""})  ->  "... order {number} has left. Ada"

A variable that nothing is known for stays as it stands, and a reply that still has one does not leave. What was chosen
is a draft of the colleague who sends it: checked, changed and answered for as any other reply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fairdesk.language import DEFAULT, OFFERED
from fairdesk.nouns import BadInput
from fairdesk.sensitive.care import Finding

VARIABLES = {
    "me": "your work name",
    "company": "the company's name",
    "number": "the order or account number that the customer gave last",
    "language": "the customer's language",
}
"""What may stand in braces, and what it becomes."""

LONGEST_NAME = 60
LONGEST = 4000
_VARIABLE = re.compile(r"\{\s*([A-Za-z_]+)\s*\}")


@dataclass(frozen=True, slots=True)
class Canned:
    """A canned reply: language -> text; whose it is, when it was last changed, and when it should be looked at again."""

    id: str
    name: str
    texts: Mapping[str, str]
    owner: str
    changed_at: datetime
    review_by: date | None = None
    due: bool = False
    """Whether that day has come."""
    findings: Mapping[str, tuple[Finding, ...]] | None = None
    """language -> what the check of care would say of it in a sensitive matter."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A canned reply for one conversation: filled in, in the customer's language if there is one."""

    canned: Canned
    language: str
    text: str
    open: tuple[str, ...]
    """The variables that nothing is known for."""


def checked(name: str, texts: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return name and texts as they are kept. Raises BadInput saying what is missing or unknown."""
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME:
        raise BadInput(f"give it a name of at most {LONGEST_NAME} characters, by which colleagues find it")
    written = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not written:
        raise BadInput("write the reply in one language at least")
    for language, text in written.items():
        if language not in OFFERED:
            raise BadInput(f"this desk offers no language {language!r}")
        if len(text) > LONGEST:
            raise BadInput(f"{OFFERED[language]}: {len(text)} characters are too many; {LONGEST} fit")
        for variable in _VARIABLE.findall(text):
            if variable not in VARIABLES:
                known = ", ".join(f"{{{each}}}" for each in VARIABLES)
                raise BadInput(f"{OFFERED[language]}: there is no variable {{{variable}}}; there are {known}")
    return called, written


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with each variable for which something is known filled in; the others stay."""
    return _VARIABLE.sub(lambda found: values.get(found[1]) or found[0], text)


def unfilled(text: str) -> tuple[str, ...]:
    """Return the variables that still stand in a text. Other words in braces are just words."""
    return tuple(dict.fromkeys(name for name in _VARIABLE.findall(text) if name in VARIABLES))


def ready(canned: Canned, language: str, values: Mapping[str, str]) -> Ready:
    """Return a canned reply for a conversation: in its language, else in the desk's own, else in any."""
    chosen = next((each for each in (language, DEFAULT) if each in canned.texts), next(iter(canned.texts)))
    # A value is somebody's own words: what looks like a variable in it is none.
    text = filled(canned.texts[chosen], values)
    return Ready(canned, chosen, text, tuple(each for each in unfilled(canned.texts[chosen]) if not values.get(each)))
