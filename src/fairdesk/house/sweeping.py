"""Sweeps up what should be gone: keys without a customer, erasures that were cut short, backups and copies past their day.

Every step can be repeated, and `fairdesk keys check` tells what a sweep would find.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fairdesk.attachments import records as attachments
from fairdesk.database import rows, writing
from fairdesk.desk import records as desk
from fairdesk.house.books import Books
from fairdesk.house.erasing import counted
from fairdesk.house.forgetting import forget
from fairdesk.nouns import CustomerId, DeskError
from fairdesk.privacy.archive import about_archive
from fairdesk.privacy.records.key_backups import KeyBackup

UNUSED_AFTER = timedelta(hours=1)
"""A key is made just before its customer is kept; one that has no customer after this never gets one."""
MOST_AT_ONCE, MOST_SHARE = 20, 0.01
"""More orphans than this are no accident but another database: nothing is swept until a person says so."""
RESENT_WITHIN = timedelta(days=7)
"""How long a browser may send the same message again without its being kept twice."""
UNSENT_FOR = timedelta(days=1)
"""How long a file waits that was added and not sent."""
log = logging.getLogger("fairdesk.sweeping")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many of each were swept; `left` are orphans that a person must look at first."""

    orphans: int = 0
    left: int = 0
    finished: int = 0
    backups: int = 0
    copies: int = 0
    marks: int = 0


def sweep(house: Books, at: datetime, *, sure: bool = False, unused_after: timedelta = UNUSED_AFTER) -> Swept:
    """Sweep everything; `sure` says that a person has looked at the orphans, however many they are."""
    if house.keys.path.is_symlink():
        return Swept()  # the keys are another folder's (fairdesk demo tamper): its customers are not ours to judge
    finished = unfinished(house)
    for customer in finished:
        forget(house, customer, "begun and not finished")
    found = orphans(house, at, unused_after)
    swept = found if sure or not too_many(house, found) else ()
    for customer in swept:
        house.keys.destroy(customer, at)
    if len(swept) < len(found):
        log.error("many keys have no customer; nothing was swept, run fairdesk keys check")
    with writing():
        marks = desk.forget_client_keys(at - RESENT_WITHIN)
        attachments.delete_unsent(at - UNSENT_FOR)
    return Swept(
        len(swept), len(found) - len(swept), len(finished), _drop_expired(house, at), _drop_copies(house, at), marks
    )


def orphans(house: Books, at: datetime, unused_after: timedelta = UNUSED_AFTER) -> tuple[CustomerId, ...]:
    """Return the customers who have a key older than an hour and no row in any room.

    Of a customer whom a legal hold keeps in part, identity knows nothing any more: each room is asked.
    """
    old = sorted(house.keys.made_before(at - unused_after))
    return tuple(customer for customer in _unknown(old) if not sum(counted(customer).values()))


def too_many(house: Books, found: Collection[CustomerId]) -> bool:
    """Whether so many keys have no customer that the database is rather not the one that these keys belong to."""
    return len(found) > max(MOST_AT_ONCE, MOST_SHARE * sum(1 for _ in house.keys.all_customers()))


def unfinished(house: Books) -> tuple[CustomerId, ...]:
    """Return the customers whose key was destroyed while rows about them are still here."""
    erased = list(house.keys.tombstones())
    return tuple(sorted(set(erased).difference(_unknown(erased))))


def _unknown(customers: list[CustomerId]) -> Iterator[CustomerId]:
    for begin in range(0, len(customers), 500):
        some = customers[begin : begin + 500]
        marks = ", ".join(["%s"] * len(some))
        here = {found for (found,) in rows(f"SELECT id FROM identity_customer WHERE id IN ({marks})", *some)}
        yield from (customer for customer in some if customer not in here)


def expired(house: Books, at: datetime) -> tuple[KeyBackup, ...]:
    """Return the backups of the keys that should be gone by now."""
    return tuple(each for each in house.keys.backups() if each.expires_at <= at)


def old_copies(house: Books, at: datetime) -> tuple[Path, ...]:
    """Return the copies made before updates that are older than a backup of the keys may get."""
    oldest = (at - timedelta(days=house.settings.key_backup_days)).timestamp()
    return tuple(path for path in house.settings.data.glob("fairdesk-before-*.db") if path.stat().st_mtime < oldest)


def _drop_expired(house: Books, at: datetime) -> int:
    """Delete each expired archive that still lies where it was written, and forget it."""
    due = expired(house, at)
    for backup in due:
        path = Path(backup.place)
        if path.is_file() and _is(backup, path):
            path.unlink()
        house.keys.drop_backup(backup.id)
    return len(due)


def _is(backup: KeyBackup, path: Path) -> bool:
    try:
        return about_archive(path).id == backup.id
    except DeskError:
        return False


def _drop_copies(house: Books, at: datetime) -> int:
    old = old_copies(house, at)
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
