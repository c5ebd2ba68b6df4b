"""The tables of flows: the files in force, where each customer's flow stands, and what is still to be done outside.

Whatever a customer said is sealed under their own key. Times are microseconds since 1970, UTC.
"""

from __future__ import annotations

from django.db import models


class Text(models.Model):
    """One version of a flow's file. It may begin from `at` until `ended_at`; a kept turn names it for ever."""

    pk = models.CompositePrimaryKey("name", "at")
    name = models.TextField()
    at = models.BigIntegerField()
    version = models.TextField()
    text = models.TextField()
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        """How the table is called."""

        app_label = "flows"
        db_table = "flows_text"
        indexes = [models.Index(fields=["version"], name="flows_text_version")]


class State(models.Model):
    """Where the last flow of a conversation stands; `ended` says why it goes on no more, "" while it does."""

    conversation_id = models.TextField(primary_key=True)
    customer_id = models.TextField()
    name = models.TextField()
    ended = models.TextField(default="")
    changed_at = models.BigIntegerField()
    until = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        """How the table is called and searched."""

        app_label = "flows"
        db_table = "flows_state"
        indexes = [models.Index(fields=["customer_id"], name="flows_state_customer")]


class Errand(models.Model):
    """Something to be done outside that was kept with its turn. Gone once it is done or given to a person."""

    act = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    customer_id = models.TextField()
    tries = models.IntegerField(default=0)
    next_at = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        """How the table is called and searched."""

        app_label = "flows"
        db_table = "flows_errand"
        indexes = [
            models.Index(fields=["next_at"], name="flows_errand_due"),
            models.Index(fields=["customer_id"], name="flows_errand_customer"),
        ]
