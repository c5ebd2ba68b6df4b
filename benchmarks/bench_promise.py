"""Whether the promise about answers is kept, how much it lets the assistant answer, and how soon it is taken back.

    python benchmarks/bench_promise.py [--scored FILE.jsonl] [--only deployed]

Traffic is drawn from a model whose error at every threshold is known, so that a broken promise is a fact and no guess from
another sample: confidences in scope follow Beta(8, 1.2) and the chance of a wrong answer is (1 - c) ^ 1.15 (calibrated, but a
little sure of itself); messages out of scope follow Beta(2, 2) and are always answered wrongly. Beside the promise stands
what everybody does, a threshold tuned until the error seen is within the target.

Then a desk lives for three years (deployed.py): reviews come in and go, looks are taken, what is certified is put in force
each week, the watch takes it back, and it is earned again; beside it the same desk as it was before looks were kept.

With --scored, a file of reviewed answers as `fairdesk answers certify` takes it, whose lines may say "scope": "out" (such as
`bench_intents.py --scored FILE` writes of CLINC150): the shares
answered at 5 and 2 % on 200 random halves, and how soon the shift from none to all of the messages out of scope is noticed.
"""

from __future__ import annotations

import argparse
import random
import statistics
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from deployed import STORIES, as_before, as_deployed, runs
from fairdesk.answers.promise import Case, Point, certify, risk_coverage, tuned
from fairdesk.answers.reviews import read_cases
from fairdesk.answers.trial import try_splits
from fairdesk.answers.watch import Errors, Traffic
from fairdesk.intervals import exact
from figures import full, share, tell

SPLITS, SIZES = 200, ((0.10, 1_000), (0.10, 2_000), (0.05, 2_000))
TRUTH = 200_000
SHIFTED, WITHIN = 0.18, 300
GOOD = 2.0
"""In the shift the assistant is a good one in its scope, so that nearly all is answered: also what is out of scope."""
REVIEWED = 0.5
"""The share of the answers sent that people review, in the shift."""


def main() -> None:
    wanted = argparse.ArgumentParser(description="Measure the promise.")
    wanted.add_argument("--scored", type=Path)
    wanted.add_argument("--only", choices=["deployed"], help="Only the desk over three years.")
    asked = wanted.parse_args()
    _deployed()
    if asked.only:
        return
    _kept()
    _noticed(_drawn_before, _drawn_after, "drawn traffic")
    if asked.scored:
        _scored(read_cases(asked.scored.read_text("utf-8"), asked.scored.name))


def _deployed() -> None:
    for says, (answers, is_broken) in STORIES.items():
        desks, old = (runs(way, SPLITS, answers, is_broken) for way in (as_deployed, as_before))
        broken, before = (sum(desk.broken > 0 for desk in lived) for lived in (desks, old))
        low, high = exact(broken, SPLITS) or (0, 0)
        tell(
            f"three years of a desk, {says}: a promise of 5 % was broken", 100 * broken / SPLITS, "%", at_most=5, n=SPLITS,
            note=f"95 %: {100 * low:.1f} to {100 * high:.1f}; promised {statistics.fmean(d.promised for d in desks):.1f} times, "
            f"taken back {statistics.fmean(d.taken_back for d in desks):.1f} times a desk",
            peer=f"six looks taken anew over the last 180 days {100 * before / SPLITS:.0f} %",
        )  # fmt: skip


def draw(chance: random.Random, n: int, out: float, wrong: float = 1.15) -> list[Case]:
    """Draw *n* answers, the share *out* of them to messages out of scope; the others are wrong with (1 - c) ^ *wrong*."""
    cases = []
    for _ in range(n):
        if chance.random() < out:
            cases.append(Case(chance.betavariate(2, 2), False))
        else:
            sure = chance.betavariate(8, 1.2)
            cases.append(Case(sure, chance.random() >= (1 - sure) ** wrong))
    return cases


def _kept() -> None:
    truth = risk_coverage(draw(random.Random(0), TRUTH, SHIFTED))
    for target, size in (*SIZES, *(((0.05, 5_000), (0.02, 5_000)) if full() else ())):
        best = next(point for point in reversed(truth) if point.wrong <= target * point.answered).answered / TRUTH
        draws = [draw(random.Random(seed), size, SHIFTED) for seed in range(1, SPLITS + 1)]
        found = [certify(cases, target) for cases in draws]
        chosen = [point for cases in draws if (point := tuned(risk_coverage(cases), target))]
        broken = sum(_error_from(truth, one.threshold) > target for one in found if one.threshold is not None)
        naive = sum(_error_from(truth, point.threshold) > target for point in chosen)
        answered = statistics.fmean(one.answered / one.reviewed for one in found)
        says = f"promised {target:.0%}, {size:,} reviewed, {SHIFTED:.0%} out of scope"
        low, high = exact(broken, SPLITS) or (0, 0)
        tell(
            f"{says}: broken", 100 * broken / SPLITS, "%", at_most=5, n=SPLITS,
            note=f"95 %: {100 * low:.1f} to {100 * high:.1f}", peer=f"tuned threshold {100 * naive / SPLITS:.0f} %",
        )  # fmt: skip
        tell(
            f"{says}: answered, of what perfect knowledge would allow", 100 * answered / best, "%",
            at_least=80 if (target, size) == (0.10, 2_000) else None, n=SPLITS,
            note=f"answered {answered:.1%} of {best:.1%}",
        )  # fmt: skip


