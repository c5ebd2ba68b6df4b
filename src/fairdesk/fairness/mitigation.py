"""What can be done about a difference that an audit found, and what it would change: before and after, by replay. Pure.

    found = difference_in(report, {"language": "pl"}, "answered")       a claim beyond chance, or BadInput
    choices(found, ...)                                                 what may be proposed, each with what it means
    told(columns, judged)                                               shares of the group and of everybody else

A mitigation is an ordinary proposal of a guideline, a model or an article's owner: somebody else approves it, and it has a
day at which it is looked at again. Its group is one that the page or the channel says: what customers told of themselves
for audits is no input of any decision, and asking for it is refused.

A different rule by a group can itself be unlawful: language goes with origin (Directive 2000/43/EC, article 2, on indirect
discrimination), so each choice says who meets another rule than everybody else. A person's look that costs a group time
is a disadvantage too, and is counted as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fairdesk.fairness.own_acts import GROUPS, LOW_IS_WORSE, NO_GROUPS, OUTCOMES
from fairdesk.intervals import SURE, Share, newcombe, simultaneous, wilson
from fairdesk.language import OFFERED
from fairdesk.nouns import BadInput, ColleagueId, Refused

DRAFT, THRESHOLD, FOR_ALL, ROW, WEIGHTS, EXAMPLES = (
    "draft",
    "threshold",
    "threshold_for_all",
    "rule",
    "weights",
    "examples",
)
LONGEST = timedelta(days=180)
"""How far off the day may be at which a mitigation is looked at again."""
USUAL = timedelta(days=60)
TOO_FEW = 5
"""Of fewer people nothing is told."""
CONFIDENCE = 0.95

SENT, LOOKED, UNCLEAR, PERSON = "sent", "looked", "unclear", "person"
"""What becomes of an answer: it leaves at once, a person looks at it first, the assistant says that it is unsure, or a person answers."""
RATES: Mapping[str, str] = {
    SENT: "answered at once by the assistant alone",
    LOOKED: "looked at by a person before it leaves",
    UNCLEAR: "told that the assistant is not sure",
    PERSON: "answered by a person",
    "wrong": "wrong and sent without a look, of answers that a reviewer judged",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference beyond chance: of whom, in which outcome, since when; the group's share, everybody else's, and the gap."""

    group: Mapping[str, str]
    outcome: str
    since: date
    n: int
    share: float
    others: float
    low: float
    high: float
    p: float

    @property
    def whose(self) -> str:
        """The group in words, as a rule's sentence ends: "in Polski", "by email"."""
        return whose(self.group)


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be done: its kind, what it means in a sentence, who must approve it, and where it is proposed."""

    kind: str
    title: str
    means: str
    approved_by: str
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody chose: the kind, one topic ("": all), and the confidence from which on answers are sent."""

    kind: str
    topic: str = ""
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a mitigation again: who, when, what they said of it ("keep until 2027-02-01", "end"), and why."""

    at: datetime
    by: ColleagueId
    by_name: str
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class Mitigation:
    """What was proposed to mend a difference. `proposal`: of guideline *name*; `rule`: the row it writes, "" if none.

    `setting`: what was chosen, such as the topic and the threshold. `review_by`: the day at which somebody looks again.
    `ending`: the proposal that takes it back, "" if nobody asked for that.
    """

    id: str
    at: datetime
    by: ColleagueId
    by_name: str
    kind: str
    name: str
    proposal: str
    rule: str
    says: str
    found: Difference
    setting: Mapping[str, Any]
    why: str
    review_by: date
    looks: tuple[Look, ...] = ()
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice with what it would change, by replay; `why_not`: what keeps it from being tried as it is."""

    choice: Choice
    wanted: Wanted
    effect: Mapping[str, Any] | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A mitigation, how it stands (waits, scheduled, in force, ended, not taken), what was promised, and what is seen since."""

    mitigation: Mitigation
    stands: str
    due: bool
    begins: datetime | None
    promised: Mapping[str, Any] | None
    since: list[dict[str, Any]] | None
    says_since: str


def whose(group: Mapping[str, str]) -> str:
    """Return a group in words."""
    return " ".join(
        f"in {OFFERED.get(name, name)}" if by == "language" else f"by {name}" for by, name in group.items()
    )


def checked_group(group: Mapping[str, str]) -> dict[str, str]:
    """Return a group that a decision may read. Raises Refused with the reason for any other, BadInput for none."""
    for by in group:
        if by in NO_GROUPS:
            raise Refused(f"{by} can be no input of a decision: {NO_GROUPS[by]}")
        if by not in GROUPS:
            raise Refused(
                f"{by} can be no input of a decision: what customers tell of themselves is told for audits, in sums alone,"
                f" and another rule for a protected group can itself be unlawful; there are {', '.join(GROUPS)}"
            )
    if not group or not all(group.values()):
        raise BadInput(f"name a group by {' or '.join(GROUPS)}")
    return {by: group[by] for by in GROUPS if by in group}


def differences_in(report: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield every claim beyond chance, in a report of the desk's own acts, that a group fares worse than everybody else."""
    for view in report["views"]:
        for told in view["groups"]:
            rate = told["rates"].get("selection_rate")
            if not (rate and rate["claim"] and told["told"]):
                continue
            gap = rate["difference"]
            if (gap["share"] < 0) is (report["columns"]["outcome"] in LOW_IS_WORSE):
                yield Difference(
                    told["group"], report["columns"]["outcome"], date.fromisoformat(report["own"]["since"]), rate["n"],
                    rate["share"], rate["share"] - gap["share"], gap["low"], gap["high"], rate["p_holm"],
                )  # fmt: skip


