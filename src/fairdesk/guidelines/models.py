"""The versions of every guideline, each with the exact text of its file. Rows are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Version(models.Model):
    """A guideline's file as it was kept; its key is the hash of its bytes."""

    version = models.TextField(primary_key=True)
    name = models.TextField()
    text = models.TextField()
    effective_from = models.BigIntegerField()
    kept_at = models.BigIntegerField()
    kept_by = models.TextField()
    reason = models.TextField()

    class Meta:
        """The table's name and index."""

        db_table = "guidelines_version"
        indexes: ClassVar = [models.Index(fields=["name", "effective_from"], name="guidelines_version_name")]
