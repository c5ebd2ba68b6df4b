"""Promise that of what the assistant answers alone at most a share is wrong, and find from which confidence on that holds.

    promise = certify(cases, target=0.05, confidence=0.95)
    promise.threshold      # 0.71, or None: then promise.needed says how many more reviewed answers it takes

Learn then Test (Angelopoulos, Bates, Candes, Jordan, Lei, Ann. Appl. Stat. 19(2):1641, 2025; arXiv 2110.01052): each
threshold is a hypothesis, "more than the target is wrong among the answers this sure", its p-value an exact binomial tail.
The thresholds stand at ranks of the reviewed answers, fixed before anybody reviewed. They are tried from strict to loose.
There are up to three starts, each with its part of the doubt; a threshold that is rejected hands its doubt on to the next,
one that is not loses it (the fallback procedure: Wiens and Dmitrienko, J. Biopharm. Stat. 15:929, 2005). Where the row is
unbroken all of the doubt is at hand, and an early error among the surest answers does not end everything.

It holds for traffic like the reviewed answers, which must be a uniform draw; and, since the thresholds are found in the same
answers, where looser thresholds do not make fewer errors. The promises of several topics hold together (Holm, Scand. J.
Stat. 6:65, 1979: a topic whose every threshold is rejected leaves its doubt to the others).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby
from statistics import NormalDist

from fairdesk.intervals import tail

TARGET, CONFIDENCE = 0.05, 0.95
STEPS = 200
"""Thresholds tried, at most."""
ALL = "all"
"""The topic of an answer that has none of its own."""
POWER = 0.8
"""How sure it shall be that the reviews asked for suffice, if as many are wrong as were until now."""
ENOUGH_TO_GUESS = 20
"""Of fewer answers no error is read off to say how many more reviews it takes."""
EXACT_UP_TO = 3_000


@dataclass(frozen=True, slots=True)
class Case:
    """A reviewed answer: how sure the assistant was, whether a person found it right, and which groups it belongs to.

    `person`: who had asked; "" where nobody says, and then it is somebody else each time.
    """

    confidence: float
    correct: bool
    topic: str = ALL
    groups: Mapping[str, str] = field(default_factory=dict)
    person: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the risk-coverage curve: from this confidence on so many are answered, and so many of these are wrong."""

    threshold: float
    answered: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Promise:
    """What may be promised of a topic. `threshold` is None while nothing may.

    `answered` of the `reviewed` are at or above the threshold, `wrong` of these are wrong. `doubt`: the chance of error this
    statement may have; less than one less `confidence` where topics share it. `needed`: how many more reviewed answers
    it takes, if as many are wrong as were until now; None where that would never be enough.
    """

    topic: str
    target: float
    confidence: float
    doubt: float
    reviewed: int
    threshold: float | None = None
    answered: int = 0
    wrong: int = 0
    needed: int | None = 0


def certify(
    cases: Iterable[Case], target: float = TARGET, confidence: float = CONFIDENCE, topic: str = ALL
) -> Promise:
    """Return the loosest threshold from which on *target* can be promised with *confidence*, all cases being one topic."""
    return certified(risk_coverage(cases), topic, target, confidence, 1 - confidence)


def certify_topics(
    cases: Iterable[Case], target: float = TARGET, confidence: float = CONFIDENCE
) -> dict[str, Promise]:
    """Return the promise of each topic, so that all of them hold together with *confidence*."""
    sorted_by_topic = defaultdict(list)
    for case in cases:
        sorted_by_topic[case.topic].append(case)
    curves = {topic: risk_coverage(found) for topic, found in sorted(sorted_by_topic.items())}
    made: dict[str, Promise] = {}
    still = set(curves)
    while still:
        doubt = (1 - confidence) / len(still)
        made |= {topic: certified(curves[topic], topic, target, confidence, doubt) for topic in still}
        done = {topic for topic in still if made[topic].answered == made[topic].reviewed}
        if not done:
            break
        still -= done
    return {topic: made[topic] for topic in curves}


def certified(curve: Sequence[Point], topic: str, target: float, confidence: float, doubt: float) -> Promise:
    """Return the same of a curve, where only *doubt* of one less *confidence* may be spent: the rest belongs to others."""
    promise = Promise(topic, target, confidence, doubt, curve[-1].answered if curve else 0)
    held, carried = None, 0.0
    for point, brought in ladder(curve, target, doubt):
        carried += brought
        if carried and tail(point.wrong, point.answered, target) <= carried:
            held = point
        else:
            carried = 0.0
    if held is None:
        return replace(promise, needed=more_needed(curve, target, doubt))
    return replace(promise, threshold=held.threshold, answered=held.answered, wrong=held.wrong)


