"""Asks the assistant the company's own questions, each in many wordings, and keeps how often the answer was the same.

A probe takes the way of a message (mask, recall, decide) and stops there: nothing is kept in a conversation, nothing
leaves, and no count of traffic sees it. Its questions are titles and headings of the articles in force, and questions of
customers who said yes to `improve` in which nothing had to be hidden; of these only a keyed token is kept, which finds the
question as long as it is there and may be read. A language model is not asked: it would cost, and write each time anew;
what is probed is which article answers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from fairdesk.answers import records as answers
from fairdesk.answers.consistency import TIME, Given, Heard, Pair, Probed, Source, figures, given, question_of
from fairdesk.answers.records import probes
from fairdesk.answers.wordings import wordings
from fairdesk.clock import id_from
from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.house.asking import Asking
from fairdesk.house.sampling import Sampling
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ActId, ColleagueId, DeskError
from fairdesk.oversight.misses import LOOKED_BACK
from fairdesk.privacy.keys import lookup_token

MOST_QUESTIONS = 120
"""Questions of one probe; each is asked in up to a dozen wordings, of a few milliseconds each."""
SHOWN = 30
"""Probes whose figures are shown: a month of nights."""
OF_CUSTOMERS = 0.5
"""Share of the questions that customers asked, where there are so many."""
PASSAGE, TURN = "passage", "turn"
TOKENS = "probe"
"""The house key under which a probe knows a customer's question again, without naming it."""


class Probing(Sampling):
    """The part of the house that asks itself."""

    def probe_answers(self, most: int = MOST_QUESTIONS, step: Callable[[int], object] = lambda done: None) -> Probed:
        """Ask the questions of the day in all their wordings, keep what came of it, and return it.

        *step* is told after each question how many are done. The same desk asked on the same day asks the same.
        """
        at = self.now()
        asking = Asking(self, at)
        last = probes.asked_last()
        pairs: list[Pair] = []
        asked: list[Heard] = []
        for source, text in self._questions(most, at.date()):
            base = given(asking.of(text, source.language))
            asked.append(Heard(source, text if source.kind == PASSAGE else "", base))
            pairs += self._in_other_words(asking, source, text, base)
            step(len(asked))
        before, moved = self._as_of_then(asking, *last) if last else ([], 0)
        pairs += before
        kinds, rules, questions = figures(pairs)
        differ = tuple(_without_customers_words(pair) for pair in pairs if pair.counts and not pair.same)
        found = Probed(at, answers.knowledge_version(), kinds, rules, questions, moved, differ)
        with writing():
            probes.add_probe(found, asked)
            self.memory.add_deed(
                at, "answers_probed", "house",
                {"knowledge": found.knowledge, "probes": found.all.n, "same": found.all.same, "questions": questions.n},
            )  # fmt: skip
        return found

    def probed(self, colleague: ColleagueId) -> tuple[Probed, ...]:
        """Return what the latest probes found, newest first, to somebody who may read.

        The words of customers' questions that differ stand in the newest one for reviewers alone.
        """
        who = self.colleague_who_may(colleague, Deed.READ)
        found = probes.latest_probes(SHOWN)
        if not found or not who.may(Deed.REVIEW):
            return found
        kept = self._kept_turns() if any(pair.source.kind == TURN for pair in found[0].differ) else {}
        newest = replace(found[0], differ=tuple(self._with_words(pair, kept) for pair in found[0].differ))
        return (newest, *found[1:])

    # --- what is asked ---
    def _questions(self, most: int, day: date) -> list[tuple[Source, str]]:
        """Return the questions of a day: another share of the articles' and of the customers' each day."""
        pick = random.Random(day.toordinal())  # noqa: S311  which questions come up is no secret
        of_customers = list(self._customers_questions(round(most * OF_CUSTOMERS)))
        of_articles = [
            (Source(PASSAGE, found, language), question_of(title, heading))
            for found, language, title, heading in answers.headings(self.now())
        ]
        unique = list({(source.language, text): (source, text) for source, text in of_articles}.values())
        pick.shuffle(unique)
        return [*unique[: most - len(of_customers)], *of_customers]

    def _customers_questions(self, most: int) -> Iterator[tuple[Source, str]]:
        found = 0
        for kept in desk.latest_turns(id_from(self.now() - LOOKED_BACK), most * 3, ("send", ""), ("unclear", "")):
            if found == most:
                return
            if (text := self._plain_question(kept)) is not None:
                found += 1
                yield Source(TURN, self._token_of(kept.act), desk.conversation(kept.conversation).language), text

    def _plain_question(self, kept: desk.TurnRow) -> str | None:
        """Return a kept question that its customer lets reviewers read and in which nothing is hidden; None of another."""
        turn = self.readable_by_reviewers(kept)
        if turn is None or turn.asked.hidden or turn.situation.turns_before or "[" in turn.asked.text:
            return None
        return str(turn.asked.text)

    def _token_of(self, act: ActId) -> str:
        return lookup_token(self.keys.house_key(TOKENS), act).hex()

    def _kept_turns(self) -> Mapping[str, ActId]:
        """Return the acts that a token may stand for."""
        return {self._token_of(act): act for act in desk.acts_since(self.now() - 2 * LOOKED_BACK)}

    def _text_of(self, source: Source, text: str, kept: Mapping[str, ActId]) -> str | None:
        """Return the words of a question that was asked before; None if they may not be read (any more)."""
        if source.kind == PASSAGE:
            return text
        with suppress(DeskError):
            return self._plain_question(desk.turn(kept[source.ref])) if source.ref in kept else None
        return None

    # --- what is compared ---
    def _in_other_words(self, asking: Asking, source: Source, text: str, base: Given) -> Iterator[Pair]:
        for other in wordings(text, source.language):
            told = given(asking.of(other.text, source.language))
            yield Pair(source, other.kind, other.rule, text, other.text, base, told)

    def _as_of_then(self, asking: Asking, then: datetime, asked: Sequence[Heard]) -> tuple[list[Pair], int]:
        """Return the last probe's questions asked again with the articles of then, and how many differ with today's."""
        pairs, moved, back, kept = [], 0, Asking(self, then), self._kept_turns()
        for one in asked:
            text = self._text_of(one.source, one.text, kept)
            if text is None:
                continue
            again = given(back.of(text, one.source.language))
            pairs.append(Pair(one.source, TIME, TIME, text, text, one.given, again))
            moved += given(asking.of(text, one.source.language))[:3] != one.given[:3]
        return pairs, moved

    def _with_words(self, pair: Pair, kept: Mapping[str, ActId]) -> Pair:
        if pair.source.kind == PASSAGE:
            return pair
        text = self._text_of(pair.source, "", kept)
        if text is None:
            return pair
        worded = next((one.text for one in wordings(text, pair.source.language) if one.rule == pair.rule), text)
        return replace(pair, asked=text, worded=worded)


def _without_customers_words(pair: Pair) -> Pair:
    return pair if pair.source.kind == PASSAGE else replace(pair, asked="", worded="")
