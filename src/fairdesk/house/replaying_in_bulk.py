"""Feeds many kept turns to the replay room: rows, keys and records are read by the thousand, not one by one.

    job = job_of(house, proposed=Path("routing.yaml"))
    outcome = replay_in_bulk(house, job, processes=2, folder=Path("replay-of-today"))

Keys are read for one chunk and let go with it: a customer who is erased while a replay runs is gone from its next chunk,
and what was found about them before is left out at the end.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fairdesk.answers import records as answers
from fairdesk.answers.shelf import shelf_of
from fairdesk.database import rows, stored_bytes
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.compile import Guideline, compile_table
from fairdesk.guidelines.table import parse
from fairdesk.house.answering import from_articles
from fairdesk.house.books import Books
from fairdesk.house.joining import restrictions_in_force
from fairdesk.house.kept_rows import Row, Unlocked, opened, opened_past, read, unlocked
from fairdesk.house.knowing import GUIDELINES
from fairdesk.house.past_turns import PastTurns
from fairdesk.nouns import ActId, Asked, BadInput, ConversationId, CustomerId, Draft, Situation
from fairdesk.oversight.records import overrides
from fairdesk.privacy.restriction import covering
from fairdesk.replay.compare import Outcome, compare
from fairdesk.replay.engine import CHUNK, Result, Step, run
from fairdesk.replay.job import Job, Line, Work
from fairdesk.replay.replay import Answer
from fairdesk.sensitive.phrases import Lexicons


class KeptTurns:
    """The turns of this desk, or some of them, as a snapshot for the engine."""

    def __init__(self, house: Books, job: Job, acts: Sequence[ActId]) -> None:
        self._house = house
        self._acts = acts
        self._here = Work(job, opened, self._search)

    def acts(self) -> Sequence[ActId]:
        """Return the acts, in order."""
        return self._acts

    def rows(self, acts: Sequence[ActId]) -> tuple[list[Row], list[ActId]]:
        """Return what is kept of these acts now, and those whose key is gone, or that may only be stored."""
        marks = ", ".join(["%s"] * len(acts))
        found = rows(
            "SELECT t.act, t.conversation_id, c.customer_id, t.sealed FROM desk_turn t"
            f" JOIN desk_conversation c ON c.id = t.conversation_id WHERE t.act IN ({marks}) ORDER BY t.act",
            *acts,
        )
        keys = self._house.keys.of_many({CustomerId(customer) for _, _, customer, _ in found})
        restricted = restrictions_in_force()
        openable = [
            Row(ActId(act), keys[customer], sealed if isinstance(sealed, bytes) else stored_bytes(sealed))
            for act, conversation, customer, sealed in found
            if customer in keys and not covering(restricted, customer, ConversationId(conversation))
        ]
        return openable, sorted(set(acts) - {row.act for row in openable})

    def late(self, act: ActId) -> Line:
        """Decide a turn that had no draft then, with the articles of its moment."""
        found, _ = self.rows([act])
        return self._here(found)[0] if found else Line(act)

    def usable(self) -> set[ActId]:
        """Return the acts whose words may still be used: nobody erased them, or limited the use of them."""
        openable, restricted = set(self._house.keys.all_customers()), restrictions_in_force()
        found = rows(
            "SELECT t.act, t.conversation_id, c.customer_id FROM desk_turn t"
            " JOIN desk_conversation c ON c.id = t.conversation_id"
        )
        return {
            ActId(act)
            for act, conversation, customer in found
            if customer in openable and not covering(restricted, customer, conversation)
        }

    def _search(self, asked: Asked, situation: Situation) -> Draft:
        return from_articles(self._house.keys, asked, situation, situation.at, self._house.intents)


class WithoutKeys:
    """The same turns as a snapshot for other machines: opened here, so that no customer's key goes there."""

    def __init__(self, turns: KeptTurns) -> None:
        self.acts, self.late, self._turns = turns.acts, turns.late, turns

    def rows(self, acts: Sequence[ActId]) -> tuple[list[Unlocked], list[ActId]]:
        """Return what is kept of these acts now, opened, and those that cannot be."""
        found, gone = self._turns.rows(acts)
        return [unlocked(row) for row in found], gone


# --- what is asked --------------------------------------------------------------------------------------------------
def job_of(
    house: Books,
    proposed: Path | None = None,
    *,
    lists: Path | None = None,
    articles: Path | None = None,
    answer: Answer | None = None,
    answered_by: str = "",
) -> Job:
    """Return the job that tries what is given: a guideline file, a folder of lexicons, a folder of articles, an answerer.

    *answer* must be a function or object that can be sent to another process, if there is more than one; *answered_by*
    names it and its version. Raises BadInput naming the file, the row and the cell, or the line, that cannot be used.
    """
    shelf = shelf_of(articles) if articles else None
    names = (proposed and proposed.name, lists and lists.name, shelf and articles and articles.name, answered_by)
    return Job(
        versions=_versions(house),
        proposes=", ".join(name for name in names if name),
        guidelines={name_of(proposed): table_in(proposed)} if proposed else {},
        lists=_lexicons(lists) if lists else None,
        answer=answer or shelf,
        answered_by=answered_by or (shelf.version if shelf else ""),
    )


