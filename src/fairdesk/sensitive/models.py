"""The table of concerns: which conversation touched a sensitive matter, kept apart and for a short time."""

from __future__ import annotations

from django.db import models


class Concern(models.Model):
    """A concern found in a conversation. Holds the topic and the act that found it, never words."""

    id = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    customer_id = models.TextField()
    topic = models.TextField()
    act = models.TextField()
    at = models.BigIntegerField()
    expires_at = models.BigIntegerField()

    class Meta:
        """How the table is called and searched."""

        app_label = "sensitive"
        db_table = "sensitive_concern"
        indexes = [
            models.Index(fields=["conversation_id", "expires_at"], name="sensitive_concern_conversation"),
            models.Index(fields=["customer_id"], name="sensitive_concern_customer"),
            models.Index(fields=["expires_at"], name="sensitive_concern_expiry"),
        ]