def difference_in(report: Mapping[str, Any], group: Mapping[str, str]) -> Difference:
    """Return the claim that a group fares worse. Raises BadInput where it is not beyond chance: what may be luck is not mended."""
    for found in differences_in(report):
        if dict(found.group) == dict(group):
            return found
    raise BadInput(
        f"{OUTCOMES[report['columns']['outcome']]}: it is not beyond chance there that those who write {whose(group)} fare worse;"
        " what may be luck is not mended, nor what is no disadvantage"
    )


def checked_day(day: date, today: date) -> date:
    """Return the day at which a mitigation is looked at again. Raises BadInput if it is past or too far off."""
    if not today < day <= today + LONGEST:
        raise BadInput(
            f"a mitigation is looked at again at a day after today and by {today + LONGEST}; {day} is none of these"
        )
    return day


UNSERVED = ("refused", "unanswered", "handed_over", "gave_up")
"""Outcomes that say that somebody was not served; of those that people want too few were. The others say that it was wrong."""


def first_try(found: Difference, now: float) -> float:
    """Return the threshold to try first: a tenth looser where the group is served less often, a tenth stricter where worse."""
    less = found.outcome in LOW_IS_WORSE or found.outcome in UNSERVED
    return round(max(0.15, now - 0.1) if less else min(0.99, now + 0.1), 3)


def choices(found: Difference, threshold: float | None) -> tuple[Choice, ...]:
    """Return what may be done about a difference. *threshold*: the confidence from which on answers are sent, if one is."""
    two = "whoever proposes it and somebody else who may approve guidelines"
    other = f"Who writes {found.whose} meets another rule than everybody else: look at whether that is lawful here."
    made = [
        Choice(DRAFT, f"A person looks first at answers {found.whose}",
               f"Every answer {found.whose} (of one topic, if you name it) is a draft until a colleague lets it go; fewer wrong"
               " ones leave, and these customers wait for it.", two, other),
    ]  # fmt: skip
    if threshold is not None:
        made += [
            Choice(THRESHOLD, f"Another threshold for answers {found.whose}",
                   f"The assistant answers {found.whose} from another confidence on than {threshold:g}: from a lower one it answers"
                   " more and errs more, from a higher one more goes to people.", two, other),
            Choice(FOR_ALL, "Another threshold for everybody",
                   f"The assistant answers from another confidence on than {threshold:g}, whoever asks.", two),
        ]  # fmt: skip
    made += [
        Choice(ROW, "A rule of your own", "The guideline is opened with a row for this group filled in; change it and propose it.", two, other),
        Choice(WEIGHTS, "Train the reader of topics anew, with languages weighed",
               "Examples in a language that has few count more. It is trained and measured on the command line, language by language,"
               " beside the one in use; a desk that was started with it lets people answer until it is approved.", two),
        Choice(EXAMPLES, "More examples, or an article",
               "A task for the owner of an article: what these customers ask is written down in their language.", "whoever asks for it, and the owner of the article, who writes it"),
    ]  # fmt: skip
    return tuple(made)


