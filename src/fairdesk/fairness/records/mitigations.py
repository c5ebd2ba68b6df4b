"""Keep and read mitigations. Functions that write expect an open transaction."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from fairdesk.database import Row, execute, micros, moment, row, rows
from fairdesk.fairness.mitigation import Difference, Look, Mitigation
from fairdesk.nouns import ColleagueId, NotFound, Overtaken

_COLUMNS = (
    "id, at, by_id, by_name, kind, name, proposal, rule, says, difference, setting, why, review_by, looks, ending"
)


def add(made: Mitigation) -> None:
    """Keep a mitigation as it is proposed."""
    execute(
        f"INSERT INTO fairness_mitigation ({_COLUMNS}, told) VALUES ({', '.join(['%s'] * 15)}, '')",
        made.id, micros(made.at), made.by, made.by_name, made.kind, made.name, made.proposal, made.rule, made.says,
        _exact({**asdict(made.found), "since": f"{made.found.since}"}), _exact(made.setting), made.why, f"{made.review_by}",
        _looks(made), made.ending,
    )  # fmt: skip


def change(before: Mitigation, after: Mitigation) -> None:
    """Keep that somebody looked again, or asked for its end. Raises Overtaken if somebody else did meanwhile."""
    changed = execute(
        "UPDATE fairness_mitigation SET review_by = %s, looks = %s, ending = %s WHERE id = %s AND looks = %s AND ending = %s",
        f"{after.review_by}", _looks(after), after.ending, after.id, _looks(before), before.ending,
    )  # fmt: skip
    if not changed:
        raise Overtaken("somebody looked at this mitigation meanwhile; look at it again")


def tell(id: str, day: date) -> bool:
    """Note that the ledger was told that this day has come; False if it was before."""
    return bool(
        execute("UPDATE fairness_mitigation SET told = %s WHERE id = %s AND told <> %s", f"{day}", id, f"{day}")
    )


def every() -> tuple[Mitigation, ...]:
    """Return all mitigations, the latest first."""
    return tuple(map(_mitigation, rows(f"SELECT {_COLUMNS} FROM fairness_mitigation ORDER BY id DESC")))


def find(id: str) -> Mitigation:
    """Return a mitigation. Raises NotFound."""
    found = row(f"SELECT {_COLUMNS} FROM fairness_mitigation WHERE id = %s", id)
    if found is None:
        raise NotFound(f"there is no mitigation {id}")
    return _mitigation(found)


def of_proposal(proposal: str) -> Mitigation | None:
    """Return what a proposal is to mend; None if it mends nothing."""
    found = row(f"SELECT {_COLUMNS} FROM fairness_mitigation WHERE proposal = %s", proposal)
    return _mitigation(found) if found else None


def _mitigation(found: Row) -> Mitigation:
    id, at, by, by_name, kind, name, proposal, rule, says, difference, setting, why, review_by, looks, ending = found
    told: dict[str, Any] = json.loads(difference)
    return Mitigation(
        id, moment(at), ColleagueId(by), by_name, kind, name, proposal, rule, says,
        Difference(**{**told, "since": date.fromisoformat(told["since"])}), json.loads(setting), why,
        date.fromisoformat(review_by),
        tuple(Look(datetime.fromisoformat(at), ColleagueId(by), *rest) for at, by, *rest in json.loads(looks)), ending,
    )  # fmt: skip


def _looks(made: Mitigation) -> str:
    return _exact([(each.at.isoformat(), int(each.by), each.by_name, each.said, each.why) for each in made.looks])


def _exact(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
