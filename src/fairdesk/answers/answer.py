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
from fairdesk.answers.grounding import sources
from fairdesk.answers.orders import without_orders
from fairdesk.answers.prompt import MOST_PASSAGES
from fairdesk.answers.search import Candidate, CorpusStatistics, rank
from fairdesk.answers.small_talk import small_talk, small_talk_draft
from fairdesk.answers.written import Writer, write
from fairdesk.nouns import BadInput, Draft, MaskedText


class Find(Protocol):
    """Brings the passages that may answer, of one language, that may be quoted at a moment."""

    def __call__(
        self, question: MaskedText, language: str, history: Sequence[MaskedText], at: datetime
    ) -> tuple[Sequence[Candidate], CorpusStatistics]:
        """Return the candidates in any order and the statistics of all passages of that language."""


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
) -> Draft:
    """Propose the passage that answers best. `history` is what was said before in the conversation, oldest first.

    With a *writer* a language model puts it into words (written.py). Of small talk nothing is searched (small_talk.py).
    """
    if kind := small_talk(question):
        return small_talk_draft(kind)
    question = without_courtesies(question)
    candidates, statistics = find(question, language, history, at)
    near = rank(question, candidates, statistics, history)
    ranked = without_orders(near, MOST_PASSAGES, SHOWN)
    if writer is not None:
        made = write(question, language, ranked, statistics, writer)
    else:
        made = draft(question, language, ranked, sureness(question, ranked, statistics))
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
