"""An audit as one file of HTML: a sentence, a picture and a table for each rate, nothing loaded from anywhere. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from fairdesk.charts import Line, Scale, forest
from fairdesk.document import document, picture, table
from fairdesk.fairness import sentences
from fairdesk.fairness.rates import METRICS

MOST_DRAWN = 40
"""Groups in a picture; more are in the table, the worst by shrunken rate first in both."""
MOST_ROWS = 400
"""Groups in a table; the files of commas and JSON have all."""


def as_html(report: Mapping[str, Any], about: str) -> str:
    """Return the page; *about* says what was audited and when."""
    title = title_of(report)
    head = (
        f'<h1>{escape(title)}</h1><p class="soft">{escape(about)}. {report["rows"]:,} {sentences.unit(report)}.</p>'
    )
    return document(title, (head, *parts(report)))


def title_of(report: Mapping[str, Any]) -> str:
    """Return what the report is called."""
    return f"Audit of {report['columns']['outcome']} by {', '.join(report['columns']['groups'])}"


def parts(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the report as pieces of HTML that any page may hold below its own heading."""
    first, *rest = sentences.headlines(report)
    yield f"<p><strong>{escape(first)}</strong></p><ul>{''.join(f'<li>{escape(each)}</li>' for each in rest)}</ul>"
    yield from _days(report)
    for view in report["views"]:
        yield from _view(report, view)
    yield f"<h2>How to read this</h2>{''.join(f'<p>{escape(each)}</p>' for each in method(report))}"


