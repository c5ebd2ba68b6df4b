"""Who asks and is not answered, in sentences, as pieces of HTML and as lines: nothing that the figures do not say. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from fairdesk.charts import Line, Scale, forest
from fairdesk.document import picture, table
from fairdesk.fairness.reference import OTHER
from fairdesk.fairness.representation import OVER, UNDER
from fairdesk.language import OFFERED

TITLE = "Who asks and is not answered"
MOST_RATIO = 3.0
"""A ratio beyond this stands at the edge of a picture; the table has it whole."""
_CLAIMS = {UNDER: "less than its share, beyond chance", OVER: "more than its share, beyond chance", "": ""}


def name_of(by: str, group: str) -> str:
    """Return the name of a group as people read it: of a language its own."""
    if group == OTHER:
        return "all others"
    return OFFERED.get(group, group) if by == "language" else group


def about(report: Mapping[str, Any]) -> str:
    """Return in a sentence what was counted."""
    return (
        f"From {report['since']} to {report['until']}. Each person counts once, with their first message; conversations in a"
        " sensitive matter are left out"
    )


# --- sentences ------------------------------------------------------------------------------------------------------
def of_source(view: Mapping[str, Any], source: Mapping[str, Any]) -> str:
    """Return what a source that is compared says of a kind of group."""
    says, by, code = source["says"], view["by"], source["code"]
    short = [group for group in view["groups"] if group["sources"][code]["claim"] == UNDER]
    if not short:
        return (
            f"No {by} is shown to have less of the {says} than of who writes. That is no proof that each has enough."
        )
    told = "; ".join(
        f"{name_of(by, group['name'])} has {group['sources'][code]['share']:.1%} of the {says} and {group['share']:.1%} of who"
        f" writes, {group['sources'][code]['ratio']['value']:.2f} of its share ({_ratio(group['sources'][code]['ratio'])})"
        for group in sorted(short, key=lambda group: group["sources"][code]["ratio"]["value"])
    )
    return f"Beyond chance: {told}."


def of_view(view: Mapping[str, Any], min_cell: int) -> Iterator[str]:
    """Yield what is not told of a kind of group, what is not there or not compared, and what is there for nobody who is told."""
    nothing = [source["says"] for source in view["sources"] if not source["n"]]
    counted = [source["says"] for source in view["sources"] if source["n"] and not source["compared"]]
    if nothing:
        yield f"There are none of these yet: {', '.join(nothing)}."
    if counted:
        yield f"Counted and not compared, for want of one measure or of a second group: {', '.join(counted)}."
    if view["together"]:
        yield f"{view['together']} of fewer than {min_cell} people each stand together as one."
    if view["left_out"]:
        yield f"Groups of fewer than {min_cell} people are left out of all figures, also of the whole."
    for source in view["sources"]:
        if source["compared"] and source["outside"]:
            yield f"{source['outside']:,} more of the {source['says']} are in no {view['by']} that is told."


def of_reference(found: Mapping[str, Any], min_cell: int) -> str:
    """Return who of a population writes less than its share."""
    by = found["by"]
    short = [group for group in found["groups"] if group["claim"] == UNDER]
    if not short:
        return f"No {by} is shown to write less than its share of this population. That is no proof that each reaches us."
    told = "; ".join(
        f"{name_of(by, group['name'])} is {group['population']:.1%} of it and "
        + (
            f"fewer than {min_cell} of who writes"
            if group["people"] is None
            else f"{group['share']:.1%} of who writes ({group['low']:.1%} to {group['high']:.1%})"
        )
        for group in short
    )
    return f"Beyond chance: {told}."


def of_whole(found: Mapping[str, Any]) -> str:
    """Return whether who writes as a whole is like a population."""
    test = found["chi_square"]
    if test is None:
        return "There are too few groups or people to say whether who writes is like this population as a whole."
    joined = f"; {test['joined']} small groups joined" if test["joined"] else ""
    verdict = "is unlike this population" if test["p"] < 0.05 else "is not shown to be unlike this population"
    return (
        f"As a whole who writes {verdict} (chi-square {test['value']:.1f}, {test['freedom']} degrees of freedom,"
        f" p {_p(test['p'])}{joined})."
    )


def of_unanswered(found: Mapping[str, Any]) -> str:
    """Return of whom no article answers more often than of everybody else."""
    more = [row for row in found["rows"] if row["claim"] and row["difference"] > 0 and not row["topic"]]
    if not more:
        return "No language is shown to be left without an answer more often than everybody else. That is no proof that none is."
    told = "; ".join(
        f"{name_of('language', row['language'])}: {row['share']:.1%} of {row['n']:,} people ({row['low']:.1%} to {row['high']:.1%}),"
        f" {row['difference'] * 100:.1f} points above everybody else"
        for row in sorted(more, key=lambda row: -row["difference"])
    )
    return f"Beyond chance, no article answers {told}."


def of_plan(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the list of articles to write says as a whole."""
    rows = found["rows"]
    if not rows:
        yield "There is no gap that enough customers share, of those whose questions may be read."
    else:
        first = rows[0]
        words = f", about {', '.join(first['words'])}" if first["words"] else ""
        yield (
            f"An article in {name_of('language', first['language'])}{words} is expected to answer most: about"
            f" {first['expected']:.0f} people of the time looked at ({first['low']:.0f} to {first['high']:.0f})."
        )
    for one in found["passed_over"]:
        yield (
            f"By numbers alone {name_of('language', one['language'])} would come only at place {one['place_by_count']}:"
            f" such a list of {found['first']} never reaches it. The fair order does."
        )
    for one in found["unnamed"]:
        yield (
            f"{one['people']} people who write {name_of('language', one['language'])} were not answered, and nothing can be named:"
            " too few of those whose questions may be read asked alike. Ask a colleague who reads it."
        )
    if found["written"]:
        yield f"{found['written']} more were written about, and nobody has asked since."


