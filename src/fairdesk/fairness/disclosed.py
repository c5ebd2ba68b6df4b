"""What customers may tell of themselves, so that audits can compare groups: the questions, the answers, and how they are kept. Pure.

    told({"gender": "woman", "age_band": ""}, asked("gender age_band"))    {"gender": "woman"}

Some answers are special categories of data, so all rest on explicit consent (GDPR Article 9(2)(a)), and nobody else's guess
ever stands in their place. Each question may be left out, and leaving it out is kept as nothing. There are no words of the
customer's own: what nobody else would say could not be counted without naming them. Children are not asked (Article 8).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from fairdesk.language import OFFERED, gettext_noop
from fairdesk.nouns import BadInput

Told = Mapping[str, str]
"""question -> answer, of what was answered alone."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its words (msgid), its answers (code -> msgid), and what colleagues read of the group it makes."""

    asks: str
    answers: Mapping[str, str]
    group: str


QUESTIONS: Mapping[str, Question] = {
    "age_band": Question(
        gettext_noop("How old are you?"),
        {
            "18-29": gettext_noop("18 to 29 years"),
            "30-44": gettext_noop("30 to 44 years"),
            "45-59": gettext_noop("45 to 59 years"),
            "60-74": gettext_noop("60 to 74 years"),
            "75+": gettext_noop("75 years or older"),
        },
        "the age they told",
    ),
    "gender": Question(
        gettext_noop("What is your gender?"),
        {"woman": gettext_noop("Woman"), "man": gettext_noop("Man"), "another": gettext_noop("Another gender")},
        "the gender they told",
    ),
    "disability": Question(
        gettext_noop("Do you live with a disability or a long illness?"),
        {"yes": gettext_noop("Yes"), "no": gettext_noop("No")},
        "a disability or a long illness, as they told",
    ),
    "first_language": Question(
        gettext_noop("Which language did you learn first?"),
        {**OFFERED, "another": gettext_noop("Another language")},
        "the first language they told",
    ),
    "origin": Question(
        gettext_noop("Where do you or your family come from?"),
        {
            "africa": gettext_noop("Africa south of the Sahara"),
            "north_africa_west_asia": gettext_noop("North Africa or Western Asia"),
            "central_south_asia": gettext_noop("Central or Southern Asia"),
            "east_asia": gettext_noop("Eastern or South-Eastern Asia"),
            "latin_america": gettext_noop("Latin America or the Caribbean"),
            "oceania": gettext_noop("Oceania"),
            "europe_north_america": gettext_noop("Europe or Northern America"),
            "several": gettext_noop("Several of these"),
        },
        "the origin they told",
    ),
}
"""Everything that can be asked. The origins are the regions of the United Nations' reports on its development goals (M49)."""


def asked(names: str) -> tuple[str, ...]:
    """Return the questions that a company asks, from their names with spaces between; "" asks none.

    Raises BadInput naming those there are.
    """
    wanted = tuple(dict.fromkeys(names.split()))
    for name in wanted:
        if name not in QUESTIONS:
            raise BadInput(f"groups_asked names {name!r}; there are {', '.join(QUESTIONS)}")
    return tuple(name for name in QUESTIONS if name in wanted)


def told(said: Mapping[str, str], questions: tuple[str, ...]) -> Told:
    """Return what a form says to *questions*, without what was left out. Raises BadInput for an answer that is not offered."""
    answers = {name: answer for name in questions if (answer := said.get(name, ""))}
    for name, answer in answers.items():
        if answer not in QUESTIONS[name].answers:
            raise BadInput(f"{answer!r} is no answer to {name}; there are {', '.join(QUESTIONS[name].answers)}")
    return answers


def written(answers: Told) -> bytes:
    """Return what was told as it is sealed."""
    return json.dumps({"v": 1, **answers}).encode()


def read(kept: bytes) -> Told:
    """Return what `written` wrote down; an answer that is offered no more is left out."""
    found = json.loads(kept)
    return {name: found[name] for name, of in QUESTIONS.items() if found.get(name) in of.answers}
