"""Runs counterfactual pairs through the desk: at night, when somebody asks, and on what is proposed; keeps what was found.

What a run of the desk as it is found is what the next one is held beside: a pair that was treated alike and is not any
more is `new`. A proposal is tried on a sample of the pairs, before and after, and a new difference stands on its page.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from fairdesk.answers import records as answers
from fairdesk.answers.shelf import Shelf
from fairdesk.database import writing
from fairdesk.fairness import records as runs
from fairdesk.fairness.pairs import DIMENSIONS, Pair, pairs
from fairdesk.fairness.probe_report import Report, report
from fairdesk.fairness.records import ASKED, PROPOSAL, KeptRun
from fairdesk.guidelines.compile import Guideline, compile_table
from fairdesk.guidelines.records import Kept
from fairdesk.guidelines.table import parse
from fairdesk.house.asking import Remembered
from fairdesk.house.books import Books
from fairdesk.house.probing import Probing
from fairdesk.house.treating import READ, Treating, own_questions
from fairdesk.identity.roles import Deed
from fairdesk.nouns import BadInput, ColleagueId

ALL = tuple(DIMENSIONS)
OF_A_PROPOSAL = 1_500
"""Pairs that a proposal is tried on, while somebody waits for its page."""
SLICE_SECONDS = 0.2
"""At night so long is computed, and then as long nothing: whoever writes meanwhile must not wait for it."""
MOST_SECONDS = 300.0
"""Of computing in one night; what is not asked then is not said to be the same."""
SHOWN = 30
"""Runs whose figures are shown: a month of nights."""

Step = Callable[[int, int], object]
"""Is told how many pairs are done, of how many."""


def _silent(_done: int, _of: int) -> None:
    """Say nothing."""


class FairnessProbing(Probing):
    """The part of the house that asks itself counterfactual pairs."""

    def probe_fairness(
        self, dimensions: Sequence[str] = ALL, sample: int = 0, *, why: str = ASKED, step: Step = _silent,
        gently: bool = False, with_model: bool = False, keep: bool = True,
    ) -> Report:  # fmt: skip
        """Ask all pairs, or a fair *sample* of so many, keep what was found with its ledger entry, and return it.

        *gently*: computed in slices, and at most `MOST_SECONDS` of it. *with_model*: the language model of the desk writes;
        then nothing is kept, because nights are held beside nights. Raises BadInput for a dimension that is none.
        """
        if with_model and self.writer is None:
            raise BadInput("no language model is configured; name one in llm_url, or ask without it")
        at, asked = self.now(), chosen(self, dimensions, sample)
        treating = Treating(self, at, writer=self.writer if with_model else None)
        begun = time.thread_time()
        found = [treating.compared(pair) for pair in _sliced(asked, step, gently)]
        before = None if with_model else runs.latest_run()
        about = about_run(self, at, asked[: len(found)], len(asked), time.thread_time() - begun)
        told = report(found, treating.masked, about, before.report if before else None)
        if keep and not with_model:
            self._keep_pairs(at, why, told)
        return told

    def _keep_pairs(self, at: datetime, why: str, told: Report) -> None:
        with writing():
            record = {name: told[name] for name in ("pairs", "differ", "meant", "faults", "knowledge")}
            act = self.memory.add_deed(at, "pairs_probed", "house", {**record, "new": len(told["new"]), "why": why})
            runs.add_run(at, why, "", act, told)
        self.pulse.beat()

    def fairness_runs(self, colleague: ColleagueId) -> tuple[KeptRun, ...]:
        """Return the latest runs of the desk as it is, newest first, to somebody who may read the ledger."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return self.kept_fairness_runs()

    def kept_fairness_runs(self) -> tuple[KeptRun, ...]:
        """Return the same, for commands on the server."""
        return runs.latest_runs(SHOWN)


