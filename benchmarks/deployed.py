"""A desk's promise over years, in a simulation: reviews come in and go, looks are taken, what is certified is put in force,
the watch takes it back, and it is earned again. Beside it the same desk as it was before looks were kept.

Every answer's chance of being wrong is known, so a promise that is broken is a fact. A run is broken if ever a promise was
put in force whose threshold lets more through than its target.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from fairdesk.answers.looks import COUNTED, Reviewed, Terms, counts, missing, next_look
from fairdesk.answers.promise import Case, certified, fewest, risk_coverage
from fairdesk.answers.watch import Errors

DAYS, A_DAY = 3 * 365, 2
GOES = 0.001
"""The chance of each review, each day, to go with an erasure or a yes taken back: a third within a year."""
PRESSED = 7
"""Days between two presses of "Put in force"."""
OLD_LOOKS = 6
TERMS = Terms(0.05, 0.95, "all")
START = datetime(2026, 1, 1, tzinfo=UTC)

Draw = Callable[[random.Random, int], Case]
"""Draws the answer that is reviewed on a day."""
IsBroken = Callable[[float, int], bool]
"""Whether a promise from this threshold on, of answers reviewed up to a day, is broken in truth."""
GOOD_UNTIL, BAD_UNTIL = 300, 420
"""In the story of a break: days of a good assistant, then of one that is often wrong, then of one just above the target."""


@dataclass(slots=True)
class Desk:
    """One topic of a desk. `looks`: how many were taken; `last`, `upto`: what the latest of this epoch counted."""

    chance: random.Random
    reviews: list[Reviewed] = field(default_factory=list)
    since: datetime = START
    looks: int = 0
    last: int = 0
    upto: datetime | None = None
    since_look: int = 0
    certified: float | None = None
    looked_on: int = 0
    in_force: float | None = None
    watch: Errors | None = None
    promised: int = 0
    broken: int = 0
    taken_back: int = 0

    def review(self, at: datetime, case: Case) -> None:
        """Keep a review, move the watch on, and count whether the promise was taken back."""
        self.reviews.append(Reviewed(at, case))
        self.since_look += 1
        if self.watch is not None and self.in_force is not None and case.confidence >= self.in_force:
            self.watch.add_review(case.correct)
            if self.watch.broken:
                self.taken_back += 1
                self.since, self.last, self.upto, self.since_look = at + timedelta(microseconds=1), 0, None, 0
                self.in_force = self.certified = self.watch = None

    def counting(self, at: datetime) -> list[Reviewed]:
        """Return the reviews that count at a moment; here an answer is reviewed when it is given."""
        return [each for each in self.reviews if counts(each.at, each.at, at, self.since)]

    def put_in_force(self, threshold: float | None, is_broken: IsBroken) -> None:
        """Promise from a threshold on, in place of what was promised before; the same again changes nothing."""
        if threshold == self.in_force:
            return
        self.in_force, self.watch = threshold, None if threshold is None else Errors(TERMS.target, TERMS.doubt)
        for each in self.reviews:
            if self.watch and self.upto and each.at > self.upto and each.case.confidence >= (threshold or 0.0):
                self.watch.add_review(each.case.correct)
        self.promised += threshold is not None
        self.broken += threshold is not None and is_broken(threshold, self.looked_on)


def as_deployed(chance: random.Random, draw: Draw, is_broken: IsBroken) -> Desk:
    """Live through DAYS: each look once, when it is due, numbered on after a break."""

    def after(desk: Desk, at: datetime) -> None:
        if desk.since_look < (desk.last or fewest(TERMS.target, TERMS.doubt)):
            return  # sooner than that no look is due, so there is nothing to count
        there = desk.counting(at)
        new = sum(desk.upto is None or each.at > desk.upto for each in there)
        if missing(len(there), new, desk.last, desk.looks + 1, TERMS):
            return
        found = next_look(there, desk.upto, desk.last, desk.looks + 1, TERMS, "all")
        assert found is not None
        desk.looks, desk.last, desk.upto, desk.certified = desk.looks + 1, found.reviewed, at, found.threshold
        desk.looked_on, desk.since_look = (at - START).days, 0

    return _lived(chance, draw, is_broken, after, lambda _desk, _at: None)


def as_before(chance: random.Random, draw: Draw, is_broken: IsBroken) -> Desk:
    """The same, as it was: six planned looks, taken anew over what the window holds whenever somebody presses the button."""

    def before_press(desk: Desk, at: datetime) -> None:
        there = desk.counting(at)
        cases = [each.case for each in there]
        first = fewest(TERMS.target, TERMS.doubt / OLD_LOOKS)
        reached = [first * 2**look for look in range(OLD_LOOKS) if first * 2**look <= len(cases)]
        upto = max(reached, default=len(cases))
        doubt = TERMS.doubt / OLD_LOOKS
        desk.certified = certified(
            risk_coverage(cases[:upto]), "all", TERMS.target, TERMS.confidence, doubt
        ).threshold
        desk.looked_on = (there[upto - 1].at - START).days if there else 0
        desk.in_force = None  # putting it in force began its watch anew

    return _lived(chance, draw, is_broken, lambda _desk, _at: None, before_press)


def _lived(
    chance: random.Random,
    draw: Draw,
    is_broken: IsBroken,
    after_review: Callable[[Desk, datetime], None],
    before_press: Callable[[Desk, datetime], None],
) -> Desk:
    desk = Desk(chance)
    for day in range(DAYS):
        for place in range(A_DAY):
            at = START + timedelta(days=day, hours=8 + place)
            desk.review(at, draw(chance, day))
            after_review(desk, at)
        kept_from = at - COUNTED
        desk.reviews = [each for each in desk.reviews if each.at >= kept_from and chance.random() >= GOES]
        if day % PRESSED == 0:
            before_press(desk, at)
            desk.put_in_force(desk.certified, is_broken)
    return desk


def runs(
    way: Callable[[random.Random, Draw, IsBroken], Desk], many: int, draw: Draw, is_broken: IsBroken
) -> Sequence[Desk]:
    """Live through it so many times, each with a chance of its own."""
    return [way(random.Random(seed), draw, is_broken) for seed in range(1, many + 1)]


def just_above(chance: random.Random, _day: int = 0) -> Case:
    """However sure it is, an answer is wrong a little more often than the target: any promise at all is broken."""
    return Case(chance.random(), chance.random() >= TERMS.target + 0.0001)


def always(_threshold: float, _day: int) -> bool:
    """Any threshold breaks the promise."""
    return True


def less_sure_more_wrong(chance: random.Random, _day: int) -> Case:
    """The chance of a wrong answer is (1 - confidence) ^ 4: of all 20 %, of the surer ones less."""
    sure = chance.random()
    return Case(sure, chance.random() >= (1 - sure) ** 4)


def too_loose(threshold: float, _day: int) -> bool:
    """The mean of (1 - c) ^ 4 over c from the threshold to 1 is above the target."""
    return (1 - threshold) ** 4 / 5 > TERMS.target


def with_a_break(chance: random.Random, day: int) -> Case:
    """Good for a year, often wrong for a while, and then just above the target: what is earned again must not be."""
    error = 0.01 if day < GOOD_UNTIL else 0.2 if day < BAD_UNTIL else TERMS.target + 0.0001
    return Case(chance.random(), chance.random() >= error)


def after_the_good_time(_threshold: float, day: int) -> bool:
    """Whatever is promised of answers of which some are from after the good time is broken."""
    return day >= GOOD_UNTIL


STORIES: dict[str, tuple[Draw, IsBroken]] = {
    "always just above the target": (just_above, always),
    "the less sure the more wrong": (less_sure_more_wrong, too_loose),
    "good, then broken, then just above": (with_a_break, after_the_good_time),
}
