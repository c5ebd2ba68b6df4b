"""The table of files that customers sent or are about to send.

Name, description and bytes are sealed under the customer's own key. Times are microseconds since 1970, UTC.
"""

from __future__ import annotations

from django.db import models


class File(models.Model):
    """One file. `number` is the line of the timeline it went with; none while it waits to be sent."""

    id = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    customer_id = models.TextField()
    number = models.IntegerField(null=True)
    at = models.BigIntegerField()
    kind = models.TextField()
    size = models.IntegerField()
    sealed = models.BinaryField()
    content = models.BinaryField()

    class Meta:
        """How the table is called and searched."""

        app_label = "attachments"
        db_table = "attachments_file"
        indexes = [
            models.Index(fields=["conversation_id", "number"], name="attachments_conversation"),
            models.Index(fields=["customer_id"], name="attachments_customer"),
            models.Index(fields=["at"], name="attachments_unsent", condition=models.Q(number=None)),
        ]
