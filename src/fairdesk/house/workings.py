"""Gathers what runs here, for the page *How our AI works*: hashes of all that decides, and figures of what came of it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import fairdesk
from fairdesk.answers import records as answers
from fairdesk.answers.certificate import Report
from fairdesk.answers.looks import part_of_doubt
from fairdesk.answers.promise import Promise, fewest
from fairdesk.database import micros, rows
from fairdesk.desk.outcomes import FEWEST_PEOPLE
from fairdesk.desk.records.outcomes import people_who_wrote
from fairdesk.explainability.running import (
    ANSWERED_ALONE,
    Figure,
    Model,
    Part,
    PromiseTold,
    RuleInForce,
    Running,
    WatchTold,
    estimated,
    median,
    one_approves,
    share,
    unsaid,
    version_of,
)
from fairdesk.fairness.records import watched
from fairdesk.flows import records as flows
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.life import Stage
from fairdesk.guidelines.scorer import KEPT_AS
from fairdesk.house.appealing import Appealing
from fairdesk.house.automating import unhelpful_since
from fairdesk.house.groups import live_groups
from fairdesk.house.knowing import DECISIONS, GUIDELINES, compiled
from fairdesk.house.promising import COMPARED, Promising
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Deed, may
from fairdesk.nouns import ANY_TOPIC
from fairdesk.oversight.appeal import ABOUT_MONEY, Filed, Outcome
from fairdesk.oversight.estimating import estimate
from fairdesk.oversight.lots import Lot
from fairdesk.oversight.records import appeals
from fairdesk.oversight.records import lots as weekly
from fairdesk.privacy.detect import version_of as version_of_detector
from fairdesk.settings import Settings

LOOKED_BACK = timedelta(days=90)
MOST_WAITS = 10_000
"""Of more waits the latest count."""
KEPT_SECONDS = 600
"""How long the figures are reused: anybody may ask for the page, and nobody may make the desk slow by asking."""

FILES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("model", "finds names and places to hide"): ("privacy/model/*.bin",),
    ("model", "finds sensitive matters"): (
        "sensitive/model/weights.npz",
        "sensitive/model/features.txt",
        "sensitive/model/model.json",
    ),
    ("word lists", "sensitive matters"): (
        "sensitive/lexicon/*.yaml",
        "sensitive/signs/*.toml",
        "sensitive/words/*.toml",
        "sensitive/helplines.csv",
    ),
    ("word lists", "wishes for a person"): ("oversight/wishes/*",),
    ("word lists", "words that say nothing in a search"): ("answers/stop_words.py",),
    ("notices", "what customers are told"): ("consent/texts/*.toml",),
    ("program", "masking"): ("privacy/*.py",),
    ("program", "sensitive matters"): ("sensitive/*.py",),
    ("program", "search and answers"): ("answers/*.py", "answers/*.toml"),
    ("program", "tasks with steps"): ("flows/*.py", "flows/*.toml", "house/flowing.py"),
    ("program", "rules"): ("guidelines/*.py",),
    ("program", "the way of a message"): (
        "desk/turn.py",
        "consent/permit.py",
        "oversight/wish.py",
        "oversight/concepts.py",
        "oversight/weighing.py",
        "oversight/spelling.py",
        "oversight/needed.py",
        "house/sitting.py",
    ),
}
"""Every file that decides, by what it is; below the package's folder."""

SETTINGS = (
    "answers_before_promise", "promise_target", "promise_confidence", "promise_topics", "detector", "detector_model", "mask_seconds", "model_seconds", "model_recipient", "model_country", "model_safeguard",
    "llm_url", "llm_model",
)  # fmt: skip
"""Settings that change what the assistant does or sees."""


