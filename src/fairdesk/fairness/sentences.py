"""What an audit found, in sentences: what matters most first, and nothing that the figures do not say. Pure.

The words are those of the field, used as fairlearn's guide asks: a disparity is a difference that was measured, and no
figure shows that something is fair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fairdesk.fairness.rates import METRICS

FOUR_FIFTHS = (
    "Four-fifths compares the lowest rate with the highest and asks for at least 0.8. It is a rule of thumb of United States"
    " employment law (29 CFR 1607.4 D), not a test: with small groups chance alone breaks it, and with large ones a gap that it"
    " lets pass can be certain. Beyond chance says that a gap is not luck. It does not say that the gap matters."
)
_SAYS = {metric.code: metric.says for metric in METRICS}
_WARNINGS = {
    "reversed": "is {crude} everybody else as a whole, and {within} them where like is compared with like: the strata turn it round",
    "explained": "is {crude} everybody else as a whole, and this is not found where like is compared with like ({within}): who asks"
    " what explains it, as far as this audit can see",
    "hidden": "is not shown to differ as a whole, and is {within} everybody else where like is compared with like: the strata hid it",
}


def unit(report: Mapping[str, Any]) -> str:
    """Return what is counted: the rows of a table, or the people of the desk's own acts."""
    return "people" if "own" in report else "rows"


def spoken(report: Mapping[str, Any], name: str) -> str:
    """Return the name of a quantity as a heading: a table's column as it is, the desk's own in words."""
    return name.replace("_", " ").capitalize() if "own" in report else name


def points(share: float) -> str:
    """Return a difference of shares in points, such as "3.2 points below"."""
    return f"{abs(share) * 100:.1f} points {'below' if share < 0 else 'above'}"


def headlines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the report says as a whole."""
    rows, own = unit(report), "own" in report
    claims = list(_claims(report))
    if claims:
        yield f"{len(claims)} differences are beyond chance, corrected for all {report['tests']:,} that were looked at. First of all:"
        yield from claims[:5]
    else:
        yield (
            f"No difference is shown beyond chance among the {report['tests']:,} that were looked at. That is no proof that"
            " there is none, and no audit can show that a system is fair."
        )
    if power := _power_of(report):
        yield power
    if own:
        yield "Whether what was done was right is not in this. The outcome “reviewed wrong” says so of answers that were reviewed."
    elif not report["labelled"]:
        yield (
            "There are no labels, so only what needs none is told: the selection rate and quantities. Whether decisions"
            " were right, of anybody, is not."
        )
    elif report["labelled"] < report["rows"]:
        yield f"{report['labelled']:,} of {report['rows']:,} rows have a label; what needs one is told of these alone."
    if report["undecided"]:
        yield f"{report['undecided']:,} more {rows} have no outcome {'yet ' if own else ''}and count nowhere."
    for column, groups in report["together"].items():
        yield f"{groups} groups of {column} with fewer than {report['min_cell']} {rows} each stand together as one."
    for column in report["left_out"]:
        yield f"Groups of {column} with fewer than {report['min_cell']} {rows} are left out of all figures, also of the whole."
    if report["weighted"]:
        yield "Rows have weights: each rate is weighted, and its uncertainty is that of Kish's effective number of rows."


def _claims(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is beyond chance: groups of one column before their intersections, the largest difference first."""
    found = []
    for view in report["views"]:
        for group in view["groups"]:
            for code, rate in group["rates"].items():
                if rate["claim"]:
                    gap = rate["difference"]
                    found.append(
                        (
                            len(view["by"]), -abs(gap["share"]),
                            f"{group['name']}: {_SAYS[code]} {points(gap['share'])} everybody else"
                            f" ({gap['low'] * 100:+.1f} to {gap['high'] * 100:+.1f}; {rate['share']:.1%} of {rate['n']:,}).",
                        )
                    )  # fmt: skip
            for name, quantity in group["quantities"].items():
                if quantity["claim"]:
                    apart = abs(quantity["more_often"] - 0.5)
                    found.append((len(view["by"]), -apart, _more(group["name"], name, quantity)))
    yield from (says for _, _, says in sorted(found))


def _more(group: str, name: str, quantity: Mapping[str, Any]) -> str:
    median = quantity["quantiles"]["0.5"]
    return (
        f"{group}: {name} is higher than another's in {quantity['more_often'] * 100:.0f} of 100 pairs (median"
        f" {median['value']:.3g}, {median['low']:.3g} to {median['high']:.3g}, n = {quantity['n']:,})."
    )


