"""Runs counterfactual pairs through the desk: at night, when somebody asks, and on what is proposed; keeps what was found.

What a run of the desk as it is found is what the next one is held beside: a pair that was treated alike and is not any
more is `new`. A proposal is tried on a sample of the pairs, before and after, and a new difference stands on its page.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from fairdesk.answers import records as answers
from fairdesk.database import writing
from fairdesk.fairness.pairs import DIMENSIONS, Pair, pairs
from fairdesk.fairness.probe_report import Report, report
from fairdesk.fairness.records import runs
from fairdesk.fairness.records.runs import ASKED, KeptRun
from fairdesk.house.books import Books
from fairdesk.house.probing import Probing
from fairdesk.house.treating import Treating, own_questions
from fairdesk.identity.roles import Deed
from fairdesk.nouns import BadInput, ColleagueId

ALL = tuple(DIMENSIONS)
SLICE_SECONDS = 0.2
"""At night so long is computed, and then as long nothing: whoever writes meanwhile must not wait for it."""
MOST_SECONDS = 300.0
"""Of computing in one night; what is not asked then is not said to be the same."""
SHOWN = 30
"""Runs whose figures are shown: a month of nights."""

Step = Callable[[int, int], object]
"""Is told how many pairs are done, of how many."""


def silent(_done: int, _of: int) -> None:
    """Say nothing."""


class FairnessProbing(Probing):
    """The part of the house that asks itself counterfactual pairs."""

    def probe_fairness(
        self, dimensions: Sequence[str] = ALL, sample: int = 0, *, why: str = ASKED, step: Step = silent,
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
        found = [treating.compared(pair) for pair in sliced(asked, step, gently)]
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


# --- pairs ------------------------------------------------------------------------------------------------------------
def chosen(house: Books, dimensions: Sequence[str] = ALL, sample: int = 0) -> tuple[Pair, ...]:
    """Return the pairs of the desk's own questions, by their ids. Raises BadInput.

    Of a *sample* so many: of each dimension the first by their ids, as many of each as there are, because most pairs are
    of names.
    """
    found = pairs(own_questions(house), dimensions)
    if not sample:
        return found
    by_dimension = [[each for each in found if each.dimension == name] for name in dict.fromkeys(dimensions)]
    in_turns = [each for turn in zip_longest(*by_dimension) for each in turn if each is not None]
    return tuple(sorted(in_turns[:sample], key=lambda each: each.id))


def about_run(house: Books, at: datetime, asked: Sequence[Pair], of: int, seconds: float) -> dict[str, Any]:
    """Return when pairs were asked, of which articles and guidelines, up to which id of each dimension, and how quickly."""
    return {
        "at": at.isoformat(),
        "knowledge": answers.knowledge_version(),
        "guidelines": dict(house.knowing.guidelines_in_force(at)),
        "parts": dict(house.resting.now()),
        "of": of,
        "upto": {each.dimension: each.id for each in asked},
        "seconds": round(seconds, 2),
        "a_second": round(len(asked) / seconds, 1) if seconds > 0 else 0.0,
    }


def sliced(asked: Sequence[Pair], step: Step, gently: bool) -> Iterator[Pair]:
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