def method(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield how the figures were made."""
    sure, rows = f"{report['confidence']:.0%}", sentences.unit(report)
    yield (
        f"Each group is compared with everybody else. All {report['intervals']:,} intervals of rates and quantiles hold together with"
        f" {sure} confidence, and so do those of differences (Wilson's score, Newcombe's differences, Sidak's correction)."
        " A difference is called beyond chance if it stays so after Holm's correction over all that were looked at; worth"
        " watching if it does after Benjamini and Hochberg's, where one in twenty is expected to be luck. Small counts are"
        " tested exactly (Fisher)."
    )
    yield (
        f"The order of the groups is by their rate drawn towards the whole, the more so the fewer {rows} it rests on, because"
        " the worst raw rate mostly belongs to a small group with bad luck."
    )
    if report["columns"]["strata"]:
        yield (
            f"Within {report['columns']['strata']}: like is compared with like, and the strata are taken together (Mantel and Haenszel)."
            " The last column of that table says how likely so different strata are if the odds are the same in each (Breslow and Day)."
        )
    yield (
        f"Nobody's group was guessed. Groups of fewer than {report['min_cell']} {rows} are not told, nor what they could be worked out"
        " from by adding and subtracting."
    )
    yield (
        "An audit sees decisions and labels as they were written down. If a label is itself unfair, so is what is measured"
        " against it."
    )


def _days(report: Mapping[str, Any]) -> Iterator[str]:
    told = list(sentences.of_days(report))
    if told:
        yield f"<h2>Day by day</h2><ul>{''.join(f'<li>{escape(each)}</li>' for each in told)}</ul>"


def _view(report: Mapping[str, Any], view: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h2>By {escape(' and '.join(view['by']))}</h2>"
    rows = sentences.unit(report)
    for says in (sentences.of_hidden(view, report["min_cell"], rows), sentences.of_untold(view, rows)):
        yield f"<p>{escape(says)}</p>" if says else ""
    for metric in METRICS:
        if any(metric.code in group["rates"] for group in view["groups"]):
            yield from _rate(report, view, metric.code, metric.says, metric.worst_is_high)
    yield _four_fifths(view)
    for name in report["columns"]["quantities"]:
        yield from _quantity(view, name, sentences.spoken(report, name))
    yield from _within(report, view)


def _rate(
    report: Mapping[str, Any], view: Mapping[str, Any], code: str, says: str, worst_is_high: bool
) -> Iterator[str]:
    groups = [(group, group["rates"][code]) for group in view["groups"] if code in group["rates"]]
    sign = -1 if worst_is_high else 1
    # Those who told no group stand last: they are no group that could be worst.
    groups.sort(key=lambda each: (not each[0]["told"], sign * (each[1]["shrunken"] or 0), each[0]["name"]))
    whole = report["overall"][code]["share"]
    yield f"<h3>{escape(says.capitalize())}</h3><p>{escape(sentences.reading(view, code))}</p>"
    caption = f"{says.capitalize()} by {' and '.join(view['by'])}; {whole:.1%} as a whole (dashed line)"
    yield picture(forest(*_plotted(groups[:MOST_DRAWN], whole)), caption)
    if len(groups) > MOST_DRAWN:
        yield f'<p class="soft">The picture has the first {MOST_DRAWN} of {len(groups):,} groups.</p>'
    rows = [_row(group, rate) for group, rate in groups[:MOST_ROWS]]
    yield table(
        ("Group", "n", "Rate", "Drawn towards the whole", "Difference to everybody else", "p, corrected"),
        rows,
        "",
        caption,
    )
    if len(groups) > MOST_ROWS:
        yield f'<p class="soft">The table has the first {MOST_ROWS} of {len(groups):,}; the file of commas has all.</p>'


def _plotted(groups: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], whole: float) -> tuple[list[Line], Scale]:
    lines = [
        Line(group["name"], rate["low"], rate["share"], rate["high"], bool(rate["claim"])) for group, rate in groups
    ]
    low = max(0.0, min(whole, *(line.low for line in lines)) - 0.02)
    high = min(1.0, max(whole, *(line.high for line in lines)) + 0.02)
    return lines, Scale(low, whole, high, tuple(f"{100 * each:.0f} %" for each in (low, whole, high)))  # type: ignore[arg-type]


def _row(group: Mapping[str, Any], rate: Mapping[str, Any]) -> tuple[str, ...]:
    gap = rate["difference"]
    difference = "not compared"
    if gap:
        verdict = ", beyond chance" if rate["claim"] else ", watch" if rate["watch"] else ""
        difference = f"{gap['share'] * 100:+.1f} ({gap['low'] * 100:+.1f} to {gap['high'] * 100:+.1f}){verdict}"
    return (
        group["name"], f"{rate['n']:,}", f"{rate['share']:.1%} ({rate['low']:.1%} to {rate['high']:.1%})",
        "" if rate["shrunken"] is None or not gap else f"{rate['shrunken']:.1%}", difference, _p(rate["p_holm"]),
    )  # fmt: skip


def _p(value: float | None) -> str:
    if value is None:
        return ""
    return "below 0.001" if value < 0.001 else f"{value:.3f}"


def _four_fifths(view: Mapping[str, Any]) -> str:
    spread = view["spread"].get("selection_rate")
    if not spread:
        return ""
    rule = "no rate to divide by" if spread["ratio"] is None else f"ratio {spread['ratio']:.2f}"
    kept = "kept" if spread["four_fifths"] else "broken"
    return (
        f"<h3>The lowest and the highest selection rate</h3><p>{escape(sentences.of_spread(spread))}</p>"
        f"<p>Four-fifths: {kept} ({escape(rule)}). {escape(sentences.FOUR_FIFTHS)}</p>"
    )


def _quantity(view: Mapping[str, Any], name: str, title: str) -> Iterator[str]:
    groups = [(group, group["quantities"][name]) for group in view["groups"] if name in group["quantities"]]
    if not groups:
        yield f"<h3>{escape(title)}</h3><p>There are too many groups to tell a quantity of each.</p>"
        return
    found = [group["name"] for group, one in groups if one["claim"]]
    yield (
        f"<h3>{escape(title)}</h3><p>"
        + escape(
            f"Beyond chance other than everybody else's: {', '.join(found[:6])}."
            if found
            else "No group's is shown to differ."
        )
        + "</p>"
    )
    medians = [(group, one, one["quantiles"]["0.5"]) for group, one in groups if "0.5" in one["quantiles"]]
    high = max(middle["high"] for _, _, middle in medians)
    low = min(0.0, *(middle["low"] for _, _, middle in medians))
    lines = [
        Line(g["name"], m["low"], m["value"], m["high"], bool(one["claim"])) for g, one, m in medians[:MOST_DRAWN]
    ]
    caption = f"{title} by {' and '.join(view['by'])}"
    if high > low:
        scale = Scale(low, low, high * 1.05, ("", f"{low:.3g}", f"{high * 1.05:.3g}"))
        yield picture(forest(lines, scale), caption)
    yield table(
        ("Group", "n", "Median", "90 of 100 are below", "Mean", "Higher than another's, of 100 pairs", "p, corrected"),
        [
            (
                g["name"], f"{one['n']:,}", *(_between(one["quantiles"].get(part)) for part in ("0.5", "0.9")), f"{one['mean']:.4g}",
                "" if one["more_often"] is None else f"{one['more_often'] * 100:.0f}", _p(one["p_holm"]),
            )
            for g, one in groups[:MOST_ROWS]
        ],
        "",
        caption,
    )  # fmt: skip


def _between(one: Mapping[str, float] | None) -> str:
    return "" if one is None else f"{one['value']:.3g} ({one['low']:.3g} to {one['high']:.3g})"


def _within(report: Mapping[str, Any], view: Mapping[str, Any]) -> Iterator[str]:
    if not view["strata"]:
        return
    within = report["columns"]["strata"]
    warnings = [says for says in map(sentences.of_strata, view["strata"]) if says]
    yield f"<h3>Selection rate within {escape(within)}</h3>"
    yield (
        f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in warnings)}</ul>"
        if warnings
        else ("<p>Comparing like with like changes no finding.</p>")
    )
    yield table(
        ("Group", "Difference as a whole", f"Within {within}", "Odds ratio", "p, corrected", "p, same in each"),
        [
            (
                row["name"], f"{row['crude'] * 100:+.1f}", "" if row["within"] is None else f"{row['within'] * 100:+.1f}",
                "" if row["odds_ratio"] is None else f"{row['odds_ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})",
                _p(row["p_holm"]), _p(row["p_same_everywhere"]),
            )
            for row in view["strata"][:MOST_ROWS]
        ],
        "",
        f"Differences in points within {within}, by {' and '.join(view['by'])}",
    )  # fmt: skip