def _power_of(report: Mapping[str, Any]) -> str:
    view = report["views"][-1]
    gaps = view["power"].get("selection_rate")
    if not gaps:
        return ""
    by = " and ".join(view["by"])
    if gaps["typical"] is None:
        return (
            f"By {by} the groups are too small: no gap in the selection rate could have been seen with 80 % chance."
        )
    small = (
        "in the smallest none could"
        if gaps["smallest"] is None
        else f"in the smallest {_in_points(gaps['smallest'])}"
    )
    return (
        f"This audit could have seen a gap of {_in_points(gaps['typical'])} in the selection rate of the typical group by {by},"
        f" with 80 % chance; {small}. A smaller one may be there unseen."
    )


def _in_points(gap: float) -> str:
    size = f"{gap * 100:.0f}" if gap >= 0.02 else f"{gap * 100:.1f}"
    return f"{size} point" if size == "1" else f"{size} points"


def reading(view: Mapping[str, Any], code: str) -> str:
    """Return the one sentence that says what a chart shows."""
    rates = [(group["name"], group["rates"][code]) for group in view["groups"] if code in group["rates"]]
    compared = [(name, rate) for name, rate in rates if rate["difference"]]
    if not compared:
        return "No group is large enough to compare."
    found = sorted(
        ((name, rate) for name, rate in compared if rate["claim"]), key=lambda each: each[1]["difference"]["share"]
    )
    if found:
        some = "; ".join(f"{name} {points(rate['difference']['share'])}" for name, rate in found[:4])
        more = f", and {len(found) - 4} more" if len(found) > 4 else ""
        left = len(compared) - len(found)
        rest = f" Nothing is shown of {'the other' if left == 1 else f'the other {left}'}." if left else ""
        return f"Beyond chance: {some} everybody else{more}.{rest}"
    watched = [name for name, rate in compared if rate["watch"]]
    watch = f" Worth watching: {', '.join(watched[:4])}." if watched else ""
    return f"No group's {_SAYS[code]} is shown to differ from everybody else's.{watch}"


def of_spread(spread: Mapping[str, Any]) -> str:
    """Return the sentence about the lowest and the highest group, with what chance alone would make."""
    ratio = "" if spread["ratio"] is None else f" (ratio {spread['ratio']:.2f})"
    inside = spread["p"] >= 0.05
    return (
        f"From {spread['lowest']} to {spread['highest']}: {spread['difference'] * 100:.1f} points{ratio}. Were all treated alike, groups"
        f" of these sizes would still lie {spread['by_chance'] * 100:.1f} points apart by chance, and within"
        f" {spread['by_chance_at_most'] * 100:.1f} in 95 of 100 audits: "
        + ("so this gap is no sign of anything." if inside else "so this gap is more than that.")
    )


def of_strata(row: Mapping[str, Any]) -> str:
    """Return the warning of a group whose difference the strata change; "" if they do not."""
    if not row["warning"]:
        return ""
    told = _WARNINGS[row["warning"]].format(crude=points(row["crude"]), within=points(row["within"]))
    return f"{row['name']} {told}."


def of_untold(view: Mapping[str, Any], rows: str = "rows") -> str:
    """Return what those who told no group could change; "" if everybody did."""
    untold = view["untold"]
    if not untold:
        return ""
    open_ = [group["name"] for group in untold["groups"] if not group["sign_is_known"]]
    what = (
        "Whoever they are, each group stays on its side of everybody else."
        if not open_
        else f"Depending on who they are, these could be above or below everybody else: {_some(open_)}."
    )
    return f"{untold['rows']:,} {rows} ({untold['share']:.1%}) do not tell {' and '.join(view['by'])}. {what}"


def of_days(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield since when each difference was certain, for somebody who looked every day; nothing of a table without days."""
    days = report["days"]
    if not days or not days["groups"]:
        return
    found = [group for group in days["groups"] if group["first_certain"]]
    yield (
        f"Looked at on each of {days['days']:,} days from {days['first']} to {days['last']}, with"
        f" {1 - report['confidence']:.0%} chance of any false alarm over all of them: "
        + (
            f"{len(found)} of {len(days['groups'])} groups became certain."
            if found
            else "no group's difference became certain."
        )
    )
    for group in sorted(found, key=lambda each: each["first_certain"]):
        yield (
            f"{group['name']}: certain since {group['first_certain']}; selection rate {points(group['gap'])} everybody else by the last"
            f" day ({group['low'] * 100:+.1f} to {group['high'] * 100:+.1f})."
        )


def _some(names: list[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def of_hidden(view: Mapping[str, Any], min_cell: int, rows: str = "rows") -> str:
    """Return what is not told and why; "" if all is."""
    parts = []
    if view["hidden"]:
        parts.append(
            f"{view['hidden']} groups are not told: they have fewer than {min_cell} {rows}, or would give such a one away."
        )
    if view["hidden_labels"]:
        parts.append(
            f"Of {view['hidden_labels']} more only the selection rate is told: too few of their labels or decisions are alike."
        )
    return " ".join(parts)
