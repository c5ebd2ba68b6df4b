"""The tables of oversight: stops of the assistant, and what reviewers found that the mask missed; kept as history."""

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


class MaskReview(models.Model):
    """One look at a masked message: how many things of which kinds were missed, and nothing of the message itself."""

    token = models.BinaryField(primary_key=True, max_length=32)
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    missed = models.IntegerField()
    kinds = models.TextField()

    class Meta:
        """How the table is called."""

        app_label = "oversight"
        db_table = "oversight_mask_review"


class AnswerReview(models.Model):
    """One look at an answer of the assistant: whether it was right, and what was known of it; no word of it."""

    act = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    customer_id = models.TextField()
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    verdict = models.TextField()
    answered_at = models.BigIntegerField()
    topic = models.TextField()
    confidence = models.FloatField()
    sent = models.BooleanField()
    language = models.TextField()
    channel = models.TextField()
    percent = models.IntegerField()

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_answer_review"
        indexes = [
            models.Index(fields=["customer_id"], name="oversight_review_customer"),
            models.Index(fields=["at"], name="oversight_review_at"),
        ]


class Promise(models.Model):
    """What was promised of a topic's answers, and until when; `ended_at` is empty while it is in force."""

    id = models.TextField(primary_key=True)
    topic = models.TextField()
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    threshold = models.FloatField()
    target = models.FloatField()
    confidence = models.FloatField()
    reviewed = models.IntegerField()
    answered = models.IntegerField()
    wrong = models.IntegerField()
    first_at = models.BigIntegerField()
    last_at = models.BigIntegerField()
    entries = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_promise"
        indexes = [
            # Read on the way of every message: only the few promises in force are in it.
            models.Index(
                fields=["topic"], name="oversight_promise_in_force", condition=models.Q(ended_at__isnull=True)
            )
        ]
