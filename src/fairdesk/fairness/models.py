"""What runs of counterfactual pairs found."""

from __future__ import annotations

from django.db import models


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
