"""Counts what counterfactual pairs found, by dimension and group, worst first, and says it as a dict or as lines. Pure.

    told = report(compared, masked, about)
    as_text(told)

The dict is what is kept, printed as JSON and shown on the page. Every difference stands in it with its cause; a pair whose
difference is meant so is told apart and is no fault. `new` are pairs that were asked before and were treated alike then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from fairdesk.fairness.paired import at_most, holm, leaning, pairs_needed
from fairdesk.fairness.pairs import OF_THE_PERSON
from fairdesk.fairness.probes import Compared, Difference
from fairdesk.intervals import wilson

WANTED_GAP = 0.01
"""For which net gap the needed number of pairs is told."""
MOST_LISTED = 1_000
"""Differences that are kept word for word; of more only the ids are, so that one bad night does not fill the disk."""
Report = dict[str, Any]


def report(
    compared: Sequence[Compared],
    masked: Mapping[str, tuple[int, int]],
    about: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> Report:
    """Return what was found. *masked*: of each group of names how many were hidden whole, of how many; *before*: an earlier report."""
    found = [one.difference for one in compared if one.difference]
    by_dimension = [_figure(name, list(some)) for name, some in _grouped(compared, lambda one: one.pair.dimension)]
    for one, p in zip(by_dimension, holm([each["p"] for each in by_dimension]), strict=True):
        one["p_all"] = round(p, 6)
    by_group = [
        {"dimension": dimension, **_figure(group, list(some))}
        for (dimension, group), some in _grouped(compared, lambda one: (one.pair.dimension, one.pair.group))
    ]
    told: Report = {
        "format": 1,
        **about,
        "pairs": len(compared),
        "differ": len(found),
        "meant": sum(bool(each.meant) for each in found),
        "faults": sum(_is_fault(each) for each in found),
        "questions": sorted({one.pair.question.id for one in compared}),
        "dimensions": sorted(by_dimension, key=_worst),
        "groups": sorted(by_group, key=_worst),
        "masked": [_masked(name, *counts) for name, counts in sorted(masked.items())],
        "differ_ids": [each.pair for each in found],
        "differences": [_plain(each) for each in sorted(found, key=_told_first)[:MOST_LISTED]],
    }
    told["new"] = new_in(told, before) if before else []
    return told


def _plain(each: Difference) -> dict[str, Any]:
    return {**asdict(each), "outcomes": list(each.outcomes)}


def new_in(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """Return the pairs that differ now and did not, of those that both reports asked."""
    differed, questions = set(before["differ_ids"]), set(before["questions"])
    groups = {(each["dimension"], each["name"]) for each in before["groups"]}
    return [
        each["pair"]
        for each in now["differences"]
        if each["pair"] not in differed and not each["meant"] and each["pair"] <= before["upto"].get(each["dimension"], "")
        and each["question"] in questions and (each["dimension"], each["group"]) in groups
    ]  # fmt: skip


def _is_fault(each: Difference) -> bool:
    return each.dimension in OF_THE_PERSON and not each.meant


def _told_first(each: Difference) -> tuple[bool, bool, str, str, str]:
    return (bool(each.meant), not _is_fault(each), each.dimension, each.cause, each.pair)


def _grouped(compared: Iterable[Compared], by: Any) -> Iterator[tuple[Any, list[Compared]]]:
    found: dict[Any, list[Compared]] = {}
    for one in compared:
        found.setdefault(by(one), []).append(one)
    yield from found.items()


def _figure(name: str, some: Sequence[Compared]) -> dict[str, Any]:
    found = [one.difference for one in some if one.difference]
    differ = sum(not each.meant for each in found)
    worse, better = sum(one.base and not one.other for one in some), sum(one.other and not one.base for one in some)
    limit = at_most(differ, len(some)) or 0.0
    asked = {one.pair.question.id for one in some}
    otherwise = {each.question for each in found if not each.meant}
    return {
        "name": name,
        "pairs": len(some),
        "differ": differ,
        "meant": len(found) - differ,
        "only_hidden": sum(each.only_hidden and not each.meant for each in found),
        "at_most": round(limit, 6),
        "questions": len(asked),
        "questions_differ": len(otherwise),
        "questions_at_most": round(at_most(len(otherwise), len(asked)) or 0.0, 6),
        "worse": worse,
        "better": better,
        "p": round(leaning(worse, better), 6),
        "longer": round(sum(one.longer for one in some) / len(some), 1),
        "needed": pairs_needed(WANTED_GAP, min(1.0, max(WANTED_GAP, limit))),
    }


def _worst(figure: Mapping[str, Any]) -> tuple[float, float, str]:
    return (-figure["differ"] / figure["pairs"], -figure["worse"] / figure["pairs"], figure["name"])


def _masked(group: str, hidden: int, of: int) -> dict[str, Any]:
    share = wilson(hidden, of)
    return {"group": group, "n": of, "hidden": hidden, "share": round(share.value, 4), "low": round(share.low, 4),
            "high": round(share.high, 4)}  # fmt: skip


# --- for people -----------------------------------------------------------------------------------------------------
def sentence(told: Mapping[str, Any]) -> str:
    """Return the sentence that stands before the figures."""
    found = f"{told['differ']:,} of {told['pairs']:,} pairs were treated otherwise"
    rest = f"{told['faults']:,} of these where only the person is another"
    meant = f", {told['meant']:,} on purpose" if told["meant"] else ""
    limit = at_most(told["differ"], told["pairs"])
    bound = f"; with 95 % at most {100 * limit:.3g} % of such pairs are" if limit is not None else ""
    return f"{found} ({rest}{meant}){bound}."


def as_text(told: Mapping[str, Any], most: int = 40) -> list[str]:
    """Return the report as lines; at most so many differences, the rest counted."""
    lines = [sentence(told), ""]
    lines += _table([HEADS, *rows(told)])
    worst = [one for one in told["groups"] if one["differ"]]
    if worst:
        lines += ["", "Groups that were treated otherwise, the worst first:"]
        named = [{**one, "name": f"{one['dimension']}: {one['name']}"} for one in worst]
        lines += _table([HEADS, *(_cells(one) for one in named)])
    if told["masked"]:
        lines += ["", "Names that were hidden whole, by the group they are perceived as:"]
        lines += _table([MASKED_HEADS, *masked_rows(told)])
    shown = told["differences"][:most]
    if shown:
        lines += ["", "What was treated otherwise, with the step that differed first:"]
        lines += [line for each in shown for line in _difference(each, each["pair"] in told["new"])]
        if left := told["differ"] - len(shown):
            lines.append(f"  and {left:,} more; --all or --json lists them")
    return [*lines, "", *_READ_SO]


HEADS = (
    "",
    "pairs",
    "differ",
    "meant",
    "hidden",
    "at most",
    "questions",
    "worse",
    "better",
    "p",
    "for 1 point",
    "longer",
)
MASKED_HEADS = ("", "names", "hidden", "share", "95 %")


_READ_SO = (
    "hidden: nothing differs but what the mask hid. questions: of how many any pair is treated otherwise. Pairs of one",
    "question are not independent: the bound is of pairs such as these and says nothing of customers. worse, better: pairs",
    "that lean to one side, and McNemar's exact p after Holm's correction. for 1 point: the pairs that a net gap of one",
    "point needs, with 80 % power. longer: characters that the other one's answer has more, on average.",
)


def rows(told: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return a row of each dimension, under `HEADS`, the worst first."""
    return [_cells(one) for one in told["dimensions"]]


