"""The room's tables. Only its records read and write them.

Times are microseconds since 1970, UTC; days are written as 2026-01-31.
"""

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


class Watched(models.Model):
    """Acts of a day: how many there were of a group about a topic, and of how many the outcome holds."""

    pk = models.CompositePrimaryKey("outcome", "day", "by_column", "group_value", "topic")
    outcome = models.TextField()
    day = models.TextField()
    by_column = models.TextField()
    group_value = models.TextField()
    topic = models.TextField()
    yes = models.IntegerField()
    n = models.IntegerField()

    class Meta:
        """How the table is called."""

        app_label = "fairness"
        db_table = "fairness_watched"


class Look(models.Model):
    """What one night saw of all differences, as it is shown; groups that are too small are not in it."""

    day = models.TextField(primary_key=True)
    at = models.BigIntegerField()
    report = models.TextField()

    class Meta:
        """How the table is called."""

        app_label = "fairness"
        db_table = "fairness_look"


class Alarm(models.Model):
    """An alarm: its incident, what the guideline decided, and the stops that put topics or a group in draft mode."""

    incident = models.IntegerField(primary_key=True)
    at = models.BigIntegerField()
    outcome = models.TextField()
    by_column = models.TextField()
    group_value = models.TextField()
    action = models.TextField()
    rule = models.TextField()
    version = models.TextField()
    stops = models.TextField()

    class Meta:
        """How the table is called."""

        app_label = "fairness"
        db_table = "fairness_alarm"


class Cell(models.Model):
    """How many people came out alike on a day, with the first act of their year, quarter or month.

    `said`: yes, no, or "" where nobody can say yet. `numbers`: their quantities as sums and filled bins, JSON; "" without.
    """

    pk = models.CompositePrimaryKey("outcome", "day", "first_of", "language", "channel", "topic", "said")
    outcome = models.TextField()
    day = models.TextField()
    first_of = models.TextField()
    language = models.TextField()
    channel = models.TextField()
    topic = models.TextField()
    said = models.TextField()
    people = models.IntegerField()
    numbers = models.TextField(default="")

    class Meta:
        """How the table is called."""

        app_label = "fairness"
        db_table = "fairness_cell"


class Day(models.Model):
    """A day whose acts are counted, and when. `closed`: acts of it may have been forgotten since, so it stays as it is."""

    day = models.TextField(primary_key=True)
    at = models.BigIntegerField()
    closed = models.BooleanField(default=False)

    class Meta:
        """How the table is called."""

        app_label = "fairness"
        db_table = "fairness_day"


class Run(models.Model):
    """A run: when, why (asked, night or proposal), of which proposal, by which act of the ledger, how many pairs were new, and its report as JSON.

    All words in it are the desk's own or its company's; nothing in it is of a customer.
    """

    number = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    why = models.TextField()
    subject = models.TextField()
    act = models.TextField()
    new = models.IntegerField()
    report = models.TextField()

    class Meta:
        """Names of table and indexes."""

        db_table = "fairness_run"
        indexes = [models.Index(fields=["subject", "number"], name="fairness_run_subject")]


class Mitigation(models.Model):
    """One mitigation: the difference it is to mend, what was proposed for it, and until when it holds without another look.

    `proposal`: the guideline's proposal, or the article's task. `rule`: the row it wrote, "" if none. `difference`, `setting`
    and `looks` are JSON: figures of groups, what was chosen, and who looked again with what they said. No row is about a customer.
    """

    id = models.TextField(primary_key=True)
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    by_name = models.TextField()
    kind = models.TextField()
    name = models.TextField()
    proposal = models.TextField()
    rule = models.TextField(default="")
    says = models.TextField()
    difference = models.TextField()
    setting = models.TextField(default="{}")
    why = models.TextField()
    review_by = models.TextField()
    looks = models.TextField(default="[]")
    ending = models.TextField(default="")
    told = models.TextField(default="")

    class Meta:
        """The table's name and index."""

        app_label = "fairness"
        db_table = "fairness_mitigation"
        indexes = [models.Index(fields=["proposal"], name="fairness_mitigation_proposal")]
