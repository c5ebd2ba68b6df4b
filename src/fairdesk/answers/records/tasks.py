"""Reads and writes the tasks of the articles' owners, and which articles were compared with the others.

Functions that write want their caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from fairdesk.answers.article_tasks import OPEN, About, Beside, Finding, Task
from fairdesk.database import Row, execute, micros, moment, row, rows
from fairdesk.nouns import NotFound

MOST_CLOSED = 2_000
"""Closed tasks that are held against what is found; older ones are history."""
_COLUMNS = "id, matter, found, opened_at, due, state, outcome, closed_at, closed_by, stamp"


def tasks() -> tuple[Task, ...]:
    """Return every open task, the first due first, then the latest closed ones."""
    open_ = rows(f"SELECT {_COLUMNS} FROM answers_task WHERE state = %s ORDER BY due, id", OPEN)
    closed = rows(
        f"SELECT {_COLUMNS} FROM answers_task WHERE state <> %s ORDER BY closed_at DESC, id LIMIT %s",
        OPEN,
        MOST_CLOSED,
    )
    return tuple(map(_task, (*open_, *closed)))


def task(id: str) -> Task:
    """Return a task. Raises NotFound."""
    found = row(f"SELECT {_COLUMNS} FROM answers_task WHERE id = %s", id)
    if found is None:
        raise NotFound("there is no such task")
    return _task(found)


def keep_task(one: Task) -> None:
    """Keep a task as it is now."""
    execute("DELETE FROM answers_task WHERE id = %s", one.id)
    execute(
        f"INSERT INTO answers_task ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        one.id, one.matter, _exact(one.finding), micros(one.opened_at), one.due.isoformat(), one.state, one.outcome,
        micros(one.closed_at) if one.closed_at else None, one.closed_by, one.stamp,
    )  # fmt: skip


def compared() -> set[tuple[str, str, str]]:
    """Return language, id and version of the articles that were compared with all others."""
    return {(language, article, version) for language, article, version in rows(_COMPARED)}


def set_compared(in_force: Iterable[tuple[str, str, str]]) -> None:
    """Say which articles were compared: these, and no others any more."""
    wanted, there = set(in_force), compared()
    for each in sorted(there - wanted):
        execute("DELETE FROM answers_compared WHERE language = %s AND article = %s AND version = %s", *each)
    for each in sorted(wanted - there):
        execute("INSERT INTO answers_compared (language, article, version) VALUES (%s, %s, %s)", *each)


_COMPARED = "SELECT language, article, version FROM answers_compared"


def _task(found: Row) -> Task:
    id, matter, told, opened_at, due, state, outcome, closed_at, closed_by, stamp = found
    return Task(
        id, _finding(json.loads(told)), matter, moment(opened_at), date.fromisoformat(due), state, outcome,
        None if closed_at is None else moment(closed_at), closed_by, stamp,
    )  # fmt: skip


def _finding(kept: dict[str, Any]) -> Finding:
    newest = kept.pop("newest")
    listed: dict[str, Any] = {name: tuple(kept.pop(name)) for name in ("says", "owners", "words", "refs")}
    articles = tuple(About(*each) for each in kept.pop("articles"))
    beside = tuple(Beside(*each) for each in kept.pop("beside"))
    return Finding(
        **kept, **listed, articles=articles, beside=beside, newest=datetime.fromisoformat(newest) if newest else None
    )


def _exact(found: Finding) -> str:
    told = {**asdict(found), "newest": found.newest.isoformat() if found.newest else ""}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
