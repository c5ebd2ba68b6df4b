"""The tables of requests, holds and breaches. A request outlives the erasure it asked for: without the customer's id.

Words (what was asked, what was answered, the claim code to show again) are sealed under the customer's key, in a table
of their own. Times are microseconds since 1970, UTC.
"""

from __future__ import annotations

from django.db import models


class Request(models.Model):
    """A request. `customer_id` is empty from the erasure on; `claim` is the SHA-256 of the code that still opens it."""

    id = models.TextField(primary_key=True)
    customer_id = models.TextField(default="")
    kind = models.TextField()
    stage = models.TextField()
    version = models.IntegerField(default=0)
    law = models.TextField()
    language = models.TextField()
    filed_at = models.BigIntegerField()
    filed_by = models.BigIntegerField(default=0)
    due_at = models.BigIntegerField()
    extended_at = models.BigIntegerField(null=True)
    paused_at = models.BigIntegerField(null=True)
    changed_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    first_approver = models.BigIntegerField(default=0)
    first_at = models.BigIntegerField(null=True)
    second_approver = models.BigIntegerField(default=0)
    solo = models.BooleanField(default=False)
    ground = models.TextField(default="")
    identity = models.TextField()
    claim = models.TextField(unique=True)
    late_told = models.BooleanField(default=False)
    proof = models.TextField(default="")
    certificate = models.TextField(default="")

    class Meta:
        """Names of table and indexes."""

        db_table = "rights_request"
        indexes = [
            models.Index(fields=["customer_id"], name="rights_request_customer"),
            models.Index(fields=["stage", "due_at"], name="rights_request_due"),
        ]


class Words(models.Model):
    """What was said in a request, sealed under the customer's key: gone with it."""

    pk = models.CompositePrimaryKey("request_id", "number")
    request_id = models.TextField()
    number = models.IntegerField()
    customer_id = models.TextField()
    at = models.BigIntegerField()
    side = models.TextField()
    sealed = models.BinaryField()

    class Meta:
        """Names of table and indexes."""

        db_table = "rights_words"
        indexes = [models.Index(fields=["customer_id"], name="rights_words_customer")]


class Running(models.Model):
    """An erasure that runs: what there was, and what to search for afterwards. Deleted when it is proven.

    `wanted` is kept in hexadecimal, so that the search does not find its own list.
    """

    request_id = models.TextField(primary_key=True)
    at = models.BigIntegerField()
    before = models.TextField()
    wanted = models.TextField()

    class Meta:
        """Name of the table."""

        db_table = "rights_running"


class Hold(models.Model):
    """A legal hold: what must not be erased, who answers for it, why, and when to look again."""

    id = models.TextField(primary_key=True)
    customer_id = models.TextField()
    conversation_id = models.TextField(default="")
    owner = models.BigIntegerField()
    owner_name = models.TextField()
    reason = models.TextField()
    at = models.BigIntegerField()
    review_by = models.BigIntegerField()
    review_told = models.BooleanField(default=False)
    lifted_at = models.BigIntegerField(null=True)

    class Meta:
        """Names of table and indexes."""

        db_table = "rights_hold"
        indexes = [models.Index(fields=["customer_id"], name="rights_hold_customer")]


class Breach(models.Model):
    """A breach of personal data and what was decided about it (GDPR 33(5))."""

    id = models.TextField(primary_key=True)
    known_at = models.BigIntegerField()
    recorded_at = models.BigIntegerField()
    recorded_by = models.BigIntegerField()
    version = models.IntegerField(default=0)
    risk = models.TextField()
    people = models.BigIntegerField(default=0)
    sealed = models.BinaryField()
    authority_told_at = models.BigIntegerField(null=True)
    people_told_at = models.BigIntegerField(null=True)
    closed_at = models.BigIntegerField(null=True)
    late_told = models.BooleanField(default=False)

    class Meta:
        """Name of the table."""

        db_table = "rights_breach"
