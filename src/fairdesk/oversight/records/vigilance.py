"""Keep and read consultations, probes, and what each colleague found and missed: counts, without any time."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

from fairdesk.database import Row, execute, for_update, micros, moment, row, rows, stored_bytes
from fairdesk.nouns import ActId, ColleagueId, CustomerId
from fairdesk.oversight.consultation import Consultation
from fairdesk.oversight.probes import Fault, Probe, Stands
from fairdesk.oversight.together import GONE, LOOKED_INTO, Kept, without
from fairdesk.oversight.vigilance import Counts, Vigilance

_CONSULTATION = "id, at, by_name, told_on, what, to_whom, questions, answers, changes"
_PROBE = "id, act, customer_id, language, fault, at, made_by, checked_by, stands, sealed"


# --- consultations --------------------------------------------------------------------------------------------------
def add_consultation(made: Consultation, by: ColleagueId) -> None:
    """Keep a record."""
    execute(
        f"INSERT INTO oversight_consultation ({_CONSULTATION}, by_id) VALUES ({', '.join(['%s'] * 10)})",
        made.id, micros(made.at), made.by_name, made.told_on.isoformat(), made.what, made.to_whom, made.questions,
        made.answers, made.changes, by,
    )  # fmt: skip


def consultations() -> tuple[Consultation, ...]:
    """Return the records, newest first."""
    found = rows(f"SELECT {_CONSULTATION} FROM oversight_consultation ORDER BY id DESC")
    return tuple(
        Consultation(id, moment(at), by, date.fromisoformat(told_on), *parts) for id, at, by, told_on, *parts in found
    )


def consulted() -> bool:
    """Whether there is a record."""
    return row("SELECT 1 FROM oversight_consultation LIMIT 1") is not None


# --- probes ---------------------------------------------------------------------------------------------------------
def add_probe(probe: Probe) -> None:
    """Keep a probe."""
    execute(
        f"INSERT INTO oversight_probe ({_PROBE}) VALUES ({', '.join(['%s'] * 10)})",
        probe.id, probe.act, probe.customer, probe.language, str(probe.fault), micros(probe.at), probe.made_by,
        probe.checked_by, str(probe.stands), probe.sealed,
    )  # fmt: skip


def probe(id: str) -> Probe | None:
    """Return a probe; None if it is none, or its customer was forgotten."""
    found = row(f"SELECT {_PROBE} FROM oversight_probe WHERE id = %s", id)
    return _probe(found) if found else None


def probes(stands: Stands) -> tuple[Probe, ...]:
    """Return the probes that stand somewhere, oldest first."""
    return tuple(
        map(_probe, rows(f"SELECT {_PROBE} FROM oversight_probe WHERE stands = %s ORDER BY id", str(stands)))
    )


def made_from(act: ActId) -> bool:
    """Whether a probe was made from a draft before."""
    return row("SELECT 1 FROM oversight_probe WHERE act = %s", act) is not None


def move_probe(id: str, before: Stands, after: Stands, by: ColleagueId | None = None) -> bool:
    """Let a probe stand elsewhere; False if it did not stand where it was thought to."""
    return bool(
        execute(
            "UPDATE oversight_probe SET stands = %s, checked_by = coalesce(%s, checked_by) WHERE id = %s AND stands = %s",
            str(after), by, id, str(before),
        )
    )  # fmt: skip


def _probe(found: Row) -> Probe:
    id, act, customer, language, fault, at, made_by, checked_by, stands, sealed = found
    return Probe(
        id, ActId(act), CustomerId(customer), language, Fault(fault), moment(at), ColleagueId(made_by),
        None if checked_by is None else ColleagueId(checked_by), Stands(stands), stored_bytes(sealed),
    )  # fmt: skip


# --- counts ---------------------------------------------------------------------------------------------------------
def counts_of(colleague: ColleagueId) -> tuple[Kept, str]:
    """Return a colleague's counts and the probe that is due for them, held for this transaction where one runs."""
    found = row("SELECT now, told, due FROM oversight_vigilance WHERE colleague_id = %s", colleague)
    return (Kept(_counts(found[0]), _counts(found[1])), str(found[2])) if found else (Kept(), "")


def keep_counts(colleague: ColleagueId, kept: Kept, due: str) -> None:
    """Keep a colleague's counts."""
    execute(
        "INSERT INTO oversight_vigilance (colleague_id, now, told, due, asks) VALUES (%s, %s, %s, %s, '')"
        " ON CONFLICT (colleague_id) DO UPDATE SET now = excluded.now, told = excluded.told, due = excluded.due",
        colleague, _written(kept.now), _written(kept.told), due,
    )  # fmt: skip


def all_counts() -> dict[ColleagueId, Kept]:
    """Return everybody's counts, for a sum alone."""
    found = rows(
        f"SELECT colleague_id, now, told FROM oversight_vigilance WHERE colleague_id >= 0 ORDER BY colleague_id{for_update()}"
    )
    return {ColleagueId(who): Kept(_counts(now), _counts(told)) for who, now, told in found}


def tell_sum() -> None:
    """Note that the sum is told as it stands now."""
    execute("UPDATE oversight_vigilance SET told = now WHERE colleague_id >= 0")


def looked_into() -> Counts:
    """Return the sum as it was when people last looked into an alarm."""
    return counts_of(LOOKED_INTO)[0].now


def look_into(total: Counts) -> None:
    """Let what came up to this sum be dealt with."""
    keep_counts(LOOKED_INTO, Kept(total, total), "")


def ask_about(colleague: ColleagueId, probe: str) -> None:
    """Note that somebody was told of a probe and may say whether they knew."""
    execute("UPDATE oversight_vigilance SET asks = %s WHERE colleague_id = %s", probe, colleague)


def answers_about(colleague: ColleagueId, probe: str) -> bool:
    """Take the question about a probe away; False if it is not asked (any more)."""
    return bool(
        execute("UPDATE oversight_vigilance SET asks = '' WHERE colleague_id = %s AND asks = %s", colleague, probe)
    )


def leave(colleague: ColleagueId) -> None:
    """Put the counts of somebody who leaves to those of others who left: no sum changes, and nothing names them."""
    kept, _ = counts_of(colleague)
    if kept != Kept():
        keep_counts(GONE, without(kept, counts_of(GONE)[0]), "")
        execute("DELETE FROM oversight_vigilance WHERE colleague_id = %s", colleague)


def _counts(stored: str) -> Counts:
    kept = json.loads(stored)
    return Counts(**{**kept, "test": Vigilance(kept["test"])})


def _written(counts: Counts) -> str:
    return json.dumps(asdict(counts), sort_keys=True)
