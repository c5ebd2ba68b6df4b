"""The tables of the replay room: signed reports, past conversations that were imported, and cases a report points at.

A report holds figures only. All that leads to a customer stands in the other three, and is gone when they are forgotten.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Report(models.Model):
    """What a proposed guideline would have changed: figures only, nobody's words and nobody's id.

    `summary` is the exact text whose SHA-256 is `hash`, and `note` the signed note of the ledger's key over that hash.
    `current` and `proposed` are the versions of the guideline that were compared.
    """

    id = models.TextField(primary_key=True)
    name = models.TextField()
    proposed = models.TextField()
    current = models.TextField()
    at = models.BigIntegerField()
    made_by = models.TextField()
    summary = models.TextField()
    hash = models.TextField()
    note = models.TextField()

    class Meta:
        """The table's name."""

        db_table = "replay_report"


class Conversation(models.Model):
    """A past conversation that was imported; its masked words are sealed under the key of whoever wrote it.

    `source` and `content` are keyed digests of the company's own id and of all that stood in the line: they tell a
    re-import from a change, and tell nobody else anything. `groups` are the company's own, as JSON.
    """

    id = models.TextField(primary_key=True)
    source = models.TextField(unique=True)
    content = models.TextField()
    customer_id = models.TextField()
    channel = models.TextField()
    language = models.TextField()
    topic = models.TextField(default="")
    imported_at = models.BigIntegerField()
    groups = models.TextField(default="{}")
    wrong = models.BooleanField(null=True)
    sealed = models.BinaryField()

    class Meta:
        """The table's name and indexes."""

        db_table = "replay_conversation"
        indexes: ClassVar = [
            models.Index(fields=["customer_id"], name="replay_conv_customer"),
            models.Index(fields=["imported_at"], name="replay_conv_imported"),
        ]


class Turn(models.Model):
    """A customer's turn in one: the typed facts, what the rules of the import made of it, and what happened then."""

    pk = models.CompositePrimaryKey("conversation_id", "number")
    conversation_id = models.TextField()
    number = models.IntegerField()
    customer_id = models.TextField()
    at = models.BigIntegerField(null=True)
    facts = models.TextField()
    route = models.TextField()
    release = models.TextField(default="")
    handover = models.TextField(default="")
    answered_by = models.TextField(default="")
    waited_micros = models.BigIntegerField(null=True)
    failed = models.BooleanField(null=True)

    class Meta:
        """The table's name and index."""

        db_table = "replay_turn"
        indexes: ClassVar = [models.Index(fields=["customer_id"], name="replay_turn_customer")]


class Case(models.Model):
    """A turn that a report points at: one of its clearest, one of a sensitive matter, or a customer to write to.

    `fingerprint` stands in the signed report in place of any id; with `salt` it proves which turn was meant, and when
    the customer is forgotten the salt is gone. `kind`: clearest, sensitive or task.
    """

    pk = models.CompositePrimaryKey("report_id", "kind", "number")
    report_id = models.TextField()
    kind = models.TextField()
    number = models.IntegerField()
    customer_id = models.TextField()
    conversation_id = models.TextField()
    turn = models.TextField()
    code = models.TextField()
    salt = models.TextField()
    done_at = models.BigIntegerField(null=True)
    done_by = models.BigIntegerField(null=True)

    class Meta:
        """The table's name and index."""

        db_table = "replay_case"
        indexes: ClassVar = [models.Index(fields=["customer_id"], name="replay_case_customer")]


class Forgotten(models.Model):
    """The keyed digest of an imported conversation that was erased: a later import of the same file leaves it out."""

    source = models.TextField(primary_key=True)

    class Meta:
        """The table's name."""

        db_table = "replay_forgotten"
