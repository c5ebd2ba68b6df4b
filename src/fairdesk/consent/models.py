"""The tables of what was shown and chosen. Only records.py reads and writes them."""

from __future__ import annotations

from django.db import models


class Text(models.Model):
    """The exact words of a notice, once for each version that was ever shown."""

    version = models.CharField(max_length=16, primary_key=True)
    name = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    text = models.TextField()
    first_shown_at = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "consent_text"


class Served(models.Model):
    """A notice was shown to a customer."""

    id = models.BigAutoField(primary_key=True)
    conversation_id = models.CharField(max_length=64)
    customer_id = models.CharField(max_length=64)
    name = models.CharField(max_length=40)
    version = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    at = models.BigIntegerField()
    place = models.CharField(max_length=40)
    outside = models.CharField(max_length=16, default="")

    class Meta:
        """Names of table, indexes and constraints. `outside` is the digest of the outside model it tells of."""

        db_table = "consent_served"
        indexes = [
            models.Index(fields=["customer_id", "id"], name="consent_served_customer"),
            models.Index(fields=["conversation_id", "outside", "at"], name="consent_served_outside"),
        ]


class Shown(models.Model):
    """How often a notice was shown to browsers that are nobody's yet: sums of a day (UTC), and nothing about who."""

    date = models.CharField(max_length=10)
    version = models.CharField(max_length=16)
    place = models.CharField(max_length=40)
    times = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "consent_shown"
        constraints = [models.UniqueConstraint(fields=["date", "version", "place"], name="consent_shown_day")]


class Choice(models.Model):
    """A customer chose. Rows are added and never changed; they go only with everything else about the customer."""

    id = models.BigAutoField(primary_key=True)
    customer_id = models.CharField(max_length=64)
    conversation_id = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)
    choice = models.CharField(max_length=16)
    notice_version = models.CharField(max_length=16)
    method = models.CharField(max_length=16)
    at = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "consent_choice"
        indexes = [
            # The latest choice of a purpose is one step in this index: it is asked on the way of every message.
            models.Index(fields=["customer_id", "purpose", "id"], name="consent_choice_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(choice__in=["granted", "refused", "withdrawn"]), name="consent_choice_known"
            ),
            models.CheckConstraint(
                condition=models.Q(method__in=["button", "words", "api", "gpc"]), name="consent_choice_method"
            ),
        ]


class Withdrawal(models.Model):
    """What a withdrawal reached, for the customer to read: JSON of stores, numbers and moments, and nobody's words."""

    act = models.CharField(max_length=64, primary_key=True)
    customer_id = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)
    at = models.BigIntegerField()
    report = models.TextField()
    waits = models.BigIntegerField(default=0)

    class Meta:
        """Names of table, indexes and constraints. `waits` counts the others who have not answered yet."""

        db_table = "consent_withdrawal"
        indexes = [
            models.Index(fields=["customer_id", "purpose", "at"], name="consent_withdrawal_latest"),
            models.Index(fields=["waits", "at"], name="consent_withdrawal_waits"),
        ]


class Accommodation(models.Model):
    """What helps a customer, sealed under their key; nothing else of the desk reads this table."""

    customer_id = models.CharField(max_length=64, primary_key=True)
    sealed = models.BinaryField()
    at = models.BigIntegerField()
    until = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "consent_accommodation"
        indexes = [models.Index(fields=["until"], name="consent_accommodation_until")]


class Understanding(models.Model):
    """The voluntary check: how many answered each question right, by day (UTC) and language; nobody's name."""

    date = models.CharField(max_length=10)
    language = models.CharField(max_length=8)
    question = models.CharField(max_length=16)
    right_count = models.BigIntegerField(default=0)
    wrong_count = models.BigIntegerField(default=0)

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "consent_understanding"
        constraints = [
            models.UniqueConstraint(fields=["date", "language", "question"], name="consent_understanding_day")
        ]
