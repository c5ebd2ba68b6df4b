"""A report as one file of HTML that needs nothing else: no script, no network, readable in the dark and on paper. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from fairdesk.document import document, picture, table
from fairdesk.replay.forest import forest
from fairdesk.replay.harm import BY_CODE, ORDER, Side


def percent(share: Mapping[str, float] | None) -> str:
    """Return a share with its interval: "12.0 % (8.1 to 17.3)"."""
    if not share:
        return "nobody to compare with"
    one, low, high = (100 * share[name] for name in ("share", "low", "high"))
    return f"{one:.1f} % ({low:.1f} to {high:.1f})"


def rows_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return what both the page and the file show: sentences and rows, worded once."""
    return {
        "sentences": list(sentences(report)),
        "moves": [
            {**move, "says": BY_CODE[move["harm"]].says, "word": _WORD[move["side"]]} for move in report["moves"]
        ],
        "groups": [_group(each) for each in report["groups"]],
        "order": [(harm.code, _WORD[harm.side], harm.says) for harm in ORDER],
    }


_WORD = {Side.LOSES: "loses", Side.GAINS: "gains", Side.NEITHER: "neither"}


def sentences(report: Mapping[str, Any]) -> Iterable[str]:
    """Yield the report's findings as sentences, what matters most first."""
    hurt = report["hurt"]
    if hurt:
        yield f"Loses more than everybody else, beyond chance: {', '.join(hurt)}."
    else:
        yield "No group is shown to lose more than everybody else. That is no proof that none does."
    yield (
        f"{report['changed']:,} of {report['turns']:,} turns come out otherwise,"
        f" in {report['conversations']:,} conversations; {report['imported_turns']:,} of the turns were imported."
    )
    if report["sensitive_changed"]:
        yield f"{report['sensitive_changed']:,} of the turns that change are of a sensitive matter."
    work = report["work"]
    measured = (
        f"measured on {work['measured_on']:,} conversations" if work["measured_on"] else "assumed, too few measured"
    )
    yield (
        f"People's work: {work['hours']:+,.1f} hours ({work['turns_to_people']:,} turns to people,"
        f" {work['turns_from_people']:,} from them, at {work['minutes_each']} minutes each, {measured})."
    )
    tests = report.get("overrides", {}).get("turns", 0)  # reports of before have none
    if tests:
        yield (
            f"Of {tests:,} answers that colleagues overrode, the proposed table decides"
            f" {report['overrides']['otherwise']:,} otherwise."
        )
    if report["helped_customers"]:
        yield f"It would have helped {report['helped_customers']:,} customers; each listed one is a task to write to."
    if report["refused"]["after"]:
        yield (
            f"In {report['refused']['after']:,} turns an input of the proposed table is missing or wrong, so it refuses:"
            " what it reads may not have been known then."
        )
    if report["unknown_turns"]:
        yield f"{report['unknown_turns']:,} turns are unknown: their key is gone, or they may only be stored."


def _group(each: Mapping[str, Any]) -> dict[str, Any]:
    if each.get("suppressed"):
        n = int(each["suppressed"])
        return {"name": f"{each['by']}: {n} small group{'s' if n > 1 else ''}", "suppressed": True}
    return {
        "name": f"{each['by']}: {each['group']}",
        "n": each["n"],
        "loses": percent(each["loses"]),
        "gains": percent(each["gains"]),
        "difference": percent(each["difference"]),
        "hurt": each["hurt"],
    }


def as_html(report: Mapping[str, Any], sha256: str) -> str:
    """Return the report as a page of its own."""
    told = rows_of(report)
    title = f"Replay of {report['title']}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>Version <code>{escape(report['proposed'])}</code> instead of <code>{escape(report['current'])}</code>,"
        f" {escape(report['at'])}, by {escape(report['by'])}. {escape(_window(report))}</p>",
        f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in told['sentences'])}</ul>",
        "<h2>What changes, the worst first</h2>",
        table(
            ("What it means", "From", "To", "Turns"),
            [
                (f"{each['word']}: {each['says']}", each["from"], each["to"], f"{each['turns']:,}")
                for each in told["moves"]
            ],
            "No turn comes out otherwise.",
        ),
        "<h2>Who loses and who gains</h2>",
        f"<p>{escape(method(report))}</p>",
        picture(forest(report["groups"]), "who loses more"),
        table(
            ("Group", "n", "Loses", "Gains", "Loses more than others by"),
            [_cells(each) for each in told["groups"]],
            "There is nothing to compare by.",
        ),
        "<h2>The clearest cases</h2>",
        table(
            ("Then", "Now", "Case"),
            [_case(each) for each in report["cases"]["clearest"]],
            "None.",
        ),
        f"<p>SHA-256 of the report: <code>{escape(sha256)}</code></p>",
    ]
    return document(title, parts)


def method(report: Mapping[str, Any]) -> str:
    """Return how the intervals were made, in a sentence or two."""
    told = report["intervals"]
    return (
        f"Counted are conversations: one that loses anywhere loses. The {told['together']} intervals hold together with"
        f" {told['confidence']:.0%} confidence (Wilson's score; differences Newcombe's; Sidak). The last column compares"
        f" with everybody else; a square in the picture is a group that loses more beyond chance. Groups of fewer than"
        f" {told['fewest']} are neither shown nor named, nor the largest where they could be worked out from the rest; it"
        " counts among the small ones then."
    )


def _window(report: Mapping[str, Any]) -> str:
    told = [f"since {report['since']}"] if report["since"] else []
    told += [f"about {report['topic']}"] if report["topic"] else []
    told += [f"a sample of {report['sample']:,}"] if report["sample"] else []
    return f"Turns: {', '.join(told) or 'all that are kept'}."


def _cells(each: Mapping[str, Any]) -> tuple[str, ...]:
    if each.get("suppressed"):
        return each["name"], "not shown", "not shown", "not shown", "not shown"
    more = f"{each['difference']}{', beyond chance' if each['hurt'] else ''}"
    return each["name"], f"{each['n']:,}", each["loses"], each["gains"], more


def _case(each: Mapping[str, Any]) -> tuple[str, ...]:
    then, now = (f"{one['outcome']}. {one['says']} {one['rule']}".strip() for one in (each["before"], each["after"]))
    return then, now, each["fingerprint"][:12]
