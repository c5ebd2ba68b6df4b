"""Score a case by addition: each input adds what stands in a file for its value, and nothing else happens.

    scorer = read_scorer(Path("goodwill_score.json").read_text("utf-8"), "goodwill_score.json")
    scored = scorer.score({"amount": 15.0, "trouble": "late"})
    scored.score == math.fsum([scorer.intercept, *scored.contributions.values()])

A term is a step function of a number, a table of levels, or both at once for a pair of inputs. So the score is its own
explanation: contributions are no estimate of it. What was learned is arrays in JSON; nothing is ever unpickled. Inputs
are checked as those of a decision table are: what is missing, mistyped or not allowed refuses, and a person decides.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fairdesk.guidelines.compile import Guideline, examine
from fairdesk.guidelines.scorer_file import ScorerFile, Term, read_file
from fairdesk.guidelines.table import Input, Table, version_of
from fairdesk.nouns import Because, Fact, Facts, Verdict

SOURCE = "scorer "
"""An input of a decision table whose `from` begins with this is the score of the scorer named after it."""

READ_A_SCORE = frozenset({"refund", "goodwill", "urgency", "identity"})
"""The guidelines for which the desk works out a score: decisions about money and service. In any other it would be missing."""

KEPT_AS = "scorer."
"""Before a scorer's name, where its versions and proposals are kept beside those of the tables."""


def is_scorer(name: str) -> bool:
    """Whether what is kept under *name* is a scorer, and no table."""
    return name.startswith(KEPT_AS)


@dataclass(frozen=True, slots=True)
class Scored:
    """What a scorer says of a case: the score, what each term added, and on which side of the threshold it lies.

    Where it refused, `refused` says why, there is no score, and `above` is False.
    """

    score: float | None
    contributions: Mapping[str, float]
    above: bool
    because: Because
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Scorer:
    """A scorer as its file was written; `version` is the start of the SHA-256 of its bytes."""

    file: ScorerFile
    version: str
    _terms: tuple[tuple[str, Term], ...] = field(repr=False)

    @property
    def name(self) -> str:
        """Return the scorer's name."""
        return self.file.name

    @property
    def intercept(self) -> float:
        """Return what every case starts with."""
        return self.file.intercept

    def score(self, facts: Facts) -> Scored:
        """Return the score of *facts*, with what each term added. Never raises: what is wrong is a refusal."""
        wrong, problem, read = examine(self.file, facts)
        if problem:
            seen = {**read, "input": wrong, "problem": problem}
            because = Because(self.name, f"{self.name}.refused", seen, "", self.version)
            return Scored(None, {}, False, because, f"{wrong}: {problem}")
        contributions = {label: term.adds(read) for label, term in self._terms}
        score = math.fsum((self.intercept, *contributions.values()))
        above = score >= self.file.threshold
        return Scored(score, contributions, above, self._because(read, contributions, score, above))

    def _because(self, read: Facts, contributions: Mapping[str, float], score: float, above: bool) -> Because:
        """Return the reason: the score over its parts, the largest first, each with what it added."""
        ordered = sorted(contributions.items(), key=lambda each: (-abs(each[1]), each[0]))
        parts = tuple(
            Because("term", f"{self.name}.term", {"term": label, "adds": added}) for label, added in ordered
        )
        facts: dict[str, Fact] = {
            **read, "score": score, "intercept": self.intercept, "threshold": self.file.threshold,
        }  # fmt: skip
        code = f"{self.name}.{'above' if above else 'below'}"
        return Because(self.name, code, facts, "", self.version, under=parts)


@dataclass(frozen=True, slots=True)
class WithScores:
    """A guideline with the scorers that its inputs name: it decides as one, and its reason holds theirs below it."""

    guideline: Guideline
    scorers: Mapping[str, Scorer]

    @property
    def table(self) -> Table:
        """Return the guideline's table."""
        return self.guideline.table

    def decide(self, facts: Facts) -> Verdict:
        """Score *facts* where the table asks for it, and decide. A score that somebody typed counts for nothing."""
        scored, reasons = scored_facts(self.table.inputs, facts, self.scorers)
        verdict = self.guideline.decide(scored)
        return replace(verdict, because=replace(verdict.because, under=reasons)) if reasons else verdict


def read_scorer(text: str, file: str) -> Scorer:
    """Return the scorer in a JSON *text*; *file* names it in errors. Raises BadInput naming the part that is wrong."""
    read = read_file(text, file)
    return Scorer(read, version_of(text), tuple((term.label, term) for term in read.terms))


def scored_facts(
    inputs: tuple[Input, ...], facts: Facts, scorers: Mapping[str, Scorer]
) -> tuple[Facts, tuple[Because, ...]]:
    """Add to *facts* the scores that a table's *inputs* name as theirs, and return them with the scorers' reasons.

    A scorer that refused or is not there leaves its input out, so the table refuses and a person decides.
    """
    found: dict[str, Fact] = dict(facts)
    reasons: list[Because] = []
    for column in inputs:
        if not column.source.startswith(SOURCE):
            continue
        found.pop(column.name, None)  # a score comes from its scorer and from nowhere else
        scorer = scorers.get(column.source.removeprefix(SOURCE).strip())
        if scorer is None:
            continue
        scored = scorer.score(facts)
        reasons.append(scored.because)
        if scored.score is not None:
            found[column.name] = scored.score
    return found, tuple(reasons)