class Workings(Appealing, Promising):
    """The part of the house that tells in public how it works."""

    _figures: tuple[float, tuple[Figure, ...]] = (0.0, ())
    _reviewed: Report | None = None

    def running(self) -> Running:
        """Return what runs here, and what is measured of it (at most ten minutes old)."""
        at = self.now()
        read_at, figures = self._figures
        if not read_at or time.monotonic() - read_at > KEPT_SECONDS:
            sampled = wrong_in_samples(weekly.since(at - LOOKED_BACK, self.terms.topics))
            groups = of_groups(max(filter(None, (at - LOOKED_BACK, self.knowing.answers_since()))), at)
            figures = (*measured(at), sampled, *groups, self._missed())
            self._figures, self._reviewed = (time.monotonic(), figures), self.promise_now()
        parts = self._running_parts(at)
        rules = tuple(rule for name in (*GUIDELINES, *DECISIONS) if (rule := _rule(name, at)))
        return Running(
            version_of(parts), at, parts, rules, (_tagger(), _of_matters()), figures, self.outside.recipient, entries_of_the_ledger(),
            tuple(self._promises()), self.settings.before_promise == "cold", _watch_told(), _one_approves(at),
        )  # fmt: skip

    def _promises(self) -> Iterator[PromiseTold]:
        """Yield what is promised now of each topic, what was taken back, or how much is missing."""
        told = self._reviewed or self.promise_now()
        closed = self.knowing.promised().closed
        in_force = {each.topic: each for each in self.knowing.promises()}
        # Of single topics only what is or was promised is told: how few ask about one could tell of one customer.
        for topic in dict.fromkeys([*(in_force or closed or (ANY_TOPIC,)), *closed]):
            made, seen = in_force.get(topic), told.promises.get(topic)
            if topic in closed or made is None:
                state = "closed" if topic in closed else "not_yet"
                reviewed = seen.reviewed if seen else 0
                yield PromiseTold(topic, state, told.target, told.confidence, reviewed, needed=_missing(told, seen))
            else:
                yield PromiseTold(
                    topic, "kept", made.target, made.confidence, made.reviewed, made.answered, made.wrong,
                    since=made.at.date(), first=made.first.date(), last=made.last.date(), entries=made.entries,
                )  # fmt: skip

    def _running_parts(self, at: datetime) -> tuple[Part, ...]:
        in_force = {**self.knowing.guidelines_in_force(at), **dict(self._decisions(at))}
        return (
            *(Part("guideline", name, version) for name, version in in_force.items()),
            *files_that_decide(Path(fairdesk.__file__).parent),
            Part("detector", self.settings.detector, version_of_detector(self.detector)),
            Part("articles", "all that may be quoted", answers.knowledge_version()),
            *(Part("flow", name, version) for name, version in flows.in_force().items()),
            *settings_that_decide(self.settings),
        )

    def _decisions(self, at: datetime) -> Iterator[tuple[str, str]]:
        """Yield what decides beside the way of a message, with its version: about money, urgency ..., and the scorers read."""
        for name in DECISIONS:
            if kept := guidelines.in_force(name, at):
                yield name, kept[0]
                for scorer in self.knowing.scorers_for(self.knowing.guideline(kept[0]), at).values():
                    yield KEPT_AS + scorer.name, scorer.version

    def _missed(self) -> Figure:
        found = self.mask_misses()
        first, last = (each.date() if each else None for each in (found.first, found.last))
        return share("missed_by_masking", "mask", found.with_a_miss, found.looked_at, first, last)


def _missing(told: Report, seen: Promise | None) -> int | None:
    """Return how many more answers must be reviewed until something can be promised; None where nobody can say."""
    if seen is None:
        return fewest(told.target, part_of_doubt(1, 1 - told.confidence))
    return seen.needed or None


def _watch_told() -> WatchTold | None:
    latest = watched.latest_look()
    if latest is None:
        return None
    at, report = latest
    return WatchTold(at.date(), len(report["differences"]), sum(each["alarm"] for each in report["differences"]))


def _one_approves(at: datetime) -> bool:
    people = identity.colleagues()
    approvers = sum(may(person.role, Deed.APPROVE_GUIDELINE) for person in people)
    begun = (*guidelines.in_stage(Stage.IN_FORCE), *guidelines.scheduled_until(at))
    return one_approves(len(people), approvers, any(life.proposal.solo for life in begun))


@cache
def files_that_decide(package: Path) -> tuple[Part, ...]:
    """Return the hash of each group of files that decides. Read once: a running program does not change its files."""
    return tuple(Part(kind, name, _hash(package, patterns)) for (kind, name), patterns in FILES.items())


def settings_that_decide(settings: Settings) -> tuple[Part, ...]:
    """Return the settings that change what the assistant does or sees."""
    values = asdict(settings)
    return tuple(Part("setting", name, str(values[name])) for name in SETTINGS)


