"""The versions of every guideline, each with the exact text of its file, and the life of each proposal to use one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Version(models.Model):
    """A guideline's file as it was kept; its key is the hash of its bytes. Rows are added and never changed.

    `form`: yaml or csv, as the file was written.
    """

    version = models.TextField(primary_key=True)
    name = models.TextField()
    text = models.TextField()
    effective_from = models.BigIntegerField()
    kept_at = models.BigIntegerField()
    kept_by = models.TextField()
    reason = models.TextField()
    form = models.TextField(default="yaml")

    class Meta:
        """The table's name and index."""

        db_table = "guidelines_version"
        indexes: ClassVar = [models.Index(fields=["name", "effective_from"], name="guidelines_version_name")]


class Proposal(models.Model):
    """One use of a version: proposed, replayed, approved, in force (life.py). The latest that has begun is in force.

    `begins`: from when it is in force, empty until it is approved. `rests_on`: the parts it was approved with, as JSON;
    `rests_on_hash` is what each message compares. `why`: the reason, and of what was said no to the reason of that.
    `told`: incidents that the ledger has been told of.
    """

    id = models.TextField(primary_key=True)
    name = models.TextField()
    version = models.TextField()
    origin = models.TextField()
    stage = models.TextField()
    proposer = models.BigIntegerField()
    proposer_name = models.TextField()
    at = models.BigIntegerField()
    why = models.TextField()
    wished = models.BigIntegerField(null=True)
    report = models.TextField(default="")
    against = models.TextField(default="")
    parts = models.TextField(default="")
    second_by = models.BigIntegerField(default=0)
    second_name = models.TextField(default="")
    second_at = models.BigIntegerField(null=True)
    begins = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True)
    confirm_by = models.BigIntegerField(null=True)
    solo = models.BooleanField(default=False)
    rests_on = models.TextField(default="")
    rests_on_hash = models.TextField(default="")
    told = models.TextField(default="")

    class Meta:
        """The table's name and indexes."""

        db_table = "guidelines_proposal"
        indexes: ClassVar = [
            models.Index(fields=["name", "begins"], name="guidelines_proposal_begins"),
            models.Index(fields=["stage", "begins"], name="guidelines_proposal_stage"),
        ]
