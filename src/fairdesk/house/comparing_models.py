"""Answers the kept questions anew with several language models of this machine, from the articles of then, and compares.

    compare_models(house, models_in(Path("models.toml")), Chosen(sample=200))

What was decided then stands beside them, with what its model cost, and the quotation that no model writes. Nothing is kept
or sent to anybody. A model elsewhere is refused: customers were told that their words go there only to answer them.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from fairdesk.answers.language_model import LOOPBACK, LanguageModel
from fairdesk.answers.model_file import Named
from fairdesk.answers.written import Writer
from fairdesk.database import micros, rows
from fairdesk.desk.turn import decide
from fairdesk.house.answering import from_articles
from fairdesk.house.books import Books
from fairdesk.house.foundation import seconds_of_a_model
from fairdesk.house.kept_rows import opened, opened_past
from fairdesk.house.past_turns import PastTurns
from fairdesk.house.replay_rows import Chosen
from fairdesk.house.replaying_in_bulk import KeptTurns, job_of
from fairdesk.nouns import ActId, Asked, BadInput, Draft, Situation
from fairdesk.replay.answerers import Compared, Made, compared, made
from fairdesk.replay.engine import Snapshot
from fairdesk.replay.replay import Answer, Kept

R = TypeVar("R")

THEN, QUOTATION = "then", "quotation"
"""The names of what was decided then, and of the answer that no model writes."""
CHUNK = 50
"""Turns whose keys are held at once: a model takes seconds for each, and who is erased meanwhile is not read."""


def compare_models(
    house: Books,
    models: Mapping[str, Named],
    chosen: Chosen,
    step: Callable[[int], None] = lambda _done: None,
    *,
    imported: bool = False,
) -> Compared:
    """Let each of *models* answer the questions that the assistant had, and return the figures of all. Reads, writes nothing.

    *imported*: those that another system was asked, where the assistant would have had them; without `then`, because
    what was said then was not ours. Only this process asks, one question after the other; *step* is told how many are
    done. Raises BadInput for a model that is not on this machine, or that cannot be used.
    """
    with ExitStack() as open_models:
        answerers: dict[str, Answer] = {QUOTATION: partial(_answered, house, None)}
        for name, each in models.items():
            _check(name, each)
            model = LanguageModel(each.access, seconds_of_a_model(house.settings))
            open_models.callback(model.close)
            answerers[name] = partial(_answered, house, Writer(model, name, each.price_in, each.price_out))
        if imported:
            past = PastTurns(house)
            return _compared(house, answerers, past, _past_acts(chosen), opened_past, step, {})
        kept = KeptTurns(house, job_of(house), acts := _acts(chosen))
        return _compared(house, answerers, kept, acts, opened, step, {THEN: []})


def _check(name: str, model: Named) -> None:
    """Raises BadInput for a name that means something else, and for a model that past messages may not go to."""
    if name in (THEN, QUOTATION):
        raise BadInput(f"{name} stands for what the models are compared with; give the model another name")
    if urlsplit(model.access.address).hostname not in LOOPBACK:
        raise BadInput(
            f"{name}: {model.access.address} is not on this machine; past messages stay here, because customers were told"
            " that their words go to a model elsewhere only to answer them"
        )


def _acts(chosen: Chosen) -> Sequence[ActId]:
    """Return the acts in which the assistant's draft was weighed, in order; of a sample always the same ones."""
    begin = micros(chosen.since) if chosen.since else 0
    found = [
        ActId(act)
        for (act,) in rows(
            "SELECT act FROM desk_turn WHERE route = 'assistant' AND release <> '' AND at >= %s ORDER BY act", begin
        )
    ]
    return _sample(found, chosen.sample)


def _past_acts(chosen: Chosen) -> Sequence[ActId]:
    """Return the imported turns that the assistant would have had, in order; of a sample always the same ones."""
    begin = micros(chosen.since) if chosen.since else 0
    found = rows(
        "SELECT conversation_id, number FROM replay_turn WHERE route = 'assistant' AND coalesce(at, 0) >= %s"
        " ORDER BY conversation_id, number",
        begin,
    )
    return _sample([ActId(f"{conversation}#{number}") for conversation, number in found], chosen.sample)


def _sample(found: Sequence[ActId], size: int) -> Sequence[ActId]:
    if not size:
        return found
    return sorted(heapq.nsmallest(size, found, key=lambda act: hashlib.sha256(act.encode()).digest()))


def _compared(
    house: Books,
    answerers: Mapping[str, Answer],
    turns: Snapshot[R],
    acts: Sequence[ActId],
    open_row: Callable[[R], tuple[ActId, Kept]],
    step: Callable[[int], None],
    by: dict[str, list[Made]],
) -> Compared:
    job = job_of(house)
    by |= {name: [] for name in answerers}
    done = unknown = 0
    for at in range(0, len(acts), CHUNK):
        found, gone = turns.rows(acts[at : at + CHUNK])
        unknown += len(gone)
        for _, kept in map(open_row, found):
            if THEN in by:
                by[THEN].append(made(kept))
            for name, answer in answerers.items():
                by[name].append(made(decide(kept.asked, kept.situation, answer, job.rules(kept.situation))))
            done += 1
            step(done + unknown)
    return compared(by, unknown)


def _answered(house: Books, writer: Writer | None, asked: Asked, situation: Situation) -> Draft:
    return from_articles(house.keys, asked, situation, situation.at, house.intents, writer)