def _hash(package: Path, patterns: tuple[str, ...]) -> str:
    whole = hashlib.sha256()
    for pattern in patterns:
        for file in sorted(package.glob(pattern)):
            body = file.read_bytes()
            whole.update(f"{file.relative_to(package).as_posix()} {len(body)}\n".encode() + body)
    return whole.hexdigest()[:16]


def _rule(name: str, at: datetime) -> RuleInForce | None:
    """Return a guideline in force with what was in force before it; what is only proposed is not told here."""
    begun = [(made.begins, made.at, made.id, made.version) for made in (life.proposal for life in guidelines.lives(name))
             if made.begins and made.begins <= at]  # fmt: skip
    if not begun:
        return None  # a desk set up before there was this guideline
    # The same rule as guidelines.in_force: of two that begin together the one decided later counts.
    *earlier, (since, _, _, version) = sorted(begun)
    table = compiled(version).table
    return RuleInForce(
        name, table.title, table.owner, version, since.date(), table.review_by,
        tuple((before, began.date()) for began, _, _, before in reversed(earlier)),
    )  # fmt: skip


@cache
def _tagger() -> Model:
    card = _card("privacy")
    return _model("finds names and places to hide", card, card["model_sha256"][:16], tuple(card["kinds"]))


@cache
def _of_matters() -> Model:
    card = _card("sensitive")
    return _model("finds sensitive matters", card, card["version"], tuple(card["heads"]))


def _card(room: str) -> dict[str, Any]:
    card: dict[str, Any] = json.loads(
        (Path(fairdesk.__file__).parent / room / "model" / "card.json").read_text("utf-8")
    )
    return card


def _model(name: str, card: dict[str, Any], version: str, kinds: tuple[str, ...]) -> Model:
    learned = card["learned_from"]
    return Model(
        name,
        version,
        sum(source["texts"] for source in learned.values()),
        {source: about["licence"] for source, about in learned.items()},
        kinds,
    )


# --- what came of it --------------------------------------------------------------------------------------------------
_ALONE = (
    "c.mode = 'human' AND NOT EXISTS (SELECT 1 FROM desk_item a WHERE a.conversation_id = c.id AND a.voice = 'assistant'"
    " AND a.code <> 'unclear' AND a.released_at IS NOT NULL)"
)
"""Of a conversation c: people alone answered, as a month counts it (`desk/records/outcomes.py`)."""


def measured(at: datetime) -> Iterator[Figure]:
    """Yield the figures of the assistant beside those of people, over the last 90 days, from what is kept.

    What people did is told of the whole team, and not at all while fewer than FEWEST_PEOPLE answered: it would be one person's.
    """
    since = micros(at - LOOKED_BACK)
    first, last = (at - LOOKED_BACK).date(), at.date()
    team = people_who_wrote(at - LOOKED_BACK, at) >= FEWEST_PEOPLE
    yield median("first_answer", "assistant", _waits_for_the_assistant(since), first, last)
    waits = _waits_for_people(since)
    yield median("first_answer", "people", [wait for wait, _ in waits], first, last)
    for of, by_people in (("assistant", False), ("people", True)):
        yield median("person", of, [wait for wait, alone in waits if alone is by_people], first, last)
    for of, (reopened, closed) in _reopened(since).items():
        yield _of_a_team(share("reopened", of, reopened, closed, first, last), team)
    answered = _count(
        "SELECT count(*) FROM desk_item WHERE voice = 'assistant' AND code = '' AND released_at >= %s", since
    )
    yield share("did_not_help", "assistant", sum(unhelpful_since(at - LOOKED_BACK).values()), answered, first, last)
    decided = [each for each in appeals.since(at - LOOKED_BACK) if each.outcome]
    for of, about_money in (("assistant", False), ("people", True)):
        contested = [each for each in decided if (each.topic == ABOUT_MONEY) is about_money]
        yield _of_a_team(share("contested_and_changed", of, _changed(contested), len(contested), first, last), team)
    wrong, closed = _changed_or_opened_again(since)
    yield _of_a_team(share("wrong", "people", wrong, closed, first, last), team)


def wrong_in_samples(found: Sequence[Lot]) -> Figure:
    """Return the share of the assistant's answers that people found wrong in the weekly samples, put together.

    A week counts once of each of its strata an answer was reviewed: without them the rest would stand for what nobody saw.
    """
    known = [lot for lot in found if estimate(lot.strata)]
    strata = [each for lot in known for each in lot.strata]
    first, last = min((lot.start for lot in known), default=None), max((lot.end for lot in known), default=None)
    return estimated(
        "wrong", "assistant", estimate(strata), sum(each.reviewed for each in strata), first and first.date(), last and last.date()
    )  # fmt: skip