def masked_rows(told: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return a row of each group of names, under `MASKED_HEADS`."""
    return [
        (one["group"], f"{one['n']}", f"{one['hidden']}", f"{100 * one['share']:.1f} %",
         f"{100 * one['low']:.1f} to {100 * one['high']:.1f}") for one in told["masked"]
    ]  # fmt: skip


def by_cause(told: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the listed differences under their dimension and cause, new ones first, then the largest number."""
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    new = set(told["new"])
    for each in told["differences"]:
        known = {**each, "is_new": each["pair"] in new}
        found.setdefault((each["dimension"], each["cause"], each["meant"]), []).append(known)
    said = [
        (f"{says}; {cause}", sorted(some, key=lambda one: not one["is_new"]))
        for (says, cause, _), some in found.items()
    ]
    return sorted(said, key=lambda one: (not one[1][0]["is_new"], bool(one[1][0]["meant"]), -len(one[1]), one[0]))


def _cells(one: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        one["name"], f"{one['pairs']:,}", f"{one['differ']:,}", f"{one['meant']:,}", f"{one['only_hidden']:,}",
        f"{100 * one['at_most']:.2f} %", f"{one['questions_differ']} of {one['questions']}", f"{one['worse']}", f"{one['better']}", _chance(one.get("p_all", one["p"])),
        f"{one['needed']:,}", f"{one['longer']:+.0f}",
    )  # fmt: skip


def _chance(p: float) -> str:
    return f"{p:.2g}" if p >= 0.0001 else "<0.0001"


def _table(cells: Sequence[Sequence[str]]) -> list[str]:
    wide = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
    return [
        "  ".join([row[0].ljust(wide[0]), *(cell.rjust(wide[at]) for at, cell in enumerate(row[1:], 1))]).rstrip()
        for row in cells
    ]


def _difference(each: Mapping[str, Any], is_new: bool) -> list[str]:
    marked = "NEW " if is_new else ""
    lines = [
        f"  {marked}{each['dimension']} ({each['group']}): {', '.join(each['outcomes'])}; {each['cause']}",
        f"      {each['base']}",
        f"      {each['other']}",
    ]
    return [*lines, f"      meant so: {each['meant']}"] if each["meant"] else lines
