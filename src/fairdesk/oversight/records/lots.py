"""Keep and read the weekly lots of answers and which of their answers are looked at because of their risk."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from fairdesk.database import Row, execute, for_update, micros, moment, row, rows
from fairdesk.oversight.acceptance import Plan, Standing
from fairdesk.oversight.estimating import Looked
from fairdesk.oversight.lots import Look, Lot

_LOT = (
    "id, topic, topics, from_at, to_at, drawn_at, answers, readable, sample, most_wrong, version, strata, standing,"
    " judged_at, reviewed, wrong, stop_id"
)


def add(lot: Lot, looks: Mapping[bytes, Look]) -> bool:
    """Keep a lot that was drawn and, by token, the drafts that are looked at; False if its week is there already."""
    kept = execute(
        f"INSERT INTO oversight_lot ({_LOT}) VALUES ({', '.join(['%s'] * 17)}) ON CONFLICT (topic, topics, to_at) DO NOTHING",
        lot.id, lot.topic, lot.topics, micros(lot.start), micros(lot.end), micros(lot.drawn_at), lot.answers, lot.readable,
        lot.plan.sample, lot.plan.most_wrong, lot.version, _strata(lot.strata), lot.standing.value, None, 0, 0, "",
    )  # fmt: skip
    for token, look in looks.items() if kept else ():
        execute(
            "INSERT INTO oversight_lot_look (token, lot_id, stratum, judges, risky, verdict) VALUES (%s, %s, %s, %s, %s, '')"
            " ON CONFLICT (token) DO NOTHING",
            token, lot.id, look.stratum, look.judges, look.risky,
        )  # fmt: skip
    return bool(kept)


def keep(lot: Lot) -> None:
    """Keep where a lot stands now."""
    execute(
        "UPDATE oversight_lot SET strata = %s, standing = %s, judged_at = %s, reviewed = %s, wrong = %s, stop_id = %s"
        " WHERE id = %s",
        _strata(lot.strata), lot.standing.value, None if lot.judged_at is None else micros(lot.judged_at), lot.reviewed,
        lot.wrong, lot.stop, lot.id,
    )  # fmt: skip


def since(at: datetime, topics: str) -> tuple[Lot, ...]:
    """Return the lots of weeks that ended since a moment, and those not judged yet, oldest first."""
    found = rows(
        f"SELECT {_LOT} FROM oversight_lot WHERE (to_at >= %s OR standing = 'open') AND topics = %s ORDER BY to_at, topic",
        micros(at), topics,
    )  # fmt: skip
    return tuple(map(_lot, found))


def hold(id: str) -> Lot | None:
    """Return a lot, held for this transaction."""
    found = row(f"SELECT {_LOT} FROM oversight_lot WHERE id = %s{for_update()}", id)
    return _lot(found) if found else None


def latest(topics: str, limit: int = 20) -> tuple[Lot, ...]:
    """Return the newest lots, newest first."""
    found = rows(
        f"SELECT {_LOT} FROM oversight_lot WHERE topics = %s ORDER BY to_at DESC, topic LIMIT %s", topics, limit
    )
    return tuple(map(_lot, found))


def last_of(topic: str, topics: str) -> Lot | None:
    """Return the newest lot of a topic."""
    found = row(
        f"SELECT {_LOT} FROM oversight_lot WHERE topic = %s AND topics = %s ORDER BY to_at DESC LIMIT 1",
        topic,
        topics,
    )
    return _lot(found) if found else None


def stopped_by(stop: str) -> Lot | None:
    """Return the lot whose rejection made a stop."""
    found = row(f"SELECT {_LOT} FROM oversight_lot WHERE stop_id = %s", stop)
    return _lot(found) if found else None


def looks(lot: str) -> dict[bytes, Look]:
    """Return, by token, the drafts of a lot that are looked at."""
    found = rows("SELECT token, stratum, judges, risky, verdict FROM oversight_lot_look WHERE lot_id = %s", lot)
    return {
        bytes(token): Look(stratum, bool(judges), bool(risky), verdict)
        for token, stratum, judges, risky, verdict in found
    }


def keep_verdict(token: bytes, verdict: str) -> bool:
    """Keep what was said of an answer of a lot, once; whether it is one and nobody had said anything of it."""
    return bool(
        execute(
            "UPDATE oversight_lot_look SET verdict = %s WHERE token = %s AND risky AND verdict = ''", verdict, token
        )
    )


def seen_of(topic: str, topics: str) -> dict[str, tuple[int, int]]:
    """Return of each stratum how many answers of a topic were reviewed in judged lots, and how many were wrong."""
    seen: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (strata,) in rows(
        "SELECT strata FROM oversight_lot WHERE topic = %s AND topics = %s AND standing <> 'open'", topic, topics
    ):
        for each in _looked(strata):
            seen[each.name][0] += each.reviewed
            seen[each.name][1] += each.wrong
    return {name: (reviewed, wrong) for name, (reviewed, wrong) in seen.items()}


def _strata(strata: Sequence[Looked]) -> str:
    return json.dumps([[each.name, each.size, each.reviewed, each.wrong] for each in strata])


def _looked(stored: str) -> tuple[Looked, ...]:
    return tuple(Looked(*each) for each in json.loads(stored))


def _lot(found: Row) -> Lot:
    (
        id, topic, topics, start, end, drawn_at, answers, readable, sample, most_wrong, version, strata, standing,
        judged_at, reviewed, wrong, stop,
    ) = found  # fmt: skip
    return Lot(
        id, topic, topics, moment(start), moment(end), moment(drawn_at), answers, readable, Plan(sample, most_wrong),
        version, _looked(strata), Standing(standing), moment(judged_at) if judged_at else None, reviewed, wrong,
        stop,
    )  # fmt: skip
