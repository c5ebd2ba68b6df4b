"""The tables of fairness: how many people had which outcome on which day, by group. No customer, act or word is in them."""

from __future__ import annotations

from django.db import models


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
