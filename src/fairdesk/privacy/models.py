"""The room's table: each conversation's vault of placeholders, sealed under its customer's key."""

from __future__ import annotations

from django.db import models


class Vault(models.Model):
    """What the placeholders of one conversation stand for."""

    conversation_id = models.TextField(primary_key=True)
    customer_id = models.TextField()
    sealed = models.BinaryField()
    changed_at = models.BigIntegerField()

    class Meta:
        """Names that both databases keep."""

        db_table = "privacy_vault"
        indexes = [models.Index(fields=["customer_id"], name="privacy_vault_customer")]
