"""One practice of a minute: find the planted error in an assistant's answer, and learn two things to do.

The shop, its article and its answer are made up. The customer compares the answer with the article it quotes and
picks the wrong sentence; telling people that an assistant can err does not help them, finding an error themselves may.
"""

from __future__ import annotations

from dataclasses import dataclass

from fairdesk.language import gettext_noop, say
from fairdesk.nouns import BadInput

ARTICLE = (
    gettext_noop("You can return a lamp within 30 days."),
    gettext_noop("Keep the receipt and the box."),
    gettext_noop("We send your money back within 5 working days."),
    gettext_noop("Returning a lamp is free."),
)
"""The source: what the made-up shop really says. msgids, one sentence each."""
ANSWER = (
    gettext_noop("You can return your lamp, and it is free."),
    gettext_noop("You have 90 days to send it back."),
    gettext_noop("Please keep the receipt and the box."),
    gettext_noop("Your money comes back within 5 working days."),
)
"""The assistant's answer: one sentence says another number than the article."""
WRONG = 1
"""Which sentence of ANSWER is wrong, counted from 0."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The practice in one language: the article, the answer's sentences, and which of them is wrong."""

    language: str
    title: str
    article: tuple[str, ...]
    answer: tuple[str, ...]
    wrong: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the customer hears at once: whether it was found, why, and two tips."""

    right: bool
    headline: str
    because: str
    tips: tuple[str, str]


def lesson(language: str) -> Lesson:
    """Return the practice in *language*."""
    article = tuple(say(language, sentence) for sentence in ARTICLE)
    answer = tuple(say(language, sentence) for sentence in ANSWER)
    return Lesson(language, say(language, "Returning a lamp"), article, answer, WRONG)


def check(lesson: Lesson, choice: int) -> Feedback:
    """Judge a choice, a sentence's place counted from 0. Raises BadInput if the answer has no such sentence."""
    if choice not in range(len(lesson.answer)):
        raise BadInput(f"the answer has sentences 0 to {len(lesson.answer) - 1}, not {choice}; choose one of them")
    right = choice == lesson.wrong
    headline = (
        gettext_noop("That is right. You found it.")
        if right
        else gettext_noop("Not this one. It agrees with the article.")
    )
    return Feedback(
        right,
        say(lesson.language, headline),
        say(lesson.language, "The article says 30 days. The answer says 90 days."),
        (
            say(lesson.language, "Check the source. Each answer links to the article it comes from."),
            say(lesson.language, "Ask for a person. You can do so at any time, and you lose nothing."),
        ),
    )
