"""Read and try the tests that stand in a table's cells: the unary tests of DMN's S-FEEL, and nothing else.

    -                  anything                       crisis, abuse      one of these texts
    true               this boolean                   not(none)          none of these
    3                  this number                    < 3  <= 3  > 3  >= 3
    [1..5]  (1..5)     from 1 to 5, with or without its ends; [1..5) mixes the two

Source: OMG, Decision Model and Notation 1.5, section 9 (S-FEEL). Unlike there a text needs quotes only if it holds
a comma, a bracket or a comparison sign, and a cell never sees a missing value: the guideline refuses before.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from fairdesk.nouns import Fact


class Kind(StrEnum):
    """The type of an input."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    WHOLE = "whole number"


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from *low* to *high*; each end belongs to it or not. A single number is an interval of itself."""

    low: float
    high: float
    low_in: bool = True
    high_in: bool = True

    def holds(self, value: float) -> bool:
        """Whether *value* lies inside."""
        above = self.low <= value if self.low_in else self.low < value
        return above and (value <= self.high if self.high_in else value < self.high)

    @property
    def empty(self) -> bool:
        """Whether no number lies inside."""
        return self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in))


@dataclass(frozen=True, slots=True)
class Cell:
    """One test: *values* (texts or booleans) or *intervals* (numbers), any of which is enough; *negated* turns it."""

    text: str
    values: tuple[str | bool, ...] = ()
    intervals: tuple[Interval, ...] = ()
    negated: bool = False

    @property
    def anything(self) -> bool:
        """Whether the cell is "-": no test at all."""
        return not self.values and not self.intervals

    def holds(self, value: Fact) -> bool:
        """Whether a *value* of the right type passes. The compiled guideline must always say the same."""
        if self.anything:
            return True
        inside = value in self.values or any(part.holds(float_or_int(value)) for part in self.intervals)
        return inside != self.negated


ANYTHING = Cell("-")

_NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?"
_COMPARED = re.compile(rf"(<=|>=|<|>)\s*({_NUMBER})")
_RANGE = re.compile(rf"([\[(])\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*([\])])")
_PLAIN = re.compile(_NUMBER)
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_WORD = re.compile(r'\s*(?:"([^"]*)"|([^",()\[\]<>=]*[^",()\[\]<>=\s]))\s*')
_SHOULD = {
    Kind.TEXT: 'a text, a list "a, b", not(...) or "-"',
    Kind.BOOLEAN: 'true, false or "-"',
    Kind.NUMBER: 'a number, < <= > >= with a number, a range [1..5], a list of these, not(...) or "-"',
    Kind.WHOLE: 'a whole number, < <= > >= with one, a range [1..5], a list of these, not(...) or "-"',
}


def read_cell(text: str, kind: Kind) -> Cell:
    """Return the test written as *text* for an input of *kind*.

    Raises ValueError saying what it should be.
    """
    text = text.strip()
    if text == "-":
        return ANYTHING
    negation = _NOT.fullmatch(text)
    inner = negation[1] if negation else text
    try:
        if kind is Kind.TEXT:
            return Cell(text, values=_texts(inner), negated=negation is not None)
        if kind is Kind.BOOLEAN:
            return Cell(text, values=_booleans(inner), negated=negation is not None)
        return Cell(text, intervals=_intervals(inner, kind), negated=negation is not None)
    except ValueError as found:
        reason = f" ({found})" if str(found) else ""
        raise ValueError(f"{text!r} is not a test of a {kind}{reason}; it should be {_SHOULD[kind]}") from found


def float_or_int(value: Fact) -> float:
    """Return *value* as a number to compare; texts and booleans are not numbers and compare with none."""
    return math.nan if isinstance(value, (str, bool)) else value


def _texts(inner: str) -> tuple[str, ...]:
    found: list[str] = []
    at = 0
    while word := _WORD.match(inner, at):
        found.append(word[1] if word[1] is not None else word[2])
        at = word.end()
        if at == len(inner):
            return tuple(found)
        if inner[at] != ",":
            break
        at += 1
    raise ValueError


def _booleans(inner: str) -> tuple[bool, ...]:
    known = {"true": True, "false": False}
    if inner.strip() not in known:
        raise ValueError
    return (known[inner.strip()],)


def _intervals(inner: str, kind: Kind) -> tuple[Interval, ...]:
    return tuple(_interval(part.strip(), kind) for part in inner.split(","))


def _interval(part: str, kind: Kind) -> Interval:
    if found := _COMPARED.fullmatch(part):
        limit = _number(found[2], kind)
        with_it = found[1].endswith("=")
        if found[1].startswith("<"):
            return Interval(-math.inf, limit, True, with_it)
        return Interval(limit, math.inf, with_it, True)
    if found := _RANGE.fullmatch(part):
        low, high = _number(found[2], kind), _number(found[3], kind)
        interval = Interval(low, high, found[1] == "[", found[4] == "]")
        if interval.empty:
            raise ValueError("no number lies in this range")
        return interval
    if _PLAIN.fullmatch(part):
        number = _number(part, kind)
        return Interval(number, number)
    raise ValueError


def _number(text: str, kind: Kind) -> float:
    if "." not in text:
        return int(text)
    if kind is Kind.WHOLE:
        raise ValueError(f"{text} is not whole")
    return float(text)
