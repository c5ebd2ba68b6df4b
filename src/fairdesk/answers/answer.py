"""Answer a masked question from the company's articles: find, rank, weigh, quote.

    answer(MaskedText("How do I return shoes?"), "en", (), at, find)

`find` brings candidates and statistics (records.find does); everything else is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from fairdesk.answers.abstain import sureness
from fairdesk.answers.courtesies import without_courtesies
from fairdesk.answers.draft import SHOWN, draft
from fairdesk.answers.elsewhere import NEAR, SURE, elsewhere
from fairdesk.answers.grounding import sources
from fairdesk.answers.orders import without_orders
from fairdesk.answers.prompt import MOST_PASSAGES
from fairdesk.answers.questions import questions
from fairdesk.answers.readings import as_chosen, taken_from
from fairdesk.answers.remembered import Helped, remembered, with_reason
from fairdesk.answers.search import Find, rank
from fairdesk.answers.several import apart, together
from fairdesk.answers.small_talk import small_talk, small_talk_draft
from fairdesk.answers.written import Writer, write
from fairdesk.nouns import BadInput, Draft, Evidence, MaskedText, Part


class Answerer(Protocol):
    """Whoever proposes answers. Sees masked words only; may be slow, may fail; check_answerer() tells if it keeps this."""

    def __call__(self, question: MaskedText, language: str, history: Sequence[MaskedText], at: datetime) -> Draft:
        """Propose an answer that stands in its evidence, or none (empty text)."""


def answer(
    question: MaskedText,
    language: str,
    history: Sequence[MaskedText],
    at: datetime,
    find: Find,
    writer: Writer | None = None,
    helped: Sequence[Helped] = (),
) -> Draft:
    """Propose the passage that answers best. `history` is what was said before in the conversation, oldest first.

    With a *writer* a language model puts it into words (written.py). Of small talk nothing is searched (small_talk.py).
    Each of several questions is answered by itself (questions.py, several.py), as if the others were said before it.
    `helped`: what helped this person before, newest first, where they said yes to that use (remembered.py).
    Where it is not sure, an article in another language is named, if one shares a telling word (elsewhere.py).
    """
    if kind := small_talk(question):
        return small_talk_draft(kind)
    quoted = _parts(question, language, history, at, find, None, helped)
    if quoted and apart(quoted):
        return together(_parts(question, language, history, at, find, writer, helped) if writer else quoted)
    return _one(question, language, history, at, find, writer, helped)


def _parts(
    question: MaskedText,
    language: str,
    history: Sequence[MaskedText],
    at: datetime,
    find: Find,
    writer: Writer | None,
    helped: Sequence[Helped],
) -> tuple[Part, ...]:
    """Return what is proposed for each question of several; () for one."""
    asked = questions(question, language)
    before = [*history, *(one.searched for one in asked)]
    return tuple(
        Part(one.shown, _one(one.searched, language, before[: len(history) + place], at, find, writer, helped))
        for place, one in enumerate(asked)
    )


def answer_chosen(
    question: MaskedText,
    language: str,
    history: Sequence[MaskedText],
    at: datetime,
    find: Find,
    which: Sequence[Evidence],
    choice: Evidence,
) -> Draft:
    """Propose an answer to a question whose customer said which of two passages they mean: from that article alone."""
    question = without_courtesies(question)
    candidates, statistics = find(question, language, history, at)
    ranked = taken_from(rank(question, candidates, statistics, history), choice)
    kept = without_orders(ranked, MOST_PASSAGES, SHOWN)
    return as_chosen(draft(question, language, kept, sureness(question, kept, statistics)), which, choice)


def _one(
    question: MaskedText,
    language: str,
    history: Sequence[MaskedText],
    at: datetime,
    find: Find,
    writer: Writer | None,
    helped: Sequence[Helped],
) -> Draft:
    question = without_courtesies(question)
    candidates, statistics = find(question, language, history, at)
    near, before = remembered(rank(question, candidates, statistics, history), helped)
    ranked = without_orders(near, MOST_PASSAGES, SHOWN)
    if writer is not None:
        made = write(question, language, ranked, statistics, writer)
    else:
        made = draft(question, language, ranked, sureness(question, ranked, statistics))
    made = with_reason(made, before)
    # An unsure answer gives way only to a word that no article in the customer's language has: "PayPal", "E4711".
    held = () if made.confidence < NEAR else statistics.frequency
    if made.confidence < SURE and (named := elsewhere(question, language, at, find, held)):
        made = named
    return made if len(ranked) == len(near) else _counting(made, len(near) - len(ranked))


def _counting(made: Draft, left_out: int) -> Draft:
    """Let the reason of a draft say how many passages were left out because they give orders to a machine."""
    return replace(made, because=replace(made.because, facts={**made.because.facts, "left_out": left_out}))


def check_answerer(answerer: Answerer, questions: Sequence[MaskedText], language: str, at: datetime) -> None:
    """Ask *questions* of an answerer and see that it keeps the contract.

    Raises BadInput naming the question's number and what is broken: confidence outside 0 to 1, a text without evidence
    or one that does not stand in it, evidence no longer valid, a reason that is not of the step "answer".
    """
    for number, question in enumerate(questions, 1):
        proposed = answerer(question, language, (), at)
        if broken := _broken(proposed, at):
            raise BadInput(f"question {number}: {broken}; an answerer must not do that")


def _broken(proposed: Draft, at: datetime) -> str:
    if not 0 <= proposed.confidence <= 1:
        return f"the confidence is {proposed.confidence}, outside 0 to 1"
    if proposed.text and not proposed.evidence:
        return "there is a text without evidence"
    if proposed.text and not sources(proposed):
        return "the text does not stand in the evidence"
    if any(found.valid_until and found.valid_until < at.date() for found in proposed.evidence):
        return "the evidence is no longer valid"
    if proposed.because.step != "answer":
        return f"the reason is of the step {proposed.because.step!r}, not 'answer'"
    return ""
