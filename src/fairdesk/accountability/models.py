"""Tables of the ledger. No row names a customer: an entry names an act, and the act's own row knows whose it was.

That is why nothing here is ever erased: a column with the customer would be personal data beside every entry, and
erasing it would mean that the ledger can be written to. Nobody's words fit in (see ledger.entry_bytes).
"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act. `entry` are the exact bytes that are proven, `leaf` their hash when they were written.

    `at`, `kind` and `act` repeat what the bytes say, to be looked up by; verification compares them.
    `position` is the index in the tree, given by the sequencer; empty while the entry waits.
    """

    id = models.TextField(primary_key=True)
    position = models.BigIntegerField(null=True)
    at = models.BigIntegerField()
    kind = models.TextField()
    act = models.TextField()
    entry = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        db_table = "accountability_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["position"], condition=models.Q(position__isnull=False), name="accountability_entry_position"
            )
        ]
        indexes = [
            models.Index(fields=["act"], name="accountability_entry_act"),
            # Partial: it holds only what waits, so the question "what is waiting?" stays small for ever.
            models.Index(
                fields=["at", "id"], condition=models.Q(position__isnull=True), name="accountability_entry_waiting"
            ),
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
