"""The watch in words: as lines, and as pieces of HTML that any page may hold below its own heading. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from fairdesk.charts import Moment, Scale, band
from fairdesk.document import picture, table
from fairdesk.fairness.own_acts import OUTCOMES
from fairdesk.fairness.watching import points

NOTHING = "No night has looked yet: the desk looks at 2 o'clock by the company's clock"
_HEADS = ("Group", "n", "Rate", "Everybody else", "Difference in points", "Certain since", "What was done")


def headline(report: Mapping[str, Any]) -> str:
    """Return how the watch stands in a sentence."""
    alarms, compared = report["alarms"], len(report["differences"])
    certain = f"of {alarms} it is certain" if alarms else "of none is it certain"
    says = f"Of {compared} differences that are looked at, {certain} that a group fares worse."
    return f"{says} Counted are acts since {report['began']}; the last look was at {report['at'].replace('T', ' ')[:16]} UTC."


def method(report: Mapping[str, Any]) -> str:
    """Return what the figures hold for."""
    return (
        f"Each group is held against everybody else each night. Where nobody fares worse, a year has any alarm with a chance of"
        f" {report['a_year']:.0%} at most, over all outcomes, groups and nights; each difference has {100 * report['alpha']:.2g} % of a watch"
        " of thirteen weeks. Intervals hold on all nights together. Groups of fewer than 5 are not told."
    )


def told(found: Mapping[str, Any]) -> str:
    """Return a difference as a line."""
    since = f"; certain since {found['since']}" if found["since"] else ""
    return (
        f"{found['by']} {found['group']}: {found['share']:.1%} of {found['n']:,} against {found['other_share']:.1%} of"
        f" {found['other_n']:,}, {_interval(found)} points{since}{_but(found)}{done(found, '; ')}"
    )


def done(found: Mapping[str, Any], before: str = "") -> str:
    """Return what was done about a difference; "" if nothing."""
    led_to = found["done"]
    if led_to is None:
        return ""
    stands = f"closed {led_to['closed']}" if led_to["closed"] else "open"
    drafted = f", in draft mode: {', '.join(led_to['in_draft_mode'])}" if led_to["in_draft_mode"] else ""
    return f"{before}incident {led_to['incident']} ({stands}){drafted}"


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the watch as lines."""
    yield headline(report)
    for outcome, some in _by_outcome(report):
        yield f"\n{outcome} ({OUTCOMES[outcome]})"
        yield from (f"  {told(each)}" for each in some)
    yield f"\n{method(report)}"


def parts(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the watch as pieces of HTML."""
    yield f"<p><strong>{escape(headline(report))}</strong></p>"
    for found in report["differences"]:
        if found["alarm"]:
            yield _alarm(found)
    for outcome, some in _by_outcome(report):
        yield f"<h2>{escape(outcome.replace('_', ' ').capitalize())}</h2><p>Yes means: {escape(OUTCOMES[outcome])}.</p>"
        yield table(
            _HEADS, [_row(each) for each in some], "", f"{outcome.replace('_', ' ').capitalize()}, group by group"
        )
        yield from (_over_time(each) for each in some)
    yield f"<h2>How to read this</h2><p>{escape(method(report))}</p>"


def _by_outcome(report: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    for outcome in report["outcomes"]:
        if some := [each for each in report["differences"] if each["outcome"] == outcome]:
            yield outcome, some


def _alarm(found: Mapping[str, Any]) -> str:
    asks = f"groups={found['by']}&outcome={found['outcome']}&since={found['run']}&strata=topic"
    links = [f'<a href="/desk/fairness?{escape(asks)}">The audit of the same question</a>']
    if found["done"]:
        number = found["done"]["incident"]
        links.insert(0, f'<a href="/desk/incidents/{number}">Incident {number}</a>')
    topics = f" It shows by itself in: {', '.join(found['topics'])}." if found["topics"] else ""
    within = found["within"]
    like = f" Within each topic: {_interval(within)} points." if within else ""
    return (
        f'<div class="card stack tight"><h2>{escape(_name(found))} fares worse: {escape(found["outcome"].replace("_", " "))}</h2>'
        f"<p>{escape(told(found))}.{escape(like + topics)}</p><p>{' · '.join(links)}</p></div>"
    )


def _row(found: Mapping[str, Any]) -> Sequence[str]:
    return (
        _name(found), f"{found['n']:,}", f"{found['share']:.1%}", f"{found['other_share']:.1%} of {found['other_n']:,}",
        _interval(found), (found["since"] or "not certain") + _but(found), done(found),
    )  # fmt: skip


def _over_time(found: Mapping[str, Any]) -> str:
    """Return how a difference stood from week to week: a picture, and the table with the same figures."""
    weeks = found["over_time"]
    about = f"{_name(found)}, {found['outcome'].replace('_', ' ')}"
    caption = f"{about}: difference in points, from week to week"
    edge = max([0.05, *(abs(each[end]) for each in weeks for end in ("low", "high"))])
    drawn = band(
        [Moment(each["day"], each["low"], each["gap"], each["high"]) for each in weeks],
        Scale(-edge, 0.0, edge, (points(-edge), "0", points(edge))),
    )
    rows = [(each["day"], f"{each['n']:,}", f"{each['other_n']:,}", _interval(each)) for each in weeks]
    return (
        f"<details><summary>{escape(about)}, from week to week</summary>{picture(drawn, caption)}"
        f"{table(('Look', 'n', 'Everybody else', 'Difference in points'), rows, 'Not looked at yet.', caption)}</details>"
    )


def _name(found: Mapping[str, Any]) -> str:
    return f"{found['by'].capitalize()} {found['group']}"


def _interval(found: Mapping[str, Any]) -> str:
    return f"{points(found['gap'])} ({points(found['low'])} to {points(found['high'])})"


def _but(found: Mapping[str, Any]) -> str:
    return ", fares better" if found["since"] and not found["alarm"] else ""
