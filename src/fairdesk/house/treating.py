"""Asks the desk both wordings of counterfactual pairs, and says what each met, the tables about money and urgency too.

    treating = Treating(house, house.now())
    some = [treating.compared(pair) for pair in made]

Nothing is kept, nothing leaves, and no customer's word is read. Everything that could differ between two wordings for
another reason than the wording is held still: the moment, who is there, and that nothing is known of whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from itertools import product

from fairdesk.answers import records as answers
from fairdesk.answers.consistency import question_of
from fairdesk.answers.written import Writer
from fairdesk.desk.first_human import ON_DUTY, clock_of, first_human_facts
from fairdesk.desk.turn import Answer
from fairdesk.desk.urgency import urgency_facts, urgency_of
from fairdesk.fairness.pairs import ARTICLE, NAME, Pair, Question, messages, read_questions
from fairdesk.fairness.probes import Compared, Treated, compare, is_hidden, treated
from fairdesk.flows import records as flows
from fairdesk.flows.hearing import which_begins
from fairdesk.guidelines.compile import Guideline
from fairdesk.guidelines.scorer import WithScores
from fairdesk.house.asking import Asking, Remembered
from fairdesk.house.books import Books
from fairdesk.house.coming import immediacy_in
from fairdesk.house.flowing import flow_of
from fairdesk.house.setting_up import is_demo
from fairdesk.money.claim import KINDS
from fairdesk.nouns import BadInput, Fact, Turn

READ = ("routing", "release", "review_first", "urgency", "first_human", *KINDS)
"""The guidelines that say something of a first message: a change of any other changes no pair."""
OWN_QUESTIONS = "questions.toml"
"""A company's own questions, in its data folder."""
MOST_OF_ARTICLES = 40
"""Headings that are asked of each language's articles: of very many a sample by their hashes."""
_ASKS = frozenset({"how", "what", "who", "where", "when", "why", "which"})
_CASES: tuple[dict[str, Fact], ...] = tuple(
    {"amount": amount, "order_age_days": days, "times_before": times, "trouble": trouble, "proof": proof}
    for amount, days, times, trouble, proof in product(
        (15.0, 120.0), (10, 400), (0, 3), ("changed_mind", "broken", "late"), ("none", "photo")
    )
)
"""Claims that the tables about money decide, each with what was heard in the message."""


