"""Tables of the ledger. No row names a customer: an entry names an act, and the act's own row knows whose it was.

That is why nothing here is ever erased: a column with the customer would be personal data beside every entry, and
erasing it would mean that the ledger can be written to. Nobody's words fit in (see ledger.entry_bytes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class RowNumber(models.BigAutoField):  # type: ignore[type-arg]
    """The number of a row, given by the database. On SQLite it is the row's own place in the file and nothing beside
    it: what is written durably in the transaction of an act is then one page.
    """

    def db_type_suffix(self, connection: BaseDatabaseWrapper) -> str | None:
        """Leave out AUTOINCREMENT, which keeps a table of its own; a number may come again once its row is gone."""
        return None if connection.vendor == "sqlite" else super().db_type_suffix(connection)


class Waiting(models.Model):
    """An entry that has no place in the tree yet. It has no index: it is small, and an act pays for each page."""

    number = RowNumber(primary_key=True)
    act = models.TextField()
    at = models.BigIntegerField()
    kind = models.TextField()
    entry = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        db_table = "accountability_waiting"


class Entry(models.Model):
    """One act in its place. `entry` are the exact bytes that are proven, `leaf` their hash when they were written.

    `at`, `kind` and `act` repeat what the bytes say, to be looked up by; verification compares them. New rows come last
    in each index but that of acts, so that placing them stays cheap.
    """

    position = models.BigIntegerField(primary_key=True)
    act = models.TextField()
    at = models.BigIntegerField()
    kind = models.TextField()
    entry = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        db_table = "accountability_entry"
        indexes = [
            models.Index(fields=["act"], name="accountability_entry_act"),
            models.Index(fields=["kind", "position"], name="accountability_entry_kind"),
            models.Index(fields=["at", "position"], name="accountability_entry_at"),
        ]


class Tile(models.Model):
    """256 finished hashes of the tree (C2SP tlog-tiles), with the hash over them: what proofs are read from."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.IntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField()

    class Meta:
        db_table = "accountability_tile"


class Checkpoint(models.Model):
    """A signed head of the tree. The note holds size and root; `at` is told, not proven."""

    size = models.BigIntegerField(primary_key=True)
    at = models.BigIntegerField()
    note = models.TextField()

    class Meta:
        db_table = "accountability_checkpoint"


class Key(models.Model):
    """A key that signed checkpoints, from the checkpoint of `size` on. `lost`: the key before it could not sign that."""

    number = models.IntegerField(primary_key=True)
    verifier_key = models.TextField()
    size = models.BigIntegerField()
    lost = models.BooleanField()

    class Meta:
        db_table = "accountability_key"


class Cosignature(models.Model):
    """A witness's line under the checkpoint of `size`. `key` is the witness's name and key id; `at` as it says."""

    pk = models.CompositePrimaryKey("size", "key")
    size = models.BigIntegerField()
    key = models.TextField()
    at = models.BigIntegerField()
    line = models.TextField()

    class Meta:
        db_table = "accountability_cosignature"


class Incident(models.Model):
    """Something that went wrong, until it is closed. Its words are sealed under a key of the house; times in microseconds.

    `cause_key` names the cause: at most one incident of it is open. `owner`: 0 if nobody is.
    """

    id = models.TextField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    cause_key = models.TextField()
    found = models.TextField()
    severity = models.TextField()
    known_at = models.BigIntegerField()
    opened_at = models.BigIntegerField()
    opened_by = models.BigIntegerField()
    owner = models.BigIntegerField()
    owner_name = models.TextField()
    breach = models.TextField()
    due_at = models.BigIntegerField()
    reported_at = models.BigIntegerField(null=True)
    closed_at = models.BigIntegerField(null=True)
    late_told = models.BooleanField()
    version = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "accountability_incident"
        constraints = [
            models.UniqueConstraint(
                fields=["cause_key"], name="accountability_incident_once", condition=models.Q(closed_at__isnull=True)
            )
        ]
