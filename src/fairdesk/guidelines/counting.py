"""Count which rule of a table kept turns met: one that nothing ever meets may be wrong, or no longer needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fairdesk.guidelines.compile import Guideline
from fairdesk.nouns import Facts


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each rule decided over *turns*, in the order of the table, and how many were refused."""

    turns: int
    by_rule: tuple[int, ...]
    refused: int

    def never(self, guideline: Guideline) -> tuple[str, ...]:
        """Return the rules that decided nothing; () while there is nothing to count."""
        rules = guideline.table.rules
        return tuple(rule.id for rule, n in zip(rules, self.by_rule, strict=True) if not n) if self.turns else ()


def counted(guideline: Guideline, cases: Iterable[Facts]) -> Counts:
    """Return how often each rule decides *cases*; of a collecting table the first that holds counts."""
    met = Counter(map(guideline.hit, cases))
    by_rule = tuple(met[n] for n in range(len(guideline.table.rules)))
    return Counts(met.total(), by_rule, met.total() - sum(by_rule))
