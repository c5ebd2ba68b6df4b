"""The room's tables. Only its records read and write them."""

from __future__ import annotations

from django.db import models


class Disclosed(models.Model):
    """What a customer told of themselves, sealed under their key; nothing else of the desk reads this table."""

    customer_id = models.CharField(max_length=64, primary_key=True)
    sealed = models.BinaryField()
    at = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "fairness_disclosed"
        indexes = [models.Index(fields=["at"], name="fairness_disclosed_at")]