# --- before and after -----------------------------------------------------------------------------------------------
Counts = Counter[tuple[bool, str, bool | None]]
"""How many people: of the group or not, what became of their answer, and whether a reviewer found it wrong (None: not judged)."""


def told(columns: Mapping[str, Counts], judged: Mapping[str, Counts]) -> list[dict[str, Any]]:
    """Return a row for each rate, with what it is of the group, of everybody else, and the gap, in each column.

    *columns*: such as before and after, each the same people; *judged*: the same of people whose answer a reviewer judged.
    All intervals of the table hold together with 95 %: shares by Wilson, gaps by Newcombe (intervals.py). Of fewer than
    TOO_FEW people nothing is told.
    """
    counts = {
        code: {name: _hits(code, (judged if code == "wrong" else columns)[name]) for name in columns}
        for code in RATES
    }
    sizes = [n for each in counts.values() for cell in each.values() for _, n in cell.values()]
    both = sum(all(n >= TOO_FEW for _, n in cell.values()) for each in counts.values() for cell in each.values())
    z = simultaneous(CONFIDENCE, sum(n >= TOO_FEW for n in sizes) + both)
    return [
        {"rate": code, "says": RATES[code], "columns": {name: _cell(cell, z) for name, cell in each.items()}}
        for code, each in counts.items()
    ]


def _hits(code: str, counts: Counts) -> dict[bool, tuple[int, int]]:
    found = {}
    for mine in (True, False):
        some = {(state, wrong): n for (whose, state, wrong), n in counts.items() if whose is mine}
        hits = sum(
            n for (state, wrong), n in some.items() if (state == SENT and wrong if code == "wrong" else state == code)
        )
        found[mine] = hits, sum(some.values())
    return found


def _cell(cell: Mapping[bool, tuple[int, int]], z: float) -> dict[str, Any]:
    (hits, n), (other, rest) = cell[True], cell[False]
    enough, enough_others = n >= TOO_FEW, rest >= TOO_FEW
    return {
        "group": _plain(wilson(hits, n, z), n) if enough else None,
        "others": _plain(wilson(other, rest, z), rest) if enough_others else None,
        "gap": _plain(newcombe(hits, n, other, rest, z)) if enough and enough_others else None,
    }


def _plain(share: Share, n: int | None = None) -> dict[str, Any]:
    return {
        "share": round(share.value, 6), "low": round(share.low, 6), "high": round(share.high, 6),
        **({} if n is None else {"n": n}),
    }  # fmt: skip


def since_then(found: Difference, counts: Mapping[bool, tuple[int, int]]) -> str:
    """Return whether a difference is there still, in a sentence; *counts*: hits and people of the group, and of the others.

    It is one question that was asked before anybody looked, so its interval is one of 95 % (Newcombe).
    """
    (hits, n), (other, rest) = counts[True], counts[False]
    if min(n, rest) < TOO_FEW:
        return f"Too few people since to say whether it worked: {n} of the group, {rest} others."
    gap = newcombe(hits, n, other, rest, SURE)
    there = gap.low > 0 if found.share > found.others else gap.high < 0
    told = f"the gap was {_points(found.share - found.others)}, and is {_points(gap.value)} ({_points(gap.low)} to {_points(gap.high)}) since"
    if there:
        return f"The difference is there still: {told}."
    return f"The difference is not shown any more: {told}. That is no proof that there is none."


def _points(share: float) -> str:
    return f"{share * 100:+.1f} points"


def share_and_span(cell: Mapping[str, Any] | None) -> tuple[str, str]:
    """Return a share as it is read, and its interval with the number of people."""
    if cell is None:
        return "too few to tell", ""
    return f"{cell['share']:.1%}", f"{cell['low'] * 100:.1f} to {cell['high']:.1%}, of {cell['n']:,}"


def in_points(cell: Mapping[str, Any] | None) -> str:
    """Return the same as one text."""
    share, span = share_and_span(cell)
    return f"{share} ({span})" if span else share