# --- what is proposed -------------------------------------------------------------------------------------------------
def probed_proposal(house: Books, id: str, name: str, now: Kept | None, proposed: Kept) -> None:
    """Try a proposed guideline on a sample of pairs, before and after, and keep what was found for its page.

    Where the text is the one in force, a part of the desk is what is proposed: then what pairs met when the desk was
    probed last is held beside what they meet now. A guideline that says nothing of a first message is not tried.
    """
    if name not in READ:
        return
    at, asked = house.now(), chosen(house, ALL, OF_A_PROPOSAL)
    if now is None or now.version == proposed.version:
        last = runs.latest_run()
        told = _report(house, at, asked, Treating(house, at), last.report if last else None)
        told["beside"] = last.at.isoformat() if last else ""
    else:
        guideline = compile_table(parse(proposed.text, proposed.file))
        told = _before_and_after(house, at, asked, {name: guideline})
        told["beside"] = "the guideline in force"
    with writing():
        runs.add_run(at, PROPOSAL, id, "", told)


def probed_articles(house: Books, shelf: Shelf, sample: int = 0, step: Step = _silent) -> Report:
    """Return what pairs meet with other articles than those in force, held beside what they meet now. Nothing is kept."""
    at, asked = house.now(), chosen(house, ALL, sample)
    before = _report(house, at, asked, Treating(house, at), None)
    return _report(house, at, asked, Treating(house, at, answer=shelf), before, step)


def probed_guideline(house: Books, name: str, proposed: Guideline, sample: int = 0, step: Step = _silent) -> Report:
    """Return what pairs meet under another guideline, held beside what they meet now. Nothing is kept."""
    return _before_and_after(house, house.now(), chosen(house, ALL, sample), {name: proposed}, step)


def proposal_probed(id: str) -> dict[str, Any] | None:
    """Return what pairs found of a proposal; None where it was not tried on them."""
    found = runs.latest_run(id)
    return found.report if found else None


def _before_and_after(
    house: Books, at: datetime, asked: Sequence[Pair], proposed: dict[str, Guideline], step: Step = _silent
) -> Report:
    remembered = Remembered()
    before = _report(house, at, asked, Treating(house, at, remembered=remembered), None)
    after = Treating(house, at, proposed=proposed, remembered=remembered)
    return _report(house, at, asked, after, before, step)


def _report(
    house: Books, at: datetime, asked: Sequence[Pair], treating: Treating, before: Report | None, step: Step = _silent
) -> Report:
    begun = time.thread_time()
    found = [treating.compared(pair) for pair in _sliced(asked, step, gently=False)]
    about = about_run(house, at, asked, len(asked), time.thread_time() - begun)
    told = report(found, treating.masked, about, before)
    told["before"] = {"differ": before["differ"], "pairs": before["pairs"]} if before else None
    return told


# --- pairs ------------------------------------------------------------------------------------------------------------
def chosen(house: Books, dimensions: Sequence[str] = ALL, sample: int = 0) -> tuple[Pair, ...]:
    """Return the pairs of the desk's own questions, by their ids; of a *sample* the first so many. Raises BadInput."""
    found = pairs(own_questions(house), dimensions)
    return found[:sample] if sample else found


def about_run(house: Books, at: datetime, asked: Sequence[Pair], of: int, seconds: float) -> dict[str, Any]:
    """Return when pairs were asked, of which articles and guidelines, up to which id, and how quickly."""
    return {
        "at": at.isoformat(),
        "knowledge": answers.knowledge_version(),
        "guidelines": dict(house.knowing.guidelines_in_force(at)),
        "of": of,
        "upto": asked[-1].id if asked else "",
        "seconds": round(seconds, 2),
        "a_second": round(len(asked) / seconds, 1) if seconds > 0 else 0.0,
    }


def _sliced(asked: Sequence[Pair], step: Step, gently: bool) -> Iterator[Pair]:
    """Yield the pairs one by one; gently, with as much rest as work, until the night's time is used up."""
    begun = since = time.thread_time()
    for done, pair in enumerate(asked, 1):
        yield pair
        step(done, len(asked))
        now = time.thread_time()
        if gently and now - begun > MOST_SECONDS:
            return
        if gently and now - since > SLICE_SECONDS:
            time.sleep(SLICE_SECONDS)
            since = now
