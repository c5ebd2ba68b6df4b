"""The tables of fairness: what was done about a difference that was found."""

from __future__ import annotations

from django.db import models


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
