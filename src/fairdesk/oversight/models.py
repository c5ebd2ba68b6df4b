"""The tables of oversight: stops of the assistant, kept for ever as history."""

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
