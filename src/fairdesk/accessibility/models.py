"""The table of practice: how many found the planted error, by day and language; nobody's name or number."""

from __future__ import annotations

from django.db import models


class Practice(models.Model):
    """Counts of one day in one language. `date` is the day in UTC, YYYY-MM-DD. Named `right_count`, for "right" is SQL."""

    date = models.TextField()
    language = models.TextField()
    right_count = models.BigIntegerField(default=0)
    wrong_count = models.BigIntegerField(default=0)

    class Meta:
        """How the table is called and kept unique."""

        app_label = "accessibility"
        db_table = "accessibility_practice"
        constraints = [models.UniqueConstraint(fields=["date", "language"], name="accessibility_practice_day")]
