"""Reads and writes what probes of the answers found. Functions that write want their caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from fairdesk.answers.consistency import Figure, Given, Heard, Pair, Probed, Source
from fairdesk.database import Row, execute, micros, moment, row, rows

MOST_KEPT = 200
"""Differing probes that are kept of one run, so that one bad night does not fill the disk."""
_COLUMNS = "at, knowledge, figures, differ"


def add_probe(found: Probed, asked: Sequence[Heard]) -> None:
    """Keep what a probe found, and what each of its questions was given."""
    figures = {
        "kinds": {name: list(_counts(one)) for name, one in found.kinds.items()},
        "rules": {name: list(_counts(one)) for name, one in found.rules.items()},
        "questions": _counts(found.questions),
        "moved": found.moved,
    }
    execute(
        "INSERT INTO answers_probe (at, knowledge, figures, asked, differ) VALUES (%s, %s, %s, %s, %s)",
        micros(found.at), found.knowledge, _exact(figures), _exact([asdict(one) for one in asked]),
        _exact([asdict(one) for one in found.differ[:MOST_KEPT]]),
    )  # fmt: skip


def latest_probes(most: int) -> tuple[Probed, ...]:
    """Return what the latest probes found, newest first."""
    return tuple(
        _probed(one)
        for one in rows(f"SELECT {_COLUMNS} FROM answers_probe ORDER BY at DESC, number DESC LIMIT %s", most)
    )


def asked_last() -> tuple[datetime, tuple[Heard, ...]] | None:
    """Return when the latest probe was, with its questions and what they were given; None before the first."""
    found = row("SELECT at, asked FROM answers_probe ORDER BY at DESC, number DESC LIMIT 1")
    return None if found is None else (moment(found[0]), tuple(map(_heard, json.loads(found[1]))))


def _probed(found: Row) -> Probed:
    at, knowledge, figures, differ = found
    told = json.loads(figures)
    return Probed(
        moment(at), knowledge, _figures(told["kinds"]), _figures(told["rules"]), Figure(*told["questions"]),
        told["moved"], tuple(map(_pair, json.loads(differ))),
    )  # fmt: skip


def _figures(told: Mapping[str, Sequence[int]]) -> Mapping[str, Figure]:
    return {name: Figure(*counts) for name, counts in told.items()}


def _counts(one: Figure) -> tuple[int, int]:
    return one.same, one.n


def _pair(kept: dict[str, Any]) -> Pair:
    kept["source"] = Source(**kept["source"])
    return Pair(**{**kept, "base": Given(*kept["base"]), "other": Given(*kept["other"])})


def _heard(kept: dict[str, Any]) -> Heard:
    return Heard(Source(**kept["source"]), kept["text"], Given(*kept["given"]))


def _exact(thing: object) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