class Treating:
    """Compares pairs as of a moment, under the guidelines in force or with *proposed* ones in their place."""

    def __init__(
        self, house: Books, at: datetime, *, proposed: Mapping[str, Guideline] | None = None, answer: Answer | None = None,
        writer: Writer | None = None, remembered: Remembered | None = None, articles: frozenset[tuple[str, str]] | None = None,
    ) -> None:  # fmt: skip
        self._house, self._at, self._new = house, at, dict(proposed or {})
        self._asking = Asking(house, at, proposed=proposed, answer=answer, writer=writer, remembered=remembered)
        self._written = writer is not None
        self._articles = articles if articles is not None else of_articles()
        self._flows = [flow_of(version) for version in flows.in_force().values()] if house.walks.office.is_set else []
        self._treated = lru_cache(maxsize=4096)(self._treat)
        self._money = lru_cache(maxsize=64)(self._decide_money)
        self._urgency = lru_cache(maxsize=256)(self._decide_urgency)
        self._counted: set[str] = set()
        self.masked: dict[str, tuple[int, int]] = {}
        """Of each group of names, how many were hidden whole, of how many."""

    def compared(self, pair: Pair) -> Compared:
        """Return what a pair met."""
        base = self._treated(pair.question, pair.base, pair.language, pair.names[0])
        other = self._treat(pair.question, pair.other, pair.other_language, pair.names[1])
        if pair.dimension == NAME:
            self._count(pair.beside, pair.base, pair.names[0], base)
            self._count(pair.group, pair.other, pair.names[1], other)
        if self._written:  # a model writes each time anew: what is compared is what it rests on
            base, other = (replace(one, outcomes={**one.outcomes, "words": "written"}) for one in (base, other))
        return compare(pair, base, other)

    def _count(self, group: str, text: str, name: str, one: Treated) -> None:
        """Count a name that stands in a text, each text once: most stand in several pairs."""
        if text not in self._counted:
            self._counted.add(text)
            hidden, of = self.masked.get(group, (0, 0))
            self.masked[group] = (hidden + is_hidden(name, one.masked), of + 1)

    def _treat(self, question: Question, text: str, language: str, name: str) -> Treated:
        turn = self._asking.of(text, language)
        begins = which_begins(turn.asked.text, language, self._flows) if self._flows else None
        return treated(
            turn, question, flow=begins.name if begins else "", urgency=self._soon(turn), money=self._money(turn.concern),
            name=name, chosen=not question.article or (language, question.article) in self._articles,
        )  # fmt: skip

    # --- the tables besides ---
    def _rule(self, name: str) -> Guideline:
        return self._new.get(name) or self._house.knowing.rule_for(name, self._at)

    def _decide_money(self, concern: str) -> str:
        said = []
        for kind in KINDS:
            guideline = self._rule(kind)
            rule = WithScores(guideline, self._house.knowing.scorers_for(guideline, self._at))
            known: list[dict[str, Fact]] = [{**case, "concern": concern} for case in _CASES]
            found = [rule.decide(each).outputs["decision"] for each in known]
            said.append(f"{kind} " + "".join(each[0] for each in found))
        return ", ".join(said)

    def _soon(self, turn: Turn) -> str:
        return self._urgency(turn.concern, turn.handover, immediacy_in(turn.because)) if turn.handover else ""

    def _decide_urgency(self, concern: str, reason: str, immediacy: str) -> str:
        facts = urgency_facts(concern, reason, self._at, self._at)
        soon = urgency_of(self._rule("urgency"), facts)
        if concern == "none":
            return f"{soon.level}, {soon.minutes} min"
        clock = clock_of(
            self._rule("first_human"), first_human_facts(concern, immediacy, True, ON_DUTY), self._at, None, 1.0
        )
        return f"{soon.level}, {soon.minutes} min, first answer {clock.seconds} s"


# --- what is asked --------------------------------------------------------------------------------------------------
def of_articles() -> frozenset[tuple[str, str]]:
    """Return the articles in force, each by its language and id."""
    return frozenset((one.language, one.id) for one in answers.articles())


def own_questions(house: Books) -> tuple[Question, ...]:
    """Return the desk's own questions: of its articles' headings, of its own file, the demo's, and first messages that matter.

    Raises BadInput for a company's file that cannot be used.
    """
    found = [*_of_headings(house), *messages()]
    own = house.settings.data / OWN_QUESTIONS
    if own.exists():
        try:
            found += read_questions(own.read_text("utf-8"), own.name)
        except UnicodeDecodeError as wrong:
            raise BadInput(f"{own.name} is not UTF-8 text") from wrong
    if is_demo(house):
        shipped = files("fairdesk.house") / "demo_questions.toml"
        found += read_questions(shipped.read_text("utf-8"), "demo_questions.toml")
    return tuple(dict.fromkeys(found))


def _of_headings(house: Books) -> list[Question]:
    """Return what headings answer, as questions: of each language so many."""
    by_language: dict[str, list[Question]] = {}
    for passage, language, title, heading in answers.headings(house.now()):
        if (text := _asked(title, heading, language)) is None:
            continue
        article = passage.partition("/")[2].partition("@")[0]
        by_language.setdefault(language, []).append(Question(text, language, article, ARTICLE))
    return [one for some in by_language.values() for one in sorted(some, key=lambda one: one.id)[:MOST_OF_ARTICLES]]


def _asked(title: str, heading: tuple[str, ...], language: str) -> str | None:
    """Return what a part of an article answers as somebody asks it: a rule of a dialect needs a sentence. None of a bare title."""
    said = heading[-1] if heading else title
    if language != "en" or said.endswith("?"):
        return question_of(title, heading) if heading else None
    lowered = said[0].lower() + said[1:]
    return (
        f"Can you tell me {lowered}?"
        if said.partition(" ")[0].lower() in _ASKS
        else f"I have a question about {lowered}."
    )