def _error_from(truth: Sequence[Point], threshold: float) -> float:
    point = truth[bisect_right(truth, -threshold, key=lambda point: -point.threshold) - 1]
    return point.wrong / point.answered


def _drawn_before(chance: random.Random) -> list[Case]:
    return draw(chance, 1_500, 0.0, GOOD)


def _drawn_after(chance: random.Random) -> list[Case]:
    return draw(chance, 1_000, SHIFTED, GOOD)


Drawing = Callable[[random.Random], Sequence[Case]]


def _noticed(before: Drawing, after: Drawing, says: str) -> None:
    """Tell after how many messages of the shift its promise is taken back, by what is watched."""
    took: dict[str, list[float]] = {"traffic": [], "errors": [], "either": []}
    false = real = 0.0
    for seed in range(1, SPLITS + 1):
        chance = random.Random(seed)
        calibration, live = before(chance), after(chance)
        threshold = certify(calibration).threshold
        if threshold is None:
            continue
        sent = [case for case in live if case.confidence >= threshold]
        real += sum(not case.correct for case in sent) / len(sent) / SPLITS
        by_traffic = _first_alarm(_traffic_alarms(calibration, live))
        by_errors = _first_alarm(_error_alarms(live, threshold, chance))
        for name, one in (("traffic", by_traffic), ("errors", by_errors), ("either", min(by_traffic, by_errors))):
            took[name].append(one)
        same = before(chance)[: len(live)]
        false += any(_traffic_alarms(calibration, same)) or any(_error_alarms(same, threshold, chance))
    n = len(took["either"])
    print(
        f"{says}: promised 5 % without messages out of scope, {real:.1%} wrong in truth once they are {SHIFTED:.0%}"
    )
    for name, numbers in took.items():
        tell(
            f"{says}, shift 0 -> {SHIFTED:.0%}: messages until taken back, by {name}, 95 of 100", share(numbers, 0.95), "",
            at_most=WITHIN if name == "either" else None, n=n, note=f"median {statistics.median(numbers):.0f}",
        )  # fmt: skip
    tell(
        f"{says}, no shift: taken back without need",
        100 * false / n,
        "%",
        at_most=10,
        n=n,
        note="two watches, 5 % each",
    )


def _traffic_alarms(calibration: Sequence[Case], live: Sequence[Case]) -> Iterator[bool]:
    watch = Traffic(case.confidence for case in calibration)
    for case in live:
        watch.add_message(case.confidence)
        yield watch.broken


def _error_alarms(live: Sequence[Case], threshold: float, chance: random.Random) -> Iterator[bool]:
    watch = Errors(0.05)
    for case in live:
        if case.confidence >= threshold and chance.random() < REVIEWED:
            watch.add_review(case.correct)
        yield watch.broken


def _first_alarm(alarms: Iterator[bool]) -> float:
    return next((float(number) for number, broken in enumerate(alarms, 1) if broken), float("inf"))


def _scored(cases: Sequence[Case]) -> None:
    inside = [case for case in cases if case.groups.get("scope") != "out"]
    outside = [case for case in cases if case.groups.get("scope") == "out"]
    for target in (0.05, 0.02):
        promised, naive = try_splits(cases, target, 0.95, SPLITS)
        says = f"{len(cases):,} scored answers, {len(outside) / len(cases):.0%} out of scope, promised {target:.0%}"
        tell(
            f"{says}: answered", 100 * promised.answered, "%", n=SPLITS, note=f"none found {SPLITS - promised.chosen}"
        )
        tell(
            f"{says}: above it in the other half", 100 * promised.above / SPLITS, "%", n=SPLITS,
            note=f"beyond chance {100 * promised.beyond_chance / SPLITS:.1f} %; the other half has its own chance",
            peer=f"tuned threshold {100 * naive.above / SPLITS:.0f} %, beyond chance {100 * naive.beyond_chance / SPLITS:.0f} %",
        )  # fmt: skip
    if outside:
        _noticed(
            lambda chance: chance.sample(inside, len(inside) // 2),
            lambda chance: [
                chance.choice(outside if chance.random() < SHIFTED else inside) for _ in range(1_000)
            ],
            "scored answers",
        )  # fmt: skip


if __name__ == "__main__":
    main()