def risk_coverage(cases: Iterable[Case]) -> list[Point]:
    """Return the curve, strictest threshold first: a point for each confidence there is."""
    ordered = sorted(cases, key=lambda case: -case.confidence)
    steps = [
        (sure, [not case.correct for case in group]) for sure, group in groupby(ordered, lambda case: case.confidence)
    ]
    answered = accumulate(len(found) for _, found in steps)
    wrong = accumulate(sum(found) for _, found in steps)
    return [Point(sure, *counts) for (sure, _), *counts in zip(steps, answered, wrong, strict=True)]


def ladder(curve: Sequence[Point], target: float, doubt: float) -> list[tuple[Point, float]]:
    """Return the points to try, strict to loose, each with the doubt that begins there. Labels are not looked at."""
    n = curve[-1].answered if curve else 0
    starts = _starts(n, target, doubt)
    if not starts:
        return []
    ranks = sorted({*range(starts[0], n, max(1, n // STEPS)), n, *starts})
    begins: dict[int, float] = {}
    place = 0
    for rank in ranks:
        while curve[place].answered < rank:
            place += 1
        begins[place] = begins.get(place, 0.0) + (doubt / len(starts) if rank in starts else 0.0)
    return [(curve[place], brought) for place, brought in begins.items()]


def _starts(n: int, target: float, doubt: float) -> list[int]:
    """Return the ranks at which trying starts: none below which even no error would prove anything.

    Of many answers the first start is where no error proves it, and later ones are at a quarter and a half. Where these
    would lie too near each other, one error among the surest would end everything: there a start leaves room for two
    errors, and the last is all answers together. Splitting the doubt costs few answers, an early end costs all.
    """
    if fewest(target, doubt / 3) * 2 <= n // 4:
        return [fewest(target, doubt / 3), n // 4, n // 2]
    if (roomy := fewest(target, doubt / 3, wrong=2)) < n:
        return [fewest(target, doubt / 3), roomy, n]
    if (first := fewest(target, doubt / 2)) < n:
        return [first, n]
    return [n] if fewest(target, doubt) <= n else []


def fewest(target: float, doubt: float, wrong: int = 0) -> int:
    """Return how many answers, of which *wrong* are, prove that at most *target* are: 59 right ones for 5 %, doubt 5 %."""
    n = math.ceil(math.log(doubt) / math.log1p(-target))
    while wrong and tail(wrong, n, target) > doubt:
        n += 1
    return n


def tuned(curve: Sequence[Point], target: float) -> Point | None:
    """Return what everybody does: the loosest point whose error, as seen, is within the target. It promises nothing."""
    return next((point for point in reversed(curve) if point.wrong <= target * point.answered), None)


# --- how many more reviews ------------------------------------------------------------------------------------------
def more_needed(curve: Sequence[Point], target: float, doubt: float) -> int | None:
    """Return how many more reviewed answers it takes until something can be promised; None where they never would do.

    Read off the point of the curve that needs fewest, if the error there stays as it was seen.
    """
    reviewed = curve[-1].answered if curve else 0
    seen = [point for point in curve if point.answered >= min(ENOUGH_TO_GUESS, reviewed)]
    if not seen:
        return fewest(target, doubt)
    errors = [(error, point) for point in seen if (error := _to_expect(point, target)) is not None]
    if not errors:
        return None
    guessed = [_by_the_normal(error, target, doubt) / point.answered for error, point in errors]
    error, best = errors[guessed.index(min(guessed))]
    among = reviews_for(error, target, doubt)
    return None if among is None else max(1, math.ceil(among * reviewed / best.answered) - reviewed)


def _to_expect(point: Point, target: float) -> float | None:
    """Return the error to expect: as seen; half the target where more was seen, but by chance perhaps; None where not."""
    error = point.wrong / point.answered
    if error < target:
        return error
    return target / 2 if 1 - tail(point.wrong - 1, point.answered, target) > 1 - CONFIDENCE else None


def reviews_for(error: float, target: float, doubt: float) -> int | None:
    """Return how many answers it takes to prove *target* with chance POWER, if the share *error* of them is wrong."""
    if error >= target:
        return None
    if error == 0:
        return fewest(target, doubt)
    if (many := _by_the_normal(error, target, doubt)) > EXACT_UP_TO:
        return math.ceil(many)
    n = wrong = 0
    while True:
        while tail(wrong, n, target) > doubt:
            n += 1
        if tail(wrong, n, error) >= POWER:
            return n
        wrong += 1


def _by_the_normal(error: float, target: float, doubt: float) -> float:
    quantile = NormalDist().inv_cdf
    spread = quantile(1 - doubt) * math.sqrt(target * (1 - target)) + quantile(POWER) * math.sqrt(error * (1 - error))
    return max(float(fewest(target, doubt)), (spread / (target - error)) ** 2)
