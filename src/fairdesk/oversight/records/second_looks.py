"""Keep and read what a second and a third person made of reviewed answers, and how far pairs of verdicts agree."""

from __future__ import annotations

import json
from dataclasses import asdict

from fairdesk.database import Row, execute, for_update, row, rows
from fairdesk.nouns import ActId, ColleagueId
from fairdesk.oversight.agreement import Agreement
from fairdesk.oversight.second_look import Judged, Stands, Told, newly_told, same_in, with_pair

_JUDGED = "act, by_id, verdict, second_by, second, stands"
_ANSWERS = "answers"
"""The one row of counts there is."""


def judged(act: ActId) -> Judged | None:
    """Return who judged an answer and how; None if nobody did."""
    found = row(f"SELECT {_JUDGED} FROM oversight_answer_review WHERE act = %s", act)
    return _judged(found) if found else None


def apart() -> tuple[Judged, ...]:
    """Return the answers that two see differently, oldest first."""
    found = rows(
        f"SELECT {_JUDGED} FROM oversight_answer_review WHERE stands = %s ORDER BY at, act", str(Stands.APART)
    )
    return tuple(map(_judged, found))


def agreed(act: ActId) -> None:
    """Note that a second person judged an answer as the first did, and not who it was."""
    execute("UPDATE oversight_answer_review SET stands = %s WHERE act = %s", str(Stands.AGREED), act)


def differed(act: ActId, by: ColleagueId, verdict: str) -> None:
    """Note that a second person judged an answer otherwise, until it is settled."""
    execute(
        "UPDATE oversight_answer_review SET stands = %s, second_by = %s, second = %s WHERE act = %s",
        str(Stands.APART), by, verdict, act,
    )  # fmt: skip


def settle(act: ActId, verdict: str) -> None:
    """Let an answer have the verdict that it was settled with; who judged second is forgotten."""
    execute(
        "UPDATE oversight_answer_review SET verdict = %s, stands = %s, second_by = NULL, second = '' WHERE act = %s",
        verdict, str(Stands.SETTLED), act,
    )  # fmt: skip


def add_pair(first: str, second: str) -> Agreement | None:
    """Count a pair of verdicts, in the caller's transaction; return the figure if one is told now, else None."""
    counts, last, same = _kept()
    counts = with_pair(counts, first, second)
    new = newly_told(counts, last)
    told = _written(new, same_in(counts)) if new else _written(last, same)
    execute(
        "INSERT INTO oversight_agreement (id, now, told) VALUES (%s, %s, %s)"
        " ON CONFLICT (id) DO UPDATE SET now = excluded.now, told = excluded.told",
        _ANSWERS, json.dumps(counts, sort_keys=True), json.dumps(told) if told else "",
    )  # fmt: skip
    return new


def agreement_told() -> Told:
    """Return the figure as it was last told, and how many pairs there are."""
    counts, last, same = _kept()
    return Told(sum(counts.values()), last, same)


def _written(last: Agreement | None, same: int) -> dict[str, object]:
    return {"agreement": asdict(last), "same": same} if last else {}


def _kept() -> tuple[dict[str, int], Agreement | None, int]:
    found = row(f"SELECT now, told FROM oversight_agreement WHERE id = %s{for_update()}", _ANSWERS)
    if found is None:
        return {}, None, 0
    told = json.loads(found[1]) if found[1] else {}
    return json.loads(found[0]), Agreement(**told["agreement"]) if told else None, int(told.get("same", 0))


def _judged(found: Row) -> Judged:
    act, by, verdict, second_by, second, stands = found
    return Judged(
        ActId(act), ColleagueId(by), verdict, None if second_by is None else ColleagueId(second_by), second, Stands(stands)
    )  # fmt: skip
