"""Puts articles on the shelf: reads files, keeps what changed, and writes the new state of knowledge into the ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from fairdesk.answers import load
from fairdesk.answers import records as answers
from fairdesk.answers.abstain import sureness
from fairdesk.answers.articles import Article, Changes, UnreadableArticle
from fairdesk.answers.draft import draft
from fairdesk.answers.grounding import sources
from fairdesk.answers.readings import two_readings
from fairdesk.answers.scoring import Case, Offered, answered, asked_which, figures, place_of_right, read_cases
from fairdesk.answers.search import rank
from fairdesk.database import writing
from fairdesk.desk.turn import facts_of_draft
from fairdesk.house.books import Books
from fairdesk.house.past_turns import known_of_past
from fairdesk.nouns import BadInput, Evidence, MaskedText, RawText, Release, Situation, said_by_desk
from fairdesk.privacy.detect import Detector
from fairdesk.privacy.mask import Vault, mask


def add_articles(house: Books, path: Path) -> dict[str, Any]:
    """Add a folder or file of articles; return counts and, by name and line, what could not be read.

    Raises BadInput if there is nothing to read at all.
    """

    def keep(articles: Sequence[Article]) -> Changes:
        at = house.now()
        with writing():
            changes = answers.add(articles, at)
            if changes.added or changes.changed:
                house.memory.add_deed(at, "articles_changed", "person", {"knowledge": answers.knowledge_version()})
        return changes

    report = load.add_folder(path, keep)
    return {
        "added": report.changes.added,
        "changed": report.changes.changed,
        "unchanged": report.changes.unchanged,
        "unreadable": list(report.unreadable),
    }


def list_articles() -> Iterator[str]:
    """Yield a line for each article in force."""
    for kept in answers.articles():
        until = f"until {kept.valid_until}" if kept.valid_until else ""
        yield f"{kept.language:4} {kept.version}  {kept.title}  {kept.owner}  {until}".rstrip()


def score_search(house: Books, path: Path, step: Callable[[int], object] = lambda done: None) -> dict[str, Any]:
    """Return how often search finds the right passage for the questions of a file, masked as customers' words are.

    The figures of `scoring.figures`, with `answered` and `asked_which` (what the desk would do with them), `unreadable`
    (bad lines by name) and `unknown` (how many questions no passage in force answers: misses too). Raises BadInput if
    no line can be used.
    """
    found = list(read_cases(load.text_of(path), path.name))
    cases = [one for one in found if isinstance(one, Case)]
    if not cases:
        raise BadInput(f"{path.name} holds no question that can be used; {_first_problem(found)}")
    at = house.now()
    names = answers.names(at)
    detector = house.knowing.sparing(house.detector)
    results: list[tuple[Case, int]] = []
    sent: list[tuple[Case, Offered | None]] = []
    offers: list[tuple[Case, Offered | None]] = []
    rule, begun = house.knowing.rule_for("release", at), _known_now(house, at)
    for done, case in enumerate(cases, 1):
        *history, question = _masked(case, detector, house.settings.mask_seconds)
        candidates, statistics = answers.find(question, case.language, history, at)
        ranked = rank(question, candidates, statistics, history) if question else ()
        results.append((case, place_of_right(case, [names[one.passage] for one in ranked])))
        proposed = draft(question, case.language, ranked, sureness(question, ranked, statistics))
        release = rule.decide(facts_of_draft(proposed, "", begun, sources(proposed))).outputs["release"]
        sent.append((case, _offered(case, proposed.evidence[:1] if release == Release.SEND else (), names)))
        offers.append((case, _offered(case, two_readings(proposed) if release == Release.UNCLEAR else (), names)))
        step(done)
    known = set(names.values())
    return {
        **figures(results),
        "answered": answered(sent),
        "asked_which": asked_which(offers),
        "unknown": sum(not case.right & known for case in cases),
        "unreadable": [str(one) for one in found if isinstance(one, UnreadableArticle)],
    }


def _known_now(house: Books, at: datetime) -> Situation:
    """Return what is known at the beginning of a conversation at this desk."""
    company, versions = house.knowing.company(), house.knowing.guidelines_in_force(at)
    return known_of_past(at, "en", company.country, versions, house.knowing.promised())


def _offered(case: Case, which: Sequence[Evidence], names: Mapping[str, str]) -> Offered | None:
    """Return whether the articles of some passages are right; None of no passages."""
    if not which:
        return None
    right = {passage.partition("@")[0] for passage, name in names.items() if name in case.right}
    offered = [found.passage.partition("@")[0] in right for found in which]
    return Offered(any(offered), offered[0])


def _first_problem(found: Sequence[object]) -> str:
    return str(found[0]) if found else "it is empty"


def _masked(case: Case, detector: Detector, seconds: float) -> list[MaskedText]:
    vault, masked = Vault.empty(), []
    for by_customer, said in (*case.history, (True, case.question)):
        # By the seconds of computing, as where past conversations are read in: a busy machine must not change a figure.
        asked, vault = mask(RawText(said), case.language, vault, detector, seconds, time.thread_time)
        masked.append(asked.text if by_customer else said_by_desk(asked.text))
    return masked
