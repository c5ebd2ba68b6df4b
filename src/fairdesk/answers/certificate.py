"""Lay out what may be promised of the reviewed answers: for programs, and as text with a risk-coverage curve. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fairdesk.answers.promise import Case, Point, Promise, certify_topics, risk_coverage
from fairdesk.answers.reviews import Group, groups_in
from fairdesk.answers.trial import Way, try_splits
from fairdesk.intervals import exact

CONDITION = (
    "for traffic like the reviewed answers, drawn at random from it. If what customers write changes, so may the error;"
    " the desk watches for that and takes the promise back."
)
ROWS = 20
"""Lines of the curve in text."""
WIDE = 40
"""Signs of its longest bar."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told: the promise of each topic, the curve of all answers, groups compared, and the trial on halves."""

    target: float
    confidence: float
    promises: Mapping[str, Promise]
    curve: Sequence[Point]
    groups: Sequence[Group] = ()
    trial: tuple[Way, Way] | None = None
    a_day: float = 0.0
    """Reviewed answers a day, as of late; 0 where that is not known."""

    def days(self, promise: Promise) -> int | None:
        """Return in how many days the reviews still needed will be there, at the pace of late; None if nobody can say."""
        if not promise.needed or not self.a_day:
            return None
        return max(1, round(promise.needed / self.a_day))


def report(
    cases: Sequence[Case],
    target: float,
    confidence: float,
    groups: Sequence[str] = (),
    splits: int = 0,
    a_day: float = 0.0,
    promises: Mapping[str, Promise] | None = None,
) -> Report:
    """Make the report of reviewed answers: promises of all topics together, groups by name, and a trial if wanted.

    *promises*: what a desk's own looks found (looks.py), where the cases become more; otherwise these are looked at once.
    """
    if promises is None:
        promises = certify_topics(cases, target, confidence)
    return Report(
        target,
        confidence,
        promises,
        risk_coverage(cases),
        [group for name in groups for group in groups_in(cases, promises, name)],
        try_splits(cases, target, confidence, splits) if splits else None,
        a_day,
    )


def as_dict(told: Report) -> dict[str, Any]:
    """Return the report for programs."""
    return {
        "target": told.target,
        "confidence": told.confidence,
        "condition": CONDITION,
        "topics": [_topic(told, promise) for promise in told.promises.values()],
        "curve": [asdict(point) for point in thinned(told.curve, 100)],
        "groups": [_group(group) for group in told.groups],
        "trial": told.trial and {"promised": asdict(told.trial[0]), "tuned": asdict(told.trial[1])},
    }


def _topic(told: Report, promise: Promise) -> dict[str, Any]:
    return {
        **asdict(promise),
        "certified": promise.threshold is not None,
        "answered_share": promise.answered / promise.reviewed if promise.reviewed else None,
        "error": promise.wrong / promise.answered if promise.answered else None,
        "error_interval": exact(promise.wrong, promise.answered),
        "days": told.days(promise),
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        **asdict(group),
        "answered_share": group.answered / group.reviewed,
        "answered_interval": group.answered_between,
        "error": group.wrong / group.answered if group.answered else None,
        "error_interval": group.wrong_between,
        "worse": group.worse,
    }


def thinned(curve: Sequence[Point], most: int) -> list[Point]:
    """Return at most about *most* points of a curve, evenly over what is answered; the last one is among them."""
    kept: list[Point] = []
    every = curve[-1].answered / most if curve else 0
    for point in curve:
        if point.answered >= every * (len(kept) + 1) - 1e-9 or point is curve[-1]:
            kept.append(point)
    return kept


# --- as text --------------------------------------------------------------------------------------------------------
def as_text(told: Report) -> str:
    """Return the report as lines that fit a terminal of 100 columns."""
    return "\n".join(_lines(told))