def of_groups(since: datetime, at: datetime) -> Iterator[Figure]:
    """Yield how the assistant served each group of customers since a moment, as the board compares them."""
    for group in (each for name in COMPARED for each in live_groups(name, since)):
        of = f"{group.name}:{group.value}"
        yield estimated(ANSWERED_ALONE, of, group.answered, group.people, since.date(), at.date())
        yield estimated("wrong", of, group.wrong, group.reviewed, since.date(), at.date())


def _of_a_team(figure: Figure, team: bool) -> Figure:
    return figure if team or figure.of != "people" else unsaid(figure)


def _changed(found: Sequence[Filed]) -> int:
    return sum(each.outcome is Outcome.CHANGED for each in found)


def _changed_or_opened_again(since: int) -> tuple[int, int]:
    """Return how many conversations that people answered and closed were opened again, or decided otherwise about money on
    appeal; and how many they closed. Whoever writes again may ask something else: it counts all the same.
    """
    ((wrong, closed),) = rows(
        "SELECT coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM desk_item r WHERE r.conversation_id = d.id AND r.code = 'reopened'"
        " AND r.number > d.closed) OR EXISTS (SELECT 1 FROM oversight_appeal a WHERE a.conversation_id = d.id"
        " AND a.topic = %s AND a.outcome = %s) THEN 1 ELSE 0 END), 0), count(*)"
        " FROM (SELECT conversation_id AS id, min(number) AS closed FROM desk_item WHERE voice = 'event' AND code = 'resolved'"
        " AND at >= %s GROUP BY conversation_id) d"
        " WHERE EXISTS (SELECT 1 FROM desk_item p WHERE p.conversation_id = d.id AND p.voice = 'person' AND p.number < d.closed)",
        ABOUT_MONEY, str(Outcome.CHANGED), since,
    )  # fmt: skip
    return int(wrong), int(closed)


def _waits_for_the_assistant(since: int) -> list[float]:
    found = rows(
        "SELECT a.released_at - c.at FROM desk_item a JOIN desk_item c ON c.act = a.act AND c.voice = 'customer'"
        " WHERE a.voice = 'assistant' AND a.act <> '' AND a.released_at >= %s"
        f" ORDER BY a.released_at DESC LIMIT {MOST_WAITS}",
        since,
    )
    return [int(wait) / 1e6 for (wait,) in found]


def _waits_for_people(since: int) -> list[tuple[float, bool]]:
    """Return waits for a person in seconds, and whether people alone answered there."""
    found = rows(
        f"SELECT waited_micros, CASE WHEN {_ALONE} THEN 1 ELSE 0 END FROM desk_conversation c"
        " WHERE waited_micros IS NOT NULL AND changed_at >= %s"
        f" ORDER BY changed_at DESC LIMIT {MOST_WAITS}",
        since,
    )
    return [(int(wait) / 1e6, bool(alone)) for wait, alone in found]


def _reopened(since: int) -> Mapping[str, tuple[int, int]]:
    """Return how many closed conversations were opened again, and how many were closed: with the assistant, and without."""
    found = rows(
        f"SELECT CASE WHEN {_ALONE} THEN 'people' ELSE 'assistant' END AS who, count(DISTINCT r.conversation_id),"
        " count(DISTINCT i.conversation_id) FROM desk_item i JOIN desk_conversation c ON c.id = i.conversation_id"
        " LEFT JOIN desk_item r ON r.conversation_id = i.conversation_id AND r.code = 'reopened' AND r.number > i.number"
        " WHERE i.voice = 'event' AND i.code = 'resolved' AND i.at >= %s GROUP BY who",
        since,
    )
    counted = {who: (int(again), int(closed)) for who, again, closed in found}
    return {who: counted.get(who, (0, 0)) for who in ("assistant", "people")}


def entries_of_the_ledger() -> int:
    """Return how many entries of the ledger have their place."""
    return _count("SELECT coalesce(max(position) + 1, 0) FROM accountability_entry WHERE position IS NOT NULL")


def _count(sql: str, *values: object) -> int:
    ((number,),) = rows(sql, *values)
    return int(number)
