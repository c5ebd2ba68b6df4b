"""Tries on counterfactual pairs what is proposed, before anybody approves it: a guideline, a part of the desk, other articles.

What the pairs meet as the desk is now is held beside what they would meet; a pair that is treated alike now and would not
be is `new`, and stands on the proposal's page.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fairdesk.answers.shelf import Shelf
from fairdesk.database import writing
from fairdesk.fairness.pairs import Pair
from fairdesk.fairness.probe_report import Report, by_cause, sentence
from fairdesk.fairness.probe_report import report as counted
from fairdesk.fairness.records import runs
from fairdesk.fairness.records.runs import PROPOSAL, KeptRun
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.compile import Guideline, compile_table
from fairdesk.guidelines.life import Proposal
from fairdesk.guidelines.parts import changed, parts_of
from fairdesk.guidelines.records import Kept
from fairdesk.guidelines.table import parse
from fairdesk.house.asking import Remembered
from fairdesk.house.books import Books
from fairdesk.house.fairness_probing import ALL, Step, about_run, chosen, silent, sliced
from fairdesk.house.treating import READ, Treating

OF_A_PROPOSAL = 1_000
"""Pairs that a proposal is tried on: its page has them some seconds after the replay."""


def may_be_probed(proposal: Proposal) -> bool:
    """Whether a proposal was replayed and is of a guideline that says something of a first message."""
    return bool(proposal.report) and proposal.name in READ


def lacks_pairs(proposal: Proposal) -> bool:
    """Whether a replayed proposal is still to be tried on pairs; replayed again, it is tried again."""
    return may_be_probed(proposal) and not runs.has_run(proposal.report)


def probed_proposal(house: Books, report: str, now: Kept, proposed: Kept) -> None:
    """Try a proposed guideline on a sample of pairs, before and after, and keep what was found for its page.

    Where the text is the one in force, a part of the desk is what is proposed: then what pairs meet now is held beside
    the last run that was made with the parts of before. *report*: the replay's, which names the try.
    """
    at, asked = house.now(), chosen(house, ALL, OF_A_PROPOSAL)
    if now.version == proposed.version:
        last = _with_the_parts_approved(proposed.name, at)
        told = _told(house, at, asked, Treating(house, at), last.report if last else None)
        told["beside"] = last.at.isoformat() if last else ""
    else:
        guideline = compile_table(parse(proposed.text, proposed.file))
        told = {**_before_and_after(house, at, asked, {proposed.name: guideline}), "beside": "now"}
    with writing():
        runs.add_run(at, PROPOSAL, report, "", told)


def proposal_probed(report: str) -> dict[str, Any] | None:
    """Return what pairs found of a proposal, by its replay's report, as its page shows it; None until they were asked."""
    found = runs.latest_run(report)
    if found is None:
        return None
    new = set(found.report["new"])
    causes = [(says, [each for each in some if each["pair"] in new]) for says, some in by_cause(found.report)]
    return {
        "told": found.report, "sentence": sentence(found.report), "causes": [(says, some) for says, some in causes if some],
    }  # fmt: skip


def probed_articles(house: Books, shelf: Shelf, sample: int = 0, step: Step = silent) -> Report:
    """Return what pairs meet with other articles than those in force, held beside what they meet now. Nothing is kept."""
    at, asked = house.now(), chosen(house, ALL, sample)
    before = _told(house, at, asked, Treating(house, at), None)
    return _told(house, at, asked, Treating(house, at, answer=shelf), before, step)


def probed_guideline(house: Books, name: str, proposed: Guideline, sample: int = 0, step: Step = silent) -> Report:
    """Return what pairs meet under another guideline, held beside what they meet now. Nothing is kept."""
    return _before_and_after(house, house.now(), chosen(house, ALL, sample), {name: proposed}, step)


def _with_the_parts_approved(name: str, at: datetime) -> KeptRun | None:
    """Return the latest run that was made with the parts a guideline was approved with: a night since then says nothing of before."""
    approved = guidelines.life_in_force(name, at).rests_on or {}
    kept = runs.latest_runs(runs.KEPT)
    return next((each for each in kept if not changed(approved, parts_of(name, each.report["parts"]))), None)


def _before_and_after(
    house: Books, at: datetime, asked: Sequence[Pair], proposed: Mapping[str, Guideline], step: Step = silent
) -> Report:
    remembered = Remembered()
    before = _told(house, at, asked, Treating(house, at, remembered=remembered), None)
    after = Treating(house, at, proposed=proposed, remembered=remembered)
    return _told(house, at, asked, after, before, step)


def _told(
    house: Books, at: datetime, asked: Sequence[Pair], treating: Treating, before: Report | None, step: Step = silent
) -> Report:
    begun = time.thread_time()
    found = [treating.compared(pair) for pair in sliced(asked, step, gently=False)]
    told = counted(
        found, treating.masked, about_run(house, at, asked, len(asked), time.thread_time() - begun), before
    )
    told["before"] = {"differ": before["differ"], "pairs": before["pairs"]} if before else None
    return told
