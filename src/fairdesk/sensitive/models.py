"""The tables of concerns: which conversation touched a sensitive matter, kept apart and for a short time, and how long
people took to answer, of nobody in particular."""

from __future__ import annotations

from django.db import models


class Concern(models.Model):
    """A concern found in a conversation, and the clock to a person's first answer. Holds the topic and the act that found
    it, never words. `alarms`: how many of the two were raised; `alarm_at`: when the next one is, none after the last.
    """

    id = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    customer_id = models.TextField()
    topic = models.TextField()
    act = models.TextField()
    at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    clock_at = models.BigIntegerField(null=True)
    due_at = models.BigIntegerField(null=True)
    promised = models.IntegerField(default=0)
    answered_at = models.BigIntegerField(null=True)
    alarm_at = models.BigIntegerField(null=True)
    alarmed = models.TextField(default="")
    alarms = models.IntegerField(default=0)

    class Meta:
        """How the table is called and searched."""

        app_label = "sensitive"
        db_table = "sensitive_concern"
        indexes = [
            models.Index(fields=["conversation_id", "expires_at"], name="sensitive_concern_conversation"),
            models.Index(fields=["customer_id"], name="sensitive_concern_customer"),
            models.Index(fields=["expires_at"], name="sensitive_concern_expiry"),
            models.Index(fields=["answered_at", "due_at"], name="sensitive_concern_clock"),
        ]


class HelplineCheck(models.Model):
    """A country's line of local help that the company checked itself. Of nobody; `sources` is one a line."""

    country = models.TextField(primary_key=True)
    emergency = models.TextField()
    line = models.TextField()
    name = models.TextField()
    sources = models.TextField()
    verified_on = models.TextField()
    expires_on = models.TextField()
    owner = models.TextField()

    class Meta:
        """How the table is called."""

        app_label = "sensitive"
        db_table = "sensitive_helpline"


class FirstHuman(models.Model):
    """How long a person took to answer somebody in a matter, and how long they had: whose it was stands nowhere."""

    id = models.BigAutoField(primary_key=True)
    topic = models.TextField()
    day = models.TextField()
    taken = models.BigIntegerField()
    allowed = models.BigIntegerField()

    class Meta:
        """How the table is called and searched."""

        app_label = "sensitive"
        db_table = "sensitive_first_human"
        indexes = [models.Index(fields=["topic", "id"], name="sensitive_first_human_topic")]
