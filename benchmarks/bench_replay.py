"""Turns replayed a second: from kept masked turns, masked anew, only routing changes, in two processes, on Spark.

    python benchmarks/bench_replay.py [--turns 400] [--typed 40000] [--copies 20000]

The draft that was kept is taken as it was; nothing asks a model. Turns a second are by CPU time of one process, the
best of a few rounds, and for two processes and for Spark by the clock, starts included, over --copies turns. Goals by
CPU: 2,000 masked anew, 4,000 kept, 40,000 where only routing changes: that is the signed report of a proposed table,
over --typed turns whose facts repeat; bench_replay_columns.py has a million unlike ones.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from figures import full, tell
from stand import Texts, open_stand

if TYPE_CHECKING:
    from fairdesk.house.opening import House


def fill(house: House, texts: Texts, turns: int) -> None:
    """Take messages their whole way, four a conversation."""
    from fairdesk.desk import records as desk
    from fairdesk.nouns import RawText

    for number in range(turns):
        if number % 4 == 0:
            customer, _ = house.add_customer("en")
            conversation = house.start(customer, "en")
        house.say(conversation, customer, RawText(texts.question()), f"replay-{number}")
        while desk.arrivals_of(conversation):
            house.answer_arrivals(conversation)


def masked_anew(house: House) -> int:
    """Open each turn and the words that were written, mask them again and decide; return how many."""
    from fairdesk.database import rows
    from fairdesk.desk import records as desk
    from fairdesk.desk.records.stored import item_of
    from fairdesk.desk.turn import digest
    from fairdesk.house.kept_rows import opened
    from fairdesk.house.replaying_in_bulk import KeptTurns, job_of
    from fairdesk.nouns import RawText
    from fairdesk.privacy.mask import Vault, mask
    from fairdesk.replay.replay import again

    job = job_of(house)
    acts = [row.act for row in desk.turns()]
    found, _ = KeptTurns(house, job, acts).rows(acts)
    written = rows(
        "SELECT t.act, i.conversation_id, i.number, i.id, i.at, i.voice, i.code, i.author, i.act, i.language,"
        " i.released_at, i.sealed FROM desk_turn t JOIN desk_item i ON i.conversation_id = t.conversation_id"
        " AND i.number = t.number"
    )
    lines = {act: (conversation, item_of(line)) for act, conversation, *line in written}
    for row in found:
        act, kept = opened(row)
        conversation, line = lines[act]
        said = house.memory.read_line(conversation, row.key, line)
        mask(RawText(said.text), kept.situation.language, Vault.empty(), house.detector)
        after, _ = again(kept, job.rules(kept.situation), house.answer)
        digest(after)
    return len(found)


def best(rounds: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the least CPU seconds of some rounds, and what came out."""
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        found = work()
        spent.append(time.process_time() - began)
    return min(spent), found


class Copies:
    """The kept turns again and again, as if there were many: what a snapshot of a large desk would hold."""

    def __init__(self, house: House, job: Any, copies: int) -> None:
        from fairdesk.desk import records as desk
        from fairdesk.house.replaying_in_bulk import KeptTurns

        acts = [row.act for row in desk.turns()]
        self._rows = {row.act: row for row in KeptTurns(house, job, acts).rows(acts)[0]}
        self._acts = [f"{n:07d} {act}" for n, act in zip(range(copies), itertools.cycle(acts))]  # noqa: B905

    def acts(self) -> Any:
        return self._acts

    def rows(self, acts: Any) -> Any:
        return [(act, self._rows[act[8:]]) for act in acts], []

    def late(self, act: Any) -> Any:
        raise LookupError(act)


def copy_opened(row: Any) -> Any:
    """Open a copy under its own name."""
    from fairdesk.house.kept_rows import opened

    return row[0], opened(row[1])[1]


def many(house: House, copies: int) -> None:
    """Measure one process, two, and Spark where it is installed, over the same snapshot; all must agree."""
    import importlib.util
    import shutil

    from fairdesk.house.replaying_in_bulk import job_of
    from fairdesk.replay.engine import run
    from fairdesk.replay.job import Work
    from fairdesk.replay.spark import run_on_spark

    job = job_of(house)
    snapshot, work = Copies(house, job, copies), Work(job, copy_opened)
    digests = set()

    def clocked(name: str, folder: Path, how: Callable[[Path], Any]) -> None:
        began = time.perf_counter()
        digests.add(how(folder).digest)
        tell(name, copies / (time.perf_counter() - began), "turns/s", n=copies, note="by the clock, start included")

    with tempfile.TemporaryDirectory() as folder:
        for processes in (1, 2):
            clocked(
                f"replay, processes x{processes}",
                Path(folder) / str(processes),
                lambda into, count=processes: run(snapshot, work, job=job.id, folder=into, processes=count),  # type: ignore[misc]
            )
        if importlib.util.find_spec("pyspark") and importlib.util.find_spec("pandas") and shutil.which("java"):
            clocked(
                "replay, Spark local[2]",
                Path(folder) / "spark",
                lambda into: run_on_spark(snapshot, work, folder=into, master="local[2]"),
            )
        else:
            tell("replay, Spark local[2]", None, note="the extra spark, or Java, is not installed")
    if len(digests) != 1:
        raise SystemExit("the runs do not agree: nothing else here means anything")


def copied(typed: int) -> None:
    """Fill the table of turns with copies, so that reading them is measured over many."""
    from fairdesk.database import execute, row, writing

    with writing():
        while (found := row("SELECT count(*) FROM desk_turn")) and found[0] < typed:
            execute(
                "INSERT INTO desk_turn SELECT lower(hex(randomblob(16))), conversation_id, number + %s, at, route,"
                " release, handover, facts, digest, sealed FROM desk_turn LIMIT %s", found[0], typed - found[0],
            )  # fmt: skip


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--turns", type=int, default=2000 if full() else 400)
    options.add_argument("--typed", type=int, default=200_000 if full() else 40_000)
    options.add_argument("--copies", type=int, default=100_000 if full() else 20_000)
    given = options.parse_args()
    texts = Texts(500)
    with open_stand(texts) as house, tempfile.TemporaryDirectory() as folder:
        from fairdesk.guidelines.table import shipped
        from fairdesk.house.replay_reports import compared, make_report
        from fairdesk.house.replaying import replay_all

        fill(house, texts, given.turns)
        spent, count = best(3, lambda: masked_anew(house))
        tell("replay, masking anew", count / spent, "turns/s", at_least=2000, n=count)
        spent, outcome = best(5, lambda: replay_all(house))
        if outcome.changed:
            raise SystemExit("a kept turn came out otherwise: nothing else here means anything")
        tell("replay, from kept masked turns", outcome.turns / spent, "turns/s", at_least=4000, n=outcome.turns)
        many(house, given.copies)
        copied(given.typed)
        file = Path(folder) / "routing.yaml"
        file.write_text(
            shipped("routing").replace("route: assistant, reason: routine", "route: person, reason: language")
        )
        spent, made = best(3, lambda: make_report(house, compared(house, file)).report)
        tell(
            "replay, only routing changes", made["turns"] / spent, "turns/s", at_least=40_000, n=made["turns"],
            note=f"by columns, with the signed report; {made['changed']:,} turns change",
        )  # fmt: skip


if __name__ == "__main__":
    main()
