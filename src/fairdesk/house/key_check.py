"""Looks at the keys: does each customer's open, is any left over, are the files their owner's alone, what must be done?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fairdesk.clock import now
from fairdesk.database import rows
from fairdesk.house.books import Books
from fairdesk.house.sweeping import Swept, expired, old_copies, orphans, sweep, unfinished
from fairdesk.nouns import CustomerId, NotFound
from fairdesk.privacy.keys import Tampered
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.privacy.records.key_backups import KeyBackup
from fairdesk.privacy.records.rotation import WrappingKey

ROTATE_AFTER = timedelta(days=730)
"""The longest a key that wraps keys should be used for wrapping (NIST SP 800-57 part 1 rev. 5, 5.3.6: two years)."""
PRIVATE = ("fairdesk.db", "keys.db", "root.key", "secret.key", "fairdesk.log")


@dataclass(frozen=True, slots=True)
class KeyReport:
    """What was looked at, and each fault as a sentence that says what to do."""

    customers: int
    keys: int
    erased: int
    wrapping_keys: tuple[WrappingKey, ...]
    backups: tuple[KeyBackup, ...]
    final_on: datetime | None
    """When the last backup that may hold keys destroyed until now expires."""
    swept: Swept | None
    findings: tuple[str, ...]


def check_keys(house: Books, *, sweep_first: bool = False) -> KeyReport:
    """Look at every key, and with `sweep_first` sweep what is left over before."""
    at, keys = now(), house.keys
    swept = sweep(house, at, sure=True) if sweep_first else None
    customers = [CustomerId(id) for (id,) in rows("SELECT id FROM identity_customer ORDER BY id")]
    return KeyReport(
        customers=len(customers),
        keys=sum(1 for _ in keys.all_customers()),
        erased=len(keys.tombstones()),
        wrapping_keys=keys.wrapping_keys(),
        backups=keys.backups(),
        final_on=keys.final_on(at),
        swept=swept,
        findings=(
            *_do_not_open(house, customers),
            *_left_over(house, at),
            *_to_rotate(keys.wrapping_keys(), at),
            *_past_their_day(house, at),
            *_open_to_others(house.settings.data),
        ),
    )


def _do_not_open(house: Books, customers: list[CustomerId]) -> list[str]:
    found = []
    for customer in customers:
        try:
            house.keys.of(customer)
        except KeyDestroyed:
            continue  # told below, as an erasure that was cut short
        except (NotFound, Tampered) as fault:
            found.append(f"customer {customer} has rows, but {fault}")
    return found


def _left_over(house: Books, at: datetime) -> list[str]:
    some = orphans(house, at)
    found = []
    if some:
        found.append(f"{len(some)} keys older than an hour have no customer, such as {some[0]}; look, then --sweep")
    found += [f"customer {customer} was erased, but has rows; sweep with --sweep" for customer in unfinished(house)]
    both = set(house.keys.all_customers()) & set(house.keys.tombstones())
    return found + [f"customer {customer} was erased, but has a key; erase again" for customer in sorted(both)]


def _to_rotate(versions: tuple[WrappingKey, ...], at: datetime) -> list[str]:
    newest, found = versions[-1], []
    if at - newest.made_at > ROTATE_AFTER:
        found.append(f"the wrapping key is {(at - newest.made_at).days} days old; run `fairdesk keys rotate`")
    waiting = sum(each.keys for each in versions[:-1])
    if len(versions) > 1:
        found.append(f"a rotation was not finished ({waiting} keys wait); run `fairdesk keys rotate` again")
    return found


def _past_their_day(house: Books, at: datetime) -> list[str]:
    return [
        f"the backup of the keys at {backup.place} expired on {backup.expires_at:%Y-%m-%d}; delete it and its copies,"
        " then --sweep"
        for backup in expired(house, at)
    ] + [f"{path} is older than a backup of the keys may get; sweep with --sweep" for path in old_copies(house, at)]


def _open_to_others(data: Path) -> list[str]:
    private = [data / name for name in PRIVATE] + list(data.glob("fairdesk-before-*.db"))
    return [
        f"{path} is open to others (mode {path.stat().st_mode & 0o777:03o}); run: chmod 600 {path}"
        for path in private
        if path.exists() and path.stat().st_mode & 0o077
    ]