def of_reviewers(found: Mapping[str, Any]) -> str:
    """Return where enough colleagues review; never how many, and nothing of fewer than five."""
    if not found["told"]:
        return (
            "How many colleagues review a language is not told before the people who work here were told and asked"
            " (figures about them belong to them)."
        )
    names = ", ".join(name_of("language", code) for code in found["languages"]) or "no language"
    return f"Answers were judged by five colleagues or more in: {names}. Of others nothing is told, for fewer than five are persons."


def method(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield how the figures were made."""
    one = report["represented"]
    yield (
        f"What is there is held against who writes as if it had been drawn as they write. All {one['intervals']:,} intervals of that part"
        f" hold together with {one['confidence']:.0%} confidence; beyond chance is what Holm's correction leaves of its {one['tests']:,} test{'' if one['tests'] == 1 else 's'}."
        " A ratio of 1 is an equal share; below 1 there is less than that."
    )
    yield (
        "Expected to be answered: the people whom no article answered and who asked alike, times the share that articles answer"
        " once one comes near. Those whose questions may not be read are taken to ask as the others do. Both shares are drawn"
        " towards the whole, for the order alone."
    )
    yield (
        "The fair order gives each language places by how many of its people nobody answered (Sainte-Laguë), so that no"
        " language waits behind every article of a larger one."
    )
    yield f"Groups of fewer than {one['min_cell']} people are not told. Nobody's group was guessed."


def _ratio(found: Mapping[str, float]) -> str:
    return f"{found['low']:.2f} to {found['high']:.2f}"


def _p(value: float | None) -> str:
    return "" if value is None else "below 0.001" if value < 0.001 else f"{value:.3f}"


# --- HTML -----------------------------------------------------------------------------------------------------------
def parts(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the report, but for what to write next, as pieces of HTML that a page may hold below its own heading."""
    for view in report["represented"]["views"]:
        yield from _view(view, report["represented"]["min_cell"])
    if report["reference"]:
        yield from _reference(report["reference"], report["represented"]["min_cell"])
    yield from _unanswered(report["unanswered"])
    yield f"<h2>Who reviews</h2><p>{escape(of_reviewers(report['reviewers']))}</p>"
    yield f"<h2>How to read this</h2>{''.join(f'<p>{escape(each)}</p>' for each in method(report))}"


def _view(view: Mapping[str, Any], min_cell: int) -> Iterator[str]:
    by = view["by"]
    yield f"<h2>What is there, by {escape(by)}</h2>"
    yield from (f'<p class="small">{escape(says)}</p>' for says in of_view(view, min_cell))
    for source in view["sources"]:
        if source["compared"]:
            yield f"<h3>{escape(source['says'].capitalize())}</h3><p>{escape(of_source(view, source))}</p>"
            caption = f"Share of the {source['says']} over the share of who writes, by {by}; 1 (dashed line) is an equal share"
            yield picture(forest(*_ratios(view, source["code"])), caption)
    there = [source for source in view["sources"] if source["n"]]
    heads = [by.capitalize(), "Who writes", *(source["says"].capitalize() for source in there)]
    rows = [
        (
            name_of(by, group["name"]), f"{group['people']:,}: {group['share']:.1%} ({group['low']:.1%} to {group['high']:.1%})",
            *(_cell(group["sources"][source["code"]], source["compared"]) for source in there),
        )
        for group in view["groups"]
    ]  # fmt: skip
    yield table(
        heads,
        rows,
        "",
        f"Who writes, and what is there for them, by {by}; {view['people']:,} people, ratios to an equal share",
    )


def _cell(one: Mapping[str, Any], compared: bool) -> str:
    if not compared or one["ratio"] is None:
        return f"{one['n']:,}"
    claim = f", {_CLAIMS[one['claim']]}" if one["claim"] else ""
    return f"{one['n']:,}: {one['share']:.1%}, {one['ratio']['value']:.2f} ({_ratio(one['ratio'])}){claim}"


def _ratios(view: Mapping[str, Any], code: str) -> tuple[list[Line], Scale]:
    lines = [
        Line(name_of(view["by"], group["name"]), ratio["low"], ratio["value"], ratio["high"], bool(one["claim"]))
        for group in view["groups"]
        for one in (group["sources"][code],)
        if (ratio := one["ratio"])
    ]
    high = min(MOST_RATIO, max(1.5, *(line.high for line in lines)))
    return lines, Scale(0.0, 1.0, high, ("0", "1", f"{high:.1f}"))


def _reference(found: Mapping[str, Any], min_cell: int) -> Iterator[str]:
    by = found["by"]
    yield f"<h2>Who does not reach us</h2><p>{escape(of_reference(found, min_cell))}</p><p>{escape(of_whole(found))}</p>"
    yield f'<p class="small">{escape(_whose(found))}</p>'
    caption = f"Share of who writes beside the population, by {by}; {found['people']:,} people"
    lines = [
        Line(name_of(by, one["name"]), one["low"] - one["expected"], one["share"] - one["expected"], one["high"] - one["expected"], bool(one["claim"]))
        for one in found["groups"]
        if one["people"] is not None
    ]  # fmt: skip
    if lines:
        reach = max(0.05, *(max(abs(line.low), abs(line.high)) for line in lines))
        scale = Scale(-reach, 0.0, reach, (f"{-100 * reach:.0f} points", "as the population", f"+{100 * reach:.0f}"))
        yield picture(forest(lines, scale), f"Points above or below the population, by {by}")
    rows = [
        (
            name_of(by, one["name"]), f"{one['population']:.1%}",
            f"fewer than {min_cell}" if one["people"] is None
            else f"{one['people']:,}: {one['share']:.1%} ({one['low']:.1%} to {one['high']:.1%})",
            f"{_p(one['p_holm'])}{', ' + _CLAIMS[one['claim']] if one['claim'] else ''}",
        )
        for one in found["groups"]
    ]  # fmt: skip
    yield table((by.capitalize(), "Population", "Who writes", "p, corrected"), rows, "", caption)


def _whose(found: Mapping[str, Any]) -> str:
    """Return whose figures the population's are, and who is not in it."""
    left = (
        f" {found['not_named']:,} people are of no {found['by']} that it names; they are left out here."
        if found["not_named"]
        else ""
    )
    few = any(one["people"] is None for one in found["groups"])
    apart = " Groups that are told are compared among themselves, without those of too few." if few else ""
    return f"Population: {found['source']}, {found['date']}. Its shares are taken as certain.{apart}{left}"


def _unanswered(found: Mapping[str, Any]) -> Iterator[str]:
    yield "<h2>Who is not answered</h2>"
    if not found["rows"]:
        yield f"<p>Nothing can be compared: {escape(found['nothing'])}.</p>"
        return
    yield f"<p>{escape(of_unanswered(found))}</p>"
    whole = found["share"]
    languages = [row for row in found["rows"] if not row["topic"]]
    lines = [
        Line(name_of("language", row["language"]), row["low"], row["share"], row["high"], row["claim"])
        for row in languages
    ]
    caption = f"Share whom no article answered, by language; {whole:.1%} as a whole (dashed line)"
    high = min(1.0, max(whole, *(line.high for line in lines)) + 0.02)
    yield picture(
        forest(lines, Scale(0.0, whole, high, ("0 %", f"{100 * whole:.0f} %", f"{100 * high:.0f} %"))), caption
    )
    by_topic = len(languages) < len(found["rows"])
    rows = [
        (
            name_of("language", row["language"]), *((row["topic"] or "all",) if by_topic else ()), f"{row['n']:,}",
            f"{row['share']:.1%} ({row['low']:.1%} to {row['high']:.1%})",
            f"{row['difference'] * 100:+.1f}{', beyond chance' if row['claim'] else ''}" if row["difference"] is not None else "",
        )
        for row in found["rows"]
    ]  # fmt: skip
    topic = ("Topic",) if by_topic else ()
    yield table(
        ("Language", *topic, "People", "Not answered", "Points to everybody else"), rows, "",
        "People whom no article answered, of those whom the assistant was to answer"
        + (f"; {found['hidden']} small groups not told" if found["hidden"] else ""),
    )  # fmt: skip


# --- lines ----------------------------------------------------------------------------------------------------------
def as_text(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the report as lines for a terminal."""
    yield f"{about(report)}."
    for view in report["represented"]["views"]:
        yield from ("", f"What is there, by {view['by']}: {view['people']:,} people wrote.")
        yield from (
            f"  {source['says']}: {of_source(view, source)}" for source in view["sources"] if source["compared"]
        )
        yield from (f"  {says}" for says in of_view(view, report["represented"]["min_cell"]))
        for group in view["groups"]:
            there = ", ".join(
                f"{source['says']} {_cell(group['sources'][source['code']], source['compared'])}"
                for source in view["sources"]
                if source["n"]
            )
            yield f"    {group['share']:6.1%} of who writes  {name_of(view['by'], group['name'])}: {there}"
    if report["reference"]:
        yield from (
            "",
            of_reference(report["reference"], report["represented"]["min_cell"]),
            of_whole(report["reference"]),
        )
    unanswered = report["unanswered"]
    yield from (
        "",
        of_unanswered(unanswered) if unanswered["rows"] else f"Nothing can be compared: {unanswered['nothing']}.",
    )
    for row in unanswered["rows"]:
        topic = f" · {row['topic']}" if row["topic"] else ""
        yield f"    {row['share']:6.1%} not answered ({row['low']:.1%} to {row['high']:.1%})  n = {row['n']:,}  {name_of('language', row['language'])}{topic}"
    yield from ("", "What to write next:", *(f"  {says}" for says in of_plan(report["to_write"])))
    yield from _plan_lines(report["to_write"]["rows"])
    yield from ("", of_reviewers(report["reviewers"]))


def _plan_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        words = ", ".join(row["words"]) or "words are for who edits articles"
        task = f"  task due {row['task']['due']}" if row["task"] else ""
        yield (
            f"    about {row['expected']:.0f} ({row['low']:.0f} to {row['high']:.0f})  fair place {row['place_by_fair_order']}"
            f"  {name_of('language', row['language'])}: {words}{task}"
        )
