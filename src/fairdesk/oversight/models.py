"""The tables of oversight: stops of the assistant, and what reviewers found that the mask missed; kept as history."""

from __future__ import annotations

from django.db import models


class Pause(models.Model):
    """One stop of the assistant; in force while `released_at` is empty. Times are microseconds in UTC."""

    id = models.TextField(primary_key=True)
    scope = models.TextField()
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    by_name = models.TextField()
    reason = models.TextField()
    start_asked_by_id = models.BigIntegerField(null=True)
    start_asked_by_name = models.TextField(default="")
    start_asked_at = models.BigIntegerField(null=True)
    released_by_id = models.BigIntegerField(null=True)
    released_by_name = models.TextField(default="")
    released_at = models.BigIntegerField(null=True)

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_pause"
        indexes = [
            # Read on the way of every message: only the few stops in force are in it.
            models.Index(fields=["at"], name="oversight_pause_in_force", condition=models.Q(released_at__isnull=True))
        ]


class MaskReview(models.Model):
    """One look at a masked message: how many things of which kinds were missed, and nothing of the message itself."""

    token = models.BinaryField(primary_key=True, max_length=32)
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    missed = models.IntegerField()
    kinds = models.TextField()

    class Meta:
        """How the table is called."""

        app_label = "oversight"
        db_table = "oversight_mask_review"