AS_NOW = "this desk as it is now"
"""Names what answers where nothing else does: this program, from the articles in force."""


def as_now(house: Books) -> Answer:
    """Return what answers a turn of then as the desk would today. It reads this process's database: it cannot be sent."""
    today = house.now()
    return lambda asked, situation: from_articles(house.keys, asked, situation, today, house.intents)


def _versions(house: Books) -> dict[str, Guideline]:
    """Return every kept guideline, compiled: which of them decided a turn is only known once it is opened."""
    kept = (version.version for name in GUIDELINES for version in guidelines.history(name))
    return {version: house.knowing.guideline(version) for version in kept}


def _lexicons(folder: Path) -> Lexicons:
    try:
        found = Lexicons.read(folder)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise BadInput(f"the lists in {folder.name} cannot be used: {wrong}") from wrong
    if not found.phrases:
        raise BadInput(f"{folder.name} holds no <language>.yaml with phrases; name a folder of lexicons")
    return found


def name_of(path: Path) -> str:
    """Return the guideline a file proposes. Raises BadInput if the desk has none of that name."""
    name = path.stem.split(".")[0]
    if name not in GUIDELINES:
        raise BadInput(f"{path.name} proposes a guideline named {name!r}; the desk has {', '.join(GUIDELINES)}")
    return name


def table_in(path: Path) -> Guideline:
    """Return the guideline in a file. Raises BadInput naming the file, the row and the cell."""
    name_of(path)
    try:
        text = path.read_bytes().decode("utf-8")  # exact: the version is the hash of the bytes
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{path.name} is not UTF-8 text") from wrong
    return compile_table(parse(text, path.name))


# --- the run --------------------------------------------------------------------------------------------------------
Runner = Callable[[WithoutKeys, Work[Unlocked], Path], Result]


def replay_in_bulk(
    house: Books,
    job: Job,
    *,
    processes: int = 1,
    folder: Path | None = None,
    chunk: int = CHUNK,
    progress: Step = lambda _done: None,
    runner: Runner | None = None,
) -> Outcome:
    """Decide the kept turns again as *job* says, and return what came out otherwise.

    With a *folder* a run that was killed goes on where it stopped; the folder is taken away when the run is complete.
    *runner* does the work elsewhere: on a cluster.
    """
    turns = KeptTurns(house, job, [ActId(act) for (act,) in rows("SELECT act FROM desk_turn ORDER BY act")])
    with _folder(folder) as place:
        if runner is not None:
            result = runner(WithoutKeys(turns), Work(job, read), place)
        else:
            result = run(
                turns, Work(job, opened), job=job.id, folder=place, processes=processes, chunk=chunk,
                progress=progress,
            )  # fmt: skip
        usable = _still_usable(turns, result.lines)
        return compare(usable, job.proposes, anew=job.answer is not None, overridden=overrides.all_acts())


def replay_imported(
    house: Books,
    job: Job,
    *,
    processes: int = 1,
    folder: Path | None = None,
    chunk: int = CHUNK,
    progress: Step = lambda _done: None,
) -> Outcome:
    """Answer the imported turns anew as *job* says, and return what comes out otherwise than at the import.

    Their drafts were another system's and are not kept: where the job has no answerer this desk answers, in this process.
    """
    if job.answer is None:
        if processes > 1:
            raise BadInput("the articles in force are searched by one process; name a folder of articles for several")
        proposes = ", ".join(name for name in (job.proposes, AS_NOW) if name)
        by = f"{AS_NOW} {answers.knowledge_version()} {house.resting.now()['answerer']}"
        job = replace(job, answer=as_now(house), answered_by=by, proposes=proposes)
    turns = PastTurns(house)
    with _folder(folder) as place:
        result = run(
            turns, Work(job, opened_past), job=f"{job.id} imported", folder=place, processes=processes, chunk=chunk,
            progress=progress,
        )  # fmt: skip
        # The words of the answers of then are not known here, so none can be told to be others.
        return compare(_still_usable(turns, result.lines), job.proposes)


def _still_usable(turns: KeptTurns | PastTurns, lines: Sequence[Line]) -> Iterator[Line]:
    """Take out what a run found about customers who were erased since, or limited the use of their words."""
    usable = turns.usable()
    return (line if line.act in usable else Line(line.act) for line in lines)


@contextmanager
def _folder(wanted: Path | None) -> Iterator[Path]:
    """Give a run its folder: one that stays until the run is complete, or one that never outlives it."""
    if wanted is None:
        with tempfile.TemporaryDirectory(prefix="fairdesk-replay-") as made:
            yield Path(made)
        return
    yield wanted
    shutil.rmtree(wanted)