def _lines(told: Report) -> Iterator[str]:
    yield f"At most {percent(told.target)} of what is answered alone is wrong, with {percent(told.confidence)} confidence:"
    yield CONDITION
    yield ""
    yield f"{'topic':24}{'reviewed':>9}{'from':>8}{'answered':>10}{'wrong':>7}{'seen':>9}{'95 %, exact':>18}"
    for promise in told.promises.values():
        yield _line(told, promise)
    if not told.promises:
        yield "There is no reviewed answer."
    yield from _curve(told)
    yield from _groups(told.groups)
    yield from _trial(told.trial)


def _line(told: Report, promise: Promise) -> str:
    start = f"{promise.topic[:23]:24}{promise.reviewed:>9,}"
    if promise.threshold is None:
        return start + f"  not certifiable yet: {still_needed(promise.needed, told.days(promise))}"
    share = promise.answered / promise.reviewed
    return (
        f"{start}{promise.threshold:>8.3f}{percent(share):>10}{promise.wrong:>7,}"
        f"{percent(promise.wrong / promise.answered):>9}{between(exact(promise.wrong, promise.answered)):>18}"
    )


def still_needed(needed: int | None, days: int | None) -> str:
    """Return what is missing until something can be promised, as a reader meets it."""
    if needed is None:
        return "even among the surest answers more than that is wrong"
    more = f"{needed:,} more reviewed answer{'s' if needed != 1 else ''} needed"
    return f"{more}, about {days:,} day{'s' if days != 1 else ''} at the pace of late" if days else more


def _curve(told: Report) -> Iterator[str]:
    if not told.curve:
        return
    yield ""
    yield f"{'answered':>9}{'from':>8}{'wrong':>8}   risk-coverage curve of all {told.curve[-1].answered:,}"
    points = thinned(told.curve, ROWS)
    worst = max(max(point.wrong / point.answered for point in points), told.target)
    for point in points:
        error = point.wrong / point.answered
        bar = "#" * round(error / worst * WIDE)
        target = round(told.target / worst * WIDE)
        marked = (
            bar + " " * (target - len(bar)) + "|" if len(bar) < target else bar[:target] + "|" + bar[target + 1 :]
        )
        share = point.answered / told.curve[-1].answered
        yield f"{percent(share):>9}{point.threshold:>8.3f}{percent(error):>8}   {marked}"


def _groups(groups: Sequence[Group]) -> Iterator[str]:
    if groups:
        yield ""
        yield f"{'group':24}{'reviewed':>9}{'answered':>10}{'95 %':>16}{'wrong':>9}{'95 %':>16}"
    for group in groups:
        error = percent(group.wrong / group.answered) if group.answered else "-"
        yield (
            f"{f'{group.name} {group.value}'[:23]:24}{group.reviewed:>9,}{percent(group.answered / group.reviewed):>10}"
            f"{between(group.answered_between):>16}{error:>9}{between(group.wrong_between):>16}"
            + ("  above the target" if group.worse else "")
        )


def _trial(trial: tuple[Way, Way] | None) -> Iterator[str]:
    if trial is None:
        return
    yield ""
    yield f"On {trial[0].splits:,} random halves, seen on the other half (which has its own chance):"
    yield f"{'':24}{'a threshold':>12}{'answered':>10}{'wrong':>8}{'above target':>14}{'beyond chance':>15}"
    for name, way in zip(("promised", "tuned until it fitted"), trial, strict=True):
        yield (
            f"{name:24}{percent(way.chosen / way.splits):>12}{percent(way.answered):>10}{percent(way.error):>8}"
            f"{percent(way.above / way.splits):>14}{percent(way.beyond_chance / way.splits):>15}"
        )


def percent(share: float) -> str:
    """Return a share as a reader meets it: "4.1 %"."""
    return f"{share * 100:.1f} %"


def between(found: tuple[float, float] | None) -> str:
    """Return an interval as a reader meets it: "2.8 to 5.7 %", or "" of nothing."""
    return "" if found is None else f"{found[0] * 100:.1f} to {found[1] * 100:.1f} %"
