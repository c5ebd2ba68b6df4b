"""The room's tables: vaults of placeholders, sealed; who looked; what is restricted, and who opened it all the same."""

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


class Look(models.Model):
    """A colleague, or the house for a command, opened what a customer wrote. Kept a year and shown to the customer."""

    id = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    customer_id = models.TextField()
    colleague = models.BigIntegerField()
    role = models.TextField()
    work_name = models.TextField()
    at = models.BigIntegerField()
    what = models.TextField()

    class Meta:
        """Names that both databases keep."""

        db_table = "privacy_look"
        indexes = [
            models.Index(fields=["conversation_id", "colleague", "at"], name="privacy_look_latest"),
            models.Index(fields=["customer_id", "at"], name="privacy_look_customer"),
            models.Index(fields=["at"], name="privacy_look_age"),
        ]


class Restriction(models.Model):
    """What may only be stored (GDPR Article 18): one conversation, or with "" all of a customer's. Lifted: it is over."""

    id = models.TextField(primary_key=True)
    customer_id = models.TextField()
    conversation_id = models.TextField(default="")
    at = models.BigIntegerField()
    lifted_at = models.BigIntegerField(null=True)

    class Meta:
        """Names that both databases keep."""

        db_table = "privacy_restriction"
        indexes = [models.Index(fields=["customer_id"], name="privacy_restriction_customer")]


class Glass(models.Model):
    """Somebody opened a restricted conversation, with a reason (sealed) and for a while; an officer is told."""

    id = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    customer_id = models.TextField()
    colleague = models.BigIntegerField()
    role = models.TextField()
    work_name = models.TextField()
    at = models.BigIntegerField()
    until = models.BigIntegerField()
    sealed = models.BinaryField()
    seen_at = models.BigIntegerField(null=True)
    seen_by = models.BigIntegerField(null=True)

    class Meta:
        """Names that both databases keep."""

        db_table = "privacy_glass"
        indexes = [
            models.Index(fields=["conversation_id", "colleague", "until"], name="privacy_glass_open"),
            models.Index(fields=["customer_id"], name="privacy_glass_customer"),
        ]
